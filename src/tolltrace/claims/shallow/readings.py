"""One sentence with all that its claims are made of: words of harm, speakers, places, times; and what it leans on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tolltrace.claims.shallow.harm_words import HarmWord, clues_of, find_harm_words
from tolltrace.claims.shallow.harms import Harmed
from tolltrace.claims.shallow.periods import RUNNING, SHORT, TimePhrase, find_time_phrases
from tolltrace.claims.shallow.phrases import claim_words
from tolltrace.claims.shallow.places import PlacePhrase, find_place_phrases
from tolltrace.claims.shallow.sentences import Passage
from tolltrace.claims.shallow.speakers import Said, find_said, saying_of
from tolltrace.claims.shallow.zeros import absences_of
from tolltrace.knowledge import Knowledge
from tolltrace.values import Link, Period, Place, Stance

BACKGROUND_DAYS = 30  # a period that ended longer ago is background
FINEST_FIRST = 9  # of a place without precision


@dataclass(frozen=True, slots=True)
class Reading:
    """What one sentence holds, and the two that it may lean on."""

    passage: Passage
    said: tuple[Said, ...]
    places: tuple[PlacePhrase, ...]
    times: tuple[TimePhrase, ...]  # of harm: not the day of the saying
    words: tuple[HarmWord, ...]  # of harm, those that are denied among them
    before: "Reading | None"
    head: "Reading | None"  # of the list that it is an item of

    @property
    def chain(self) -> tuple[Link, ...]:
        """Who says so; offsets count in the sentence."""
        return tuple(said.link for said in self.said)

    @property
    def modality(self) -> str | None:
        """The first word of saying."""
        return next((said.modality for said in self.said if said.modality), None)

    @property
    def is_attribution(self) -> bool:
        """Whether it only says who said the one before: `Про це повідомила речниця.`"""
        return any(said.about_before for said in self.said)

    @property
    def is_worth_reading(self) -> bool:
        """Whether it holds a word of harm, or goes on with the people of the one before (`серед них`)."""
        passage = self.passage
        begins = clues_of(passage.language).parts.match(passage.text)
        return bool(begins or claim_words(passage.language).search(passage.text))


def read_sentence(
    passage: Passage,
    heard: Sequence[Link],
    before: Reading | None,
    head: Reading | None,
    countries: Sequence[str],
    knowledge: Knowledge,
) -> Reading:
    """Everything that is asked of a sentence once. Places that are part of a speaker's name are left out."""
    said = find_said(passage, heard)
    places = find_place_phrases(passage, countries, knowledge)
    apart = tuple(one for one in places if not any(each.start <= one.start < each.end for each in said))
    words = find_harm_words(passage, also_denied=True)
    return Reading(passage, said, apart, times_of_harm(passage, words), words, before, head)


def times_of_harm(passage: Passage, words: Sequence[HarmWord]) -> tuple[TimePhrase, ...]:
    """The time phrases of a sentence that do not date the saying: `повідомив у п'ятницю мер`."""
    saying = saying_of(passage.language)
    harms = [word.start for word in words]
    kept = []
    for time in find_time_phrases(passage):
        segment = passage.segments[passage.segment_at(time.start)]
        is_said = saying.verbs.search(passage.text, segment.start, segment.end)
        if not is_said or any(segment.start <= start < segment.end for start in harms):
            kept.append(time)
    return tuple(kept)


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
    times = reading.times
    is_running = harmed.is_total and not harmed.count.added
    if harmed.is_total:
        wanted = RUNNING if is_running else SHORT
        others = any(each.count.added for each in all_harmed) or harmed.count.added
        fitting = tuple(one for one in times if one.reading in wanted)
        if not fitting and is_running and reading.head:
            fitting = tuple(one for one in reading.head.times if one.reading in RUNNING)
        if fitting or others:
            times = fitting
    return min(times, key=lambda one: abs(one.start - harmed.count.start), default=None)


def nearest_time(reading: Reading, at: int) -> Period | None:
    """The period of a zero."""
    nearest = min(reading.times, key=lambda one: abs(one.start - at), default=None)
    return nearest.period if nearest else None


def is_background(time: TimePhrase | None, passage: Passage) -> bool:
    """Whether a period ended so long ago that the toll is told for comparison."""
    said_on, edtf = passage.said_on, time.period.edtf if time else None
    found = re.findall(r"\d{4}(?:-\d\d){0,2}", edtf or "")
    if not found or said_on is None:
        return False
    parts = [int(part) for part in found[-1].split("-")]
    year, month, day = (*parts, *(12, 28)[len(parts) - 1 :])  # a month and a year end late
    return (said_on - date(year, month, day)).days > BACKGROUND_DAYS


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
