"""What a person writes: their verdict on a claim, who they are and why. Kept, whatever a program reads later."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select

from tolltrace.errors import LedgerError, SourceError
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger.queries import article_of, numbers_of
from tolltrace.ledger.recorded import Decision, Verdict
from tolltrace.ledger.recording import check_counts, insert_claims, insert_event
from tolltrace.ledger.rows import read_article
from tolltrace.ledger.sealing import Writer
from tolltrace.ledger.tables import decisions, supersessions, versions
from tolltrace.records import claim_from_json, claim_to_json
from tolltrace.values import Claim

FIXED = ("id", "claim", "mention", "evidence")  # where it stands in the report: what makes it this claim
JUDGED = ("confidence", "field_confidence", "why")  # what a program thinks of its own reading: nothing to correct
READ_AS = {  # a field of the record → the fields of its readings, where the name is another
    **dict.fromkeys(("low", "high", "value", "hedge", "fraction"), ("figure",)),
    "demographic": ("status",),
    "rate": ("aspect",),
    "chain": ("speaker", "chain"),
}


def record_decision(
    writer: Writer, row: Row[Any], claim: Claim, decision: Decision, changes: Mapping[str, Any]
) -> None:
    """Record a verdict on a current claim row inside a transaction that is begun."""
    version = writer.connection.execute(select(versions).where(versions.c.key == row.version)).one()
    before = claim_to_json(claim, why=True)
    corrected = None
    if decision.verdict is Verdict.CORRECTED:
        numbers = set(writer.connection.execute(numbers_of(version.report, version.edition)).scalars())
        corrected = _corrected(before, changes, numbers)
    event = insert_event(
        writer,
        at=decision.at,
        actor_kind="person",
        actor=decision.by,
        kind=decision.verdict.value,
        report=version.report,
        version=version.key,
        claim=claim.id,
        why=decision.why,
        detail=_difference(before, claim_to_json(corrected, why=True)) if corrected else {},
    )
    decided = row.key
    if corrected:
        article = writer.connection.execute(article_of(row.report_id, row.version_number)).one()
        made = {"version": version.key, "reading": row.reading, "event": event}
        decided = insert_claims(writer, [corrected], read_article(article), **made)[claim.id]
        writer.insert(supersessions, [{"claim": row.key, "event": event}])
    writer.insert(decisions, [{"claim": decided, "event": event, "verdict": decision.verdict.value}])


def check_decision(claim_id: str, by: str, verdict: str, why: str, changes: Mapping[str, Any]) -> Verdict:
    """Raises LedgerError where a decision contradicts itself, or where something that makes it one is missing."""
    known = ", ".join(each.value for each in Verdict)
    if verdict not in list(Verdict):
        raise LedgerError(f"claim {claim_id}: no verdict {verdict!r}; known: {known}")
    for name, value in (("by", by), ("why", why)):
        if not value.strip():
            raise LedgerError(f"claim {claim_id}: {name!r} is empty; a decision says who decided and why")
    if verdict == Verdict.CORRECTED and not changes:
        raise LedgerError(f"claim {claim_id}: corrected, but no changes are given; say what is changed to what")
    if verdict != Verdict.CORRECTED and changes:
        raise LedgerError(f"claim {claim_id}: {verdict}, but changes are given; use 'corrected', or leave them out")
    return Verdict(verdict)


def _difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, dict[str, Any]]:
    changed = [name for name in before if before[name] != after[name] and name not in JUDGED]
    return {"before": {name: before[name] for name in changed}, "after": {name: after[name] for name in changed}}


def _corrected(before: dict[str, Any], changes: Mapping[str, Any], numbers: set[int]) -> Claim:
    """The claim with its changes; `numbers` are those of the report's claims, its own among them."""
    where = f"claim {before['id']}"
    fixed = (*FIXED, *JUDGED)
    unknown = [name for name in changes if name not in before or name in fixed]
    if unknown:
        allowed = ", ".join(name for name in before if name not in fixed)
        raise LedgerError(f"{where}: {', '.join(map(repr, unknown))} cannot be corrected; these can: {allowed}")
    try:
        claim = claim_from_json(before | dict(changes))
    except SourceError as error:
        raise LedgerError(f"{where}: the correction cannot stand: {error}") from None
    if claim_to_json(claim, why=True) == before:
        raise LedgerError(f"{where}: the correction changes nothing; 'accepted' says that the claim stands as it is")
    check_counts(claim, where)
    known = load_knowledge().harms
    if claim.harm not in known:
        raise LedgerError(f"{where}: harm {claim.harm!r} is none that we know; known: {', '.join(known)}")
    figure = claim.figure
    if any(count is not None and count < 0 for count in (figure.low, figure.high, figure.value)):
        raise LedgerError(f"{where}: less than no people: {figure}; give counts from 0 up")
    if figure.low is not None and figure.high is not None and figure.low > figure.high:
        raise LedgerError(f"{where}: low {figure.low} is more than high {figure.high}; swap or mend them")
    for name in ("part_of", "about"):
        number = getattr(claim, name)
        if name in changes and number is not None and (number not in numbers or number == claim.number):
            others = sorted(numbers - {claim.number})
            raise LedgerError(f"{where}: {name} {number} is no other claim of this report; its others are {others}")
    return _unjudged(claim, changes)


def _unjudged(claim: Claim, changes: Mapping[str, Any]) -> Claim:
    """A corrected claim: a person stands for it now, so nobody estimates it, and what they changed was not read."""
    corrected = {field for name in changes for field in READ_AS.get(name, (name,))}
    readings = tuple(
        dataclasses.replace(each, confidence=None) for each in claim.readings if each.field not in corrected
    )
    return dataclasses.replace(claim, readings=readings, confidence=None)
