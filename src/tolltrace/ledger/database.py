"""The database under a ledger: opening, creating and upgrading it, its transactions, and what its errors mean."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from sqlalchemy import Connection, Engine, column, select, table, update
from sqlalchemy.exc import DBAPIError

from tolltrace.errors import LedgerError, UnfitError
from tolltrace.ledger import postgresql, sqlite
from tolltrace.ledger.tables import HEAD, REVISIONS
from tolltrace.ledger_place import LedgerPlace, Server, read_ledger_place

COPYING = "copying "  # before the revision of a ledger into which another is being copied

alembic_version = table("alembic_version", column("version_num"))


def ledger_place(where: str | LedgerPlace) -> LedgerPlace:
    """What a path or a URL names. Raises LedgerError for a URL of anything else, and for a folder."""
    try:
        place = where if isinstance(where, Server) else read_ledger_place(where)
    except ValueError as error:
        raise LedgerError(str(error)) from error
    if isinstance(place, Path) and place.is_dir():
        raise LedgerError(
            f"{str(where)!r}: a folder, where a ledger's file was expected; add a file name: tolltrace.db"
        )
    return place


@contextmanager
def told_plainly(place: LedgerPlace, wait_seconds: float) -> Iterator[None]:
    """Raise a database's errors as LedgerError: where, what was found, what to do."""
    try:
        yield
    except DBAPIError as error:
        raise _plain(place, wait_seconds, error.orig) from error.orig  # the outer one quotes values, and may be long
    except UnicodeEncodeError as error:
        found = f"{error.object[error.start : error.end]!r} is half a character, and text was expected"
        raise UnfitError(f"{place}: {found}; decode the bytes before giving them to the ledger") from error
    except OverflowError as error:
        raise UnfitError(f"{place}: a number beyond 2⁶³, which no ledger holds; mend the value given") from error
    except OSError as error:
        raise LedgerError(
            f"{place}: {error.strerror or error}; check its folder and that you may write there"
        ) from error


def _plain(place: LedgerPlace, wait_seconds: float, error: BaseException | None) -> LedgerError:
    engine = sqlite if isinstance(error, sqlite3.Error) else postgresql
    said = " ".join(str(error).split())
    unfit = postgresql.explain_unfit(said, error) if engine is postgresql else None
    if unfit:
        return UnfitError(f"{place}: {unfit} (PostgreSQL: {said})")
    meaning = engine.explain(said, error)
    if meaning:
        found, mend = meaning
        return LedgerError(f"{place}: {found.format(wait=wait_seconds)}; {mend} ({engine.NAME}: {said})")
    return LedgerError(f"{place}: the ledger could not be read or written ({engine.NAME}: {said})")


def open_database(place: LedgerPlace, wait_seconds: float, *, create: bool = True, copying: bool = False) -> Engine:
    """The database's engine, with the schema brought up to date, and created where there is none and `create` is set.

    `copying` also opens one into which a copy was begun and not finished, and that nobody else may open.
    """
    if isinstance(place, Path) and not create and not place.exists():
        raise _none_there(place)
    engine: Engine = _backend(place).make_engine(place, wait_seconds)
    try:
        with reading(engine) as connection:
            found = _revision(connection, place, copying=copying)
        if found is None and not create:
            raise _none_there(place)
        if found is None or found in REVISIONS[:-1]:
            _upgrade(engine, place, copying=copying)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _none_there(place: LedgerPlace) -> LedgerError:
    return LedgerError(f"{place}: there is no ledger yet. Record something first: tolltrace trace SOURCE...")


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


def set_revision(connection: Connection, revision: str) -> None:
    """Say which schema the ledger has: HEAD, or COPYING + HEAD while it is being filled."""
    connection.execute(update(alembic_version).values(version_num=revision))


def _backend(place: LedgerPlace) -> ModuleType:
    return postgresql if isinstance(place, Server) else sqlite


def _revision(connection: Connection, place: LedgerPlace, *, copying: bool) -> str | None:
    """Which migration the schema is at, None for an empty one. Raises LedgerError for one that we do not know."""
    if _backend(place).is_empty(connection, place):
        return None
    revision = str(connection.execute(select(alembic_version.c.version_num)).scalar_one())
    if revision.startswith(COPYING):
        begun_by_us = revision == COPYING + HEAD
        if copying and begun_by_us:
            return revision
        mend = "finish it: tolltrace ledger copy FROM TO" if begun_by_us else "remove it and begin anew"
        raise LedgerError(f"{place}: a copy of another ledger that was begun and not finished; {mend}")
    if revision not in REVISIONS:
        raise LedgerError(
            f"{place}: made by a newer tolltrace (its schema is {revision!r}; this one knows up to {HEAD!r}); "
            "upgrade tolltrace, or give another path"
        )
    return revision


def _upgrade(engine: Engine, place: LedgerPlace, *, copying: bool) -> None:
    from alembic import command  # slow to import, and a ledger that is up to date needs none of it
    from alembic.config import Config

    backend = _backend(place)
    backend.prepare_for_tables(engine)
    config = Config()
    config.set_main_option("script_location", "tolltrace.ledger:migrations")
    config.set_main_option("path_separator", "os")
    with writing(engine, durable=True) as connection:
        found = _revision(connection, place, copying=copying)
        if found is not None and found not in REVISIONS[:-1]:  # another process was faster
            return
        if found is None:
            backend.mark(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
