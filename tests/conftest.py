from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import NoServerError, PostgresServer, a_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server that is started for the first test that asks for one."""
    starting = a_server()
    try:
        server = starting.__enter__()
    except NoServerError as reason:
        pytest.skip(f"PostgreSQL is not tested: {reason}")
    yield server
    starting.__exit__(None, None, None)


@pytest.fixture(params=["sqlite", "postgresql"])  # a new backend is added here, and keeps every rule of the tests
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a ledger that nothing has been recorded in."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'a ledger.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_ledger()
