"""Follow the chain of seals, and hold every row against it. Rows stream by in the order in which seals name them.

All is read once, and what is in memory at a time is one seal and a few rows of each table. What somebody wrote who
went around the ledger may be anything: a row that cannot be read at all is a changed one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.exc import DBAPIError

from tolltrace.ledger.sealing import BEFORE, DIGEST_BYTES, SEALED, Name, digest_row, named_by
from tolltrace.ledger.tables import copies, seals
from tolltrace.seals import FIRST, Break, Damage, Verified

ROWS_AT_ONCE = 50  # of each table; an article's row may have a hundred kilobytes
UNREADABLE = "a row that cannot be read"
NO_ROW = "no such row"
SELF_NAMED = (copies,)  # by their content: looked up, as they are in no order


@dataclass(slots=True)
class _Tally:
    """How far the chain was followed."""

    seals: int = 0
    rows: int = 0
    before: int = 0
    begun_at: datetime | None = None
    head: str = FIRST
    asked_at: int | None = None  # the number of the seal whose hash was asked for


@dataclass(frozen=True, slots=True)
class _Found:
    """A row as it is there. `cells` is None where it cannot be read."""

    name: Name
    cells: dict[str, Any] | None

    @property
    def event(self) -> int | None:
        """The one that wrote it, where the row tells."""
        event = (self.cells or {}).get("event")
        return event if isinstance(event, int) else None


def verify_chain(connection: Connection, head: str | None = None) -> Verified:
    """Follow the chain up to the first break. `head` is a hash to look for on the way."""
    tally = _Tally()
    broken = next(_breaks(connection, tally, head), None)
    return Verified(
        seals=tally.seals,
        rows=tally.rows,
        head=tally.head if tally.seals else None,
        before=tally.before,
        begun_at=tally.begun_at,
        broken=broken,
        after_head=tally.seals - tally.asked_at if tally.asked_at is not None else None,
    )


def _breaks(connection: Connection, tally: _Tally, head: str | None) -> Iterator[Break]:
    """Where rows and seals differ; only the first is meant to be asked for."""
    tables = {table.name: _Rows(connection, table) for table in SEALED}
    for found in _Rows(connection, seals).rest():
        yield from _breaks_of_seal(found, tally)
        if found.cells is None:
            return
        yield from _breaks_of_rows(found.cells, tables, tally)
        tally.seals += 1
        tally.head = found.cells["hash"]
        if found.cells["kind"] == BEFORE:
            tally.before = tally.rows
        tally.begun_at = tally.begun_at or found.cells["at"]
        if tally.head == head:
            tally.asked_at = tally.seals
    for rows in tables.values():
        yield from (_added(rows.table, found) for found in rows.rest())
        if rows.table in SELF_NAMED:
            yield from _unnamed(connection, rows)


def _breaks_of_seal(found: _Found, tally: _Tally) -> Iterator[Break]:
    """Whether a seal is the next one, and as it was written."""
    (key,), due = found.name, tally.seals + 1
    if key != due:
        yield Break("seals", str(due), Damage.REMOVED, due, None, f"seal {due}", f"seal {key} after seal {tally.seals}")
    cells = dict(found.cells or {})
    stated = str(cells.pop("hash", ""))
    computed = _digest(seals, _Found(found.name, cells) if found.cells else found)
    if computed is None or computed.hex() != stated:
        found_hash = computed.hex() if computed else UNREADABLE
        yield Break("seals", str(key), Damage.CHANGED, key, None, f"the hash {stated}", found_hash)
    if found.cells and not _names_rows(cells.get("rows")):
        yield Break("seals", str(key), Damage.ADDED, key, None, "rows of a ledger's tables", "no names of such rows")
    if cells.get("previous") != tally.head:
        before = str(max(key - 1, 1))
        expected = f"the hash {cells.get('previous')}, which seal {key} names"
        yield Break("seals", before, Damage.CHANGED, key - 1, None, expected, tally.head)


def _names_rows(rows: Any) -> bool:
    """Whether it is what a seal names: who writes one that agrees with itself may write anything into it."""
    known = {table.name for table in SEALED}
    return isinstance(rows, dict) and all(name in known and isinstance(names, list) for name, names in rows.items())


def _breaks_of_rows(seal: dict[str, Any], tables: dict[str, "_Rows"], tally: _Tally) -> Iterator[Break]:
    """Whether the rows that a seal names are there, and as they were written."""
    at, digests = 0, seal["digests"]
    last_event = next(iter(seal["rows"].get("events", [])[-1:]), None)
    for table in sorted(seal["rows"]):
        rows = tables[table]
        for plain in seal["rows"][table]:
            name = tuple(plain) if isinstance(plain, list) else (plain,)
            expected, at = digests[at : at + DIGEST_BYTES], at + DIGEST_BYTES
            yield from (_added(rows.table, found) for found in rows.until(name))
            here = rows.take(name)
            event = name[0] if table == "events" else (here.event if here else None) or last_event
            where = (table, name_words(rows.table, name))
            wanted = f"a row with the digest {expected.hex()}"
            if here is None:
                yield Break(*where, Damage.REMOVED, seal["key"], event, wanted, NO_ROW)
            elif (digest := _digest(rows.table, here)) != expected:
                yield Break(*where, Damage.CHANGED, seal["key"], event, wanted, digest.hex() if digest else UNREADABLE)
            tally.rows += 1


def _added(table: Table, found: _Found) -> Break:
    event = found.name[0] if table.name == "events" else found.event
    row = name_words(table, found.name)
    return Break(table.name, row, Damage.ADDED, None, event, "no row that no seal names", "one")


def _unnamed(connection: Connection, rows: "_Rows") -> Iterator[Break]:
    """Rows that no seal names, of a table in no order. What seals name is gathered only where there is one."""
    count = connection.execute(select(func.count()).select_from(rows.table)).scalar_one()
    if count == rows.taken:
        return
    named = {
        name for seal in _Rows(connection, seals).rest() for name in (seal.cells or {})["rows"].get(rows.table.name, ())
    }
    (column,) = rows.table.primary_key.columns
    for name in connection.execute(select(column).order_by(column)).scalars():
        if name not in named:
            yield _added(rows.table, _Found((name,), None))


def name_words(table: Table, name: Name) -> str:
    """ "3", or "claim 7, position 1"."""
    if len(name) == 1:
        return str(name[0])
    return ", ".join(f"{column} {value}" for column, value in zip(named_by(table), name, strict=True))


def _digest(table: Table, found: _Found) -> bytes | None:
    try:
        return digest_row(table, found.cells) if found.cells is not None else None
    except (TypeError, ValueError, AttributeError):  # another type than the column's
        return None


class _Rows:
    """The rows of one table, in the order in which seals name them; looked at before they are taken."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self.table = table
        self.taken = 0
        self._connection = connection
        self._rows = iter(()) if table in SELF_NAMED else self._read()
        self._next = next(self._rows, None)

    def until(self, name: Name) -> Iterator[_Found]:
        """Take the rows that stand before a name."""
        while self._next is not None and _order(self._next.name) < _order(name):
            yield self._step(self._next)

    def take(self, name: Name) -> _Found | None:
        """The row with this name, if it is the next."""
        if self.table in SELF_NAMED:
            found = self._one(name)
            self.taken += found is not None
            return found
        return self._step(self._next) if self._next is not None and self._next.name == name else None

    def rest(self) -> Iterator[_Found]:
        """Take all that are left."""
        while self._next is not None:
            yield self._step(self._next)

    def _step(self, found: _Found) -> _Found:
        self._next = next(self._rows, None)
        return found

    def _read(self) -> Iterator[_Found]:
        asked = select(self.table).order_by(*self._names()).execution_options(yield_per=ROWS_AT_ONCE)
        last: Name | None = None
        try:
            with self._connection.execute(asked) as rows:
                for row in rows:
                    found = _Found(tuple(row._mapping[column] for column in self._names()), row._asdict())
                    last = found.name
                    yield found
        except (TypeError, ValueError, AttributeError, OverflowError, DBAPIError):
            # some row holds what its column does not: from here on each is read by itself
            yield from self._read_one_by_one(last)

    def _read_one_by_one(self, last: Name | None) -> Iterator[_Found]:
        names = select(*self._names()).order_by(*self._names()).execution_options(yield_per=1)
        try:
            with self._connection.execute(names) as rows:
                for row in rows:
                    name = tuple(row)
                    if last is None or _order(name) > _order(last):
                        yield self._one(name) or _Found(name, None)
        except DBAPIError as error:
            if not _is_no_text(error):
                raise
            # what was a row's name is none any more: for its seal, the row is gone

    def _one(self, name: Name) -> _Found | None:
        """A row by its name; None where there is none."""
        conditions = [column == value for column, value in zip(self._names(), name, strict=True)]
        try:
            row = self._connection.execute(select(self.table).where(*conditions)).first()
        except (TypeError, ValueError, AttributeError, OverflowError):
            return _Found(name, None)
        except DBAPIError as error:
            if not _is_no_text(error):
                raise
            return _Found(name, None)
        return _Found(name, row._asdict()) if row else None

    def _names(self) -> list[Any]:
        return [self.table.c[name] for name in named_by(self.table)]


def _is_no_text(error: DBAPIError) -> bool:
    """Whether a row holds bytes that are no text; every other error is the disk's or the file's."""
    return "decode" in str(error.orig).lower()


def _order(name: Name) -> tuple[tuple[bool, Any], ...]:
    """As databases sort: numbers first, and then whatever somebody wrote in their place."""
    return tuple((not isinstance(value, int), value if isinstance(value, int) else str(value)) for value in name)
