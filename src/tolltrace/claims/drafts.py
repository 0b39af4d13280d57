"""A claim in the making, and what it takes over from one before it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tolltrace.claims.figures import FigureMention
from tolltrace.claims.harms import Harmed
from tolltrace.claims.parts import UNDIVIDED
from tolltrace.claims.passages import Passage
from tolltrace.claims.silences import Silence
from tolltrace.claims.victims import Victims
from tolltrace.knowledge import compile_pattern
from tolltrace.rules import Rule
from tolltrace.values import READ_FIELDS, Aspect, Claim, Figure, Hedge, Reading, Span, Status


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim before its number and id are known."""

    claim: Claim
    passage: Passage
    harmed: Harmed | None  # None for a silence
    whole: FigureMention | None = None  # the figure of its own sentence that it is a part of
    shares: bool = False  # part of an earlier claim with its harm, wherever that stands
    base: str | None = None  # the harm of the people that it is a share of, where it is not its own
    silence: Silence | None = None  # what a claim without a quantity is made of
    denied: FigureMention | None = None  # the figure that a denial is about


def drop_restated(drafts: Sequence[Draft]) -> Sequence[Draft]:
    """All drafts but those that only refer to a death (`his death`) in a report that tells of one."""
    restated = [draft for draft in drafts if draft.harmed is not None and is_referred_to(draft.harmed, draft.passage)]
    passed = {id(draft) for draft in restated}
    told = any(draft.claim.harm == "killed" and draft.harmed and id(draft) not in passed for draft in drafts)
    kept = set() if told else {id(draft) for draft in restated[:1]}
    return [draft for draft in drafts if id(draft) not in passed - kept]


def is_referred_to(harmed: Harmed, passage: Passage) -> bool:
    """`his death`."""
    pattern = compile_pattern(passage.language.lexicon.singles.his_death_pattern)
    return pattern.fullmatch(passage.text, harmed.mention.start, harmed.mention.end) is not None


FIGURE_RULES = {Hedge.EXACT: Rule.FIGURE_NUMBER, Hedge.RANGE: Rule.FIGURE_RANGE, Hedge.VAGUE: Rule.FIGURE_VAGUE}


def read_figure(figure: Figure, mention: Span, *, is_one: bool) -> Reading:
    """Why there is a figure; `is_one` where it stands for one person who is named or described."""
    rule = FIGURE_RULES.get(figure.hedge, Rule.FIGURE_HEDGED)
    if figure.fraction is not None:
        rule = Rule.FIGURE_SHARE
    elif figure.value == 0:
        rule = Rule.FIGURE_ZERO
    elif figure.value == 1 and is_one:
        rule = Rule.FIGURE_ONE
    return rule.reading(mention)


def read_as(readings: Sequence[Reading], *newer: Reading | None) -> tuple[Reading, ...]:
    """Readings with newer ones in the place of those of the same field; None is no newer one."""
    by_field = {each.field: each for each in (*readings, *newer) if each is not None}
    return tuple(by_field[field] for field in READ_FIELDS if field in by_field)


def goes_on(harmed: Harmed, before: Draft, passage: Passage) -> bool:
    """Whether a sentence goes on counting the people of the one before: `Meanwhile, another 80,000 …`."""
    is_next = passage.before is not None and passage.before.sentence.start == before.passage.sentence.start
    carrying = passage.language.lexicon.people.carrying
    return is_next and (harmed.mention.adds or (harmed.noun is not None and harmed.noun.lower_ in carrying))


def antecedent(draft: Draft, drafts: Sequence[Draft]) -> Draft:
    """The claim that an ellipsis leans on: never a part or a share, but the whole that it is of."""
    if not (draft.whole or draft.shares):
        return draft
    harm = draft.base or draft.claim.harm
    told = [other for other in drafts if other.harmed and not other.shares]
    wholes = [other for other in told if other.claim.harm == harm]
    if not wholes and harm in UNDIVIDED:  # `half of those casualties` behind `losses of 900 men`
        wholes = [other for other in told if other.claim.harm in UNDIVIDED]
    undivided = [other for other in wholes if not other.whole]
    return next(reversed(undivided or wholes), draft)


def carry_over(victims: Victims, harmed: Harmed, before: Draft | None, passage: Passage) -> Victims:
    """`12 soldiers were killed and 30 wounded`, `18 others`, `dozens more`: side and status go over to the second."""
    people = passage.language.lexicon.people
    is_ellipsis = victims.words is None or victims.words.lower() in people.carrying
    if before is None or before.shares or harmed.toll or not is_ellipsis:
        return victims
    same_sentence = before.passage is passage
    if same_sentence and before.harmed is not None:
        between = passage.text[before.harmed.mention.end : harmed.mention.start]
        if compile_pattern(people.new_clause_pattern).search(between):
            return victims
    known = before.claim
    takes_words = bool(known.victims) and victims.words is None and harmed.mention.adds and same_sentence
    takes_side = victims.side is None and known.side is not None and not (victims.words and is_one_alone(before))
    takes_status = victims.status is Status.UNKNOWN and known.status is not Status.UNKNOWN
    return replace(
        victims,
        words=known.victims if takes_words else victims.words,
        side=known.side if takes_side else victims.side,
        status=known.status if takes_status else victims.status,
        demographic=victims.demographic or known.demographic,
        readings=read_as(
            victims.readings,
            Rule.VICTIMS_CARRIED.reading(known.mention) if takes_words else None,
            Rule.SIDE_CARRIED.reading(known.mention) if takes_side else None,
            Rule.STATUS_CARRIED.reading(known.mention) if takes_status else None,
        ),
    )


def is_one_alone(draft: Draft) -> bool:
    """One person told by name or only by nationality: who is hurt beside may be anybody."""
    noun = draft.harmed.noun if draft.harmed is not None else None
    if noun is None or draft.claim.figure.value != 1:
        return False
    citizens = draft.passage.language.lexicon.people.citizens
    return noun.ent_type_ in {"PERSON", "NORP"} or noun.lemma_ in citizens


def inherit(draft: Draft, whole: Draft) -> Draft:
    """A share keeps what is said of its whole where it says nothing of its own."""
    part, of = draft.claim, whole.claim
    takes_side = part.side is None and of.side is not None
    takes_status = part.status is Status.UNKNOWN and of.status is not Status.UNKNOWN
    claim = replace(
        part,
        side=part.side or of.side,
        status=of.status if takes_status else part.status,
        demographic=part.demographic or of.demographic,
        victims=part.victims or of.victims,
        aspect=of.aspect if part.aspect is Aspect.EVENT else part.aspect,
        readings=read_as(
            part.readings,
            Rule.SIDE_WHOLE.reading(of.mention) if takes_side else None,
            Rule.STATUS_WHOLE.reading(of.mention) if takes_status else None,
        ),
    )
    return replace(draft, claim=claim)
