"""What a folder says of its language: its name, how it is read, and what tells a text as its own."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.load import load_toml


class PageWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What pages in a language print around the text of a report, in lower case: labels, and what makes up a date.

    The full names of months and weekdays stand in the lexicon or the phrasebook.
    """

    published: tuple[str, ...] = ()  # before the date of publication
    updated: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    short_months: tuple[tuple[str, ...], ...] = ()  # from January on, without their full stop
    short_weekdays: tuple[tuple[str, ...], ...] = ()  # from Monday on
    behind_day: tuple[str, ...] = ()  # right behind a number: "1st"
    behind_year: tuple[str, ...] = ()  # "2024 року"
    before_month: tuple[str, ...] = ()  # "1st of May"
    before_date: tuple[str, ...] = ()  # between a time and its date: "7 pm on 1 May 2023"
    before_time: tuple[str, ...] = ()  # between a date and its time: "1 May 2023 at 7 pm"


class Tells(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One language.toml."""

    name: str  # for a person: "Ukrainian"
    read_by: Literal["parse", "words"]  # lexicon.toml and a parser, or phrasebook.toml alone
    script: str  # as Unicode names it, in capitals: "CYRILLIC"
    common_words: str  # in lower case, with blanks between
    letters: str = ""  # of its alphabet, those that tell it from others of its script
    foreign_letters: str = ""  # of others of its script, those that it is never spelled with
    page: PageWords = PageWords()

    @cached_property
    def words(self) -> frozenset[str]:
        """Its commonest words."""
        return frozenset(self.common_words.split())


FILES = {"parse": "lexicon.toml", "words": "phrasebook.toml"}


def load_tells(folder: Path) -> Mapping[str, Tells]:
    """What every language's folder says of it, by its code. Raises KnowledgeError."""
    return {path.parent.name: load_one(path) for path in sorted(folder.glob("*/language.toml"))}


def load_one(path: Path) -> Tells:
    """One file, checked."""
    tells = load_toml(path, Tells)
    needed = path.parent / FILES[tells.read_by]
    if not needed.exists():
        raise KnowledgeError(f"{path}: read_by = {tells.read_by!r} needs {needed.name} beside it; there is none")
    for field in ("common_words", "letters", "foreign_letters"):
        if (words := getattr(tells, field)) != words.lower().strip():
            raise KnowledgeError(f"{path}: {field}: {words!r} must be lower case, without outer spaces")
    check_page_words(tells.page, path)
    if shared := set(tells.letters) & set(tells.foreign_letters):
        raise KnowledgeError(f"{path}: {''.join(sorted(shared))!r} stands in letters and in foreign_letters")
    return tells


def check_page_words(page: PageWords, path: Path) -> None:
    """Raise KnowledgeError for a phrase that can match nothing, or for a year of other than twelve months."""
    for field in page.__struct_fields__:
        values = getattr(page, field)
        for phrase in (phrase for value in values for phrase in (value if isinstance(value, tuple) else (value,))):
            if not phrase or phrase != phrase.lower().strip():
                raise KnowledgeError(f"{path}: [page] {field}: {phrase!r} must be lower case, without outer spaces")
    for field, count in (("short_months", 12), ("short_weekdays", 7)):
        if (found := len(getattr(page, field))) not in (0, count):
            raise KnowledgeError(f"{path}: [page] {field}: expected {count}, found {found}")
