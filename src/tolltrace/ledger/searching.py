"""Claims by the words of their sentence and title: fast for rare words, and for common ones (docs/decisions/0020)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isqrt
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    String,
    and_,
    cast,
    column,
    exists,
    false,
    func,
    literal_column,
    select,
    table,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.sql.functions import GenericFunction

from tolltrace.ledger.folding import fold, words_of
from tolltrace.ledger.listing import last_indexed
from tolltrace.ledger.recorded import ClaimQuery
from tolltrace.ledger.tables import articles, claims, links, places, speakers, words

RARE = 16  # times the root of all claims: so many are looked up and sorted; of more, the newest are asked
LEAST = 500
MOST_PLACES = 100  # that are asked for by their keys

MOST_COMMON = 10_000
# words that were found to be in many claims: nothing but how long an answer takes hangs on that, so it may be outdated
_COMMON: WeakKeyDictionary[Engine, set[str]] = WeakKeyDictionary()

_in_a_file = table("words", column("rowid"))


class Folded(GenericFunction[str]):
    """Text in the form in which it is compared without case. SQLite's own LIKE knows the case of ASCII alone."""

    name = "fold"  # what sqlite.py gives a connection, and the migrations give PostgreSQL
    type = String()
    inherit_cache = True


@dataclass(frozen=True, slots=True)
class Matches:
    """The claims that have all words of a text, and a speaker: their keys, or, of many, what to ask of each."""

    keys: Sequence[int] | None  # of those with the words; None: there are many, or none are asked for
    asked: str = ""  # the words, where there are many
    in_a_server: bool = False
    speaker: str = ""  # a part of the name of one in the chain, where many claims have one
    places: Sequence[int] | None = None  # that a query's place may be; None: none is asked for, or there are many

    def among(self, key: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether the claim row with this key is one."""
        conditions: list[ColumnElement[bool]] = [true()]
        if self.keys is not None:
            conditions.append(key.in_(self.keys) if self.keys else false())
        if self.asked:
            conditions.append(self._has_words(key))
        if self.speaker:
            called = select(speakers.c.key).where(contains(speakers.c.name, self.speaker))
            # + 0: so that the claim's few links are looked at, and not the claims of every speaker of that name
            theirs = select(links.c.claim).where(links.c.claim == key, (links.c.speaker + 0).in_(called))
            conditions.append(exists(theirs.correlate_except(links)))
        return and_(*conditions)

    def _has_words(self, key: ColumnElement[int]) -> ColumnElement[bool]:
        if self.in_a_server:
            return exists().where(words.c.claim == key, _is_in_words(self.asked))
        # by its text: FTS5 takes milliseconds to tell of one row
        told = func.has_words(claims.c.evidence_exact, articles.c.title, self.asked)
        its = select(claims.c.key).join(articles, articles.c.version == claims.c.version)
        return exists(its.where(claims.c.key == key, told).correlate_except(claims, articles))


def find_matches(connection: Connection, query: ClaimQuery) -> Matches | None:
    """What has a query's words, each as the beginning of a word, its speaker and place; None where it asks for none."""
    at = _find_places(connection, query.place) if query.place else None
    if query.text is None and query.speaker is None:
        return Matches(None, places=at) if at is not None else None
    return replace(_find_claims(connection, query), places=at)


def _find_places(connection: Connection, place: str) -> Sequence[int] | None:
    keys = connection.execute(places_called(place).limit(MOST_PLACES + 1)).scalars().all()
    return keys if len(keys) <= MOST_PLACES else None


def places_called(name: str) -> Select[Any]:
    """The places with some words."""
    return select(places.c.key).where(places.c.words.contains(fold(name), autoescape=True))


def _find_claims(connection: Connection, query: ClaimQuery) -> Matches:
    # to sort m matches takes as long as m steps, to meet fifty of them among n claims as long as 50 n / m longer ones
    most = max(LEAST, RARE * isqrt(last_indexed(connection)))
    found = _find_words(connection, query.text, most) if query.text else Matches(None)
    if query.speaker is None or found.keys == ():
        return found
    spoken = set(connection.execute(said_by(query.speaker).limit(most + 1)).scalars())
    if len(spoken) > most:
        return replace(found, speaker=query.speaker)
    return replace(found, keys=tuple(sorted(spoken.intersection(found.keys) if found.keys is not None else spoken)))


def _find_words(connection: Connection, text: str, most: int) -> Matches:
    found = words_of(text)
    if not found:
        return Matches(())
    in_a_server = connection.dialect.name == "postgresql"
    if in_a_server:
        asked = " & ".join(f"'{word}':*" for word in found)
        keys = select(words.c.claim).where(_is_in_words(asked))
    else:
        asked = " ".join(found)
        keys = select(_in_a_file.c.rowid).where(_matches(" AND ".join(f'"{word}" *' for word in found)))
    many = Matches(None, asked, in_a_server)
    common = _COMMON.setdefault(connection.engine, set())
    if asked in common:
        return many
    rare = connection.execute(keys.limit(most + 1)).scalars().all()
    if len(rare) <= most:
        return Matches(tuple(rare))
    if len(common) >= MOST_COMMON:
        common.clear()
    common.add(asked)
    return many


def _is_in_words(asked: str) -> ColumnElement[bool]:
    return words.c.words.bool_op("@@")(cast(asked, TSQUERY))


def _matches(asked: str) -> ColumnElement[bool]:
    matching: ColumnElement[bool] = literal_column("words").bool_op("MATCH")(asked)
    return matching


def said_by(name: str) -> Select[Any]:
    """The claims with such a speaker in their chain."""
    return select(links.c.claim).where(
        links.c.speaker.in_(select(speakers.c.key).where(contains(speakers.c.name, name)))
    )


def said_by_one_of(names: Sequence[str]) -> Select[Any]:
    """The claims with a speaker of one of these names in their chain."""
    return select(links.c.claim).where(links.c.speaker.in_(select(speakers.c.key).where(speakers.c.name.in_(names))))


def contains(column: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    """Whether text holds some words, in whichever case."""
    return Folded(column).contains(fold(words), autoescape=True)
