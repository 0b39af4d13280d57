"""Claims in our own names, the codebook's: JSON Lines, which hold nearly all, and CSV with flat columns."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from tolltrace.exports import losses
from tolltrace.exports.export import Context, Export, Unit
from tolltrace.exports.files import open_text, write_json_lines
from tolltrace.knowledge import Knowledge
from tolltrace.ledger import RecordedClaim
from tolltrace.printable import BYTE_ORDER_MARK, cell, clean
from tolltrace.records import claim_to_json, method_to_json
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
        "decision": recorded.decision.verdict.value if recorded.decision else None,
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
    if not context.quotes:
        record["evidence"]["text"] = None
        for reading in record["why"].values():
            reading["words"] = None
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
        recorded.decision.verdict.value if recorded.decision else None,
    ]


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
    loses=(losses.AROUND, losses.SOURCE, losses.DECISION, losses.PUBLISHED_REPAIRS),
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
