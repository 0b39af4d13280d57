"""When the harm came about: a time phrase of the passage, resolved against the day on which the words were said → Period."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from dateutil.relativedelta import relativedelta

from tolltrace.claims.figures import any_of, read_number
from tolltrace.claims.harms import Harmed
from tolltrace.claims.passages import Passage
from tolltrace.knowledge import Language
from tolltrace.values import Period

MAX_STEPS = 6  # of the parse, between a harm and its time: farther ones belong to something else (development gold)
UNIT_DAYS = {"hour": 0, "day": 1, "week": 7}
Resolver = Callable[["re.Match[str]", date | None, Language], tuple[str | None, int | None]]


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """A time phrase where it stands in a sentence, resolved where there is a day to anchor it on."""

    period: Period
    start: int
    end: int


def find_period(passage: Passage, harmed: Harmed, published_on: date | None, language: Language) -> Period | None:
    """The time phrase nearest to the harm in the parse; never the day on which somebody is said to have spoken."""
    phrases = [
        phrase
        for phrase in find_time_phrases(passage.text, published_on, language)
        if not dates_the_saying(passage, phrase, language)
        and not is_no_period(passage, phrase)
        and tree_distance(passage, phrase.start, harmed) <= MAX_STEPS
    ]
    at = harmed.trigger.idx
    nearest = min(phrases, key=lambda p: (tree_distance(passage, p.start, harmed), abs(p.start - at)), default=None)
    return nearest.period if nearest else None


def find_time_phrases(text: str, published_on: date | None, language: Language) -> tuple[TimePhrase, ...]:
    """Every time phrase, left to right, the longest reading first where two overlap.

    Both ends are whole days, inclusive. A bare weekday is the latest such day not after `published_on`. EDTF is None
    where there is no day to anchor on.
    """
    found: list[TimePhrase] = []
    for pattern, resolve in patterns(language):
        for match in pattern.finditer(text):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            edtf, date_prec = resolve(match, published_on, language)
            if edtf is not None or published_on is None:
                found.append(TimePhrase(Period(match[0], edtf, date_prec), match.start(), match.end()))
    return tuple(sorted(found, key=lambda phrase: phrase.start))


def is_no_period(passage: Passage, phrase: TimePhrase) -> bool:
    """`the deadliest since 1962` is a record, `2011 Syrian uprising: …` a topic."""
    before, after = passage.text[: phrase.start], passage.text[phrase.end :]
    record = re.search(
        r"\b(?:deadliest|worst|biggest|largest|highest|first|most|longest|record|greatest|heaviest)\b[^.;]*$",
        before,
        re.IGNORECASE,
    )
    topic = phrase.start == 0 and re.match(r"[\w\s’'–-]{0,40}:\s", after)
    return bool((record and phrase.period.text.lower().startswith("since")) or topic)


def dates_the_saying(passage: Passage, phrase: TimePhrase, language: Language) -> bool:
    """Whether a phrase says when somebody spoke (`BBC reported Monday`) and not when people came to harm: only a day can."""
    if phrase.period.date_prec != 1 or "hour" in phrase.period.text or "/" in (phrase.period.edtf or ""):
        return False
    token = passage.token_at(phrase.start)
    for _ in range(3):
        if (
            token.head.lower_ in language.saying_verbs
            and token.head.pos_ == "VERB"
            and token.dep_ in {"npadvmod", "prep", "advmod", "tmod", "dep", "dobj", "pobj"}
        ):
            return True
        if token.pos_ in {"VERB", "AUX"}:
            return False
        token = token.head
    return False


def tree_distance(passage: Passage, start: int, harmed: Harmed) -> int:
    """How many steps of the parse lie between a phrase and the harm's own word."""
    token = passage.token_at(start)
    above = [harmed.trigger, *harmed.trigger.ancestors]
    for steps, each in enumerate([token, *token.ancestors]):
        if each in above:
            return steps + above.index(each)
    return 99


