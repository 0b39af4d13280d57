"""Texts and speakers of one report → the names in it that are private persons'. In doubt a name is private.

Public is who holds an office, by the role that any claim of the report gives or by the word before the name, and what
is no person: institutions, sides, places. A speaker whom a report calls by one name alone, and introduces nowhere, it
takes for known to all. What is left of two words or more with capitals in a running sentence is a private person.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from tolltrace.knowledge import Knowledge

WORDS = Path(__file__).with_name("words.toml")
MAX_CHARS = 20_000  # of one text: a sentence, a title
MAX_NAME_WORDS = 6
MIN_LETTERS = 3  # of a part of a name that is withheld standing alone
FEW_WORDS = 5  # a phrase of fewer is no headline, as "journalist Ana Veld"
MOST_CAPITALS = 0.6  # of the words of a text: beyond, it is set in capitals, and they tell nothing
WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*\.?")
POSSESSIVE = re.compile(r"['’]s?$")
AGE = re.compile(r",? (?:aged )?\(?\d{1,3}\b|-year-old|, (?:a|an|his|her|their) ")


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `words.toml`."""

    offices: frozenset[str]
    private: frozenset[str]
    between: frozenset[str]
    places: frozenset[str]
    articles: frozenset[str]
    first: frozenset[str]
    things: frozenset[str]


@dataclass(frozen=True, slots=True)
class Said:
    """A speaker as a claim's chain has it."""

    name: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    text: str  # without "'s" and stop
    start: int
    end: int
    is_capital: bool

    @property
    def folded(self) -> str:
        return self.text.casefold()


def _is_capital(text: str) -> bool:
    """Also of "al-Nasser"."""
    return text[0].isupper() or ("-" in text and any(part[:1].isupper() for part in text.split("-")[1:]))


@lru_cache(maxsize=1)
def load_words() -> Words:
    """The file, read once."""
    return msgspec.toml.decode(WORDS.read_bytes(), type=Words)


def find_private_names(
    texts: Iterable[str | None], speakers: Iterable[Said], knowledge: Knowledge, known: Iterable[str | None] = ()
) -> frozenset[str]:
    """What is to be withheld: whole names, and each part of them that may stand alone.

    `texts` are sentences, titles and phrases of one report, `speakers` all that its claims name. `known` are words of
    the same that are places, sides or outlets.
    """
    said, read = list(dict.fromkeys(speakers)), [text[:MAX_CHARS] for text in dict.fromkeys(texts) if text]
    public = {one.name for one in said if _is_public(one, knowledge)}
    names = {one.name for one in said if one.name not in public and _is_person(one, knowledge)}
    found = [(name, is_public) for text in read for name, is_public in _names_in(text, knowledge)]
    public |= {name for name, is_public in found if is_public}
    names |= {name for name, is_public in found if not is_public}
    shown = _parts(public) | {part.casefold() for text in known if text for part in text.split()}
    private = {name for name in names if name not in public and not _parts([name]) <= shown}
    alone = {part for name in private for part in name.split() if _stands_alone(part, shown, knowledge)}
    return frozenset(private | alone)


def _is_public(one: Said, knowledge: Knowledge) -> bool:
    """Whether an office speaks, or somebody who holds one."""
    identity = knowledge.identify_speaker(one.name, one.role)
    if identity.kind or identity.of or identity.is_vague:
        return True
    role = [token.folded for token in _tokens(one.role or "")]
    return any(word in load_words().offices for word in role) and role[-1] not in load_words().private


def _is_person(one: Said, knowledge: Knowledge) -> bool:
    """Whether a speaker is one, and not known to all."""
    words = _tokens(one.name)
    if not words or len(words) > MAX_NAME_WORDS or not words[0].is_capital or _is_no_person(words, knowledge):
        return False
    role = {token.folded for token in _tokens(one.role or "")}
    return sum(token.is_capital for token in words) > 1 or bool(role & load_words().private)


