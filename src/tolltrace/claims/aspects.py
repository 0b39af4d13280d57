"""What a figure counts: one event, a running total, what was added to it, or so many per unit of time."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from tolltrace.claims.drafts import Draft, read_as
from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.knowledge import compile_pattern
from tolltrace.rules import Rule
from tolltrace.values import Aspect, Reading, Span

RISE_CHARS = 30  # before a figure: "rose by"
FIGURE = "#"  # stands for a figure between the words around it
TOTAL_CHARS = 45  # on both sides of a figure: "so far"
BESIDE_A_TOLL = frozenset({"missing", "wounded", "displaced"})  # harms that a toll's sentence counts up to now, too


def find_rate(passage: Passage, harmed: Harmed) -> str | None:
    """`about 100 a day` → "day"."""
    aspects, units = passage.language.lexicon.aspects, passage.language.lexicon.time.units
    match = compile_pattern(aspects.rate_pattern).match(passage.text, harmed.mention.end)
    return units[match["unit"].lower()] if match else None


def set_aspects(drafts: Sequence[Draft]) -> list[Draft]:
    """The aspects of the claims of one sentence, which depend on whether it has a toll."""
    has_toll = any(draft.harmed and draft.harmed.toll for draft in drafts)
    read = [set_aspect(each, has_toll=has_toll) for each in drafts]
    return keep_periods_apart([beside_its_total(each, read) for each in read])


def beside_its_total(draft: Draft, drafts: Sequence[Draft]) -> Draft:
    """`has lost 27,690 men, and 320 in the past day`: a day's figure behind a total of its harm is added to it."""
    claim = draft.claim
    totals = (each for each in drafts if each.claim.harm == claim.harm and each.claim.aspect is Aspect.CUMULATIVE)
    total = next(totals, None)
    if total is None or total is draft or not is_of_a_day(draft) or claim.aspect is Aspect.RATE or draft.whole:
        return draft
    readings = read_as(claim.readings, Rule.ASPECT_ADDED.reading())
    return replace(draft, claim=replace(claim, aspect=Aspect.INCREMENT, readings=readings))


def is_of_a_day(draft: Draft) -> bool:
    """`in the past 24 hours`."""
    pattern = compile_pattern(draft.passage.language.lexicon.aspects.day_pattern)
    return draft.claim.period is not None and pattern.search(draft.claim.period.text) is not None


def set_aspect(draft: Draft, *, has_toll: bool) -> Draft:
    """One claim with its aspect, and why."""
    aspect, reading = read_aspect(draft, has_toll=has_toll)
    claim = replace(draft.claim, aspect=aspect, readings=read_as(draft.claim.readings, reading))
    return replace(draft, claim=claim)


def read_aspect(draft: Draft, *, has_toll: bool) -> tuple[Aspect, Reading]:
    """The codebook's ruling on aspect for one claim; what is no event already, only `rose by` can change."""
    claim, harmed = draft.claim, draft.harmed
    if harmed is None:
        return claim.aspect, Rule.ASPECT_NONE.reading()
    if claim.aspect is Aspect.RATE:
        return Aspect.RATE, Rule.ASPECT_RATE.reading(note=claim.rate)
    words = draft.passage.language.lexicon.aspects
    start = harmed.mention.start
    if draft.passage.text[start] == "+":  # "19,050 (+470)"
        return Aspect.INCREMENT, Rule.ASPECT_ADDED.reading()
    if compile_pattern(words.rose_by_pattern).search(draft.passage.text[max(0, start - RISE_CHARS) : start]):
        return Aspect.INCREMENT, Rule.ASPECT_ROSE_BY.reading()
    around = draft.passage.text[max(0, start - RISE_CHARS) : start], draft.passage.text[harmed.mention.end :]
    if compile_pattern(words.added_to_pattern).search(FIGURE.join((around[0], around[1][:TOTAL_CHARS]))):
        return Aspect.INCREMENT, Rule.ASPECT_ADDED.reading()
    if harmed.toll:
        return Aspect.CUMULATIVE, Rule.ASPECT_TOLL.reading(trigger_of(draft.passage, harmed))
    if claim.aspect is not Aspect.EVENT:
        return claim.aspect, Rule.ASPECT_WHOLE.reading()
    in_a_day = is_of_a_day(draft)
    if has_toll and (in_a_day or harmed.mention.adds):
        return Aspect.INCREMENT, Rule.ASPECT_ADDED.reading()
    if has_toll and claim.harm in BESIDE_A_TOLL:
        return Aspect.CUMULATIVE, Rule.ASPECT_BESIDE_TOLL.reading()
    total = read_running_total(draft, harmed, in_a_day=in_a_day, has_toll=has_toll)
    return (Aspect.CUMULATIVE, total) if total is not None else (Aspect.EVENT, Rule.ASPECT_NONE.reading())


