"""Statements as JSON. Fields may be added here, never renamed: scorers and programs read them."""

from typing import Any

from tolltrace.relays import Drift, Relay, Statement


def statement_to_json(statement: Statement) -> dict[str, Any]:
    """One line of `tolltrace statements --json`. Holds JSON types only."""
    figure = statement.figure
    return {
        "id": statement.id,
        "first_speaker": statement.speaker,
        "speakers": list(statement.speakers),
        "said_on": statement.said_on.isoformat() if statement.said_on else None,
        "said_from": statement.said_from,
        "side": statement.side,
        "harm": statement.harm,
        "low": figure.low,
        "high": figure.high,
        "value": figure.value,
        "fraction": figure.fraction,
        "hedge": figure.hedge.value,
        "words": statement.reference.claim.mention.text,
        "status": statement.status,
        "demographic": statement.demographic,
        "place": _place_to_json(statement),
        "period": _period_to_json(statement),
        "aspect": statement.aspect,
        "rate": statement.rate,
        "stance": statement.stance.value,
        "about": statement.about,
        "part_of": statement.part_of,
        "reports": list(statement.reports),
        "origins": statement.origins,
        "independent": statement.independent,
        "reference": {"report": statement.reference.carrier.id, "claim": statement.reference.claim.id},
        "drift": [drift_to_json(each) for each in statement.drift],
        "revisions": [
            {
                "report": each.report,
                "revises": each.revises,
                "field": each.field,
                "from": each.was,
                "to": each.now,
                "untaken": list(each.untaken),
            }
            for each in statement.revisions
        ],
        "updates": list(statement.updates),
        "relays": [_relay_to_json(relay) for relay in statement.relays],
        "hops": [
            {"from": hop.source, "to": hop.taker, "evidence": hop.evidence, "moved": list(hop.moved)}
            for hop in statement.hops
        ],
        "joins": [
            {"claim": join.claim, "with": join.other, "score": join.score, "why": list(join.reasons), "by": join.by}
            for join in statement.joins
        ],
    }


def drift_to_json(drift: Drift) -> dict[str, Any]:
    """What moved, in which report."""
    return {
        "report": drift.report,
        "claim": drift.claim,
        "field": drift.field,
        "how": drift.how.value,
        "from": drift.was,
        "to": drift.now,
        "where": "headline" if drift.in_headline else "body",
        "note": drift.note,
    }


def _relay_to_json(relay: Relay) -> dict[str, Any]:
    carrier, claim = relay.carrier, relay.claim
    return {
        "report": carrier.id,
        "outlet": carrier.outlet,
        "published": carrier.published.iso if carrier.published else None,
        "seen": carrier.seen_at.isoformat() if carrier.seen_at else None,
        "claim": claim.id,
        "words": claim.mention.text,
        "sentence": claim.evidence.text,
        "chain": [link.name for link in claim.chain],
        "stance": claim.stance.value,
        "where": "headline" if relay.in_headline else "body",
    }


def _place_to_json(statement: Statement) -> dict[str, Any] | None:
    place = statement.place
    return {"text": place.text, "name": place.name, "geonames_id": place.geonames_id} if place else None


def _period_to_json(statement: Statement) -> dict[str, Any] | None:
    period = statement.period
    return {"text": period.text, "edtf": period.edtf} if period else None
