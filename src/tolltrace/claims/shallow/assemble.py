"""The answers about each sentence → Claims."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from tolltrace.claims.drafts import read_as, read_figure
from tolltrace.claims.shallow.findings import (
    Findings,
    find_chain,
    find_period,
    find_place,
    find_stance,
    is_background,
    nearest_time,
    read_sentence,
)
from tolltrace.claims.shallow.harm_words import clues_of, find_harm_words
from tolltrace.claims.shallow.harms import Harmed, find_harmed
from tolltrace.claims.shallow.numbering import Draft, number_claims
from tolltrace.claims.shallow.people import Group, find_side, read_group, side_words
from tolltrace.claims.shallow.periods import OVER_TIME, TimePhrase
from tolltrace.claims.shallow.phrases import compile_phrases
from tolltrace.claims.shallow.places import named_countries
from tolltrace.claims.shallow.sentences import Passage, read_passages
from tolltrace.claims.shallow.shares import find_shares
from tolltrace.claims.shallow.zeros import Absence, find_silences, find_zeros
from tolltrace.knowledge import Knowledge, WordLanguage
from tolltrace.rules import Rule
from tolltrace.values import Article, Aspect, Claim, Figure, Link, Reading, Span, Stance, Status

MAX_HEARD = 100  # speakers that a surname or a pronoun may stand for
NAME_THE_SIDE = frozenset({"lost", "are", "tolls"})  # whose people stands beside such a word
SILENT = Figure()
UNSTATED = tuple(
    rule.reading()
    for rule in (
        Rule.VICTIMS_NONE, Rule.SIDE_NONE, Rule.STATUS_NONE, Rule.PLACE_NONE, Rule.PERIOD_NONE, Rule.ASPECT_NONE,
    )
)  # fmt: skip
ABSENCES = {  # how figure, harm and stance of a zero or a silence are read
    Stance.ASSERTED: (Rule.FIGURE_ZERO, Rule.HARM_NOBODY, Rule.STANCE_NONE),
    Stance.NONE_REPORTED: (Rule.FIGURE_ZERO, Rule.HARM_NO_REPORTS, Rule.STANCE_NONE_REPORTED),
    Stance.NOT_PROVIDED: (Rule.FIGURE_SILENCE, Rule.HARM_SILENCE, Rule.STANCE_REFUSED),
    Stance.DENIED: (Rule.FIGURE_SILENCE, Rule.HARM_SILENCE, Rule.STANCE_FIGURE_DENIED),
}


def read_by_words(article: Article, language: WordLanguage, knowledge: Knowledge) -> tuple[Claim, ...]:
    """Every toll claim in an article of a language without a parser, in the order of the mentions. Pure."""
    countries = named_countries(article, language, knowledge)
    told: list[list[Draft]] = [[]]  # by sentence
    heard: list[Link] = []
    heads: dict[int, Findings] = {}
    before: Findings | None = None
    at = 0  # where the claims of the sentence before stand in `told`
    for passage in read_passages(article, language, knowledge):
        head = heads.get(passage.item_of.sentence.start) if passage.item_of else None
        findings = read_sentence(passage, heard[-MAX_HEARD:], before, head, countries, knowledge)
        heard += [said.link for said in findings.said if not said.is_carried]
        drafts = draft_sentence(findings, told[at]) if findings.is_worth_reading else []
        if not drafts:
            told[at] = attribute_before(findings, told[at])
            mark_caveat(findings, told)
        if passage.heads_list:
            heads[passage.sentence.start] = findings
        if drafts or not findings.is_attribution:
            before, at = findings, len(told)
        told.append(drafts)
    ordered = sorted((draft for drafts in told for draft in drafts), key=lambda draft: draft.claim.mention.start)
    totals = {total_key(draft) for draft in ordered if draft.claim.aspect is Aspect.CUMULATIVE}
    return tuple(number_claims([beside_total(draft, totals) for draft in ordered], article))


# ── one sentence ─────────────────────────────────────────────────────────────────────────────────────────────────────


def draft_sentence(findings: Findings, before: Sequence[Draft]) -> list[Draft]:
    """The claims of one sentence: counts and persons, zeros, silences. `before` are those of the sentence before."""
    passage = findings.passage
    zeros = find_zeros(passage, findings.words)
    gone = {zero.words for zero in zeros}
    real = find_harm_words(passage)
    words = tuple(word for word in real if (word.start, word.end) not in gone)
    named = [(said.link.start, said.end) for said in findings.said if said.link.start is not None]
    taken = [*named, *((zero.start, zero.start + 1) for zero in zeros)]
    harmed = [
        each
        for each in (*find_harmed(passage, words, whole_before(before)), *find_shares(passage, words))
        if not any(start <= each.count.start < end for start, end in taken)
    ]
    harmed.sort(key=lambda each: each.count.start)
    drafts: list[Draft] = []
    for each in harmed:
        drafts.append(draft_harmed(findings, each, drafts, harmed))
    drafts += [draft_zero(findings, zero) for zero in zeros]
    if drafts:
        return drafts
    silences = find_silences(passage, findings.words)
    return [Draft(draft_absence(findings, silence), passage, None) for silence in silences]


def whole_before(drafts: Sequence[Draft]) -> Harmed | None:
    """The people that the sentence before counts, the last who are no part of others."""
    wholes = (draft.harmed for draft in reversed(drafts) if draft.harmed)
    return next((harmed for harmed in wholes if not harmed.is_part and not harmed.count.added), None)


def draft_harmed(findings: Findings, harmed: Harmed, before: Sequence[Draft], all_harmed: Sequence[Harmed]) -> Draft:
    """One claim of people who came to harm."""
    passage, count = findings.passage, harmed.count
    group, named = find_group(passage, harmed)
    end = harmed.group.end if harmed.group and count.is_family else count.end
    mention = passage.span(count.start, end)
    side, whose = find_side_of(findings, harmed, group)
    place, where = find_place(findings, count.start)
    period, when = find_period(findings, harmed, all_harmed)
    aspect, so_far = find_aspect(passage, harmed, period, all_harmed)
    chain, who_says = find_chain(findings)
    stance, doubt = find_stance(findings, count.start)
    counted = read_figure(count.figure, mention, is_one=harmed.group is not None and count.start == harmed.group.start)
    claim = Claim(
        id="",
        number=0,
        mention=mention,
        evidence=passage.span(0, len(passage.text)),
        figure=count.figure,
        harm=harmed.harm,
        victims=passage.text[count.start if count.is_family else group.start : group.end] if group else None,
        side=side,
        status=group.status if group else Status.UNKNOWN,
        demographic=group.demographic if group else None,
        place=place,
        period=period.period if period else None,
        aspect=aspect,
        rate=None,
        chain=chain,
        stance=stance,
        modality=findings.modality,
        quoted=passage.is_quoted_at(count.start),
        said=findings.said_when,
        background=is_background(period, passage),
        readings=read_as(
            (counted, harmed.why, named, whose, read_status(group, passage), where, when, so_far, *who_says, doubt)
        ),
    )
    is_of_day = period is not None and period.reading == "past_day"
    return Draft(carry_over(claim, harmed, before), passage, harmed, is_of_day)


# ── who they are, and whose ──────────────────────────────────────────────────────────────────────────────────────────


def find_group(passage: Passage, harmed: Harmed) -> tuple[Group | None, Reading]:
    """The people counted, behind their count, or before that of a running total: `особового складу – близько 900`."""
    count, word, group = harmed.count, harmed.word, harmed.group
    rule = Rule.VICTIMS_NOUN
    if group is not None and (group.start == count.start or count.is_family):
        rule = Rule.VICTIMS_MENTION
    elif group is not None and count.figure.fraction is not None:
        rule = Rule.VICTIMS_TOLD
    elif group is None and word is not None and word.start <= count.start:
        group, rule = read_group(passage, word.start, count.start), Rule.VICTIMS_TOTAL
    if group is None:
        return None, Rule.VICTIMS_NONE.reading()
    start = count.start if rule is Rule.VICTIMS_MENTION else group.start
    return group, rule.reading(passage.span(start, group.end))


def read_status(group: Group | None, passage: Passage) -> Reading:
    """Why they are combatants or civilians, or neither is known."""
    if group is None or group.status is Status.UNKNOWN:
        return Rule.STATUS_NONE.reading()
    return Rule.STATUS_WORDS.reading(passage.span(group.start, group.end))


def find_side_of(findings: Findings, harmed: Harmed, group: Group | None) -> tuple[str | None, Reading]:
    """Whose people they are, by their own words, or where they are a total by those before it."""
    if group and group.side:
        words = side_words(findings.passage, group.side, group.start, group.end)
        return group.side, Rule.SIDE_WORDS.reading(words)
    return side_around(findings, harmed, group) or (None, Rule.SIDE_NONE.reading())


def side_around(findings: Findings, harmed: Harmed, group: Group | None) -> tuple[str, Reading] | None:
    """Whose people a total counts, by the words before it or those that head its list."""
    passage = findings.passage
    if harmed.word is None:
        return None
    at = passage.segment_at(harmed.word.start)
    while at and clues_of(passage.language).joins.fullmatch(passage.segments[at].opened_by):
        at -= 1  # "Росія втратила вбитими | і пораненими 500"
    start = passage.segments[at].start
    has_lost = any("lost" in word.kinds and start <= word.start < harmed.count.start for word in findings.words)
    if not (has_lost or harmed.word.is_total or harmed.word.kinds & NAME_THE_SIDE):
        return None
    is_toll = "tolls" in harmed.word.kinds  # "втрати російських військ …: особового складу"
    start = 0 if is_toll else start
    if side := find_side(passage, start, harmed.count.start):
        rule = Rule.SIDE_SUFFERED if has_lost else Rule.SIDE_LEADING
        return side, rule.reading(side_words(passage, side, start, harmed.count.start))
    if group is None or findings.head is None:
        return None
    head = findings.head.passage
    side = find_side(head, 0, len(head.text))
    return (side, Rule.SIDE_HEAD.reading(side_words(head, side, 0, len(head.text)))) if side else None


def carry_over(claim: Claim, harmed: Harmed, before: Sequence[Draft]) -> Claim:
    """`12 військових загинули, ще 30 поранено`: side and status go over where no noun says otherwise."""
    wholes = [draft for draft in before if draft.harmed and not draft.harmed.is_part]
    if harmed.group is not None or not wholes or harmed.is_total or claim.victims is not None:
        return claim
    known = wholes[-1].claim
    if known.figure.value == 1 and known.victims is not None:
        return claim  # one person lends nothing to others
    takes_side = claim.side is None and known.side is not None
    takes_status = claim.status is Status.UNKNOWN and known.status is not Status.UNKNOWN
    return replace(
        claim,
        side=known.side if takes_side else claim.side,
        status=known.status if takes_status else claim.status,
        readings=read_as(
            claim.readings,
            Rule.SIDE_CARRIED.reading(known.mention) if takes_side else None,
            Rule.STATUS_CARRIED.reading(known.mention) if takes_status else None,
        ),
    )


# ── nobody harmed, nothing said ──────────────────────────────────────────────────────────────────────────────────────


def draft_zero(findings: Findings, zero: Absence) -> Draft:
    """Nobody came to harm, or nobody reports any."""
    passage = findings.passage
    group = read_group(passage, zero.words[1], len(passage.text)) if zero.words else None
    named = Rule.VICTIMS_NOUN.reading(passage.span(group.start, group.end)) if group else Rule.VICTIMS_NONE.reading()
    place, where = find_place(findings, zero.start)
    period, when = nearest_time(findings, zero.start)
    side, whose = group.side if group else None, Rule.SIDE_NONE.reading()
    if group and side:
        whose = Rule.SIDE_WORDS.reading(side_words(passage, side, group.start, group.end))
    claim = replace(
        draft_absence(findings, zero, Figure(0, 0, 0)),
        victims=passage.text[group.start : group.end] if group else None,
        side=side,
        status=group.status if group else Status.UNKNOWN,
        demographic=group.demographic if group else None,
        place=place,
        period=period.period if period else None,
        modality=findings.modality,
    )
    why = read_as(claim.readings, named, whose, read_status(group, passage), where, when)
    return Draft(replace(claim, readings=why), passage, None)


def draft_absence(findings: Findings, absence: Absence, figure: Figure = SILENT) -> Claim:
    """What zeros and silences share: no people, place nor time are read."""
    passage = findings.passage
    mention = passage.span(absence.start, absence.end)
    chain, who_says = find_chain(findings)
    return Claim(
        id="",
        number=0,
        mention=mention,
        evidence=passage.span(0, len(passage.text)),
        figure=figure,
        harm=absence.harm,
        chain=chain,
        stance=absence.stance,
        quoted=passage.is_quoted_at(absence.start),
        said=findings.said_when,
        readings=read_as((*read_absence(absence, mention, passage), *UNSTATED, *who_says)),
    )


def read_absence(absence: Absence, mention: Span, passage: Passage) -> tuple[Reading, Reading, Reading]:
    """Why there is no number, of which harm, and what is done with it."""
    figure, harm, stance = ABSENCES[absence.stance]
    words = passage.span(*absence.words) if absence.words else None
    doubt = stance.reading(mention if stance is not Rule.STANCE_NONE else None)
    return figure.reading(mention), harm.reading(words), doubt


# ── one incident, or a running total ─────────────────────────────────────────────────────────────────────────────────


def find_aspect(
    passage: Passage, harmed: Harmed, period: TimePhrase | None, all_harmed: Sequence[Harmed]
) -> tuple[Aspect, Reading]:
    """Running total, what was added to it, or one incident."""
    if harmed.count.added:
        return Aspect.INCREMENT, Rule.ASPECT_ROSE_BY.reading()
    so_far = read_total(passage, harmed, period)
    if so_far is None:
        return Aspect.EVENT, Rule.ASPECT_NONE.reading()
    if period is None or period.reading != "past_day":
        return Aspect.CUMULATIVE, so_far
    if any(each is not harmed and each.is_total for each in all_harmed):
        return Aspect.INCREMENT, Rule.ASPECT_ADDED.reading()
    return Aspect.EVENT, Rule.ASPECT_DAY.reading(passage.span(period.start, period.end))


def read_total(passage: Passage, harmed: Harmed, period: TimePhrase | None) -> Reading | None:
    """Why a count is a total, by its word of harm, its period, or words in its segment; None where it is none."""
    if harmed.is_total:
        return Rule.ASPECT_TOLL.reading(harmed.why.words)
    if period and period.reading in OVER_TIME:
        return Rule.ASPECT_TIME_SPAN.reading(passage.span(period.start, period.end))
    segment = passage.segments[passage.segment_at(harmed.count.start)]
    running = compile_phrases(passage.language.book.clauses.running)
    words = running.search(passage.text, segment.start, segment.end)
    return Rule.ASPECT_TOTAL_WORDS.reading(passage.span(*words.span())) if words else None


def total_key(draft: Draft) -> tuple[int, str, str | None]:
    """What a running total shares with the day's figure beside it: paragraph, harm and side."""
    return draft.passage.sentence.paragraph, draft.claim.harm, draft.claim.side


