"""How reports credit agencies, and the words of a correction: `credits.toml`."""

import re
from collections.abc import Collection, Iterable
from functools import cached_property
from pathlib import Path

import msgspec

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.load import load_toml


class Agency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One agency: what it is called, the marks that stand for it, its own outlet."""

    names: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    outlet: str | None = None
    signature: tuple[str, ...] = ()


class CreditWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words around an agency's name."""

    begins: tuple[str, ...]
    before: tuple[str, ...]
    holds: tuple[str, ...]
    staff: tuple[str, ...]


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words in the place of a dateline that say no place."""

    whole: frozenset[str]


class NoteWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a correction or an editor's note begins with, or holds."""

    begins: tuple[str, ...]
    holds: tuple[str, ...]


class CreditSigns(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """All of `credits.toml`."""

    agencies: dict[str, Agency]
    credits: CreditWords
    labels: Labels
    notes: NoteWords

    @cached_property
    def names(self) -> dict[str, str]:
        """Each name, in lower case → the agency."""
        return {name.casefold(): key for key, agency in self.agencies.items() for name in agency.names}

    @cached_property
    def marks(self) -> dict[str, str]:
        """Each mark, exactly as printed → the agency."""
        return {mark: key for key, agency in self.agencies.items() for mark in (key, *agency.marks)}

    @cached_property
    def agency(self) -> re.Pattern[str]:
        """Any agency, by a name or a mark. A mark before a capitalised word is part of somebody's name."""
        names, marks = (join(words) for words in (self.names, self.marks))
        return re.compile(rf"(?<![\w-])(?:(?i:{names})|(?:{marks})(?!\s[^\W\d_a-zа-я][a-zа-яіїє]))(?![\w-])")

    def named(self, printed: str) -> str | None:
        """The agency that these words are a name or a mark of."""
        return self.names.get(printed.casefold()) or self.marks.get(printed)

    def find(self, text: str) -> tuple[str, ...]:
        """The agencies that a text names, in its order, once each."""
        found = (self.named(match[0]) for match in self.agency.finditer(text))
        return tuple(dict.fromkeys(key for key in found if key))


def join(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def load_credits(path: Path, outlets: Collection[str]) -> CreditSigns:
    """The file, checked. Raises KnowledgeError that says where it is not as it must be."""
    signs = load_toml(path, CreditSigns)
    words = signs.credits
    phrases = {
        "credits": (*words.begins, *words.before, *words.holds, *words.staff),
        "labels": tuple(signs.labels.whole),
        "notes": (*signs.notes.begins, *signs.notes.holds),
        "agencies: signature": tuple(one for agency in signs.agencies.values() for one in agency.signature),
    }
    for group, group_phrases in phrases.items():
        for phrase in group_phrases:
            if not phrase or phrase != phrase.lower().lstrip():
                raise KnowledgeError(f"{path}: [{group}]: {phrase!r} must be lower case, without a space before it")
    owners: dict[str, str] = {}
    for key, agency in signs.agencies.items():
        for name in {name.casefold() for name in (key, *agency.names, *agency.marks)}:
            if owners.setdefault(name, key) != key:
                raise KnowledgeError(
                    f"{path}: [agencies] {name!r} names both {owners[name]} and {key}; it must name one"
                )
        if agency.outlet is not None and agency.outlet not in outlets:
            raise KnowledgeError(f"{path}: [agencies] {key}: outlet: there is no outlets/{agency.outlet}.toml")
    return signs
