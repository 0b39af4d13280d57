"""The stream that tells a page that something new is there (server-sent events). The page stays as it is."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from tolltrace.knowledge import Knowledge
from tolltrace.ledger import ClaimQuery
from tolltrace.server.asking import MAX_ID_CHARS, ReportFilters
from tolltrace.server.guard import IS_HEAD
from tolltrace.server.live import MOST_TOLD, Live, Question
from tolltrace.server.problems import ProblemError
from tolltrace.server.site.asking import MAX_NAME_CHARS, names_of
from tolltrace.server.site.frame import HEADERS, Reader

router = APIRouter()
MEDIA = "text/event-stream"
STREAM = {**HEADERS, "Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # the second tells a proxy not to hold it
FULL = "As many as this server has room for are being told what is new; load the page again to see it."
MOST_EVENT = 2**53


class LiveAsking(ReportFilters):
    """Which list somebody looks at, and up to which event of the ledger it goes.

    The page of a place, a speaker or an outlet is about one `name`, whole; that of a statement, about its reports.
    """

    of: Literal["statements", "claims", "reports"] = Field("statements")
    behind: int = Field(ge=0, le=MOST_EVENT)
    about: Literal["place", "speaker", "outlet"] | None = None
    name: str | None = Field(None, min_length=1, max_length=MAX_NAME_CHARS)
    statement: str | None = Field(None, min_length=1, max_length=MAX_ID_CHARS)

    def asked(self, knowledge: Knowledge) -> ClaimQuery:
        """For the ledger. Raises ProblemError for a name of nothing, and for nothing's name."""
        if (self.about is None) != (self.name is None):
            raise ProblemError(422, "`about` and `name` go together: about=place&name=Karvel.")
        query, name = self.query(), self.name or ""
        match self.about:
            case "place":
                return replace(query, place_names=(name,))
            case "outlet":
                return replace(query, outlets=(name,))
            case "speaker":
                return replace(query, speakers=names_of(name, knowledge))
        return query


@router.get("/live")
async def live(asked: Reader, said: Annotated[LiveAsking, Query()]) -> Response:
    """What is new, as long as somebody looks."""
    hub: Live = asked.request.app.state.live
    if said.as_of:
        raise ProblemError(422, "What could be known on a day does not change; leave out as_of.")
    address = asked.request.client.host if asked.request.client else ""
    if not hub.has_room(address):
        raise ProblemError(503, FULL, {"Retry-After": "60"})
    if asked.request.scope.get(IS_HEAD):
        return Response(headers=STREAM, media_type=MEDIA)
    question = Question(said.of, said.asked(asked.desk.knowledge), said.behind, said.statement or "")
    told = hub.follow(question, address, lambda count: news(count, said.of))
    return StreamingResponse(told, headers=STREAM, media_type=MEDIA)


def news(count: int, what: str) -> str:
    """What is told: "3 new or changed statements"; nothing where nothing is."""
    if not count:
        return ""
    many = f"{count} or more" if count >= MOST_TOLD else f"{count}"
    return f"{many} new or changed {what if count > 1 else what[:-1]}"
