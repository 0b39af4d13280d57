"""What the site is: the method, what was corrected, whom it watches (nobody), its API."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from tolltrace.ledger import Event
from tolltrace.ledger_records import event_to_json
from tolltrace.paging import Page, State
from tolltrace.server import views
from tolltrace.server.answers import Anybody, Asked, answer
from tolltrace.server.api import ROOT
from tolltrace.server.asking import AsOf, Cursor, EventsAsking, ReportFilters
from tolltrace.server.cursors import read_cursor
from tolltrace.server.site.frame import Reader, cursor_of, frame_of, show
from tolltrace.server.site.tables import table

router = APIRouter()
PEOPLES = ("accepted", "corrected", "rejected", "duplicate")  # what people decide; all else the program did
COLUMNS = ("event", "at", "actor", "kind", "claim", "report", "why")
LOOKED_AT = 400  # events of the log, for each page of what people did


class CorrectionsAsking(AsOf):
    """A page of what people changed."""

    cursor: Cursor = None


@router.get("/method")
async def method(asked: Reader, said: Annotated[AsOf, Query()]) -> Response:
    """How a figure is recorded, and what is never said."""
    knowledge = asked.desk.knowledge
    return await show(
        asked, said, "method.html", lambda _: {"harms": knowledge.harms.values(), "method": knowledge.method}
    )


@router.get("/privacy")
async def privacy(asked: Reader, said: Annotated[AsOf, Query()]) -> Response:
    """What is kept of readers, and of the people named in reports."""
    return await show(asked, said, "privacy.html")


@router.get("/api")
async def api_page(asked: Reader, said: Annotated[AsOf, Query()]) -> Response:
    """How programs read the same."""
    filters = [(name, field.description) for name, field in ReportFilters.model_fields.items()]
    return await show(asked, said, "api.html", lambda _: {"root": ROOT, "filters": filters})


@router.get("/corrections")
async def corrections(asked: Reader, said: Annotated[CorrectionsAsking, Query()]) -> Response:
    """What people decided of claims, the newest first."""

    def read(_: object) -> dict[str, Any]:
        page = read_corrections(asked, said)
        return {"events": page.items, "cursor": cursor_of(EventsAsking.model_validate({}), page)}

    return await show(asked, said, "corrections.html", read, twins=("json", "csv"))


@router.get("/corrections.json")
async def corrections_record(asked: Anybody, said: Annotated[CorrectionsAsking, Query()]) -> Response:
    """The same for programs."""

    def tell(page: Page[Event]) -> dict[str, Any]:
        cursor = cursor_of(EventsAsking.model_validate({}), page)
        following = frame_of(asked, said, State()).again(cursor=cursor) if cursor else None
        return {"items": [event_to_json(each) for each in page.items], "next": following}

    return await answer(asked, lambda: read_corrections(asked, said), tell)


@router.get("/corrections.csv")
async def corrections_table(asked: Anybody, said: Annotated[CorrectionsAsking, Query()]) -> Response:
    """The same, a line each."""

    def read() -> Iterator[tuple[object, ...]]:
        for each in read_corrections(asked, said).items:
            yield each.number, each.at.isoformat(), each.actor, each.kind, each.claim, each.report, each.why

    return await table(asked, COLUMNS, read, "corrections.csv")


def read_corrections(asked: Asked, said: CorrectionsAsking) -> Page[Event]:
    """What people decided, among so many events of the log."""
    after = read_cursor(said.cursor, EventsAsking.model_validate({}).said())
    page = views.list_events(asked.desk.ledger, after, LOOKED_AT, trusted=asked.is_trusted)
    until = datetime.combine(said.as_of, time.max, UTC) if said.as_of else None
    decided = (each for each in page.items if each.kind in PEOPLES and (until is None or each.at <= until))
    return Page(tuple(decided), page.next)
