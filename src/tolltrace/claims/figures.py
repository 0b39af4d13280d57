"""Numbers, ranges, vague counts, shares and zeros, with their hedges → Figure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from tolltrace.knowledge import Language
from tolltrace.values import Figure, Hedge

UNITS = dict(
    zip(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(1, 20),
        strict=True,
    )
)
TENS = dict(
    zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)
)
MAX_COUNT = 1_000_000_000  # more people than any toll has; larger numbers are money or typing errors


@dataclass(frozen=True, slots=True)
class FigureMention:
    """A figure where it stands in a sentence; offsets count in the sentence."""

    figure: Figure
    start: int  # with its hedge
    end: int
    number_start: int  # without
    number_end: int
    adds: bool = False  # "another 30", "dozens more"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The regular expressions that a lexicon makes."""

    core: re.Pattern[str]
    range: re.Pattern[str]
    fraction: re.Pattern[str]
    zero: re.Pattern[str]
    family: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    adds_before: re.Pattern[str]
    adds_after: re.Pattern[str]
    not_people: re.Pattern[str]


def find_figures(text: str, language: Language) -> tuple[FigureMention, ...]:
    """Every figure in a sentence that could count people, left to right, never overlapping.

    Ages, dates, times, money, measures and names with digits are left out here; what is counted is for later stages.
    """
    grammar = make_grammar(language)
    found: list[FigureMention] = []
    for mention in sorted(
        chain(
            read_zeros(text, grammar),
            read_families(text, language, grammar),
            read_fractions(text, language, grammar),
            read_ranges(text, language, grammar),
            read_counts(text, language, grammar),
        ),
        key=lambda m: (m.number_start, -m.number_end),
    ):
        widened = add_hedge(text, mention, language, grammar)
        if not found or widened.number_start >= found[-1].end:
            found.append(widened)
    return tuple(found)


@cache
def make_grammar(language: Language) -> Grammar:
    """The expressions for one language, made once."""
    numbers, hedges = language.lexicon.numbers, language.lexicon.hedges
    scale = any_of(numbers.scales)
    digits = r"\d{1,3}(?:,\d{2,3})+(?!\d)|\d{1,3}(?:[  \u202f]\d{3})+(?![\d,])|\d+(?:\.\d+)?"
    unit = any_of(chain(UNITS, TENS, ("a", "hundred", "thousand", "million", "dozen")))
    words = rf"(?:{unit})(?:(?:[ -]|\s+and\s+)(?:{any_of(chain(UNITS, TENS))}|{scale}))*"
    vague = any_of(chain(language.lexicon.vague, numbers.halves))
    core = rf"(?:(?:{digits})(?:[ -]?(?:{scale})\b)*|\b(?:{vague})\b|\b{words}\b)"
    share = any_of(language.lexicon.fractions)
    base = r"(?:(?:the|those|these|them|all|its|their|his|whom)\b(?:\s+[\w'-]+)?)"
    return Grammar(
        core=ignoring_case(core),
        range=ignoring_case(
            rf"(?:between\s+|from\s+)?(?P<low>{core})(?:(?<=\d)[-–—](?=\d)|\s[-–—]\s|\s+(?:to|and|or)\s+)(?P<high>{core})"
        ),
        fraction=ignoring_case(
            rf"\b(?:(?P<word>{share})|(?P<percent>\d+(?:\.\d+)?)\s*(?:%|percent|per cent)"
            rf"|(?P<part>{core})\s+in\s+(?P<whole>{core}))\s+of\s+{base}|\b(?P<most>most)\s+of\s+(?:the|those|these|them)\b(?:\s+[\w'-]+)?"
        ),
        zero=ignoring_case(rf"\b(?:{any_of(numbers.zero)})\b"),
        family=ignoring_case(
            rf"\b(?:an?|the|one|entire)\s+family\s+of\s+(?P<size>{core})"
            rf"|\ba\s+(?:married\s+)?couple\s+and\s+their\s+(?P<children>{core})\s+(?:\w+\s+)?(?:children|sons|daughters|kids)"
        ),
        before=ignoring_case(
            rf"(?:^|(?<=[\s(\"“—–-]))(?:{any_of(chain(*hedges.before.values()))})\s*(?:a\s+total\s+of\s+)?$"
        ),
        after=ignoring_case(rf"^\s*(?:{any_of(chain(*hedges.after.values()))})(?!\w)"),
        adds_before=ignoring_case(rf"\b(?:{any_of(numbers.additive_before)})\s+$"),
        adds_after=ignoring_case(rf"^\s+(?:{any_of(numbers.additive_after)})\b(?!\s+than)"),
        not_people=ignoring_case(rf"^[\s-]*(?:{any_of(numbers.not_people)})(?![\w])"),
    )


