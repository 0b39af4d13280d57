"""The demo's ledger as a site, and every page of it: for the tests here, and for scripts/make_screenshots.py."""

import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import uvicorn

from tolltrace import open_ledger, trace
from tolltrace.following import find_statements
from tolltrace.ledger import Ledger
from tolltrace.server import make_app
from tolltrace.server.app import listen
from tolltrace.settings import Settings

ROOT = Path(__file__).parent.parent.parent
REVIEWERS = ("A. Coder", "B. Coder")
PASSWORD = "four words of nobody"  # of a ledger in a temporary folder
BY = {"by": "A. Admin", "why": "they work with us"}
PLENTY = 10**6
EVENTS_SECONDS = 1  # how long a stream that a page left open may hold up the end


class Shown(NamedTuple):
    """A page to look at. What stands in braces is an id of the demo's ledger (`Site.ids`)."""

    name: str
    address: str
    person: bool = False  # a reviewer who signed in
    status: int = 200


# A new page of the site is named here: tests/browser/test_every_page.py finds every route that is not.
PAGES = (
    Shown("front", "/"),
    Shown("front-as-of", "/?as_of=2024-09-18"),
    Shown("statements", "/statements"),
    Shown("statements-found", "/statements?text=fire&harm=killed"),
    Shown("nothing-found", "/statements?text=nowhere"),
    Shown("claims", "/claims?text=people&limit=10"),
    Shown("reports", "/reports?limit=15"),
    Shown("search", "/search?text=market"),
    Shown("statement", "/statements/{statement}"),
    Shown("statement-as-of", "/statements/{statement}?as_of=2024-09-18"),
    Shown("report", "/report?id={report}"),
    Shown("claim", "/claims/{claim}"),
    Shown("claim-rejected", "/claims/{rejected}"),
    Shown("explain", "/explain"),
    Shown("explained", "/explain?text=over 8,000 dead"),
    Shown("series", "/series"),
    Shown("series-drawn", "/series?harm=killed&side=Daybreak Movement"),
    Shown("series-embed", "/series/embed?harm=killed&side=Daybreak Movement"),
    Shown("map", "/map"),
    Shown("borders", "/about/borders"),
    Shown("place", "/place?name={place}"),
    Shown("speaker", "/speaker?name={speaker}"),
    Shown("outlet", "/outlet?name={outlet}"),
    Shown("tags", "/tags"),
    Shown("tag", "/tag?harm=killed&limit=10"),
    Shown("tag-conflict", "/tag?conflict=russia-ukraine"),
    Shown("method", "/method"),
    Shown("corrections", "/corrections"),
    Shown("privacy", "/privacy"),
    Shown("api", "/api"),
    Shown("comments", "/about/comments"),
    Shown("comment", "/comment?claim={claim}", person=True),
    Shown("comment-words", "/comment/words?report={report}&words=the", person=True),
    Shown("comment-words-found", "/comment/words?report={report}&start=0&end=12", person=True),
    Shown("changes", "/report/changes?id={report}"),
    Shown("sources", "/sources"),
    Shown("moderate", "/moderate", person=True, status=403),
    Shown("digests", "/digests"),
    Shown("digests-sign-up", "/digests/sign-up"),
    Shown("digest-absent", "/digests/2001-W01", status=404),
    Shown("digest-not-confirmed", "/digests/confirm?token=x", status=422),
    Shown("digest-not-ended", "/digests/unsubscribe?token=x", status=422),
    Shown("offline", "/offline"),
    Shown("sign-in", "/sign-in"),
    Shown("review", "/review", person=True),
    Shown("front-signed-in", "/", person=True),
    Shown("problem", "/nowhere/at-all", status=404),
    Shown("problem-asked", "/claims?hram=killed", status=422),
)


@dataclass(frozen=True, slots=True)
class Site:
    """A served ledger."""

    address: str
    ids: Mapping[str, str]

    def url(self, path: str) -> str:
        """A whole address."""
        return self.address + path.format(**{name: quote(one, safe="") for name, one in self.ids.items()})


@contextlib.contextmanager
def demo_site(folder: Path) -> Iterator[Site]:
    """The demo's ledger with two reviewers and a claim that one of them rejected, served from a thread of its own."""
    path = folder / "demo.db"
    with open_ledger(path) as ledger:
        ids = fill(ledger)
    settings = replace(Settings(), mail_host="127.0.0.1", mail_from="d@tolls.example")
    with serve(path, replace(settings, site_address="https://tolls.example")) as served:
        yield Site(served.address, ids)


class Served:
    """A server in a thread of its own, which can go away."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self._listening = listen("127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        settings = replace(
            settings, serve_requests_per_minute=PLENTY, site_address=settings.site_address or self.address
        )
        app = make_app(path, settings=settings)
        said = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=EVENTS_SECONDS)
        self._server = uvicorn.Server(said)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._listening]})
        self._thread.start()

    def go_away(self) -> None:
        """End it; twice does no harm."""
        self._server.should_exit = True
        self._thread.join()
        self._listening.close()


@contextlib.contextmanager
def serve(path: Path, settings: Settings) -> Iterator[Served]:
    """A ledger, served as long as the block runs."""
    served = Served(path, settings)
    try:
        yield served
    finally:
        served.go_away()


def fill(ledger: Ledger) -> dict[str, str]:
    """Record the examples and what people did with them; what the pages of the table ask for."""
    with contextlib.chdir(ROOT):
        ledger.record(trace("examples", settings=Settings()))
    for name in REVIEWERS:
        ledger.people.open_account(name, "reviewer", password=PASSWORD, **BY)
    moved = max(find_statements(ledger), key=lambda one: (len(one.reports), len(one.drift), one.id))
    origin = moved.reference
    claims = list(ledger.claims())
    rejected = next(each for each in claims if each.report_id == "signal-2")
    ledger.decide(rejected.claim.id, verdict="rejected", by=REVIEWERS[0], why="A road's number, not people.")
    placed = next(each for each in claims if each.claim.place and each.claim.place.latitude is not None)
    return {
        "statement": moved.id,
        "report": origin.carrier.id,
        "claim": origin.claim.id,
        "rejected": rejected.claim.id,
        "place": placed.claim.place.name or placed.claim.place.text,
        "speaker": moved.speaker,
        "outlet": origin.carrier.outlet,
    }
