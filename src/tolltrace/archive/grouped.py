"""Statements as rows of two tables: `statements`, a row a statement, and `relays`, a row a claim of one."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tolltrace.archive.rows import Row, Writing
from tolltrace.relays import Relay, Statement

if TYPE_CHECKING:
    import pyarrow

PARTS = ("statements", "relays")


def grouped_schemas() -> "dict[str, pyarrow.Schema]":
    """The two tables."""
    import pyarrow as pa

    text, whole, real, day = pa.string(), pa.int64(), pa.float64(), pa.date32()
    drift = pa.struct([("field", text), ("how", text), ("was", text), ("now", text), ("in_headline", pa.bool_()),
                       ("note", text)])  # fmt: skip
    statements = [
        ("statement", text), ("speaker", text), ("speakers", pa.list_(text)), ("said_on", day), ("said_from", text),
        ("low", whole), ("high", whole), ("value", whole), ("hedge", text), ("fraction", real), ("harm", text),
        ("stance", text), ("side", text), ("status", text), ("demographic", text), ("aspect", text), ("rate", text),
        ("place", text), ("place_name", text), ("place_geonames_id", whole), ("period", text), ("period_edtf", text),
        ("reference", text), ("reference_report", text), ("words", text), ("sentence", text), ("claims", whole),
        ("reports", whole), ("lineages", whole), ("origins", whole), ("independent", whole), ("first_on", day),
        ("last_on", day), ("moved", pa.list_(text)),
    ]  # fmt: skip
    relays = [
        ("statement", text), ("claim", text), ("report", text), ("number", whole), ("outlet", text), ("url", text),
        ("published_on", day), ("is_reference", pa.bool_()), ("stance", text), ("joined_to", text),
        ("join_score", real), ("join_reasons", pa.list_(text)), ("drift", pa.list_(drift)), ("taken_from", text),
        ("taken_from_evidence", text),
    ]  # fmt: skip
    told = {"tolltrace": "statements as reports relay them; figures of different statements must not be summed"}
    return {name: pa.schema(columns, metadata=told) for name, columns in zip(PARTS, (statements, relays), strict=True)}


def write_statements(folder: Path, part: str, found: Iterable[Statement]) -> dict[str, int]:
    """One part of both tables, in a folder, and what it counts."""
    schemas = grouped_schemas()
    tables = {name: Writing(folder / name / f"part-{part}.parquet", schemas[name]) for name in PARTS}
    counts = {"statements": 0, "relays": 0, "echoed": 0, "drifted": 0, "most_reports": 0}
    for one in found:
        tables["statements"].add(statement_row(one))
        for row in relay_rows(one):
            tables["relays"].add(row)
        reports = len(one.reports)
        counts["statements"] += 1
        counts["relays"] += len(one.relays)
        counts["echoed"] += reports > 1
        counts["drifted"] += bool(one.drift)
        counts["most_reports"] = max(counts["most_reports"], reports)
    for each in tables.values():
        each.close()
    return counts


def statement_row(one: Statement) -> Row:
    """A statement; what its claims are not needed for."""
    figure, place, period, claim = one.figure, one.place, one.period, one.reference.claim
    days = sorted(relay.carrier.published.on for relay in one.relays if relay.carrier.published)
    return {
        "statement": one.id, "speaker": one.speaker, "speakers": list(one.speakers), "said_on": one.said_on,
        "said_from": one.said_from, "low": figure.low, "high": figure.high, "value": figure.value,
        "hedge": figure.hedge.value, "fraction": figure.fraction, "harm": one.harm, "stance": one.stance.value,
        "side": one.side, "status": one.status, "demographic": one.demographic, "aspect": one.aspect, "rate": one.rate,
        "place": place and place.text, "place_name": place and place.name,
        "place_geonames_id": place and place.geonames_id, "period": period and period.text,
        "period_edtf": period and period.edtf, "reference": claim.id, "reference_report": one.reference.carrier.id,
        "words": claim.mention.text, "sentence": claim.evidence.text, "claims": len(one.relays),
        "reports": len(one.reports), "lineages": one.lineages, "origins": one.origins, "independent": one.independent,
        "first_on": days[0] if days else None, "last_on": days[-1] if days else None, "moved": list(one.moved),
    }  # fmt: skip


def relay_rows(one: Statement) -> Iterable[Row]:
    """Its claims, in the order of their publication."""
    joins = {join.claim: join for join in reversed(one.joins)}
    taken = {hop.taker: hop for hop in reversed(one.hops)}
    for relay in one.relays:
        join, hop = joins.get(relay.claim.id), taken.get(relay.carrier.id)
        yield {
            "statement": one.id, "claim": relay.claim.id, "report": relay.carrier.id, "number": relay.claim.number,
            "outlet": relay.carrier.outlet, "url": relay.carrier.url,
            "published_on": relay.carrier.published.on if relay.carrier.published else None,
            "is_reference": relay.claim.id == one.reference.claim.id, "stance": relay.claim.stance.value,
            "joined_to": join and join.other, "join_score": join and join.score,
            "join_reasons": list(join.reasons) if join else [], "drift": drift_of(one, relay),
            "taken_from": hop and hop.source, "taken_from_evidence": hop and hop.evidence,
        }  # fmt: skip


def drift_of(one: Statement, relay: Relay) -> list[dict[str, Any]]:
    """What moved between the statement and a claim of it."""
    return [
        {"field": each.field, "how": each.how.value, "was": each.was, "now": each.now,
         "in_headline": each.in_headline, "note": each.note}
        for each in one.drift
        if each.claim == relay.claim.id
    ]  # fmt: skip
