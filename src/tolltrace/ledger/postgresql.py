"""A ledger in a PostgreSQL database: its connections and transactions, how it is told from others, what it says.

Why this driver, and how one engine's rules hold in the other: docs/decisions/0013.
"""

from collections.abc import Mapping, Sequence
from math import ceil
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from tolltrace.errors import LedgerError
from tolltrace.ledger.tables import APPLICATION_ID
from tolltrace.ledger_place import Server

NAME = "PostgreSQL"
OLDEST = 150_000  # the first release that we test against, as the server numbers them
MARK = "a tolltrace ledger"  # the comment on the table of its schema's revision
SHORTEST_WAIT_MS = 1  # 0 would wait for ever

TABLES_HERE = """
    SELECT count(*), max(obj_description(c.oid, 'pg_class')) FILTER (WHERE c.relname = 'alembic_version')
    FROM pg_class c
    WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND NOT EXISTS (  -- extensions put theirs where it suits them
        SELECT FROM pg_depend d
        WHERE d.objid = c.oid AND d.deptype = 'e' AND d.classid = CAST('pg_class' AS regclass)
      )
"""

# SQLSTATE, or words of an error that has none → what it means to a person, and what to do
MEANINGS = (
    ("55P03", "another program has held its write lock for {wait:g} s", "try again when it is done"),
    ("28", "the server does not let this user in", "check user and password (PGPASSWORD, ~/.pgpass) and pg_hba.conf"),
    ("password", "the server does not let this user in", "check user and password (PGPASSWORD, ~/.pgpass)"),
    ("no pg_hba", "the server does not let this user in from here", "ask its keeper for a line in pg_hba.conf"),
    ("3D000", "the server has no such database", "make it: createdb --encoding=UTF8 NAME"),
    ('" does not exist', "the server has no such user or database", "make it: createuser, createdb --encoding=UTF8"),
    ("42501", "this user may not do that there", "ask its keeper for the right: GRANT CREATE ON SCHEMA … TO …"),
    ("23001", "a ledger's rows are never changed nor deleted", "record a new version, or decide on the claim"),
    ("25006", "the database may only be read", "write to the primary server"),
    ("53100", "the server's disk is full", "make room and try again; what was recorded before is kept"),
    ("53300", "the server has no connection left", "try again when others have closed theirs"),
    ("57P", "the server is shutting down or starting", "try again when it is up; what was recorded before is kept"),
    ("starting up", "the server is starting", "try again when it is up"),
    ("shutting down", "the server is shutting down", "try again when it is up; what was recorded before is kept"),
    ("refused", "no server answers there", "start it, or check host and port"),
    ("no such file", "no server answers there", "start it, or check the folder of its socket"),
    ("timeout", "no server answers there", "check host and port, and what stands between"),
    ("resolve", "no such host is known", "check the host's name"),
    ("translate host", "no such host is known", "check the host's name"),
    ("closed", "the server closed the connection", "try again; what was recorded before is kept"),
    ("connection", "the connection was lost or never made", "check that the server runs; what was recorded is kept"),
)
UNFIT = (  # what other values would not have met
    ("22003", "a number beyond 2⁶³, which no ledger holds; mend the value given"),
    ("54000", "a name or an id of thousands of characters, which no index holds; mend the value given"),
    ("(0x00)", "a character U+0000, which PostgreSQL does not hold; take it out, or record it in a file"),
    ("22P05", "a character that the database does not hold; take it out, or record it in a file"),
)


