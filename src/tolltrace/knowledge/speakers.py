"""Who gives figures: `speakers.toml`, and who a printed name is by it.

A name is compared folded: without capitals, articles, possessives and differences of spelling. What is not listed may
be an office of a side ("Ukraine's health ministry"), found by rule; a person speaks for whom his role names.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import msgspec

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.load import load_toml
from tolltrace.relays import Identity

if TYPE_CHECKING:
    from tolltrace.knowledge.knowledge import Knowledge

Kind = Literal[
    "government", "military", "health", "police", "rescue", "monitor", "un", "media", "armed_group", "intelligence",
    "hospital",
]  # fmt: skip
KINDS: tuple[str, ...] = get_args(Kind)
MAX_CHARS = 200  # a longer name is no name; more words than these are not looked up
MAX_WORDS = 14
MAX_PARTS = 4  # institutions in one name: "Mediazona; Meduza"
SIDE_WORDS = 5  # of the longest name of a side: "democratic republic of the congo"
PREPOSITIONS = {"of", "in", "for"}
RUN_BY = ("-run", "-controlled", "-led", "-affiliated")
ARTICLES = {"the", "a", "an"}
SHORT = re.compile(r"\b(?:\w\.){2,}")  # "u.s."
ASIDE = re.compile(r"\(([^()]*)\)?")
BETWEEN = re.compile(r"\s*;\s*|\s+and\s+|\s*,\s+")


class Institution(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One speaker: of which side and kind, its other names; which office of its side it is; in whose name it speaks."""

    kind: Kind
    aliases: tuple[str, ...]
    of: str | None = None
    office: str | None = None
    voice: str | None = None