def any_of(words: Iterable[str]) -> str:
    """An alternation, longest first, that lets any white space stand for a space."""
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


def ignoring_case(pattern: str) -> re.Pattern[str]:
    """Compiled so that capitals do not matter."""
    return re.compile(pattern, re.IGNORECASE)


# ── the four kinds ───────────────────────────────────────────────────────────────────────────────────────────────────


def read_zeros(text: str, grammar: Grammar) -> Iterator[FigureMention]:
    """`no one`, `no`, `none` → 0."""
    for match in grammar.zero.finditer(text):
        following = text[match.end() :].lstrip()
        if re.match(
            r"(?:longer|matter|doubt|way|wonder|more than|fewer than|less than|later than|\d)", following, re.IGNORECASE
        ):
            continue
        if match[0] in {"No", "NO"} and following[:1] in {".", ",", ""}:
            continue
        yield plain(match, Figure(0, 0, 0))


def read_families(text: str, language: Language, grammar: Grammar) -> Iterator[FigureMention]:
    """`a family of five` → 5, `a couple and their two children` → 4, each on the whole phrase."""
    for match in grammar.family.finditer(text):
        if match["size"]:
            size = read_number(match["size"], language)
        else:
            children = read_number(match["children"], language)
            size = children and children + 2
        if size:
            yield plain(match, Figure(size, size, size))


def read_fractions(text: str, language: Language, grammar: Grammar) -> Iterator[FigureMention]:
    """`half of the dead`, `40 % of those killed`, `one in five of the wounded`, `most of them`."""
    for match in grammar.fraction.finditer(text):
        if match["most"]:
            yield plain(match, Figure(hedge=Hedge.VAGUE))
            continue
        if match["word"]:
            share = language.lexicon.fractions[" ".join(match["word"].lower().split())]
        elif match["percent"]:
            share = float(match["percent"]) / 100
        else:
            part, whole = read_number(match["part"], language), read_number(match["whole"], language)
            if not part or not whole or part > whole:
                continue
            share = round(part / whole, 4)
        yield plain(match, Figure(fraction=share))


def read_ranges(text: str, language: Language, grammar: Grammar) -> Iterator[FigureMention]:
    """`between 15 and 20`, `15-20`, `10 to 12 thousand` → both bounds, inclusive."""
    for match in grammar.range.finditer(text):
        joined_by_and = re.search(r"\s(?:and|or)\s", text[match.end("low") : match.start("high")], re.IGNORECASE)
        if joined_by_and and not match[0].lower().startswith("between"):
            continue
        if match[0].lower().startswith("from") and not re.search(r"\d|\w", match["low"]):
            continue
        low, high = read_number(match["low"], language), read_number(match["high"], language)
        if low is None or high is None or match["low"].lower() == "a":
            continue
        if re.search(r"\bby\s+(?:\w+\s+)?$", text[: match.start()], re.IGNORECASE):
            continue  # `rose by four to 45`: an increment and a total
        if low < high < 1_000_000 and (
            scale := re.search(r"(?:thousand|million|lakh|k)$", match["high"], re.IGNORECASE)
        ):
            times = language.lexicon.numbers.scales[scale[0].lower()]
            low = low * times if low < high / times * 1.5 and low < times else low
        if low >= high or is_no_count(text, match.start("low"), match.end(), language, grammar):
            continue
        yield plain(match, Figure(low, high, None, Hedge.RANGE))


