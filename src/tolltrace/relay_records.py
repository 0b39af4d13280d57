"""Statements and what follows from them as JSON. Fields may be added here, never renamed: programs read them."""

from dataclasses import asdict
from typing import Any

from tolltrace.grades import grade_to_json
from tolltrace.records import imported_to_json
from tolltrace.relays import (
    Asked,
    Corroboration,
    Drift,
    Explanation,
    Finding,
    Gap,
    LineUp,
    Match,
    Point,
    Relay,
    Series,
    Statement,
    Sum,
)


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
        "lineages": statement.lineages,
        "origins": statement.origins,
        "independent": statement.independent,
        "rests_on_one_origin": statement.independent == 0,
        "grade": grade_to_json(statement.grade),
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


def corroboration_to_json(told: Corroboration) -> dict[str, Any]:
    """The statement in which a claim stands, and on how much it rests."""
    return {
        "id": told.statement,
        "reports": told.reports,
        "lineages": told.lineages,
        "origins": told.origins,
        "independent": told.independent,
        "rests_on_one_origin": told.rests_on_one_origin,
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
        "headline": drift.headline,
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
        "imported": imported_to_json(carrier.imported),
    }


def _place_to_json(statement: Statement) -> dict[str, Any] | None:
    place = statement.place
    return {"text": place.text, "name": place.name, "geonames_id": place.geonames_id} if place else None


def _period_to_json(statement: Statement) -> dict[str, Any] | None:
    period = statement.period
    return {"text": period.text, "edtf": period.edtf} if period else None


# ── what follows from statements ─────────────────────────────────────────────────────────────────────────────────────


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """What does not add up."""
    return {
        "check": finding.check,
        "says": finding.says,
        "wrong": list(finding.wrong),
        "certain": finding.certain,
        "statements": list(finding.statements),
    }


def series_to_json(series: Series) -> dict[str, Any]:
    """A series in JSON types: days in ISO 8601, figures as the codebook has them, gaps beside the points."""
    return {
        "speaker": series.speaker,
        "of": series.of,
        "names": list(series.names),
        "vague": series.is_vague,
        "side": series.side,
        "harm": series.harm,
        "status": series.status,
        "demographic": series.demographic,
        "place": series.place,
        "since": series.since,
        "background": series.background,
        "points": [point_to_json(point) for point in series.points],
        "gaps": [gap_to_json(gap) for gap in series.gaps],
        "undated": list(series.undated),
    }


def point_to_json(point: Point) -> dict[str, Any]:
    """One figure or silence."""
    figure = point.figure
    return {
        "on": point.on.isoformat(),
        "said_on": point.said_on.isoformat() if point.said_on else None,
        "since": point.since.isoformat() if point.since else None,
        "kind": point.kind,
        "low": figure.low,
        "high": figure.high,
        "value": figure.value,
        "hedge": figure.hedge.value,
        "fraction": figure.fraction,
        "rate": point.rate,
        "stance": point.stance.value,
        "note": point.note,
        "revises": point.revises,
        "about": point.about,
        "statement": point.statement,
    }


def gap_to_json(gap: Gap) -> dict[str, Any]:
    """Days without a figure, both inclusive."""
    return {
        "first": gap.first.isoformat(),
        "last": gap.last.isoformat(),
        "kind": gap.kind,
        "usual_days": gap.usual_days,
    }


def line_up_to_json(lined_up: LineUp) -> dict[str, Any]:
    """Several series and their window."""
    return {
        "since": lined_up.since.isoformat() if lined_up.since else None,
        "until": lined_up.until.isoformat() if lined_up.until else None,
        "series": [series_to_json(series) for series in lined_up.series],
    }


def explanation_to_json(explanation: Explanation) -> dict[str, Any]:
    """What gives the figures that a person asked about."""
    return {
        "answers": [
            {
                "asked": _asked_to_json(one.asked),
                "says": one.says,
                "exact": [_plain(match) for match in one.exact],
                "sums": [_plain(each) for each in one.sums],
                "near": [_plain(match) for match in one.near],
                "compared": one.compared,
                "exact_found": one.exact_found,
                "near_found": one.near_found,
                "all_tried": one.all_tried,
            }
            for one in explanation.answers
        ],
        "together": [list(ids) for ids in explanation.together],
    }


def _asked_to_json(asked: Asked) -> dict[str, Any]:
    figure, place, period = asked.figure, asked.place, asked.period
    return {
        "words": asked.words,
        "low": figure.low,
        "high": figure.high,
        "value": figure.value,
        "hedge": figure.hedge.value,
        "fraction": figure.fraction,
        "harm": asked.harm,
        "side": asked.side,
        "place": (place.name or place.text) if place else None,
        "period": (period.edtf or period.text) if period else None,
    }


def _plain(value: Match | Sum) -> dict[str, Any]:
    return {key: list(each) if isinstance(each, tuple) else each for key, each in asdict(value).items()}
