"""A statement's page: who said what, which way it went, what moved, what others said in the same days."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from tolltrace.errors import AbsentError, SlowError
from tolltrace.following import check_family, find_statement
from tolltrace.knowledge import Knowledge
from tolltrace.ledger import ClaimQuery, Ledger
from tolltrace.paging import State
from tolltrace.pictures import draw_relays, style_source
from tolltrace.relays import Drift, Finding, Relay, Statement
from tolltrace.server import api, views
from tolltrace.server.answers import Anybody, send
from tolltrace.server.api import StatementId
from tolltrace.server.asking import AsOf
from tolltrace.server.problems import ProblemError
from tolltrace.server.site import words
from tolltrace.server.site.citing import cite
from tolltrace.server.site.frame import Frame, Reader, base_of, show
from tolltrace.server.site.quoting import Mark, marked
from tolltrace.server.site.tables import table
from tolltrace.summaries import Summary
from tolltrace.values import Stance

router = APIRouter()
SVG = "image/svg+xml"
BIBTEX, PLAIN = "application/x-bibtex; charset=utf-8", "text/plain; charset=utf-8"
NARROW, MEDIUM, WIDE = 340, 700, 1100  # pixels of the picture, for screens of three sizes
MOST_RELAYS = 100  # in the table of the page; the other forms have all
MOST_BESIDE = 20  # other statements
SAME_DAYS = timedelta(days=7)  # what others said so soon after
COLUMNS = (
    "statement", "report", "outlet", "published", "claim", "words", "where", "chain", "stance", "moved", "url",
)  # fmt: skip
REFUSING = (Stance.DENIED, Stance.DISPUTED, Stance.NOT_PROVIDED, Stance.RETRACTED)


class PictureAsking(AsOf):
    """A picture of the way of a statement."""

    width: int = Field(WIDE, ge=280, le=2000, description="In pixels.")


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing that moved, and in which reports it did alike."""

    drift: Drift
    relays: tuple[Relay, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the page of a statement shows."""

    statement: Statement
    findings: tuple[Finding, ...]
    moved: tuple[Moved, ...]
    against: tuple[Statement, ...]  # denials, disputes and refusals that speak of it
    denies: Statement | None  # what it denies itself
    beside: tuple[Statement, ...]  # the rest of what its reports carry
    others: tuple[Summary, ...] | None  # other speakers on the same days; None where that is too much to look at


router.add_api_route("/statements/{statement_id}.json", api.statement)


@router.get("/statements/{statement_id}.svg")
async def picture(asked: Anybody, statement_id: StatementId, said: Annotated[PictureAsking, Query()]) -> Response:
    """The way of a statement, drawn."""

    def draw(_: object) -> bytes:
        ledger = asked.desk.ledger
        found = views.shown(asked.is_trusted)(find_then(ledger, statement_id, said.as_of))
        return draw_relays(found, width=said.width).encode("utf-8", "replace")

    response = await send(asked, draw, SVG)
    if response.status_code == 200:  # its colours stand in it: this very style sheet is let pass, and nothing else
        response.headers["Content-Security-Policy"] = f"default-src 'none'; style-src '{style_source()}'"
    return response


@router.get("/statements/{statement_id}.csv")
async def relays_table(asked: Anybody, statement_id: StatementId, said: Annotated[AsOf, Query()]) -> Response:
    """The reports that carry a statement, a line each claim."""
    ledger = asked.desk.ledger

    def read() -> Iterable[tuple[object, ...]]:
        statement = find_then(ledger, statement_id, said.as_of)
        return (relay_row(statement, each) for each in statement.relays)

    return await table(asked, COLUMNS, read, f"statement-{statement_id}.csv")


@router.get("/statements/{statement_id}.bib")
@router.get("/statements/{statement_id}.txt")
async def citation_file(asked: Anybody, statement_id: StatementId, said: Annotated[AsOf, Query()]) -> Response:
    """How to cite it, as a file."""
    is_bibtex = asked.request.url.path.endswith(".bib")
    base = base_of(asked)

    def make(state: State) -> bytes:
        found = views.shown(asked.is_trusted)(find_then(asked.desk.ledger, statement_id, said.as_of))
        citation = cite(found, base, state, said.as_of)
        return f"{citation.bibtex if is_bibtex else citation.plain}\n".encode("utf-8", "replace")

    return await send(asked, make, BIBTEX if is_bibtex else PLAIN, version=base)


def relay_row(statement: Statement, relay: Relay) -> tuple[object, ...]:
    """One claim, in the order of COLUMNS."""
    carrier, claim = relay.carrier, relay.claim
    return (
        statement.id,
        carrier.id,
        carrier.outlet,
        carrier.published.iso if carrier.published else None,
        claim.id,
        claim.mention.text,
        "headline" if relay.in_headline else "body",
        " → ".join(link.name for link in claim.chain),
        claim.stance.value,
        ", ".join(f"{each.field} {each.how}" for each in words.moved_in(statement, carrier.id)),
        carrier.url,
    )


@router.get("/statements/{statement_id}")
async def statement(asked: Reader, statement_id: StatementId, said: Annotated[AsOf, Query()]) -> Response:
    """One statement."""
    ledger = asked.desk.ledger

    def read(frame: Frame) -> dict[str, Any]:
        told = read_statement(ledger, statement_id, said.as_of, trusted=asked.is_trusted)
        return {
            "told": told,
            "statement": told.statement,
            "quote": quote(told.statement.reference),
            "conflicts": conflicts_of(asked.desk.knowledge, told.statement),
            "relays": told.statement.relays[:MOST_RELAYS],
            "names": {each.carrier.id: words.outlet(each) for each in told.statement.relays},
            "citation": cite(told.statement, frame.base, frame.state, said.as_of),
            "widths": (NARROW, MEDIUM, WIDE),
        }

    about = {"statement": statement_id}  # what it is told of: the reports that carry it
    return await show(asked, said, "statement.html", read, twins=("json", "csv", "svg"), lists="reports", about=about)


def conflicts_of(knowledge: Knowledge, statement: Statement) -> dict[str, str]:
    """The names of the conflicts that a statement fits, by their ids."""
    fit = knowledge.conflicts_of(statement.side, statement.place, statement.said_on)
    return {each: knowledge.conflicts[each].name for each in fit}


def quote(relay: Relay) -> Any:
    """The sentence of a claim, its figure marked."""
    claim = relay.claim
    return marked(claim.evidence, [Mark(claim.mention.start, claim.mention.end)])


def read_statement(ledger: Ledger, statement_id: str, as_of: date | None, *, trusted: bool) -> Told:
    """A statement, with what stands beside it."""
    show_it = views.shown(trusted)
    found = find_then(ledger, statement_id, as_of)
    family, findings = check_family(ledger, found, as_of=as_of)
    against = tuple(one for one in family if one.about == found.id or (is_refusal(one) and shares(one, found)))
    near = {found.id, found.about, *(one.id for one in against)}
    return Told(
        show_it(found),
        findings,
        group_drift(found),
        against[:MOST_BESIDE],
        next((one for one in family if one.id == found.about), None),
        tuple(one for one in family if one.id not in near)[:MOST_BESIDE],
        find_others(ledger, found, as_of),
    )


def find_then(ledger: Ledger, statement_id: str, as_of: date | None) -> Statement:
    """A statement as of a day: it may have had another id then, which is that of one of its claims."""
    try:
        return find_statement(ledger, statement_id, as_of=as_of)
    except AbsentError:
        if as_of is None:
            raise
        now = find_statement(ledger, statement_id)
        known = [each for each in now.relays if each.carrier.published and each.carrier.published.on <= as_of]
        if not known:
            raise
        return find_statement(ledger, known[0].claim.id, as_of=as_of)


def is_refusal(statement: Statement) -> bool:
    """Whether a figure is refused, of which none is given."""
    return statement.stance is Stance.NOT_PROVIDED


def shares(one: Statement, other: Statement) -> bool:
    """Whether two were said by one speaker on one day, or about one another."""
    return one.id != other.id and one.speaker == other.speaker and one.said_on == other.said_on


def group_drift(statement: Statement) -> tuple[Moved, ...]:
    """What moved alike in several reports told once, the most frequent first."""
    of: dict[tuple[object, ...], list[Drift]] = {}
    for each in statement.drift:
        of.setdefault((each.field, each.how, each.was, each.now, each.in_headline, each.note), []).append(each)
    relays = {relay.claim.id: relay for relay in statement.relays}
    found = []
    for same in of.values():
        once = {each.report: relays[each.claim] for each in same if each.claim in relays}
        found.append(Moved(same[0], tuple(once.values())))
    return tuple(sorted(found, key=lambda each: -len(each.relays)))


def find_others(ledger: Ledger, statement: Statement, as_of: date | None) -> tuple[Summary, ...] | None:
    """What other speakers said of the same harm, side and place in the days after."""
    place = (statement.place.name or statement.place.text) if statement.place else None
    if statement.said_on is None or not (statement.side or place):
        return ()
    query = ClaimQuery(
        harm=statement.harm,
        side=statement.side,
        place=None if statement.side else shortened(place),
        since=statement.said_on,
        until=statement.said_on + SAME_DAYS,
        as_of=as_of,
    )
    try:
        page = views.list_summaries(ledger, query, None, MOST_BESIDE)
    except (ProblemError, SlowError):
        return None
    ours = {statement.speaker, *statement.speakers}
    return tuple(one for one in page.items if one.speaker and one.speaker not in ours)


def shortened(text: str | None) -> str | None:
    """As much of a place as a filter takes."""
    return " ".join(re.split(r"\s+", text[:100])[:8]) if text else None
