"""One sentence with all that its claims are made of: words of harm, speakers, places, times; and what it leans on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tolltrace.claims.shallow.harm_words import HarmWord, clues_of, find_harm_words
from tolltrace.claims.shallow.harms import Harmed
from tolltrace.claims.shallow.periods import OVER_TIME, RUNNING, SHORT, TimePhrase, find_time_phrases
from tolltrace.claims.shallow.phrases import claim_words
from tolltrace.claims.shallow.places import PlacePhrase, find_place_phrases
from tolltrace.claims.shallow.sentences import Passage
from tolltrace.claims.shallow.speakers import Said, find_said, saying_of
from tolltrace.claims.shallow.zeros import absences_of
from tolltrace.knowledge import Knowledge
from tolltrace.rules import Rule
from tolltrace.values import Link, Period, Place, Reading, Stance

BACKGROUND_DAYS = 30  # a period that ended longer ago is background
FINEST_FIRST = 9  # of a place without precision


@dataclass(frozen=True, slots=True)
class Findings:
    """What one sentence holds, and the two that it may lean on."""

    passage: Passage
    said: tuple[Said, ...]
    places: tuple[PlacePhrase, ...]
    times: tuple[TimePhrase, ...]  # of harm: not the day of the saying
    saying_times: tuple[TimePhrase, ...]  # the others
    words: tuple[HarmWord, ...]  # of harm, those that are denied among them
    before: "Findings | None"
    head: "Findings | None"  # of the list that it is an item of

    @property
    def chain(self) -> tuple[Link, ...]:
        """Who says so; offsets count in the sentence."""
        return tuple(said.link for said in self.said)

    @property
    def modality(self) -> str | None:
        """The first word of saying."""
        return next((said.modality for said in self.said if said.modality), None)

    @property
    def said_when(self) -> Period | None:
        """When they spoke, where it or the head of its list tells; nobody speaks `за останні п'ять місяців`."""
        if not self.said:
            return self.head.said_when if self.head is not None else None
        times = (time for time in self.saying_times if time.reading not in OVER_TIME and time.reading != "past_day")
        return next((time.period for time in times), None)

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
    before: Findings | None,
    head: Findings | None,
    countries: Sequence[str],
    knowledge: Knowledge,
) -> Findings:
    """Everything that is asked of a sentence once. Places that are part of a speaker's name are left out."""
    said = find_said(passage, heard)
    places = find_place_phrases(passage, countries, knowledge)
    apart = tuple(one for one in places if not any(each.start <= one.start < each.end for each in said))
    words = find_harm_words(passage, also_denied=True)
    times = find_time_phrases(passage)
    of_harm = times_of_harm(passage, times, words)
    of_saying = tuple(time for time in times if time not in of_harm)
    return Findings(passage, said, apart, of_harm, of_saying, words, before, head)


def times_of_harm(passage: Passage, times: Sequence[TimePhrase], words: Sequence[HarmWord]) -> tuple[TimePhrase, ...]:
    """The time phrases of a sentence that do not date the saying: `повідомив у п'ятницю мер`."""
    saying = saying_of(passage.language)
    harms = [word.start for word in words]
    kept = []
    for time in times:
        segment = passage.segments[passage.segment_at(time.start)]
        is_said = saying.verbs.search(passage.text, segment.start, segment.end)
        if not is_said or any(segment.start <= start < segment.end for start in harms):
            kept.append(time)
    return tuple(kept)


def find_place(findings: Findings, at: int) -> tuple[Place | None, Reading]:
    """The most precise place of the sentence, of several the nearest; else its head's, or the sentence before's."""
    sources = ((findings, None), (findings.head, Rule.PLACE_HEAD), (findings.before, Rule.PLACE_BEFORE))
    for source, rule in sources:
        if source is None or not source.places:
            continue
        same = source is findings

        def far(one: PlacePhrase, same: bool = same) -> tuple[int, int]:
            return one.place.where_prec or FINEST_FIRST, abs(one.start - at) if same else -one.start

        best = min(source.places, key=far)
        rule = rule or (Rule.PLACE_LED_TO if best.led_by else Rule.PLACE_OPENING)
        words = source.passage.span(best.start, best.end)
        return best.place, rule.reading(words, note=best.led_by, rivals=len(source.places) - 1)
    return None, Rule.PLACE_NONE.reading()