def make_engine(server: Server, wait_seconds: float) -> Engine:
    """Connections to a database. Raises LedgerError for a URL that is none, and where the driver is not installed."""
    try:
        url = make_url(server.url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):  # not chained: it quotes the URL, password and all
        raise LedgerError(f"{server}: no URL; expected postgresql://USER@HOST:PORT/DATABASE") from None
    chosen = {"connect_timeout": str(max(2, ceil(wait_seconds))), "application_name": "tolltrace"}
    try:
        engine = create_engine(
            url,
            connect_args={name: value for name, value in chosen.items() if name not in url.query},
            execution_options={"wait_seconds": wait_seconds},
            max_overflow=-1,  # every list that is still being read holds one connection
            pool_pre_ping=True,  # a server may have been started anew since the last question
        )
    except ModuleNotFoundError as error:
        raise LedgerError(
            f"{server}: the driver is not installed ({error}); install it: pip install 'tolltrace[postgresql]'"
        ) from error
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """One writer at a time, so that events are committed in the order of their keys: grouping follows those.

    Readers see the moment of their first question. A writer sees what was committed before its turn came.
    """
    options = connection.get_execution_options()
    writes = options.get("writes")
    if not writes:
        _say(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        if options.get("read_seconds"):
            _say(connection, f"SET LOCAL statement_timeout = {max(1, ceil(options['read_seconds'] * 1000))}")
        return
    wait = max(SHORTEST_WAIT_MS, ceil(options["wait_seconds"] * 1000))
    _say(connection, f"SET LOCAL lock_timeout = {wait}")
    if (
        writes == "FULL"
    ):  # else as the server is set: off would lose what was acknowledged when its processes are killed
        _say(connection, "SET LOCAL synchronous_commit = on")
    if not options.get("beside"):
        _say(connection, f"SELECT pg_advisory_xact_lock({APPLICATION_ID}, hashtext(current_schema()))")


def _say(connection: Connection, statement: str) -> None:
    """Also where what follows is streamed, which these statements cannot be."""
    connection.exec_driver_sql(statement, execution_options={"stream_results": False, "yield_per": None})


def took_too_long(said: str, error: BaseException | None) -> bool:
    """Whether it ended at the limit that `_begin` set."""
    return getattr(error, "sqlstate", None) == "57014"


def is_empty(connection: Connection, server: Server) -> bool:
    """Whether nothing is there yet. Raises LedgerError where something is that is no ledger, or cannot hold one."""
    row = connection.exec_driver_sql(
        "SELECT current_setting('server_version_num'), current_setting('server_version'), "
        "current_setting('server_encoding'), current_schema()"
    ).one()
    number, version, encoding, schema = row
    if int(number) < OLDEST:
        raise LedgerError(f"{server}: PostgreSQL {version}, and a ledger needs 15 or newer; upgrade the server")
    if encoding != "UTF8":
        raise LedgerError(f"{server}: the database's encoding is {encoding}; make one: createdb --encoding=UTF8 NAME")
    if schema is None:
        raise LedgerError(f"{server}: no schema of this user's search_path is there; make one: CREATE SCHEMA …")
    found = connection.exec_driver_sql(TABLES_HERE).one()
    if found[0] and found[1] != MARK:
        raise LedgerError(
            f"{server}: schema {schema!r} holds another program's tables, and no ledger; "
            "give another database, or another schema: ?options=-csearch_path%3DNAME"
        )
    return not found[0]


def prepare_for_tables(engine: Engine) -> None:
    """Nothing: readers read while one writes, as it is."""


def mark(connection: Connection) -> None:
    """Put the mark by which `is_empty` tells a ledger, before its tables are made."""
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS alembic_version "
        "(version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql(f"COMMENT ON TABLE alembic_version IS '{MARK}'")


def copy_in(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows by COPY, several times as fast as INSERT."""
    columns = list(table.columns)
    to_driver = [column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect) for column in columns]
    take = itemgetter(*(str(column.name) for column in columns))
    names = ", ".join(connection.dialect.identifier_preparer.quote(column.name) for column in columns)
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                values = list(take(row))
                copy.write_row([turn(value) if turn else value for turn, value in zip(to_driver, values, strict=True)])
    except Exception as error:
        if isinstance(error, connection.dialect.loaded_dbapi.Error):  # as SQLAlchemy has it for all else
            raise DBAPIError(f"COPY {table.name}", None, error) from error
        raise
    finally:
        cursor.close()


def continue_keys(connection: Connection, tables: Sequence[Table]) -> None:
    """Number new rows after those that were copied with their keys."""
    for table in tables:
        if "key" in table.columns:
            last = select(func.coalesce(func.max(table.c.key), 0) + 1).scalar_subquery()
            connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "key"), last, False)))


def explain(said: str, error: BaseException | None) -> tuple[str, str] | None:
    """What an error means to a person and what to do; None where we do not know."""
    found = _meaning(MEANINGS, said, error)
    return (found[1], found[2]) if found else None


def explain_unfit(said: str, error: BaseException | None) -> str | None:
    """What of the values given does not fit, and what to do; None where it is not their fault."""
    found = _meaning(UNFIT, said, error)
    return found[1] if found else None


def _meaning(table: Any, said: str, error: BaseException | None) -> Any:
    state = getattr(error, "sqlstate", None) or ""
    for row in table:
        by_state = row[0][:2].isdigit() or row[0][:2] in ("3D", "22", "55")
        if state.startswith(row[0]) if by_state else row[0] in said.lower():
            return row
    return None
