from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.archive.killing import finished
from tests.archive.warcs import write_warc

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    """Without pyarrow nothing is written, and only what is skipped before can be tested."""
    if find_spec("pyarrow") is None:
        for item in items:
            if HERE in item.path.parents and item.path.name != "test_sifting.py":
                item.add_marker(pytest.mark.skip(reason="archive runs write Parquet: pip install 'tolltrace[archive]'"))


@pytest.fixture(scope="session")
def warcs(tmp_path_factory) -> Path:
    """Four archives, with a toll on one page in six."""
    folder = tmp_path_factory.mktemp("warcs")
    for number in range(4):
        write_warc(folder / f"CC-NEWS-2024030{4 + number}100000-0000{number}.warc.gz", pages=40, seed=number, one_in=6)
    return folder


@pytest.fixture(scope="session")
def undisturbed(warcs, tmp_path_factory) -> Path:
    """What a run comes to that nobody disturbs."""
    out = tmp_path_factory.mktemp("runs") / "undisturbed"
    code, printed = finished("run", warcs, "--out", out, "--processes", "1")
    assert code == 0, printed
    return out
