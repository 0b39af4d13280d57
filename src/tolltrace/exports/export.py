"""What every export is: a format, what it leaves out, and what of the rest it cannot hold."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Generic, TypeVar

from tolltrace.comments import Comment
from tolltrace.knowledge import Knowledge
from tolltrace.ledger import RecordedClaim
from tolltrace.relays import Statement

Record = TypeVar("Record", RecordedClaim, Statement)


class Unit(StrEnum):
    """What an export counts and writes one of at a time. A claim that stands at several places is one at each."""

    CLAIMS = "claims"
    STATEMENTS = "statements"


@dataclass(frozen=True)  # with slots, Python 3.11 cannot make one of `Loss[…]`
class Loss(Generic[Record]):
    """One thing that a format does not take along. `touches` says of which records; of `leaves_out`, the whole record.

    `name` is stable, for programs; `says` is for a person, and reads on from "Left out: " or "Lost: ".
    """

    name: str
    says: str
    touches: Callable[[Record], bool] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Context:
    """What a writer may need beside the records. `decisions`: a claim's id → the newest verdict on it, for statements.
    `comments`: a report's id → what people remarked on it, for formats that hold it.

    `quotes` is False where no sentence of a report may be written; a figure's own words always may.
    """

    knowledge: Knowledge
    quotes: bool = True
    decisions: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, Sequence[Comment]] = field(default_factory=dict)
    statements: Callable[[], Iterator[Statement]] = lambda: iter(())


@dataclass(frozen=True, slots=True)
class Export(Generic[Record]):
    """One format. `write` gets the records to be written as they are read, and holds a bounded number of them.

    Of `leaves_out` the first that touches a record is the reason; a rejected claim never gets so far. `loses` is asked
    of what is written; `beside` is what only columns of our own hold in a table that looks like another project's.
    `always_empty` are columns of the original that we cannot fill. `named` must be part of the
    file's name: so that nobody takes a table that looks like another project's for that project's.
    """

    name: str
    about: str  # for a list: what it is
    file_name: str  # the one it gets where none is asked for
    unit: Unit
    write: Callable[[Iterable[Record], Path, Context], None] = field(compare=False)
    leaves_out: tuple[Loss[Record], ...] = ()
    loses: tuple[Loss[Record], ...] = ()
    beside: tuple[Loss[Record], ...] = ()
    always_empty: tuple[str, ...] = ()
    named: str = ""
    holds_quotes: bool = False  # whether it writes sentences of reports, unless told not to
    holds_decisions: bool = True  # of a format of statements: whether it writes what people decided on their claims
    holds_comments: bool = False  # whether it writes comments beside its records
    is_folder: bool = False
