"""A PostgreSQL server of the tests' own, made from the binaries that are found, and reached by a socket alone."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, create_engine

from tolltrace.ledger.tables import metadata

NOBODY = "nobody"  # who runs it where the tests are root's: PostgreSQL refuses root
QUICK = {"fsync": "off", "full_page_writes": "off", "max_connections": "60", "shared_buffers": "16MB"}
SETTINGS = {"listen_addresses": "''", "timezone": "Asia/Kathmandu"}  # a zone that nobody expects


class NoServerError(Exception):
    """Why there is none to test with."""


LEAVE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"


class PostgresServer:
    """Hands out databases."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self._numbers = count(1)
        self._ledger: str | None = None
        self._engine: Engine = create_engine(
            f"postgresql+psycopg://tolltrace@/postgres?host={socket}", isolation_level="AUTOCOMMIT"
        )

    def url(self, database: str, user: str = "tolltrace") -> str:
        return f"postgresql://{user}@/{database}?host={self.socket}"

    def execute(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def new_database(self, options: str = "") -> str:
        """The URL of an empty one."""
        name = f"d{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} {options}")
        return self.url(name)

    def new_ledger(self) -> str:
        """The URL of an empty ledger: always the same, emptied, as making one takes a second."""
        from tolltrace.ledger import open_ledger

        if self._ledger is None:
            self._ledger = self.new_database()
            open_ledger(self._ledger).close()
            return self._ledger
        self.end_connections(self._ledger)
        engine = create_engine(self._ledger.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")  # no trigger refuses
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
            for name in connection.exec_driver_sql("SELECT sequencename FROM pg_sequences").scalars():
                connection.exec_driver_sql(f"SELECT setval('{name}', 1, false)")
        engine.dispose()
        return self._ledger

    def forget_ledger(self) -> None:
        """One that no ledger is any more is not handed out again."""
        self._ledger = None

    def end_connections(self, url: str) -> None:
        """As where the server is started anew."""
        self.execute(LEAVE.format(name_of(url)))

    def close(self) -> None:
        self._engine.dispose()


def name_of(url: str) -> str:
    return url.split("@/")[1].split("?")[0]


@contextmanager
def a_server(settings: Mapping[str, str] = QUICK) -> Iterator[PostgresServer]:
    """Raises NoServerError where something that it takes is not installed."""
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise NoServerError(f"no driver ({error}); pip install 'tolltrace[postgresql]'") from error
    control = find_binary("pg_ctl")
    as_user = {}
    folder = Path(tempfile.mkdtemp(prefix="toll-"))  # short: the path of a socket holds 107 characters
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam(NOBODY)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            as_user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        quiet = {"check": True, "capture_output": True, "cwd": folder, **as_user}
        data = folder / "data"
        made = ["--username=tolltrace", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run([find_binary("initdb"), "-D", data, *made], **quiet)
        settings = " ".join(f"-c {name}={value}" for name, value in {**SETTINGS, **settings}.items())
        log = folder / "log"
        start = [control, "-D", data, "-l", log, "-w", "-o", f"-k {folder} {settings}", "start"]
        subprocess.run(start, **(quiet | {"capture_output": False, "stdout": subprocess.DEVNULL}))
        server = PostgresServer(folder)
        try:
            yield server
        finally:
            server.close()
            subprocess.run([control, "-D", data, "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_binary(name: str) -> Path:
    """On the path, or where Debian keeps it: the newest."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    found = shutil.which(name, path=os.pathsep.join([*map(str, reversed(folders)), os.environ.get("PATH", "")]))
    if found is None:
        raise NoServerError(f"no {name} on the path, nor below /usr/lib/postgresql; on Debian: apt install postgresql")
    return Path(found)
