"""What the parts of fetching do with what no good site sends."""

import time
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolltrace.errors import SourceError
from tolltrace.pages.exchange import Answer
from tolltrace.pages.kept import KeptPages
from tolltrace.pages.pace import MAX_HOSTS, Pace, read_retry_after
from tolltrace.pages.robots import MAX_BYTES, Robots, product

PLACE = httpx.URL("http://news.example/page")
NOW = datetime(2023, 5, 1, 12, tzinfo=UTC)


def answer(content=b"<p>12 killed", status=200, **headers):
    told = {name.replace("_", "-"): value.encode() for name, value in headers.items()}
    return Answer(PLACE, status, "", httpx.Headers(told), content, "utf-8")


# ── robots.txt ───────────────────────────────────────────────────────────────────────────────────────────────────────


def allows(robots, place=PLACE, agent="tolltrace"):
    """Whether a robots.txt of these bytes lets us read a place; also how it wants to be asked."""
    delays = []
    rules = Robots(agent, lambda site: answer(robots), lambda host, seconds: delays.append(seconds))
    try:
        rules.check(place)
    except SourceError:
        return False, delays
    return True, delays


@given(st.binary(max_size=300) | st.text("Uu-serAgnt:Dlowi*$/%#\n\t 0", max_size=300).map(str.encode))
def test_any_robots_txt_is_read(content):
    allows(content)
    allows(b"User-agent: *\n" + content)


@given(
    st.lists(
        st.sampled_from(
            [
                b"User-agent: *",
                b"user agent tolltrace",
                b"Disallow: /",
                b"Disallow: /*a*b$",
                b"Allow: /p",
                b"Crawl-delay: 1",
            ]
        ),
        max_size=20,
    )
)
def test_ordered_rules_are_read(lines):
    allowed, delays = allows(b"\n".join(lines))

    assert isinstance(allowed, bool)
    assert delays in ([], [1.0])


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            b"".join(b"User-agent: a%d\n" % number for number in range(15_000)) + b"Disallow: /x\n" * 18_000,
            id="agents-times-rules",
        ),
        pytest.param(b"User-agent: *\n" + b"Disallow: /" + b"*a" * 250_000 + b"$", id="a-long-pattern"),
        pytest.param(b"User-agent: *\nDisallow: /" + b"*" * 500_000, id="stars"),
        pytest.param(b"User-agent: *\n" + b"Disallow: /*a*a*a*a*b\n" * 22_000, id="patterns-that-nearly-match"),
        pytest.param(b"User-agent: tolltrace\n" * 23_000, id="ourselves-again-and-again"),
        pytest.param(b"User-agent" + b" " * 500_000, id="blanks"),
    ],
)
def test_a_hostile_robots_txt_takes_no_long_time(content):
    began = time.process_time()

    allows(content, httpx.URL("http://news.example/" + "a" * 2000))

    assert time.process_time() - began < 20


def test_what_stands_behind_the_limit_is_not_read():
    assert allows(b"#" * MAX_BYTES + b"\nUser-agent: *\nDisallow: /") == (True, [])


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("tolltrace (reads news reports)", "tolltrace"),
        ("Example-Recorder/2.1 (+https://recorder.example)", "example-recorder"),
        ("Example Recorder", "example recorder"),
        ("(nobody)", "(nobody)"),
    ],
)
def test_a_robots_txt_knows_us_by_the_name_of_the_product(user_agent, name):
    assert product(user_agent) == name


# ── turns ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("9" * 5000, 999_999_999.0),
        ("Mon, 01 May 2023 12:01:00 GMT", 60.0),
        ("Mon, 01 May 2023 14:01:00 +0200", 60.0),
        ("Mon, 01 May 2023 11:00:00 GMT", 0.0),
        ("Mon, 01 May 99999 11:00:00 GMT", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("", None),
        ("soon", None),
    ],
)
def test_a_retry_after_is_read(printed, seconds):
    assert read_retry_after(printed, now=NOW) == seconds


@given(st.text(max_size=60) | st.text("MonJaTue0123456789:, +-GMT", max_size=40))
def test_any_retry_after_is_read(printed):
    seconds = read_retry_after(printed, now=NOW)

    assert seconds is None or seconds >= 0


def test_hosts_take_their_turns_apart_and_few_are_remembered():
    waits = []
    pace = Pace(1.0, clock=lambda: 0.0, sleep=waits.append)

    for number in range(MAX_HOSTS + 10):
        pace.wait(f"{number}.example")
    pace.wait(f"{MAX_HOSTS}.example")

    assert waits == [1.0]
    assert len(pace._turns) == MAX_HOSTS


# ── kept copies ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_kept_copy_is_found_with_what_to_ask(tmp_path):
    KeptPages(tmp_path, 10_000).keep(str(PLACE), answer(ETag='W/"a"', Last_Modified="Mon, 01 May 2023 19:29:00 GMT"))
    kept = KeptPages(tmp_path, 10_000).find(str(PLACE), 1000)

    assert (kept.content, kept.head.charset) == (b"<p>12 killed", "utf-8")
    assert kept.conditions == {"If-None-Match": 'W/"a"', "If-Modified-Since": "Mon, 01 May 2023 19:29:00 GMT"}


@pytest.mark.parametrize("tag", ["no quotes", '"' + "a" * 600 + '"', '"ä"', '"a" "b"', ""])
def test_a_tag_that_is_none_is_not_kept(tmp_path, tag):
    pages = KeptPages(tmp_path, 10_000)
    pages.keep(str(PLACE), answer(ETag=tag))

    assert pages.find(str(PLACE), 1000) is None


@given(st.data())
def test_a_damaged_copy_is_as_good_as_none(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("kept")
    pages = KeptPages(folder, 10_000)
    pages.keep(str(PLACE), answer(ETag='"a"'))
    (file,) = folder.iterdir()
    content = bytearray(file.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    file.write_bytes(content[: data.draw(st.integers(at, len(content)))])

    kept = pages.find(str(PLACE), 1000)

    assert kept is None or kept.content == b"<p>12 killed"


def test_a_copy_larger_than_a_page_may_be_now_is_not_used(tmp_path):
    pages = KeptPages(tmp_path, 10_000)
    pages.keep(str(PLACE), answer(b"x" * 1000, ETag='"a"'))

    assert pages.find(str(PLACE), 1000)
    assert pages.find(str(PLACE), 999) is None


def test_what_was_unused_for_longest_makes_room(tmp_path):
    pages = KeptPages(tmp_path, 1000)
    for number in range(100):
        pages.keep(f"{PLACE}/{number}", answer(ETag='"a"'))
        if number:
            pages.touch(f"{PLACE}/0")
        time.sleep(0.002)  # the order of files is that of their times

    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 1000
    assert pages.find(f"{PLACE}/99", 1000)
    assert pages.find(f"{PLACE}/0", 1000)
    assert pages.find(f"{PLACE}/1", 1000) is None
