"""The article as it was read, for who is signed in: every figure marked where it stands. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tolltrace.server.site.quoting import Mark, marked_in_full
from tolltrace.values import Article, Span

MOST_CHARS = 300_000  # of one article on a page; the API has all
MOST_PARAGRAPHS = 3_000


@dataclass(frozen=True, slots=True)
class Text:
    """An article's paragraphs below its title."""

    paragraphs: tuple[Markup, ...]
    captions: tuple[str, ...]
    notes: tuple[str, ...]
    is_cut: bool


def lay_out(article: Article, marks: Sequence[Mark]) -> Text:
    """The paragraphs with their figures marked, as many as anybody reads on a page."""
    paragraphs, left = [], MOST_CHARS
    every = article.paragraphs
    for one in every[:MOST_PARAGRAPHS]:
        if left <= 0:
            break
        shown = Span(one.text[:left], one.start, min(one.end, one.start + left))
        if shown.text.strip():
            paragraphs.append(marked_in_full(shown, within(marks, shown)))
        left -= len(shown.text)
    is_cut = left <= 0 or len(every) > MOST_PARAGRAPHS
    return Text(tuple(paragraphs), article.captions[:20], article.notes[:20], is_cut)


def within(marks: Iterable[Mark], span: Span) -> tuple[Mark, ...]:
    """Those that stand in it."""
    return tuple(each for each in marks if span.start <= each.start < each.end <= span.end)
