"""Speakers and outlets: what they said or carried, what became of it. Nothing here is a score of truth."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from tolltrace.following import page_statements
from tolltrace.ledger import ClaimQuery, Ledger
from tolltrace.paging import Page, Position
from tolltrace.relay_records import statement_to_json
from tolltrace.relays import Identity, Statement
from tolltrace.server import api, views
from tolltrace.server.answers import Anybody, Asked, answer
from tolltrace.server.cursors import read_cursor
from tolltrace.server.problems import ProblemError
from tolltrace.server.site.asking import NameAsking
from tolltrace.server.site.frame import Frame, Reader, cursor_of, show
from tolltrace.server.site.grading import Graded, grades_to_json, read_grades
from tolltrace.server.site.tables import table
from tolltrace.statements import Updates
from tolltrace.values import Stance

router = APIRouter()
Find = Callable[..., Page[Any]]  # a page of a list, as `views.list_statements` has it
LOOKED_AT = 150  # of the newest statements: what the numbers on the page are of
MOST_NAMED = 12
REFUSING = {
    Stance.DENIED: "denied",
    Stance.DISPUTED: "disputed",
    Stance.NOT_PROVIDED: "gave no figure",
    Stance.RETRACTED: "took back",
}
COLUMNS = (
    "statement",
    "speaker",
    "said_on",
    "figure",
    "harm",
    "side",
    "place",
    "stance",
    "reports",
    "origins",
    "moved",
)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of some statements, in numbers that a reader can count after."""

    statements: int
    first: int  # of these, such that a report has from the speaker first; of an outlet, all
    more: bool  # whether there are older ones that were not looked at
    reports: int  # that carry them, each once
    relayed: int  # statements that more than one report carries
    moved: int  # statements of which words moved on the way
    fields: tuple[tuple[str, int], ...]  # what moved, in how many statements
    corrected: int  # corrections by outlets
    untaken: int  # reports that still carry what was corrected
    refusals: tuple[tuple[str, int], ...]
    names: tuple[str, ...]  # under which reports have the speaker
    sources: tuple[tuple[str, int], ...]  # of an outlet: from whom it took words, in how many steps


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker's or an outlet's page."""

    name: str
    identity: Identity | None  # of a speaker
    tally: Tally
    page: Page[Any]  # of statements: whole ones, or what lists show of them
    grades: tuple[Graded, ...] = ()  # of a speaker


def read_voice(
    asked: Asked, said: NameAsking, query: ClaimQuery, after: Position | None, count: Callable[..., Tally], find: Find
) -> tuple[Tally, Page[Any]]:
    """The numbers, and a page of the statements. Raises ProblemError where there is none."""
    ledger = asked.desk.ledger
    looked_at = newest(ledger, query, trusted=asked.is_trusted)
    if not looked_at.items:
        raise ProblemError(404, f"No claim has the name {said.name!r} so written; /tags lists those there are.")
    page = find(ledger, query, after, said.limit, trusted=asked.is_trusted)
    return count(looked_at), page


def newest(ledger: Ledger, query: ClaimQuery, *, trusted: bool) -> Page[Statement]:
    """The statements that are counted."""
    if query.as_of:
        views.check_size(ledger, ClaimQuery(as_of=query.as_of))
    page = page_statements(ledger, query, limit=LOOKED_AT, updates=Updates.NONE)
    return Page(tuple(map(views.shown(trusted), page.items)), page.next)


# ── counting ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def tally_speaker(names: Sequence[str]) -> Callable[[Page[Statement]], Tally]:
    """Of what somebody said first, and passed on."""

    def count(page: Page[Statement]) -> Tally:
        counted = [(one, [each.field for each in one.drift], len(one.revisions)) for one in page.items]
        told = make_tally(page, counted)
        return replace(told, first=sum(begins(one, names) for one in page.items))

    return count


def begins(statement: Statement, names: Sequence[str]) -> bool:
    """Whether a report has it from one of these names first."""
    return any(each.claim.chain and each.claim.chain[0].name in names for each in statement.relays)


def tally_outlet(outlet: str) -> Callable[[Page[Statement]], Tally]:
    """Of what an outlet carried: what moved in its own reports, and what it corrected itself."""

    def count(page: Page[Statement]) -> Tally:
        counted = []
        for one in page.items:
            own = {each.carrier.id for each in one.relays if each.carrier.outlet == outlet}
            moved = [each.field for each in one.drift if each.report in own]
            counted.append((one, moved, sum(each.report in own for each in one.revisions)))
        return make_tally(page, counted, sources_of(page.items, outlet), outlet)

    return count


def make_tally(
    page: Page[Statement],
    counted: Sequence[tuple[Statement, Sequence[str], int]],
    sources: Iterable[tuple[str, int]] = (),
    outlet: str | None = None,
) -> Tally:
    """The numbers of statements, each with the fields that moved and how often it was corrected."""
    carriers = [each.carrier for one, *_ in counted for each in one.relays]
    fields = Counter(field for _, moved, _ in counted for field in set(moved))
    untaken = {
        report
        for one, *_ in counted
        for each in one.revisions
        for report in each.untaken
        if outlet is None or any(relay.carrier.id == report and relay.carrier.outlet == outlet for relay in one.relays)
    }
    stances = Counter(one.stance for one, *_ in counted)
    names = Counter(name for one, *_ in counted for name in one.speakers)
    return Tally(
        statements=len(counted),
        first=len(counted),
        more=page.next is not None,
        reports=len({each.id for each in carriers if outlet in (None, each.outlet)}),
        relayed=sum(len(one.reports) > 1 for one, *_ in counted),
        moved=sum(bool(moved) for _, moved, _ in counted),
        fields=tuple(fields.most_common()),
        corrected=sum(corrections for *_, corrections in counted),
        untaken=len(untaken),
        refusals=tuple((told, stances[stance]) for stance, told in REFUSING.items() if stances[stance]),
        names=tuple(name for name, _ in names.most_common(MOST_NAMED)),
        sources=tuple(sources),
    )


def sources_of(statements: Iterable[Statement], outlet: str) -> list[tuple[str, int]]:
    """From whom an outlet's reports took what they carry."""
    found: Counter[str] = Counter()
    for one in statements:
        outlets = {each.carrier.id: each.carrier.outlet or each.carrier.id for each in one.relays}
        taken = {(hop.source, hop.taker) for hop in one.hops if outlets.get(hop.taker) == outlet}
        found.update(outlets.get(source, source) for source, _ in taken if source)
    found.pop(outlet, None)
    return found.most_common(MOST_NAMED)


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/speaker")
async def speaker(asked: Reader, said: Annotated[NameAsking, Query()]) -> Response:
    """A speaker."""
    after = read_cursor(said.cursor, said.said())

    def read(frame: Frame) -> Mapping[str, Any]:
        voice = read_speaker(asked, said, after, views.list_summaries)
        return {"voice": voice, "tally": voice.tally, "cursor": cursor_of(said, voice.page)}

    return await show(
        asked, said, "speaker.html", read, twins=("json", "csv"), lists="statements", about={"about": "speaker"}
    )


