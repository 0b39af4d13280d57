"""Numbers, ranges, vague counts, shares and zeros, with their hedges → Figure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain

from tolltrace.claims.numerals import read_number
from tolltrace.claims.uncounted import counts_nothing, text_after, text_before
from tolltrace.knowledge import Language, any_of, compile_pattern
from tolltrace.values import Figure, Hedge

MAX_COUNT = 1_000_000_000  # more people than any toll has; larger numbers are money or typing errors
MAX_SHARED = 1_000_000  # above this, both bounds of a range are printed in full
THOUSAND = 1000  # scales from here on can stand inside a number: "18 thousand 600"
MAX_HEDGES = 3  # "at least another estimated 30"
MAX_WORDS = 16  # in one number: "two hundred and thirty-four thousand …" needs no more, and time stays bounded
# thousands set apart by commas (in twos and threes: lakhs) or spaces; a decimal only before a scale ("1.2 million")
DIGITS = r"\d{1,3}(?:,\d{2,3})+(?!\d)|\d{1,3}(?: \d{3})+(?![\d,])|\d+(?:\.\d+)?"


@dataclass(frozen=True, slots=True)
class FigureMention:
    """A figure where it stands in a sentence; offsets count in the sentence."""

    figure: Figure
    start: int  # with its hedge
    end: int
    number_start: int  # without
    number_end: int
    adds: bool = False  # "another 30", "dozens more"
    denies: bool = False  # a zero in the mouth of who denies: "denied that anyone died"
    people: bool = False  # the number's own words are the people: "a family of five"
    bare: bool = False  # a share that does not say of whom: "half were children"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The regular expressions that a lexicon makes."""

    count: re.Pattern[str]
    range: re.Pattern[str]
    fraction: re.Pattern[str]
    family: re.Pattern[str]
    zero: re.Pattern[str]
    not_zero: re.Pattern[str]  # right behind a zero
    shared_scale: re.Pattern[str]  # at the end of an upper bound
    added_by: re.Pattern[str]  # right before a range
    before: re.Pattern[str]
    after: re.Pattern[str]
    adds_before: re.Pattern[str]
    adds_after: re.Pattern[str]
    totals: re.Pattern[str]


def find_figures(text: str, language: Language) -> tuple[FigureMention, ...]:
    """Every figure in a sentence that could count people, left to right, never overlapping.

    Ages, dates, times, money, measures and names with digits are left out here; what is counted is for later stages.
    """
    kinds = (read_zeros, read_families, read_one_more, read_fractions, read_ranges, read_counts)
    mentions = chain.from_iterable(read(text, language) for read in kinds)
    found: list[FigureMention] = []
    for mention in sorted(mentions, key=lambda m: (m.number_start, -m.number_end)):
        if found and (mention.number_start < found[-1].end or is_repeated(text, found[-1], mention)):
            continue
        found.append(add_hedge(text, mention, language))
    return tuple(found)


def is_repeated(text: str, one: FigureMention, other: FigureMention) -> bool:
    """`sixteen (16) people`: one number, printed twice."""
    return one.figure.value == other.figure.value is not None and text[one.end : other.start].strip() == "("


@cache
def make_grammar(language: Language) -> Grammar:
    """The expressions for one language, made once."""
    lexicon = language.lexicon
    numbers, hedges = lexicon.numbers, lexicon.hedges
    count = count_pattern(language)
    opens = any_of(numbers.pair_opens | numbers.range_opens)
    joins = any_of(numbers.pair_joins | numbers.range_joins)
    totals = any_of(numbers.totals)
    before, after = (any_of(chain(*table.values())) for table in (hedges.before, hedges.after))
    added = any_of(numbers.additive_after)
    return Grammar(
        count=re.compile(count, re.IGNORECASE),
        range=re.compile(
            rf"(?:(?:{opens})\s+)?(?P<low>{count})(?:(?<=\d)[-–—](?=\d)|\s[-–—]\s|\s+(?:{joins})\s+)(?P<high>{count})",
            re.IGNORECASE,
        ),
        fraction=compile_pattern(numbers.fraction_pattern, count=count, share=any_of(lexicon.fractions)),
        family=compile_pattern(numbers.family_pattern, count=count),
        zero=compile_pattern(rf"\b(?:{any_of(numbers.zero)})\b"),
        not_zero=compile_pattern(rf"\s*(?:{any_of(numbers.zero_not_before)}|\d)"),
        shared_scale=compile_pattern(rf"(?:{any_of(numbers.shared_scales)})$"),
        added_by=compile_pattern(rf"\b(?:{any_of(numbers.added_by)})\s+(?:\w+\s+)?$"),
        before=compile_pattern(rf"(?:^|(?<=[\s(\"“—–-]))(?:{before})\s*(?:(?:{totals})\s+)?$"),
        after=compile_pattern(rf"^\s*(?:{after})(?!\w)"),
        adds_before=compile_pattern(rf"\b(?:{any_of(numbers.additive_before)})\s+$|(?<![\w+])\+$"),
        adds_after=compile_pattern(rf"^\s+(?:{added})\b(?!\s+(?:{any_of(numbers.additive_not_before)}))"),
        totals=compile_pattern(rf"\s(?:{totals})$"),
    )


