"""Claims in our own names, the codebook's: JSON Lines, which hold nearly all, and CSV with flat columns."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from tolltrace.comments import comment_to_json
from tolltrace.exports import losses
from tolltrace.exports.export import Context, Export, Unit
from tolltrace.exports.files import open_text, write_json_lines
from tolltrace.grades import grade_to_json
from tolltrace.knowledge import Knowledge
from tolltrace.ledger import RecordedClaim
from tolltrace.printable import BYTE_ORDER_MARK, cell, clean
from tolltrace.records import IMPORTED_FIELDS, claim_to_json, imported_to_json, method_to_json
from tolltrace.relay_records import corroboration_to_json
from tolltrace.relays import Corroboration
from tolltrace.values import READ_FIELDS

ARROW = " → "
FROM_RECORD = (
    "low", "high", "value", "hedge", "fraction", "part_of", "about", "harm", "victims", "side",
    "side_wikidata", "status", "demographic",
)  # fmt: skip
FROM_PLACE = ("text", "name", "geonames_id", "lat", "lon", "where_prec")
FROM_PERIOD = ("text", "edtf", "date_prec")
SURE_FIELDS = tuple(name for name in READ_FIELDS if name not in {"figure", "harm"})  # these are the claim's own
LAST = ("aspect", "rate", "background", "stance", "modality", "quoted")
COLUMNS = (
    "id", "claim", "mention", *FROM_RECORD,
    "place", *(f"place_{name}" for name in FROM_PLACE[1:]),
    "period", *(f"period_{name}" for name in FROM_PERIOD[1:]),
    "said", *(f"said_{name}" for name in FROM_PERIOD[1:]),
    "chain", *LAST,
    "evidence", "outlet", "published", "title", "url", "report", "version",
    "confidence", *(f"confidence_{name}" for name in SURE_FIELDS), "decision",
    *(f"imported_{name}" for name in IMPORTED_FIELDS), "duplicate_of",
    "grade", "graded_speaker", "graded_topic",
    "statement", "statement_reports", "lineages", "origins", "independent", "rests_on_one_origin", "comments",
)  # fmt: skip


# ── JSON Lines ───────────────────────────────────────────────────────────────────────────────────────────────────────


def recorded_claim_to_json(recorded: RecordedClaim, knowledge: Knowledge) -> dict[str, Any]:
    """The codebook's record, and beside it the report and what made it: a line of `tolltrace claims --json`."""
    return claim_to_json(recorded.claim, wikidata=knowledge.wikidata) | {
        "report": {
            "id": recorded.report_id,
            "version": recorded.version,
            "title": recorded.title,
            "outlet": recorded.outlet,
            "published": recorded.published.iso if recorded.published else None,
            "url": recorded.url,
            "source": recorded.source,
        },
        "recorded_at": recorded.recorded_at.isoformat(),
        "method": method_to_json(recorded.method),
        "current": recorded.current,
        "decision": recorded.verdict,
        "imported": imported_to_json(recorded.imported),
        "duplicate_of": recorded.decision.duplicate_of if recorded.decision else None,
        "grade": grade_to_json(recorded.grade),
        "statement": corroboration_to_json(recorded.corroboration) if recorded.corroboration else None,
        "comments": [comment_to_json(each) for each in recorded.comments],
    }


def exported_claim(recorded: RecordedClaim, context: Context) -> dict[str, Any]:
    """The same to be passed on: with why each field was read so, without the names of files of this machine."""
    record = recorded_claim_to_json(recorded, context.knowledge)
    record |= {"why": claim_to_json(recorded.claim, why=True)["why"]}
    published = recorded.published
    record["report"] |= {
        "language": recorded.language,
        "published_on": published.on.isoformat() if published else None,
        "published_printed": published.printed if published else None,
        "published_from": published.known_from if published else None,
        "source": recorded.source if losses.is_on_the_web(recorded.source) else None,
    }
    record["grade"] = grade_to_json(recorded.grade, who=False)
    record["comments"] = [comment_to_json(each, who=False) for each in recorded.comments]
    if not context.quotes:
        record["evidence"]["text"] = None
        for reading in record["why"].values():
            reading["words"] = None
        for comment in record["comments"]:
            comment |= {"prefix": None, "suffix": None}
    return record


