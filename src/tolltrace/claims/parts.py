"""Parts of a whole: `12 people, including three children`, `half of the dead`, `31 of those injured`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from tolltrace.claims.clauses import by_governor
from tolltrace.claims.figures import FigureMention
from tolltrace.claims.harms import Harmed, counted_noun
from tolltrace.claims.passages import Passage
from tolltrace.claims.singles import (
    has_number,
    is_beside_others,
    is_single_person,
    is_speaking,
    one_person,
    single_span,
)
from tolltrace.claims.syntax import SUBJECTS
from tolltrace.knowledge import compile_pattern
from tolltrace.rules import Rule

if TYPE_CHECKING:
    from tolltrace.parse import Token

UNDIVIDED = frozenset({"casualties", "losses"})  # a list under one of these may name the harms it is made of
Part = tuple[Harmed, FigureMention]  # with the mention of its whole
Listed = tuple[Harmed, FigureMention | None]  # the same; None where it goes on with a list and is part of nothing


@dataclass(frozen=True, slots=True)
class Shares:
    """Figures that are a share of an earlier claim, by their own words."""

    harmed: dict[FigureMention, Harmed] = field(default_factory=dict)
    bases: frozenset[FigureMention] = frozenset()
    pointing: frozenset[FigureMention] = frozenset()
    base_harms: dict[FigureMention, str] = field(default_factory=dict)  # where not the harm of the share itself

    def of(self, mention: FigureMention) -> tuple[Harmed, ...]:
        """The reading of a share; empty where the figure is none."""
        return (self.harmed[mention],) if mention in self.harmed else ()

    def base_of(self, mention: FigureMention) -> str | None:
        """The harm of the people that a figure is a share of, where it came to another (`two of the wounded died`)."""
        return self.base_harms.get(mention)

    def points_back(self, mention: FigureMention) -> bool:
        """Whether a figure's base only points to people named before (`two of them`)."""
        return mention in self.pointing

    def is_share(self, mention: FigureMention) -> bool:
        """Whether a figure is a share of another claim."""
        return mention in self.harmed or mention in self.pointing

    def names_its_base(self, mention: FigureMention) -> bool:
        """Whether a figure says itself of whom it is a share (`half of those killed`)."""
        return mention in self.harmed and mention not in self.pointing

    def with_members(self, members: Sequence[Harmed]) -> "Shares":
        """These, and the members of a group that an earlier sentence counts."""
        return replace(self, harmed={**self.harmed, **{each.mention: each for each in members}})

    def is_base(self, mention: FigureMention) -> bool:
        """Whether a figure only says of how many another one is a share (`five of the seven occupants`)."""
        return mention in self.bases


@dataclass(frozen=True, slots=True)
class Parts:
    """Harmed that stand in a list of parts, each with the mention of its whole."""

    found: tuple[Listed, ...]

    def __iter__(self) -> Iterator[Harmed]:
        return (harmed for harmed, _ in self.found)

    def whole_of(self, harmed: Harmed) -> FigureMention | None:
        """The mention of the whole of one part; None for what is no part."""
        wholes = (whole for part, whole in self.found if (part.mention, part.harm) == (harmed.mention, harmed.harm))
        return next(wholes, None)


# ── shares ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def find_shares(passage: Passage, figures: Sequence[FigureMention]) -> Shares:
    """`half of the dead`, `31 of those injured`: the base names the harm."""
    out_of = compile_pattern(passage.language.lexicon.parts.out_of_pattern)
    gaps = ((passage.text[one.end : other.start], other) for one, other in pairwise(figures))
    bases = frozenset(other for gap, other in gaps if out_of.fullmatch(gap))
    read = {mention: read_share(passage, mention) for mention in figures}
    known = {mention: harmed for mention, harmed in read.items() if harmed is not None}
    back = compile_pattern(passage.language.lexicon.parts.pointing_pattern)
    things = compile_pattern(passage.language.lexicon.parts.pointing_to_things_pattern)
    to_things = {m for one, m in pairwise(figures) if is_of_things(passage, one) and things.match(passage.text, m.end)}
    pointing = (
        m
        for m in figures
        if m not in known
        and m not in to_things
        and (m.bare or back.match(passage.text, m.number_end) or back.search(passage.text, m.number_start, m.end))
    )
    others = {mention: own for mention, harmed in known.items() if (own := harm_apart(passage, harmed)) is not None}
    return Shares({**known, **others}, bases, frozenset(pointing), {mention: known[mention].harm for mention in others})


def harm_apart(passage: Passage, share: Harmed) -> Harmed | None:
    """`two of the wounded died`: the harm of the clause, where it is worse than that of the group."""
    number = passage.token_at(share.mention.number_end - 1)
    named = by_governor(number, passage.language) if share.mention.figure.fraction is None else None
    is_own = named is not None and named[0] == "killed" != share.harm and named[1].i != share.trigger.i
    return (
        Harmed(share.mention, named[0], named[1], None, rule=Rule.HARM_CLAUSE) if named is not None and is_own else None
    )