@router.get("/outlet")
async def outlet(asked: Reader, said: Annotated[NameAsking, Query()]) -> Response:
    """An outlet."""
    after = read_cursor(said.cursor, said.said())

    def read(frame: Frame) -> Mapping[str, Any]:
        voice = read_outlet(asked, said, after, views.list_summaries)
        return {"voice": voice, "tally": voice.tally, "cursor": cursor_of(said, voice.page)}

    return await show(
        asked, said, "outlet.html", read, twins=("json", "csv"), lists="statements", about={"about": "outlet"}
    )


def read_speaker(asked: Asked, said: NameAsking, after: Position | None, find: Find) -> Voice:
    """A speaker by any of its names."""
    knowledge = asked.desk.knowledge
    query = said.as_speaker(knowledge)
    found = read_voice(asked, said, query, after, tally_speaker(query.speakers), find)
    identity = knowledge.identify_speaker(said.name)
    return Voice(said.name, identity, *found, read_grades(asked, identity, said.as_of, found[1].items))


def read_outlet(asked: Asked, said: NameAsking, after: Position | None, find: Find) -> Voice:
    """An outlet by its name."""
    return Voice(said.name, None, *read_voice(asked, said, said.as_outlet(), after, tally_outlet(said.name), find))


@router.get("/speaker.json")
async def speaker_record(asked: Anybody, said: Annotated[NameAsking, Query()]) -> Response:
    """The same for programs."""
    after = read_cursor(said.cursor, said.said())
    return await answer(
        asked,
        lambda: read_speaker(asked, said, after, views.list_statements),
        lambda voice: voice_to_json(asked, said, voice),
    )


@router.get("/outlet.json")
async def outlet_record(asked: Anybody, said: Annotated[NameAsking, Query()]) -> Response:
    """The same for programs."""
    after = read_cursor(said.cursor, said.said())
    return await answer(
        asked,
        lambda: read_outlet(asked, said, after, views.list_statements),
        lambda voice: voice_to_json(asked, said, voice),
    )


def voice_to_json(asked: Asked, said: NameAsking, voice: Voice) -> dict[str, Any]:
    """Who, the numbers, and a page of statements."""
    identity = asdict(voice.identity) if voice.identity else None
    grades = {"grades": grades_to_json(voice.grades)} if voice.identity else {}  # an outlet has none
    listed = api.telling(statement_to_json)(api.paged(asked, said, voice.page))
    return {"name": voice.name, "identity": identity, "tally": asdict(voice.tally), **grades, **listed}


@router.get("/speaker.csv")
async def speaker_rows(asked: Anybody, said: Annotated[NameAsking, Query()]) -> Response:
    """The statements that are counted, as a table."""
    query = said.as_speaker(asked.desk.knowledge)
    return await table(asked, COLUMNS, lambda: rows_of(asked, query), "speaker.csv")


@router.get("/outlet.csv")
async def outlet_rows(asked: Anybody, said: Annotated[NameAsking, Query()]) -> Response:
    """The statements that are counted, as a table."""
    return await table(asked, COLUMNS, lambda: rows_of(asked, said.as_outlet()), "outlet.csv")


def rows_of(asked: Asked, query: ClaimQuery) -> Iterable[tuple[object, ...]]:
    """Rows in the order of COLUMNS."""
    for one in newest(asked.desk.ledger, query, trusted=asked.is_trusted).items:
        moved = ", ".join(dict.fromkeys(each.field for each in one.drift))
        about = (one.harm, one.side, one.place.text if one.place else None, one.stance.value)
        figure = one.reference.claim.mention.text
        yield (one.id, one.speaker, one.said_on, figure, *about, len(one.reports), one.origins, moved)
