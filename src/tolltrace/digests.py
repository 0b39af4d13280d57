"""Digests by mail: what one is, who gets which, and what a reader may choose. Pure; no address is in a digest."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tolltrace.relays import Statement

MAX_ADDRESS_CHARS = 254  # RFC 5321
MAX_LOCAL_CHARS = 64
MAX_CHOICE_CHARS = 60
MOST_CHOICES = 10  # sides, and places: all of it fits in a link
NOT_IN_AN_ADDRESS = frozenset('<>()[]\\,;:"')  # what could steer a header or a command of SMTP


class Every(StrEnum):
    """How often a digest comes."""

    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def days(self) -> int:
        """How many days one tells of, where none came before it."""
        return 1 if self is Every.DAILY else 7

    def name_of(self, day: date) -> str:
        """What the digest of a day is called: "2026-11-23", "2026-W48". There is one of each name."""
        year, week, _ = day.isocalendar()
        return day.isoformat() if self is Every.DAILY else f"{year}-W{week:02}"


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest as it was published: which statements, of which time. What they say, the ledger tells."""

    key: int
    name: str
    every: Every
    since: datetime  # what was recorded after this …
    until: datetime  # … and up to this
    statements: tuple[str, ...]  # ids


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to get: all, or only what is about some sides or places. Compared without case."""

    address: str
    every: Every
    sides: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    @property
    def choice(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who chose the same gets the same."""
        return (self.sides, self.places)

    def wants(self, statement: Statement) -> bool:
        """Whether a statement is one of those chosen: of one of the sides, or at one of the places."""
        if not (self.sides or self.places):
            return True
        side = (statement.side or "").casefold()
        place = statement.place
        where = f"{place.text}\n{place.name or ''}".casefold() if place else ""
        return side in {each.casefold() for each in self.sides} or any(each.casefold() in where for each in self.places)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who gets a digest. `id` is random, and the key to what they get: it stands in their own mails alone."""

    id: str
    wish: Wish
    last: int  # the key of the newest digest that was begun for them; of those before they came, all


def begins(every: Every, until: datetime, last: Digest | None) -> datetime:
    """From when on a digest tells: where the last one ended."""
    return last.until if last else until - timedelta(days=every.days)


def read_address(said: str) -> str:
    """An address as mail is sent to it. Raises ValueError for what can be none, or could steer more than one mail."""
    read = unicodedata.normalize("NFC", said).strip()
    local, at, host = read.rpartition("@")
    is_one = (
        bool(at and local and "." in host)
        and len(read.encode("utf-8", "replace")) <= MAX_ADDRESS_CHARS
        and len(local) <= MAX_LOCAL_CHARS
        and read.isascii()
        and read.isprintable()
        and " " not in read
        and "@" not in local
        and not NOT_IN_AN_ADDRESS & set(read)
        and not any(part.startswith(".") or part.endswith(".") or ".." in part for part in (local, host))
    )
    if not is_one:
        raise ValueError(f"{said.strip()[:80]!r} is no address that we can send to; give one like name@paper.example")
    return read


def read_choices(said: str) -> tuple[str, ...]:
    """Sides or places, with semicolons or line ends between. Raises ValueError for too many or too long ones."""
    named = (" ".join(each.split()) for each in said.replace("\n", ";").split(";"))
    found = tuple(dict.fromkeys(unicodedata.normalize("NFC", each) for each in named if each))
    if len(found) > MOST_CHOICES:
        raise ValueError(f"{len(found)} are named; choose {MOST_CHOICES} at most, or all by leaving it empty")
    _check_choices(found)
    return found


def _check_choices(found: Iterable[str]) -> None:
    for each in found:
        if len(each) > MAX_CHOICE_CHARS or not each.isprintable():
            raise ValueError(f"{each[:40]!r} is no name of a side or a place; give up to {MAX_CHOICE_CHARS} characters")
