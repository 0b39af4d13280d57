"""A ledger in a SQLite file: its connections and its transactions, how it is told from other files, what it says."""

import re
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Date, Engine, Table, create_engine, event, insert
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from tolltrace.errors import LedgerError
from tolltrace.ledger.folding import fold, has_words
from tolltrace.ledger.tables import APPLICATION_ID, Instant, json_cell

NAME = "SQLite"
STEPS_BETWEEN_LOOKS = 20_000  # of SQLite's machine, at the clock: some 0.2 ms

CONNECTION_PRAGMAS = {
    "foreign_keys": "ON",
    "recursive_triggers": "ON",  # so that REPLACE too meets the triggers that refuse a DELETE
    "cache_size": "-16000",  # KiB
    "secure_delete": "FAST",  # what was private and is removed is not left in the file's pages (decision 0018)
}

# what SQLite says → what it means to a person, and what to do
MEANINGS = (
    ("database is locked", "another program has held its write lock for {wait:g} s", "try again when it is done"),
    ("not a database", "it is no SQLite file", "give another path; the file was left as it is"),
    ("malformed", "the file is damaged", "restore a copy, or save what `sqlite3 FILE .recover` still reads"),
    ("disk is full", "the disk is full", "make room and try again; what was recorded before is kept"),
    ("readonly", "the file may not be written", "give yourself the right to write it and its folder"),
    ("unable to open", "the file cannot be opened", "check that its folder exists and that you may write there"),
    ("append-only", "a ledger's rows are never changed nor deleted", "record a new version, or decide on the claim"),
    ("disk i/o error", "the disk did not read or write it", "check the disk and try again"),
)


def make_engine(path: Path, wait_seconds: float) -> Engine:
    """Connections to a file, which is made with its folders where it is absent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": wait_seconds},
        json_serializer=json_cell,
        execution_options={"wait_seconds": wait_seconds},
        max_overflow=-1,  # every list that is still being read holds one connection
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    connection.create_function("fold", 1, lambda text: text and fold(text), deterministic=True)
    connection.create_function("has_words", 3, has_words, deterministic=True)
    for name, value in CONNECTION_PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    writes = options.get("writes")
    _limit(connection, None if writes else options.get("read_seconds"))
    if writes:
        connection.exec_driver_sql(f"PRAGMA synchronous={writes}")  # cannot be changed once a transaction has begun
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _limit(connection: Connection, seconds: float | None) -> None:
    """From now on; what was set for the last one who had this connection no longer counts."""
    raw: Any = connection.connection.driver_connection
    until = time.monotonic() + (seconds or 0)
    raw.set_progress_handler((lambda: time.monotonic() > until) if seconds else None, STEPS_BETWEEN_LOOKS)


def took_too_long(said: str, error: BaseException | None) -> bool:
    """Whether it ended at the limit that `_limit` set."""
    return said == "interrupted"


def is_empty(connection: Connection, path: Path) -> bool:
    """Whether nothing is there yet. Raises LedgerError where something is that is no ledger."""
    if not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
        return True
    if connection.exec_driver_sql("PRAGMA application_id").scalar_one() != APPLICATION_ID:
        raise LedgerError(f"{path}: another program's SQLite database, and no ledger; give another path")
    return False


def prepare_for_tables(engine: Engine) -> None:
    """Lets readers read while one writes. The file remembers it. SQLite does not wait for this lock itself: we do."""
    until = time.monotonic() + engine.get_execution_options()["wait_seconds"]
    while True:
        try:
            raw = engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA journal_mode=WAL").close()
            finally:
                raw.close()
        except sqlite3.OperationalError as error:
            if not re.search("locked|busy", str(error)) or time.monotonic() > until:
                raise DBAPIError("PRAGMA journal_mode=WAL", None, error) from error
            time.sleep(0.05)
        else:
            return


def mark(connection: Connection) -> None:
    """Put the mark in the file by which `is_empty` tells a ledger, before its tables are made."""
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


def copy_in(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows, all columns of each, in one go, past what SQLAlchemy does for each."""
    columns = list(table.columns)
    turned = [
        (at, _remembering(column, turn), column.nullable)
        for at, column in enumerate(columns)
        if (turn := column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect))
        and not isinstance(column.type, Boolean)
    ]
    take = itemgetter(*(str(column.name) for column in columns))

    def cells(row: Mapping[str, Any]) -> list[Any]:
        values = list(take(row))
        for at, turn, nullable in turned:
            if values[at] is not None or not nullable:
                values[at] = turn(values[at])
        return values

    statement = str(insert(table).compile(dialect=connection.dialect))
    try:
        connection.connection.driver_connection.executemany(statement, map(cells, rows))  # type: ignore[union-attr]
    except sqlite3.Error as error:
        raise DBAPIError(f"INSERT INTO {table.name}", None, error) from error


def _remembering(column: Column[Any], turn: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Days and moments come again and again."""
    return lru_cache(maxsize=1000)(turn) if isinstance(column.type, Date | Instant) else turn


def explain(said: str, error: BaseException | None) -> tuple[str, str] | None:
    """What an error means to a person and what to do; None where we do not know."""
    return next(((found, mend) for words, found, mend in MEANINGS if words in said.lower()), None)
