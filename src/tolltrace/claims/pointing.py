"""Shares that point back to people named before: `two of them were children`, `most of the victims were farmers`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tolltrace.claims.drafts import Draft
from tolltrace.claims.figures import FigureMention
from tolltrace.claims.harms import Harmed
from tolltrace.claims.lists import fits
from tolltrace.claims.parts import UNDIVIDED, Shares
from tolltrace.claims.passages import Passage
from tolltrace.knowledge import compile_pattern
from tolltrace.rules import Rule

MAX_INCLUDED = 160  # characters from `the figure` to what it includes
MAX_VICTIMS, MAX_VICTIMS_WORDS = 20, 5  # behind a share, for `of the victims`


def as_told(harmed: Harmed, shares: Shares, passage: Passage) -> Harmed:
    """`three were shot, one of them fatally`: killed, whatever the verb says."""
    fatal = compile_pattern(passage.language.lexicon.parts.fatal_pattern)
    is_fatal = shares.points_back(harmed.mention) and fatal.match(passage.text, harmed.mention.number_end)
    return replace(harmed, harm="killed") if is_fatal else harmed


def is_astray(harmed: Harmed, shares: Shares, passage: Passage) -> bool:
    """`200 were hurt, 17 of them children, and 8,000 fled`: the 17 do not go with a harm behind their own comma."""
    if not shares.points_back(harmed.mention):
        return False
    comma = passage.text.find(",", harmed.mention.end)
    return comma >= 0 and harmed.trigger.idx > comma


def pointing_back(
    passage: Passage, figure: FigureMention, shares: Shares, harmed: Sequence[Harmed], earlier: Sequence[Draft]
) -> Iterator[Harmed]:
    """`two of them were civilians`: the harm of the people that a share points back to, if it has none of its own."""
    if not shares.points_back(figure) or any(each.mention == figure for each in harmed):
        return
    here = [each for each in harmed if each.mention.start < figure.start]
    before = here[-1] if here else None
    if before is None and earlier and is_near(earlier[-1], figure, passage):
        before = earlier[-1].harmed
    if before is not None:
        is_fatal = compile_pattern(passage.language.lexicon.parts.fatal_pattern).match(passage.text, figure.number_end)
        harm = (
            "killed"
            if is_fatal
            else harm_of_victims(passage, figure, before, [*here, *harmed_before(passage, earlier)])
        )
        yield Harmed(figure, harm, before.trigger, None, rule=Rule.HARM_POINTING)


def find_included(
    passage: Passage, harmed: Sequence[Harmed], shares: Shares, earlier: Sequence[Draft]
) -> Iterator[tuple[Harmed, FigureMention]]:
    """`The figure included more than 20,000 dead and 9,000 missing`: parts of the total that was told last."""
    words, text = passage.language.lexicon.parts, passage.text
    included, gap = compile_pattern(words.included_pattern), compile_pattern(words.included_gap_pattern)
    last: Harmed | None = None
    whole: Harmed | None = None
    for each in harmed:
        if shares.is_share(each.mention):
            continue
        if included.search(text, max(0, each.mention.start - MAX_INCLUDED), each.mention.start):
            whole = total_before(passage, each, harmed, earlier)
        elif last is None or not gap.fullmatch(text, last.mention.end, each.mention.start):
            continue
        if whole is None or not fits(each.mention, whole.mention):
            return
        if whole.harm in UNDIVIDED or whole.harm == each.harm:
            last = each
            yield each, whole.mention


def total_before(passage: Passage, part: Harmed, harmed: Sequence[Harmed], earlier: Sequence[Draft]) -> Harmed | None:
    """The figure that `the figure` means: the last of its own sentence before it, else of those near."""
    here = [each for each in harmed if each.mention.start < part.mention.start]
    if here:
        return here[-1]
    near = (each for each in reversed(earlier) if is_near(each, part.mention, passage))
    return next((each.harmed for each in near if each.harmed is not None and not each.shares and not each.whole), None)


def harmed_before(passage: Passage, earlier: Sequence[Draft]) -> Iterator[Harmed]:
    """Who came to harm in the sentence before."""
    before = passage.before.sentence.start if passage.before is not None else None
    return (draft.harmed for draft in earlier if draft.harmed is not None and draft.passage.sentence.start == before)


def harm_of_victims(passage: Passage, figure: FigureMention, before: Harmed, told: Sequence[Harmed]) -> str:
    """`Nine died and 30 were hurt. Most of the victims were pupils`: of both, undivided; else the harm told before."""
    words = passage.text[figure.number_start : figure.end + MAX_VICTIMS].lower().split()[:MAX_VICTIMS_WORDS]
    is_of_victims = passage.language.lexicon.clauses.victims & set(words)
    is_both = {"killed", "wounded"} <= {each.harm for each in told}
    return "casualties" if is_of_victims and is_both else before.harm


def is_near(draft: Draft, figure: FigureMention, passage: Passage) -> bool:
    """Whether a claim is near enough to be pointed back to: in this paragraph or the one before; by a bare share (`half
    were children`), in the sentence before."""
    if passage.before is not None and draft.passage.sentence.start == passage.before.sentence.start:
        return True
    return not figure.bare and passage.sentence.paragraph - draft.passage.sentence.paragraph <= 1
