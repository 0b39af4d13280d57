"""Days of the calendar, and periods as days: EDTF, as far as our reader writes it, to its first and last day."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from tolltrace.values import Period

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?%]?)")


@dataclass(frozen=True, slots=True)
class Days:
    """From a day to a day, both included. `first` is None for "until 1 March"; `approximate` where an end is."""

    first: date | None
    last: date
    approximate: bool = False

    @property
    def count(self) -> int | None:
        """How many days; None where it has no beginning."""
        return (self.last - self.first).days + 1 if self.first is not None else None

    def holds(self, other: "Days") -> bool:
        """Whether the other lies within."""
        begun = self.first is None or (other.first is not None and self.first <= other.first)
        return begun and other.last <= self.last

    def meets(self, other: "Days") -> bool:
        """Whether both have a day in common."""
        starts_late = self.first is not None and self.first > other.last
        return not starts_late and not (other.first is not None and other.first > self.last)


def read_days(period: Period | None) -> Days | None:
    """The days of a period; None where it has no EDTF, or none that we read."""
    return _read_edtf(period.edtf) if period is not None and period.edtf else None


@lru_cache(maxsize=10_000)  # a ledger of 100,000 statements has some thousand periods
def _read_edtf(edtf: str) -> Days | None:
    start, slash, end = edtf.partition("/")
    ends = [_read_ends(start), _read_ends(end if slash else start)]
    if ends[1] is None or (ends[0] is None and start != ".."):
        return None
    first = ends[0][0] if ends[0] else None
    approximate = any(one[2] for one in ends if one)
    return None if first is not None and first > ends[1][1] else Days(first, ends[1][1], approximate)


def day_before(day: date) -> date:
    """Yesterday, seen from a day."""
    return day - timedelta(days=1) if day > date.min else day


def _read_ends(printed: str) -> tuple[date, date, bool] | None:
    """First and last day of a day, month or year, and whether it is approximate."""
    if not (match := _DAY.fullmatch(printed)):
        return None
    year, month, day = (int(part) if part else None for part in match.groups()[:3])
    if not year or (month is not None and not 1 <= month <= 12):
        return None
    last_day = calendar.monthrange(year, month or 12)[1]
    if day is not None and not 1 <= day <= last_day:
        return None
    return date(year, month or 1, day or 1), date(year, month or 12, day or last_day), bool(match[4])


def possible_day(year: int, month: int, day: int) -> date | None:
    """The day, where the calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
