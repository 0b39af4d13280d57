"""A desk over outlets on this machine: what is asked, recorded and told, and when."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from tests.desk.conftest import MORNING, run
from tests.desk.outlets import a_feed, a_report
from tolltrace.ledger import ClaimQuery

TWELVE = "At least 12 people were killed when a ferry burned on Lake Dravo on Monday, the governor said."
FORTY = "At least 41 people were killed when a ferry burned on Lake Dravo on Monday, the governor said."
MORE = "45 people were killed when a ferry burned on Lake Dravo on Monday, the governor said."
FEED = '[[source]]\nname = "courier"\nfeed = "{}"\n'


def figures(ledger):
    return sorted((one.claim.mention.text, one.claim.harm) for one in ledger.claims())


def state_of(desk, name="courier"):
    return next(one for one in desk.ledger.desk.sources() if one.name == name)


def telling(tmp_path, **more):
    said = "".join(f"{name} = {json.dumps(value)}\n" for name, value in more.items())
    return f'[[tell]]\nname = "alert"\ncommand = ["/bin/sh", "-c", "cat >> {tmp_path}/told"]\n{said}'


def told(tmp_path):
    path = tmp_path / "told"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_a_feed_and_a_folder_are_watched_traced_recorded_and_a_command_is_told(
    outlets, ledger, a_desk, clock, tmp_path
):
    (tmp_path / "in").mkdir()
    outlets.answers |= {"/feed": a_feed(outlets.url("/1")), "/1": a_report("Ferry fire at Lake Dravo", TWELVE)}
    text = FEED.format(outlets.url("/feed")) + '[[source]]\nname = "inbox"\nfolder = "in"\n' + telling(tmp_path)
    desk = a_desk(ledger, text)
    (tmp_path / "in" / "one.html").write_bytes(a_report("Bus falls", "Seven people died in Karvel, police said."))

    run(desk)
    clock.pass_by(seconds=20)
    run(desk)

    assert figures(ledger) == [("At least 12", "killed"), ("Seven", "killed")]
    news = told(tmp_path)
    assert sorted((one["kind"], one["words"]) for one in news) == [
        ("report", "At least 12 killed"),
        ("report", "Seven killed"),
    ]
    assert all(one["statements"] for one in news)
    assert str(tmp_path / "in") not in (tmp_path / "told").read_text()  # no file of this machine is named to others


def test_who_asks_says_who_it_is_and_obeys_the_rules_of_the_house(outlets, file_ledger, a_desk):
    outlets.answers |= {
        "/robots.txt": b"User-agent: tolltrace\nDisallow: /shut/\n",
        "/feed": a_feed(outlets.url("/shut/1"), outlets.url("/open/1")),
        "/open/1": a_report("Ferry fire", TWELVE),
    }
    desk = a_desk(file_ledger, FEED.format(outlets.url("/feed")))

    run(desk)

    assert outlets.paths() == ["/feed", "/open/1"]
    assert {headers["User-Agent"] for _, headers in outlets.asked} == {"tolltrace/0.1.0 (+desk@newsroom.example)"}
    assert state_of(desk).items == {"forbidden": 1, "traced": 1}


def test_what_did_not_change_is_not_sent_again_whatever_the_sites_clock_says(outlets, ledger, a_desk, clock):
    ahead = "Fri, 01 Jan 2094 10:00:00 GMT"

    def feed(headers):
        if headers.get("If-None-Match") == '"one"' and headers.get("If-Modified-Since") == ahead:
            return 304, b"", {}
        return 200, a_feed(outlets.url("/1"), date=ahead), {"ETag": '"one"', "Last-Modified": ahead}

    outlets.answers |= {"/feed": feed, "/1": a_report("Ferry fire", TWELVE)}
    desk = a_desk(ledger, FEED.format(outlets.url("/feed")))
    run(desk)
    clock.pass_by(minutes=20)

    run(desk)

    assert outlets.paths() == ["/feed", "/1", "/feed"]
    assert state_of(desk).state == "unchanged"
    assert figures(ledger) == [("At least 12", "killed")]


def test_a_page_that_changes_is_a_new_version_and_what_moved_is_told(outlets, ledger, a_desk, clock, tmp_path):
    outlets.answers |= {
        "/feed": a_feed(outlets.url("/1")),
        "/1": a_report("Ferry fire at Lake Dravo kills at least 41", FORTY),
    }
    desk = a_desk(ledger, FEED.format(outlets.url("/feed")) + telling(tmp_path))
    run(desk)
    outlets.answers["/1"] = a_report("Ferry fire at Lake Dravo kills 45", MORE)

    clock.pass_by(minutes=50)
    run(desk)
    before = len(told(tmp_path))
    clock.pass_by(minutes=30)
    run(desk)

    assert before == 1
    _, changed = told(tmp_path)
    assert changed["kind"] == "changed"
    assert [one["words"] for one in changed["changes"]] == [
        "the headline’s number of killed rose to 45 from 41",
        "the headline lost “at least”",
        "the number of killed rose to 45 from 41",
        "the text lost “At least”",
    ]
    assert {one.version for one in ledger.claims()} == {2}
    assert len(list(ledger.claims(ClaimQuery(all_versions=True)))) == 4


def test_a_page_is_looked_at_again_at_its_steps_and_then_left_alone(outlets, file_ledger, a_desk, clock):
    outlets.answers |= {"/feed": a_feed(outlets.url("/1")), "/1": a_report("Ferry fire", TWELVE)}
    text = FEED.format(outlets.url("/feed")) + 'every = "30d"\nlook_again = ["1h", "6h", "1d"]\n'
    desk = a_desk(file_ledger, text)
    asked = []
    for _ in range(60):
        run(desk)
        asked.append(len(outlets.paths()) - 1)
        clock.pass_by(hours=1)

    assert (asked[0], asked[1], asked[5], asked[6], asked[23], asked[24], asked[-1]) == (1, 2, 2, 3, 3, 4, 4)


def test_an_entry_that_changed_its_title_is_asked_for_at_once(outlets, file_ledger, a_desk, clock):
    link = outlets.url("/1")
    outlets.answers |= {"/feed": a_feed(link), "/1": a_report("Ferry fire", TWELVE)}
    desk = a_desk(file_ledger, FEED.format(outlets.url("/feed")))
    run(desk)
    outlets.answers |= {"/feed": a_feed(link, titles={link: "Toll of ferry fire rises"}), "/1": a_report("Toll", FORTY)}
    clock.pass_by(minutes=20)

    run(desk)

    assert figures(file_ledger) == [("At least 41", "killed")]


def test_entries_with_one_id_and_with_one_link_are_told_apart_as_they_must(outlets, file_ledger, a_desk, clock):
    """Ids say little: the link counts. Two entries under one link are one report, as it stands first."""
    links = [outlets.url("/1"), outlets.url("/2"), outlets.url("/1")]
    outlets.answers |= {
        "/feed": lambda _: a_feed(*links, guid="the-same"),
        "/1": a_report("Ferry fire", TWELVE),
        "/2": a_report("Bus falls", "Seven people died in Karvel on Monday, police said."),
    }
    desk = a_desk(file_ledger, FEED.format(outlets.url("/feed")))
    for _ in range(3):
        run(desk)
        clock.pass_by(minutes=20)

    assert figures(file_ledger) == [("At least 12", "killed"), ("Seven", "killed")]
    assert outlets.paths().count("/1") == outlets.paths().count("/2") == 1


FULL = '<item><title>Ferry fire</title><guid isPermaLink="false">{guid}</guid><description>{text}</description></item>'


def a_full_feed(*texts, guid="7"):
    more = " The ferry had left the port in the morning, and nobody knew why it burned." * 9
    items = "".join(FULL.format(guid=guid, text=text + more) for text in texts)
    return f'<rss version="2.0"><channel><title>K</title>{items}</channel></rss>'.encode()


def test_entries_that_hold_their_text_are_not_fetched_and_are_traced_when_they_change(
    outlets, file_ledger, a_desk, clock, tmp_path
):
    outlets.answers["/feed"] = a_full_feed(TWELVE, MORE)  # under one id: one report, as it stands first
    desk = a_desk(file_ledger, FEED.format(outlets.url("/feed")) + telling(tmp_path))
    traced = []
    for now in (None, None, FORTY):
        outlets.answers["/feed"] = a_full_feed(now) if now else outlets.answers["/feed"]
        run(desk)
        traced.append(desk.counts["pages traced"])
        clock.pass_by(minutes=20)

    assert outlets.paths() == ["/feed"] * 3
    assert traced == [1, 1, 2]
    assert [one["words"] for one in told(tmp_path)] == [
        "At least 12 killed",
        "the number of killed rose to 41 from 12",
    ]


# ── sites in trouble ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_gone_for_good_is_not_asked_for_again(outlets, file_ledger, a_desk, clock):
    outlets.answers |= {"/feed": a_feed(outlets.url("/1")), "/1": 410, "/old": 410}
    text = FEED.format(outlets.url("/feed")) + FEED.format(outlets.url("/old")).replace("courier", "old")
    desk = a_desk(file_ledger, text)
    for _ in range(50):
        run(desk)
        clock.pass_by(hours=5)

    assert (outlets.paths().count("/1"), outlets.paths().count("/old")) == (1, 1)
    assert state_of(desk, "old").next_at is None
    assert "gone for good" in state_of(desk, "old").error
    assert state_of(desk).items == {"gone": 1}


WRONG_CLOCK = datetime(1999, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "asked_again_after"),
    [
        pytest.param({"Retry-After": "600"}, 600, id="seconds"),
        pytest.param(
            {
                "Date": format_datetime(WRONG_CLOCK, usegmt=True),
                "Retry-After": format_datetime(WRONG_CLOCK + timedelta(seconds=600), usegmt=True),
            },
            600,
            id="an-instant-by-a-clock-that-is-wrong",
        ),
        pytest.param({}, 60, id="nothing-said"),
    ],
)
def test_a_busy_site_is_left_alone_for_as_long_as_it_asks(
    outlets, file_ledger, a_desk, clock, headers, asked_again_after
):
    outlets.answers |= {"/feed": a_feed(outlets.url("/1"), outlets.url("/2")), "/1": (429, b"", headers)}
    outlets.answers["/2"] = a_report("Bus falls", "Seven people died in Karvel on Monday, police said.")
    desk = a_desk(file_ledger, FEED.format(outlets.url("/feed")) + 'every = "1d"\n')
    run(desk)
    first = outlets.paths()
    outlets.answers["/1"] = a_report("Ferry fire", TWELVE)

    clock.pass_by(seconds=asked_again_after * 0.85)
    run(desk)
    in_between = outlets.paths()
    clock.pass_by(seconds=asked_again_after * 0.3)
    run(desk)

    assert first == in_between == ["/feed", "/1"]
    assert figures(file_ledger) == [("At least 12", "killed"), ("Seven", "killed")]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        pytest.param(500, "answered 500", id="broken"),
        pytest.param((302, b"", {"Location": "/feed"}), "more than 5 redirects", id="a-ring"),
        pytest.param((302, b"", {"Location": "file:///etc/passwd"}), "no address that we fetch", id="to-a-file"),
        pytest.param(b"<html><body><p>Subscribe to our feed", "a feed was expected", id="a-page-for-a-feed"),
        pytest.param(b"<rss><channel><item><title>Half", "breaks off", id="half-a-feed"),
        pytest.param(b"", "empty", id="nothing"),
    ],
)
def test_a_source_in_trouble_says_so_and_is_asked_more_and_more_seldom(
    outlets, file_ledger, a_desk, clock, answer, says
):
    outlets.answers["/feed"] = answer
    desk = a_desk(file_ledger, FEED.format(outlets.url("/feed")))
    times = []
    for _ in range(24 * 4):
        before = len(outlets.paths())
        run(desk)
        times += [clock() - MORNING] if len(outlets.paths()) > before else []
        clock.pass_by(minutes=15)

    waits = [round((b - a).total_seconds() / 3600, 2) for a, b in pairwise(times)]
    assert waits == [0.5, 1, 2, 4, 6, 6]
    assert says in state_of(desk).error
    assert state_of(desk).failures == 7
    outlets.answers |= {"/feed": a_feed(outlets.url("/1")), "/1": a_report("Ferry fire", TWELVE)}
    clock.pass_by(hours=7)
    run(desk)
    assert (state_of(desk).failures, state_of(desk).error) == (0, None)


def test_a_report_that_cannot_be_had_is_given_up_and_all_else_goes_on(outlets, file_ledger, a_desk, clock):
    outlets.answers |= {"/feed": a_feed(outlets.url("/1"), outlets.url("/2")), "/1": 500}
    outlets.answers["/2"] = a_report("Ferry fire", TWELVE)
    desk = a_desk(file_ledger, FEED.format(outlets.url("/feed")) + 'every = "30d"\n')
    for _ in range(24 * 8):
        run(desk)
        clock.pass_by(minutes=30)

    assert outlets.paths().count("/1") == 8
    assert state_of(desk).items == {"failed": 1, "traced": 1}
    assert figures(file_ledger) == [("At least 12", "killed")]


def test_a_source_that_moved_is_followed_and_the_new_address_told(outlets, file_ledger, a_desk):
    outlets.answers |= {"/feed": (301, b"", {"Location": "/new"}), "/new": a_feed(outlets.url("/1"))}
    outlets.answers["/1"] = a_report("Ferry fire", TWELVE)
    desk = a_desk(file_ledger, FEED.format(outlets.url("/feed")))

    run(desk)

    assert figures(file_ledger) == [("At least 12", "killed")]
    assert state_of(desk).moved_to == outlets.url("/new")


def test_this_machine_and_its_network_are_not_asked_unless_that_is_allowed(outlets, file_ledger, a_desk):
    outlets.answers["/feed"] = a_feed(outlets.url("/1"))
    desk = a_desk(file_ledger, FEED.format(outlets.url("/feed")))
    desk.settings = replace(desk.settings, allow_private_addresses=False)

    run(desk)

    assert outlets.asked == []
    assert "not a public address" in state_of(desk).error


def test_a_clock_that_was_wrong_does_not_stop_the_desk(outlets, file_ledger, a_desk, clock):
    outlets.answers |= {"/feed": a_feed(outlets.url("/1")), "/1": a_report("Ferry fire", TWELVE)}
    clock.at = datetime(2094, 1, 1, tzinfo=UTC)
    run(a_desk(file_ledger, FEED.format(outlets.url("/feed"))))
    clock.at = MORNING
    desk = a_desk(file_ledger, FEED.format(outlets.url("/feed")))

    desk.step()
    desk.step()

    assert outlets.paths().count("/feed") == 2
    assert state_of(desk).next_at < MORNING + timedelta(hours=1)


# ── other kinds of sources ───────────────────────────────────────────────────────────────────────────────────────────

SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'
URL = "<url><loc>{}</loc><lastmod>{}</lastmod></url>"


def test_of_a_sitemap_what_is_new_is_fetched_and_what_was_there_is_noted(outlets, file_ledger, a_desk, clock):
    old, new, undated = (outlets.url(f"/{name}") for name in ("old", "new", "undated"))
    urls = URL.format(old, "2023-01-01") + URL.format(new, "2024-03-04") + f"<url><loc>{undated}</loc></url>"
    outlets.answers |= {
        "/map": INDEX.format(f"<sitemap><loc>{outlets.url('/news')}</loc></sitemap>").encode(),
        "/news": SITEMAP.format(urls).encode(),
        "/new": a_report("Ferry fire", TWELVE),
    }
    desk = a_desk(file_ledger, f'[[source]]\nname = "map"\nsitemap = "{outlets.url("/map")}"\n')
    run(desk)
    first = outlets.paths()
    clock.pass_by(days=4)  # offline
    later = URL.format(outlets.url("/later"), "2024-03-06") + f"<url><loc>{outlets.url('/also')}</loc></url>"
    outlets.answers["/news"] = SITEMAP.format(urls + later).encode()
    run(desk)

    assert first == ["/map", "/news", "/new"]
    assert set(outlets.paths()[3:]) == {"/map", "/news", "/new", "/later", "/also"}


def test_of_a_section_the_links_that_look_like_reports_are_fetched(outlets, file_ledger, a_desk):
    page = (
        '<!doctype html><html><body><nav><a href="/about">About</a><a href="/">Home</a></nav>'
        '<a href="/news/2024/ferry-fire-at-lake-dravo#top">Ferry fire at Lake Dravo kills at least 12</a>'
        '<a href="/news/2024/ferry-fire-at-lake-dravo">Picture</a><a href="https://elsewhere.example/a-b-c-d">Ad</a>'
        '<a href="/pictures/ferry-fire-at-lake.jpg">A burning ferry at night</a></body></html>'
    )
    outlets.answers |= {"/world": page.encode(), "/news/2024/ferry-fire-at-lake-dravo": a_report("Ferry fire", TWELVE)}
    desk = a_desk(file_ledger, f'[[source]]\nname = "world"\nsection = "{outlets.url("/world")}"\n')

    run(desk)

    assert outlets.paths() == ["/world", "/news/2024/ferry-fire-at-lake-dravo"]
    assert figures(file_ledger) == [("At least 12", "killed")]


def test_files_are_read_when_they_change_and_not_before_they_are_whole(file_ledger, a_desk, clock, tmp_path):
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    desk = a_desk(file_ledger, '[[source]]\nname = "inbox"\nfolder = "in"\n')
    path = folder / "deep" / "one.html"
    path.write_bytes(a_report("Ferry fire", TWELVE))
    clock.at = datetime.fromtimestamp(path.stat().st_mtime, UTC) + timedelta(seconds=1)
    run(desk)
    too_early = figures(file_ledger)
    for _ in range(3):
        clock.pass_by(seconds=20)
        run(desk)
    path.write_bytes(a_report("Ferry fire", FORTY))
    clock.pass_by(seconds=20)
    run(desk)

    assert too_early == []
    assert desk.counts["pages traced"] == 2
    assert sorted(one[0] for one in figures(file_ledger)) == ["At least 12", "At least 41"]  # no address: two reports


def test_a_folder_that_is_not_there_says_so(file_ledger, a_desk):
    desk = a_desk(file_ledger, '[[source]]\nname = "inbox"\nfolder = "nowhere"\n')

    run(desk)

    assert "no such folder" in state_of(desk, "inbox").error
