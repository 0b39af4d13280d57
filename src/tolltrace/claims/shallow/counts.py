"""How many: numbers with their hedges, ranges, vague counts, in digits and in words → Count."""

import re
from dataclasses import dataclass
from functools import cache

from tolltrace.claims.shallow.phrases import compile_phrases, phrase_pattern
from tolltrace.claims.shallow.sentences import Passage
from tolltrace.knowledge import WordLanguage
from tolltrace.values import Figure, Hedge

MAX_DIGITS = 12  # more people than there are
WHOLE = 1e-6
SPACE = "[ \u00a0\u202f\u2009]"
DIGITS = rf"\d{{1,3}}(?:{SPACE}\d{{3}})+(?!\d)|\d+(?:[.,]\d+)?"
RANGE_DASH = r"\s?[–—‒-]\s?"
YEARS = range(1800, 2101)
BOUNDS = {  # which bounds a hedge leaves
    Hedge.EXACT: (True, True),
    Hedge.ABOUT: (True, True),
    Hedge.MORE_THAN: (True, False),
    Hedge.AT_LEAST: (True, False),
    Hedge.LESS_THAN: (False, True),
    Hedge.AT_MOST: (False, True),
}


@dataclass(frozen=True, slots=True)
class Count:
    """One count where it stands in a sentence. `bare` is where its number starts, behind its hedge."""

    figure: Figure
    start: int
    end: int
    bare: int
    added: bool = False  # "+1 130", "на чотири": added to a total that stands beside it
    former: bool = False  # "з 41": what the total was
    is_family: bool = False  # "родина з чотирьох": the mention is the whole phrase
    moved_to: bool = False  # "до 45": what it is now


@dataclass(frozen=True, slots=True)
class Grammar:
    """The patterns of a language's counts, compiled."""

    count: re.Pattern[str]
    uncounted: re.Pattern[str]
    not_people: re.Pattern[str]
    before: tuple[tuple[re.Pattern[str], Hedge], ...]
    after: tuple[tuple[re.Pattern[str], Hedge], ...]
    adds: re.Pattern[str]
    moves: re.Pattern[str]
    up_to: re.Pattern[str]
    moved_by: re.Pattern[str]
    moved_from: re.Pattern[str]
    family: re.Pattern[str]


def find_counts(passage: Passage) -> tuple[Count, ...]:
    """Every count of what may be people, left to right."""
    grammar, text = grammar_of(passage.language), passage.text
    masked = [match.span() for match in grammar.uncounted.finditer(text)]
    found: list[Count] = []
    for match in grammar.count.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in masked):
            continue
        figure = read_figure(match, passage.language)
        if figure is not None and not grammar.not_people.match(text, match.end()):
            found.append(hedge_count(figure, match, grammar, passage))
    return tuple(found)


@cache
def grammar_of(language: WordLanguage) -> Grammar:
    """Compiled once a language."""
    book, numbers = language.book, language.book.numbers
    word = phrase_pattern((*numbers.words, *numbers.scales))
    scale = phrase_pattern(tuple(numbers.scales))
    digits = rf"(?<![\w.,/:])(?:{DIGITS})(?:-(?:{phrase_pattern(numbers.endings)})\b)?"
    number = rf"(?:{digits}(?:\s?(?:{scale})(?![\w’'])\.?)*|(?<![\w’'-])(?:{word})(?:\s+(?:{word}))*(?![\w’'-]))"
    opens, joins = phrase_pattern(numbers.range_opens), phrase_pattern(numbers.range_joins)
    count = (
        rf"(?<![\w’'])(?:{opens})\s+(?P<low2>{number})\s+(?:{joins})\s+(?P<high2>{number})"
        rf"|(?P<low>{number})(?:{RANGE_DASH})(?P<high>{number})"
        rf"|(?P<vague>(?<![\w’'])(?:{phrase_pattern(book.vague)})(?![\w’']))"
        rf"|(?P<one>{number})(?![\w’'/%°-])(?!{SPACE}?%)"
    )
    return Grammar(
        count=re.compile(count, re.IGNORECASE),
        uncounted=re.compile("|".join(f"(?:{one})" for one in numbers.not_people_patterns) or "(?!)", re.IGNORECASE),
        not_people=re.compile(rf"\s*{compile_phrases(numbers.not_people).pattern}", re.IGNORECASE),
        before=tuple((ends_with(phrases), hedge) for hedge, phrases in book.hedges.before.items()),
        after=tuple((starts_with(phrases), hedge) for hedge, phrases in book.hedges.after.items()),
        adds=ends_with(numbers.adds),
        moves=compile_phrases(book.hedges.moves),
        up_to=ends_with(book.hedges.up_to),
        moved_by=ends_with(book.hedges.moved_by),
        moved_from=ends_with(book.hedges.moved_from),
        family=ends_with(numbers.families),
    )


