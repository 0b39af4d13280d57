"""Who they are: the people counted, their status and side, by the words beside a count."""

import re
from dataclasses import dataclass
from functools import cache

from tolltrace.claims.shallow.phrases import compile_phrases
from tolltrace.claims.shallow.sentences import Passage
from tolltrace.knowledge import WordLanguage
from tolltrace.values import Span, Status

WORD = re.compile(r"[\w’'-]+")
MAX_WORDS = 5  # between a count and its noun, adjectives all
MAX_EPITHETS = 2  # before the noun for one person
MAX_APPOSED = 2  # behind one noun for people, another: "жителів", "військових"
MAX_TAIL = 5  # behind the noun, up to a word for its side: "військових збройних сил рф"


@dataclass(frozen=True, slots=True)
class Group:
    """People as a noun phrase names them."""

    start: int
    end: int
    status: Status
    demographic: str | None
    side: str | None = None


@dataclass(frozen=True, slots=True)
class PeopleWords:
    """The patterns of a language's people, compiled."""

    many: tuple[tuple[re.Pattern[str], Status, str | None], ...]
    one: tuple[tuple[re.Pattern[str], Status, str | None], ...]
    sides: tuple[tuple[re.Pattern[str], str], ...]
    stops: re.Pattern[str]
    epithets: re.Pattern[str]
    things: re.Pattern[str]  # right behind an adjective that could be a noun for people


@cache
def people_of(language: WordLanguage) -> PeopleWords:
    """Compiled once a language."""
    book = language.book
    kinds = [(kind, kind.status, kind.demographic) for kind in book.people]
    return PeopleWords(
        many=tuple((compile_phrases(kind.many), status, group) for kind, status, group in kinds if kind.many),
        one=tuple((compile_phrases(kind.one), status, group) for kind, status, group in kinds if kind.one),
        sides=tuple((compile_phrases(words), side) for side, words in book.sides.items()),
        stops=compile_phrases(book.clauses.prepositions),
        epithets=compile_phrases(book.clauses.epithets),
        things=re.compile(rf"\s+{compile_phrases(book.numbers.not_people).pattern}", re.IGNORECASE),
    )


def read_group(passage: Passage, start: int, end: int) -> Group | None:
    """The people that a run of words names, read from its start: `російських військових`; None where it names none."""
    words = people_of(passage.language)
    text = passage.text
    end = min(end, first_stop(passage, start, end))
    near = nth_word_end(text, start, end, MAX_WORDS)
    found = [
        (match.start(), -match.end(), status, group)
        for pattern, status, group in words.many
        if (match := pattern.search(text, start, near))
    ]
    if not found:
        return None
    at, minus_end, status, demographic = min(found, key=lambda one: one[:2])
    if words.things.match(text, -minus_end):
        return None  # "3 військових автомобілі"
    for pattern, further, group in words.many:  # "полонених українських військових"
        more = pattern.search(text, -minus_end, nth_word_end(text, -minus_end, end, MAX_APPOSED))
        if more and further is not Status.UNKNOWN:
            minus_end, status, demographic = min(minus_end, -more.end()), further, demographic or group
    last = side_tail(passage, -minus_end, end)
    first = start + len(text[start:at]) - len(text[start:at].lstrip())
    return Group(first, last, status, demographic, find_side(passage, first, last))


def find_ones(passage: Passage) -> tuple[Group, ...]:
    """Every word for one person, with an age or a side right before it."""
    words = people_of(passage.language)
    found: dict[int, Group] = {}
    for pattern, status, demographic in words.one:
        for match in pattern.finditer(passage.text):
            known = found.get(match.start())
            if known is None or match.end() > known.end:
                found[match.start()] = Group(match.start(), match.end(), status, demographic)
    inner = {one.start for one in found.values() for two in found.values() if two.start < one.start < two.end}
    return tuple(with_epithets(passage, found[at]) for at in sorted(found) if at not in inner)


def with_epithets(passage: Passage, one: Group) -> Group:
    """A person with the age and the nationality before the noun: `45-річний український військовий`."""
    start = one.start
    for _ in range(MAX_EPITHETS):
        before = re.search(r"([\w’'-]+)\s+$", passage.text[max(0, start - 40) : start])
        if not before or not is_epithet(before[1], passage.language):
            break
        start -= len(before[0])
    end = side_tail(passage, one.end, passage.segments[passage.segment_at(one.start)].end)
    return Group(start, end, one.status, one.demographic, find_side(passage, start, end))


def is_epithet(word: str, language: WordLanguage) -> bool:
    """Whether a word only tells more of the noun behind it: an age, a nationality, `місцева`."""
    is_age = bool(re.match(r"\d+-\w+", word))
    return is_age or bool(people_of(language).epithets.fullmatch(word)) or side_of(word, language) is not None


def find_side(passage: Passage, start: int, end: int) -> str | None:
    """Whose people a phrase says that they are; None where it names nobody, or two."""
    named = {
        side for pattern, side in people_of(passage.language).sides if pattern.search(passage.text, max(start, 0), end)
    }
    return named.pop() if len(named) == 1 else None


def side_words(passage: Passage, side: str, start: int, end: int) -> Span | None:
    """The first words of a phrase that name a side."""
    patterns = (pattern for pattern, name in people_of(passage.language).sides if name == side)
    found = (match.span() for pattern in patterns if (match := pattern.search(passage.text, max(start, 0), end)))
    first = min(found, default=None)
    return passage.span(*first) if first else None


def side_of(words: str, language: WordLanguage) -> str | None:
    """The side that some words name as a whole."""
    return next((side for pattern, side in people_of(language).sides if pattern.fullmatch(words)), None)


def side_tail(passage: Passage, start: int, end: int) -> int:
    """Just behind the word for a side that follows a noun: `військових | збройних сил рф`; else `start`."""
    stop = first_stop(passage, start, end)
    stop = min(stop, nth_word_end(passage.text, start, stop, MAX_TAIL))
    ends = [
        match.end()
        for pattern, _ in people_of(passage.language).sides
        if (match := pattern.search(passage.text, start, stop))
    ]
    return max(ends, default=start)


def first_stop(passage: Passage, start: int, end: int) -> int:
    """Where a noun phrase must end: before a preposition."""
    stop = people_of(passage.language).stops.search(passage.text, start, end)
    return stop.start() if stop else end


def nth_word_end(text: str, start: int, end: int, count: int) -> int:
    """Just behind the nth word from `start`; `end` where there are fewer."""
    for n, match in enumerate(WORD.finditer(text, start, end), 1):
        if n == count:
            return match.end()
    return end