# ── the phrases ──────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def patterns(language: Language) -> tuple[tuple[re.Pattern[str], Resolver], ...]:
    """The grammar of time phrases, the more specific before the less."""
    time = language.lexicon.time
    month = "|".join(
        rf"{m}" if m == "may" else rf"{m}|{m[:3]}\.|{'sept' if m == 'september' else m[:3]}\.?(?=\s\d)"
        for m in time.months
    )
    day = any_of(time.weekdays)
    number = r"(?P<n>\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|few|couple of)"
    full = rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<month>{month})|(?P<month2>{month})\s(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b)(?:,?\s(?P<year>(?:18|19|20)\d\d))?"
    table: tuple[tuple[str, Resolver], ...] = (
        (
            rf"(?:(?:in|over|during|within|for)\s+)?the\s+(?:last|past|previous)\s+(?:{number}\s+)?(?P<unit>hour|day|week|month|year)s?",
            last_units,
        ),
        (rf"{number}\s+(?P<unit>day|week|month|year)s?\s+ago", units_ago),
        (rf"(?:since|from)\s+{full}", since_date),
        (rf"since\s+(?:late\s+|early\s+|mid-)?(?P<month>{month})(?:\s+(?P<year>(?:19|20)\d\d))?", since_month),
        (rf"since\s+(?:last\s+)?(?P<weekday>{day})", since_weekday),
        (r"since\s+(?P<year>(?:19|20)\d\d)", since_year),
        (
            r"(?:between|from)\s+(?P<y1>(?:18|19|20)\d\d)\s+(?:and|to|until|through)\s+(?P<y2>(?:18|19|20)\d\d)",
            between_years,
        ),
        (r"(?P<y1>(?:18|19|20)\d\d)[–-](?P<y2>(?:18|19|20)?\d\d)\b", between_years),
        (rf"(?:on\s+|as of\s+|until\s+|by\s+)?{full}", full_date),
        (
            rf"(?:(?:in|during|as of|by|of)\s+)?(?:late\s+|early\s+|mid-)?(?P<month>{month})(?:,?\s+(?:of\s+)?(?P<year>(?:18|19|20)\d\d))",
            month_year,
        ),
        (rf"(?:in|during|as of|last|this)\s+(?:late\s+|early\s+|mid-)?(?P<month>{month})\b", month_year),
        (
            rf"(?:(?:late\s+|early\s+)?on\s+|last\s+|this\s+)?(?P<weekday>{day})(?:\s+(?P<part>morning|afternoon|evening|night))?(?:['’]s)?",
            weekday,
        ),
        (r"(?:over|during|at|this|last)\s+(?:the\s+)?(?:past\s+)?weekend", weekend),
        (r"overnight|last\s+night", overnight),
        (r"yesterday(?:['’]s)?", yesterday),
        (r"today|earlier\s+(?:in\s+the\s+)?day|this\s+(?:morning|afternoon|evening)|tonight", today),
        (r"(?P<which>this|last)\s+(?P<unit>week|month|year)", this_unit),
        (r"earlier\s+this\s+(?P<unit>week|month|year)", earlier_unit),
        (
            r"(?:in\s+|during\s+)?(?P<year>(?:18|19|20)\d\d)(?!['’]?s?\d)(?=\s|[,.;:)]|$|['’])(?!\s+(?:people|others|more|soldiers|men|were))",
            year_only,
        ),
    )
    return tuple((re.compile(rf"\b{pattern}", re.IGNORECASE), resolve) for pattern, resolve in table)


def units_of(match: "re.Match[str]", language: Language) -> tuple[int, str]:
    """How many units a phrase names, and which."""
    printed = (match.groupdict().get("n") or "one").lower()
    vague = {"several": 3, "few": 3, "couple of": 2, "a": 1, "an": 1}
    return vague.get(printed) or read_number(printed, language) or 1, match["unit"].lower()