def find_period(findings: Findings, harmed: Harmed, all_harmed: Sequence[Harmed]) -> tuple[TimePhrase | None, Reading]:
    """The nearest time of the harm in its sentence, never the day of the saying.

    A total takes a running period before a day's, what was added to it the day's; an item of a list takes a running
    period from what heads it.
    """
    if not harmed.is_total:
        return nearest_time(findings, harmed.count.start)
    is_running = not harmed.count.added
    fitting = tuple(one for one in findings.times if one.reading in (RUNNING if is_running else SHORT))
    if fitting:
        return nearest_time(findings, harmed.count.start, fitting)
    if is_running and findings.head:
        fitting = tuple(one for one in findings.head.times if one.reading in RUNNING)
    if fitting and findings.head:
        return nearest_time(findings.head, harmed.count.start, fitting, Rule.PERIOD_HEAD)
    if findings.times and (harmed.count.added or any(each.count.added for each in all_harmed)):
        return None, (Rule.PERIOD_TOTAL if is_running else Rule.PERIOD_ADDED).reading()
    return nearest_time(findings, harmed.count.start)


def nearest_time(
    findings: Findings, at: int, times: Sequence[TimePhrase] | None = None, rule: Rule = Rule.PERIOD_NEAREST
) -> tuple[TimePhrase | None, Reading]:
    """The nearest of some time phrases of a sentence, or of all."""
    times = findings.times if times is None else times
    nearest = min(times, key=lambda one: abs(one.start - at), default=None)
    if nearest is None:
        return None, Rule.PERIOD_NONE.reading()
    words = findings.passage.span(nearest.start, nearest.end)
    return nearest, rule.reading(words, note=nearest.reading, rivals=len(times) - 1)


def is_background(time: TimePhrase | None, passage: Passage) -> bool:
    """Whether a period ended so long ago that the toll is told for comparison."""
    said_on, edtf = passage.said_on, time.period.edtf if time else None
    found = re.findall(r"\d{4}(?:-\d\d){0,2}", edtf or "")
    if not found or said_on is None:
        return False
    parts = [int(part) for part in found[-1].split("-")]
    year, month, day = (*parts, *(12, 28)[len(parts) - 1 :])  # a month and a year end late
    return (said_on - date(year, month, day)).days > BACKGROUND_DAYS


def find_chain(findings: Findings) -> tuple[tuple[Link, ...], tuple[Reading, Reading]]:
    """Who the sentence, or the head of its list, says it comes from, and why; offsets count in the article."""
    source = findings if findings.said else findings.head or findings
    if not source.said:
        return (), (Rule.SPEAKER_NONE.reading(), Rule.CHAIN_NONE.reading())
    offset = source.passage.sentence.start
    links = tuple(
        replace(link, start=link.start + offset, end=link.end + offset)
        if link.start is not None and link.end is not None
        else link
        for link in source.chain
    )
    rule = source.said[0].rule if source is findings else Rule.SPEAKER_HEAD
    return links, (read_speaker(links[0], source, rule), read_chain(links, is_own=source is findings))


def read_speaker(link: Link, source: Findings, rule: Rule) -> Reading:
    """Why somebody is the first to say it; `link` counts in the article, and stands in no words where it is carried."""
    words = None
    if link.start is not None and link.end is not None:
        offset = source.passage.sentence.start
        words = source.passage.span(link.start - offset, link.end - offset)
    return rule.reading(words, note=link.cue)


def read_chain(links: Sequence[Link], *, is_own: bool) -> Reading:
    """Why the links stand in their order."""
    if not is_own:
        return Rule.CHAIN_CARRIED.reading()
    return (Rule.CHAIN_RANKED if len(links) > 1 else Rule.CHAIN_ALONE).reading()


def find_stance(findings: Findings, at: int | None = None) -> tuple[Stance, Reading]:
    """Said to be unverified, in the same sentence; denied, where a word of denial is the last of saying before `at`."""
    passage, words = findings.passage, absences_of(findings.passage.language)
    if doubt := words.unconfirmed.search(passage.text):
        return Stance.UNCONFIRMED, Rule.STANCE_CAVEAT.reading(passage.span(*doubt.span()))
    denials = [match.span() for match in words.denied.finditer(passage.text, 0, at or 0)]
    said = [match.start() for match in saying_of(passage.language).verbs.finditer(passage.text, 0, at or 0)]
    if denials and denials[-1][0] >= max(said, default=0):
        return Stance.DENIED, Rule.STANCE_DENIED.reading(passage.span(*denials[-1]))
    return Stance.ASSERTED, Rule.STANCE_NONE.reading()