def count_pattern(language: Language) -> str:
    """A number in digits, in words, or both; or a vague count."""
    numbers = language.lexicon.numbers
    scale, plain = any_of(numbers.scales), any_of(chain(numbers.units, numbers.tens))
    opens = any_of(chain(numbers.units, numbers.tens, numbers.articles, numbers.bare_scales))
    words = rf"(?:{opens})(?:(?:[ -]|\s+(?:{any_of(numbers.joins)})\s+)(?:{plain}|{scale})){{0,{MAX_WORDS}}}"
    vague = any_of(chain(language.lexicon.vague, numbers.halves))
    large = any_of(word for word, times in numbers.scales.items() if times >= THOUSAND and len(word) > 1)
    return (
        rf"(?:\d{{1,3}} (?:{large}) \d{{3}}(?![\d,])|(?:{DIGITS})(?:[ -]?(?:{scale})\b)*|\b(?:{vague})\b|\b{words}\b)"
    )


# ── the kinds of figures ─────────────────────────────────────────────────────────────────────────────────────────────


def read_zeros(text: str, language: Language) -> Iterator[FigureMention]:
    """`no one`, `no`, `none`, `denied that anyone` → 0; not `no longer`, nor the answer `No, …`."""
    grammar, answers = make_grammar(language), language.lexicon.numbers.answers
    for match in grammar.zero.finditer(text):
        is_answer = match[0].lower() in answers and match[0][0].isupper()
        if grammar.not_zero.match(text, match.end()):
            continue
        if not (is_answer and text_after(text, match.end()).lstrip()[:1] in {".", ",", ""}):
            yield mention_of(match, Figure(0, 0, 0))
    for match in compile_pattern(language.lexicon.numbers.denied_zero_pattern).finditer(text):
        yield replace(mention_of(match, Figure(0, 0, 0)), denies=True)


def read_one_more(text: str, language: Language) -> Iterator[FigureMention]:
    """`another was injured`, `another of its soldiers` → 1."""
    for match in compile_pattern(language.lexicon.numbers.one_more_pattern).finditer(text):
        yield replace(mention_of(match, Figure(1, 1, 1)), adds=True)


def read_families(text: str, language: Language) -> Iterator[FigureMention]:
    """`a family of five` → 5, `a couple and their two children` → 4, each on the whole phrase."""
    for match in make_grammar(language).family.finditer(text):
        size = read_number(match["size"] or match["children"], language)
        if size:
            size += 0 if match["size"] else 2
            yield replace(mention_of(match, Figure(size, size, size)), people=True)


def read_fractions(text: str, language: Language) -> Iterator[FigureMention]:
    """`half of the dead`, `40 % of those killed`, `one in five of the wounded`, `most of them`."""
    for match in make_grammar(language).fraction.finditer(text):
        bare = bool(match["bare"] or match["only_most"])
        if match["most"] or match["only_most"]:
            yield replace(mention_of(match, Figure(hedge=Hedge.VAGUE)), bare=bare)
        elif (share := read_share(match, language)) is not None:
            yield replace(mention_of(match, Figure(fraction=share)), bare=bare)