def read_running_total(draft: Draft, harmed: Harmed, *, in_a_day: bool, has_toll: bool) -> Reading | None:
    """`since February`, `so far`, `has suffered`, `250,000 displaced people`."""
    words, period = draft.passage.language.lexicon.aspects, draft.claim.period
    if period is not None and not in_a_day and compile_pattern(words.span_pattern).match(period.text):
        return Rule.ASPECT_TIME_SPAN.reading(next((r.words for r in draft.claim.readings if r.field == "period"), None))
    start, end = harmed.mention.start, harmed.mention.end
    behind = draft.passage.text[end : end + TOTAL_CHARS]
    if has_toll:
        behind = behind.partition(",")[0]  # `1,500 in Syria, bringing the toll to`: the words of the toll
    around = draft.passage.text[max(0, start - TOTAL_CHARS) : end] + behind
    if compile_pattern(words.total_pattern).search(around):
        return Rule.ASPECT_TOTAL_WORDS.reading()
    is_standing = harmed.trigger.dep_ == "amod" and harmed.trigger.lower_ in words.standing
    if is_standing:
        return Rule.ASPECT_STANDING.reading(trigger_of(draft.passage, harmed))
    return Rule.ASPECT_SUFFERED.reading() if has_suffered(harmed, draft.passage) else None


def trigger_of(passage: Passage, harmed: Harmed) -> Span | None:
    """The word that names a harm; None where it stands in an earlier sentence, to which a share points back."""
    tokens, n = passage.doc.tokens, harmed.trigger.i
    if n >= len(tokens) or tokens[n] is not harmed.trigger:
        return None
    return passage.span(harmed.trigger.idx, harmed.trigger.idx + len(harmed.trigger))


def has_suffered(harmed: Harmed, passage: Passage) -> bool:
    """`Russia has suffered more than 100,000 casualties`: a perfect of suffering counts up to now."""
    clauses, perfect = passage.language.lexicon.clauses, passage.language.lexicon.aspects.perfect
    return any(
        verb.lemma_ in clauses.suffers | clauses.loses
        and any(child.dep_ == "aux" and child.lemma_ in perfect for child in verb.children)
        for verb in (harmed.trigger, *islice(harmed.trigger.ancestors, 2))
    )


def keep_periods_apart(drafts: Sequence[Draft]) -> list[Draft]:
    """`153 deaths on Monday, bringing the toll to 15,065`: the total is not of that day; nor is what is added to a
    total `since May` of all that time."""
    increments = [each for each in drafts if each.claim.aspect is Aspect.INCREMENT and each.claim.period]
    added = {each.claim.period.text for each in increments if each.claim.period and not runs_up_to_now(each)}
    of_added = Rule.PERIOD_TOTAL.reading()
    return [
        replace(draft, claim=replace(draft.claim, period=None, readings=read_as(draft.claim.readings, of_added)))
        if is_of_added(draft, added) or (draft.claim.aspect is Aspect.INCREMENT and runs_up_to_now(draft))
        else draft
        for draft in drafts
    ]


def runs_up_to_now(draft: Draft) -> bool:
    """`since May`, `in the last month`; not `in the past day`."""
    pattern = compile_pattern(draft.passage.language.lexicon.aspects.span_pattern)
    period = draft.claim.period
    return period is not None and pattern.match(period.text) is not None and not is_of_a_day(draft)


def is_of_added(draft: Draft, added: set[str]) -> bool:
    """Whether a toll was given the period of what was added to it."""
    period = draft.claim.period
    is_total = draft.claim.aspect is Aspect.CUMULATIVE or (draft.harmed is not None and draft.harmed.toll)
    return is_total and period is not None and period.text in added and not period.text.endswith(("'s", "’s"))