def ends_with(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One of these right before a count."""
    return re.compile(rf"{compile_phrases(phrases).pattern}\s*[–—‒-]?\s*$", re.IGNORECASE)


def starts_with(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One of these right behind a count."""
    return re.compile(rf"\s*{compile_phrases(phrases).pattern}", re.IGNORECASE)


def find_before(pattern: re.Pattern[str], text: str, at: int) -> int | None:
    """Where the phrase that ends right before `at` starts; looked for among the few characters before."""
    window = text[max(0, at - 40) : at]
    match = pattern.search(window)
    return at - len(window) + match.start() if match else None


# ── what a count says ────────────────────────────────────────────────────────────────────────────────────────────────


def read_figure(match: re.Match[str], language: WordLanguage) -> Figure | None:
    """The figure without its hedge; None for what is no number, or a year."""
    if match["vague"]:
        least, most = language.book.vague[" ".join(match["vague"].lower().replace("’", "'").split())]
        return Figure(least or None, most or None, None, Hedge.VAGUE)
    if one := match["one"]:
        value = read_number(one, language)
        return None if value is None or (one.isdigit() and value in YEARS) else Figure(value, value, value)
    printed = (match["low"] or match["low2"], match["high"] or match["high2"])
    low, high = (read_number(words, language) for words in printed)
    scale = scale_of(printed[1], language) if low is not None and scale_of(printed[0], language) == 1 else 1
    if low is None or high is None or low * scale >= high:
        return None
    return Figure(low * scale, high, None, Hedge.RANGE)


def read_number(printed: str, language: WordLanguage) -> int | None:
    """`1,3 тис.` → 1300, `двадцять п'ять` → 25; None where it is none, or no whole one."""
    numbers = language.book.numbers
    total, current, seen = 0.0, 0.0, False
    digits = re.match(DIGITS, printed)
    if digits:
        plain = re.sub(SPACE, "", digits[0]).replace(",", ".")
        if len(plain) > MAX_DIGITS:
            return None
        current, seen = float(plain), True
        printed = re.sub(r"^-[^\s]+", "", printed[digits.end() :])
    for word in printed.lower().replace("’", "'").split():
        bare = word if word in numbers.words or word in numbers.scales else word.rstrip(".")
        if bare in numbers.words:
            current += numbers.words[bare]
        elif bare in numbers.scales:
            current = (current or 1) * numbers.scales[bare]
            if numbers.scales[bare] >= 1000:
                total, current = total + current, 0
        else:
            return None
        seen = True
    value = total + current
    return round(value) if seen and abs(value - round(value)) < WHOLE else None


def scale_of(printed: str, language: WordLanguage) -> int:
    """The scale that a number ends with: 1000 for `20 тисяч`, 1 where there is none. A lower bound shares it."""
    last = printed.lower().split()[-1].rstrip(".")
    return language.book.numbers.scales.get(last, 1)


def hedge_count(figure: Figure, match: re.Match[str], grammar: Grammar, passage: Passage) -> Count:
    """The count with the words beside it that bound it or add it to a total."""
    text, start, end = passage.text, match.start(), match.end()
    clause = text[max(0, start - 120) : start]
    moves = bool(grammar.moves.search(clause))
    if text[:start].endswith("+"):
        return Count(figure, start - 1, end, start, added=True)
    if moves and find_before(grammar.moved_by, text, start) is not None:
        return Count(figure, start, end, start, added=True)
    if moves and find_before(grammar.moved_from, text, start) is not None:
        return Count(figure, start, end, start, former=True)
    if moves and find_before(grammar.up_to, text, start) is not None:
        return Count(figure, start, end, start, moved_to=True)
    bare = start
    for pattern, hedge in grammar.before:
        at = find_before(pattern, text, start)
        if at is not None:
            figure, start = bound(figure, hedge), at
            break
    for pattern, hedge in grammar.after:
        if figure.hedge is Hedge.EXACT and (after := pattern.match(text, end)):
            figure, end = bound(figure, hedge), after.end()
    family = find_before(grammar.family, text, start)
    if family is not None:
        return Count(figure, family, end, bare, is_family=True)
    adding = find_before(grammar.adds, text, start)
    return Count(figure, start if adding is None else adding, end, bare)


def bound(figure: Figure, hedge: Hedge) -> Figure:
    """A figure under a hedge. A vague count keeps what is sure of it; a range stays one."""
    if figure.hedge is Hedge.RANGE:
        return figure
    keeps_low, keeps_high = BOUNDS[hedge]
    kept = figure.hedge if figure.hedge is Hedge.VAGUE else hedge
    return Figure(figure.low if keeps_low else None, figure.high if keeps_high else None, figure.value, kept)
