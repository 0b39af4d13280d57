"""A site asked again and again: what comes of each answer, and which links of a page lead to reports."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.outlets import a_feed, open_outlets
from tolltrace.pages import Visitor
from tolltrace.pages.section import find_links
from tolltrace.settings import Settings
from tolltrace.visits import Marks, Outcome

PERMITTED = Settings(allow_private_addresses=True, seconds_between_requests=0, fetch_timeout_seconds=5)


@pytest.fixture
def outlets():
    with open_outlets() as outlets:
        yield outlets


@pytest.mark.parametrize(
    ("answer", "outcome", "says"),
    [
        (b"<p>12 killed", Outcome.READ, ""),
        (304, Outcome.FAILED, "304"),  # of what was never asked for
        (404, Outcome.FAILED, "answered 404"),
        (410, Outcome.GONE, "gone for good"),
        (429, Outcome.BUSY, "429"),
        (503, Outcome.BUSY, "503"),
        ((200, b"x", {"Content-Type": "video/mp4"}), Outcome.FAILED, "no page"),
        ((302, b"", {"Location": "http://10.0.0.1:25/"}), Outcome.FAILED, "port 25"),
    ],
)
def test_each_answer_comes_to_something(outlets, answer, outcome, says):
    outlets.answers["/page"] = answer
    visit = Visitor(PERMITTED).visit(outlets.url("/page"))

    assert (visit.outcome, says in visit.detail) == (outcome, True)


def test_a_busy_host_is_asked_once_and_then_held(outlets):
    waits = []
    outlets.answers["/page"] = (429, b"", {"Retry-After": "90"})
    visitor = Visitor(PERMITTED, clock=lambda: 0.0, sleep=waits.append)

    visit = visitor.visit(outlets.url("/page"))

    assert (visit.wait_seconds, outlets.paths(), waits) == (90.0, ["/page"], [])
    assert visitor.seconds_left("127.0.0.1") == 90.0


def test_marks_are_given_back_as_they_came(outlets):
    outlets.answers["/page"] = (200, b"<p>x", {"ETag": 'W/"a b"', "Last-Modified": "Fri, 01 Jan 2094 10:00:00 GMT"})
    first = Visitor(PERMITTED).visit(outlets.url("/page"))
    outlets.answers["/page"] = lambda headers: 304 if headers.get("If-Modified-Since") else 500

    again = Visitor(PERMITTED).visit(outlets.url("/page"), first.marks)

    assert first.marks == Marks(None, "Fri, 01 Jan 2094 10:00:00 GMT")  # a tag with a blank is none
    assert again.outcome is Outcome.UNCHANGED


def test_a_list_below_a_redirect_is_read_by_its_own_address(outlets):
    outlets.answers |= {"/feed": (301, b"", {"Location": "/new/feed"}), "/new/feed": a_feed("one", "/two")}

    visit = Visitor(PERMITTED).visit(outlets.url("/feed"))

    assert [one.address for one in visit.listed] == [outlets.url("/new/one"), outlets.url("/two")]
    assert visit.moved_to == outlets.url("/new/feed")


BASE = "https://www.herald.example/world"


@pytest.mark.parametrize(
    ("link", "pattern", "taken"),
    [
        ('<a href="/world/2024/fire-kills-twelve-at-lake">x</a>', "*", True),
        ('<a href="https://herald.example/world/fire-kills-twelve-people">x</a>', "*", True),
        ('<a href="/a/123456">x</a>', "*", True),
        ('<a href="/a">Ferry fire at Lake Dravo</a>', "*", True),
        ('<a href="/about">About</a>', "*", False),
        ('<a href="/world">Four words to itself</a>', "*", False),
        ('<a href="https://elsewhere.example/fire-kills-twelve-people">x</a>', "*", False),
        ('<a href="javascript:alert(1)">Ferry fire at Lake</a>', "*", False),
        ('<a href="mailto:a@b.example">Ferry fire at Lake</a>', "*", False),
        ('<a href="/world/story">x</a>', "/world/*", True),
        ('<a href="/sport/a-long-name-of-it">x</a>', "/world/*", False),
        ('<a href="https://[bad">Ferry fire at Lake</a>', "*", False),
    ],
)
def test_links_that_lead_to_reports_are_found(link, pattern, taken):
    page = f"<html><body>{link}</body></html>".encode()

    assert len(list(find_links(page, BASE, pattern))) == int(taken)


@given(st.binary(max_size=300) | st.text('<a href="/-1">x?[]', max_size=300).map(str.encode))
def test_any_page_is_searched_for_links(content):
    list(find_links(content, BASE, "*"))
    list(find_links(b"<html><body>" + content, BASE, "*", "no-such-charset"))