class Office(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every side may have. A neutral one is in a side and not its voice: a Red Cross society."""

    kind: Kind
    words: tuple[str, ...]
    neutral: bool = False


class VagueWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that name nobody, and those around a name that do not change it."""

    words: frozenset[str]
    ranks: frozenset[str]
    persons: frozenset[str]
    bodies: frozenset[str]
    voices: frozenset[str]
    former: tuple[str, ...]
    ambiguous: frozenset[str]


class SpeakerFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `speakers.toml`."""

    spellings: dict[str, str]
    sides: dict[str, str]
    metonyms: dict[str, str]
    vague: VagueWords
    tails: dict[Kind, tuple[str, ...]]
    offices: dict[str, Office]
    institutions: dict[str, Institution]


class Speakers(msgspec.Struct, frozen=True, dict=True, eq=False):
    """The file, and the words for sides, ready to be asked. Every key is folded."""

    file: SpeakerFile
    sides: Mapping[str, str]
    states: frozenset[str]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Every name of an institution → its canonical one."""
        listed = self.file.institutions.items()
        return {self.fold(word): name for name, one in listed for word in (name, *one.aliases)}

    @cached_property
    def all_sides(self) -> Mapping[str, str]:
        """Every word for a side → its normal form."""
        return {self.fold(word): side for word, side in {**self.sides, **self.file.sides}.items()}

    @cached_property
    def offices(self) -> Mapping[str, str]:
        """Every word for an office → what we call it."""
        return {self.fold(word): name for name, one in self.file.offices.items() for word in (name, *one.words)}

    @cached_property
    def holders(self) -> Mapping[tuple[str, str], str]:
        """An office of a side → the institution that is it, where one is listed."""
        listed = self.file.institutions.items()
        return {(one.of, one.office): name for name, one in listed if one.of and one.office}

    @cached_property
    def tails(self) -> Mapping[str, Kind]:
        """What the last words of a name tell of its kind."""
        return {self.fold(word): kind for kind, words in self.file.tails.items() for word in words}

    @cached_property
    def vague(self) -> frozenset[str]:
        """Words that may be anybody."""
        return frozenset(self.fold(word) for word in self.file.vague.words)

    @cached_property
    def ranks(self) -> frozenset[str]:
        """Words before a speaker that do not make it another."""
        return frozenset(self.fold(word) for word in self.file.vague.ranks)

    @cached_property
    def persons(self) -> frozenset[str]:
        """Single words behind an institution for who speaks for it."""
        return frozenset(self.fold(word) for word in self.file.vague.persons)

    @cached_property
    def phrases(self) -> tuple[tuple[str, str], ...]:
        """The spellings of several words: "united states" for "us"."""
        return tuple((one, other) for one, other in self.file.spellings.items() if " " in one)

    @cached_property
    def voices(self) -> frozenset[str]:
        """Of `persons`, those whose house may stand elsewhere in their report."""
        return frozenset(self.fold(word) for word in self.file.vague.voices)

    def fold(self, name: str) -> str:
        """A name as it is compared: "The U.S. Centers'" → "us centres"."""
        plain = SHORT.sub(lambda match: match[0].replace(".", ""), name.casefold().replace("’", "'"))
        words = (word.strip(",.:\"“”'").removesuffix("'s") for word in plain.split())
        folded = " ".join(self.file.spellings.get(word, word) for word in words if word and word not in ARTICLES)
        for phrase, other in self.phrases:
            folded = f" {folded} ".replace(f" {phrase} ", f" {other} ").strip()
        return folded

    @lru_cache(maxsize=16384)  # noqa: B019 - the one table of a process lives as long as the process
    def identify(self, name: str, role: str | None = None) -> Identity:
        """Who a printed speaker is; see `identify_speaker`."""
        printed = " ".join(name.split())
        if len(printed) > MAX_CHARS:
            return Identity(printed)
        found = self.look_up(self.fold(ASIDE.sub(" ", printed))) or self.find_in_parts(printed)
        if found and not found.is_vague:
            return found
        behind = self.read_role(role)
        if found:
            return replace(found, of=behind.of, kind=behind.kind or found.kind) if behind else found
        if behind:
            is_known = behind.of is not None or behind.name in self.file.institutions
            speaks_for = behind.speaks_for or behind.name if is_known and not behind.is_vague else None
            return Identity(printed, behind.of, behind.kind, speaks_for=speaks_for)
        return self.guess(printed)

    def look_up(self, key: str) -> Identity | None:
        """A folded name, else the same without ranks before it and persons behind it, the longest first."""
        words = key.split()
        if len(words) > MAX_WORDS:
            return None
        first = next((n for n, word in enumerate(words) if word not in self.ranks), len(words))
        kept = next((n for n in range(len(words), 0, -1) if words[n - 1] not in self.persons), 0)
        cuts = ((start, end) for end in range(len(words), kept - 1, -1) for start in range(first + 1))
        found = (self.look_up_exactly(words[start:end]) for start, end in cuts if start < end)
        return next((one for one in found if one), None) or self.look_up_body(words) or self.look_up_behind(words)

    def look_up_body(self, words: list[str]) -> Identity | None:
        """An institution with what it is behind its name, or whose before it: "Al Jazeera television", "Turkey's AFAD".

        Not an armed group: an Iraqi Hezbollah is another one.
        """
        end = next((n for n in range(len(words), 0, -1) if words[n - 1] not in self.file.vague.bodies), 0)
        for cut in range(end):
            if name := self.names.get(" ".join(words[cut:end])):
                sides = (" ".join(words[:n]).removesuffix("-based") for n in range(1, cut + 1))
                is_whose = cut == 0 or any(side in self.all_sides for side in sides)
                found = self.listed(name)
                return found if is_whose and (cut == 0 or found.kind != "armed_group") else None
        return None

    def look_up_behind(self, words: list[str]) -> Identity | None:
        """For whom "head of", "spokesman for" speak."""
        at = next((n for n, word in enumerate(words) if word in PREPOSITIONS), 0)
        if at and all(word in self.persons or word in self.ranks for word in words[:at]):
            return self.look_up(" ".join(words[at + 1 :]))
        return None

    def look_up_exactly(self, words: list[str]) -> Identity | None:
        """These words and no others: an institution, a side, where it is governed from, an office, anybody."""
        key = " ".join(words)
        if name := self.names.get(key):
            return self.listed(name)
        if key in self.file.vague.ambiguous:
            return None
        if side := self.all_sides.get(key) or self.file.metonyms.get(key):
            return self.name_office(side, "government")
        if key in self.vague:
            return Identity(key, is_vague=True)
        for side_words, office_words in self.part(words):
            side, office = self.find_side(side_words), self.find_office(office_words)
            if side and office and (side_words not in self.file.vague.ambiguous or "ministry" in office):
                return self.name_office(side, office)
        if office := self.offices.get(key):
            return Identity(office, kind=self.file.offices[office].kind, is_vague=True)
        return None

    def listed(self, name: str) -> Identity:
        """An institution by its canonical name."""
        one = self.file.institutions[name]
        return Identity(name, one.of, one.kind, speaks_for=one.voice)

    def part(self, words: list[str]) -> Iterator[tuple[str, str]]:
        """Every way to see a name as a side and an office: the side before it, or behind "of"."""
        for cut in range(min(SIDE_WORDS, len(words) - 1), 0, -1):
            yield " ".join(words[:cut]), " ".join(words[cut:])
        for at in range(len(words) - 2, 0, -1):
            if words[at] in PREPOSITIONS:
                yield " ".join(words[at + 1 :]), " ".join(words[:at])

    def find_side(self, key: str) -> str | None:
        """A side by a word for it, also as in "Houthi-run"."""
        for ending in RUN_BY:
            key = key.removesuffix(ending)
        return self.all_sides.get(key)

    def find_office(self, key: str) -> str | None:
        """An office by its words, also with more of its business ("of health and education"), or with where it sits."""
        if office := self.offices.get(key):
            return office
        return self.offices.get(key.partition(" and ")[0]) or self.offices.get(key.partition(" in ")[0])

    def name_office(self, side: str, office: str) -> Identity:
        """An office of a side: the institution that is it, or one named by rule. A group's own men are the group."""
        kind = self.file.offices[office].kind
        name = self.holders.get((side, office))
        if not name and side not in self.states and kind in ("government", "military"):
            name = side
        if name in self.file.institutions:
            return self.listed(name)
        if name:
            return Identity(name, side, "armed_group")
        return Identity(f"{side} {office}", None if self.file.offices[office].neutral else side, kind)

    def find_in_parts(self, printed: str) -> Identity | None:
        """What stands in brackets, or several institutions in one name, in order of the alphabet."""
        if (aside := ASIDE.search(printed)) and (inner := self.look_up(self.fold(aside[1].partition(";")[0]))):
            return inner
        parts = [part for part in BETWEEN.split(ASIDE.sub(" ", printed)) if part.strip()]
        if not 1 < len(parts) <= MAX_PARTS:
            return None
        found = [self.look_up(key) for key in self.share_office([self.fold(part) for part in parts])]
        known = sorted({one.name: one for one in found if one and not one.is_vague}.items())
        if not known or len([one for one in found if one]) < len(parts):
            return None
        sides, kinds = ({getattr(one, field) for _, one in known} for field in ("of", "kind"))
        return Identity(
            " and ".join(name for name, _ in known),
            sides.pop() if len(sides) == 1 else None,
            kinds.pop() if len(kinds) == 1 else None,
        )

    def share_office(self, keys: list[str]) -> list[str]:
        """ "Russian", "Iraqi officials" → "russian officials", "iraqi officials"."""
        cuts = (words for words in self.part(keys[-1].split()) if words[0] in self.all_sides)
        shared = next((rest for _, rest in cuts if rest in self.offices), None)
        return [f"{key} {shared}" if shared and key in self.all_sides else key for key in keys]

    def read_role(self, role: str | None) -> Identity | None:
        """For whom a person speaks in a role; None where he does no longer, or where it names nobody that we know."""
        if not role or len(role) > MAX_CHARS:
            return None
        key = self.fold(role)
        if key.startswith(tuple(f"{word} " for word in self.file.vague.former)) or key.startswith("ex-"):
            return None
        parts = (key, *(self.fold(part) for part in BETWEEN.split(role)))
        found = [one for part in parts if (one := self.look_up(part))]
        told = next((one for one in found if one.of), None) or next((one for one in found if one.kind), None)
        return told or (Identity(role, kind=kind, is_vague=True) if (kind := self.kind_by_tail(key)) else None)

    def guess(self, printed: str) -> Identity:
        """A name that we do not know, with the kind that its last words tell."""
        key = self.fold(printed)
        first, _, rest = printed.partition(" ")
        name = rest if rest and first.lower() in ARTICLES else printed
        return Identity(name, kind=self.kind_by_tail(key), is_vague=not key)

    def kind_by_tail(self, key: str) -> Kind | None:
        """Of a name or a role that nobody knows: "Karvel General Hospital", "Bahamian prime minister"."""
        words = key.split()[-3:]
        for tail in (" ".join(words[start:]) for start in range(len(words))):
            if kind := self.tails.get(tail):
                return kind
            if office := self.offices.get(tail):
                return self.file.offices[office].kind
        return None


def identify_speaker(name: str, role: str | None, knowledge: "Knowledge") -> Identity:
    """Who a printed speaker is: an institution by any of its names, or a person who speaks for one.

    A person keeps his name and has the side and the kind of his role; a former role gives him neither. A capital that
    stands alone is the government there. What nobody knows keeps its name as printed.
    """
    return knowledge.speakers.identify(name, role)


def load_speakers(path: Path, sides: Mapping[str, str], states: Iterable[str]) -> Speakers:
    """The file, checked. `sides`: any word → normal form. Raises KnowledgeError that says where it is wrong."""
    file = load_toml(path, SpeakerFile)
    speakers = Speakers(file, sides, frozenset(states))
    known = set(sides.values())
    for name, one in file.institutions.items():
        if one.of is not None and one.of not in known:
            raise KnowledgeError(f"{path}: {name}: of: no such side in sides.toml: {one.of!r}")
        if one.office is not None and (one.office not in file.offices or one.of is None):
            raise KnowledgeError(f"{path}: {name}: office: {one.office!r} needs a table in [offices], and `of`")
        if one.voice is not None and one.voice not in file.institutions:
            raise KnowledgeError(f"{path}: {name}: voice: no such institution: {one.voice!r}")
    if unknown := ({*file.sides.values(), *file.metonyms.values()}) - known:
        raise KnowledgeError(f"{path}: no such side in sides.toml: {unknown}")
    check_words(path, file)
    check_owners(path, speakers)
    return speakers


def check_words(path: Path, file: SpeakerFile) -> None:
    """Raise KnowledgeError for a phrase that can match nothing."""
    named = file.vague
    vague = (*named.words, *named.ranks, *named.persons, *named.voices, *named.former, *named.ambiguous)
    groups: dict[str, Iterable[str]] = {
        "spellings": (*file.spellings, *file.spellings.values()),
        "sides": file.sides,
        "metonyms": file.metonyms,
        "vague": vague,
        "tails": [word for words in file.tails.values() for word in words],
        "offices": [word for office in file.offices.values() for word in office.words],
        "institutions": [word for one in file.institutions.values() for word in one.aliases],
    }
    for group, words in groups.items():
        for word in words:
            if not word or word != word.lower().strip():
                raise KnowledgeError(f"{path}: [{group}] {word!r} must be lower case, without outer spaces")


def check_owners(path: Path, speakers: Speakers) -> None:
    """Raise KnowledgeError where a word names two institutions or offices, or two institutions are one office."""
    file = speakers.file
    owned = [
        *(
            (("name", speakers.fold(word)), name)
            for name, one in file.institutions.items()
            for word in (name, *one.aliases)
        ),
        *((("office", speakers.fold(word)), name) for name, one in file.offices.items() for word in (name, *one.words)),
        *((("holder", f"{one.of}: {one.office}"), name) for name, one in file.institutions.items() if one.office),
    ]
    for (key, first), (other, second) in pairwise(sorted(owned)):
        if key == other and first != second:
            raise KnowledgeError(f"{path}: {key[1]!r} stands for {first} and for {second}; keep one")
