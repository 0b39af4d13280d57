"""Time phrases → EDTF and UCDP's date_prec, resolved against the day on which they were said."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from dateutil.relativedelta import relativedelta

from tolltrace.claims.numerals import read_number
from tolltrace.knowledge import Language, any_of, compile_pattern
from tolltrace.values import Period

UNIT_DAYS = {"day": 1, "week": 7}
HOURS = 24
DAY, DAYS, WEEK, MONTH, YEAR = 1, 2, 3, 4, 5  # UCDP's date_prec: how wide a span of days is
UNIT_PRECISION = {"hour": DAY, "day": DAY, "week": WEEK, "month": MONTH, "year": YEAR}
ONLY_WORDS = frozenset({"since_event", "recent"})  # periods that no calendar knows: they keep their words
YEAR_DIGITS = r"(?:18|19|20)\d\d"

Match = re.Match[str]
Reading = tuple[str, int]  # EDTF and date_prec


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """A time phrase where it stands in a sentence, resolved where there is a day to anchor it on."""

    period: Period
    start: int
    end: int
    reading: str  # the lexicon's name for this kind of phrase


@lru_cache(maxsize=64)  # every claim of a sentence asks for the same
def find_time_phrases(text: str, said_on: date | None, language: Language) -> tuple[TimePhrase, ...]:
    """Every time phrase, left to right; where two overlap, the one that the lexicon lists first.

    Both ends of an interval are whole days, inclusive. A bare weekday is the latest such day not after `said_on`. A
    phrase that cannot be resolved is left out. Without a day to anchor on, only printed dates and years have EDTF.
    """
    found: list[TimePhrase] = []
    for pattern, reading in patterns(language):
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            resolved = None if reading in ONLY_WORDS else resolve(reading, match, said_on, language)
            if resolved is not None or said_on is None or reading in ONLY_WORDS:
                edtf, date_prec = resolved or (None, None)
                found.append(TimePhrase(Period(match[0], edtf, date_prec), match.start(), match.end(), reading))
    return tuple(sorted(found, key=lambda phrase: phrase.start))


@cache
def patterns(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The lexicon's patterns with what they are read as, in its order."""
    time = language.lexicon.time
    slots = {
        "number": rf"(?P<n>\d+|{any_of({*time.counts, *time.numerals})})",
        "month": rf"(?P<month>{month_words(language)})",
        "weekday": rf"(?P<weekday>{any_of(time.weekdays)})",
        "date": full_date_words(language),
    }
    table = time.phrase_patterns.items()
    return tuple((compile_pattern(rf"\b{words}", **slots), reading) for reading, all_ in table for words in all_)


def month_words(language: Language) -> str:
    """Every month, and its abbreviation with a full stop (`Sept.`) or right before a day (`Sept 5`)."""
    months = language.lexicon.time.months
    short = (rf"{word}\.|{word}\.?(?=\s\d)" for _, *shorts in months for word in shorts)
    return "|".join([*(name for name, *_ in months), *short])


def full_date_words(language: Language) -> str:
    """`9 May 2023`, `May 9th`."""
    month, ordinal = month_words(language), rf"(?:{any_of(language.lexicon.time.ordinals)})?"
    day_first = rf"(?P<day>\d{{1,2}}){ordinal}\s(?P<month>{month})"
    month_first = rf"(?P<month2>{month})\s(?P<day2>\d{{1,2}}){ordinal}\b"
    return rf"(?:{day_first}|{month_first})(?:,?\s(?P<year>{YEAR_DIGITS}))?"


def resolve(reading: str, match: Match, said_on: date | None, language: Language) -> Reading | None:
    """EDTF and precision of one phrase; None where it has none, or none without a day to anchor on."""
    if reading in PRINTED:
        return PRINTED[reading](match, said_on, language)
    return RELATIVE[reading](match, said_on, language) if said_on is not None else None


# ── printed dates, months and years: resolved without a day, if they have their year ─────────────────────────────────


def full_date(match: Match, said_on: date | None, language: Language) -> Reading | None:
    """`on April 9`, `12 May 2015` → that day."""
    day = read_date(match, said_on, language)
    return (day.isoformat(), DAY) if day else None


def month_year(match: Match, said_on: date | None, language: Language) -> Reading | None:
    """`in March 2011`, `last October` → that month."""
    start = read_date(match, said_on, language)
    return (f"{start:%Y-%m}", MONTH) if start else None


def between_years(match: Match, _: date | None, __: Language) -> Reading | None:
    """`between 2015 and 2020`, `1979–89` → 2015/2020, 1979/1989."""
    first, last = match["first"], match["last"]
    last = first[:2] + last if len(last) == 2 else last
    return (f"{first}/{last}", YEAR) if first < last else None


