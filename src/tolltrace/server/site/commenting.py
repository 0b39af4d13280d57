"""Comments of who is signed in: on a claim's words, by the guidelines, held until an editor has read them."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from tolltrace.comments import Comment, CommentKind
from tolltrace.errors import UnfitError
from tolltrace.ledger import Ledger, RecordedClaim
from tolltrace.people import Scope
from tolltrace.server.asking import Asking
from tolltrace.server.problems import ProblemError
from tolltrace.server.site.frame import Frame, Reader, show, show_privately
from tolltrace.server.site.quoting import Mark, marked
from tolltrace.server.site.sessions import Visit, Visitor, read_form

router = APIRouter()
GUIDELINES = "1"  # which of them: a new number where they change
MAX_ID_CHARS = 100
MAX_COMMENT_CHARS = 2000  # as much as a page shows of one line
MAX_WHY_CHARS = 500
MOST_LISTED = 100
KEEPS_TO_THEM = "It keeps to the guidelines."
ENDED = "Your session has ended, or there was none. Sign in, and send it again."
CALLED = {"held": "Held", "shown": "Let through", "refused": "Refused"}


class CommentAsking(Asking):
    """On which claim; and what was sent last."""

    claim: str = Field(min_length=1, max_length=MAX_ID_CHARS)
    sent: Literal["held", "shown"] | None = None


class ModerationAsking(Asking):
    """Which comments."""

    standing: Literal["held", "shown", "refused"] = "held"


@router.get("/about/comments")
async def guidelines(asked: Reader, said: Annotated[Asking, Query()]) -> Response:
    """The guidelines."""
    return await show(asked, said, "guidelines.html", quick=True)


@router.get("/comment")
async def comment_page(visit: Visitor, said: Annotated[CommentAsking, Query()]) -> Response:
    """The form."""
    if visit.admitted is None:
        return RedirectResponse("/sign-in", status_code=303)
    return await ask_for_comment(visit, said)


@router.post("/comment")
async def comment(visit: Visitor) -> Response:
    """Take a comment: an editor's is shown at once, all others are held."""
    by = commenter_of(visit)
    given = await read_form(visit)
    claim, text = given.get("claim", ""), given.get("text", "").replace("\r\n", "\n")
    if not 0 < len(claim) <= MAX_ID_CHARS:
        raise ProblemError(422, "The form names no claim; send it from its page.")
    trouble = wrong_in(given, text)
    held = not may_moderate(visit)

    def write() -> str:
        said = {"kind": given["kind"], "text": text, "by": by}
        try:
            visit.desk.ledger.comment_on_claim(claim, **said, held=held, guidelines=GUIDELINES)
        except UnfitError as error:
            return f"{str(error)[:1].upper()}{str(error)[1:]}. Nothing was recorded."
        return ""

    trouble = trouble or await visit.desk.run(write)
    if trouble:
        return await ask_for_comment(visit, CommentAsking(claim=claim), trouble, given)
    told = urlencode({"claim": claim, "sent": "held" if held else "shown"})
    return RedirectResponse(f"/comment?{told}", status_code=303)


def wrong_in(given: dict[str, str] | Any, text: str) -> str:
    """What is to be mended in a form; "" for nothing."""
    if given.get("guidelines") != GUIDELINES:
        return "Read the guidelines first, and say that you accept them. Nothing was recorded."
    if given.get("kind") not in {each.value for each in CommentKind}:
        return "Choose what your comment brings. Nothing was recorded."
    if not text.strip() or len(text) > MAX_COMMENT_CHARS:
        return f"Write something, in at most {MAX_COMMENT_CHARS:,} characters. Nothing was recorded."
    return ""


