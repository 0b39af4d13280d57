"""Take pictures of every page of the site with the demo's ledger: light and dark, wide and narrow, to be looked at.

    make_screenshots.py FOLDER [NAME ...]    e.g. build/screenshots statement report
    make_screenshots.py --readme             those of the README, into docs/pictures/

The pages are those of tests/browser (its table, PAGES, has their names). It takes Chromium and Playwright, as
the tests do: tests/browser/conftest.py. It ends with 1 where a page asks another host for something, or has an error.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.demo import PAGES, Shown, Site, demo_site  # noqa: E402
from tests.browser.driving import NARROW, WIDE, NoBrowserError, a_browser, signed_in, watch  # noqa: E402

SCHEMES = ("light", "dark")
TALLEST = 6000  # pixels of a picture


class Chosen(NamedTuple):
    """A picture of the README: a page, of which the first so many pixels are shown."""

    name: str
    width: int
    height: int
    scheme: str


README = (
    Chosen("statement", 1060, 1000, "light"),
    Chosen("statement", 1060, 1000, "dark"),
    Chosen("report", 1060, 700, "light"),
)
SHARP = 1.15  # pixels of the picture to one of the page: a picture has at most 200 kB


@contextmanager
def looking() -> Iterator[tuple[Site, Any, Any]]:
    """The site, a browser, and the cookies of a reviewer."""
    with ExitStack() as stack:
        browser = stack.enter_context(a_browser())
        site = stack.enter_context(demo_site(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        yield site, browser, signed_in(browser, site.address)


def take_all(folder: Path, names: tuple[str, ...]) -> int:
    """How many pages have faults."""
    unknown = set(names) - {each.name for each in PAGES}
    if unknown:
        raise SystemExit(f"no such page: {', '.join(sorted(unknown))}; there are {', '.join(e.name for e in PAGES)}")
    folder.mkdir(parents=True, exist_ok=True)
    faulty = 0
    with looking() as (site, browser, session):
        for shown in PAGES:
            if not names or shown.name in names:
                faults = take_one(site, browser, session, shown, folder)
                print(folder / shown.name, *faults, sep="\n  ")
                faulty += bool(faults)
    return faulty


def take_one(site: Site, browser: Any, session: Any, shown: Shown, folder: Path) -> list[str]:
    """Four pictures of a page, and what is wrong with it."""
    context = browser.new_context(storage_state=session if shown.person else None)
    window = context.new_page()
    faults = watch(window, urlsplit(site.address).netloc)
    for size in (WIDE, NARROW):
        for scheme in SCHEMES:
            window.set_viewport_size(size)
            window.emulate_media(color_scheme=scheme)
            window.goto(site.url(shown.address))
            height = min(window.evaluate("document.documentElement.scrollHeight"), TALLEST)
            clip = {"x": 0, "y": 0, "width": size["width"], "height": height}
            path = folder / f"{shown.name}-{size['width']}-{scheme}.png"
            window.screenshot(path=path, full_page=True, clip=clip)
    context.close()
    return [each for each in faults if f"status of {shown.status}" not in each or shown.status == 200]


def take_for_readme(folder: Path) -> None:
    """The chosen ones."""
    with looking() as (site, browser, session):
        for chosen in README:
            shown = next(each for each in PAGES if each.name == chosen.name)
            context = browser.new_context(
                storage_state=session if shown.person else None,
                viewport={"width": chosen.width, "height": chosen.height},
                device_scale_factor=SHARP,
                color_scheme=chosen.scheme,
            )
            window = context.new_page()
            window.goto(site.url(shown.address))
            path = folder / f"site-{chosen.name}-{chosen.scheme}.png"
            window.screenshot(path=path)
            print(path.relative_to(ROOT), f"{path.stat().st_size // 1000} kB")
            context.close()


def main(*arguments: str) -> int:
    """An exit status."""
    if not arguments:
        raise SystemExit(__doc__)
    try:
        if arguments == ("--readme",):
            take_for_readme(ROOT / "docs" / "pictures")
            return 0
        return min(take_all(Path(arguments[0]), arguments[1:]), 1)
    except NoBrowserError as reason:
        print(f"No pictures of the site were taken: {reason}", file=sys.stderr)
        return 0 if arguments == ("--readme",) else 1  # `make docs` leaves them as they are


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
