"""A report is recorded while somebody reads: it is offered, said politely, can be paused, and moves nothing."""

import re

import pytest

from tests.browser.driving import NARROW, WIDE
from tests.statements.stories import KARVEL, says
from tolltrace.following import find_statements

READING = """() => {  // what is read: how far down, each line on the screen, the focus, what is chosen
  const lines = [...document.querySelectorAll("main h1, main h2, main li, main p")];
  return [scrollY, lines.map(each => [each.innerText, each.getBoundingClientRect().top]),
    document.activeElement.outerHTML, getSelection().toString(), location.href];
}"""


def offered(window):
    """What the page says is new."""
    return window.get_by_role("region", name="Live updates").get_by_role("status")


def say_more(own, name="late", figure="31"):
    own.record(name, says(f"The mayor of Karvel said {figure} people were killed.", figure, by="mayor of Karvel"))


def listening(window):
    """Once the stream is there: what is recorded from now on is told."""
    with window.expect_response("**/live?*"):
        window.goto("/")


@pytest.mark.parametrize("viewport", [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")])
def test_news_is_offered_and_moves_nothing(opened, own, viewport):
    window = opened(at=own.address, viewport=viewport)
    listening(window)
    window.evaluate("scrollTo(0, 150)")
    window.locator("ol.sayings a").nth(1).focus()
    window.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    before = window.evaluate(READING)
    assert offered(window).get_attribute("aria-live") == "polite"
    assert offered(window).inner_text() == ""
    assert window.locator("ol.sayings .headline").filter(has_text="31 killed").count() == 0

    say_more(own)
    link = window.get_by_role("link", name="Show them")
    link.wait_for()
    assert offered(window).inner_text() == "1 new or changed statement"
    assert offered(window).evaluate("one => one.getBoundingClientRect().top < innerHeight")  # wherever one reads
    assert window.evaluate(READING) == before

    with window.expect_navigation():
        link.click()
    assert window.locator("ol.sayings .headline").filter(has_text="31 killed").count() == 1
    assert offered(window).inner_text() == ""
    assert window.faults == []


def test_what_comes_at_once_is_said_once(opened, own):
    """Not each of many: who is read to hears one sentence in twenty seconds."""
    window = opened(at=own.address)
    listening(window)
    window.evaluate(
        """() => {
          window.said = [];
          new MutationObserver(() => said.push(document.querySelector(".live [role=status]").textContent))
            .observe(document.querySelector(".live [role=status]"), {childList: true});
        }"""
    )
    say_more(own)
    window.get_by_role("link", name="Show them").wait_for()
    for number in (41, 42, 43):
        say_more(own, f"late-{number}", f"{number}")
    window.wait_for_timeout(8000)  # the server has told of them; the page waits

    assert window.evaluate("said") == ["1 new or changed statement"]


def test_who_pauses_is_told_nothing_until_they_go_on(opened, own):
    window = opened(at=own.address)
    listening(window)
    pause = window.get_by_role("button", name="Pause")
    pause.click()
    assert pause.get_attribute("aria-pressed") == "true"
    state = window.locator(".live-state")
    assert state.inner_text() == "Updates are paused"

    window.goto("/statements")  # it is remembered from page to page
    assert state.inner_text() == "Updates are paused"
    asked = []
    window.on("request", lambda request: asked.append(request.url))
    say_more(own)
    window.wait_for_timeout(4000)
    assert (offered(window).inner_text(), asked) == ("", [])

    pause.click()
    window.get_by_role("link", name="Show them").wait_for()
    assert offered(window).inner_text() == "1 new or changed statement"
    assert state.inner_text() == "Live"


def test_without_scripts_nothing_is_promised(opened, own):
    window = opened(at=own.address, scripts=False)
    window.goto("/")

    assert not window.get_by_role("region", name="Live updates").is_visible()


def test_a_page_says_when_the_server_is_gone(opened, own):
    window = opened(at=own.address)
    listening(window)
    before = window.get_by_role("main").inner_text()
    own.site.go_away()

    window.locator(".live-state", has_text=re.compile("Not live just now")).wait_for()
    assert window.get_by_role("main").inner_text() == before


def test_a_statement_and_its_speaker_are_told_who_else_carries_it(opened, own):
    """The page's address stays good: the statement's id is made of the claims in it, and another came to it."""
    mayor = says("The mayor of Karvel said 31 people were killed.", "31", by="mayor of Karvel", place=KARVEL)
    own.record("before", mayor)
    statement = next(each for each in find_statements(own.ledger) if each.speaker == "mayor of Karvel")
    windows = [opened(at=own.address) for _ in range(3)]
    pages = (f"/statements/{statement.id}", "/speaker?name=mayor of Karvel", "/place?name=Karvel")
    for window, page in zip(windows, pages, strict=True):
        with window.expect_response("**/live?*"):
            window.goto(page)

    own.record("echo", mayor, outlet="Radio Lume")
    for window, news in zip(windows, ("report", "statement", "statement"), strict=True):
        window.bring_to_front()
        link = window.get_by_role("link", name="Show them")
        link.wait_for()
        assert offered(window).inner_text() == f"1 new or changed {news}"
        with window.expect_navigation():
            link.click()
        assert "2 reports" in window.get_by_role("main").inner_text()
        assert window.faults == []
