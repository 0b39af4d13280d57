"""scripts/fuzz_readers.py, which CI runs for ten seconds a reader: it has all that it needs, and it finds faults."""

import importlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tolltrace.pages.sources import READERS
from tolltrace.values import Page

ROOT = Path(__file__).parent.parent


@pytest.fixture
def fuzzing(monkeypatch, tmp_path):
    """scripts/ is no package."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    module = importlib.import_module("fuzz_readers")
    monkeypatch.setattr(module, "FAILED", tmp_path)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


@dataclass(frozen=True)
class Faulty:
    """A reader that breaks its word once the input holds a NUL."""

    how: str
    name: str = "csv"
    reads: str = "tables"

    def accepts(self, filename, head):
        return True

    def read(self, stream, origin, *, max_page_bytes):
        content = stream.read()
        if b"\0" not in content:
            yield Page("text", b"x", "input")
        elif self.how == "raises":
            raise ValueError("NUL")
        elif self.how == "another-thing":
            yield "NUL"


def test_every_reader_has_something_to_begin_with(fuzzing):
    pytest.importorskip("pyarrow")

    assert [name for name, seeds in fuzzing.gather_seeds().items() if not seeds] == []
    assert set(fuzzing.gather_seeds()) == {reader.name for reader in READERS}


@pytest.mark.parametrize("how", ["raises", "another-thing", "nothing"])
def test_a_reader_that_breaks_its_word_is_found_out_and_its_input_kept(fuzzing, how, tmp_path, capsys):
    readers = [Faulty(how)]

    assert fuzzing.main(["--seconds", "30", "--seed", "1"], readers) == 1

    (kept,) = tmp_path.iterdir()
    assert b"\0" in kept.read_bytes()
    assert f"csv --replay {kept.name}" in capsys.readouterr().out
    with pytest.raises((ValueError, fuzzing.FaultError)):
        fuzzing.main(["csv", "--replay", str(kept)], readers)


def test_a_reader_that_keeps_its_word_passes(fuzzing, tmp_path, capsys):
    assert fuzzing.main(["--seconds", "0.5", "--seed", "1", "json_feed"]) == 0

    assert "seed 1" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