def read_share(passage: Passage, mention: FigureMention) -> Harmed | None:
    """The harm that the base of one figure names; None where it has no base, or the base names none."""
    language = passage.language
    figure = mention.figure
    is_most = figure.low is None and figure.high is None and not mention.bare
    if figure.fraction is not None or is_most:  # its base is a part of the mention
        start, end = mention.number_start, mention.end
    elif base := compile_pattern(language.lexicon.parts.base_pattern).match(passage.text, mention.end):
        start, end = base.span()
    else:
        return None
    for word in re.finditer(r"[\w-]+", passage.text[start:end]):
        if harm := language.harm_counts.get(word[0].lower()) or language.harm_states.get(word[0].lower()):
            token = passage.token_at(start + word.start())
            return Harmed(mention, harm, token, token, rule=Rule.HARM_SHARE)
    return None


def described_as(passage: Passage, mention: FigureMention) -> "Token | None":
    """The noun that says who a share is: `children` of `two of them were children`."""
    number = passage.token_at(mention.number_start)
    if number.dep_ not in SUBJECTS or number.head.lemma_ not in passage.language.lexicon.clauses.copulas:
        return None
    return next((child for child in number.head.children if child.dep_ == "attr" and child.i > number.i), None)


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def find_parts(passage: Passage, harmed: Sequence[Harmed], figures: Sequence[FigureMention]) -> Parts:
    """Every figure and single victim in a list that `including` or the like opens, with the harm of its whole."""
    words = passage.language.lexicon.parts
    found: list[Part] = []
    for opening in compile_pattern(words.opens_pattern).finditer(passage.text):
        before = [h for h in harmed if h.mention.start < opening.start()]
        if not before:
            continue
        whole = max(before, key=lambda h: h.mention.start)
        if any(is_of_things(passage, m) for m in figures if whole.mention.end <= m.start < opening.start()):
            continue  # `1,500 soldiers and 28 tanks, including eight T-90s`
        is_open = opening[0].lower().endswith(tuple(words.whole_list))
        closing = None if is_open else compile_pattern(words.closes_pattern).search(passage.text, opening.end())
        end = closing.start() if closing else len(passage.text)
        found += counted_parts(passage, whole, harmed, [m for m in figures if opening.end() <= m.start < end])
        parts = {part.mention for part, _ in found}
        end = min([end, *(m.start for m in figures if m.start >= opening.end() and m not in parts)])
        others = (h for h in harmed if h.harm != whole.harm and whole.harm not in UNDIVIDED)
        end = min([end, *(h.mention.start for h in others if h.mention.start >= opening.end())])
        found += single_parts(passage, whole, found, opening.end(), end)
    return Parts(tuple(found))


def is_of_things(passage: Passage, mention: FigureMention) -> bool:
    """Whether a figure counts what comes to no harm that we record: tanks, houses."""
    noun = counted_noun(passage, mention)
    return noun is not None and noun.lower_ in passage.language.things


def counted_parts(
    passage: Passage, whole: Harmed, harmed: Sequence[Harmed], listed: Sequence[FigureMention]
) -> Iterator[Part]:
    """`including 3 children`; the list is over where a figure has another harm (`…, and wounded 12`)."""
    for mention in listed:
        if is_of_things(passage, mention):
            continue  # `25 people, including 13 soldiers, in several attacks`
        own = next((h for h in harmed if h.mention == mention and h.harm != whole.harm), None)
        if own is not None and whole.harm not in UNDIVIDED:
            return
        noun = counted_noun(passage, mention) if own is None else None
        yield own or Harmed(mention, whole.harm, whole.trigger, noun, rule=Rule.HARM_PART), whole.mention


def single_parts(passage: Passage, whole: Harmed, found: Sequence[Part], opened: int, end: int) -> Iterator[Part]:
    """`including an infant`, between where the list opens and where it ends, unless a part found covers it."""
    spans = [(part.mention.start, part.mention.end) for part, _ in found]
    for token in passage.doc:
        is_listed = opened <= token.idx < end and is_single_person(token, passage.language)
        if (
            not is_listed
            or is_speaking(token, passage.language)
            or is_beside_others(token, whole.trigger, passage.language)
        ):
            continue
        start, stop = single_span(token, passage.language)
        start = max(start, opened + 1)
        if not has_number(token, passage.language) and not any(s < stop and start < e for s, e in spans):
            spans.append((start, stop))
            part = Harmed(one_person(start, stop), whole.harm, whole.trigger, token, rule=Rule.HARM_PART)
            yield part, whole.mention
