"""The SQLite file under a ledger: opening, creating and upgrading it, its transactions, and what its errors mean."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from tolltrace.errors import LedgerError, UnfitError
from tolltrace.ledger.rows import fold
from tolltrace.ledger.tables import APPLICATION_ID, HEAD, REVISIONS

CONNECTION_PRAGMAS = {
    "foreign_keys": "ON",
    "recursive_triggers": "ON",  # so that REPLACE too meets the triggers that refuse a DELETE
    "cache_size": "-16000",  # KiB
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


def ledger_path(where: str | Path) -> Path:
    """The file that a path or a `sqlite:///` URL names. Raises LedgerError for any other URL and for a folder."""
    try:
        path = Path(where).expanduser() if isinstance(where, Path) or "://" not in where else _path_of_url(where)
    except RuntimeError as error:
        raise LedgerError(f"{str(where)!r}: begins with the home of nobody here ({error}); give a full path") from error
    if not str(where).strip() or path.is_dir():
        raise LedgerError(
            f"{str(where)!r}: a folder, where a ledger's file was expected; add a file name: tolltrace.db"
        )
    return path


def _path_of_url(where: str) -> Path:
    scheme = where.split("://")[0]  # alone in the message: a URL may hold a password
    if scheme != "sqlite":
        raise LedgerError(f"no ledger backend {scheme!r} yet; known: sqlite. Give a path, or sqlite:///PATH")
    name = unquote(where.removeprefix("sqlite:///"))
    if name in ("", where, ":memory:") or "?" in where:
        raise LedgerError(f"{where}: a ledger is a file: give a path, or sqlite:///PATH (a full path: sqlite:////PATH)")
    return Path(name)


@contextmanager
def told_plainly(path: Path, wait_seconds: float) -> Iterator[None]:
    """Raise a database's errors as LedgerError: where, what was found, what to do."""
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig)
        for words, found, mend in MEANINGS:
            if words in said.lower():
                raise LedgerError(f"{path}: {found.format(wait=wait_seconds)}; {mend} (SQLite: {said})") from error
        raise LedgerError(f"{path}: the ledger could not be read or written (SQLite: {said})") from error
    except UnicodeEncodeError as error:
        found = f"{error.object[error.start : error.end]!r} is half a character, and text was expected"
        raise UnfitError(f"{path}: {found}; decode the bytes before giving them to the ledger") from error
    except OverflowError as error:
        raise UnfitError(f"{path}: a number beyond 2⁶³, which no ledger holds; mend the value given") from error
    except OSError as error:
        raise LedgerError(
            f"{path}: {error.strerror or error}; check its folder and that you may write there"
        ) from error


def open_database(path: Path, wait_seconds: float) -> Engine:
    """The file's engine, with the schema brought up to date. Creates the file and its folders where they are absent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": wait_seconds},
        max_overflow=-1,  # every list that is still being read holds one connection
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        with reading(engine) as connection:
            current = _revision(connection, path) == HEAD
        if not current:
            _upgrade(engine, path, wait_seconds)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One unchanging view of the ledger, however long it is read."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine, *, durable: bool) -> Iterator[Connection]:
    """One transaction that holds the write lock from its start; committed at the end, undone by an exception.

    `durable` waits for the disk, so that not even a power cut undoes it; else the last moments of a run may have to be
    recorded again after one (never a part of a report).
    """
    with engine.connect().execution_options(writes="FULL" if durable else "NORMAL") as connection, connection.begin():
        yield connection


def _prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    connection.create_function("fold", 1, lambda text: text and fold(text), deterministic=True)
    for name, value in CONNECTION_PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    if writes:
        connection.exec_driver_sql(f"PRAGMA synchronous={writes}")  # cannot be changed once a transaction has begun
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revision(connection: Connection, path: Path) -> str | None:
    """Which migration the file is at, None for an empty one. Raises LedgerError where it is no ledger that we know."""
    if not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
        return None
    if connection.exec_driver_sql("PRAGMA application_id").scalar_one() != APPLICATION_ID:
        raise LedgerError(f"{path}: another program's SQLite database, and no ledger; give another path")
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    if revision not in REVISIONS:
        raise LedgerError(
            f"{path}: made by a newer tolltrace (its schema is {revision!r}; this one knows up to {HEAD!r}); "
            "upgrade tolltrace, or give another path"
        )
    return str(revision)


def _upgrade(engine: Engine, path: Path, wait_seconds: float) -> None:
    from alembic import command  # slow to import, and a ledger that is up to date needs none of it
    from alembic.config import Config

    _keep_a_write_ahead_log(engine, wait_seconds)
    config = Config()
    config.set_main_option("script_location", "tolltrace.ledger:migrations")
    config.set_main_option("path_separator", "os")
    with writing(engine, durable=True) as connection:
        if _revision(connection, path) == HEAD:  # another process was faster
            return
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _keep_a_write_ahead_log(engine: Engine, wait_seconds: float) -> None:
    """Lets readers read while one writes. The file remembers it. SQLite does not wait for this lock itself: we do."""
    until = time.monotonic() + wait_seconds
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