def read_counts(text: str, language: Language, grammar: Grammar) -> Iterator[FigureMention]:
    """Plain numbers and vague counts."""
    lexicon = language.lexicon
    for match in grammar.core.finditer(text):
        words = " ".join(match[0].lower().split())
        if words in {"many", "few"} and re.search(r"\b(?:how|as|so|too)\s$", text[: match.start()], re.IGNORECASE):
            continue
        if words == "a" or is_no_count(text, match.start(), match.end(), language, grammar):
            continue
        if words in lexicon.vague:
            low, high = lexicon.vague[words]
            if (
                words in {"some", "many", "a number", "a few", "a couple", "several"}
                and text[match.end() :].lstrip()[:1].isdigit()
            ):
                continue
            yield plain(match, Figure(low or None, high or None, None, Hedge.VAGUE))
        elif (value := read_number(words, language)) is not None and value <= MAX_COUNT:
            yield plain(match, Figure(value, value, value))


def plain(match: re.Match[str], figure: Figure) -> FigureMention:
    """A mention that has not looked at its neighbours yet."""
    return FigureMention(figure, match.start(), match.end(), match.start(), match.end())


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_number(printed: str, language: Language) -> int | None:
    """A number in digits, words or both: `1.2 lakh`, `twenty-five`, `20k`, `half a million`; None where it is none."""
    text = " ".join(printed.lower().split())
    numbers = language.lexicon.numbers
    if text in numbers.halves:
        return numbers.halves[text]
    if match := re.fullmatch(r"([\d.,  \u202f]+?)((?:[ -]?[a-z]+)*)", text):
        digits = re.sub(r"[,  \u202f]", "", match[1])
        if not re.fullmatch(r"\d+(?:\.\d+)?", digits):
            return None
        value = float(digits)
        for scale in re.findall(r"[a-z]+", match[2]):
            if scale not in numbers.scales:
                return None
            value *= numbers.scales[scale]
        return round(value) if abs(value - round(value)) < 1e-6 else None
    return read_words(re.split(r"[ -]+", text), numbers.scales)


def read_words(words: list[str], scales: dict[str, int]) -> int | None:
    """`two thousand three hundred and five` → 2305."""
    total, current, seen = 0, 0, False
    for word in words:
        if word == "and":
            continue
        if word == "a":
            current += 1
        elif word in UNITS or word in TENS:
            current += UNITS.get(word, 0) + TENS.get(word, 0)
            seen = True
        elif word in scales:
            seen = True
            current = max(current, 1) * scales[word]
            if scales[word] >= 1000:
                total, current = total + current, 0
        else:
            return None
    return total + current if seen else None


def is_no_count(text: str, start: int, end: int, language: Language, grammar: Grammar) -> bool:
    """Whether a number is an age, a date, a time, money, a measure or part of a name."""
    before, after = text[:start], text[end:]
    printed = text[start:end]
    if re.search(
        r"[$€£¥#]\s?$|\b[A-Za-z]{1,12}[-–]$|\w\.$|[\d]:$|\bNo\.? ?$|\d[.,]$|\b(?:aged?|flight|route|highway|article|section|chapter|magnitude|category|phase|level|number|day|week|grade|unit|type)\s$|[\w]$",
        before,
        re.IGNORECASE,
    ):
        return True
    if re.match(
        r"[-–\s]*years?[-–\s]*olds?|[:/]\d|(?:st|nd|rd|th)\b|[-–]?(?:day|hour|minute|month|week|year|storey|story|person|member|mile|kilomet|met|foot|man|seat|bed|room|point|magnitude|page|strong|time|nation)\w*\b(?=[\s-])(?<!\s)|\s?(?:am|pm|a\.m|p\.m)\b",
        after,
        re.IGNORECASE,
    ) and not re.match(r"\s", after):
        return True
    if re.match(r"\s+years?[-\s]+old", after, re.IGNORECASE) or grammar.not_people.match(after):
        return True
    if re.match(r"[a-z\d]|[-–][a-z]", after, re.IGNORECASE) or re.search(
        r"\b(?:one|two|three|\d)\s+in\s+$", before, re.IGNORECASE
    ):
        return True
    return is_former(before) or is_date(printed, before, after, language)


