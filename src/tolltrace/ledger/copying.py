"""A ledger into another, on either engine: every row with its key, compared on the way, resumed where it was stopped.

What is derived is left out: it is grouped anew. What is private is left out, too: a copy admits nobody until its
accounts are given passwords and tokens of its own, and sends nobody mails; nor does it take what a desk remembers of
its visits. Why so: docs/decisions/0013, 0018, 0024, 0025.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, Table, func, select, tuple_

from tolltrace.errors import LedgerError
from tolltrace.ledger import tables_judged  # noqa: F401 - so that its tables are in `metadata`
from tolltrace.ledger.database import COPYING, continue_keys, copy_in, reading, set_revision, writing
from tolltrace.ledger.listing import fill
from tolltrace.ledger.tables import HEAD, metadata
from tolltrace.ledger.tables_desk import OF_THE_DESK
from tolltrace.ledger.tables_grouping import DERIVED
from tolltrace.ledger.tables_mail import MAIL_PRIVATE
from tolltrace.ledger.tables_people import PRIVATE
from tolltrace.ledger_place import LedgerPlace

LEFT_OUT = frozenset({*DERIVED, *PRIVATE, *MAIL_PRIVATE, *OF_THE_DESK})
COPIED = tuple(table for table in metadata.sorted_tables if table not in LEFT_OUT)  # those that are referred to, first
BATCH = 2000  # rows of one transaction …
HEAVY_BATCH = 50  # … and where a row may be a megabyte: copies of pages
HEAVY = frozenset({"copies", "articles"})


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """One table as it now is in both ledgers: how many rows, the SHA-256 of all of them, how many were added now."""

    name: str
    rows: int
    sha256: str
    added: int


def copy_rows(source: Engine, target: Engine, place: LedgerPlace) -> Iterator[CopiedTable]:
    """Add to one database what it lacks of another, a table at a time; all of it from one moment of the source.

    `place` is the target's, for messages. Raises LedgerError where the target holds anything else, and leaves it as it
    was, unless others write to it meanwhile.
    """
    with reading(source) as origin:
        _check_that_it_is_a_copy(origin, target, place)
        with writing(target, durable=True) as connection:
            set_revision(connection, COPYING + HEAD)
        for table in COPIED:
            added = sum(copy_batch(target, table, rows) for rows in _batches(origin, table))
            with reading(target) as copied:
                theirs, ours = _fingerprint(origin, table), _fingerprint(copied, table)
            if theirs != ours:
                raise LedgerError(
                    f"{place}: {table.name} came out as {ours[0]:,} rows ({ours[1][:12]}), and {theirs[0]:,} "
                    f"({theirs[1][:12]}) were expected; did something else write to it? Remove it and begin anew"
                )
            yield CopiedTable(table.name, *ours, added)
        with writing(target, durable=True) as connection:
            continue_keys(connection, COPIED)
            fill(connection)
            set_revision(connection, HEAD)


def _check_that_it_is_a_copy(origin: Connection, target: Engine, place: LedgerPlace) -> None:
    """That each row that is there already is the source's."""
    with reading(target) as there:
        for table in COPIED:
            for rows in _batches(there, table):
                known = _by_key(table, _with_keys(origin, table, [_key(table, row) for row in rows]))
                for row in rows:
                    _compare(table, known.get(_key(table, row)), row, place)


def copy_batch(target: Engine, table: Table, rows: Sequence[Row[Any]]) -> int:
    """Insert those rows that are not there; how many."""
    with writing(target, durable=False) as connection:
        keys = [_key(table, row) for row in rows]
        there = _by_key(table, _with_keys(connection, table, keys))
        missing = [dict(row._mapping) for row, key in zip(rows, keys, strict=True) if key not in there]
        if missing:
            copy_in(connection, table, missing)
    return len(missing)


def _compare(table: Table, ours: Row[Any] | None, row: Row[Any], place: LedgerPlace) -> None:
    if ours is None or _canonical(ours) != _canonical(row):
        found = (
            "which is not in the ledger to copy" if ours is None else "which differs from that of the ledger to copy"
        )
        raise LedgerError(
            f"{place}: holds another ledger: {table.name} {'/'.join(map(str, _key(table, row)))}, {found}; "
            "give a place where nothing is, or a copy made from the same ledger"
        )


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """All rows of a table in the order of their keys, each batch a question of its own."""
    columns = tuple(table.primary_key.columns)
    size = HEAVY_BATCH if table.name in HEAVY else BATCH
    last: tuple[Any, ...] | None = None
    while True:
        page: Select[Any] = select(table).order_by(*columns).limit(size)
        if last is not None:
            page = page.where(tuple_(*columns) > last if len(columns) > 1 else columns[0] > last[0])
        rows = connection.execute(page).all()
        if not rows:
            return
        last = _key(table, rows[-1])
        yield rows


def _with_keys(connection: Connection, table: Table, keys: Sequence[tuple[Any, ...]]) -> Sequence[Row[Any]]:
    columns = tuple(table.primary_key.columns)
    if len(columns) == 1:
        return connection.execute(select(table).where(columns[0].in_([key[0] for key in keys]))).all()
    return connection.execute(select(table).where(tuple_(*columns).in_(keys))).all()


def _by_key(table: Table, rows: Sequence[Row[Any]]) -> dict[tuple[Any, ...], Row[Any]]:
    return {_key(table, row): row for row in rows}


def _key(table: Table, row: Row[Any]) -> tuple[Any, ...]:
    return tuple(row._mapping[column.name] for column in table.primary_key.columns)


def _fingerprint(connection: Connection, table: Table) -> tuple[int, str]:
    """How many rows a table has, and the SHA-256 of them in the order of their keys: the same on either engine."""
    count = connection.execute(select(func.count()).select_from(table)).scalar_one()
    digest = hashlib.sha256()
    for rows in _batches(connection, table):
        for row in rows:
            digest.update(_canonical(row))
    return count, digest.hexdigest()


def _canonical(row: Row[Any]) -> bytes:
    return json.dumps(tuple(row), default=_plain, separators=(",", ":")).encode() + b"\n"


def _plain(value: object) -> str:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case bytes():
            return hashlib.sha256(value).hexdigest()
    raise TypeError(f"a ledger holds no {type(value).__name__}")