def back(day: date, count: int, unit: str) -> date | None:
    """The day so many units before, None where the calendar has no such day."""
    try:
        if unit == "hour":
            return day - timedelta(days=max(1, round(count / 24)))
        if unit in UNIT_DAYS:
            return day - timedelta(days=UNIT_DAYS[unit] * count)
        return day - (relativedelta(months=count) if unit == "month" else relativedelta(years=count))
    except (OverflowError, ValueError):
        return None


def last_units(match: "re.Match[str]", said_on: date | None, language: Language) -> tuple[str | None, int | None]:
    """`in the last five months` → 2022-12~/2023-05-01."""
    count, unit = units_of(match, language)
    if said_on is None or (start := back(said_on, count, unit)) is None:
        return None, None
    if unit == "month":
        return f"{start:%Y-%m}~/{said_on}", 4 if count == 1 else 5
    if unit == "year":
        return f"{start.year}~/{said_on}", 5
    return f"{start}/{said_on}", 1 if (said_on - start).days <= 1 else 2 if (said_on - start).days < 7 else 3


def units_ago(match: "re.Match[str]", said_on: date | None, language: Language) -> tuple[str | None, int | None]:
    """`two weeks ago` → that day, about."""
    count, unit = units_of(match, language)
    if said_on is None or (start := back(said_on, count, unit)) is None:
        return None, None
    forms = {"day": (start.isoformat(), 1), "week": (f"{start}~", 3), "month": (f"{start:%Y-%m}~", 4)}
    return forms.get(unit, (f"{start.year}~", 5))


def read_date(match: "re.Match[str]", said_on: date | None, language: Language) -> date | None:
    """The day of a printed date; without a year the latest such day not after `said_on`."""
    groups = match.groupdict()
    month = month_number(groups.get("month") or groups.get("month2") or "", language)
    day = int(groups.get("day") or groups.get("day2") or 1)
    years = [int(groups["year"])] if groups.get("year") else [said_on.year, said_on.year - 1] if said_on else []
    for year in years:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if groups.get("year") or said_on is None or found <= said_on:
            return found
    return None


def month_number(printed: str, language: Language) -> int:
    """1 for `Jan.`; 0 for what is no month."""
    start = printed.lower().strip(". ")[:3]
    return next((n for n, name in enumerate(language.lexicon.time.months, 1) if start and name.startswith(start)), 0)


def full_date(match: "re.Match[str]", said_on: date | None, language: Language) -> tuple[str | None, int | None]:
    """`on April 9`, `12 May 2015` → that day."""
    day = read_date(match, said_on, language)
    return (day.isoformat(), 1) if day else (None, None)


def since_date(match: "re.Match[str]", said_on: date | None, language: Language) -> tuple[str | None, int | None]:
    """`since November 5` → from that day to the day the words were said."""
    day = read_date(match, said_on, language)
    return (f"{day}/{said_on}", span_precision(day, said_on)) if day and said_on else (None, None)


def since_month(match: "re.Match[str]", said_on: date | None, language: Language) -> tuple[str | None, int | None]:
    """`since December` → 2022-12/2023-05-01."""
    start = read_date(match, said_on, language)
    return (
        (f"{start:%Y-%m}/{said_on}", 5 if said_on and span_precision(start, said_on) == 5 else 4)
        if start and said_on
        else (None, None)
    )


def since_weekday(match: "re.Match[str]", said_on: date | None, language: Language) -> tuple[str | None, int | None]:
    """`since Friday` → from the latest such day."""
    start = latest_weekday(match["weekday"], said_on, language)
    return (f"{start}/{said_on}", span_precision(start, said_on)) if start and said_on else (None, None)


def since_year(match: "re.Match[str]", said_on: date | None, _: Language) -> tuple[str | None, int | None]:
    """`since 2011` → 2011/ the day the words were said."""
    return (f"{match['year']}/{said_on}", 5) if said_on and int(match["year"]) <= said_on.year else (None, None)


