"""The answers about each sentence → Claims."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tolltrace.claims.shallow.harms import Harmed, clues_of, find_harm_words, find_harmed
from tolltrace.claims.shallow.numbering import Draft, number_claims
from tolltrace.claims.shallow.people import Group, find_side, read_group
from tolltrace.claims.shallow.periods import OVER_TIME, RUNNING, SHORT, TimePhrase, find_time_phrases
from tolltrace.claims.shallow.phrases import claim_words, compile_phrases
from tolltrace.claims.shallow.places import PlacePhrase, find_place_phrases, named_countries
from tolltrace.claims.shallow.sentences import Passage, read_passages
from tolltrace.claims.shallow.speakers import Said, find_said, saying_of
from tolltrace.claims.shallow.zeros import Absence, absences_of, find_silences, find_zeros
from tolltrace.knowledge import Knowledge, WordLanguage
from tolltrace.values import Article, Aspect, Claim, Figure, Link, Period, Place, Stance, Status

BACKGROUND_DAYS = 30  # a period that ended longer ago is background
NAME_THE_SIDE = frozenset({"lost", "are", "tolls"})  # whose people stands beside such a word
FINEST_FIRST = 9  # of a place without precision


@dataclass
class Reading:
    """One sentence with everything that its claims are made of."""

    passage: Passage
    said: tuple[Said, ...] = ()
    places: tuple[PlacePhrase, ...] = ()
    times: tuple[TimePhrase, ...] = ()
    chain: tuple[Link, ...] = ()
    before: "Reading | None" = None
    head: "Reading | None" = None
    drafts: list[Draft] = field(default_factory=list)


def read_by_words(article: Article, language: WordLanguage, knowledge: Knowledge) -> tuple[Claim, ...]:
    """Every toll claim in an article of a language without a parser, in the order of the mentions. Pure."""
    countries = named_countries(article, language, knowledge)
    drafts: list[Draft] = []
    heard: list[Link] = []
    readings: dict[int, Reading] = {}
    before: Reading | None = None
    for passage in read_passages(article, language):
        reading = Reading(passage, before=before)
        reading.head = readings.get(passage.item_of.sentence.start) if passage.item_of else None
        reading.said = find_said(passage, heard)
        reading.chain = tuple(said.link for said in reading.said)
        heard += [said.link for said in reading.said if not said.is_carried]
        if is_worth_reading(passage):
            reading.times = find_time_phrases(passage)
        reading.places = places_apart(passage, reading.said, countries, knowledge)
        if is_worth_reading(passage):
            reading.drafts = draft_sentence(reading, drafts)
            attribute_before(reading, drafts)
            drafts += reading.drafts
            mark_caveat(reading, drafts)
        readings[passage.sentence.start] = reading
        before = reading if reading.drafts or not is_attribution(reading) else before
    drafts.sort(key=lambda draft: draft.claim.mention.start)
    return tuple(number_claims([beside_total(draft, drafts) for draft in drafts], article))


def is_worth_reading(passage: Passage) -> bool:
    """Whether a sentence holds a word of harm, or goes on with the people of the one before (`серед них`)."""
    begins = clues_of(passage.language).parts.match(passage.text)
    return bool(begins or claim_words(passage.language).search(passage.text))


def is_attribution(reading: Reading) -> bool:
    """Whether a sentence only says who said the one before: `Про це повідомила речниця.`"""
    return any(said.about_before for said in reading.said)


def places_apart(
    passage: Passage, said: Sequence[Said], countries: Sequence[str], knowledge: Knowledge
) -> tuple[PlacePhrase, ...]:
    """The places of a sentence that are not part of a speaker's name."""
    found = find_place_phrases(passage, countries, knowledge)
    return tuple(one for one in found if not any(each.start <= one.start < each.end for each in said))


# ── one sentence ─────────────────────────────────────────────────────────────────────────────────────────────────────