def between_dates(match: Match, said_on: date | None, language: Language) -> Reading | None:
    """`from 24 February to 3 March`, `between 3 and 5 May` → both days and all between."""
    last = read_date(match, said_on, language)
    if last is None:
        return None
    words = full_date_words(language)
    printed = re.fullmatch(words, match["first"], re.IGNORECASE)
    first = read_date(printed, last, language) if printed else same_month(match["first"], last)
    return (f"{first}/{last}", span_precision(first, last)) if first is not None and first < last else None


def same_month(printed: str, other: date) -> date | None:
    """The day of `between 3 and` 5 May; None where it is none of that month."""
    return other.replace(day=int(printed)) if printed.isdigit() and 0 < int(printed) <= other.day else None


def as_of(match: Match, said_on: date | None, language: Language) -> Reading | None:
    """`as of 1 March`, `as of January`, `as of Friday` → everything up to then."""
    groups = match.groupdict()
    if groups.get("weekday"):
        day = latest_weekday(groups["weekday"], said_on, language) if said_on is not None else None
    else:
        day = read_date(match, said_on, language)
    if day is None:
        return None
    is_month = not (groups.get("weekday") or groups.get("day") or groups.get("day2"))
    return f"../{day:%Y-%m}" if is_month else f"../{day}", YEAR


def year_only(match: Match, said_on: date | None, _: Language) -> Reading | None:
    """`in 2011`, `the 2011 earthquake` → that year; a year that has not come yet is no period."""
    year = int(match["year"])
    return (str(year), YEAR) if said_on is None or year <= said_on.year else None


def read_date(match: Match, said_on: date | None, language: Language) -> date | None:
    """The day of a printed date, the first of a month; without a year the latest such day not after `said_on`."""
    groups = match.groupdict()
    month = month_number(groups.get("month") or groups.get("month2") or "", language)
    day, printed = int(groups.get("day") or groups.get("day2") or 1), groups.get("year")
    years = [int(printed)] if printed else [said_on.year, said_on.year - 1] if said_on else []
    for year in years:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if printed or said_on is None or found <= said_on:
            return found
    return None


def month_number(printed: str, language: Language) -> int:
    """5 for `May`, 1 for `Jan.`; 0 for what is no month."""
    word = printed.lower().strip(". ")
    return next((n for n, words in enumerate(language.lexicon.time.months, 1) if word in words), 0)


# ── counted back from the day on which the words were said ───────────────────────────────────────────────────────────


def last_units(match: Match, said_on: date, language: Language) -> Reading | None:
    """`in the last five months` on 1 May 2023 → 2022-12~/2023-05-01."""
    count, unit = count_units(match, language)
    start = go_back(said_on, count, unit)
    if start is None:
        return None
    if unit == "month":
        return f"{start:%Y-%m}~/{said_on}", MONTH if count == 1 else YEAR
    if unit == "year":
        return f"{start.year}~/{said_on}", YEAR
    return f"{start}/{said_on}", min(span_precision(start, said_on), WEEK)


def units_ago(match: Match, said_on: date, language: Language) -> Reading | None:
    """`two weeks ago` → that day, about."""
    count, unit = count_units(match, language)
    start = go_back(said_on, count, unit)
    if start is None:
        return None
    forms = {"day": f"{start}", "week": f"{start}~", "month": f"{start:%Y-%m}~", "year": f"{start.year}~"}
    return (forms[unit], UNIT_PRECISION[unit]) if unit in forms else None


def count_units(match: Match, language: Language) -> tuple[int, str]:
    """How many units a phrase names, and which: 5 and "month"."""
    time, printed = language.lexicon.time, match.groupdict().get("n")
    words = " ".join((printed or "").lower().split())
    return time.counts.get(words) or read_number(words, language) or 1, time.units[match["unit"].lower()]


def go_back(day: date, count: int, unit: str) -> date | None:
    """The day so many units before, None where the calendar has no such day."""
    try:
        if unit == "hour":
            return day - timedelta(days=max(1, round(count / HOURS)))
        if unit in UNIT_DAYS:
            return day - timedelta(days=UNIT_DAYS[unit] * count)
        return day - (relativedelta(months=count) if unit == "month" else relativedelta(years=count))
    except (OverflowError, ValueError):
        return None


def since_date(match: Match, said_on: date, language: Language) -> Reading | None:
    """`since November 5` → from that day to the day the words were said."""
    start = read_date(match, said_on, language)
    return (f"{start}/{said_on}", span_precision(start, said_on)) if start else None