def is_former(before: str) -> bool:
    """Whether a number is the figure that another one replaces: `to 45 from 41`, `up from 41`."""
    return bool(
        re.search(
            r"(?:\d|\b(?:up|down|raised|revised|rose|risen|increased)),?\s+from\s+(?:an?\s+\w+\s+)?$",
            before,
            re.IGNORECASE,
        )
    )


def is_date(printed: str, before: str, after: str, language: Language) -> bool:
    """Whether a number is the day or the year of a date."""
    months = "|".join(
        month if month == "may" else rf"{month}|{month[:3]}\.?|sept\.?" for month in language.lexicon.time.months
    )
    if not printed.isdigit():
        return False
    number = int(printed)
    if number <= 31 and (
        re.search(rf"\b(?:{months})\s$", before, re.IGNORECASE)
        or re.match(rf"\s(?:{months})\b(?!\s+(?:be|have))", after, re.IGNORECASE)
    ):
        return True
    if not 1800 <= number <= 2100:
        return False
    people = "|".join(map(re.escape, sorted(language.people | frozenset(language.harm_counts), key=len, reverse=True)))
    return not re.match(rf"\s+(?:{people}|more|were|have been)\b", after, re.IGNORECASE) or bool(
        re.search(rf"\b(?:in|since|by|until|during|of|from|{months},?)\s$", before, re.IGNORECASE)
    )


# ── hedges ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def add_hedge(text: str, mention: FigureMention, language: Language, grammar: Grammar) -> FigureMention:
    """Widen a figure by the words before and after it that bound it or say that it adds."""
    start, end, adds, hedge = mention.start, mention.end, False, None
    for _ in range(3):
        if match := grammar.before.search(text[:start]):
            hedge = hedge or hedge_of(match[0], language.lexicon.hedges.before)
            start = match.start()
        elif match := grammar.adds_before.search(text[:start]):
            start, adds = match.start(), True
        else:
            break
    if mention.figure.fraction is None and (match := grammar.adds_after.match(text[end:])):
        end, adds = end + match.end(), True
    if hedge is None and (match := grammar.after.match(text[end:])):
        hedge, end = hedge_of(match[0], language.lexicon.hedges.after), end + match.end()
    figure = apply_hedge(mention.figure, hedge) if hedge else mention.figure
    return replace(mention, figure=figure, start=start, end=end, adds=adds)


def hedge_of(phrase: str, hedges: dict[Hedge, tuple[str, ...]]) -> Hedge | None:
    """Which hedge a phrase makes."""
    words = " ".join(phrase.lower().split()).removesuffix(" a total of")
    return next((hedge for hedge, phrases in hedges.items() if words in phrases), None)


def apply_hedge(figure: Figure, hedge: Hedge) -> Figure:
    """The bounds that a hedge leaves. A vague count and a range stay what they are."""
    if figure.fraction is not None:
        return replace(figure, hedge=hedge)
    if figure.value is None or figure.value == 0:
        return figure
    if hedge in (Hedge.MORE_THAN, Hedge.AT_LEAST):
        return Figure(figure.value, None, figure.value, hedge)
    if hedge in (Hedge.LESS_THAN, Hedge.AT_MOST):
        return Figure(None, figure.value, figure.value, hedge)
    return replace(figure, hedge=hedge)
