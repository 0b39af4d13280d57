"""The answers about each sentence → Claims."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from tolltrace.claims.shallow.harm_words import clues_of, find_harm_words
from tolltrace.claims.shallow.harms import Harmed, find_harmed
from tolltrace.claims.shallow.numbering import Draft, number_claims
from tolltrace.claims.shallow.people import Group, find_side, read_group
from tolltrace.claims.shallow.periods import OVER_TIME, TimePhrase
from tolltrace.claims.shallow.phrases import compile_phrases
from tolltrace.claims.shallow.places import named_countries
from tolltrace.claims.shallow.readings import (
    Reading,
    find_chain,
    find_period,
    find_place,
    find_stance,
    is_background,
    nearest_time,
    read_sentence,
)
from tolltrace.claims.shallow.sentences import Passage, read_passages
from tolltrace.claims.shallow.shares import find_shares
from tolltrace.claims.shallow.zeros import Absence, find_silences, find_zeros
from tolltrace.knowledge import Knowledge, WordLanguage
from tolltrace.values import Article, Aspect, Claim, Figure, Link, Stance, Status

MAX_HEARD = 100  # speakers that a surname or a pronoun may stand for
NAME_THE_SIDE = frozenset({"lost", "are", "tolls"})  # whose people stands beside such a word


def read_by_words(article: Article, language: WordLanguage, knowledge: Knowledge) -> tuple[Claim, ...]:
    """Every toll claim in an article of a language without a parser, in the order of the mentions. Pure."""
    countries = named_countries(article, language, knowledge)
    told: list[list[Draft]] = [[]]  # by sentence
    heard: list[Link] = []
    heads: dict[int, Reading] = {}
    before: Reading | None = None
    at = 0  # where the claims of the sentence before stand in `told`
    for passage in read_passages(article, language, knowledge):
        head = heads.get(passage.item_of.sentence.start) if passage.item_of else None
        reading = read_sentence(passage, heard[-MAX_HEARD:], before, head, countries, knowledge)
        heard += [said.link for said in reading.said if not said.is_carried]
        drafts = draft_sentence(reading, told[at]) if reading.is_worth_reading else []
        if not drafts:
            told[at] = attribute_before(reading, told[at])
            mark_caveat(reading, told)
        if passage.heads_list:
            heads[passage.sentence.start] = reading
        if drafts or not reading.is_attribution:
            before, at = reading, len(told)
        told.append(drafts)
    ordered = sorted((draft for drafts in told for draft in drafts), key=lambda draft: draft.claim.mention.start)
    totals = {total_key(draft) for draft in ordered if draft.claim.aspect is Aspect.CUMULATIVE}
    return tuple(number_claims([beside_total(draft, totals) for draft in ordered], article))


# ── one sentence ─────────────────────────────────────────────────────────────────────────────────────────────────────


def draft_sentence(reading: Reading, before: Sequence[Draft]) -> list[Draft]:
    """The claims of one sentence: counts and persons, zeros, silences. `before` are those of the sentence before."""
    passage = reading.passage
    zeros = find_zeros(passage, reading.words)
    gone = {zero.words for zero in zeros}
    real = find_harm_words(passage)
    words = tuple(word for word in real if (word.start, word.end) not in gone)
    named = [(said.link.start, said.end) for said in reading.said if said.link.start is not None]
    taken = [*named, *((zero.start, zero.start + 1) for zero in zeros)]
    harmed = [
        each
        for each in (*find_harmed(passage, words, whole_before(before)), *find_shares(passage, words))
        if not any(start <= each.count.start < end for start, end in taken)
    ]
    harmed.sort(key=lambda each: each.count.start)
    drafts: list[Draft] = []
    for each in harmed:
        drafts.append(draft_harmed(reading, each, drafts, harmed))
    drafts += [draft_absence(reading, zero, Figure(0, 0, 0)) for zero in zeros]
    if drafts:
        return drafts
    return [draft_absence(reading, silence, Figure()) for silence in find_silences(passage, reading.words)]


def whole_before(drafts: Sequence[Draft]) -> Harmed | None:
    """The people that the sentence before counts, the last who are no part of others."""
    wholes = (draft.harmed for draft in reversed(drafts) if draft.harmed)
    return next((harmed for harmed in wholes if not harmed.is_part and not harmed.count.added), None)


def draft_harmed(reading: Reading, harmed: Harmed, before: Sequence[Draft], all_harmed: Sequence[Harmed]) -> Draft:
    """One claim of people who came to harm."""
    passage, count = reading.passage, harmed.count
    group = harmed.group or total_group(passage, harmed)
    period = find_period(reading, harmed, all_harmed)
    end = harmed.group.end if harmed.group and count.is_family else count.end
    claim = Claim(
        id="",
        number=0,
        mention=passage.span(count.start, end),
        evidence=passage.span(0, len(passage.text)),
        figure=count.figure,
        harm=harmed.harm,
        victims=passage.text[count.start if count.is_family else group.start : group.end] if group else None,
        side=group.side if group and group.side else side_around(reading, harmed, group),
        status=group.status if group else Status.UNKNOWN,
        demographic=group.demographic if group else None,
        place=find_place(reading, count.start),
        period=period.period if period else None,
        aspect=find_aspect(passage, harmed, period, all_harmed),
        rate=None,
        chain=find_chain(reading),
        stance=find_stance(reading, count.start),
        modality=reading.modality,
        quoted=passage.is_quoted_at(count.start),
        background=is_background(period, passage),
    )
    is_of_day = period is not None and period.reading == "past_day"
    return Draft(carry_over(claim, harmed, before), passage, harmed, is_of_day)


def total_group(passage: Passage, harmed: Harmed) -> Group | None:
    """The people of a running total, named before its count: `особового складу – близько 900`."""
    if harmed.word is None or harmed.word.start > harmed.count.start:
        return None
    return read_group(passage, harmed.word.start, harmed.count.start)


def side_around(reading: Reading, harmed: Harmed, group: Group | None) -> str | None:
    """Whose people a total counts, by the words before it or those that head its list."""
    passage = reading.passage
    if harmed.word is None:
        return None
    at = passage.segment_at(harmed.word.start)
    while at and clues_of(passage.language).joins.fullmatch(passage.segments[at].opened_by):
        at -= 1  # "Росія втратила вбитими | і пораненими 500"
    start = passage.segments[at].start
    has_lost = any("lost" in word.kinds and start <= word.start < harmed.count.start for word in reading.words)
    if not (has_lost or harmed.word.is_total or harmed.word.kinds & NAME_THE_SIDE):
        return None
    is_toll = "tolls" in harmed.word.kinds  # "втрати російських військ …: особового складу"
    start = 0 if is_toll else start
    side = find_side(passage, start, harmed.count.start)
    if side is None and group is None:
        return None
    if side is None and reading.head:
        return find_side(reading.head.passage, 0, len(reading.head.passage.text))
    return side


def carry_over(claim: Claim, harmed: Harmed, before: Sequence[Draft]) -> Claim:
    """`12 військових загинули, ще 30 поранено`: side and status go over where no noun says otherwise."""
    wholes = [draft for draft in before if draft.harmed and not draft.harmed.is_part]
    if harmed.group is not None or not wholes or harmed.is_total or claim.victims is not None:
        return claim
    known = wholes[-1].claim
    if known.figure.value == 1 and known.victims is not None:
        return claim  # one person lends nothing to others
    status = claim.status if claim.status is not Status.UNKNOWN else known.status
    return replace(claim, side=claim.side or known.side, status=status)


def draft_absence(reading: Reading, absence: Absence, figure: Figure) -> Draft:
    """A zero or a silence."""
    passage = reading.passage
    group = read_group(passage, absence.words[1], len(passage.text)) if absence.words else None
    is_zero = figure.value == 0
    claim = Claim(
        id="",
        number=0,
        mention=passage.span(absence.start, absence.end),
        evidence=passage.span(0, len(passage.text)),
        figure=figure,
        harm=absence.harm,
        status=group.status if group and is_zero else Status.UNKNOWN,
        demographic=group.demographic if group and is_zero else None,
        victims=passage.text[group.start : group.end] if group and is_zero else None,
        side=group.side if group and is_zero else None,
        place=find_place(reading, absence.start) if is_zero else None,
        period=nearest_time(reading, absence.start) if is_zero else None,
        chain=find_chain(reading),
        stance=absence.stance,
        modality=reading.modality if is_zero else None,
        quoted=passage.is_quoted_at(absence.start),
    )
    return Draft(claim, passage, None)


# ── where, when, who says so ─────────────────────────────────────────────────────────────────────────────────────────


def find_aspect(passage: Passage, harmed: Harmed, period: TimePhrase | None, all_harmed: Sequence[Harmed]) -> Aspect:
    """Running total, what was added to it, or one incident."""
    if harmed.count.added:
        return Aspect.INCREMENT
    running = compile_phrases(passage.language.book.clauses.running)
    segment = passage.segments[passage.segment_at(harmed.count.start)]
    if (
        harmed.is_total
        or (period and period.reading in OVER_TIME)
        or running.search(passage.text, segment.start, segment.end)
    ):
        beside = any(each is not harmed and each.is_total for each in all_harmed)
        is_day = period is not None and period.reading == "past_day"
        if is_day:
            return Aspect.INCREMENT if beside else Aspect.EVENT
        return Aspect.CUMULATIVE
    return Aspect.EVENT


def total_key(draft: Draft) -> tuple[int, str, str | None]:
    """What a running total shares with the day's figure beside it: paragraph, harm and side."""
    return draft.passage.sentence.paragraph, draft.claim.harm, draft.claim.side


