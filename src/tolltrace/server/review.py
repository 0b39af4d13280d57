"""Write calls for who reviews. What is done is done in the name of the token's owner; no body says who.

Calls of other kinds (comments, grades) join here: a body in `asking.py`, a record in `shapes.py`, one function below.
"""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Response

from tolltrace.following import group_recorded
from tolltrace.ledger import RecordedClaim
from tolltrace.ledger_records import ruling_to_json
from tolltrace.relays import Ruling
from tolltrace.server import views
from tolltrace.server.answers import Reviewer, written
from tolltrace.server.api import ROOT
from tolltrace.server.asking import DecisionBody, RulingBody
from tolltrace.server.doors import REVIEW
from tolltrace.server.openapi import written_as

router = APIRouter(prefix=ROOT)
ClaimId = Annotated[str, Path(max_length=100, description="A claim's id, or enough of its start.")]
Once = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Your name for this call: sent again under it, as after a lost answer, it is recorded once.",
    ),
]


@router.post("/claims/{claim_id}/decisions", **written_as("ClaimRecord", "Accept, correct or reject a claim.", REVIEW))
async def decide(asked: Reviewer, claim_id: ClaimId, said: DecisionBody, once: Once = None) -> Response:
    """The claim as it then stands. Nothing is overwritten; the newest decision is what lists show."""
    desk, by = asked.desk, asked.need(REVIEW)

    def write() -> RecordedClaim:
        made = desk.ledger.decide(
            claim_id,
            by=by,
            verdict=said.verdict,
            why=said.why,
            changes=said.changes,
            duplicate_of=said.duplicate_of,
            once=once,
        )
        group_recorded(desk.ledger, desk.knowledge)
        return views.shown(asked.is_trusted)(made)

    return written(asked, await desk.run(write), lambda made: views.claim_to_json(desk, made))


@router.post("/rulings", **written_as("RulingRecord", "Rule that two claims relay one act of saying, or not.", REVIEW))
async def rule(asked: Reviewer, said: RulingBody, once: Once = None) -> Response:
    """No program undoes it; a newer ruling on the same two does."""
    desk, by = asked.desk, asked.need(REVIEW)

    def write() -> Ruling:
        made = desk.ledger.rule(said.claim, said.other, together=said.together, by=by, why=said.why, once=once)
        group_recorded(desk.ledger, desk.knowledge)
        return made

    return written(asked, await desk.run(write), ruling_to_json)
