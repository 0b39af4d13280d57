"""What we know of a language that is read by patterns over its words: its phrasebook.toml, checked and compiled.

A phrase is words in lower case; a space stands for any white space, and `*` at the end of a word for any ending:
`не менш*`. Fields whose name ends in `_patterns` hold regular expressions; capitals do not matter in them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.load import load_toml
from tolltrace.values import Hedge, Status

Phrases = tuple[str, ...]
TELLING_LETTERS = 4  # a shorter word may be one of another language
HARM_WORDS = ("happens", "happens_to_one", "done", "lost", "are")


# what a time phrase can be read as: claims/shallow/periods.py has a function for each
TimeReading = Literal[
    "between_dates",
    "since_date",
    "full_date",
    "since_event",
    "since_unit",
    "since_month",
    "since_year",
    "past_day",
    "last_units",
    "units_ago",
    "weekday",
    "weekend",
    "yesterday",
    "today",
    "this_unit",
    "last_unit",
    "month_year",
    "year_only",
    "recent",
]


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table of a phrasebook: no field more than these. A field without a default must be there."""


class Numbers(Table, frozen=True):
    """Words that make numbers."""

    words: dict[str, int]  # every form of every number below a thousand
    scales: dict[str, int] = {}
    endings: Phrases = ()  # of a number in digits, behind a hyphen: "5-ти"
    range_opens: Phrases = ()  # "від" 10 "до" 15
    range_joins: Phrases = ()
    adds: Phrases = ()  # before a number: "ще"
    nobody: Phrases = ()
    families: Phrases = ()  # before the size of a family
    not_people: Phrases = ()  # behind a number that counts none
    not_people_patterns: tuple[str, ...] = ()  # dates, hours, ages: no number in them counts


class Hedges(Table, frozen=True):
    """Words beside a number that bound it."""

    before: dict[Hedge, Phrases]
    after: dict[Hedge, Phrases] = {}
    moves: Phrases = ()  # what rises or falls: `up to` behind it is `to`
    up_to: Phrases = ()
    moved_by: Phrases = ()  # before what was added
    moved_from: Phrases = ()


class HarmPhrases(Table, frozen=True):
    """Words for one harm."""

    happens: Phrases = ()  # said of many people, or of nobody in particular: "загинули", "поранено"
    happens_to_one: Phrases = ()  # said of one: "загинула"
    done: Phrases = ()  # what somebody does to people, who stand behind it: "вбили"
    lost: Phrases = ()  # what somebody says of their own people: "втратили"
    are: Phrases = ()  # words for those whom it befell: "загиблих"
    tolls: Phrases = ()  # what is itself a running total: "втрати особового складу"
    needs_people: bool = False  # things can come to it as well


class People(Table, frozen=True):
    """One kind of people."""

    many: Phrases
    one: Phrases = ()
    status: Status = Status.UNKNOWN
    demographic: str | None = None


class Clauses(Table, frozen=True):
    """Words that part a sentence and link its parts."""

    joins: Phrases = ()  # "і", "та"
    prepositions: Phrases = ()  # where a noun phrase ends
    parts: Phrases = ()  # "серед них", "з них", "у тому числі"
    among: Phrases = ()  # "серед" загиблих: who is counted next is a part of them
    asides: Phrases = ()  # an inserted remark begins so: "за попередніми даними"
    unreal: Phrases = ()  # "могли", "якби", "обмін*"
    negations: Phrases = ()
    epithets: Phrases = ()  # between a word and the one person that it leads to: "восьмирічна"
    predicates: Phrases = ()  # the shapes of verbs: behind people listed with others one says something else of them
    totals: Phrases = ()  # before what a running total counts: "кількість", "число"
    running: Phrases = ()  # "загалом", "від початку"
    rates: dict[str, str] = {}  # phrase → unit


class Zeros(Table, frozen=True):
    """How a text says that nobody came to harm, or that nobody reports any."""

    before: Phrases = ()
    after: Phrases = ()
    reports: Phrases = ()  # "інформації про"
    unreported: Phrases = ()
    withheld: Phrases = ()
    denied: Phrases = ()
    unconfirmed: Phrases = ()


class Saying(Table, frozen=True):
    """Who says so."""

    verbs: Phrases = ()
    relays: Phrases = ()  # verbs of those who pass on
    according: Phrases = ()
    citing: Phrases = ()
    about_this: Phrases = ()  # "про це": it speaks of the sentence before
    his_words: Phrases = ()  # "за його словами"
    pronouns: Phrases = ()
    roles: Phrases = ()  # a person by office
    bodies: Phrases = ()  # an institution
    skipped: Phrases = ()  # adverbs that stand between a verb and who says so