def read_share(match: re.Match[str], language: Language) -> float | None:
    """The share that a fraction's words name; None for `five in four`."""
    if word := match["word"] or match["bare"]:
        return language.lexicon.fractions[" ".join(word.lower().split())]
    if match["percent"]:
        return float(match["percent"]) / 100
    part, whole = read_number(match["part"], language), read_number(match["whole"], language)
    return round(part / whole, 4) if part and whole and part <= whole else None


def read_ranges(text: str, language: Language) -> Iterator[FigureMention]:
    """`between 15 and 20`, `15-20`, `10 to 12 thousand` → both bounds, inclusive."""
    grammar, numbers = make_grammar(language), language.lexicon.numbers
    for match in grammar.range.finditer(text):
        join = " ".join(text[match.end("low") : match.start("high")].lower().split())
        is_pair = " ".join(match[0].lower().split()).startswith(tuple(numbers.pair_opens))
        if join in numbers.pair_joins and not is_pair:
            continue  # `12 and 15`
        if grammar.added_by.search(text_before(text, match.start())):
            continue  # `rose by four to 45`: an increment and a total
        low, high = read_number(match["low"], language), read_number(match["high"], language)
        if low is None or high is None:
            continue
        low = share_scale(low, high, match["high"], language)
        if low < high and not counts_nothing(text, match.start("low"), match.end(), language):
            yield mention_of(match, Figure(low, high, None, Hedge.RANGE))


def share_scale(low: int, high: int, printed_high: str, language: Language) -> int:
    """The lower bound of `10 to 12 thousand`: the scale of the upper holds for it, where that keeps the two close."""
    scale = make_grammar(language).shared_scale.search(printed_high) if low < high < MAX_SHARED else None
    if scale is None:
        return low
    times = language.lexicon.numbers.scales[scale[0].lower()]
    return low * times if low < high / times * 1.5 and low < times else low


def read_counts(text: str, language: Language) -> Iterator[FigureMention]:
    """Plain numbers and vague counts."""
    lexicon = language.lexicon
    how_many = compile_pattern(lexicon.numbers.how_many_pattern)
    for match in make_grammar(language).count.finditer(text):
        words = " ".join(match[0].lower().split())
        if how_many.search(text_before(text, match.end())) or counts_nothing(
            text, match.start(), match.end(), language
        ):
            continue
        if words in lexicon.vague:
            hedges_a_number = (
                text_after(text, match.end()).lstrip()[:1].isdigit() and words in lexicon.numbers.hedging_vague
            )
            if not hedges_a_number:
                low, high = lexicon.vague[words]
                yield mention_of(match, Figure(low or None, high or None, None, Hedge.VAGUE))
        elif (value := read_number(words, language)) is not None and value <= MAX_COUNT:
            yield mention_of(match, Figure(value, value, value))


def mention_of(match: re.Match[str], figure: Figure) -> FigureMention:
    """A mention that has not looked at its neighbours yet."""
    return FigureMention(figure, match.start(), match.end(), match.start(), match.end())


# ── hedges ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def add_hedge(text: str, mention: FigureMention, language: Language) -> FigureMention:
    """Widen a figure by the words before and after it that bound it (`at least 12`) or make it add (`ten more`)."""
    grammar, hedges = make_grammar(language), language.lexicon.hedges
    start, end, adds, hedge = mention.start, mention.end, mention.adds, None
    for _ in range(MAX_HEDGES):
        before = text_before(text, start)
        if match := grammar.before.search(before):
            hedge = hedge or hedge_of(match[0], hedges.before, grammar)
            start -= len(before) - match.start()
        elif match := grammar.adds_before.search(before):
            start, adds = start - len(before) + match.start(), True
        else:
            break
    if mention.figure.fraction is None and (match := grammar.adds_after.match(text_after(text, end))):
        end, adds = end + match.end(), True
    if match := grammar.after.match(text_after(text, end)):
        hedge, end = hedge or hedge_of(match[0], hedges.after, grammar), end + match.end()
    figure = apply_hedge(mention.figure, hedge) if hedge else mention.figure
    return replace(mention, figure=figure, start=start, end=end, adds=adds)


def hedge_of(phrase: str, hedges: dict[Hedge, tuple[str, ...]], grammar: Grammar) -> Hedge | None:
    """Which hedge a phrase makes; `at least a total of` makes the one of `at least`."""
    words = grammar.totals.sub("", " ".join(phrase.lower().split()))
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