def since_start(match: Match, said_on: date, language: Language) -> Reading | None:
    """`since the start of the year` → from its first day."""
    start = first_day(language.lexicon.time.units[match["unit"].lower()], said_on)
    return f"{start}/{said_on}", span_precision(start, said_on)


def since_month(match: Match, said_on: date, language: Language) -> Reading | None:
    """`since December` → 2022-12/2023-05-01."""
    start = read_date(match, said_on, language)
    return (f"{start:%Y-%m}/{said_on}", max(span_precision(start, said_on), MONTH)) if start else None


def since_weekday(match: Match, said_on: date, language: Language) -> Reading | None:
    """`since Friday` → from the latest such day."""
    start = latest_weekday(match["weekday"], said_on, language)
    return f"{start}/{said_on}", span_precision(start, said_on)


def since_year(match: Match, said_on: date, _: Language) -> Reading | None:
    """`since 2011` → 2011/ the day the words were said."""
    return (f"{match['year']}/{said_on}", YEAR) if int(match["year"]) <= said_on.year else None


def weekday(match: Match, said_on: date, language: Language) -> Reading | None:
    """`on Saturday` → the latest such day not after the words were said."""
    return latest_weekday(match["weekday"], said_on, language).isoformat(), DAY


def latest_weekday(name: str, said_on: date, language: Language) -> date:
    """The latest day of that name, the day itself included."""
    wanted = language.lexicon.time.weekdays.index(name.lower())
    return said_on - timedelta(days=(said_on.weekday() - wanted) % 7)


def weekend(_: Match, said_on: date, __: object) -> Reading | None:
    """The Saturday and Sunday before, or those running when the words were said on one."""
    saturday = said_on - timedelta(days=(said_on.weekday() - 5) % 7)
    return f"{saturday}/{min(saturday + timedelta(days=1), said_on)}", DAYS


def overnight(_: Match, said_on: date, __: object) -> Reading | None:
    """The day before and the day."""
    return f"{said_on - timedelta(days=1)}/{said_on}", DAY


def yesterday(_: Match, said_on: date, __: object) -> Reading | None:
    """The day before."""
    return f"{said_on - timedelta(days=1)}", DAY


def today(_: Match, said_on: date, __: object) -> Reading | None:
    """The day itself."""
    return said_on.isoformat(), DAY


def this_unit(match: Match, said_on: date, language: Language) -> Reading | None:
    """`this year` → 2023, `this month` → 2023-05, `this week` → from its Monday to the day."""
    unit = language.lexicon.time.units[match["unit"].lower()]
    forms = {"year": f"{said_on.year}", "month": f"{said_on:%Y-%m}"}
    return forms.get(unit, f"{first_day(unit, said_on)}/{said_on}"), UNIT_PRECISION[unit]


def last_unit(match: Match, said_on: date, language: Language) -> Reading | None:
    """`last year` → 2022, `last month` → 2023-04, `last week` → the seven days before."""
    unit = language.lexicon.time.units[match["unit"].lower()]
    week = f"{said_on - timedelta(days=7)}/{said_on - timedelta(days=1)}"
    month = f"{said_on - relativedelta(months=1):%Y-%m}"
    return {"year": f"{said_on.year - 1}", "month": month}.get(unit, week), UNIT_PRECISION[unit]


def earlier_unit(match: Match, said_on: date, language: Language) -> Reading | None:
    """`earlier this year` → from its first day to the day the words were said."""
    unit = language.lexicon.time.units[match["unit"].lower()]
    return f"{first_day(unit, said_on)}/{said_on}", UNIT_PRECISION[unit]


def first_day(unit: str, day: date) -> date:
    """The first day of the week, month or year of a day."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def span_precision(start: date, end: date) -> int:
    """UCDP's date_prec for a span of days."""
    days = (end - start).days
    return DAY if days <= 1 else DAYS if days < 7 else WEEK if days == 7 else MONTH if days <= 31 else YEAR


PRINTED: Mapping[str, Callable[[Match, date | None, Language], Reading | None]] = {
    "full_date": full_date,
    "month_year": month_year,
    "between_years": between_years,
    "between_dates": between_dates,
    "as_of": as_of,
    "year_only": year_only,
}
RELATIVE: Mapping[str, Callable[[Match, date, Language], Reading | None]] = {
    "last_units": last_units,
    "units_ago": units_ago,
    "since_start": since_start,
    "since_date": since_date,
    "since_month": since_month,
    "since_weekday": since_weekday,
    "since_year": since_year,
    "weekday": weekday,
    "weekend": weekend,
    "overnight": overnight,
    "yesterday": yesterday,
    "today": today,
    "this_unit": this_unit,
    "last_unit": last_unit,
    "earlier_unit": earlier_unit,
}