def _names_in(text: str, knowledge: Knowledge) -> Iterator[tuple[str, bool]]:
    """Names of persons in a text, each with whether an office stands before it."""
    tokens, words = _tokens(text), load_words()
    if not any(token.is_capital for token in tokens):
        return
    in_capitals = len(tokens) >= FEW_WORDS and sum(token.is_capital for token in tokens) > MOST_CAPITALS * len(tokens)
    for run, before in _runs(tokens, text):
        kept, cut = _cut(run)
        led_by = {before, *cut}
        is_office, is_led = bool(led_by & words.offices), bool(led_by & words.private)
        if not kept or (before in words.places and not is_led) or _is_no_person(kept, knowledge):
            continue
        has_cue = is_led or is_office or AGE.match(text, kept[-1].end) is not None
        if led_by & words.articles and not has_cue:
            continue
        if (len(kept) == 1 and not is_led) or (in_capitals and not has_cue):
            continue
        yield text[kept[0].start : kept[-1].end], is_office and not is_led


def _runs(tokens: Sequence[_Token], text: str) -> Iterator[tuple[list[_Token], str]]:
    """Words with capitals that follow each other, and the word before them in the same clause, folded."""
    run: list[_Token] = []
    for at, token in enumerate(tokens):
        joined = not run or text[run[-1].end : token.start] in (" ", ". ", "\u00a0", "-")
        if run and not (joined and (token.is_capital or _links(tokens, at, text))):
            yield run, _before(tokens, run[0], text)
            run = []
        if token.is_capital:
            run.append(token)
        elif run:
            run.append(token)  # a word between two parts of a name
    if run:
        yield run, _before(tokens, run[0], text)


def _links(tokens: Sequence[_Token], at: int, text: str) -> bool:
    """Whether a small word stands between two parts of a name."""
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    is_next = follows is not None and follows.is_capital and text[tokens[at].end : follows.start] in (" ", "-")
    return is_next and tokens[at].folded in load_words().between


def _before(tokens: Sequence[_Token], first: _Token, text: str) -> str:
    at = next((n for n, token in enumerate(tokens) if token.start == first.start), 0)
    if at == 0 or text[tokens[at - 1].end : first.start].strip(" .\u00a0") not in ("", ","):
        return ""
    return tokens[at - 1].folded


def _cut(run: list[_Token]) -> tuple[list[_Token], set[str]]:
    """A run without what is no part of a name at its ends, and what was cut before it."""
    words = load_words()
    start = next(
        (n for n, token in enumerate(run) if token.folded not in words.first | words.offices | words.private), 0
    )
    cut, kept = {token.folded for token in run[:start]}, run[start:]
    while kept and (kept[-1].folded in words.first or not kept[-1].is_capital):
        kept = kept[:-1]
    return kept, cut


def _is_no_person(words: Sequence[_Token], knowledge: Knowledge) -> bool:
    """An institution, a side, a place, or what has a word of such in its name."""
    folded = [token.folded for token in words]
    if any(word in load_words().things or (word.isupper() and len(word) > 1) for word in folded):
        return True
    if all(token.text.isupper() and len(token.text) > 1 for token in words):  # "OCHA", "UNICEF"
        return True
    if len(words) > MAX_NAME_WORDS:
        return True
    name = " ".join(token.text for token in words)
    return _is_known(name, knowledge) or any(_is_side(token.text, knowledge) for token in words)


@lru_cache(maxsize=16384)
def _is_known(name: str, knowledge: Knowledge) -> bool:
    identity = knowledge.identify_speaker(name)
    return bool(identity.kind or identity.of or identity.is_vague) or knowledge.gazetteer.find(name) is not None


@lru_cache(maxsize=16384)
def _is_side(word: str, knowledge: Knowledge) -> bool:
    return knowledge.speakers.find_side(knowledge.speakers.fold(word)) is not None


def _stands_alone(part: str, shown: set[str], knowledge: Knowledge) -> bool:
    words = load_words()
    folded = part.casefold().strip(".")
    if len(folded) < MIN_LETTERS or not part[0].isupper() or folded in shown:
        return False
    return folded not in (words.first | words.offices | words.things | words.between) and not _is_known(part, knowledge)


def _parts(names: Iterable[str]) -> set[str]:
    return {part.casefold().strip(".") for name in names for part in name.split()}


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in WORD.finditer(text):
        plain = match[0]
        if not plain.isalpha():
            plain = POSSESSIVE.sub("", plain)
        stop = plain.endswith(".")
        is_short = stop and (len(plain) <= MIN_LETTERS or plain[:-1].casefold() in load_words().offices)
        kept = plain if is_short else plain.removesuffix(".")
        bare = kept.removesuffix(".")
        if bare:
            found.append(_Token(bare, match.start(), match.start() + len(bare), _is_capital(bare)))
    return found