def write_jsonl(records: Iterable[RecordedClaim], path: Path, context: Context) -> None:
    """A claim a line."""
    write_json_lines((exported_claim(each, context) for each in records), path)


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def write_claims_csv(claims: Iterable[RecordedClaim], stream: TextIO, knowledge: Knowledge) -> None:
    """A line of names, then one line a claim. A file or pipe first gets the mark by which spreadsheets know UTF-8."""
    if not stream.isatty():
        stream.write(BYTE_ORDER_MARK)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for recorded in claims:
        writer.writerow([cell(value) for value in claim_row(recorded, Context(knowledge))])


def claim_row(recorded: RecordedClaim, context: Context) -> list[Any]:
    """One claim's values, in the order of COLUMNS."""
    record = claim_to_json(recorded.claim, wikidata=context.knowledge.wikidata)
    place, period, said = record["place"] or {}, record["period"] or {}, record["said"] or {}
    return [
        record["id"],
        record["claim"],
        record["mention"]["text"],
        *(record[name] for name in FROM_RECORD),
        *(place.get(name) for name in FROM_PLACE),
        *(period.get(name) for name in FROM_PERIOD),
        *(said.get(name) for name in FROM_PERIOD),
        chain_words(recorded),
        *(record[name] for name in LAST),
        record["evidence"]["text"] if context.quotes else None,
        recorded.outlet,
        recorded.published.iso if recorded.published else None,
        recorded.title,
        recorded.url,
        recorded.report_id,
        recorded.version,
        record["confidence"],
        *(record["field_confidence"].get(name) for name in SURE_FIELDS),
        recorded.verdict,
        *imported_cells(recorded),
        recorded.decision.duplicate_of if recorded.decision else None,
        recorded.grade.code,
        recorded.grade.speaker,
        recorded.grade.topic.value if recorded.grade.topic else None,
        *corroboration_cells(recorded.corroboration),
        len(recorded.comments),
    ]


def imported_cells(recorded: RecordedClaim) -> list[Any]:
    """The record that stands behind a claim, by the names in IMPORTED_FIELDS."""
    return [getattr(recorded.imported, name, None) for name in IMPORTED_FIELDS]


def corroboration_cells(told: Corroboration | None) -> list[Any]:
    """On how much it rests; empty cells where nobody looked it up, or it stands in no statement."""
    record = corroboration_to_json(told) if told else {}
    names = ("id", "reports", "lineages", "origins", "independent", "rests_on_one_origin")
    return [record.get(name) for name in names]


def chain_words(recorded: RecordedClaim) -> str:
    """The speakers, first to last, without the report itself."""
    return ARROW.join(clean(link.name) for link in recorded.claim.chain)


def write_csv(records: Iterable[RecordedClaim], path: Path, context: Context) -> None:
    """As `tolltrace claims --csv`."""
    with open_text(path) as stream:
        stream.write(BYTE_ORDER_MARK)
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([cell(value) for value in claim_row(each, context)] for each in records)


JSONL = Export(
    name="jsonl",
    about="claims as JSON Lines, in the codebook's names",
    file_name="tolltrace-claims.jsonl",
    unit=Unit.CLAIMS,
    write=write_jsonl,
    loses=(
        losses.AROUND,
        losses.SOURCE,
        losses.DECISION,
        losses.GRADE_DETAILS,
        losses.COMMENT_AUTHOR,
        losses.PUBLISHED_REPAIRS,
    ),
    holds_quotes=True,
)
FLAT_LOSSES = (
    losses.OFFSETS,
    losses.EVIDENCE_PLACE,
    losses.AROUND,
    losses.CHAIN_DETAILS,
    losses.READINGS,
    losses.SOURCE_AT_ALL,
    losses.LANGUAGE,
    losses.PUBLISHED,
    losses.RECORDED,
    losses.METHOD,
    losses.DECISION,
    losses.GRADE_DETAILS,
    losses.COMMENTS,
)
CSV = Export(
    name="csv",
    about="claims as CSV for a spreadsheet, in the codebook's names",
    file_name="tolltrace-claims.csv",
    unit=Unit.CLAIMS,
    write=write_csv,
    loses=FLAT_LOSSES,
    holds_quotes=True,
)
