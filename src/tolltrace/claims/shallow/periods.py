"""When: the time phrases of a sentence, resolved against the day on which they were said → Period."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from tolltrace.claims.shallow.counts import read_number
from tolltrace.claims.shallow.phrases import phrase_pattern
from tolltrace.claims.shallow.sentences import Passage
from tolltrace.claims.time_phrases import (
    DAY,
    MONTH,
    UNIT_PRECISION,
    WEEK,
    YEAR,
    first_day,
    go_back,
    overnight,
    span_precision,
    today,
    weekend,
    yesterday,
)
from tolltrace.knowledge import WordLanguage
from tolltrace.values import Period

CENTURY = 2000  # of a year printed with two digits

Match = re.Match[str]
Resolved = tuple[str, int]  # EDTF and date_prec


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """A time phrase where it stands in a sentence."""

    period: Period
    start: int
    end: int
    reading: str


def find_time_phrases(passage: Passage) -> tuple[TimePhrase, ...]:
    """Every time phrase, left to right; of two that overlap, the one that the phrasebook lists first."""
    return times_in(passage.text, passage.said_on, passage.language)


@lru_cache(maxsize=64)  # asked for speakers, for the harm and for the saying
def times_in(text: str, said_on: date | None, language: WordLanguage) -> tuple[TimePhrase, ...]:
    """The time phrases of a text that was said on a day."""
    found: list[TimePhrase] = []
    for pattern, reading in patterns_of(language):
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            edtf, date_prec = resolve(reading, match, said_on, language) or (None, None)
            found.append(TimePhrase(Period(match[0], edtf, date_prec), match.start(), match.end(), reading))
    return tuple(sorted(found, key=lambda phrase: phrase.start))


@cache
def patterns_of(language: WordLanguage) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The phrasebook's patterns with what they are read as, in its order."""
    times, numbers = language.book.times, language.book.numbers
    slots = {
        "number": rf"(?P<n>\d+|{phrase_pattern(numbers.words)})",
        "month": f"(?P<month>{phrase_pattern(form for forms in times.months for form in forms)})",
        "weekday": f"(?P<weekday>{phrase_pattern(form for forms in times.weekdays for form in forms)})",
        "unit": f"(?P<unit>{phrase_pattern(form for forms in times.units.values() for form in forms)})",
        "date": r"(?P<day>\d{1,2})\.(?P<digits>\d{2})\.(?P<year>(?:19|20)?\d{2})(?!\d)",
    }
    table: list[tuple[re.Pattern[str], str]] = []
    for reading, patterns in times.phrases.items():
        for pattern in patterns:
            filled = re.sub(r"\{([a-z]+)\}", lambda slot: slots[slot[1]], pattern.replace(" ", r"\s+"))
            table.append((re.compile(rf"(?<![\w’'.]){filled}(?![\w’'])", re.IGNORECASE), reading))
    return tuple(table)


def resolve(reading: str, match: Match, said_on: date | None, language: WordLanguage) -> Resolved | None:
    """EDTF and precision of one phrase; None where no calendar knows it, or there is no day to anchor it on."""
    if reading == "full_date":
        day = read_date(match, said_on, language)
        return (day.isoformat(), DAY) if day else None
    if reading == "year_only":
        return (match["year"], YEAR) if said_on is None or int(match["year"]) <= said_on.year else None
    if reading == "between_dates":
        return between_dates(match)
    return RELATIVE[reading](match, said_on, language) if said_on and reading in RELATIVE else None


# ── printed dates ────────────────────────────────────────────────────────────────────────────────────────────────────


def between_dates(match: Match) -> Resolved | None:
    """`з 24.02.22 по 18.06.25` → 2022-02-24/2025-06-18."""
    found = re.findall(r"(\d{1,2})\.(\d{2})\.((?:19|20)?\d{2})", match[0])
    days = [make_date(int(year), int(month), int(day)) for day, month, year in found]
    if len(days) != 2 or not days[0] or not days[1] or days[0] > days[1]:
        return None
    return f"{days[0]}/{days[1]}", span_precision(days[0], days[1])


def read_date(match: Match, said_on: date | None, language: WordLanguage) -> date | None:
    """The day of a printed date, the first of a month; without a year the latest such day not after `said_on`."""
    groups = match.groupdict()
    month = int(groups.get("digits") or 0) or index_of(groups.get("month") or "", language.book.times.months) + 1
    day, printed = int(groups.get("day") or 1), groups.get("year")
    years = [int(printed)] if printed else [said_on.year, said_on.year - 1] if said_on else []
    for year in years:
        found = make_date(year, month, day)
        if found and (printed or said_on is None or found <= said_on):
            return found
    return None


def make_date(year: int, month: int, day: int) -> date | None:
    """The day; None where the calendar has none."""
    try:
        return date(year + CENTURY if year < 100 else year, month, day)
    except ValueError:
        return None


def index_of(word: str, forms: tuple[tuple[str, ...], ...]) -> int:
    """Which month or weekday a form names, from 0; -1 where none."""
    return next((n for n, group in enumerate(forms) if re.fullmatch(phrase_pattern(group), word, re.IGNORECASE)), -1)


# ── counted back from the day on which the words were said ───────────────────────────────────────────────────────────


