"""When an article appeared, and how we know."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from tolltrace.days import possible_day
from tolltrace.knowledge import PageSigns, any_of
from tolltrace.values import OtherDate, Outlet, Published, Repair

A_YEAR = re.compile(r"(?:19|20|25)\d\d(?!\d)")
YEAR_CHARS = 12  # of a year with what may stand right behind it
BEFORE_YEAR_CHARS = 32  # of what a date may print before its year
ZONE = (
    r"(?:\s*\(?(?P<zone>[+-]\d\d:?\d\d\b|(?:GMT|UTC)\s?[+-]\d{1,2}(?::?\d\d)?\b|(?-i:[A-Z]{1,5}(?:\b|(?=[A-Z][a-z])))"
    r"(?!['’]))\)?)?"
)
# A word of any script, with the marks of those that set vowels apart, and the full stops of Thai abbreviations.
NAME = r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u05f3\u0900-\u0e7f'’])*(?:\.[\u0e00-\u0e7f]+)*"
SHORT_YEAR = re.compile(
    rf"(?<![\d.,:/-])\d\d?(?:(?P<separator>[./-])\d\d?(?P=separator)|\s(?P<month>{NAME})\.?,?\s['’]?)(?P<year>\d\d)(?![\d.:/-])"
)
FIRST_OF_1900S = 70  # no page was printed before 1970
MAX_SHORT_CHARS = 200
DIGITS = {start + digit: str(digit) for start in (0x660, 0x6F0, 0x966, 0x9E6) for digit in range(10)}
BUDDHIST = 543  # years ahead: Thailand prints 2566 for 2023
LAST_WORD = re.compile(rf"({NAME})\.?,?\s*\Z")
NEAR_CHARS = 60  # how far from its date a time may begin
MAX_OTHERS = 10
MONTH_FIRST = frozenset({"US", "PH", "FM", "MH", "PW"})  # where 04/12/2023 is the twelfth of April


@dataclass(frozen=True, slots=True)
class Shapes:
    """The patterns of dates, compiled from the words of the languages that we read."""

    year_first: tuple[re.Pattern[str], ...]
    year_last: tuple[re.Pattern[str], ...]
    yearless: tuple[re.Pattern[str], ...]
    times: tuple[re.Pattern[str], ...]
    between: re.Pattern[str]  # a date and the time behind it
    before: re.Pattern[str]  # a time and the date behind it


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date, with its time where one stands beside it, as printed; not yet known to be possible.

    `month` and `day` are None where they are only numbers in an order that we do not know: then `numbers` holds them.
    """

    printed: str
    start: int
    end: int
    year: int
    month: int | None
    day: int | None
    numbers: tuple[int, int] | None = None
    hour: int | None = None
    minute: int = 0
    second: int = 0
    zone: str | None = None
    dotted: bool = False  # 04.12.2023: outside of the countries that put the month first, the day comes first
    by_numbers: bool = False  # yyyy-mm-dd: the only shape in which a machine's slots can be mixed up


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stamp, and for a person where it stood: "byline"."""

    stamp: Stamp
    known_from: str


@cache
def shapes_of(signs: PageSigns) -> Shapes:
    """Compiled once."""
    words = signs.dates
    month = rf"(?P<month>{NAME})(?!\w)\.?(?:/{NAME})?"
    day = rf"(?P<day>\d{{1,2}})(?:{any_of(words.behind_day)})?"
    year = rf"(?P<year>(?:19|20|25)\d\d)(?:\s?(?:{any_of(words.behind_year)})(?!\w)\.?|(?!\d))"
    of = rf"(?:(?:{any_of(words.before_month)})(?:\s+|(?<=['’])))?"
    year_first = (
        r"(?<![\d.,/-])(?P<year>\d{4})(?P<separator>[-/.])\s?(?P<number>\d\d?)(?P=separator)\s?(?P<day>\d\d?)(?!\d|[-/]\d)",
        r"(?P<year>\d{4})\s?[年년]\s?(?P<number>\d\d?)\s?[月월]\s?(?P<day>\d\d?)\s?[日일号號]?",
        rf"{year}\.?\s+{month}\s+(?P<day>\d\d?)(?!\d)\.?",  # 2015. augusztus 20.
    )
    year_last = (
        rf"(?<![\d.,]){day}(?:\s+{of}|-){month},?(?:\s+{of}|-){year}",
        rf"(?<![\d.,]){day}\.?{month}\s+{year}",  # 5.mai 2023
        rf"\b{month}\s+{day},?\s+{year}",
        rf"(?<![\d.,/-])(?P<first>\d\d?)(?P<separator>[-/.])\s?(?P<second>\d\d?)(?P=separator)\s?{year}(?![-/.]\d)",
    )
    yearless = (rf"(?<![\d.,]){day}\s+{of}{month}", rf"\b{month}\s+{day}(?!\d)")
    half = rf"(?:(?P<morning>{any_of(words.before_noon)})|(?P<evening>{any_of(words.after_noon)}))?\s*"
    times = (
        r"(?P<hour>\d\d?)[:.h](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?(?!\d)(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?",
        r"(?P<hour>\d\d?)\s*(?P<half>[ap])\.?\s?m\b\.?",
        r"(?P<hour>\d\d)(?P<minute>\d\d)(?=\s*(?:GMT|UTC)\b)",
        r"(?P<hour>\d\d?)\s?[時时시]\s?(?P<minute>\d\d?)\s?[分분]?",
    )
    between = (
        rf"(?:\s|[,|@·•—–-]|\([^()\d]{{1,3}}\)|\b(?:{any_of((*words.before_time, *words.weekdays))})(?!\w)\.?:?"
        r"|(?<=\d)T(?=\d))*"
    )
    before = rf"\s*(?:\([^()]{{0,30}}\))?(?:\s|[,|·•—–-]|\b(?:{any_of(words.before_date)})\b)*$"
    return Shapes(
        tuple(re.compile(shape, re.IGNORECASE) for shape in year_first),
        tuple(re.compile(shape, re.IGNORECASE) for shape in year_last),
        tuple(re.compile(shape, re.IGNORECASE) for shape in yearless),
        tuple(re.compile(half + shape + ZONE, re.IGNORECASE) for shape in times),
        re.compile(between, re.IGNORECASE),
        re.compile(before, re.IGNORECASE),
    )


def find_stamps(text: str, signs: PageSigns) -> tuple[Stamp, ...]:
    """Every full date in a text, in order; of shapes that overlap the one that begins first."""
    if not text.isascii():
        text = text.translate(DIGITS)
    if A_YEAR.search(text) is None:
        return ()
    stamps: list[Stamp] = []
    for found in sorted(find_dates(text, signs), key=lambda found: (found.start(), -found.end())):
        if not stamps or found.start() >= stamps[-1].end:
            stamps.append(read_stamp(text, found, signs, after=stamps[-1].end if stamps else 0))
    return tuple(stamps)


def find_dates(text: str, signs: PageSigns) -> Iterator[re.Match[str]]:
    """Every match of every shape of date."""
    shapes = shapes_of(signs)
    for year in A_YEAR.finditer(text):
        at = year.start()
        begins = [
            found for shape in shapes.year_first if (found := shape.match(text, at)) and names_month(found, signs)
        ]
        ends = [find_ending(shape, text, at, signs) for shape in shapes.year_last] if at and not begins else []
        yield from (found for found in (*begins, *ends) if found)


def find_ending(shape: re.Pattern[str], text: str, year_at: int, signs: PageSigns) -> re.Match[str] | None:
    """The date whose year stands there; a word before it that is no month may hide one behind it."""
    at, end = max(0, year_at - BEFORE_YEAR_CHARS), year_at + YEAR_CHARS
    while found := shape.search(text, at, end):
        if found.start("year") == year_at and names_month(found, signs):
            return found
        at = found.start() + 1
    return None


def add_year(text: str, year: str, signs: PageSigns) -> str:
    """The text with a year put behind its first day and month, where it has them: "13 August, 18:05"; "" where not."""
    for shape in shapes_of(signs).yearless:
        for found in shape.finditer(text):
            if names_month(found, signs):
                return f"{text[: found.end()]} {year}{text[found.end() :]}"
    return ""


def widen_years(text: str, signs: PageSigns) -> str:
    """The text with its first year of two digits made one of four: "17.7.11", "12 jan 23"; "" where it has none."""
    for found in SHORT_YEAR.finditer(text[:MAX_SHORT_CHARS]):
        if found["month"] is None or found["month"].lower() in signs.dates.months:
            at = found.start("year")
            return f"{text[:at]}{'20' if int(found['year']) < FIRST_OF_1900S else '19'}{text[at:]}"
    return ""


def names_month(found: re.Match[str], signs: PageSigns) -> bool:
    """Whether the word in the place of a month is one; so where months are numbers."""
    month = found.groupdict().get("month")
    return month is None or month.lower() in signs.dates.months


def read_stamp(text: str, found: re.Match[str], signs: PageSigns, *, after: int) -> Stamp:
    """The date that matched, with the time after it, or else the time before it (but not before `after`)."""
    parts = found.groupdict()
    by_numbers = parts.get("number") is not None
    numbers = (int(parts["first"]), int(parts["second"])) if parts.get("first") else None
    month = int(parts["number"]) if by_numbers else None
    if parts.get("month"):
        month = signs.dates.months[parts["month"].lower()]
    day = int(parts["day"]) if parts.get("day") else None
    start, end = found.span()
    if (word := LAST_WORD.search(text, max(after, start - NEAR_CHARS), start)) and word[
        1
    ].lower() in signs.dates.weekdays:
        start = word.start()
    shapes = shapes_of(signs)
    clock = find_time_after(text, end, shapes)
    if clock:
        end = clock.end()
    elif clock := find_time_before(text, start, shapes, after=after):
        start = clock.start()
    time = clock.groupdict() if clock else {}
    year = int(parts["year"])
    return Stamp(
        printed=text[start:end].strip(),
        start=start,
        end=end,
        year=year - BUDDHIST if year > 2500 else year,
        month=month,
        day=day,
        numbers=numbers,
        hour=read_hour(time),
        minute=int(time.get("minute") or 0),
        second=int(time.get("second") or 0),
        zone=time.get("zone"),
        dotted=parts.get("separator") == ".",
        by_numbers=by_numbers,
    )


def read_hour(time: Mapping[str, str | None]) -> int | None:
    """The hour of the day, 0 to 23, of a time with its halves named or not; None where there is no time."""
    hour = time.get("hour")
    if hour is None:
        return None
    half = (time.get("half") or "").lower()
    if half or time.get("morning") or (time.get("evening") and int(hour) < 12):
        return int(hour) % 12 + (12 if half == "p" or time.get("evening") else 0)
    return int(hour)


def find_time_after(text: str, end: int, shapes: Shapes) -> re.Match[str] | None:
    """The time that follows a date with nothing but separators between."""
    between = shapes.between.match(text, end, end + NEAR_CHARS)
    begin = between.end() if between else end
    return next((found for shape in shapes.times if (found := shape.match(text, begin))), None)


def find_time_before(text: str, start: int, shapes: Shapes, *, after: int) -> re.Match[str] | None:
    """The time that stands before a date: "19:29 GMT, 1 May 2023"."""
    begin = max(after, start - NEAR_CHARS)
    for shape in shapes.times:
        for found in shape.finditer(text, begin, start):
            if shapes.before.fullmatch(text, found.end(), start) and not text[: found.start()][-1:].isdigit():
                return found
    return None


def read_published(candidates: Sequence[Candidate], *, outlet: Outlet | None, signs: PageSigns) -> Published | None:
    """The first candidate that is a possible date, made more precise by a later one of the same day.

    None where no candidate can be read without guessing: 12/04/2023 is read only where the outlet's country or
    another date on the page settles the order. Stamps that contradict what was read are noted as repairs.
    """
    dates = {day for one in candidates if (day := read_day(one.stamp, outlet))}
    days = [read_day(one.stamp, outlet) or settle_by(one.stamp, dates) for one in candidates]
    read = [(one, day) for one, day in zip(candidates, days, strict=True) if day]
    if not read:
        return None
    chosen, day = read[0]
    if read_instant(chosen.stamp, day, outlet, signs) is None:
        chosen = next((one for one, on in read if on == day and read_instant(one.stamp, on, outlet, signs)), chosen)
    at = read_instant(chosen.stamp, day, outlet, signs)
    if at and at.tzinfo is None:
        chosen, day, at = find_zoned(at, read, outlet, signs) or (chosen, day, at)
    repairs = tuple(dict.fromkeys(repair for one in candidates if (repair := repair_stamp(one.stamp, day, at, outlet))))
    return Published(
        on=own_day(day, at, outlet),
        at=at,
        printed=chosen.stamp.printed,
        known_from=chosen.known_from,
        repairs=repairs,
        others=find_others(read, day, at, outlet, signs),
    )


def find_others(
    read: Sequence[tuple[Candidate, date]], day: date, at: datetime | None, outlet: Outlet | None, signs: PageSigns
) -> tuple[OtherDate, ...]:
    """The candidates that say another day or another minute, each once, in their order."""
    found: dict[str, OtherDate] = {}
    first = {pair[0].stamp.printed: pair for pair in reversed(read)}  # of those printed alike
    for one, on in (pair for pair in read if first[pair[0].stamp.printed] is pair):
        other = read_instant(one.stamp, on, outlet, signs)
        if (other is None and on == day) or (at and other and is_near(at, other)):
            continue
        read_as = other.isoformat() if other else on.isoformat()
        found.setdefault(read_as, OtherDate(one.stamp.printed, read_as, one.known_from))
    return tuple(found.values())[:MAX_OTHERS]


def is_near(one: datetime, other: datetime) -> bool:
    """Whether two instants are of one minute; where only one has a zone, by their clocks."""
    if (one.tzinfo is None) != (other.tzinfo is None):
        one, other = one.replace(tzinfo=None), other.replace(tzinfo=None)
    return abs(one - other) < timedelta(minutes=1)


def find_zoned(
    at: datetime, read: Sequence[tuple[Candidate, date]], outlet: Outlet | None, signs: PageSigns
) -> tuple[Candidate, date, datetime] | None:
    """The candidate that gives the same instant with its zone: the same minutes past some hour of the days around."""
    for one, day in read:
        other = read_instant(one.stamp, day, outlet, signs) if one.stamp.zone else None
        if other and other.tzinfo and (other.minute, abs((day - at.date()).days) < 2) == (at.minute, True):
            apart = abs(other.replace(tzinfo=None) - at)
            if apart <= timedelta(hours=14) and other.second == at.second:
                return one, day, other
    return None


def read_day(stamp: Stamp, outlet: Outlet | None) -> date | None:
    """The day that a stamp names by itself; None where there is no such day, or two."""
    if stamp.numbers is None:
        return possible_day(stamp.year, stamp.month or 0, stamp.day or 0)
    readings = both_orders(stamp)
    country = outlet.country if outlet else None
    if len(readings) == 2 and (stamp.dotted or country not in {None, "CA"}):  # Canada prints both
        first, second = stamp.numbers
        month, day = (first, second) if country in MONTH_FIRST else (second, first)
        return possible_day(stamp.year, month, day)
    return readings.pop() if len(readings) == 1 else None


def both_orders(stamp: Stamp) -> set[date]:
    """The days that 12/04/2023 can mean."""
    first, second = stamp.numbers or (0, 0)
    orders = (possible_day(stamp.year, first, second), possible_day(stamp.year, second, first))
    return {day for day in orders if day}


def settle_by(stamp: Stamp, dates: set[date]) -> date | None:
    """The reading of an ambiguous stamp that another date on the page bears out."""
    borne_out = both_orders(stamp) & dates if stamp.numbers else set()
    return borne_out.pop() if len(borne_out) == 1 else None


def read_instant(stamp: Stamp, day: date, outlet: Outlet | None, signs: PageSigns) -> datetime | None:
    """The printed time on that day, with its zone where one is printed that means one clock."""
    if stamp.hour is None:
        return None
    try:
        naive = datetime(day.year, day.month, day.day, stamp.hour, stamp.minute, min(stamp.second, 59))
    except ValueError:
        return None
    zone = read_zone(stamp.zone, naive, outlet, signs)
    if zone is None:
        return naive
    offset = naive.replace(tzinfo=zone).utcoffset()  # kept as an offset: a stored instant must not hang on zone data
    return naive.replace(tzinfo=timezone(offset) if offset else UTC)


def read_zone(printed: str | None, naive: datetime, outlet: Outlet | None, signs: PageSigns) -> tzinfo | None:
    """The clock that a printed zone means at that hour; an abbreviation of several clocks only by the outlet's."""
    if not printed:
        return None
    word = printed.upper().replace(" ", "")
    if found := re.fullmatch(r"(?:GMT|UTC)?([+-])(\d{1,2}):?(\d\d)?", word):
        hours, minutes = int(found[2]), int(found[3] or 0)
        if hours > 14 or minutes > 59:
            return None
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if found[1] == "-" else offset)
    if outlet and outlet.time_zone:
        home = ZoneInfo(outlet.time_zone)
        if naive.replace(tzinfo=home).tzname() == word:
            return home
    return signs.time_zones.named(word)


