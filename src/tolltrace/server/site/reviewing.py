"""The page of who reviews: one claim at a time from the queue, its sentence, and one decision after another."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from tolltrace.errors import AbsentError, UnfitError
from tolltrace.following import group_recorded
from tolltrace.ledger import ClaimQuery, Event, Ledger, RecordedClaim
from tolltrace.people import Scope
from tolltrace.phrasing import figure_words
from tolltrace.records import claim_to_json
from tolltrace.reviews import Review, find_differences
from tolltrace.server.asking import Asking, Harm, Words, harms
from tolltrace.server.problems import ProblemError
from tolltrace.server.site.correcting import FIELDS, UnreadError, fields_of, read_changes, rows_of
from tolltrace.server.site.frame import Frame, show_privately
from tolltrace.server.site.quoting import Mark, marked
from tolltrace.server.site.sessions import Visit, Visitor, read_form
from tolltrace.values import Hedge, Stance

router = APIRouter()
MOST_SKIPPED = 500
MAX_CLAIM_CHARS = 100
MAX_WHY_CHARS = 2000
VERDICTS = ("accepted", "rejected", "corrected")
IT_SAYS_SO = "The sentence says so."  # why a claim is accepted, where nobody says more
UNDONE = "Taken back by who decided it: "
NOT_YOURS = "The newest decision on this claim is not the one that you would take back. Nothing was changed."


class ReviewAsking(Asking):
    """Which claim of the queue."""

    harm: Harm = None
    side: Words = None
    place: Words = None
    first: Literal["doubt", "reach", "age"] = "doubt"
    mine: bool = False  # also what others decided, and I did not
    at: int = Field(0, ge=0, le=MOST_SKIPPED)  # claims that were skipped
    claim: str | None = Field(None, min_length=1, max_length=MAX_CLAIM_CHARS)  # this one, wherever it stands
    done: str | None = Field(None, min_length=1, max_length=MAX_CLAIM_CHARS)  # what was decided last

    def address(self, **changes: Any) -> str:
        """This page's, with something changed."""
        said = self.model_dump(exclude_defaults=True) | changes
        given = {name: "true" if value is True else value for name, value in said.items() if value not in (None, 0, "")}
        return f"/review?{urlencode(given)}" if given else "/review"


@dataclass(frozen=True, slots=True)
class Desked:
    """A claim on the desk."""

    recorded: RecordedClaim
    reach: int | None  # None for one that was not asked from the queue
    seen: int  # the number of the newest decision on it; 0 where there is none
    reviews: tuple[Review, ...]


@router.get("/review")
async def review(visit: Visitor, said: Annotated[ReviewAsking, Query()]) -> Response:
    """The next claim."""
    if visit.admitted is None:
        return RedirectResponse("/sign-in", status_code=303)
    reviewer_of(visit)
    return await page(visit, said)


@router.post("/review/decide")
async def decide(visit: Visitor, said: Annotated[ReviewAsking, Query()]) -> Response:
    """Record one decision, in the name of whose session it is; then the next claim."""
    by, given = reviewer_of(visit), await read_form(visit)
    verdict, claim_id = given.get("verdict", ""), given.get("claim", "")
    if verdict not in VERDICTS or not 0 < len(claim_id) <= MAX_CLAIM_CHARS:
        raise ProblemError(422, "The form names no claim, or no verdict; send it from its page.")
    why = " ".join(given.get("why", "").split()) or (IT_SAYS_SO if verdict == "accepted" else "")
    ledger = visit.desk.ledger

    def write() -> str:
        if not why or len(why) > MAX_WHY_CHARS:
            return f"Say why, in at most {MAX_WHY_CHARS:,} characters: others will read it. Nothing was recorded."
        newest, once = newest_decision(ledger, claim_id), given.get("once", "")
        if str(newest.number if newest else 0) != given.get("seen"):
            is_again = newest is not None and newest.actor == by and newest.detail.get("once", [""])[0] == once != ""
            return "" if is_again else "Somebody decided on this claim meanwhile: see below. Yours was not recorded."
        record = claim_to_json(ledger.claim(claim_id).claim)
        try:
            changes = read_changes(given, record) if verdict == "corrected" else {}
            ledger.decide(claim_id, by=by, verdict=verdict, why=why, changes=changes, once=once or None)
        except (UnreadError, UnfitError) as error:
            return f"{str(error).removeprefix(f'claim {claim_id}: ')}. Nothing was recorded."
        group_recorded(ledger, visit.desk.knowledge)
        return ""

    trouble = await visit.desk.run(write)
    if trouble:
        return await page(visit, said.model_copy(update={"claim": claim_id}), trouble, given)
    return RedirectResponse(said.address(claim=None, done=claim_id), status_code=303)