def beside_total(draft: Draft, totals: Collection[tuple[int, str, str | None]]) -> Draft:
    """A day's figure of a bulletin is added to the total that its paragraph gives."""
    paragraph, harm, side = total_key(draft)
    is_beside = bool({(paragraph, harm, side), (paragraph, harm, None)} & {*totals})
    if draft.is_of_day and draft.claim.aspect is Aspect.EVENT and is_beside:
        why = read_as(draft.claim.readings, Rule.ASPECT_ADDED.reading())
        return replace(draft, claim=replace(draft.claim, aspect=Aspect.INCREMENT, readings=why))
    return draft


# ── the sentences before ─────────────────────────────────────────────────────────────────────────────────────────────


def attribute_before(findings: Findings, drafts: Sequence[Draft]) -> list[Draft]:
    """`Про це повідомив мер.`: the speaker of the claims of the sentence before, where they have none."""
    if not findings.is_attribution:
        return list(drafts)
    chain, (speaker, links) = find_chain(findings)
    behind = Rule.SPEAKER_BEHIND.reading(speaker.words, note=speaker.note)
    return [draft if draft.claim.chain else attributed(draft, chain, findings, behind, links) for draft in drafts]


def attributed(draft: Draft, chain: tuple[Link, ...], findings: Findings, *why: Reading) -> Draft:
    """A draft with a chain."""
    claim = draft.claim
    modality, readings = claim.modality or findings.modality, read_as(claim.readings, *why if chain else ())
    said = claim.said or findings.said_when
    return replace(draft, claim=replace(claim, chain=chain, modality=modality, said=said, readings=readings))


def mark_caveat(findings: Findings, told: list[list[Draft]]) -> None:
    """`Ці дані незалежно не підтверджено.`: said of the latest claims of its paragraph, or of the one before."""
    stance, doubt = find_stance(findings)
    if stance is not Stance.UNCONFIRMED:
        return
    spoken_of: int | None = None  # the paragraph of those claims
    for n in range(len(told) - 1, -1, -1):
        if not told[n]:
            continue
        paragraph = told[n][0].passage.sentence.paragraph
        spoken_of = paragraph if spoken_of is None else spoken_of
        if paragraph != spoken_of or paragraph < findings.passage.sentence.paragraph - 1:
            break
        told[n] = [doubted(draft, doubt) if draft.claim.stance is Stance.ASSERTED else draft for draft in told[n]]


def doubted(draft: Draft, doubt: Reading) -> Draft:
    """A draft that another sentence says is unconfirmed."""
    why = read_as(draft.claim.readings, doubt)
    return replace(draft, claim=replace(draft.claim, stance=Stance.UNCONFIRMED, readings=why))
