"""EDTF words of a period → the first and last day that they cover."""

import calendar
import re
from datetime import date

DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?[~?%]?$")
Days = tuple[date | None, date | None]


def days_of(edtf: str | None) -> Days | None:
    """The first and last day, inclusive; None at an end that is open, or for all where the words cannot be read."""
    if not edtf:
        return None
    first, slash, last = edtf.partition("/")
    start, end = _days(first), _days(last) if slash else _days(first)
    days = (start[0] if start else None, end[1] if end else None)
    return days if any(days) else None


def _days(point: str) -> tuple[date, date] | None:
    match = DAY.match(point)
    if not match:
        return None
    year, month, day = int(match[1]), match[2], match[3]
    try:
        if day:
            on = date(year, int(month), int(day))
            return on, on
        if month:
            return date(year, int(month), 1), date(year, int(month), calendar.monthrange(year, int(month))[1])
        return date(year, 1, 1), date(year, 12, 31)
    except (ValueError, calendar.IllegalMonthError):  # "0000-13": a page may print anything
        return None
