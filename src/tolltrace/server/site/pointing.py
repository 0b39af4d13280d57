"""Comments on words of a report that are no claim's: copied into a form, found in the text, then as all comments."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup
from pydantic import Field

from tolltrace.anchors import find_words
from tolltrace.comments import CommentKind
from tolltrace.errors import UnfitError
from tolltrace.server import views
from tolltrace.server.asking import MAX_ID_CHARS, Asking
from tolltrace.server.problems import ProblemError
from tolltrace.server.site.commenting import GUIDELINES, MAX_COMMENT_CHARS, commenter_of, may_moderate, wrong_in
from tolltrace.server.site.frame import Frame, show_privately
from tolltrace.server.site.quoting import Mark, marked
from tolltrace.server.site.sessions import Visit, Visitor, read_form
from tolltrace.values import Article, Span

router = APIRouter()
MAX_WORDS_CHARS = 500
MOST_PLACES = 12  # among which somebody chooses
MOST_LOOKED_AT = 500
AROUND = 160  # characters that are shown at each side
MOST = 2**31 - 1
NOT_THERE = "The text does not hold these words. Copy them from it as they are printed, from one sentence or a few."


class WordsAsking(Asking):
    """Which report, and which of its words: as they are printed, or by their offsets."""

    report: str = Field(min_length=1, max_length=MAX_ID_CHARS)
    version: int | None = Field(None, ge=1, le=MOST)
    words: str = Field("", max_length=MAX_WORDS_CHARS)
    start: int | None = Field(None, ge=0, le=MOST)
    end: int | None = Field(None, ge=1, le=MOST)
    sent: Literal["held", "shown"] | None = None


@router.get("/comment/words")
async def words_page(visit: Visitor, said: Annotated[WordsAsking, Query()]) -> Response:
    """The form: first for the words, then, once they are found, for the comment."""
    if visit.admitted is None:
        return RedirectResponse("/sign-in", status_code=303)
    return await ask_for_words(visit, said)


@router.post("/comment/words")
async def comment_on_words(visit: Visitor) -> Response:
    """Take a comment: an editor's is shown at once, all others are held."""
    by = commenter_of(visit)
    given = await read_form(visit)
    said, text = place_of(given), given.get("text", "").replace("\r\n", "\n")
    held = not may_moderate(visit)

    def write() -> str:
        ledger, where = visit.desk.ledger, (said.report, said.start or 0, said.end or 0)
        bound = partial(ledger.comment_on_span, *where, version=said.version, held=held, guidelines=GUIDELINES)
        try:
            bound(kind=given["kind"], text=text, by=by)
        except UnfitError as error:
            return f"{str(error)[:1].upper()}{str(error)[1:]}. Nothing was recorded."
        return ""

    trouble = wrong_in(given, text) or await visit.desk.run(write)
    if trouble:
        return await ask_for_words(visit, said, trouble, given)
    where = {name: getattr(said, name) for name in ("report", "version", "start", "end")}
    told = urlencode(where | {"sent": "held" if held else "shown"}, errors="replace")
    return RedirectResponse(f"/comment/words?{told}", status_code=303)


def place_of(given: Mapping[str, str]) -> WordsAsking:
    """What a form says its comment is about. Raises ProblemError."""
    numbers = {name: given.get(name, "") for name in ("version", "start", "end")}
    report = given.get("report", "")
    if not 0 < len(report) <= MAX_ID_CHARS or not all(is_number(each) for each in numbers.values()):
        raise ProblemError(422, "The form names no words of a report; send it from its page.")
    version, start, end = (int(each) for each in numbers.values())
    return WordsAsking(report=report, version=version, words="", start=start, end=end)


def is_number(text: str) -> bool:
    """Whether it is one that an offset or a version may be."""
    return text.isascii() and text.isdecimal() and len(text) < len(f"{MOST}") and int(text) >= 0


async def ask_for_words(
    visit: Visit, said: WordsAsking, trouble: str = "", given: Mapping[str, str] | None = None
) -> Response:
    """The form, beside the words that it is about; where they stand several times, a choice."""
    by = commenter_of(visit)
    ledger = visit.desk.ledger

    def read(_: Frame) -> dict[str, Any]:
        found = views.show_report(ledger, said.report, said.version, None, trusted=True)
        article = ledger.article(said.report, found.report.version)
        spans = find_spans(article, said)
        one = spans[0] if len(spans) == 1 else None
        mine = [each for each in ledger.comments(said.report, standing="held") if each.by == by and each.claim is None]
        return {
            "report": found.report,
            "asked": said,
            "one": one,
            "places": [(each, around(article, each)) for each in spans],
            "comments": [each for each in found.comments if one and each.span and meets(each.span, one)],
            "waiting": [each for each in mine if one and each.span and meets(each.span, one)],
            "kinds": [each.value for each in CommentKind],
            "guidelines": GUIDELINES,
            "most": MAX_COMMENT_CHARS,
            "most_words": MAX_WORDS_CHARS,
            "trouble": trouble or (NOT_THERE if (said.words.strip() or said.end) and not spans else ""),
            "given": given or {},
            "sent": said.sent,
            "holds": not may_moderate(visit),
        }

    return await show_privately(visit, "comment-words.html", read, status=422 if trouble else 200)


def find_spans(article: Article, said: WordsAsking) -> list[Span]:
    """The words that are meant: of the text as it is shown, so that nobody finds out a withheld name by asking."""
    if said.start is None or said.end is None:
        found = find_words(said.words, article.text, MOST_LOOKED_AT)
        return ([each for each in found if is_whole(article.text, each)] or found)[:MOST_PLACES]
    words = article.text[said.start : said.end]
    return [Span(words, said.start, said.end)] if words.strip() and said.end <= len(article.text) else []


def is_whole(text: str, span: Span) -> bool:
    """Whether no word is cut: "the" is meant, not the beginning of "them"."""
    cut_before = text[span.start - 1 : span.start].isalnum() and span.text[0].isalnum()
    return not cut_before and not (text[span.end : span.end + 1].isalnum() and span.text[-1].isalnum())


def around(article: Article, span: Span) -> Markup:
    """The words, marked, with the words around them."""
    text = article.text
    start, end = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
    if start:
        start = 1 + text.find(" ", start, span.start) or span.start
    if end < len(text):
        end = max(text.rfind(" ", span.end, end), span.end)
    before, behind = Markup("… ") if start else Markup(""), Markup(" …") if end < len(text) else Markup("")
    return before + marked(Span(text[start:end], start, end), [Mark(span.start, span.end)]) + behind


def meets(one: Span, other: Span) -> bool:
    """Whether two share some words."""
    return one.start < other.end and other.start < one.end
