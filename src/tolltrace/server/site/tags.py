"""Tags: whose people, which harm, which place, who speaks; and the page of one."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from tolltrace.ledger import ClaimQuery, Ledger
from tolltrace.ledger_records import facets_to_json
from tolltrace.paging import Facets, Page, Position
from tolltrace.relay_records import statement_to_json
from tolltrace.server import api, views
from tolltrace.server.answers import Anybody, Asked, answer
from tolltrace.server.asking import AsOf
from tolltrace.server.cursors import read_cursor
from tolltrace.server.mail.posting import can_send
from tolltrace.server.problems import ProblemError
from tolltrace.server.site.asking import TagAsking
from tolltrace.server.site.frame import Frame, Reader, cursor_of, show
from tolltrace.server.site.search import STATEMENT_COLUMNS, statement_row
from tolltrace.server.site.tables import table

router = APIRouter()
MOST_COUNTED = 50_000  # claims; of more, the places of the newest alone are counted: some tenths of a second
WINDOW = 20_000
MOST_PLACES = 50
OF_A_SIDE = 100  # statements, among which those of a conflict are looked for


@dataclass(frozen=True, slots=True)
class Tags:
    """All tags, each with how many claims have it."""

    facets: Facets | None  # None where the ledger is too large to count while somebody waits
    places: tuple[tuple[str, int], ...]
    of_newest: int | None  # how many of the newest claims the places are of; None for all


def read_tags(ledger: Ledger, query: ClaimQuery) -> Tags:
    """The tags of the claims of a query."""
    with ledger.browsing() as view:
        places = view.places(query, WINDOW, 2 * MOST_PLACES)
        facets = view.facets(query) if view.count(query, MOST_COUNTED + 1) <= MOST_COUNTED else None
    named: Counter[str] = Counter()
    for one in places.places:
        named[one.place.name or one.place.text] += one.claims
    return Tags(facets, tuple(named.most_common(MOST_PLACES)), places.claims if places.more else None)


@router.get("/tags")
async def tags(asked: Reader, said: Annotated[AsOf, Query()]) -> Response:
    """All tags."""
    ledger = asked.desk.ledger

    def read(frame: Frame) -> Mapping[str, Any]:
        return {"tags": read_tags(ledger, ClaimQuery(as_of=said.as_of)), "conflicts": asked.desk.knowledge.conflicts}

    return await show(asked, said, "tags.html", read, twins=("json", "csv"))


@router.get("/tags.json")
async def tags_record(asked: Anybody, said: Annotated[AsOf, Query()]) -> Response:
    """The same for programs."""
    return await answer(asked, lambda: read_tags(asked.desk.ledger, ClaimQuery(as_of=said.as_of)), tags_to_json)


def tags_to_json(found: Tags) -> dict[str, Any]:
    """Facets as the API has them, and the places."""
    places = [{"value": place, "claims": claims} for place, claims in found.places]
    facets = facets_to_json(found.facets) if found.facets else {}
    return facets | {"places": places, "places_of_newest": found.of_newest}


@router.get("/tags.csv")
async def tags_rows(asked: Anybody, said: Annotated[AsOf, Query()]) -> Response:
    """The same as a table."""

    def read() -> list[tuple[object, ...]]:
        found = read_tags(asked.desk.ledger, ClaimQuery(as_of=said.as_of))
        kinds = (
            {"side": found.facets.sides, "harm": found.facets.harms, "speaker": found.facets.speakers}
            if found.facets
            else {}
        )
        rows: list[tuple[object, ...]] = [(kind, *each) for kind, values in kinds.items() for each in values]
        return rows + [("place", *each) for each in found.places]

    return await table(asked, ("tag", "value", "claims"), read, "tags.csv")


@router.get("/tag")
async def tag(asked: Reader, said: Annotated[TagAsking, Query()]) -> Response:
    """What has a tag."""
    check(asked, said)
    ledger, after = asked.desk.ledger, read_cursor(said.cursor, said.said())

    def read(frame: Frame) -> Mapping[str, Any]:
        page = tagged(asked, said, after, views.list_summaries)
        return {
            "harm": asked.desk.knowledge.harms.get(said.harm or ""),
            "conflict": asked.desk.knowledge.conflicts.get(said.conflict or ""),
            "tags": None if said.conflict else read_tags(ledger, said.query()),
            "statements": page.items,
            "cursor": cursor_of(said, page),
            "sends": can_send(asked.desk.settings),
        }

    return await show(asked, said, "tag.html", read, twins=("json", "csv"), lists="" if said.conflict else "statements")


@router.get("/tag.json")
async def tag_record(asked: Anybody, said: Annotated[TagAsking, Query()]) -> Response:
    """The same for programs."""
    check(asked, said)
    after = read_cursor(said.cursor, said.said())
    return await answer(
        asked,
        lambda: api.paged(asked, said, tagged(asked, said, after, views.list_statements)),
        api.telling(statement_to_json),
    )


@router.get("/tag.csv")
async def tag_rows(asked: Anybody, said: Annotated[TagAsking, Query()]) -> Response:
    """The statements of a page, a line each."""
    check(asked, said)
    after = read_cursor(said.cursor, said.said())
    return await table(
        asked,
        STATEMENT_COLUMNS,
        lambda: map(statement_row, tagged(asked, said, after, views.list_summaries).items),
        "tag.csv",
    )


def tagged(asked: Asked, said: TagAsking, after: Position | None, find: Callable[..., Page[Any]]) -> Page[Any]:
    """A page of the statements with a tag.

    Of a conflict: of the newest statements about each of its sides those that fit it, without a next page.
    """
    if not said.conflict:
        return find(asked.desk.ledger, said.query(), after, said.limit, trusted=asked.is_trusted)
    knowledge = asked.desk.knowledge
    found: dict[str, Any] = {}
    for side in knowledge.conflicts[said.conflict].sides:
        query = ClaimQuery(harm=said.harm, side=side, as_of=said.as_of)
        page = find(asked.desk.ledger, query, None, OF_A_SIDE, trusted=asked.is_trusted)
        fit = (
            each for each in page.items if said.conflict in knowledge.conflicts_of(each.side, each.place, each.said_on)
        )
        found |= {each.id: each for each in fit}
    newest = sorted(found.values(), key=lambda each: (each.said_on or date.min, each.id), reverse=True)
    return Page(tuple(newest[: said.limit]), None)


def check(asked: Asked, said: TagAsking) -> None:
    """Raise ProblemError where no tag is named, or one that there is not."""
    if not (said.harm or said.side or said.conflict):
        raise ProblemError(422, "No tag: give `harm`, `side` or `conflict`; /tags lists what there is.")
    if said.conflict and said.conflict not in asked.desk.knowledge.conflicts:
        raise ProblemError(404, f"No conflict {said.conflict!r}; /tags lists those that we name.")
    if said.conflict and said.side:
        raise ProblemError(422, "Give `side` or `conflict`: a conflict has sides of its own.")