def beside_total(draft: Draft, totals: Collection[tuple[int, str, str | None]]) -> Draft:
    """A day's figure of a bulletin is added to the total that its paragraph gives."""
    paragraph, harm, side = total_key(draft)
    is_beside = bool({(paragraph, harm, side), (paragraph, harm, None)} & {*totals})
    if draft.is_of_day and draft.claim.aspect is Aspect.EVENT and is_beside:
        return replace(draft, claim=replace(draft.claim, aspect=Aspect.INCREMENT))
    return draft


# ── the sentences before ─────────────────────────────────────────────────────────────────────────────────────────────


def attribute_before(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """`Про це повідомив мер.`: the speaker of the claims of the sentence before, where they have none."""
    if not reading.is_attribution:
        return list(drafts)
    chain, modality = find_chain(reading), reading.modality
    return [
        replace(draft, claim=replace(draft.claim, chain=chain, modality=draft.claim.modality or modality))
        if not draft.claim.chain
        else draft
        for draft in drafts
    ]


def mark_caveat(reading: Reading, told: list[list[Draft]]) -> None:
    """`Ці дані незалежно не підтверджено.`: said of the latest claims of its paragraph, or of the one before."""
    if find_stance(reading) is not Stance.UNCONFIRMED:
        return
    spoken_of: int | None = None  # the paragraph of those claims
    for n in range(len(told) - 1, -1, -1):
        if not told[n]:
            continue
        paragraph = told[n][0].passage.sentence.paragraph
        spoken_of = paragraph if spoken_of is None else spoken_of
        if paragraph != spoken_of or paragraph < reading.passage.sentence.paragraph - 1:
            break
        told[n] = [
            replace(draft, claim=replace(draft.claim, stance=Stance.UNCONFIRMED))
            if draft.claim.stance is Stance.ASSERTED
            else draft
            for draft in told[n]
        ]
