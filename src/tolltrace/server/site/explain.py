"""Explain: paste a figure, see which statements give it, which sums of statements do, what comes near."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from tolltrace.errors import UnfitError
from tolltrace.following import explain_text
from tolltrace.ledger import ClaimQuery
from tolltrace.server import api, views
from tolltrace.server.asking import MAX_TEXT_CHARS, ExplainAsking
from tolltrace.server.problems import ProblemError
from tolltrace.server.site.frame import Reader, show

router = APIRouter()
router.add_api_route("/explain.json", api.explain)


class ExplainForm(ExplainAsking):
    """The same, and nothing yet."""

    text: str = Field("", max_length=MAX_TEXT_CHARS, description="A figure as a report has it.")


@router.get("/explain")
async def explain(asked: Reader, said: Annotated[ExplainForm, Query()]) -> Response:
    """The form, and what it found."""
    ledger, query = asked.desk.ledger, said.query()
    if not said.text:
        return await show(asked, said, "explain.html", lambda _: {"found": None, "refused": None})

    def read(_: object) -> dict[str, Any]:
        chosen = None if query == ClaimQuery(as_of=said.as_of) else query
        try:
            views.check_size(ledger, query)
            return {"found": explain_text(ledger, said.text, chosen, as_of=said.as_of), "refused": None}
        except (ProblemError, UnfitError) as error:  # told beside the form, so that it can be put otherwise
            return {"found": None, "refused": str(error)}

    return await show(asked, said, "explain.html", read, twins=("json",), alone=True)
