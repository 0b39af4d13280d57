"""Numbers that count no people: days and years, ages, times, money, measures, parts of a name, former figures."""

import re
from functools import cache

from tolltrace.knowledge import Language, any_of, compile_pattern

# signs, letters and digits that tie a number to what is before it: `$5`, `#5`, `MH-17`, `v.2`, `9:30`, `9/11`, `1,5`
TIED_BEFORE = re.compile(r"[$€£¥#]\s?$|\b[A-Za-z]{1,12}[-–]$|\w\.$|\d[:/]$|\d[.,]$|\w$")
TIED_AFTER = re.compile(r"[:/]\d|[a-z\d]|[-–][a-z]", re.IGNORECASE)  # `5:30`, `9/11`, `5th`, `5-year-old`
YEARS = range(1800, 2101)  # a bare number of these is a year, unless people follow
LAST_DAY = 31
BESIDE_CHARS = 100  # on either side of a number: no rule looks farther, and time stays bounded


def counts_nothing(text: str, start: int, end: int, language: Language) -> bool:
    """Whether the number at `text[start:end]` is anything but a count of people, by the words beside it."""
    before, after = text_before(text, start), text_after(text, end)
    numbers = language.lexicon.numbers
    return bool(
        TIED_BEFORE.search(before)
        or TIED_AFTER.match(after)
        or words_before(language).search(before)
        or words_after(language).match(after)
        or compile_pattern(numbers.ratio_before_pattern).search(before)
        or compile_pattern(numbers.ratio_after_pattern).match(after)
        or compile_pattern(numbers.former_before_pattern).search(before)
        or is_score(text, start, language)
        or is_date(text[start:end], before, after, language)
    )


def is_score(text: str, start: int, language: Language) -> bool:
    """Whether a number opens a score, `42-3`: no range falls."""
    score = compile_pattern(language.lexicon.numbers.score_pattern).match(text, start)
    return score is not None and int(score["first"]) > int(score["last"])


def text_before(text: str, offset: int) -> str:
    """What stands right before an offset."""
    return text[max(0, offset - BESIDE_CHARS) : offset]


def text_after(text: str, offset: int) -> str:
    """What stands right behind an offset."""
    return text[offset : offset + BESIDE_CHARS]


def is_date(printed: str, before: str, after: str, language: Language) -> bool:
    """Whether a number is the day or the year of a date: `9 May`, `May 9`, `in 2011`; not `2011 people`."""
    if not printed.isdigit():
        return False
    number = int(printed)
    if number <= LAST_DAY and (month_before(language).search(before) or month_after(language).match(after)):
        return True
    if number not in YEARS:
        return False
    return not people_after(language).match(after) or bool(year_before(language).search(before))


@cache
def words_before(language: Language) -> re.Pattern[str]:
    """`aged 5`, `flight 5`, `No. 5`."""
    numbers = language.lexicon.numbers
    return compile_pattern(rf"\b(?:{any_of(numbers.not_after)})\s$|\b(?:{any_of(numbers.numbering)})\.?\s?$")


@cache
def words_after(language: Language) -> re.Pattern[str]:
    """`5 %`, `5 km`, `5 years`."""
    return compile_pattern(rf"^[\s-]*(?:{any_of(language.lexicon.numbers.not_people)})(?!\w)")


@cache
def month_before(language: Language) -> re.Pattern[str]:
    """`May 9`."""
    return compile_pattern(rf"\b{months(language)}\s$")


@cache
def month_after(language: Language) -> re.Pattern[str]:
    """`9 May`; not `9 may have died`."""
    return compile_pattern(
        rf"\s{months(language)}\b(?!\s+(?:{any_of(language.lexicon.time.not_months_before)}))",
    )


@cache
def people_after(language: Language) -> re.Pattern[str]:
    """`2011 people`, `2011 deaths`, `2011 were`."""
    words = {*language.people, *language.harm_counts, *language.lexicon.numbers.counted_by}
    return compile_pattern(rf"\s+(?:{any_of(words)})\b")


@cache
def year_before(language: Language) -> re.Pattern[str]:
    """`in 2011`, `May 2011`."""
    return compile_pattern(rf"\b(?:{any_of(language.lexicon.numbers.before_years)}|{months(language)},?)\s$")


def months(language: Language) -> str:
    """Every month and its abbreviations, with or without a full stop."""
    return (
        "(?:"
        + "|".join(
            any_of([name]) + "".join(rf"|{short}\.?" for short in shorts)
            for name, *shorts in language.lexicon.time.months
        )
        + ")"
    )