def unit_of(match: Match, language: WordLanguage) -> str:
    """ "day" for `добу`."""
    units = language.book.times.units.items()
    return next(unit for unit, forms in units if re.fullmatch(phrase_pattern(forms), match["unit"], re.IGNORECASE))


def last_units(match: Match, said_on: date, language: WordLanguage) -> Resolved | None:
    """`за останні п'ять місяців` on 1 May 2023 → 2022-12~/2023-05-01."""
    unit, count = unit_of(match, language), count_of(match, language)
    start = go_back(said_on, count, unit)
    if start is None:
        return None
    if unit == "month":
        return f"{start:%Y-%m}~/{said_on}", MONTH if count == 1 else YEAR
    if unit == "year":
        return f"{start.year}~/{said_on}", YEAR
    return f"{start}/{said_on}", min(span_precision(start, said_on), WEEK)


def units_ago(match: Match, said_on: date, language: WordLanguage) -> Resolved | None:
    """`два тижні тому` → that day, about."""
    unit, count = unit_of(match, language), count_of(match, language)
    start = go_back(said_on, count, unit)
    forms = {"day": "{0}", "week": "{0}~", "month": "{0:%Y-%m}~", "year": "{0.year}~"}
    return (forms[unit].format(start), UNIT_PRECISION[unit]) if start and unit in forms else None


def count_of(match: Match, language: WordLanguage) -> int:
    """How many units; one where no number says."""
    return read_number(match.groupdict().get("n") or "", language) or 1


def since_date(match: Match, said_on: date, language: WordLanguage) -> Resolved | None:
    """`від 5 листопада` → from that day to the day the words were said."""
    start = read_date(match, said_on, language)
    return (f"{start}/{said_on}", span_precision(start, said_on)) if start and start <= said_on else None


def since_month(match: Match, said_on: date, language: WordLanguage) -> Resolved | None:
    """`із січня` → 2023-01/2023-05-01."""
    start = read_date(match, said_on, language)
    return (f"{start:%Y-%m}/{said_on}", max(span_precision(start, said_on), MONTH)) if start else None


def month_year(match: Match, said_on: date, language: WordLanguage) -> Resolved | None:
    """`у березні 2022 року` → 2022-03."""
    start = read_date(match, said_on, language)
    return (f"{start:%Y-%m}", MONTH) if start else None


def since_year(match: Match, said_on: date, _: WordLanguage) -> Resolved | None:
    """`з 2014 року` → 2014/ the day the words were said."""
    return (f"{match['year']}/{said_on}", YEAR) if int(match["year"]) <= said_on.year else None


def weekday(match: Match, said_on: date, language: WordLanguage) -> Resolved | None:
    """`у п'ятницю` → the latest such day not after the words were said."""
    wanted = index_of(match["weekday"], language.book.times.weekdays)
    return (said_on - timedelta(days=(said_on.weekday() - wanted) % 7)).isoformat(), DAY


def this_unit(match: Match, said_on: date, language: WordLanguage) -> Resolved | None:
    """`цього року` → 2023, `цього тижня` → from its Monday to the day."""
    unit = unit_of(match, language)
    forms = {"year": f"{said_on.year}", "month": f"{said_on:%Y-%m}", "day": said_on.isoformat()}
    return forms.get(unit, f"{first_day(unit, said_on)}/{said_on}"), UNIT_PRECISION[unit]


def last_unit(match: Match, said_on: date, language: WordLanguage) -> Resolved | None:
    """`минулого року` → 2022, `минулого тижня` → the seven days before."""
    unit = unit_of(match, language)
    back = go_back(said_on, 1, unit)
    if back is None:
        return None
    week = f"{said_on - timedelta(days=7)}/{said_on - timedelta(days=1)}"
    forms = {"year": f"{back.year}", "month": f"{back:%Y-%m}", "day": f"{back}/{said_on}"}
    return forms.get(unit, week), UNIT_PRECISION[unit]


def since_unit(match: Match, said_on: date, language: WordLanguage) -> Resolved | None:
    """`від початку року` → from its first day to the day the words were said."""
    unit = unit_of(match, language)
    start = said_on if unit == "day" else first_day(unit, said_on)
    return (f"{start}/{said_on}" if start < said_on else said_on.isoformat()), UNIT_PRECISION[unit]


RELATIVE: Mapping[str, Callable[[Match, date, WordLanguage], Resolved | None]] = {
    "last_units": last_units,
    "units_ago": units_ago,
    "since_date": since_date,
    "since_month": since_month,
    "since_year": since_year,
    "since_unit": since_unit,
    "month_year": month_year,
    "weekday": weekday,
    "weekend": weekend,
    "past_day": overnight,  # `за добу`, `вночі`
    "yesterday": yesterday,
    "today": today,
    "this_unit": this_unit,
    "last_unit": last_unit,
}
ONLY_WORDS = frozenset({"since_event", "recent"})  # periods that no calendar knows
PRINTED = frozenset({"full_date", "year_only", "between_dates"})
RUNNING = frozenset({"since_event", "since_date", "since_month", "since_year", "since_unit", "between_dates"})
OVER_TIME = RUNNING | {"last_units"}  # what is counted over it is a running total
SHORT = frozenset({"past_day", "yesterday", "today", "weekday", "full_date", "last_units"})
