"""Results as rows of three tables, and the tables as files: the same rows give the same bytes.

Beside the columns that people ask by, a report with claims and each claim hold themselves as JSON, whole: a ledger is
loaded from that. Of a report without claims no text is kept.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from tolltrace.archive.folder import TABLES
from tolltrace.values import READ_FIELDS, Article, Claim, Failed, Rejected, Traced

if TYPE_CHECKING:
    import pyarrow
    from pyarrow.parquet import ParquetWriter

GROUP_ROWS = 2048  # that are held, and written together; other row groups would be other bytes
MAX_DAYS = 62  # of one unit that have files of their own: a hostile file could name any number
OTHER_DAYS = "other"
UNDATED = "undated"
SURE_FIELDS = tuple(name for name in READ_FIELDS if name not in {"figure", "harm"})


@dataclass(frozen=True, slots=True)
class Skipped:
    """A page that cannot hold a claim, left out before the parse."""

    source: str
    why: str


Row = dict[str, Any]


def schemas() -> "dict[str, pyarrow.Schema]":
    """The three tables. `report` and `number` are a report's id, and its place among those of its unit."""
    import pyarrow as pa

    text, whole, real = pa.string(), pa.int64(), pa.float64()
    link = pa.struct([("name", text), ("role", text), ("cue", text), ("start", whole), ("end", whole)])
    reports = [
        ("report", text), ("number", whole), ("source", text), ("title", text), ("outlet", text), ("url", text),
        ("language", text), ("published_on", pa.date32()), ("published", text), ("published_from", text),
        ("captured_at", pa.timestamp("us", "UTC")), ("wire", text), ("section", text), ("content_sha256", text),
        ("page_sha256", text), ("claims", whole), ("record", pa.binary()),
    ]  # fmt: skip
    claims = [
        ("id", text), ("report", text), ("number", whole), ("claim", whole), ("mention", text), ("start", whole),
        ("end", whole), ("evidence", text), ("evidence_start", whole), ("evidence_end", whole), ("low", whole),
        ("high", whole), ("value", whole), ("hedge", text), ("fraction", real), ("part_of", whole), ("about", whole),
        ("harm", text), ("victims", text), ("side", text), ("status", text), ("demographic", text), ("place", text),
        ("place_name", text), ("place_geonames_id", whole), ("place_lat", real), ("place_lon", real),
        ("place_where_prec", whole), ("period", text), ("period_edtf", text), ("period_date_prec", whole),
        ("said", text), ("said_edtf", text), ("said_date_prec", whole), ("speaker", text), ("chain", pa.list_(link)),
        ("aspect", text), ("rate", text), ("background", pa.bool_()), ("stance", text), ("modality", text),
        ("quoted", pa.bool_()), ("confidence", real), *((f"confidence_{name}", real) for name in SURE_FIELDS),
        ("title", text), ("outlet", text), ("url", text), ("language", text), ("published_on", pa.date32()),
        ("record", pa.binary()),
    ]  # fmt: skip
    rejections = [("source", text), ("outcome", text), ("reason", text), ("detail", text)]
    told = {"tolltrace": "claims as reports make them; rows must not be summed"}
    tables = zip(TABLES, (reports, claims, rejections), strict=True)
    return {name: pa.schema(columns, metadata=told) for name, columns in tables}


def report_row(traced: Traced, number: int) -> Row:
    """A report."""
    article, published = traced.article, traced.article.published
    return {
        "report": article.id, "number": number, "source": article.source, "title": article.title,
        "outlet": article.outlet, "url": article.url, "language": article.language,
        "published_on": published.on if published else None, "published": published.iso if published else None,
        "published_from": published.known_from if published else None, "captured_at": article.captured_at,
        "wire": article.wire, "section": article.section, "content_sha256": article.content_sha256,
        "page_sha256": article.page_sha256, "claims": len(traced.claims),
        "record": msgspec.json.encode(article) if traced.claims else None,
    }  # fmt: skip


