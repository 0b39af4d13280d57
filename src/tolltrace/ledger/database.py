"""The database under a ledger: opening, creating and upgrading it, its transactions, and what its errors mean."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, column, select, table, update
from sqlalchemy.exc import DBAPIError

from tolltrace.errors import LedgerError, SlowError, UnfitError
from tolltrace.ledger import postgresql, sqlite
from tolltrace.ledger.tables import HEAD, REVISIONS
from tolltrace.ledger_place import LedgerPlace, Server, read_ledger_place

T = TypeVar("T")
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
    if engine.took_too_long(said, error):
        return SlowError(f"{place}: the answer would take too long; ask for less: fewer days, one side, one place")
    unfit = postgresql.explain_unfit(said, error) if engine is postgresql else None
    if unfit:
        return UnfitError(f"{place}: {unfit} (PostgreSQL: {said})")
    meaning = engine.explain(said, error)
    if meaning:
        found, mend = meaning
        return LedgerError(f"{place}: {found.format(wait=wait_seconds)}; {mend} ({engine.NAME}: {said})")
    return LedgerError(f"{place}: the ledger could not be read or written ({engine.NAME}: {said})")


def open_database(
    place: LedgerPlace,
    wait_seconds: float,
    after_upgrade: Callable[[Connection], None],
    *,
    create: bool = True,
    copying: bool = False,
) -> Engine:
    """The database's engine, with the schema brought up to date, and created where there is none and `create` is set.

    `after_upgrade` makes again what is derived, in the transaction that brings an older ledger up to date.

    `copying` also opens one into which a copy was begun and not finished, and that nobody else may open.
    """
    if isinstance(place, Path) and not create and not place.exists():
        raise _none_there(place)
    engine = make_engine(place, wait_seconds)
    try:
        with reading(engine) as connection:
            found = _revision(connection, place, copying=copying)
        if found is None and not create:
            raise _none_there(place)
        if found is None or found in REVISIONS[:-1]:
            _upgrade(engine, place, after_upgrade, copying=copying)
    except BaseException:
        engine.dispose()
        raise
    return engine


def make_engine(place: LedgerPlace, wait_seconds: float) -> Engine:
    """Connections to a place, whatever is there."""
    engine: Engine = backend_of(place).make_engine(place, wait_seconds)
    return engine


def _none_there(place: LedgerPlace) -> LedgerError:
    return LedgerError(f"{place}: there is no ledger yet. Record something first: tolltrace trace SOURCE...")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One unchanging view of the ledger, however long it is read; inside of `at_once`, the one that is open."""
    view = _VIEW.get()
    if view is None or view.engine is not engine:
        with engine.connect() as connection:
            yield connection
        return
    try:
        yield view.connection
    except DBAPIError:  # whoever goes on after it does so in a view of their own
        view.renew()
        raise


@dataclass(slots=True)
class View:
    """One moment of a ledger that several questions are asked about, and what was found out about it."""

    engine: Engine
    connection: Connection
    known: dict[object, Any] = field(default_factory=dict)

    def renew(self) -> None:
        """From now on, the moment that is now."""
        self.connection.rollback()
        self.known.clear()


_VIEW: ContextVar[View | None] = ContextVar("view", default=None)  # of this thread, or task


@contextmanager
def at_once(engine: Engine) -> Iterator[None]:
    """All that is read inside sees one moment, by one connection: to take one for each question costs as much again."""
    view = _VIEW.get()
    if view is not None and view.engine is engine:
        yield
        return
    with engine.connect() as connection:
        token = _VIEW.set(View(engine, connection))
        try:
            yield
        finally:
            _VIEW.reset(token)


def look_again(engine: Engine) -> None:
    """Inside of `at_once`: what was written meanwhile is to be seen."""
    view = _VIEW.get()
    if view is not None and view.engine is engine:
        view.renew()


def recalled(connection: Connection, key: object, make: Callable[[], T]) -> T:
    """What `make` finds out about the moment that a connection sees: inside of `at_once`, once."""
    view = _VIEW.get()
    if view is None or view.connection is not connection:
        return make()
    if key not in view.known:
        view.known[key] = make()
    found: T = view.known[key]
    return found


@contextmanager
def writing(engine: Engine, *, durable: bool) -> Iterator[Connection]:
    """One transaction that holds the write lock from its start; committed at the end, undone by an exception.

    `durable` waits for the disk, so that not even a power cut undoes it; else the last moments of a run may have to be
    recorded again after one (never a part of a report).
    """
    with engine.connect().execution_options(writes="FULL" if durable else "NORMAL") as connection, connection.begin():
        yield connection


def is_writing(connection: Connection) -> bool:
    """Whether a connection is one of `writing`: what it sees may never come to be."""
    return "writes" in connection.get_execution_options()


@contextmanager
def noting(engine: Engine) -> Iterator[Connection]:
    """One transaction over what is no part of the record: on a server, it waits for none that writes the record."""
    options = {"writes": "NORMAL", "beside": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def copy_in(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows, keys and all, as fast as the database takes them."""
    (postgresql if connection.dialect.name == "postgresql" else sqlite).copy_in(connection, table, rows)


def continue_keys(connection: Connection, tables: Sequence[Table]) -> None:
    """Number new rows after those that were inserted with their keys. SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        postgresql.continue_keys(connection, tables)


def index_names(connection: Connection) -> set[str]:
    """The indexes that there are."""
    in_a_server = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
    in_a_file = "SELECT name FROM sqlite_master WHERE type = 'index'"
    asked = in_a_server if connection.dialect.name == "postgresql" else in_a_file
    return set(connection.exec_driver_sql(asked).scalars())


def set_revision(connection: Connection, revision: str) -> None:
    """Say which schema the ledger has: HEAD, or COPYING + HEAD while it is being filled."""
    connection.execute(update(alembic_version).values(version_num=revision))


def backend_of(place: LedgerPlace) -> ModuleType:
    """What differs between the engines."""
    return postgresql if isinstance(place, Server) else sqlite


def _revision(connection: Connection, place: LedgerPlace, *, copying: bool) -> str | None:
    """Which migration the schema is at, None for an empty one. Raises LedgerError for one that we do not know."""
    if backend_of(place).is_empty(connection, place):
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


def _upgrade(engine: Engine, place: LedgerPlace, after_upgrade: Callable[[Connection], None], *, copying: bool) -> None:
    from alembic import command  # slow to import, and a ledger that is up to date needs none of it
    from alembic.config import Config

    backend = backend_of(place)
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
        if found is not None:
            after_upgrade(connection)
