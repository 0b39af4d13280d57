"""What to ask the database, as SQLAlchemy statements. Nothing is sent from here."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
    union,
)

from tolltrace.ledger.hiding import OPENED, TRACES, WITHHELD
from tolltrace.ledger.keyset import Sort
from tolltrace.ledger.tables import (
    Instant,
    articles,
    claims,
    copies,
    decisions,
    events,
    links,
    methods,
    readings,
    reports,
    speakers,
    supersessions,
    versions,
)
from tolltrace.ledger.tables_people import acts

PERSON = "person"  # `events.actor_kind` of what people decide

# events about one claim that wrote no row of it
COMMENTED = ("commented", "comment withdrawn", "comment shown", "comment refused")
ABOUT_A_CLAIM = ("joined", "parted", "graded", *COMMENTED)

decision = decisions.alias("decision")  # the newest one of a claim row
decision_event = events.alias("decision_event")

REPORT_COLUMNS = (
    reports.c.id.label("report_id"),
    versions.c.number.label("version_number"),
    versions.c.edition,
    versions.c.source,
    versions.c.recorded_at,
    versions.c.captured_at,
    articles.c.title,
    articles.c.outlet,
    articles.c.url,
    articles.c.language,
    articles.c.published_on,
    articles.c.published_iso,
    articles.c.published_printed,
    articles.c.published_from,
    articles.c.repairs,
    articles.c.details["imported"].label("imported"),
    methods.c.code,
    methods.c.code_sha256,
    methods.c.knowledge_sha256,
)


@lru_cache(64)  # to build it takes longer than to ask it
def claims_with_reports(as_of: date | None = None) -> Select[Any]:
    """Every claim row, current or not, with all that a RecordedClaim needs save its chain.

    `as_of`: as if nobody had decided anything after the end of that day.
    """
    return of_claims(claims, as_of).where(*decided_by(as_of, claims.c.event))


def of_claims(source: FromClause, as_of: date | None = None) -> Select[Any]:
    """The same, of the claims in a join that holds them."""
    supersedes = [supersessions.c.claim == claims.c.key, *decided_by(as_of, supersessions.c.event)]
    joined = (
        source.join(versions, versions.c.key == claims.c.version)
        .join(articles, articles.c.version == versions.c.key)
        .join(reports, reports.c.key == versions.c.report)
        .join(readings, readings.c.key == claims.c.reading)
        .join(methods, methods.c.key == readings.c.method)
        .outerjoin(supersessions, and_(*supersedes))
        .outerjoin(decision, decision.c.key == newest_decision(as_of))
        .outerjoin(decision_event, decision_event.c.key == decision.c.event)
    )
    return select(
        claims,
        *REPORT_COLUMNS,
        supersessions.c.event.label("superseded_by"),
        decision.c.verdict,
        decision.c.duplicate_of,
        decision_event.c.actor.label("decided_by"),
        decision_event.c.at.label("decided_at"),
        decision_event.c.why.label("decided_why"),
    ).select_from(joined)


EVENTS_ORDER = (Sort(events.c.key, down=True),)


def chains_of(keys: Sequence[int]) -> Select[Any]:
    """The links of many claim rows at once, each chain in order."""
    return (
        select(links, speakers.c.name)
        .join(speakers, speakers.c.key == links.c.speaker)
        .where(links.c.claim.in_(keys))
        .order_by(links.c.claim, links.c.position)
    )


def claims_whose_id_starts_with(prefix: str, as_of: date | None = None) -> Select[Any]:
    """Rows of claims, current or not, the oldest first; `as_of` a day, those that could be known by its end."""
    known = [was_known(as_of)] if as_of else []
    return claims_with_reports(as_of).where(starts_with(claims.c.id, prefix), *known).order_by(claims.c.key)


def starts_with(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """As a range of code points, so that the index finds it. No BETWEEN: PostgreSQL takes no collation in there."""
    return and_(column >= prefix, column <= prefix + chr(sys.maxunicode))


def article_of(report_id: str, version: int | None) -> Select[Any]:
    """One version's article; None is the one that lists show."""
    from_the_page = (versions.c.source, versions.c.page_sha256, versions.c.captured_at)
    statement = (
        select(articles, *from_the_page, reports.c.id.label("report_id"), versions.c.number.label("version_number"))
        .select_from(versions_with_reports())
        .where(reports.c.id == report_id)
    )
    if version is not None:
        return statement.where(versions.c.number == version)
    return statement.order_by(versions.c.edition.desc(), readings.c.key.desc()).limit(1)


def copy_of(page_sha256: str) -> Select[Any]:
    """What is kept of a page."""
    return select(copies).where(copies.c.page_sha256 == page_sha256)


