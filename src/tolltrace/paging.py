"""What asking a ledger page by page gives: frozen values, no database in sight."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from tolltrace.values import Place

T = TypeVar("T")
Position = tuple[Any, ...]  # of an item in its order: what the next page begins behind; JSON types


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items in order. `next` is where the page after it begins; None where this is the last."""

    items: tuple[T, ...]
    next: Position | None = None


@dataclass(frozen=True, slots=True)
class State:
    """Which moment of a ledger one sees: the same state, the same answers. Empty where nothing was ever recorded."""

    events: int = 0  # the number of the newest one
    head: str | None = None  # the hash of the newest seal
    at: datetime | None = None  # when that was written


@dataclass(frozen=True, slots=True)
class Facets:
    """How many claims of a query have which value: field → (value, claims), the most frequent first.

    `months` are those of publication, newest first. A claim counts for every speaker in its chain.
    """

    claims: int
    harms: tuple[tuple[str, int], ...]
    sides: tuple[tuple[str, int], ...]
    speakers: tuple[tuple[str, int], ...]
    months: tuple[tuple[str, int], ...]
    cut: tuple[str, ...] = field(default=())  # the fields of which not all values are here


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A place as claims have it; one name with two points is two. Its text is one claim's words for it."""

    place: Place
    claims: int
    reports: int
    newest: str  # the day on which a report last had such a claim; "" where none is known


@dataclass(frozen=True, slots=True)
class Places:
    """Where claims say that it happened, the places with the most claims first."""

    places: tuple[PlaceCount, ...]
    claims: int  # that were looked at: the newest
    without: int  # of these, such that name no place
    more: bool  # whether there are older claims that were not looked at
    cut: bool = False  # whether there are places that are not here


@dataclass(frozen=True, slots=True)
class BareFigures:
    """A page of claims as numbers and codes: a row each, in the order of the columns, the newest reports first."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    next: Position | None = None
