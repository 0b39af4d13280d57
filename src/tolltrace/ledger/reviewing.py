"""What reviewers decided, each for themselves: the shown status is the newest decision, whoever made it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, or_, select

from tolltrace.errors import UnfitError
from tolltrace.ledger.hiding import claim_is_shown, report_is_shown
from tolltrace.ledger.lists import listed_claims
from tolltrace.ledger.queries import decided_by, decision
from tolltrace.ledger.recorded import ClaimQuery, Verdict
from tolltrace.ledger.recording import read_chains
from tolltrace.ledger.rows import read_claim
from tolltrace.ledger.tables import claims, decisions, events, reports, versions
from tolltrace.ledger.tables_grouping import relays
from tolltrace.reviews import Agreement, Agreements, Review

CLAIMS_AT_ONCE = 200


def reviews_of(connection: Connection, claim_id: str, report_id: str, as_of: date | None = None) -> tuple[Review, ...]:
    """Each reviewer's newest word on a claim, whichever of its rows it was given on; the oldest first."""
    statement = (
        _decided()
        .join(reports, reports.c.key == events.c.report)
        .where(claims.c.id == claim_id, reports.c.id == report_id, *decided_by(as_of, decisions.c.event))
    )
    return _newest(connection, connection.execute(statement).all())


def find_agreement(connection: Connection) -> tuple[Agreement, ...]:
    """How reviewers agree, two by two, over all claims that both decided."""
    agreements = Agreements()
    for rows in _by_claim(connection):
        if len({row.actor for row in rows}) > 1:
            agreements.add(_newest(connection, rows))
    return agreements.result()


def waiting_claims(query: ClaimQuery, first: str, reviewer: str | None) -> Select[Any]:
    """Claims of a query that nobody decided, or a reviewer did not, or left pending, each with its `reach`.

    The most doubtful tenth first, in it what most reports carry, of these the oldest; or `reach` or `age` before all.
    """
    spread = (
        select(relays.c.statement, func.count(relays.c.report.distinct()).label("reports"))
        .group_by(relays.c.statement)
        .subquery()
    )
    reach = func.coalesce(spread.c.reports, 1)
    doubt = (claims.c.confidence.is_not(None), func.round(claims.c.confidence * 10))  # what nobody estimated is first
    orders: dict[str, tuple[ColumnElement[Any], ...]] = {
        "doubt": doubt,
        "reach": (reach.desc(),),
        "age": (claims.c.key,),
    }
    if first not in orders:
        raise UnfitError(f"no order {first!r} of the queue; known: {', '.join(orders)}")
    order = [*orders[first], *(each for name, several in orders.items() if name != first for each in several)]
    theirs, said = events.alias(), [verdict.value for verdict in Verdict]
    newest = select(func.max(theirs.c.key)).where(
        theirs.c.claim == claims.c.id,
        theirs.c.report == versions.c.report,
        theirs.c.actor == reviewer,
        theirs.c.kind.in_(said),
    )
    by_the_reviewer = exists().where(
        events.c.key == newest.correlate_except(theirs).scalar_subquery(), events.c.kind != Verdict.PENDING
    )
    is_waiting = or_(decision.c.verdict.is_(None), decision.c.verdict == Verdict.PENDING)
    return (
        listed_claims(replace(query, with_rejected=True))
        .add_columns(reach.label("reach"))
        .outerjoin(relays, and_(relays.c.claim == claims.c.key, ~relays.c.denied))
        .outerjoin(spread, spread.c.statement == relays.c.statement)
        .where(~by_the_reviewer if reviewer else is_waiting)
        .order_by(None)
        .order_by(*order)
    )


def reviewed_reports(connection: Connection) -> list[str]:
    """The ids of the reports on whose claims somebody decided, in order."""
    verdicts = [verdict.value for verdict in Verdict]
    found = select(reports.c.id).join(events, events.c.report == reports.c.key).where(events.c.kind.in_(verdicts))
    found = found.where(report_is_shown(reports.c.key))
    return list(connection.execute(found.distinct().order_by(reports.c.id)).scalars())


def _by_claim(connection: Connection) -> Iterator[list[Row[Any]]]:
    with connection.execute(_decided().execution_options(yield_per=CLAIMS_AT_ONCE)) as found:
        for _, rows in groupby(found, key=lambda row: (row.report, row.id)):
            yield list(rows)


def _newest(connection: Connection, rows: list[Row[Any]] | Any) -> tuple[Review, ...]:
    newest = {row.actor: row for row in rows}  # in the order of decisions: a later one takes the place
    chains = read_chains(connection, [row.key for row in newest.values()])
    found = [
        Review(row.actor, row.verdict, row.at, row.said_why, read_claim(row, chains.get(row.key, ())), row.duplicate_of)
        for row in newest.values()
    ]
    return tuple(sorted(found, key=lambda review: review.at))


def _decided() -> Select[Any]:
    """Every decision with the claim row that it left standing, claim after claim, the oldest first."""
    return (
        select(
            claims,
            decisions.c.verdict,
            decisions.c.duplicate_of,
            events.c.actor,
            events.c.at,
            events.c.report,
            events.c.why.label("said_why"),
        )
        .join(decisions, decisions.c.claim == claims.c.key)
        .join(events, events.c.key == decisions.c.event)
        .join(versions, versions.c.key == claims.c.version)
        .where(claim_is_shown())
        .order_by(events.c.report, claims.c.id, decisions.c.key)
    )
