from collections.abc import Iterator
from pathlib import Path

import pytest

from tolltrace.ledger import Ledger, open_ledger


@pytest.fixture
def ledger(where: str) -> Iterator[Ledger]:
    with open_ledger(where) as ledger:
        yield ledger


@pytest.fixture
def file_ledger(tmp_path: Path) -> Iterator[Ledger]:
    """For what only SQLite knows: its limits, its plans."""
    with open_ledger(tmp_path / "only.db") as ledger:
        yield ledger