def draft_sentence(reading: Reading, earlier: Sequence[Draft]) -> list[Draft]:
    """The claims of one sentence: counts and persons, zeros, silences."""
    passage = reading.passage
    everything = find_harm_words(passage, also_denied=True)
    words = find_harm_words(passage)
    zeros = find_zeros(passage, words, everything)
    gone = {zero.words for zero in zeros}
    words = tuple(word for word in words if (word.start, word.end) not in gone)
    spoken = [(said.link.start or 0, said.end) for said in reading.said if said.link.start is not None]
    harmed = [
        each
        for each in find_harmed(passage, words, whole_before(reading, earlier))
        if not any(start <= each.count.start < end for start, end in spoken)
        and not any(zero.start == each.count.start for zero in zeros)
    ]
    drafts: list[Draft] = []
    for each in harmed:
        drafts.append(draft_harmed(reading, each, drafts, harmed))
    drafts += [draft_absence(reading, zero, Figure(0, 0, 0)) for zero in zeros]
    latest = next((draft.claim.harm for draft in reversed(earlier) if draft.harmed), None)
    silences = find_silences(passage, everything, has_claims=bool(drafts), heard_claims=latest)
    return drafts + [draft_absence(reading, each, Figure()) for each in silences if not drafts]


def whole_before(reading: Reading, earlier: Sequence[Draft]) -> Harmed | None:
    """The people that the sentence before counts, the last who are no part of others."""
    start = reading.before.passage.sentence.start if reading.before else None
    wholes = (draft.harmed for draft in reversed(earlier) if draft.passage.sentence.start == start and draft.harmed)
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
        modality=next((said.modality for said in reading.said if said.modality), None),
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
    if harmed.word is None or not (harmed.word.is_total or harmed.word.kinds & NAME_THE_SIDE):
        return None
    is_toll = "tolls" in harmed.word.kinds  # "втрати російських військ …: особового складу"
    start = 0 if is_toll else passage.segments[passage.segment_at(harmed.word.start)].start
    side = find_side(passage, start, harmed.count.start)
    if side is None and group is None:
        return None
    if side is None and reading.head:
        return find_side(reading.head.passage, 0, len(reading.head.passage.text))
    return side


def carry_over(claim: Claim, harmed: Harmed, before: Sequence[Draft]) -> Claim:
    """`12 військових загинули, ще 30 поранено`: side and status go over where no noun says otherwise."""
    if harmed.group is not None or not before or harmed.is_total or claim.victims is not None:
        return claim
    known = before[-1].claim
    if before[-1].harmed and before[-1].harmed.group and before[-1].harmed.count.figure.value == 1:
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
        modality=next((said.modality for said in reading.said if said.modality), None) if is_zero else None,
        quoted=passage.is_quoted_at(absence.start),
    )
    return Draft(claim, passage, None)


# ── where, when, who says so ─────────────────────────────────────────────────────────────────────────────────────────


def find_place(reading: Reading, at: int) -> Place | None:
    """The most precise place of the sentence, of several the nearest; else its head's, or the sentence before's."""
    for source in (reading, reading.head, reading.before):
        if source is None or not source.places:
            continue
        same = source is reading

        def far(one: PlacePhrase, same: bool = same) -> tuple[int, int]:
            return one.place.where_prec or FINEST_FIRST, abs(one.start - at) if same else -one.start

        return min(source.places, key=far).place
    return None


def find_period(reading: Reading, harmed: Harmed, all_harmed: Sequence[Harmed]) -> TimePhrase | None:
    """The nearest time of the harm in its sentence, never the day of the saying.

    A total takes a running period before a day's, what was added to it the day's; an item of a list takes a running
    period from what heads it.
    """
    times = times_of_harm(reading)
    is_running = harmed.is_total and not harmed.count.added
    if harmed.is_total:
        wanted = RUNNING if is_running else SHORT
        others = any(each.count.added for each in all_harmed) or harmed.count.added
        fitting = [one for one in times if one.reading in wanted]
        if not fitting and is_running and reading.head:
            fitting = [one for one in reading.head.times if one.reading in RUNNING]
        if fitting or others:
            times = fitting
    return min(times, key=lambda one: abs(one.start - harmed.count.start), default=None)