def events_of(claim_id: str, report_id: str, as_of: date | None = None) -> Select[Any]:
    """What wrote the claim's rows, what superseded them, what a person decided, and what read them again between.

    `as_of` a day, without what people decided after it.
    """
    sisters = versions.alias("sisters")
    until = supersessions.c.event
    rows = (
        claims.join(versions, versions.c.key == claims.c.version)
        .join(reports, reports.c.key == versions.c.report)
        .join(sisters, and_(sisters.c.report == versions.c.report, sisters.c.edition == versions.c.edition))
        .outerjoin(supersessions, supersessions.c.claim == claims.c.key)
    )
    theirs = and_(claims.c.id == claim_id, reports.c.id == report_id)
    written = select(claims.c.event).select_from(rows).where(theirs)
    superseded = select(until).select_from(rows).where(theirs, until.is_not(None))
    decided = (
        select(decisions.c.event).select_from(rows.join(decisions, decisions.c.claim == claims.c.key)).where(theirs)
    )
    read_again = (
        select(readings.c.event)
        .select_from(rows.join(readings, readings.c.version == sisters.c.key))
        .where(theirs, readings.c.event > claims.c.event, or_(until.is_(None), readings.c.event < until))
    )
    ruled = select(events.c.key).where(events.c.claim == claim_id, events.c.kind.in_(ABOUT_A_CLAIM))
    of_its_report = events.c.report == select(reports.c.key).where(reports.c.id == report_id).scalar_subquery()
    of_it = or_(events.c.claim == claim_id, events.c.claim.is_(None))
    traces = select(events.c.key).where(events.c.kind.in_((*TRACES, OPENED, WITHHELD)), of_its_report, of_it)
    touched = union(written, superseded, decided, read_again, ruled, traces).subquery()
    by_then = decided_by(as_of, events.c.key)
    return every_event().where(events.c.key.in_(select(touched)), *by_then).order_by(events.c.key)


def newest_events(limit: int | None) -> Select[Any]:
    """The log, backwards."""
    return every_event().order_by(events.c.key.desc()).limit(limit)


def newest_acts(limit: int | None) -> Select[Any]:
    """What people did that is about no report, backwards."""
    return select(acts).order_by(acts.c.key.desc()).limit(limit)


def every_event() -> Select[Any]:
    """Events, each with the id of its report."""
    return select(events, reports.c.id.label("report_id")).join(reports, reports.c.key == events.c.report)


def numbers_of(report: int, edition: int) -> Select[Any]:
    """The numbers of the current claims of an edition."""
    source = claims.join(versions, versions.c.key == claims.c.version).outerjoin(supersessions)
    return (
        select(claims.c.number).select_from(source).where(edition_of(report, edition), supersessions.c.event.is_(None))
    )


def edition_of(report: int, edition: int) -> ColumnElement[bool]:
    """Condition on versions."""
    return and_(versions.c.report == report, versions.c.edition == edition)


@lru_cache(1)
def versions_with_reports() -> FromClause:
    """Each version with its article, its report, its latest reading and that one's method."""
    return (
        versions.join(articles, articles.c.version == versions.c.key)
        .join(reports, reports.c.key == versions.c.report)
        .join(readings, readings.c.key == latest_reading(versions.c.key))
        .join(methods, methods.c.key == readings.c.method)
    )


def decided_by(as_of: date | None, event: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """Conditions: an event is no person's decision from after the end of a day.

    What a program reads counts whenever it read it: the words were there on that day (docs/decisions/0012).
    """
    if as_of is None:
        return []
    theirs = events.alias()
    later = exists().where(theirs.c.key == event, theirs.c.actor_kind == PERSON, theirs.c.at > end_of(as_of))
    return [~later.correlate_except(theirs)]


def end_of(day: date) -> datetime:
    """Its last instant, in UTC."""
    return datetime.combine(day, time.max, UTC)


def was_known(day: date) -> ColumnElement[bool]:
    """Whether a version could be known at the end of a day: it had appeared; a later edition, had been seen."""
    seen = was_seen(versions, day)
    appeared = or_(articles.c.published_on <= day, and_(articles.c.published_on.is_(None), seen))
    return and_(appeared, or_(versions.c.edition == 1, seen))


def was_seen(of: FromClause, day: date) -> ColumnElement[bool]:
    """Whether a version was captured, or else recorded, by the end of a day (UTC)."""
    return func.coalesce(of.c.captured_at, of.c.recorded_at, type_=Instant) <= end_of(day)


@lru_cache(64)
def newest_decision(as_of: date | None = None) -> ColumnElement[int]:
    """Of the claim row in an outer statement."""
    theirs = decisions.alias()
    by_then = decided_by(as_of, theirs.c.event)
    newest = select(func.max(theirs.c.key)).where(theirs.c.claim == claims.c.key, *by_then)
    return newest.correlate_except(theirs).scalar_subquery()


@lru_cache(64)
def latest_reading(version: ColumnElement[int]) -> ColumnElement[int]:
    """Of a version in an outer statement."""
    theirs = readings.alias()
    return select(func.max(theirs.c.key)).where(theirs.c.version == version).correlate_except(theirs).scalar_subquery()
