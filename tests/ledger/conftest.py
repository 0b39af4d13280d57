from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledger.servers import NoServerError, PostgresServer, a_server
from tolltrace.ledger import Ledger, open_ledger


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    try:
        starting = a_server()
        server = starting.__enter__()
    except NoServerError as reason:
        pytest.skip(f"PostgreSQL is not tested: {reason}")
    yield server
    starting.__exit__(None, None, None)


@pytest.fixture(params=["sqlite", "postgresql"])  # a new backend is added here, and keeps every rule of these tests
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a ledger that nothing has been recorded in."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'a ledger.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_ledger()


@pytest.fixture
def ledger(where: str) -> Iterator[Ledger]:
    with open_ledger(where) as ledger:
        yield ledger


@pytest.fixture
def file_ledger(tmp_path: Path) -> Iterator[Ledger]:
    """For what only SQLite knows: its limits, its plans."""
    with open_ledger(tmp_path / "only.db") as ledger:
        yield ledger
