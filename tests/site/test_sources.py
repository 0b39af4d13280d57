"""The page of sources: how each is, to whom what is said."""

from datetime import UTC, datetime

import anyio.from_thread
import pytest

from tests.server.conftest import Questions, settings_for
from tests.site.conftest import BROWSER, main_of
from tolltrace.ledger import open_ledger
from tolltrace.server import make_app
from tolltrace.visits import NO_MARKS
from tolltrace.watching import Entry, Fate, Kind, SourceNote, Watched

NOW = datetime(2024, 3, 4, 12, 0, tzinfo=UTC)
BY = {"by": "A. Admin", "why": "for the tests"}
KEY = "https://courier.example/feed?key=secret"


@pytest.fixture
def asking(tmp_path):
    path = tmp_path / "l.db"
    with open_ledger(path) as ledger:
        watched = [
            Watched("Karvel Courier", Kind.FEED, KEY, "courier.example"),
            Watched("Inbox", Kind.FOLDER, "/srv/inbox", "file://desk"),
            Watched("<b>Times</b>", Kind.SITEMAP, "https://times.example/map", "times.example"),
        ]
        ledger.desk.watch(watched, NOW)
        ledger.desk.note_source(SourceNote("Karvel Courier", "failed", NOW, NO_MARKS, 3, f"{KEY} answered 500"), NOW)
        entry = Entry("https://times.example/1", "times.example", fate=Fate.TRACED, claims=7)
        ledger.desk.note_source(SourceNote("<b>Times</b>", "read", NOW), NOW, [entry])
        ledger.people.open_account("A. Coder", "reviewer", **BY)
        _, token = ledger.people.make_token("A. Coder", "one", ["read"], days=1, **BY)
    app = make_app(path, settings=settings_for(""))
    with anyio.from_thread.start_blocking_portal() as portal:
        ask = Questions(portal, app, {})
        yield lambda address, **headers: ask(address, headers=BROWSER | headers), f"Bearer {token}"
    app.state.desk.ledger.close()


def test_everybody_sees_how_sources_are_and_nobody_sees_keys_or_folders(asking):
    ask, _ = asking
    page = ask("/sources")
    words = main_of(page)

    assert "Karvel Courier feed · https://courier.example/feed could not be read, 3 times in a row" in words
    assert "<b>Times</b>" in words
    assert "4 March 2024, 12:00 UTC" in words
    assert page.headers["cache-control"] == "no-store"
    assert [each for each in ("secret", "/srv/inbox", "answered 500") if each in page.text] == []
    (first, *_) = ask("/sources.json").json()["items"]
    assert (first["name"], first["state"], first["error"], first["place"]) == (
        "Karvel Courier", "failed", None, "https://courier.example/feed",
    )  # fmt: skip


def test_who_may_read_all_sees_the_last_error(asking):
    ask, token = asking

    told = {one["name"]: one for one in ask("/sources.json", Authorization=token).json()["items"]}

    assert told["Karvel Courier"]["error"] == f"{KEY} answered 500"
    assert told["Inbox"]["place"] == "/srv/inbox"
    assert (told["<b>Times</b>"]["items"], told["<b>Times</b>"]["claims"]) == ({"traced": 1}, 7)


def test_a_ledger_that_nobody_watches_for_says_so(get):
    assert "No source is watched" in main_of(get("/sources"))
