"""What a person writes: their verdict on a claim, who they are and why. Kept, whatever a program reads later."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select

from tolltrace.errors import SourceError, UnfitError
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger.once import named
from tolltrace.ledger.queries import article_of, numbers_of
from tolltrace.ledger.recorded import Decision, Verdict
from tolltrace.ledger.recording import check_counts, insert_claims, insert_event
from tolltrace.ledger.rows import read_article
from tolltrace.ledger.sealing import Writer
from tolltrace.ledger.tables import decisions, supersessions, versions
from tolltrace.records import claim_from_json, claim_to_json
from tolltrace.values import Claim
from tolltrace.veil import holds_withheld

FIXED = ("id", "claim", "mention", "evidence")  # where it stands in the report: what makes it this claim
JUDGED = ("confidence", "field_confidence", "why")  # what a program thinks of its own reading: nothing to correct
READ_AS = {  # a field of the record → the fields of its readings, where the name is another
    **dict.fromkeys(("low", "high", "value", "hedge", "fraction"), ("figure",)),
    "demographic": ("status",),
    "rate": ("aspect",),
    "chain": ("speaker", "chain"),
}


def record_decision(
    writer: Writer,
    row: Row[Any],
    claim: Claim,
    decision: Decision,
    changes: Mapping[str, Any],
    once: str | None = None,
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
        detail=named(_detail(before, corrected, decision), once, asked_for(changes, decision.duplicate_of)),
    )
    decided = row.key
    if corrected:
        article = writer.connection.execute(article_of(row.report_id, row.version_number)).one()
        made = {"version": version.key, "reading": row.reading, "event": event}
        decided = insert_claims(writer, [corrected], read_article(article), **made)[claim.id]
        writer.insert(supersessions, [{"claim": row.key, "event": event}])
    row_of_it = {"claim": decided, "event": event, "verdict": decision.verdict.value}
    writer.insert(decisions, [row_of_it | {"duplicate_of": decision.duplicate_of}])


def asked_for(changes: Mapping[str, Any], duplicate_of: str | None) -> dict[str, Any]:
    """What a person asks for beside the verdict: by this, a decision that is sent again is known."""
    return dict(changes) if duplicate_of is None else {**changes, "duplicate_of": duplicate_of}


def check_duplicate(row: Row[Any], of: Row[Any]) -> str:
    """The id of the claim that a duplicate says once more. Raises UnfitError for what cannot be one."""
    if (row.id, row.report_id) == (of.id, of.report_id):
        raise UnfitError(f"claim {row.id}: a duplicate of itself; give the id of the claim that it says once more")
    if of.superseded_by is not None:
        raise UnfitError(f"claim {row.id}: {of.id} was superseded; give the claim that replaced it")
    if of.verdict == Verdict.REJECTED:
        raise UnfitError(f"claim {row.id}: {of.id} is rejected, so nothing would be left of both; reject this one too")
    if of.verdict == Verdict.DUPLICATE:
        raise UnfitError(f"claim {row.id}: {of.id} is a duplicate itself, of {of.duplicate_of}; give that one")
    return str(of.id)


def check_decision(
    claim_id: str, by: str, verdict: str, why: str, changes: Mapping[str, Any], duplicate_of: str | None = None
) -> Verdict:
    """Raises UnfitError where a decision contradicts itself, or where something that makes it one is missing."""
    known = ", ".join(each.value for each in Verdict)
    if verdict not in list(Verdict):
        raise UnfitError(f"claim {claim_id}: no verdict {verdict!r}; known: {known}")
    for name, value in (("by", by), ("why", why)):
        if not value.strip():
            raise UnfitError(f"claim {claim_id}: {name!r} is empty; a decision says who decided and why")
    if verdict == Verdict.CORRECTED and not changes:
        raise UnfitError(f"claim {claim_id}: corrected, but no changes are given; say what is changed to what")
    if verdict != Verdict.CORRECTED and changes:
        raise UnfitError(f"claim {claim_id}: {verdict}, but changes are given; use 'corrected', or leave them out")
    if (verdict == Verdict.DUPLICATE) != bool((duplicate_of or "").strip()):
        raise UnfitError(f"claim {claim_id}: 'duplicate' and the claim that it is one of go together; give both")
    if holds_withheld(changes):
        raise UnfitError(
            f"claim {claim_id}: the changes hold withheld names; an editor opens them first: tolltrace ledger names"
        )
    return Verdict(verdict)


def _detail(before: dict[str, Any], corrected: Claim | None, decision: Decision) -> dict[str, Any]:
    """What an event says of a decision beside who and why."""
    if corrected:
        return _difference(before, claim_to_json(corrected, why=True))
    return {"duplicate_of": decision.duplicate_of} if decision.duplicate_of else {}


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
        raise UnfitError(f"{where}: {', '.join(map(repr, unknown))} cannot be corrected; these can: {allowed}")
    try:
        claim = claim_from_json(before | dict(changes))
    except SourceError as error:
        raise UnfitError(f"{where}: the correction cannot stand: {error}") from None
    if claim_to_json(claim, why=True) == before:
        raise UnfitError(f"{where}: the correction changes nothing; 'accepted' says that the claim stands as it is")
    check_counts(claim, where)
    known = load_knowledge().harms
    if claim.harm not in known:
        raise UnfitError(f"{where}: harm {claim.harm!r} is none that we know; known: {', '.join(known)}")
    _check_ranges(claim, where)
    figure = claim.figure
    if any(count is not None and count < 0 for count in (figure.low, figure.high, figure.value)):
        raise UnfitError(f"{where}: less than no people: {figure}; give counts from 0 up")
    if figure.low is not None and figure.high is not None and figure.low > figure.high:
        raise UnfitError(f"{where}: low {figure.low} is more than high {figure.high}; swap or mend them")
    for name in ("part_of", "about"):
        number = getattr(claim, name)
        if name in changes and number is not None and (number not in numbers or number == claim.number):
            others = sorted(numbers - {claim.number})
            raise UnfitError(f"{where}: {name} {number} is no other claim of this report; its others are {others}")
    return _unjudged(claim, changes)


def _check_ranges(claim: Claim, where: str) -> None:
    """What has a scale stays on it."""
    given: list[tuple[str, float | None, int, int]] = [("fraction", claim.figure.fraction, 0, 1)]
    if place := claim.place:
        given += [("place.lat", place.latitude, -90, 90), ("place.lon", place.longitude, -180, 180)]
        given += [("place.where_prec", place.where_prec, 1, 7)]
    given += [
        (f"{name}.date_prec", each.date_prec, 1, 5) for name in ("period", "said") if (each := getattr(claim, name))
    ]
    for name, value, least, most in given:
        if value is not None and not least <= value <= most:
            raise UnfitError(f"{where}: {name} {value}: a number from {least} to {most} was expected")


def _unjudged(claim: Claim, changes: Mapping[str, Any]) -> Claim:
    """A corrected claim: a person stands for it now, so nobody estimates it, and what they changed was not read."""
    corrected = {field for name in changes for field in READ_AS.get(name, (name,))}
    readings = tuple(
        dataclasses.replace(each, confidence=None) for each in claim.readings if each.field not in corrected
    )
    return dataclasses.replace(claim, readings=readings, confidence=None)
