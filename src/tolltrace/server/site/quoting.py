"""Sentences of reports as a page shows them: short, every figure marked where it stands. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tolltrace.printable import clean
from tolltrace.server.site.words import QUOTE_CHARS, shorten
from tolltrace.values import Span

AROUND = 120  # characters of a long sentence that are shown at each side of a figure
MARK_CHARS = 200  # of one figure's words
MOST_MARKED = 40  # in one sentence
GAP = Markup(' <span class="gap">[…]</span> ')


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure in a text, as offsets count it; `anchors` are the ids it can be linked by, `label` what stands at it.

    `card` is the address that the label leads to.
    """

    start: int
    end: int
    anchors: tuple[str, ...] = ()
    label: str = ""
    card: str = ""
    kind: str = ""  # "remarked": words that somebody commented on; else a figure


def marked(sentence: Span, marks: Iterable[Mark]) -> Markup:
    """A sentence with its figures marked. Of a long one only what stands around them."""
    inside = sorted(
        (each for each in marks if sentence.start <= each.start < each.end <= sentence.end),
        key=lambda each: (each.start, -each.end),
    )
    merged = tuple(merge(inside))[:MOST_MARKED]
    shown = [quoted_part(sentence, first, last, merged) for first, last in windows(sentence, merged)]
    return GAP.join(shown) + (GAP if len(inside) and len(tuple(merge(inside))) > MOST_MARKED else Markup(""))


def marked_in_full(text: Span, marks: Iterable[Mark]) -> Markup:
    """All of a text with its figures marked."""
    inside = tuple(merge(sorted(marks, key=lambda each: (each.start, -each.end))))
    return quoted_part(text, text.start, text.end, inside)


def merge(marks: Sequence[Mark]) -> Iterator[Mark]:
    """Marks that overlap as one, with the anchors of all."""
    held: Mark | None = None
    for each in marks:
        if held is not None and each.start < held.end:
            both = held.kind if held.kind == each.kind else ""
            label = ", ".join(filter(None, (held.label, each.label)))
            held = Mark(held.start, max(held.end, each.end), (*held.anchors, *each.anchors), label, held.card, both)
            continue
        if held is not None:
            yield held
        held = each
    if held is not None:
        yield held


def windows(sentence: Span, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Which parts of a sentence are shown: all of a short one, else what stands around its marks."""
    if sentence.end - sentence.start <= QUOTE_CHARS:
        return [(sentence.start, sentence.end)]
    if not marks:
        return [(sentence.start, sentence.start + QUOTE_CHARS)]
    found: list[tuple[int, int]] = []
    for each in marks:
        first, last = max(sentence.start, each.start - AROUND), min(sentence.end, each.end + AROUND)
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def quoted_part(sentence: Span, first: int, last: int, marks: Sequence[Mark]) -> Markup:
    """A part of a sentence, with what is cut off told."""
    pieces = [Markup("… ") if first > sentence.start else Markup("")]
    at = first
    for each in marks:
        if not first <= each.start < last:
            continue
        pieces += [words(sentence, at, each.start), mark(sentence, each)]
        at = each.end
    pieces += [words(sentence, at, last), Markup(" …") if last < sentence.end else Markup("")]
    return Markup("").join(pieces)


def words(sentence: Span, start: int, end: int) -> Markup:
    """Words as they are, harmless."""
    return Markup("{}").format(clean(sentence.text[start - sentence.start : max(start, end) - sentence.start]))


def mark(sentence: Span, one: Mark) -> Markup:
    """One figure, where it stands."""
    said = shorten(clean(sentence.text[one.start - sentence.start : one.end - sentence.start]), MARK_CHARS)
    anchors = Markup("").join(Markup('<a id="{}"></a>').format(each) for each in one.anchors[1:])
    told = Markup('<a href="{}">{}</a>').format(one.card, one.label) if one.card else one.label
    label = Markup('<sup class="number">{}</sup>').format(told) if one.label else Markup("")
    own = Markup(' id="{}"').format(one.anchors[0]) if one.anchors else Markup("")
    kind = Markup(' class="{}"').format(one.kind) if one.kind else Markup("")
    return Markup("{}<mark{}{}>{}{}</mark>").format(anchors, own, kind, said, label)
