"""When the harm came about: a time phrase of the passage, resolved against the day on which it was said → Period."""

import re
from datetime import date

from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.claims.saying_times import find_saying_times
from tolltrace.claims.syntax import steps_between
from tolltrace.claims.time_phrases import TimePhrase, find_time_phrases
from tolltrace.knowledge import compile_pattern
from tolltrace.rules import Rule
from tolltrace.values import Period, Reading

MAX_STEPS = 6  # of the parse, between a harm and its time: farther ones belong to something else (development gold)
BACKGROUND_DAYS = 30  # a period that ended longer ago is background: last month's toll in this week's news
OPEN = "../"  # EDTF: from no day that is given
TOPIC = re.compile(r"[\w\s’'–-]{0,40}:\s")  # what stands between a year that opens a headline and its colon


def find_period(passage: Passage, harmed: Harmed) -> tuple[Period | None, Reading]:
    """The time phrase nearest to the harm in the parse; never the day on which somebody is said to have spoken."""

    def steps(phrase: TimePhrase) -> int:
        return steps_between(passage.token_at(phrase.start), harmed.trigger)

    of_saying = {phrase.start for phrase, _ in find_saying_times(passage)}
    phrases = [
        phrase
        for phrase in find_time_phrases(passage.text, passage.said_on, passage.language)
        if phrase.start not in of_saying and not is_no_period(passage, phrase) and steps(phrase) <= MAX_STEPS
    ]
    at = harmed.trigger.idx
    nearest = min(phrases, key=lambda phrase: (steps(phrase), abs(phrase.start - at)), default=None)
    if nearest is None:
        return None, Rule.PERIOD_NONE.reading()
    words = passage.span(nearest.start, nearest.end)
    return nearest.period, Rule.PERIOD_NEAREST.reading(words, note=nearest.reading, rivals=len(phrases) - 1)


def is_no_period(passage: Passage, phrase: TimePhrase) -> bool:
    """`the deadliest since 1962` is a record, `2011 Syrian uprising: …` a topic."""
    time = passage.language.lexicon.time
    is_record = phrase.period.text.lower().startswith(tuple(time.since)) and compile_pattern(
        time.record_before_pattern
    ).search(passage.text, 0, phrase.start)
    is_topic = phrase.start == 0 and TOPIC.match(passage.text, phrase.end)
    return bool(is_record or is_topic)


def is_background(period: Period | None, said_on: date | None) -> bool:
    """A historical toll: its period ended more than a month before the words were said."""
    if period is None or period.edtf is None or said_on is None or period.edtf.startswith(OPEN):
        return False  # a count `as of March` is told now
    last = re.sub(r"[~?%]", "", period.edtf.rsplit("/", 1)[-1])
    parts = [int(part) for part in last.split("-")]
    year, month, day = [*parts, *(12, 28)[len(parts) - 1 :]]
    return (said_on - date(year, month, min(day, 28))).days > BACKGROUND_DAYS
