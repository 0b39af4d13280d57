"""Every list as a feed, in Atom and as JSON Feed: for readers, desks and alarms.

What a feed tells of a statement changes when another report carries it: `updated` then moves.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from itertools import islice
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from tolltrace.ledger import ClaimQuery, Event, RecordedClaim, RecordedReport
from tolltrace.paging import Position, State
from tolltrace.phrasing import counted, counts_people, day_words
from tolltrace.relays import Relay, Statement
from tolltrace.server import views
from tolltrace.server.answers import Anybody, Asked, send
from tolltrace.server.api import StatementId
from tolltrace.server.asking import AsOf, ClaimsAsking, ReportAsking, ReportFilters, ReportsAsking, StatementsAsking
from tolltrace.server.site import words
from tolltrace.server.site.about import CorrectionsAsking, read_corrections
from tolltrace.server.site.asking import ChartAsking, MapAsking, NameAsking, TagAsking, series_query
from tolltrace.server.site.feeding import EPOCH, Entry, Feed, media_of, page_of, write_feed
from tolltrace.server.site.frame import base_of, frame_of
from tolltrace.server.site.front import Front, read_front
from tolltrace.server.site.tags import check, tagged
from tolltrace.summaries import Summary

router = APIRouter()
MOST = 50  # entries
PAGES_LOOKED_AT = 4  # of statements, in which those with a place are looked for


async def send_feed(
    asked: Asked, said: AsOf, title: str, read: Callable[[str], Iterable[Entry]], home: str = ""
) -> Response:
    """What `read` gives, with addresses that begin as it is told, as the feed that the address asks for."""
    path, base = asked.request.url.path, base_of(asked)

    def make(state: State) -> bytes:
        entries = tuple(read(base))
        own = frame_of(asked, said, state).again()
        page = base + (home or own.replace(path, page_of(path), 1))
        newest = max((each.updated for each in entries), default=state.at or EPOCH)
        return write_feed(Feed(f"{title} · tolltrace", page, base + own, newest, entries), path)

    return await send(asked, make, media_of(path), version=f"{base} {title}")


async def send_statements(asked: Asked, said: AsOf, title: str, query: Callable[[], ClaimQuery]) -> Response:
    """The statements that a query finds."""

    def read(base: str) -> Iterator[Entry]:
        page = views.list_summaries(asked.desk.ledger, query(), None, MOST)
        return (entry_of(each, base) for each in page.items)

    return await send_feed(asked, said, title, read)


# ── entries ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def entry_of(statement: Summary, base: str) -> Entry:
    """A statement."""
    return Entry(
        "statement",
        statement.id,
        words.title(statement),
        f"{base}/statements/{statement.id}",
        statement.changed_at or EPOCH,
        tell(statement),
        tuple(each for each in (statement.harm, statement.side, statement.place and statement.place.name) if each),
        statement.nearest.language,
        f"{base}/statements/{statement.id}/card.png",
    )


def carried_at(relay: Relay) -> datetime:
    """When the ledger first held a report, or the day on which it appeared if that is later."""
    carrier = relay.carrier
    seen = carrier.seen_at.astimezone(UTC) if carrier.seen_at else EPOCH
    return max(seen, datetime.combine(carrier.published.on, time(), UTC)) if carrier.published else seen


def tell(statement: Summary) -> str:
    """A statement in a few lines: whose words, how far they went, what moved."""
    nearest = statement.nearest
    outlet = nearest.outlet or "its publisher"
    on = f" on {day_words(statement.said_on)}" if statement.said_on else ""
    moved = words.moved(statement)
    lines = [
        f"Said by {words.shorten(statement.speaker or words.NOBODY, words.NAME_CHARS)}{on}.",
        f"“{words.quotation(nearest.sentence)}” © {outlet}",
        words.spread(statement) + (f" · moved: {', '.join(moved)}" if moved else ""),
        "A claim, never a fact.",
    ]
    return "\n".join(lines)


def entry_of_relay(statement: Statement, relay: Relay, base: str) -> Entry:
    """A report that carries a statement, and what moved in it."""
    moved = ", ".join(f"{each.field} {each.how.value}" for each in words.moved_in(statement, relay.carrier.id))
    outlet = words.called(words.outlet(relay))
    quote = words.quotation(relay.claim.evidence.text)
    text = f"“{quote}” © {outlet}\nmoved: {moved or 'nothing'}\nA claim, never a fact."
    title = f"{outlet}: “{words.quotation(relay.claim.mention.text, words.NAME_CHARS)}”"
    return Entry("relay", relay.claim.id, title, report_address(relay.carrier.id, base), carried_at(relay), text)


def entry_of_claim(recorded: RecordedClaim, base: str) -> Entry:
    """A claim."""
    claim = recorded.claim
    between = " " if counts_people(claim.figure) else " · "
    said_by = words.called(claim.chain[0].name if claim.chain else None)
    outlet = recorded.outlet or "its publisher"
    title = f"{said_by}: “{words.quotation(claim.mention.text, words.NAME_CHARS)}”{between}{claim.harm}"
    text = f"“{words.quotation(claim.evidence.text)}” © {outlet}\nA claim, never a fact."
    tags = tuple(each for each in (claim.harm, claim.side) if each)
    address = f"{base}/claims/{claim.id}"
    return Entry("claim", claim.id, title, address, recorded.recorded_at, text, tags, recorded.language)


def entry_of_report(report: RecordedReport, base: str) -> Entry:
    """A report. A new version of it moves `updated`."""
    outlet = words.called(words.publisher(report.outlet, report.id))
    title = words.quotation(report.title, words.QUOTE_CHARS) if report.title else "A report without a title"
    on = f", {day_words(report.published.on)}" if report.published else ""
    text = f"{outlet}{on}: {counted(report.claims, 'claim')}.\nClaims, never facts."
    language = report.language
    return Entry("report", report.id, title, report_address(report.id, base), report.recorded_at, text, (), language)


def entry_of_version(report: RecordedReport, base: str) -> Entry:
    """One version of a report."""
    one = entry_of_report(report, base)
    address = f"{one.address}&version={report.version}"
    return replace(one, key=f"{report.id} {report.version}", address=address, title=f"{report.version}: {one.title}")


def entry_of_event(event: Event, base: str) -> Entry:
    """What a person decided of a claim."""
    text = f"{words.quotation(event.why)}\nby {words.called(event.actor)}"
    title = f"Claim {(event.claim or '')[: words.SHORT_ID]}: {event.kind}"
    return Entry("event", str(event.number), title, f"{base}/claims/{event.claim}", event.at, text)


def report_address(report_id: str, base: str) -> str:
    """Its page."""
    return f"{base}/report?{urlencode({'id': report_id}, errors='replace')}"


def sought(said: ReportFilters) -> str:
    """What was asked for, for a title."""
    given = {name: value for name, value in said.said().items() if value not in (None, False, "", "newest")}
    about = ", ".join(f"{name} {value}" for name, value in given.items())
    return f": {about}" if about else ""


# ── the lists ────────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/statements.atom")
@router.get("/statements.feed.json")
async def statements(asked: Anybody, said: Annotated[StatementsAsking, Query()]) -> Response:
    """All statements, or a search."""
    return await send_statements(asked, said, f"Statements{sought(said)}", said.query)


@router.get("/claims.atom")
@router.get("/claims.feed.json")
async def claims(asked: Anybody, said: Annotated[ClaimsAsking, Query()]) -> Response:
    """All claims, or a search."""

    def read(base: str) -> Iterator[Entry]:
        page = views.list_claims(asked.desk.ledger, said.query(), None, MOST, trusted=asked.is_trusted)
        return (entry_of_claim(each, base) for each in page.items)

    return await send_feed(asked, said, f"Claims{sought(said)}", read)


@router.get("/reports.atom")
@router.get("/reports.feed.json")
async def reports(asked: Anybody, said: Annotated[ReportsAsking, Query()]) -> Response:
    """All reports, or a search."""

    def read(base: str) -> Iterator[Entry]:
        page = views.list_reports(asked.desk.ledger, said.query(), None, MOST, trusted=asked.is_trusted)
        return (entry_of_report(each, base) for each, _ in page.items)

    return await send_feed(asked, said, f"Reports{sought(said)}", read)


@router.get("/corrections.atom")
@router.get("/corrections.feed.json")
async def corrections(asked: Anybody, said: Annotated[AsOf, Query()]) -> Response:
    """What people decided of claims, among the newest events of the log."""

    def read(base: str) -> Iterator[Entry]:
        found = read_corrections(asked, CorrectionsAsking(as_of=said.as_of)).items
        return (entry_of_event(each, base) for each in found if each.claim and not each.taken_down)

    return await send_feed(asked, said, "Corrections", read)


@router.get("/moved.atom")
@router.get("/moved.feed.json")
async def moved(asked: Anybody, said: Annotated[AsOf, Query()]) -> Response:
    """What moved most on its way, of the newest: as on the front page."""
    return await send_front(asked, said, "Moved on the way", lambda front: front.drifted)


@router.get("/denied.atom")
@router.get("/denied.feed.json")
async def denied(asked: Anybody, said: Annotated[AsOf, Query()]) -> Response:
    """What was denied, disputed or refused, of the newest."""
    return await send_front(asked, said, "Denied, disputed, refused", lambda front: front.denied)


async def send_front(asked: Asked, said: AsOf, title: str, choose: Callable[[Front], tuple[Summary, ...]]) -> Response:
    """One list of the front page."""

    def read(base: str) -> Iterator[Entry]:
        front = read_front(asked.desk.ledger, said.as_of)
        return (entry_of(each, base) for each in choose(front))

    return await send_feed(asked, said, title, read, f"/?as_of={said.as_of}" if said.as_of else "/")


@router.get("/statements/{statement_id}.atom")
@router.get("/statements/{statement_id}.feed.json")
async def relays(asked: Anybody, statement_id: StatementId, said: Annotated[AsOf, Query()]) -> Response:
    """The reports that carry a statement, the newest first: for who wants to know when another does."""

    def read(base: str) -> Iterator[Entry]:
        shown = views.show_statement(asked.desk.ledger, statement_id, said.as_of, trusted=asked.is_trusted).statement
        newest = sorted(shown.relays, key=lambda each: (carried_at(each), each.claim.id), reverse=True)
        return (entry_of_relay(shown, each, base) for each in newest[:MOST])

    return await send_feed(asked, said, f"Who carries statement {statement_id[: words.SHORT_ID]}", read)


@router.get("/series.atom")
@router.get("/series.feed.json")
async def series(asked: Anybody, said: Annotated[ChartAsking, Query()]) -> Response:
    """What a series is made of, the newest first."""
    about = ", ".join(each for each in (said.side, said.harm, said.place, said.speaker) if each)
    return await send_statements(asked, said, f"Figures through time: {about}", lambda: series_query(said))


@router.get("/map.atom")
@router.get("/map.feed.json")
async def world_map(asked: Anybody, said: Annotated[MapAsking, Query()]) -> Response:
    """What was said of a place, of the newest statements of a map."""

    def read(base: str) -> Iterator[Entry]:
        return (entry_of(each, base) for each in islice(placed(asked, said.query()), MOST))

    return await send_feed(asked, said, f"Map{sought(said)}", read)


def placed(asked: Asked, query: ClaimQuery) -> Iterator[Summary]:
    """The statements of a query that name a place, among the newest."""
    after: Position | None = None
    for _ in range(PAGES_LOOKED_AT):
        page = views.list_summaries(asked.desk.ledger, query, after, MOST)
        yield from (each for each in page.items if each.place)
        after = page.next
        if after is None:
            return


@router.get("/report.atom")
@router.get("/report.feed.json")
async def versions(asked: Anybody, said: Annotated[ReportAsking, Query()]) -> Response:
    """The versions of a report, the newest first: for who wants to know when it changes."""

    def read(base: str) -> Iterator[Entry]:
        views.show_report(asked.desk.ledger, said.id, None, said.as_of, trusted=asked.is_trusted)
        query = ClaimQuery(report=said.id, all_versions=True, as_of=said.as_of)
        page = views.list_reports(asked.desk.ledger, query, None, MOST, trusted=asked.is_trusted)
        return (entry_of_version(each, base) for each, _ in page.items)

    return await send_feed(asked, said, f"Versions of {words.shorten(said.id, words.NAME_CHARS)}", read)


@router.get("/speaker.atom")
@router.get("/speaker.feed.json")
async def speaker(asked: Anybody, said: Annotated[NameAsking, Query()]) -> Response:
    """What one speaker said."""
    return await send_statements(asked, said, said.name, lambda: said.as_speaker(asked.desk.knowledge))


@router.get("/outlet.atom")
@router.get("/outlet.feed.json")
async def outlet(asked: Anybody, said: Annotated[NameAsking, Query()]) -> Response:
    """What one outlet carried."""
    return await send_statements(asked, said, f"Carried by {said.name}", said.as_outlet)


@router.get("/place.atom")
@router.get("/place.feed.json")
async def place(asked: Anybody, said: Annotated[NameAsking, Query()]) -> Response:
    """What is said to have happened at a place."""
    return await send_statements(asked, said, said.name, said.as_place)


@router.get("/tag.atom")
@router.get("/tag.feed.json")
async def tag(asked: Anybody, said: Annotated[TagAsking, Query()]) -> Response:
    """What has a tag."""
    check(asked, said)

    def read(base: str) -> Iterator[Entry]:
        found = tagged(asked, said.model_copy(update={"limit": MOST}), None, views.list_summaries)
        return (entry_of(each, base) for each in found.items)

    conflict = asked.desk.knowledge.conflicts[said.conflict].name if said.conflict else None
    return await send_feed(asked, said, " ".join(filter(None, (conflict, said.harm, said.side))), read)
