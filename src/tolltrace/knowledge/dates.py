"""How pages print a date: the words of all languages together, as a page says its date before its language is known."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.load import load_toml
from tolltrace.knowledge.tells import PageWords

Forms = Sequence[Sequence[str]]  # of January or Monday, of the next, …
BESIDE = ("behind_day", "behind_year", "before_month", "before_date", "before_time")


class Beside(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words around the numbers and names of a date, in lower case."""

    behind_day: tuple[str, ...]
    behind_year: tuple[str, ...]
    before_month: tuple[str, ...]
    before_date: tuple[str, ...]
    before_time: tuple[str, ...]
    before_noon: tuple[str, ...]
    after_noon: tuple[str, ...]


class OtherDates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `dates.toml`: words of the languages that have no folder; names by language, a line of twelve or seven."""

    beside: Beside
    months: dict[str, str]
    weekdays: dict[str, str]


class DateWords(msgspec.Struct, frozen=True):
    """The words of printed dates, in lower case."""

    months: Mapping[str, int] = {}  # each form of a name → 1 to 12
    weekdays: frozenset[str] = frozenset()
    behind_day: tuple[str, ...] = ()
    behind_year: tuple[str, ...] = ()
    before_month: tuple[str, ...] = ()
    before_date: tuple[str, ...] = ()
    before_time: tuple[str, ...] = ()
    before_noon: tuple[str, ...] = ()
    after_noon: tuple[str, ...] = ()

    def and_others(self, others: OtherDates) -> "DateWords":
        """These, and the words of further languages; where both have a name for two months, ours is meant."""
        beside = {field: merged(getattr(self, field), getattr(others.beside, field)) for field in BESIDE}
        noon = {field: getattr(others.beside, field) for field in ("before_noon", "after_noon")}
        months = number_names([read_forms(line) for line in others.months.values()])
        days = [form for line in others.weekdays.values() for forms in read_forms(line) for form in forms]
        return DateWords(months={**months, **self.months}, weekdays=self.weekdays | set(days), **beside, **noon)


def gather_date_words(pages: Iterable[PageWords], months: Iterable[Forms], weekdays: Iterable[Forms]) -> DateWords:
    """The words of several languages as one. A name that two languages have for two months is read as neither."""
    pages = tuple(pages)
    days = [
        form for names in (*weekdays, *(page.short_weekdays for page in pages)) for forms in names for form in forms
    ]
    words = {field: merged(*(getattr(page, field) for page in pages)) for field in BESIDE}
    known = number_names([*months, *(page.short_months for page in pages)])
    return DateWords(months=known, weekdays=frozenset(days), **words)


def number_names(months: Iterable[Forms]) -> dict[str, int]:
    """Each form of a month's name with its number, where that is one."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for names in months:
        for number, forms in enumerate(names, 1):
            for form in forms:
                numbers[form.rstrip(".")].add(number)
    return {form: found.pop() for form, found in numbers.items() if len(found) == 1}


def merged(*words: Iterable[str]) -> tuple[str, ...]:
    """All of them once, in order of the alphabet."""
    return tuple(sorted({word for some in words for word in some}))


def read_forms(line: str) -> tuple[tuple[str, ...], ...]:
    """ "januar jan ; februar feb" """
    return tuple(tuple(forms.split()) for forms in line.split(";"))


def load_other_dates(path: Path) -> OtherDates:
    """The file, checked. Raises KnowledgeError where a year has not twelve months, or a week not seven days."""
    others = load_toml(path, OtherDates)
    for table, names, count in (("months", others.months, 12), ("weekdays", others.weekdays, 7)):
        for code, line in names.items():
            if (found := len(read_forms(line))) != count or line != line.lower():
                raise KnowledgeError(f"{path}: [{table}] {code}: found {found} names, expected {count} in lower case")
    return others
