from collections.abc import Iterator
from pathlib import Path

import pytest

from tolltrace.ledger import Ledger, open_ledger


@pytest.fixture(params=["sqlite"])  # a new backend is added here, and keeps every rule of these tests
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a ledger that is not there yet."""
    return {"sqlite": f"sqlite:///{tmp_path / 'a ledger.db'}"}[request.param]


@pytest.fixture
def ledger(where: str) -> Iterator[Ledger]:
    with open_ledger(where) as ledger:
        yield ledger
