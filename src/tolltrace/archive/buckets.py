"""Rows that are handed on from one step of grouping to the next, sorted by who takes them: a file a unit, and in it a
row group or several for each taker, so that each reads its own and nothing else."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow

MOST_ROWS = 4096  # of a row group
TAKER = "taker"  # the first column: the number of the partition that a row is for

Row = dict[str, Any]


def figures_schema() -> "pyarrow.Schema":
    """What is compared under each figure. `day` is 0 for none."""
    import pyarrow as pa

    return pa.schema(
        [(TAKER, pa.int64()), ("figure", pa.string()), ("day", pa.int64()), ("relay", pa.int64()),
         ("traits", pa.large_binary())]
    )  # fmt: skip


def members_schema() -> "pyarrow.Schema":
    """Claims with their reports, for who makes statements of them.

    `relay` is the number of a claim in its unit, or, once all are counted, among all.
    """
    import pyarrow as pa

    return pa.schema(
        [(TAKER, pa.int64()), ("component", pa.int64()), ("relay", pa.int64()), ("traits", pa.large_binary()),
         ("claim", pa.large_binary()), ("carrier", pa.large_binary()), ("sketch", pa.large_binary())]
    )  # fmt: skip


def pairs_schema() -> "pyarrow.Schema":
    """Claims that agree, by their numbers."""
    import pyarrow as pa

    return pa.schema([("one", pa.int64()), ("other", pa.int64())])


def write_rows(path: Path, schema: "pyarrow.Schema", rows: Iterable[Row]) -> int:
    """Write rows as they come; how many. Those of one taker must come together: no row group is of two."""
    from pyarrow import RecordBatch
    from pyarrow.parquet import ParquetWriter

    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    held: list[Row] = []
    with ParquetWriter(path, schema, compression="zstd", compression_level=1) as writer:
        for row in rows:
            if held and (len(held) == MOST_ROWS or held[-1].get(TAKER) != row.get(TAKER)):
                writer.write_batch(RecordBatch.from_pylist(held, schema))
                held = []
            held.append(row)
            count += 1
        if held:
            writer.write_batch(RecordBatch.from_pylist(held, schema))
    return count


def read_rows(path: Path) -> Iterator[Row]:
    """All rows of a file, in their order."""
    from pyarrow.parquet import ParquetFile

    with ParquetFile(path) as file:
        for batch in file.iter_batches(MOST_ROWS):
            yield from batch.to_pylist()


def rows_for(paths: Iterable[Path], schema: "pyarrow.Schema", taker: int) -> "pyarrow.Table":
    """The rows of one taker in many files, in the order of these."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    found: list[Any] = []
    for path in paths:
        with ParquetFile(path) as file:
            groups = [at for at in range(file.num_row_groups) if _taker_of(file, at) == taker]
            if groups:
                found.append(file.read_row_groups(groups))
    return pa.concat_tables(found) if found else schema.empty_table()


def _taker_of(file: Any, group: int) -> int:
    return int(file.metadata.row_group(group).column(0).statistics.min)


def rows_in(path: Path) -> int:
    """How many rows a file has; 0 of one that is no Parquet."""
    from pyarrow.parquet import read_metadata

    return int(read_metadata(path).num_rows) if path.suffix == ".parquet" else 0
