"""How the languages that we read print a date: the words of all of them together, as a page says its date first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from tolltrace.knowledge.tells import PageWords

Forms = Sequence[Sequence[str]]  # of January or Monday, of the next, …


class DateWords(msgspec.Struct, frozen=True):
    """The words of printed dates, in lower case."""

    months: Mapping[str, int] = {}  # each form of a name → 1 to 12
    weekdays: tuple[str, ...] = ()
    behind_day: tuple[str, ...] = ()
    behind_year: tuple[str, ...] = ()
    before_month: tuple[str, ...] = ()
    before_date: tuple[str, ...] = ()
    before_time: tuple[str, ...] = ()


def gather_date_words(pages: Iterable[PageWords], months: Iterable[Forms], weekdays: Iterable[Forms]) -> DateWords:
    """The words of several languages as one. A name that two languages have for two months is read as neither."""
    pages = tuple(pages)
    numbers: dict[str, set[int]] = defaultdict(set)
    for names in (*months, *(page.short_months for page in pages)):
        for number, forms in enumerate(names, 1):
            for form in forms:
                numbers[form].add(number)
    days = {
        form for names in (*weekdays, *(page.short_weekdays for page in pages)) for forms in names for form in forms
    }
    beside = ("behind_day", "behind_year", "before_month", "before_date", "before_time")
    words = {field: tuple(sorted({word for page in pages for word in getattr(page, field)})) for field in beside}
    known = {form: found.pop() for form, found in numbers.items() if len(found) == 1}
    return DateWords(months=known, weekdays=tuple(sorted(days)), **words)
