"""Every page, wide and narrow, light and dark: whole, within the screen, no finding of axe-core, and no scripts."""

from importlib.resources import files

import pytest
from starlette.routing import Match

from tests.browser.demo import PAGES, Shown
from tests.browser.driving import NARROW, WIDE
from tolltrace.server.site.routes import FOR_PROGRAMS, ROUTERS

every_page = pytest.mark.parametrize("shown", [pytest.param(each, id=each.name) for each in PAGES])
SIZES = {"wide": WIDE, "narrow": NARROW}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
LOOKS = (("wide", "light", {}), ("narrow", "light", {}), ("wide", "dark", COLOURS))  # the dark changes colours alone
NO_PAGES = {  # routes that are asked by a GET and are no page: why
    "/live": "a stream",
    "/manifest.webmanifest": "a file",
    "/service-worker.js": "a file",
    "/sign-in/service": "leads to another site",
    "/signed-in": "where that site leads back to",
}
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 5).map(e => `${e.tagName.toLowerCase()}.${e.className}`)"""
BROKEN_IMAGES = "() => [...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.currentSrc)"
AXE = """options => axe.run(document, {resultTypes: ["violations"], ...options}).then(found => found.violations.map(
  each => [each.impact, each.id, each.nodes.slice(0, 3).map(node => node.html.slice(0, 200))]))"""

FOCUSED = """() => {
  const able = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const all = [...document.querySelectorAll(able)]
    .filter(one => one.checkVisibility() && !one.matches(":disabled, [tabindex='-1']"));
  const named = one => one.outerHTML.slice(0, 120);
  const unseen = one => {
    one.focus();
    const style = getComputedStyle(one);
    return document.activeElement !== one || style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2;
  };
  return [all.length, all.filter(one => one.tabIndex > 0).map(named), all.filter(unseen).map(named)];
}"""


def go(window, site, shown: Shown):
    """Open a page of the table. That a page tells an error is no error of the page."""
    answered = window.goto(site.url(shown.address))
    assert answered.status == shown.status
    if shown.status != 200:
        window.faults[:] = [each for each in window.faults if f"status of {shown.status}" not in each]
    return window


def test_every_page_of_the_site_is_looked_at():
    """Without a browser: so whoever adds a page learns it wherever the tests are run."""
    routes = [route for router in ROUTERS for route in router.routes if "GET" in route.methods]
    pages = [each for each in routes if not each.path.endswith(FOR_PROGRAMS)]

    def matches(route, shown):
        path = shown.address.partition("?")[0].format_map(Named())
        return route.matches({"type": "http", "method": "GET", "path": path, "root_path": ""})[0] == Match.FULL

    missing = {each.path for each in pages if not any(matches(each, shown) for shown in PAGES)} - NO_PAGES.keys()
    assert not missing, "name them in PAGES of tests/browser/demo.py, or in NO_PAGES here with the reason"
    assert len(pages) > 20


class Named(dict):
    """Stands for ids: each is its own name."""

    def __missing__(self, name: str) -> str:
        return name


@every_page
def test_a_page_is_for_everybody(opened, site, shown):
    """All in one window, as opening it takes as long as looking."""
    window = go(opened(person=shown.person), site, shown)
    text = window.get_by_role("main").inner_text()

    assert is_whole(window)
    assert axe_findings(window) == []  # not even what it calls moderate or minor
    assert focus_is_seen(window)
    without = go(opened(person=shown.person, scripts=False), site, shown)
    assert without.get_by_role("main").inner_text() == text
    assert len(text) > 20


def is_whole(window) -> bool:
    """Within the screen at any size, with its images, and nothing went wrong in it."""
    for size, viewport in SIZES.items():
        window.set_viewport_size(viewport)
        assert window.evaluate(TOO_WIDE) == [], size
    window.emulate_media(color_scheme="dark")
    assert window.evaluate(BROKEN_IMAGES) == []
    assert window.faults == []
    return True


def axe_findings(window) -> list[tuple[str, ...]]:
    """Of each look: its size, its colours, how grave, which rule, where."""
    window.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    found = []
    for size, scheme, options in LOOKS:
        window.set_viewport_size(SIZES[size])
        window.emulate_media(color_scheme=scheme)
        found += [(size, scheme, *each) for each in window.evaluate(AXE, options)]
    return found


def focus_is_seen(window) -> bool:
    """On everything that keys can reach: in the order in which it stands, and with an outline."""
    window.emulate_media(color_scheme="light")
    window.set_viewport_size(WIDE)
    window.keyboard.press("Tab")

    reached, jumping, hidden = window.evaluate(FOCUSED)
    assert reached > 0
    assert jumping == []
    assert hidden == []
    return True
