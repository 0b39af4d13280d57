"""What we know of a language: its lexicon, checked, and its parser."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tolltrace.knowledge.lexicon import Lexicon
from tolltrace.knowledge.lexicon_checks import VERB_SHAPES, load_lexicon
from tolltrace.knowledge.patterns import any_of, compile_pattern

if TYPE_CHECKING:
    from tolltrace.knowledge.parsing import Parser


class HarmVerb(NamedTuple):
    """One form of a verb of harm."""

    harm: str
    base: str  # "kill"
    takes: bool  # its object comes to the harm; else its subject does
    shape: str  # "base", "third", "past", "gerund"


@dataclass(frozen=True, eq=False)
class Language:
    """A lexicon with what is derived from it, and the parser that goes with it."""

    code: str
    lexicon: Lexicon
    folder: Path

    @cached_property
    def harm_verbs(self) -> Mapping[str, tuple[HarmVerb, ...]]:
        """Every form of every verb of harm."""
        forms: dict[str, list[HarmVerb]] = {}
        for harm, words in self.lexicon.harms.items():
            for takes, verbs in ((True, words.takes), (False, words.suffers)):
                for verb in verbs:
                    for form, shape in zip(verb.split(), VERB_SHAPES, strict=True):
                        forms.setdefault(form, []).append(HarmVerb(harm, verb.split()[0], takes, shape))
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
        phrases = ((phrase, harm) for harm, words in self.lexicon.harms.items() for phrase in words.phrases)
        return tuple((re.compile(any_of([phrase]), re.IGNORECASE), harm) for phrase, harm in phrases)

    @cached_property
    def people(self) -> frozenset[str]:
        """Every noun for people."""
        people = self.lexicon.people
        return people.combatant | people.civilian | people.unknown

    @cached_property
    def things(self) -> frozenset[str]:
        """Every noun that is killed or lost without anybody coming to harm: animals, tanks, seats."""
        return self.lexicon.reading.animals | self.lexicon.reading.not_victims

    def may_hold_claim(self, sentence: str) -> bool:
        """Whether a sentence is worth parsing: a word of harm, or a weaker one beside a number, or talk of a figure."""
        strong, weak, number, talk, about = self._filters
        lowered = sentence.lower()  # once: patterns that ignore capitals take four times as long
        if strong.search(lowered):
            return True
        if weak.search(lowered) and number.search(lowered):
            return True
        return bool(about.search(lowered) and talk.search(lowered))

    def may_tell_of_people(self, sentence: str) -> bool:
        """Whether a sentence is worth it that its whole page is read: a word of harm beside a number or people.

        Stricter than `may_hold_claim`: a page holds hundreds of sentences, and one with a toll has several such.
        """
        strong, weak, number, talk, about = self._filters
        other, people = self._around
        lowered = other.sub(" ", sentence.lower())
        has_strong, has_weak = strong.search(lowered), weak.search(lowered)
        if not (has_strong or has_weak):
            return False
        has_number, has_people = number.search(lowered), people.search(lowered)
        if (has_strong and (has_number or has_people)) or (has_weak and has_number and has_people):
            return True
        return bool(about.search(lowered) and talk.search(lowered))

    @cached_property
    def _around(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Words that only begin like one of harm, and words for people, the dead among them."""
        bodies = self.lexicon.people.counted_bodies
        return (
            re.compile(rf"\b(?:{any_of(self.lexicon.reading.no_stems)})\w*"),
            re.compile(rf"\b(?:{any_of({*self.people, *bodies})})\b"),
        )

    def may_name_speaker(self, sentence: str) -> bool:
        """Whether a sentence has a word that makes somebody a speaker; a headline needs none."""
        return self._speaking.search(sentence) is not None

    @cached_property
    def _speaking(self) -> re.Pattern[str]:
        """A form of a verb of saying, a word of citing, or the first of `according to`."""
        saying = self.lexicon.saying
        words = {*self.saying_verbs, *saying.citing, *(cue.split()[0] for cue in saying.according)}
        return re.compile(rf"(?<![^\W_])(?:{any_of(words)})(?![^\W_])", re.IGNORECASE)

    def may_go_on(self, sentence: str) -> bool:
        """Whether a sentence can say of the people of the one before who they are: `Three of them were children`."""
        return compile_pattern(self.lexicon.reading.goes_on_pattern).search(sentence) is not None

    @cached_property
    def _filters(self) -> tuple[re.Pattern[str], ...]:
        """Words of harm, weaker ones, numbers, and two patterns for talk of figures."""
        reading, numbers = self.lexicon.reading, self.lexicon.numbers
        counts = any_of({*numbers.units, *numbers.tens, *numbers.scales, *numbers.zero, *self.lexicon.vague})
        return (
            re.compile(rf"\b(?:{any_of(reading.stems)})"),
            re.compile(rf"\b(?:{any_of(reading.stems_with_number)})"),
            re.compile(rf"\d|\b(?:{counts})\b"),
            compile_pattern(reading.talk_pattern),
            compile_pattern(reading.about_talk_pattern),
        )

    @property
    def parser(self) -> "Parser":
        """The parser, loaded on first use and shared by the process."""
        return load_parser()


@cache
def load_parser() -> "Parser":
    """The English parser, loaded once a process."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads of so small a model only wait for each other
    from tolltrace.knowledge.parsing import Parser

    return Parser()


def load_languages(folder: Path) -> Mapping[str, Language]:
    """Every language that has a folder, by its code. Raises KnowledgeError."""
    return {path.name: load_language(path) for path in sorted(folder.iterdir()) if (path / "lexicon.toml").exists()}


def load_language(folder: Path) -> Language:
    """One language's folder. Raises KnowledgeError where its lexicon is not as it must be."""
    return Language(folder.name, load_lexicon(folder / "lexicon.toml"), folder)
