"""Words of a text as W3C Web Annotation selectors, and where they stand when the text has changed. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tolltrace.values import Span

CONTEXT_CHARS = 32  # of prefix and suffix, as Web Annotation clients keep them
TELLING_CHARS = 20  # so many words are told from others without what stood around them
MOST_PLACES = 2000  # at which the words are looked at, so that no text costs more than its length


@dataclass(frozen=True, slots=True)
class Selector:
    """W3C Web Annotation: TextQuoteSelector (exact, prefix, suffix) with TextPositionSelector (start, end)."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


def select_words(text: str, start: int, end: int) -> Selector:
    """The selector of what stands between two offsets of a text."""
    return Selector(
        text[start:end], text[max(0, start - CONTEXT_CHARS) : start], text[end : end + CONTEXT_CHARS], start, end
    )


def find_again(selector: Selector, text: str) -> Span | None:
    """Where the words stand in another version of their text; None where they are gone.

    They must be the same to the letter. Of several places the one counts around which most is as it was, then the
    nearest to where they stood; words that are short or repeated need half of what stood around them.
    """
    exact, best = selector.exact, None
    places = list(islice(occurrences(exact, text), MOST_PLACES)) if exact else []
    for start in places:
        likeness = _alike_before(selector.prefix, text, start) + _alike_behind(
            selector.suffix, text, start + len(exact)
        )
        rank = (likeness, -abs(start - selector.start))
        if best is None or rank > best[0]:
            best = (rank, start)
    if best is None:
        return None
    (likeness, _), start = best
    tells_itself = len(places) == 1 and len(exact) >= TELLING_CHARS
    if not tells_itself and 2 * likeness < len(selector.prefix) + len(selector.suffix):
        return None
    return Span(exact, start, start + len(exact))


def find_words(words: str, text: str, most: int) -> list[Span]:
    """Where words stand in a text, so many places at most; white space is alike, however long: it changes in a copy."""
    wanted, length = " ".join(words.split()), 0
    starts: list[int] = []  # of the pieces between white space, one space apart …
    begins: list[int] = []  # … and in the text
    pieces: list[str] = []
    for piece in re.finditer(r"\S+", text):
        starts.append(length)
        begins.append(piece.start())
        pieces.append(piece.group())
        length += len(piece.group()) + 1
    if not wanted:
        return []

    def printed(at: int) -> int:
        piece = bisect_right(starts, at) - 1
        return begins[piece] + at - starts[piece]

    places = islice(occurrences(wanted, " ".join(pieces)), most)
    spans = ((printed(at), printed(at + len(wanted) - 1) + 1) for at in places)
    return [Span(text[start:end], start, end) for start, end in spans]


def occurrences(words: str, text: str) -> Iterator[int]:
    """Where words begin in a text, one after another."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _alike_before(prefix: str, text: str, start: int) -> int:
    """How many characters before a place are those that stood there."""
    before = text[max(0, start - len(prefix)) : start]
    pairs = zip(reversed(prefix), reversed(before), strict=False)
    return next((n for n, (one, other) in enumerate(pairs) if one != other), min(len(prefix), len(before)))


def _alike_behind(suffix: str, text: str, end: int) -> int:
    """How many behind it are."""
    behind = text[end : end + len(suffix)]
    pairs = zip(suffix, behind, strict=False)
    return next((n for n, (one, other) in enumerate(pairs) if one != other), min(len(suffix), len(behind)))
