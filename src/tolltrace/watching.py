"""What a desk remembers between two visits, as values: its sources, what they list, who is told what."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tolltrace.visits import NO_MARKS, Marks

LOCAL = "file://"  # before the name of a machine, in the place of a host


class Kind(StrEnum):
    """What a source is: how it is asked, and what it lists."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"
    TELEGRAM = "telegram"
    FOLDER = "folder"


class Fate(StrEnum):
    """What became of one thing that a source lists."""

    WAITING = "waiting"
    TRACED = "traced"
    REJECTED = "rejected"  # it is no article that we read
    NOTED = "noted"  # it was there before we came, and is not fetched
    FAILED = "failed"
    FORBIDDEN = "forbidden"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Watched:
    """A source as the configuration names it: what of it the ledger must know."""

    name: str
    kind: Kind
    place: str
    host: str  # whose turn it takes; LOCAL and the machine's name for a folder


@dataclass(frozen=True, slots=True)
class Due:
    """A source whose time has come."""

    name: str
    marks: Marks
    failures: int
    read_at: datetime | None  # when it was last there; None: nobody has read it yet


@dataclass(frozen=True, slots=True)
class Item:
    """Something listed whose time has come. `depth` is 0 for a report, else how deep a list it is below its source."""

    key: int
    address: str
    source: str
    depth: int
    marks: Marks
    tries: int
    looks: int
    listed_at: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """A host that is ours until `until`, and what is to be asked of it: a source, or some items."""

    host: str
    until: datetime
    source: Due | None = None
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that a source lists, as it is to be remembered."""

    address: str
    host: str
    stamp: str = ""
    depth: int = 0
    fate: Fate = Fate.WAITING
    claims: int = 0


@dataclass(frozen=True, slots=True)
class SourceNote:
    """How a visit to a source ended. `next_at` is None where it is not to be asked again."""

    name: str
    state: str
    next_at: datetime | None
    marks: Marks = NO_MARKS
    failures: int = 0
    error: str | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class ItemNote:
    """How a visit to an item ended. `next_at` is None where it is not looked at again unless its entry changes."""

    key: int
    fate: Fate
    next_at: datetime | None
    marks: Marks = NO_MARKS
    tries: int = 0
    was_read: bool = False
    claims: int | None = None  # found in it; None where it did not change
    error: str | None = None


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source as people see it."""

    name: str
    kind: str
    place: str
    state: str
    next_at: datetime | None
    failures: int
    error: str | None
    moved_to: str | None
    checked_at: datetime | None
    read_at: datetime | None
    news_at: datetime | None
    items: dict[str, int] = field(default_factory=dict, hash=False)  # how many, by their fate
    claims: int = 0  # found in them
    turn_at: datetime | None = None  # when its host may be asked again


@dataclass(frozen=True, slots=True)
class Telling:
    """Somebody who is told, and how far they have been."""

    name: str
    event: int  # the last of the log that was told, or passed over
    tries: int = 0
    next_at: datetime | None = None
    error: str | None = None
    told_at: datetime | None = None
    waiting: int = 0  # events of the log after it; not all of them are for it
    untold: int = 0  # given up


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a ledger's log that may be news, by what names it: what it says is asked of the ledger's door.

    `versions` are those of the edition that was written, `before` those of the edition before it, if there was one.
    """

    event: int
    at: datetime
    kind: str
    report: str
    version: int
    versions: tuple[int, ...]
    before: tuple[int, ...] = ()
