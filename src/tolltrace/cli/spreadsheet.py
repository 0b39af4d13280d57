"""Claims as CSV for a spreadsheet: flat columns with the codebook's names."""

import csv
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

from tolltrace.cli.words import ARROW, clean, link_names
from tolltrace.records import claim_to_json
from tolltrace.values import READ_FIELDS

if TYPE_CHECKING:
    from tolltrace.knowledge import Knowledge
    from tolltrace.ledger import RecordedClaim

# Spreadsheets run a cell that starts with one of these as a formula, also after spaces.
FORMULA_STARTS = ("=", "+", "-", "@")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads "→" and "é" as Windows-1252

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


def write_csv(claims: "Iterable[RecordedClaim]", stream: TextIO, knowledge: "Knowledge") -> None:
    """A line of names, then one line a claim. A file or pipe first gets the mark by which spreadsheets know UTF-8."""
    if not stream.isatty():
        stream.write(BYTE_ORDER_MARK)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for recorded in claims:
        writer.writerow([cell(value) for value in claim_row(recorded, knowledge)])


def claim_row(recorded: "RecordedClaim", knowledge: "Knowledge") -> list[Any]:
    """One claim's values, in the order of COLUMNS."""
    record = claim_to_json(recorded.claim, wikidata=knowledge.wikidata)
    place, period, said = record["place"] or {}, record["period"] or {}, record["said"] or {}
    return [
        record["id"],
        record["claim"],
        record["mention"]["text"],
        *(record[name] for name in FROM_RECORD),
        *(place.get(name) for name in FROM_PLACE),
        *(period.get(name) for name in FROM_PERIOD),
        *(said.get(name) for name in FROM_PERIOD),
        ARROW.join(link_names(recorded.claim.chain)),
        *(record[name] for name in LAST),
        record["evidence"]["text"],
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


def cell(value: Any) -> Any:
    """A value as a spreadsheet may have it: numbers as they are, what would be run as a formula after an apostrophe."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return value
    text = clean(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) else text