@router.post("/review/undo")
async def undo(visit: Visitor, said: Annotated[ReviewAsking, Query()]) -> Response:
    """Take one's own newest decision back, by another one: the log keeps both. Then the claim is on the desk again."""
    by, given = reviewer_of(visit), await read_form(visit)
    claim_id, ledger = given.get("claim", "")[:MAX_CLAIM_CHARS], visit.desk.ledger

    def write() -> None:
        decided = decisions_on(ledger, claim_id)
        if not decided or decided[-1].actor != by or str(decided[-1].number) != given.get("seen"):
            raise ProblemError(409, NOT_YOURS)
        verdict, changes = put_back(decided)
        if verdict is not None:
            why = f"{UNDONE}{decided[-1].kind}."
            ledger.decide(claim_id, by=by, verdict=verdict, why=why, changes=changes)
            group_recorded(ledger, visit.desk.knowledge)

    await visit.desk.run(write)
    return RedirectResponse(said.address(claim=claim_id, done=None), status_code=303)


def put_back(decided: list[Event]) -> tuple[str | None, Mapping[str, Any]]:
    """What makes a claim as it was before the last of its decisions; None where it is so already.

    There is no verdict for "nobody decided": a claim that was rejected first and then taken back is accepted.
    """
    last, before = decided[-1], decided[-2].kind if len(decided) > 1 else None
    if last.kind == "corrected":
        return "corrected", last.detail["before"]
    if before == "rejected":
        return ("rejected" if last.kind == "accepted" else None), {}
    return ("accepted" if last.kind == "rejected" else None), {}


def reviewer_of(visit: Visit) -> str:
    """The name under which decisions are recorded. Raises ProblemError for who may not review."""
    if visit.admitted is None:
        raise ProblemError(401, "Your session has ended, or there was none. Sign in, and send it again.")
    if not visit.admitted.allows(Scope.REVIEW):
        role = visit.admitted.person.role.value
        raise ProblemError(403, f"Reviewing is for reviewers; your account's role is {role}. An admin can change it.")
    return visit.admitted.person.name


async def page(visit: Visit, said: ReviewAsking, trouble: str = "", given: Mapping[str, str] | None = None) -> Response:
    """The desk: a claim, or that none waits; with what was wrong in a form, as it was filled in."""
    ledger, by = visit.desk.ledger, reviewer_of(visit)

    def read(_: Frame) -> dict[str, Any]:
        decided = own_last(ledger, said.done, by)
        told = {
            "said": said,
            "done": decided[-1] if decided else None,
            "undoes": bool(decided) and put_back(decided)[0] is not None,
            "trouble": trouble,
            "harms": harms(),
            "hedges": [each.value for each in Hedge],
            "stances": [each.value for each in Stance],
            "once": secrets.token_urlsafe(12),
        }
        found = on_desk(ledger, said, by)
        return told | ({"found": None} if found is None else desk_values(found, visit, given or {}))

    return await show_privately(visit, "review.html", read, status=422 if trouble else 200)


def desk_values(found: Desked, visit: Visit, given: Mapping[str, str]) -> dict[str, Any]:
    """What the page says of a claim."""
    claim = found.recorded.claim
    shown = fields_of(claim_to_json(claim))
    return {
        "found": found,
        "words": marked(claim.evidence, [Mark(claim.mention.start, claim.mention.end)]),
        "rows": rows_of(claim, figure_words(claim.figure), visit.desk.knowledge.tell),
        "filled": shown | {name: given[name] for name in FIELDS if name in given},
        "given": given,
        "differences": find_differences(found.reviews),
    }


def on_desk(ledger: Ledger, said: ReviewAsking, by: str) -> Desked | None:
    """The claim that is asked for, else the next one of the queue; None where none waits."""
    if said.claim is not None:
        return desked(ledger, ledger.claim(said.claim), None)
    query = ClaimQuery(harm=said.harm, side=said.side, place=said.place, limit=said.at + 1)
    for at, (recorded, reach) in enumerate(ledger.queue(query, first=said.first, reviewer=by if said.mine else None)):
        if at == said.at:
            return desked(ledger, recorded, reach)
    return None


def desked(ledger: Ledger, recorded: RecordedClaim, reach: int | None) -> Desked:
    """A claim with what was decided of it."""
    newest = newest_decision(ledger, recorded.claim.id)
    return Desked(recorded, reach, newest.number if newest else 0, ledger.reviews(recorded.claim.id))


def newest_decision(ledger: Ledger, claim_id: str) -> Event | None:
    """What a person said last of a claim."""
    return next(reversed(decisions_on(ledger, claim_id)), None)


def own_last(ledger: Ledger, claim_id: str | None, by: str) -> list[Event]:
    """All decisions on a claim, where the last is this person's; nothing where it is not, or can no more be seen."""
    try:
        decided = decisions_on(ledger, claim_id) if claim_id else []
    except (AbsentError, UnfitError):  # it was taken down meanwhile, or somebody wrote the address by hand
        return []
    return decided if decided and decided[-1].actor == by else []


def decisions_on(ledger: Ledger, claim_id: str) -> list[Event]:
    """All that people decided of a claim, the oldest first."""
    return [event for event in ledger.history(claim_id) if event.kind in VERDICTS]
