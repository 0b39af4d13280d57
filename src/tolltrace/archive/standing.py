"""Which of several captures of one report stands: the text that was seen last, as in a ledger into which the dataset is
loaded (docs/decisions/0002)."""

import hashlib
from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tolltrace.archive.manifest import Entry

ROWS = 8192


class Capture(NamedTuple):
    """A report with claims, as one unit has it."""

    unit: int  # its place among the units
    number: int  # its own in the unit
    report: str
    content: str


def find_replaced(root: Path, entries: Iterable[Entry]) -> list[tuple[int, int]]:
    """The captures that do not stand, by unit and number: of the texts of one report, the one that is new last stands,
    as it was first captured.

    Twice looked through: first for ids that come more than once, eight bytes a report, then at those alone.
    """
    known = list(entries)
    repeated = _repeated(array("Q", sorted(_short(each.report) for each in captures(root, known))))
    texts: dict[str, dict[str, Capture]] = {}
    replaced: list[tuple[int, int]] = []
    for each in captures(root, known):
        if _short(each.report) in repeated:
            own = texts.setdefault(each.report, {})
            if own.setdefault(each.content, each) is not each:
                replaced.append((each.unit, each.number))
    for own in texts.values():
        replaced += [(each.unit, each.number) for each in list(own.values())[:-1]]
    return sorted(replaced)


def captures(root: Path, entries: Iterable[Entry]) -> Iterator[Capture]:
    """All reports with claims, in the order in which they are loaded into a ledger."""
    from pyarrow.parquet import ParquetFile

    columns = ["number", "report", "content_sha256", "claims"]
    for at, entry in enumerate(entries):
        for file in entry.files:
            if not file.path.startswith("reports/"):
                continue
            with ParquetFile(root / file.path) as table:
                for batch in table.iter_batches(ROWS, columns=columns):
                    for row in batch.to_pylist():
                        if row["claims"]:
                            yield Capture(at, row["number"], row["report"], row["content_sha256"])


def _short(report: str) -> int:
    return int.from_bytes(hashlib.blake2b(report.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _repeated(ordered: "array[int]") -> frozenset[int]:
    return frozenset(one for one, other in pairwise(ordered) if one == other)
