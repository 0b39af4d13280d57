"""Which pages cannot hold a claim, told by their bytes before anything is parsed. What cannot be judged is traced.

A page is cut into lines at the tags that begin a block, in one pass; a line that is long enough to be a sentence, and
all that the page gives as its title or summary, is asked for a word that no claim can do without. A link in a menu
("12 killed in Karvel") is short, and keeps no page.
"""

import codecs
import html
import re
from collections.abc import Iterator

from tolltrace.articles import guess_language
from tolltrace.claims import may_hold_claims
from tolltrace.knowledge import Knowledge
from tolltrace.values import Page

NO_WORDS = "no word of a casualty"
OTHER_LANGUAGE = "in a language that we do not read"
TOO_SHORT = "too short for a report"
MIN_BYTES = 100  # of HTML, that hold a sentence: less is a redirect, or a pixel
SENTENCE_CHARS = 45  # a line of fewer is a link, a button or a label
SAMPLE_CHARS = 6_000  # by which a language is told, from all over the page
MIN_SAMPLE_CHARS = 400
NOT_JUDGED = ("utf-16", "utf-32", "utf-7")
LATIN = 20  # where fewer than one byte in so many is beyond ASCII, it is some Latin script, and which matters little
BEYOND_ASCII = re.compile(rb"[^\x00-\x7f]")
DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
HEAD_BYTES = 4096
HIDDEN = re.compile(r"<(script|style|template|svg)\b", re.IGNORECASE)
HIDDEN_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "template", "svg")}
DATA = re.compile(r"\b(?:ld\+json|articleBody|__NEXT_DATA__)", re.IGNORECASE)  # of scripts, those that may hold a text
META = re.compile(r"<(?:meta\b|title\b)[^<>]*(?:>[^<]*(?=</title))?", re.IGNORECASE)
HEADING = re.compile(r"<h1\b[^<>]*>", re.IGNORECASE)
INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|time|u|wbr"
    r")\b[^<>]*>",
    re.IGNORECASE,
)
TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


class Sieve:
    """Judges pages, in every language that is known."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def why_skipped(self, page: Page) -> str | None:
        """Why a page cannot hold a claim; None where it may, or where that cannot be judged."""
        if page.original is not None or page.kind not in ("html", "text"):
            return None
        if page.kind == "html" and len(page.content) < MIN_BYTES:
            return TOO_SHORT
        text = decode(page)
        if text is None:
            return None
        lines = list(find_lines(text)) if page.kind == "html" else [text]
        if not may_hold_claims(lines, self._knowledge):
            return NO_WORDS
        return OTHER_LANGUAGE if self.is_foreign(lines) else None

    def is_foreign(self, lines: list[str]) -> bool:
        """Whether it is clearly in a language that we do not read: not where it is short, or cannot be named."""
        sample = sample_of(lines)
        if len(sample) < MIN_SAMPLE_CHARS:
            return False
        code = guess_language(sample, self._knowledge)
        return code != "und" and code not in self._knowledge.tells


def decode(page: Page) -> str | None:
    """The characters of a page; None where its encoding is not plain to see, so that words could be missed."""
    content = page.content
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = DECLARED.search(content[:HEAD_BYTES])
    name = page.charset or (declared[1].decode("ascii") if declared else "")
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        codec = ""
    if codec and codec != "utf-8" and not codec.startswith(NOT_JUDGED):
        try:
            return content.decode(codec)
        except (LookupError, UnicodeError, ValueError, AttributeError, TypeError):
            return None
    beyond = len(BEYOND_ASCII.findall(content))
    return content.decode("cp1252", "replace") if beyond * LATIN < len(content) else None


def find_lines(page: str) -> Iterator[str]:
    """The lines of an HTML page that may say something: its titles and summaries, and what is long enough."""
    shown, data = part_scripts(page)
    shown = shown.replace("\r", " ").replace("\n", " ")
    yield from (html.unescape(found[0]) for found in META.finditer(shown))
    yield from (ESCAPED.sub(lambda found: chr(int(found[1], 16)), html.unescape(each)) for each in data)
    shown = HEADING.sub("\n\x01", shown)
    shown = TAG.sub("\n", INLINE.sub("", shown))
    if "&" in shown:
        shown = html.unescape(shown)
    for line in shown.split("\n"):
        if line.startswith("\x01") or (len(line) >= SENTENCE_CHARS and len(line.strip()) >= SENTENCE_CHARS):
            yield line


def part_scripts(page: str) -> tuple[str, list[str]]:
    """A page without what it does not show, and of that what may hold an article (JSON-LD). Linear in its length."""
    shown: list[str] = []
    data: list[str] = []
    at = 0
    while found := HIDDEN.search(page, at):
        name = found[1].lower()
        end = HIDDEN_ENDS[name].search(page, found.end())
        if end is None:
            break  # it never closes: what follows is judged as if it were shown
        shown.append(page[at : found.start()])
        if name == "script" and DATA.search(page, found.start(), end.start()):
            data.append(page[found.end() : end.start()])
        at = end.start()
    shown.append(page[at:])
    return " ".join(shown), data


def sample_of(lines: list[str]) -> str:
    """Some of its text, from beginning to end."""
    total = sum(map(len, lines))
    if total <= SAMPLE_CHARS:
        return " ".join(lines)
    share = SAMPLE_CHARS / total
    taken: list[str] = []
    due = 0.0
    for line in lines:
        due += len(line) * share
        if due >= min(len(line), SAMPLE_CHARS / 4):
            taken.append(line[: int(SAMPLE_CHARS / 4)])
            due -= len(taken[-1])
    return " ".join(taken)[: 2 * SAMPLE_CHARS]
