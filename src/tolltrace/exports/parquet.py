"""Claims as Parquet, a folder a month of publication. pyarrow writes it, which is large: an extra."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tolltrace.errors import ExportError
from tolltrace.exports import losses
from tolltrace.exports.export import Context, Export, Unit
from tolltrace.exports.own_claims import COLUMNS, claim_row
from tolltrace.ledger import RecordedClaim

if TYPE_CHECKING:
    import pyarrow

ROWS = 4096  # that are held at a time
UNDATED = "undated"
MISSING = "Parquet is written with pyarrow, which is not installed: pip install 'tolltrace[parquet]'"
WHOLE = (
    "claim", "low", "high", "value", "part_of", "about", "place_geonames_id", "place_where_prec", "period_date_prec",
    "said_date_prec", "version", "start", "end", "evidence_start", "evidence_end",
    "statement_reports", "lineages", "origins", "independent", "comments",
)  # fmt: skip
REAL = ("fraction", "place_lat", "place_lon", "confidence")
YES_OR_NO = ("background", "quoted", "rests_on_one_origin")
FLAT = tuple(name for name in COLUMNS if name != "chain")
MORE = ("start", "end", "evidence_start", "evidence_end", "published_printed", "published_from", "language")


def schema() -> "pyarrow.Schema":
    """The columns of the CSV with their types, the chain as a list of speakers."""
    import pyarrow as pa

    def type_of(name: str) -> Any:
        if name in WHOLE:
            return pa.int64()
        if name in REAL or name.startswith("confidence_"):
            return pa.float64()
        return pa.bool_() if name in YES_OR_NO else pa.string()

    link = pa.struct(
        [(name, pa.string()) for name in ("name", "role", "cue")] + [(name, pa.int64()) for name in ("start", "end")]
    )
    return pa.schema(
        [(name, type_of(name)) for name in (*FLAT, *MORE)]
        + [
            ("published_on", pa.date32()),
            ("recorded_at", pa.timestamp("us", "UTC")),
            ("chain", pa.list_(link)),
            ("code", pa.string()),
            ("code_sha256", pa.string()),
            ("knowledge_sha256", pa.string()),
        ],
        metadata={"tolltrace": "claims as reports make them; rows must not be summed"},
    )


def row(recorded: RecordedClaim, context: Context) -> dict[str, Any]:
    """One claim by column."""
    claim, published, method = recorded.claim, recorded.published, recorded.method
    return dict(zip(COLUMNS, claim_row(recorded, context), strict=True)) | {
        "start": claim.mention.start,
        "end": claim.mention.end,
        "evidence_start": claim.evidence.start,
        "evidence_end": claim.evidence.end,
        "published_printed": published.printed if published else None,
        "published_from": published.known_from if published else None,
        "language": recorded.language,
        "published_on": published.on if published else None,
        "recorded_at": recorded.recorded_at,
        "chain": [{"name": e.name, "role": e.role, "cue": e.cue, "start": e.start, "end": e.end} for e in claim.chain],
        "code": method.code,
        "code_sha256": method.code_sha256,
        "knowledge_sha256": method.knowledge_sha256,
    }


def month_of(recorded: RecordedClaim) -> str:
    """The month that its report appeared in."""
    return f"{recorded.published.on:%Y-%m}" if recorded.published else UNDATED


def write(records: Iterable[RecordedClaim], path: Path, context: Context) -> None:
    """A file for each run of one month: claims come by their day of publication, and none is held for later.

    Raises ExportError where pyarrow is not installed.
    """
    try:
        from pyarrow import RecordBatch
        from pyarrow.parquet import ParquetWriter
    except ImportError as error:
        raise ExportError(MISSING) from error
    columns = schema()
    path.mkdir()
    for number, (month, claims) in enumerate(groupby(records, month_of)):
        folder = path / f"month={month}"
        folder.mkdir(exist_ok=True)
        with ParquetWriter(folder / f"part-{number}.parquet", columns, compression="zstd") as file:
            for rows in batches(row(each, context) for each in claims):
                file.write_batch(RecordBatch.from_pylist(rows, columns))


def batches(rows: Iterator[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """Some rows at a time."""
    while found := list(islice(rows, ROWS)):
        yield found


EXPORT = Export(
    name="parquet",
    about="claims as Parquet, a folder a month of publication, in the codebook's names",
    file_name="tolltrace-claims",
    unit=Unit.CLAIMS,
    write=write,
    loses=(
        losses.AROUND,
        losses.READINGS,
        losses.SOURCE_AT_ALL,
        losses.PUBLISHED_REPAIRS,
        losses.DECISION,
        losses.GRADE_DETAILS,
        losses.COMMENTS,
    ),
    holds_quotes=True,
    is_folder=True,
)