async def ask_for_comment(
    visit: Visit, said: CommentAsking, trouble: str = "", given: dict[str, str] | Any = None
) -> Response:
    """The form, beside the words that it is about."""
    by = commenter_of(visit)

    def read(_: Frame) -> dict[str, Any]:
        recorded = visit.desk.ledger.claim(said.claim)
        return {
            "recorded": recorded,
            "words": words_of(recorded),
            "waiting": [
                each
                for each in visit.desk.ledger.comments(recorded.report_id, standing="held")
                if each.by == by and each.claim == recorded.claim.id
            ],
            "kinds": [each.value for each in CommentKind],
            "guidelines": GUIDELINES,
            "most": MAX_COMMENT_CHARS,
            "trouble": trouble,
            "given": given or {},
            "sent": said.sent,
            "holds": not may_moderate(visit),
        }

    return await show_privately(visit, "comment.html", read, status=422 if trouble else 200)


def words_of(recorded: RecordedClaim) -> Any:
    """The claim's sentence with its figure marked."""
    mention = recorded.claim.mention
    return marked(recorded.claim.evidence, [Mark(mention.start, mention.end)])


# ── who lets them through ────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/moderate")
async def moderation(visit: Visitor, said: Annotated[ModerationAsking, Query()]) -> Response:
    """What waits for an editor, the oldest first."""
    if visit.admitted is None:
        return RedirectResponse("/sign-in", status_code=303)
    moderator_of(visit)
    return await moderation_page(visit, said.standing)


@router.post("/moderate")
async def moderate(visit: Visitor) -> Response:
    """Let a comment through, or refuse it."""
    by = moderator_of(visit)
    given = await read_form(visit)
    made, verdict, standing = (given.get(name, "") for name in ("comment", "verdict", "standing"))
    if not 0 < len(made) <= MAX_ID_CHARS or verdict not in ("show", "refuse") or standing not in CALLED:
        raise ProblemError(422, "The form names no comment, or no verdict; send it from its page.")
    why = " ".join(given.get("why", "").split()) or (KEEPS_TO_THEM if verdict == "show" else "")
    if not why or len(why) > MAX_WHY_CHARS:
        trouble = f"Say why it is refused, in at most {MAX_WHY_CHARS} characters: the log keeps it. Nothing changed."
        return await moderation_page(visit, standing, trouble)
    try:
        await visit.desk.run(lambda: visit.desk.ledger.moderate_comment(made, show=verdict == "show", by=by, why=why))
    except UnfitError as error:
        return await moderation_page(visit, standing, f"{str(error)[:1].upper()}{str(error)[1:]}.")
    return RedirectResponse(f"/moderate?{urlencode({'standing': standing})}", status_code=303)


async def moderation_page(visit: Visit, standing: str, trouble: str = "") -> Response:
    """Comments of one standing."""

    def read(_: Frame) -> dict[str, Any]:
        found = in_order(visit.desk.ledger, standing)
        more = max(0, len(found) - MOST_LISTED)
        return {"found": found[:MOST_LISTED], "more": more, "standing": standing, "called": CALLED, "trouble": trouble}

    return await show_privately(visit, "moderate.html", read, status=422 if trouble else 200)


def in_order(ledger: Ledger, standing: str) -> list[Comment]:
    """The oldest first of those that wait, the newest first of those that were decided on."""
    return sorted(ledger.comments(standing=standing), key=lambda each: each.at, reverse=standing != "held")


def commenter_of(visit: Visit) -> str:
    """The name under which a comment is kept. Raises ProblemError for who has no account."""
    if visit.admitted is None or not visit.admitted.allows(Scope.READ):
        raise ProblemError(401, ENDED)
    return visit.admitted.person.name


def may_moderate(visit: Visit) -> bool:
    """Whether they let comments through."""
    return visit.admitted is not None and visit.admitted.allows(Scope.EDIT)


def moderator_of(visit: Visit) -> str:
    """The name of who decides. Raises ProblemError for who may not."""
    if visit.admitted is None:
        raise ProblemError(401, ENDED)
    if not may_moderate(visit):
        role = visit.admitted.person.role.value
        raise ProblemError(403, f"Letting comments through is for editors; your account's role is {role}.")
    return visit.admitted.person.name