def times_of_harm(reading: Reading) -> list[TimePhrase]:
    """The time phrases of a sentence that do not date the saying: `повідомив у п'ятницю мер`."""
    passage, saying = reading.passage, saying_of(reading.passage.language)
    harms = [word.start for word in find_harm_words(passage)]
    kept = []
    for time in reading.times:
        segment = passage.segments[passage.segment_at(time.start)]
        is_said = saying.verbs.search(passage.text, segment.start, segment.end)
        if not is_said or any(segment.start <= start < segment.end for start in harms):
            kept.append(time)
    return kept


def nearest_time(reading: Reading, at: int) -> Period | None:
    """The period of a zero."""
    nearest = min(times_of_harm(reading), key=lambda one: abs(one.start - at), default=None)
    return nearest.period if nearest else None


def is_background(time: TimePhrase | None, passage: Passage) -> bool:
    """Whether a period ended so long ago that the toll is told for comparison."""
    published, edtf = passage.article.published, time.period.edtf if time else None
    found = re.findall(r"\d{4}(?:-\d\d){0,2}", edtf or "")
    if not found or published is None:
        return False
    year, month, day = (
        ([int(part) for part in found[-1].split("-")] + [12, 28])[:3]
        if len(found[-1]) < 10
        else map(int, found[-1].split("-"))
    )
    return (published.on - date(year, month, day)).days > BACKGROUND_DAYS


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


def beside_total(draft: Draft, drafts: Sequence[Draft]) -> Draft:
    """A day's figure of a bulletin is added to the total that the sentence beside it gives."""
    claim, paragraph = draft.claim, draft.passage.sentence.paragraph
    is_day = draft.is_of_day
    for other in drafts if is_day and claim.aspect is Aspect.EVENT else ():
        same = other.claim.harm == claim.harm and other.claim.side in {claim.side, None}
        if same and other.claim.aspect is Aspect.CUMULATIVE and other.passage.sentence.paragraph == paragraph:
            return replace(draft, claim=replace(claim, aspect=Aspect.INCREMENT))
    return draft


def find_chain(reading: Reading) -> tuple[Link, ...]:
    """Who the sentence, or the head of its list, says it comes from; offsets count in the article."""
    source = reading if reading.chain else reading.head or reading
    offset = source.passage.sentence.start
    return tuple(
        replace(link, start=link.start + offset, end=link.end + offset)
        if link.start is not None and link.end is not None
        else link
        for link in source.chain
    )


def find_stance(reading: Reading, at: int | None = None) -> Stance:
    """Said to be unverified, in the same sentence; denied, where a word of denial is the last of saying before `at`."""
    passage, words = reading.passage, absences_of(reading.passage.language)
    if words.unconfirmed.search(passage.text):
        return Stance.UNCONFIRMED
    denials = [match.start() for match in words.denied.finditer(passage.text, 0, at or 0)]
    said = [match.start() for match in saying_of(passage.language).verbs.finditer(passage.text, 0, at or 0)]
    return Stance.DENIED if denials and denials[-1] >= max(said, default=0) else Stance.ASSERTED


def attribute_before(reading: Reading, drafts: list[Draft]) -> None:
    """`Про це повідомив мер.`: the speaker of the claims of the sentence before, where they have none."""
    if reading.drafts or reading.before is None or not is_attribution(reading):
        return
    start = reading.before.passage.sentence.start
    modality = next((said.modality for said in reading.said if said.modality), None)
    for n, draft in enumerate(drafts):
        if draft.passage.sentence.start == start and not draft.claim.chain:
            claim = replace(draft.claim, chain=find_chain(reading), modality=draft.claim.modality or modality)
            drafts[n] = replace(draft, claim=claim)


def mark_caveat(reading: Reading, drafts: list[Draft]) -> None:
    """`Ці дані незалежно не підтверджено.`: said of the claims of the sentence before."""
    if reading.drafts or reading.before is None or find_stance(reading) is Stance.ASSERTED:
        return
    for n, draft in enumerate(drafts):
        is_before = draft.passage.sentence.paragraph >= reading.passage.sentence.paragraph - 1
        if is_before and draft.claim.stance is Stance.ASSERTED:
            drafts[n] = replace(draft, claim=replace(draft.claim, stance=Stance.UNCONFIRMED))
