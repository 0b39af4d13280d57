"""Statements in our own names: JSON Lines with all relays, and CSV with a line a statement."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tolltrace.exports import losses
from tolltrace.exports.export import Context, Export, Unit
from tolltrace.exports.files import write_json_lines, write_table
from tolltrace.grades import grade_to_json
from tolltrace.relay_records import statement_to_json
from tolltrace.relays import Statement

SEPARATOR = "; "
PLAIN = (
    "id", "first_speaker", "said_on", "side", "harm", "low", "high", "value", "fraction", "hedge", "words", "status",
    "demographic", "aspect", "rate", "stance", "about", "part_of", "lineages", "origins", "independent",
    "rests_on_one_origin",
)  # fmt: skip
COLUMNS = (
    *PLAIN, "speakers", "place", "place_name", "place_geonames_id", "period", "period_edtf",
    "report_count", "reports", "reference_report", "reference_claim", "drift", "updates", "accepted", "corrected",
    "grade", "graded_speaker", "graded_topic",
)  # fmt: skip


def exported_statement(statement: Statement, context: Context) -> dict[str, Any]:
    """The record of `tolltrace statements --json`, with what people decided on each claim."""
    record = statement_to_json(statement)
    record["grade"] = grade_to_json(statement.grade, who=False)
    for relay in record["relays"]:
        relay["decision"] = context.decisions.get(relay["claim"])
        if not context.quotes:
            relay["sentence"] = None
    return record


def statement_row(statement: Statement, context: Context) -> dict[str, Any]:
    """One statement's values by column."""
    record = statement_to_json(statement)
    place, period = record["place"] or {}, record["period"] or {}
    grade = grade_to_json(statement.grade, who=False)
    verdicts = [context.decisions.get(relay.claim.id) for relay in statement.relays]
    return {name: record[name] for name in PLAIN} | {
        "speakers": SEPARATOR.join(record["speakers"]),
        "place": place.get("text"),
        "place_name": place.get("name"),
        "place_geonames_id": place.get("geonames_id"),
        "period": period.get("text"),
        "period_edtf": period.get("edtf"),
        "report_count": len(record["reports"]),
        "reports": SEPARATOR.join(record["reports"]),
        "reference_report": record["reference"]["report"],
        "reference_claim": record["reference"]["claim"],
        "drift": SEPARATOR.join(dict.fromkeys(f"{each.field} {each.how.value}" for each in statement.drift)),
        "updates": SEPARATOR.join(record["updates"]),
        "accepted": verdicts.count("accepted"),
        "corrected": verdicts.count("corrected"),
        "grade": grade["grade"],
        "graded_speaker": grade["speaker"],
        "graded_topic": grade["topic"],
    }


def write_jsonl(records: Iterable[Statement], path: Path, context: Context) -> None:
    """A statement a line."""
    write_json_lines((exported_statement(each, context) for each in records), path)


def write_csv(records: Iterable[Statement], path: Path, context: Context) -> None:
    """A statement a line, its reports in one cell."""
    write_table(COLUMNS, (statement_row(each, context) for each in records), path)


JSONL = Export(
    name="jsonl-statements",
    about="statements and their relays as JSON Lines, in our own names",
    file_name="tolltrace-statements.jsonl",
    unit=Unit.STATEMENTS,
    write=write_jsonl,
    loses=(
        losses.RELAY_DETAILS,
        losses.STATEMENT_SURENESS,
        losses.PLACE_POINT,
        losses.DATE_PRECISION,
        losses.STATEMENT_GRADE_DETAILS,
    ),
    holds_quotes=True,
)
CSV = Export(
    name="csv-statements",
    about="statements as CSV for a spreadsheet, one a line",
    file_name="tolltrace-statements.csv",
    unit=Unit.STATEMENTS,
    write=write_csv,
    loses=(
        losses.STATEMENT_EVIDENCE,
        losses.RELAY_DETAILS,
        losses.STATEMENT_SURENESS,
        losses.STATEMENT_SAID,
        losses.PLACE_POINT,
        losses.DATE_PRECISION,
        losses.LossOfStatement(
            "drift_details", "What each moved field was and became, and where.", lambda e: bool(e.drift)
        ),
        losses.WAY,
        losses.JOINS,
        losses.STATEMENT_GRADE_DETAILS,
    ),
)
