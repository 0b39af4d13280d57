"""The words of harm in a sentence, that are said to have come about, and the other words that clauses hang on."""

import re
from dataclasses import dataclass, replace
from functools import cache

from tolltrace.claims.shallow.people import Group
from tolltrace.claims.shallow.phrases import compile_phrases
from tolltrace.claims.shallow.sentences import Passage
from tolltrace.knowledge import WordLanguage

WORD = re.compile(r"[\w’'-]+")


@dataclass(frozen=True, slots=True)
class HarmWord:
    """One word or phrase of harm: what can be said with it, and whether it counts a running total."""

    harm: str
    kinds: frozenset[str]  # the fields of the phrasebook's table that hold it
    start: int
    end: int
    is_total: bool = False
    of_these: bool = False  # "серед загиблих": what follows is a part of them


@dataclass(frozen=True, slots=True)
class Clues:
    """The patterns of a language's clauses, compiled."""

    harms: tuple[tuple[str, str, re.Pattern[str]], ...]
    totals: re.Pattern[str]
    unreal: re.Pattern[str]
    negation: re.Pattern[str]
    parts: re.Pattern[str]
    among: re.Pattern[str]
    asides: re.Pattern[str]
    predicates: re.Pattern[str]
    joins: re.Pattern[str]


@cache
def clues_of(language: WordLanguage) -> Clues:
    """Compiled once a language."""
    book = language.book
    fields = ("happens", "happens_to_one", "done", "lost", "are", "tolls")
    return Clues(
        harms=tuple(
            (harm, field, compile_phrases(getattr(words, field)))
            for harm, words in book.harms.items()
            for field in fields
            if getattr(words, field)
        ),
        totals=compile_phrases(book.clauses.totals),
        unreal=compile_phrases(book.clauses.unreal),
        negation=re.compile(rf"{compile_phrases(book.clauses.negations).pattern}\s*$", re.IGNORECASE),
        parts=compile_phrases(book.clauses.parts),
        among=compile_phrases(book.clauses.among),
        asides=compile_phrases(book.clauses.asides),
        predicates=compile_phrases(book.clauses.predicates),
        joins=compile_phrases(book.clauses.joins),
    )


def find_harm_words(passage: Passage, *, also_denied: bool = False) -> tuple[HarmWord, ...]:
    """Every word of harm that is said to have come about, left to right; of two that overlap the longer."""
    clues, text = clues_of(passage.language), passage.text
    found: dict[tuple[int, int, str], set[str]] = {}
    for harm, field, pattern in clues.harms:
        for match in pattern.finditer(text):
            found.setdefault((match.start(), match.end(), harm), set()).add(field)
    kept: list[HarmWord] = []
    for start, end, harm in sorted(found, key=lambda key: (key[0], -key[1])):
        if kept and start < kept[-1].end:
            continue
        kept.append(HarmWord(harm, frozenset(found[start, end, harm]), start, end))
    return tuple(read_around(word, passage) for word in kept if is_real(word, passage, also_denied=also_denied))


def is_real(word: HarmWord, passage: Passage, *, also_denied: bool) -> bool:
    """Whether a harm is said to have come about: not `міг загинути`, not `не загинув`."""
    clues, text = clues_of(passage.language), passage.text
    segment = passage.segments[passage.segment_at(word.start)]
    if clues.unreal.search(text, segment.start, segment.end):
        return False
    return also_denied or word.kinds == {"are"} or not clues.negation.search(text[max(0, word.start - 20) : word.start])


def read_around(word: HarmWord, passage: Passage) -> HarmWord:
    """A word of harm with what stands before it in its segment: `кількість загиблих`, `серед загиблих`."""
    clues = clues_of(passage.language)
    segment = passage.segments[passage.segment_at(word.start)]
    before = passage.text[max(segment.start, word.start - 40) : word.start]
    last = before.split()[-1:] if before.strip() else []
    return replace(
        word,
        is_total="tolls" in word.kinds or bool(clues.totals.search(before)),
        of_these=bool(last and clues.among.fullmatch(last[0])),
    )


def stripped(passage: Passage, at: int) -> tuple[int, int]:
    """Where the words of a segment start and end."""
    segment = passage.segments[at]
    text = passage.text[segment.start : segment.end]
    return segment.start + len(text) - len(text.lstrip()), segment.end


def closes(passage: Passage, group: Group) -> bool:
    """Whether nothing more is said of people in their segment, but where and when: not `та 12 людей евакуйовано`."""
    end = passage.segments[passage.segment_at(group.start)].end
    following = WORD.search(passage.text, group.end, end)
    return following is None or not clues_of(passage.language).predicates.fullmatch(following[0])


def is_stop(passage: Passage, match: re.Match[str]) -> bool:
    """Whether a word is a preposition, or one that says who is spoken of (`з них`)."""
    return bool(compile_phrases(passage.language.book.clauses.prepositions).fullmatch(match[0]))
