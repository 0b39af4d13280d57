"""Rows → digests → seals, and the only way to write a row. Why: docs/decisions/0014."""

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import JSON, Boolean, Connection, Date, Float, LargeBinary, Table, insert, inspect, select
from sqlalchemy.types import TypeEngine

from tolltrace.ledger.database import copy_in
from tolltrace.ledger.tables import Instant, events, metadata, seals
from tolltrace.ledger.tables_desk import OF_THE_DESK
from tolltrace.ledger.tables_grouping import DERIVED
from tolltrace.ledger.tables_judged import withdrawn_comments
from tolltrace.ledger.tables_mail import MAIL_PRIVATE
from tolltrace.ledger.tables_people import PRIVATE, withdrawals
from tolltrace.ledger.tables_restraint import lifts
from tolltrace.seals import FIRST, digest_of, is_plain

WRITTEN = "written"  # kinds of seals: of one transaction's rows …
BEFORE = "before"  # … or of rows that were there before the chain was
DIGEST_BYTES = 32
BATCH = 5000  # rows under one seal, of those from before
NAMED_BY = {  # in the order in which they are written; other rows by their key
    "supersessions": ("event", "claim"),
    withdrawals.name: ("act", "token"),
    lifts.name: ("event", "takedown"),
    withdrawn_comments.name: ("event", "comment"),
}
BESIDE = (*DERIVED, *PRIVATE, *MAIL_PRIVATE, *OF_THE_DESK, seals)  # tables that are no part of the record
SEALED = tuple(table for table in metadata.sorted_tables if table not in BESIDE)

LAST = select(seals.c.key, seals.c.hash).order_by(seals.c.key.desc()).limit(1)

Name = tuple[Any, ...]
Row = Mapping[str, Any]


class Writer:
    """One transaction's writing. Every row goes through here, so that the transaction's seal names it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.touched: set[int] = set()  # reports that something happened to
        self._written: dict[str, list[tuple[Name, bytes]]] = {}

    def insert(self, table: Table, rows: Sequence[dict[str, Any]]) -> list[int]:
        """Insert rows. Returns their keys in the same order, where the database gives them; else nothing."""
        if not rows:
            return []
        if table is events:
            self.touched |= {row["report"] for row in rows}
        key = table.primary_key.columns.values()[0]
        numbered = key.name == "key"
        keys: list[int] = []
        if not numbered:
            self.connection.execute(insert(table), rows)
        elif len(rows) == 1:
            keys = [*self.connection.execute(insert(table), rows[0]).inserted_primary_key]  # type: ignore[misc]
        else:
            made = insert(table).returning(key, sort_by_parameter_order=True)
            keys = list(self.connection.execute(made, rows).scalars())
        noted = self._written.setdefault(table.name, [])
        whole = [row | {"key": key} for row, key in zip(rows, keys, strict=True)] if numbered else rows
        noted += [(name_of(table, row), digest_row(table, row)) for row in whole]
        return keys

    def write(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Insert many rows that have all columns, their keys too: several times as fast as `insert`."""
        if rows:
            copy_in(self.connection, table, rows)
            names, digest = named_by(table), digester_of(table)
            take = itemgetter(*names) if len(names) > 1 else None
            self._written.setdefault(table.name, []).extend(
                [(take(row) if take else (row[names[0]],), digest(row)) for row in rows]
            )

    def seal(self, at: datetime) -> None:
        """End the transaction's writing: one seal for all that was written, none where nothing was."""
        if self._written:
            add_seal(self.connection, WRITTEN, self._written, at)
            self._written = {}


def add_seal(
    connection: Connection, kind: str, written: Mapping[str, Iterable[tuple[Name, bytes]]], at: datetime
) -> None:
    """Write the next seal, over these rows (their names and digests, by table)."""
    last = connection.execute(LAST).first()
    ordered = {table: sorted(written[table]) for table in sorted(written)}
    row: dict[str, Any] = {
        "key": last.key + 1 if last else 1,
        "at": at,
        "kind": kind,
        "rows": {table: [plain_name(name) for name, _ in pairs] for table, pairs in ordered.items()},
        "digests": b"".join(digest for pairs in ordered.values() for _, digest in pairs),
        "previous": last.hash if last else FIRST,
    }
    connection.execute(insert(seals), row | {"hash": digest_row(seals, row).hex()})


def seal_what_is_there(connection: Connection, at: datetime) -> None:
    """Begin the chain of a ledger that has rows and no seals. What later migrations make is not there yet."""
    there = inspect(connection)
    tables = set(there.get_table_names())
    for table in SEALED:
        if table.name not in tables:
            continue
        known = {column["name"] for column in there.get_columns(table.name)}
        columns = [column for column in table.c if column.name in known]
        asked = select(*columns).order_by(*(table.c[name] for name in named_by(table)))
        rows = connection.execute(asked.execution_options(yield_per=100))
        pairs = ((name_of(table, row._asdict()), digest_row(table, row._asdict())) for row in rows)
        while some := list(islice(pairs, BATCH)):
            add_seal(connection, BEFORE, {table.name: some}, at)


@cache
def named_by(table: Table) -> tuple[str, ...]:
    """The columns that name a row."""
    return NAMED_BY.get(table.name) or tuple(str(column.name) for column in table.primary_key.columns)


def name_of(table: Table, row: Row) -> Name:
    """What names a row within its table."""
    return tuple(row[name] for name in named_by(table))


def plain_name(name: Name) -> Any:
    """A name as a seal has it: the key alone, or a list of several."""
    return name[0] if len(name) == 1 else list(name)


def digest_row(table: Table, row: Row) -> bytes:
    """The digest of a row as it is written, or as it was read: the same. What is no column does not count."""
    return digester_of(table)(row)


@cache
def digester_of(table: Table) -> Callable[[Row], bytes]:
    """What makes the digest of a table's rows: made once, as a load asks it millions of times."""
    names = tuple(sorted(str(column.name) for column in table.c))
    shape = msgspec.defstruct(str(table.name), [(name, Any, None) for name in names], omit_defaults=True, gc=False)
    types = {str(column.name): column.type for column in table.c}
    converters = tuple((at, convert) for at, name in enumerate(names) if (convert := _converter(types[name])))
    numbers = tuple(at for at, name in enumerate(names) if isinstance(types[name], Float))
    nested = tuple(at for at, name in enumerate(names) if isinstance(types[name], JSON))

    def digest(row: Row) -> bytes:
        cells: list[Any] = list(map(row.get, names))
        for at, convert in converters:
            if cells[at] is not None:
                cells[at] = convert(cells[at])
        plain = not any(map(cells.__getitem__, nested))
        plain = plain and all(map(is_plain, [cells[at] for at in numbers if cells[at] is not None]))
        return digest_of(shape.__name__, shape(*cells), plain=plain)

    return digest


def _converter(of_type: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    if isinstance(of_type, Instant):
        return _moment
    for kind, convert in ((Date, _day), (Float, _real), (Boolean, bool), (LargeBinary, _sha256)):
        if isinstance(of_type, kind):
            return convert
    return None


@lru_cache(maxsize=1000)  # a load writes one into thousands of rows
def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _day(value: date) -> str:
    return value.isoformat()[: len("2024-03-04")]  # of an instant, too, the day alone is kept


def _real(value: float) -> float | None:
    """As databases keep it: SQLite has neither a number that is none, which it leaves empty, nor a zero below zero."""
    return None if math.isnan(value) else float(value) + 0.0


def _sha256(value: bytes) -> str:
    return hashlib.sha256(value).hexdigest()
