"""Who looks is told what is new, by a real server: once each, public things alone, until they or the server go."""

import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn

from tests.server.conftest import give_tokens, settings_for
from tests.site.conftest import BROWSER, parse, words_of
from tests.statements.stories import KARVEL, a_report, says
from tolltrace.following import find_statement, find_statements
from tolltrace.ledger import Ledger, open_ledger
from tolltrace.server import live as hub
from tolltrace.server import make_app
from tolltrace.server.app import Server, listen
from tolltrace.server.live import Live

SOON = 15.0
BY = {"by": "E. Editor", "why": "asked by the family"}
WRITER = """
import sys
from tests.statements.stories import a_report, says
from tolltrace.ledger import open_ledger
with open_ledger(sys.argv[1]) as ledger:
    ledger.record([a_report("late", says("The mayor of Karvel said 31 people were killed.", "31"))])
"""


class Site:
    """A site that is served at an address, and what it is made of."""

    def __init__(self, ledger: Ledger, address: str, live: Live, server: uvicorn.Server) -> None:
        self.ledger, self.address, self.live, self.server = ledger, address, live, server

    @contextmanager
    def follow(self, asked: str = "", behind: int | None = None) -> Iterator[Iterator[str]]:
        """What a reader is told, line by line; by default up to now."""
        with self.ledger.browsing() as view:
            behind = view.state().events if behind is None else behind
        address = f"{self.address}/live?behind={behind}{asked}"
        with httpx.stream("GET", address, timeout=SOON, trust_env=False) as response:
            assert response.status_code == 200, response.read()
            assert response.headers["content-type"].startswith("text/event-stream")
            assert response.headers["cache-control"] == "no-store"
            yield (line.removeprefix("data: ") for line in response.iter_lines() if line.startswith("data:"))

    def record(self, report: str, *claims: Any) -> None:
        self.ledger.record([a_report(report, *claims)])


@contextmanager
def serving_at(path: Any, **changes: Any) -> Iterator[Site]:
    with open_ledger(path) as ledger:
        ledger.record([a_report("early", says("The governor said 12 people were killed.", "12"))])
        app = make_app(path, settings=settings_for("", **changes))
        listening = listen("127.0.0.1", 0)
        server = Server(uvicorn.Config(app, log_level="error", server_header=False), app.state.live)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield Site(ledger, f"http://127.0.0.1:{listening.getsockname()[1]}", app.state.live, server)
        finally:
            server.should_exit = True
            thread.join(SOON)
            listening.close()
        assert not thread.is_alive()


@pytest.fixture
def hurried(monkeypatch):
    for name in ("POLL_SECONDS", "SETTLE_SECONDS"):
        monkeypatch.setattr(hub, name, 0.05)
    monkeypatch.setattr(hub, "BEAT_SECONDS", 0.5)


@pytest.fixture
def site(hurried, tmp_path) -> Iterator[Site]:
    with serving_at(tmp_path / "l.db") as site:
        yield site


def wait_until(holds: Any) -> None:
    ends = time.monotonic() + SOON
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_what_another_process_writes_is_told(site):
    with site.follow() as told:
        subprocess.run([sys.executable, "-c", WRITER, str(site.ledger.path)], check=True, timeout=120)

        assert next(told) == "1 new or changed statement"

    with site.follow(behind=0) as told:
        assert next(told) == "2 new or changed statements"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        pytest.param("&of=reports", "1 new or changed report", id="reports"),
        pytest.param("&of=claims", "2 new or changed claims", id="claims"),
        pytest.param("&harm=wounded&of=claims", "1 new or changed claim", id="by-a-filter"),
        pytest.param("&text=mayor&harm=killed", "1 new or changed statement", id="by-words"),
    ],
)
def test_each_list_is_told_what_it_would_show(site, asked, told):
    site.record("elsewhere", says("The army said 5 people were missing.", "5", harm="missing"))
    site.ledger.take_down("elsewhere", **BY)
    mayor = says("The mayor said 31 people were killed.", "31")
    site.record("late", mayor, says("Doctors said 7 were wounded.", "7", harm="wounded"))

    with site.follow(asked, behind=1) as news:
        assert next(news) == told


def test_a_page_about_one_thing_is_told_of_that_alone(site, monkeypatch):
    """Each page is told once of what it would show, and of nothing else."""
    monkeypatch.setattr(hub, "STREAM_SECONDS", 0.4)
    mayor = says("The mayor of Karvel said 31 people were killed.", "31", by="mayor of Karvel", place=KARVEL)
    site.record("before", mayor)
    with site.ledger.browsing() as view:
        behind = view.state().events
    (told,) = [each for each in find_statements(site.ledger) if each.speaker == "mayor of Karvel"]
    site.ledger.record([a_report("echo", mayor, outlet="Radio Lume"), a_report("other", says("Medics: 7 died.", "7"))])

    assert find_statement(site.ledger, told.id).id != told.id  # the echo's claim has the smaller id
    for asked, news in {
        "&about=place&name=Karvel": "1 new or changed statement",
        "&about=place&name=Karv": None,
        "&about=outlet&name=Radio+Lume": "1 new or changed statement",
        "&about=speaker&name=mayor+of+Karvel": "1 new or changed statement",
        f"&of=reports&statement={told.id}": "1 new or changed report",
        "&of=reports&statement=s0": None,
    }.items():
        with site.follow(asked, behind=behind) as stream:
            assert list(stream) == [news] * bool(news), asked


def test_what_was_taken_down_is_not_told(site):
    with site.follow() as told:
        site.record("late", says("The mayor said 31 people were killed.", "31"))
        assert next(told) == "1 new or changed statement"

        site.ledger.take_down("late", **BY)
        assert next(told) == ""


