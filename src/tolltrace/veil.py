"""What is withheld: records that were taken down, and words, which become blocks so that offsets still hold."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

T = TypeVar("T")

BLOCK = "█"
WORD = re.compile(r"\w+")
FEW = 50  # first words that are quicker looked for one by one
# what tells values apart, and where they are: no words of a report
KEPT = frozenset(
    {
        "id", "report_id", "report", "claim", "statement", "source", "url", "page_sha256", "language", "method",
        "known_from", "archived", "post_of", "relayed", "other", "part_of", "about", "taker", "statements",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Takedown:
    """A record that an editor took down. `claim` is None for a whole report; `statement`, if it went with others."""

    report: str
    claim: str | None
    statement: str | None
    at: datetime
    by: str
    why: str


def withhold(text: str) -> str:
    """The same length, with nothing to read in it."""
    return "".join(each if each.isspace() else BLOCK for each in text)


def holds_withheld(value: object) -> bool:
    """Whether blocks stand anywhere in it."""
    match value:
        case str():
            return BLOCK in value
        case Mapping():
            return any(holds_withheld(each) for each in value.values())
        case list() | tuple():
            return any(holds_withheld(each) for each in value)
    return False


def veil(value: T, words: Iterable[str]) -> T:
    """A value, and all values in it, without some words, wherever they stand; what stands between them may differ.

    In time that does not grow with how many words are withheld.
    """
    index = _index(frozenset(words))
    return _veil(value, index) if index else value


@dataclass(frozen=True, slots=True)
class Index:
    """What is withheld: the first word → all that begins so, the longest first; and what finds a first word."""

    of: dict[str, tuple[tuple[str, ...], ...]]
    first: re.Pattern[str] | None  # None where they are many


@lru_cache(maxsize=1024)
def _index(words: frozenset[str]) -> Index | None:
    found: dict[str, set[tuple[str, ...]]] = {}
    for each in words:
        if parts := tuple(WORD.findall(each)):
            found.setdefault(parts[0], set()).add(parts)
    if not found:
        return None
    of = {first: tuple(sorted(several, key=lambda parts: (-len(parts), parts))) for first, several in found.items()}
    return Index(of, re.compile("|".join(map(re.escape, found))) if len(found) < FEW else None)


def _veil_text(text: str, index: Index) -> str:
    if index.first and not index.first.search(text):
        return text
    tokens = list(WORD.finditer(text))
    plain = [token[0] for token in tokens]
    at, last, out = 0, 0, []
    while at < len(tokens):
        several = index.of.get(plain[at], ())
        parts = next((parts for parts in several if tuple(plain[at : at + len(parts)]) == parts), None)
        if parts is None:
            at += 1
            continue
        start, end = tokens[at].start(), tokens[at + len(parts) - 1].end()
        out += [text[last:start], withhold(text[start:end])]
        at, last = at + len(parts), end
    return "".join([*out, text[last:]]) if out else text


LEAVES: frozenset[type] = frozenset({type(None), bool, int, float, date, datetime})


def _veil(value: Any, index: Index) -> Any:
    of_type: Any = type(value)
    if of_type is str:  # the most frequent first: of a page there are thousands
        return _veil_text(value, index)
    if of_type in LEAVES:
        return value
    match value:
        case Enum() | int() | float() | date():
            return value
        case str():
            return _veil_text(value, index)
        case tuple() | list() | frozenset():
            return type(value)(_veil(each, index) for each in value) if value else value
        case dict():
            return {key: each if key in KEPT else _veil(each, index) for key, each in value.items()}
    changed = {}
    for name, is_kept in _fields_of(of_type):
        old = getattr(value, name)
        if (not is_kept or is_dataclass(old)) and (new := _veil(old, index)) != old:
            changed[name] = new
    return replace(value, **changed) if changed else value


@lru_cache(maxsize=256)
def _fields_of(of_type: Any) -> tuple[tuple[str, bool], ...]:
    """The fields of one of our values, each with whether it is kept as it is; of anything else none."""
    return tuple((field.name, field.name in KEPT) for field in fields(of_type)) if is_dataclass(of_type) else ()
