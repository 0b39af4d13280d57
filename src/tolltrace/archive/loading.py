"""A dataset into a ledger: its reports that hold claims, whole, as `trace` would have recorded them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from tolltrace.archive.folder import Folder
from tolltrace.archive.manifest import Entry, hash_file, read_entries
from tolltrace.archive.plan import read_plan
from tolltrace.errors import ArchiveError
from tolltrace.values import Article, Claim, Method, Traced

ROWS = 512  # that are held at a time


def load_results(root: Path) -> Iterator[Traced]:
    """Every report with claims of the units that are done, in the order of the units, then of their records.

    Raises ArchiveError where a file is not as its unit's manifest says.
    """
    folder = Folder(root)
    method = read_plan(folder.plan).method
    for entry in read_entries(folder):
        yield from (traced for _, traced in load_unit(folder, entry, method))


def load_unit(folder: Folder, entry: Entry, method: Method) -> Iterator[tuple[int, Traced]]:
    """The reports with claims of one unit, each with its number in it. Raises ArchiveError."""
    for file in entry.files:
        path = folder.root / file.path
        if not path.exists() or hash_file(path) != file.sha256:
            raise ArchiveError(
                f"{path}: is not what its manifest says; remove {folder.manifests / entry.unit}.json, then: "
                f"tolltrace archive resume {folder.root}"
            )
    days = [file.path.removeprefix("reports/") for file in entry.files if file.path.startswith("reports/")]
    for day in days:
        claims = _rows(folder.root / "claims" / day)
        ahead = next(claims, None)
        for row in _rows(folder.root / "reports" / day):
            if not row["claims"]:
                continue
            own: list[Claim] = []
            while ahead is not None and ahead["number"] == row["number"]:
                own.append(msgspec.json.decode(ahead["record"], type=Claim))
                ahead = next(claims, None)
            yield row["number"], Traced(msgspec.json.decode(row["record"], type=Article), tuple(own), method)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows that a ledger needs of a file, in their order; none where there is no file."""
    from pyarrow.parquet import ParquetFile

    if not path.exists():
        return
    columns = ["number", "record", "claims"] if path.parent.parent.name == "reports" else ["number", "record"]
    with ParquetFile(path) as file:
        for batch in file.iter_batches(ROWS, columns=columns):
            yield from batch.to_pylist()