class Places(Table, frozen=True):
    """Where."""

    prepositions: Phrases = ()
    kinds: Phrases = ()  # before a name: "місті"
    kinds_after: Phrases = ()  # behind a name: "області"
    districts: Phrases = ()  # of kinds_after, those smaller than a region
    endings: tuple[tuple[str, str], ...] = ()  # of a case, of the name itself
    names: dict[str, Phrases] = {}  # a name in the gazetteer → what it is called
    countries: tuple[str, ...] = ()  # ISO 3166 alpha-2: where small towns are looked for, when the report names none


class Times(Table, frozen=True):
    """When. {number}, {month}, {weekday} and {unit} stand for the words of these tables."""

    months: tuple[Phrases, ...]
    weekdays: tuple[Phrases, ...]
    units: dict[str, Phrases]
    phrases: dict[TimeReading, tuple[str, ...]]  # what it is read as → regular expressions


class Phrasebook(Table, frozen=True):
    """One phrasebook.toml."""

    numbers: Numbers
    hedges: Hedges
    harms: dict[str, HarmPhrases]
    people: tuple[People, ...]
    clauses: Clauses
    zeros: Zeros
    saying: Saying
    places: Places
    times: Times
    vague: dict[str, tuple[int, int]] = {}
    fractions: dict[str, float] = {}  # "половина", right before those whom it is a share of
    sides: dict[str, Phrases] = {}
    abbreviations: Phrases = ()


@dataclass(frozen=True, eq=False)
class WordLanguage:
    """A language that is read by its words."""

    code: str
    book: Phrasebook

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Its words of harm and of people, which tell a short report's language as its commonest words do."""
        harms = (getattr(harm, field) for harm in self.book.harms.values() for field in HARM_WORDS)
        people = (phrases for kind in self.book.people for phrases in (kind.many, kind.one))
        words = (word for phrases in (*harms, *people) for phrase in phrases for word in phrase.split())
        return frozenset(word for word in words if len(word) >= TELLING_LETTERS and word.isalpha())


def load_word_language(folder: Path) -> WordLanguage:
    """One folder. Raises KnowledgeError where its phrasebook is not as it must be."""
    path = folder / "phrasebook.toml"
    book = load_toml(path, Phrasebook)
    check(msgspec.to_builtins(book), path, "")
    if len(book.times.months) != 12 or len(book.times.weekdays) != 7:
        raise KnowledgeError(f"{path}: [times]: expected 12 months and 7 weekdays")
    hedged: dict[str, Hedge] = {}
    for hedge, phrases in book.hedges.before.items():
        for phrase in phrases:
            if hedged.setdefault(phrase, hedge) is not hedge:
                raise KnowledgeError(
                    f"{path}: [hedges]: {phrase!r} stands under {hedged[phrase]} and {hedge}; keep one"
                )
    return WordLanguage(folder.name, book)


def check(value: object, path: Path, field: str) -> None:
    """Raise KnowledgeError for a phrase that can never match, or a pattern that is none."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            is_name = field.endswith((".names", ".sides")) or field in {".sides", ".places.names"}
            check_phrase(key, path, field) if not is_name and field in {".vague", ".numbers.words"} else None
            check(inner, path, f"{field}.{key}")
    elif isinstance(value, list | tuple):
        for inner in value:
            check(inner, path, field)
    elif isinstance(value, str):
        check_phrase(value, path, field)


def check_phrase(phrase: str, path: Path, field: str) -> None:
    """One phrase or pattern."""
    where = f"{path}: [{field.strip('.')}]"
    if "_patterns" in field or ".times.phrases" in field:
        try:
            re.compile(re.sub(r"\{[a-z]+\}", "(?:x)", phrase))
        except re.error as error:
            raise KnowledgeError(f"{where}: {phrase!r} is no regular expression: {error}") from error
    elif field not in {".places.countries", ".places.endings"} and phrase != phrase.lower().strip():
        raise KnowledgeError(f"{where}: {phrase!r} must be lower case, without outer spaces")


def load_word_languages(folder: Path) -> Mapping[str, WordLanguage]:
    """Every language that is read by its words, by its code. Raises KnowledgeError."""
    return {path.parent.name: load_word_language(path.parent) for path in sorted(folder.glob("*/phrasebook.toml"))}