def own_day(day: date, at: datetime | None, outlet: Outlet | None) -> date:
    """The day at the outlet's own clock: a page may print the instant in UTC."""
    if at is None or at.tzinfo is None or outlet is None or outlet.time_zone is None:
        return day
    return at.astimezone(ZoneInfo(outlet.time_zone)).date()


def repair_stamp(stamp: Stamp, day: date, at: datetime | None, outlet: Outlet | None) -> Repair | None:
    """How a stamp of numbers that is not the day we read comes to be what it is; None where it is another date."""
    if stamp.numbers and read_day(stamp, outlet) is None and day in both_orders(stamp):
        why = f"day and month can be read in either order; another date on the page says {day.isoformat()}"
        return Repair(stamp.printed, day.isoformat(), why)
    if not stamp.by_numbers or stamp.year != day.year or (stamp.month, stamp.day) == (day.month, day.day):
        return None
    if at and stamp.day == day.day and stamp.month == at.minute:
        readable = f"{at:%I:%M %p}, {day:%d %B %Y}"
        why = f"minutes stand in the month slot: day and year agree with the readable date {readable}"
        return Repair(stamp.printed, day.isoformat(), why)
    if (stamp.month, stamp.day) == (day.day, day.month):
        why = f"day and month are swapped: the readable date is {day:%d %B %Y}"
        return Repair(stamp.printed, day.isoformat(), why)
    return None