def claim_row(claim: Claim, article: Article, number: int) -> Row:
    """A claim, with what is asked of its report."""
    figure, place, period, said = claim.figure, claim.place, claim.period, claim.said
    sure = {each.field: each.confidence for each in claim.readings}
    return {
        "id": claim.id, "report": article.id, "number": number, "claim": claim.number, "mention": claim.mention.text,
        "start": claim.mention.start, "end": claim.mention.end, "evidence": claim.evidence.text,
        "evidence_start": claim.evidence.start, "evidence_end": claim.evidence.end, "low": figure.low,
        "high": figure.high, "value": figure.value, "hedge": figure.hedge.value, "fraction": figure.fraction,
        "part_of": claim.part_of, "about": claim.about, "harm": claim.harm, "victims": claim.victims,
        "side": claim.side, "status": claim.status.value, "demographic": claim.demographic,
        "place": place and place.text, "place_name": place and place.name,
        "place_geonames_id": place and place.geonames_id, "place_lat": place and place.latitude,
        "place_lon": place and place.longitude, "place_where_prec": place and place.where_prec,
        "period": period and period.text, "period_edtf": period and period.edtf,
        "period_date_prec": period and period.date_prec, "said": said and said.text, "said_edtf": said and said.edtf,
        "said_date_prec": said and said.date_prec, "speaker": claim.chain[0].name if claim.chain else None,
        "chain": [msgspec.to_builtins(link) for link in claim.chain], "aspect": claim.aspect.value,
        "rate": claim.rate, "background": claim.background, "stance": claim.stance.value,
        "modality": claim.modality, "quoted": claim.quoted, "confidence": claim.confidence,
        **{f"confidence_{name}": sure.get(name) for name in SURE_FIELDS},
        "title": article.title, "outlet": article.outlet, "url": article.url, "language": article.language,
        "published_on": article.published.on if article.published else None, "record": msgspec.json.encode(claim),
    }  # fmt: skip


def rejection_row(result: Rejected | Failed | Skipped) -> Row:
    """What came to no report, and why."""
    match result:
        case Skipped(source, why):
            return {"source": source, "outcome": "skipped", "reason": why, "detail": None}
        case Rejected(source, reason, detail):
            return {"source": source, "outcome": "rejected", "reason": reason.value, "detail": detail}
        case Failed(source, detail):
            return {"source": source, "outcome": "failed", "reason": None, "detail": detail}


@dataclass(slots=True)
class Writing:
    """One file that is being written."""

    path: Path
    schema: "pyarrow.Schema"
    rows: list[Row] = field(default_factory=list)
    count: int = 0
    writer: "ParquetWriter | None" = None

    def add(self, row: Row) -> None:
        """A row; a full group is written."""
        self.rows.append(row)
        self.count += 1
        if len(self.rows) == GROUP_ROWS:
            self.write()

    def write(self) -> None:
        """The rows that are held, as one row group."""
        from pyarrow import RecordBatch
        from pyarrow.parquet import ParquetWriter

        if self.writer is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.writer = ParquetWriter(
                self.path, self.schema, compression="zstd", compression_level=3, version="2.6",
                data_page_version="1.0", use_dictionary=True, write_statistics=True, store_schema=True,
            )  # fmt: skip
        if self.rows:
            self.writer.write_batch(RecordBatch.from_pylist(self.rows, self.schema))
            self.rows = []

    def close(self) -> None:
        """The end of the file."""
        if self.rows:
            self.write()
        if self.writer is not None:
            self.writer.close()
            self.writer = None


class Tables:
    """The files of one unit, in a folder, by table and day; memory grows with neither."""

    def __init__(self, folder: Path, unit: str) -> None:
        self._folder = folder
        self._unit = unit
        self._schemas = schemas()
        self._days: set[str] = set()
        self.files: dict[str, Writing] = {}  # by path in the folder, with "/"

    def add(self, table: str, day: date | None, row: Row) -> None:
        """A row of a day."""
        file = f"{table}/day={self._day(day)}/{self._unit}.parquet"
        if file not in self.files:
            self.files[file] = Writing(self._folder / file, self._schemas[table])
        self.files[file].add(row)

    def close(self) -> None:
        """The end of every file."""
        for writing in self.files.values():
            writing.close()

    def _day(self, day: date | None) -> str:
        name = day.isoformat() if day else UNDATED
        if name not in self._days and len(self._days) >= MAX_DAYS:
            return OTHER_DAYS
        self._days.add(name)
        return name