def between_years(match: "re.Match[str]", _: date | None, __: Language) -> tuple[str | None, int | None]:
    """`between 2015 and 2020` → 2015/2020."""
    first, last = match["y1"], match["y2"]
    last = first[:2] + last if len(last) == 2 else last
    return (f"{first}/{last}", 5) if first < last else (None, None)


def month_year(match: "re.Match[str]", said_on: date | None, language: Language) -> tuple[str | None, int | None]:
    """`in March 2011`, `last October` → that month."""
    start = read_date(match, said_on, language)
    return (f"{start:%Y-%m}", 4) if start else (None, None)


def weekday(match: "re.Match[str]", said_on: date | None, language: Language) -> tuple[str | None, int | None]:
    """`on Saturday` → the latest such day not after the words were said; `Sunday night` runs into the next day."""
    day = latest_weekday(match["weekday"], said_on, language)
    if day is None:
        return None, None
    return day.isoformat(), 1


def latest_weekday(name: str, said_on: date | None, language: Language) -> date | None:
    """The latest day of that name, the day itself included."""
    if said_on is None:
        return None
    wanted = language.lexicon.time.weekdays.index(name.lower())
    return said_on - timedelta(days=(said_on.weekday() - wanted) % 7)


def weekend(_: "re.Match[str]", said_on: date | None, __: Language) -> tuple[str | None, int | None]:
    """The Saturday and Sunday before, or those running when the words were said on one."""
    if said_on is None:
        return None, None
    saturday = said_on - timedelta(days=(said_on.weekday() - 5) % 7)
    return f"{saturday}/{min(saturday + timedelta(days=1), said_on)}", 2


def overnight(_: "re.Match[str]", said_on: date | None, __: Language) -> tuple[str | None, int | None]:
    """The day before and the day."""
    return (f"{said_on - timedelta(days=1)}/{said_on}", 1) if said_on else (None, None)


def yesterday(_: "re.Match[str]", said_on: date | None, __: Language) -> tuple[str | None, int | None]:
    """The day before."""
    return (f"{said_on - timedelta(days=1)}", 1) if said_on else (None, None)


def today(_: "re.Match[str]", said_on: date | None, __: Language) -> tuple[str | None, int | None]:
    """The day itself."""
    return (said_on.isoformat(), 1) if said_on else (None, None)


def this_unit(match: "re.Match[str]", said_on: date | None, _: Language) -> tuple[str | None, int | None]:
    """`this year` → 2009; `last month` → 2019-08; `last week` → the seven days before."""
    if said_on is None:
        return None, None
    unit, last = match["unit"].lower(), match["which"].lower() == "last"
    if unit == "year":
        return str(said_on.year - last), 5
    if unit == "month":
        return f"{said_on - relativedelta(months=int(last)):%Y-%m}", 4
    if last:
        return f"{said_on - timedelta(days=7)}/{said_on - timedelta(days=1)}", 3
    return f"{said_on - timedelta(days=said_on.weekday())}/{said_on}", 3


def earlier_unit(match: "re.Match[str]", said_on: date | None, _: Language) -> tuple[str | None, int | None]:
    """`earlier this year` → from its first day to the day the words were said."""
    if said_on is None:
        return None, None
    unit = match["unit"].lower()
    start = {"week": said_on - timedelta(days=said_on.weekday()), "month": said_on.replace(day=1)}.get(
        unit, said_on.replace(month=1, day=1)
    )
    return f"{start}/{said_on}", {"week": 3, "month": 4}.get(unit, 5)


def year_only(match: "re.Match[str]", said_on: date | None, _: Language) -> tuple[str | None, int | None]:
    """`in 2011`, `the 2011 earthquake` → that year; a year that has not come yet is no period."""
    year = int(match["year"])
    return (str(year), 5) if said_on is None or year <= said_on.year else (None, None)


def span_precision(start: date | None, end: date | None) -> int | None:
    """UCDP's date_prec for a span of days."""
    if start is None or end is None:
        return None
    days = (end - start).days
    return 1 if days <= 1 else 2 if days < 7 else 3 if days == 7 else 4 if days <= 31 else 5
