"""Armed conflicts as drawers to look in: which a side and a place fit. A tag is no judgement (docs/method.md)."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.gazetteer import Gazetteer
from tolltrace.knowledge.load import load_toml
from tolltrace.values import Place

State = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]


class Conflict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table of conflicts.toml."""

    name: str
    since: Annotated[int, msgspec.Meta(ge=1900, le=2100)]  # the year
    sides: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]  # normal forms
    countries: Annotated[tuple[State, ...], msgspec.Meta(min_length=1)]  # ISO 3166 alpha-2


def load_conflicts(path: Path, sides: Collection[str]) -> Mapping[str, Conflict]:
    """The conflicts by their ids. Raises KnowledgeError for a side that nobody knows."""
    found = load_toml(path, dict[str, Conflict])
    for key, one in found.items():
        if unknown := set(one.sides) - set(sides):
            raise KnowledgeError(f"{path.name}: {key}: no such side in sides.toml: {', '.join(sorted(unknown))}")
    return found


def fitting(
    conflicts: Mapping[str, Conflict], side: str | None, country: str | None, said_on: date | None
) -> tuple[str, ...]:
    """The ids of those that a statement fits: its side is in them, its place in one of their states, not before them.

    Both must be said: where the words give no place, or nobody's people, there is no drawer. It may fit several.
    """
    if side is None or country is None:
        return ()
    return tuple(
        key
        for key, one in conflicts.items()
        if side in one.sides and country in one.countries and (said_on is None or said_on.year >= one.since)
    )


def country_of(place: Place | None, gazetteer: Gazetteer) -> str | None:
    """The state in which a place lies that the gazetteer knows; None for words alone, and for seas."""
    if place is None or place.name is None:
        return None
    known = gazetteer.find(place.name)
    if known is None or (known.geonames_id, known.latitude) != (place.geonames_id, place.latitude):
        return None
    return known.country or None