def test_a_rejection_and_a_grade_are_no_news(site):
    site.record("late", says("The mayor said 31 people were killed.", "31"))
    with site.follow() as told:
        own = next(iter(site.ledger.claims(text="mayor")))
        site.ledger.decide(own.claim.id, verdict="rejected", by="R. Coder", why="A street's number.")
        site.record("third", says("A medic said 3 people were killed.", "3"))

        assert next(told) == "1 new or changed statement"


def test_one_look_at_the_ledger_serves_all(site, monkeypatch):
    looks, counts = [], []
    state, read = type(site.live.desk).state, Live._read

    async def looking(desk: Any) -> Any:
        looks.append(threading.active_count())
        return await state(desk)

    monkeypatch.setattr(type(site.live.desk), "state", looking)
    monkeypatch.setattr(Live, "_read", lambda self, question: counts.append(question) or read(self, question))
    monkeypatch.setattr(hub, "POLL_SECONDS", 0.5)
    with site.follow() as one, site.follow() as two, site.follow() as three:
        wait_until(lambda: len(looks) > 1)
        before = len(looks), time.monotonic()
        site.record("late", says("The mayor said 31 people were killed.", "31"))
        assert [next(each) for each in (one, two, three)] == ["1 new or changed statement"] * 3
        at_most = (time.monotonic() - before[1]) / 0.5 + 2

        assert len(looks) - before[0] <= at_most
        assert len(counts) <= 2 + 1  # at first, when the poller began, and when it was new: not once a reader
    wait_until(lambda: not site.live.readers)
    wait_until(lambda: site.live._poller is None)


def test_who_goes_is_no_longer_counted(site):
    with site.follow() as _:
        wait_until(lambda: site.live.readers == 1)
    wait_until(lambda: site.live.readers == 0)


def test_readers_are_bounded(hurried, tmp_path):
    with serving_at(tmp_path / "l.db", serve_live_readers=1) as site, site.follow() as _:
        wait_until(lambda: site.live.readers == 1)
        refused = httpx.get(f"{site.address}/live?behind=0", trust_env=False)
        read = httpx.get(site.address, headers=BROWSER, trust_env=False)

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "60")
    assert read.status_code == 200


def test_a_server_that_stops_ends_every_stream(hurried, tmp_path, monkeypatch):
    monkeypatch.setattr(hub, "BEAT_SECONDS", 60.0)
    with serving_at(tmp_path / "l.db") as site, site.follow() as told:
        wait_until(lambda: site.live.readers == 1)
        began = time.monotonic()
        site.server.should_exit = True

        assert list(told) == []
    assert time.monotonic() - began < 5


def test_a_stream_ends_and_is_asked_for_anew(site, monkeypatch):
    monkeypatch.setattr(hub, "STREAM_SECONDS", 0.2)
    with site.follow() as told:
        assert list(told) == []
    with httpx.stream("GET", f"{site.address}/live?behind=0", trust_env=False) as response:
        assert next(response.iter_lines()) == "retry: 5000"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/live", 422),
        ("/live?behind=-1", 422),
        ("/live?behind=1&of=people", 422),
        ("/live?behind=1&as_of=2024-01-01", 422),
        ("/live?behind=1&limit=2", 422),
        ("/live?behind=1&about=place", 422),
        ("/live?behind=1&name=Karvel", 422),
        ("/live?behind=1&about=tag&name=Karvel", 422),
    ],
)
def test_what_cannot_be_followed_is_refused(get, path, status):
    assert get(path).status_code == status


def test_what_is_not_for_everybody_is_not_told(serving, file_book):
    tokens = give_tokens(file_book)
    ask = serving(file_book, serve_publicly=False)

    assert ask("/live?behind=0").status_code == 401
    assert ask("/live?behind=0", method="HEAD", who=tokens["reader"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "stream"),
    [
        ("/", "/live?of=statements&behind="),
        ("/statements?harm=killed&limit=2", "/live?harm=killed&of=statements&behind="),
        ("/claims?text=Lume", "/live?text=Lume&of=claims&behind="),
        ("/reports", "/live?of=reports&behind="),
        ("/tag?harm=killed&limit=10", "/live?harm=killed&of=statements&behind="),
        ("/place?name=Karvel", "/live?name=Karvel&about=place&of=statements&behind="),
        ("/speaker?name=Ana+Veld", "/live?name=Ana+Veld&about=speaker&of=statements&behind="),
        ("/outlet?name=Radio+Lume", "/live?name=Radio+Lume&about=outlet&of=statements&behind="),
        ("/statements/{briefing}", "/live?statement={briefing}&of=reports&behind="),
        ("/place?name=Karvel&as_of=2024-03-04", None),
        ("/?as_of=2024-03-04", None),
        ("/claims?all_versions=true", None),
        ("/explain", None),
    ],
)
def test_a_page_names_its_stream(get, path, stream):
    page = parse(get(path))
    streams = [re.sub("s[0-9a-f]{16}", "{briefing}", each) for each in page.xpath("//@data-stream")]

    assert [each.rstrip("0123456789") for each in streams] == ([stream] if stream else [])
    if stream:
        region = page.xpath("//*[@role='region']")[0]
        assert region.get("aria-label") == "Live updates"
        assert region.xpath(".//*[@role='status']/@aria-live") == ["polite"]
        assert words_of(region.find(".//button")) == "Pause"
        assert "/static/live.js" in [each.split("?")[0] for each in page.xpath("//script/@src")]


def test_who_wants_no_live_pages_has_none(serving, file_book):
    ask = serving(file_book, serve_live_readers=0)

    assert parse(ask("/", headers=BROWSER)).xpath("//@data-stream") == []
    assert ask("/live?behind=0").status_code == 503
