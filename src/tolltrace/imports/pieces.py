"""Pieces of a text that we do not have, each at its place → a text in which all their offsets hold."""

from bisect import bisect_right
from collections.abc import Iterable

from tolltrace.values import Span

MAX_TEXT_CHARS = 600_000  # a report has at most 500,000 below its title
LEFT_OUT = " […]"  # what stands in a gap, where there is room
SHOWN_CHARS = 60


class ConflictError(ValueError):
    """Two pieces that cannot both stand where they say. The message is for a person."""


class Pieces:
    """Collects spans. A title's words are known; behind them stands an empty line."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._starts: list[int] = []  # of the pieces, in order; none overlaps another
        self._texts: list[str] = []
        self._end = 0
        if title:
            self._put(Span(f"{title}\n\n", 0, len(title) + 2))

    def add(self, spans: Iterable[Span], whole: Span) -> None:
        """Take in some spans, or none of them: raises ConflictError. `whole` says how far the text goes at least."""
        starts, texts = list(self._starts), list(self._texts)
        try:
            for span in spans:
                self._put(span)
        except ConflictError:
            self._starts, self._texts = starts, texts
            raise
        self._end = max(self._end, whole.end)

    def _put(self, span: Span) -> None:
        """Join a span with the pieces that it meets."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        if first < len(self._starts) and self._starts[first] + len(self._texts[first]) < span.start:
            first += 1
        start, text, last = span.start, span.text, first
        while last < len(self._starts) and self._starts[last] <= start + len(text):
            start, text = join(self._starts[last], self._texts[last], start, text)
            last += 1
        self._starts[first:last] = [start]
        self._texts[first:last] = [text]
        self._end = max(self._end, start + len(text))

    def body(self) -> str:
        """All below the title."""
        parts: list[str] = []
        at = 0
        for start, text in zip(self._starts, self._texts, strict=True):
            parts += [gap(start - at), text]
            at = start + len(text)
        parts.append(gap(self._end - at))
        whole = "".join(parts)
        return whole[len(self.title) + 2 :] if self.title else whole


def join(one_start: int, one: str, other_start: int, other: str) -> tuple[int, str]:
    """Two pieces that meet, as one. Raises ConflictError where they hold other words at one place."""
    if other_start < one_start:
        one_start, one, other_start, other = other_start, other, one_start, one
    at = other_start - one_start
    shared = min(len(one) - at, len(other))
    if one[at : at + shared] != other[:shared]:
        raise ConflictError(
            f"“{other[:SHOWN_CHARS]}” stands at {other_start}, where another record, or the title, has "
            f"“{one[at : at + SHOWN_CHARS]}”; expected records of one version of the report"
        )
    return one_start, one + other[max(0, shared) :]


def gap(size: int) -> str:
    """What is not known, in so many characters."""
    return LEFT_OUT.ljust(size) if size > len(LEFT_OUT) else " " * size
