"""What a folder says of its language: its name, how it is read, and what tells a text as its own."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.load import load_toml


class Tells(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """One language.toml."""

    name: str  # for a person: "Ukrainian"
    read_by: Literal["parse", "words"]  # lexicon.toml and a parser, or phrasebook.toml alone
    script: str  # as Unicode names it, in capitals: "CYRILLIC"
    common_words: str  # in lower case, with blanks between
    letters: str = ""  # of its alphabet, those that tell it from others of its script
    foreign_letters: str = ""  # of others of its script, those that it is never spelled with

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
    if shared := set(tells.letters) & set(tells.foreign_letters):
        raise KnowledgeError(f"{path}: {''.join(sorted(shared))!r} stands in letters and in foreign_letters")
    return tells
