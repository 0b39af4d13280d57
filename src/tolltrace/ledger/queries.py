"""What to ask the database, as SQLAlchemy statements. Nothing is sent from here."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    and_,
    exists,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.sql.functions import GenericFunction

from tolltrace.ledger.recorded import ClaimQuery, Verdict
from tolltrace.ledger.rows import fold
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


class Folded(GenericFunction[str]):
    """Text in the form in which it is compared without case. SQLite's own LIKE knows the case of ASCII alone."""

    name = "fold"  # what sqlite.py gives a connection, and the migrations give PostgreSQL
    type = String()
    inherit_cache = True


decision = decisions.alias("decision")  # the newest one of a claim row
decision_event = events.alias("decision_event")

REPORT_COLUMNS = (
    reports.c.id.label("report_id"),
    versions.c.number.label("version_number"),
    versions.c.source,
    versions.c.recorded_at,
    articles.c.title,
    articles.c.outlet,
    articles.c.url,
    articles.c.language,
    articles.c.published_on,
    articles.c.published_iso,
    articles.c.published_printed,
    articles.c.published_from,
    articles.c.repairs,
    methods.c.code,
    methods.c.code_sha256,
    methods.c.knowledge_sha256,
)


@cache  # to build it takes longer than to ask it
def claims_with_reports() -> Select[Any]:
    """Every claim row, current or not, with all that a RecordedClaim needs save its chain."""
    source = (
        claims.join(versions, versions.c.key == claims.c.version)
        .join(articles, articles.c.version == versions.c.key)
        .join(reports, reports.c.key == versions.c.report)
        .join(readings, readings.c.key == claims.c.reading)
        .join(methods, methods.c.key == readings.c.method)
        .outerjoin(supersessions, supersessions.c.claim == claims.c.key)
        .outerjoin(decision, decision.c.key == _newest_decision())
        .outerjoin(decision_event, decision_event.c.key == decision.c.event)
    )
    return select(
        claims,
        *REPORT_COLUMNS,
        supersessions.c.event.label("superseded_by"),
        decision.c.verdict,
        decision_event.c.actor.label("decided_by"),
        decision_event.c.at.label("decided_at"),
        decision_event.c.why.label("decided_why"),
    ).select_from(source)


def listed_claims(query: ClaimQuery) -> Select[Any]:
    """The claims that a list shows: newest publication first, then in the order of the text; by doubt where asked."""
    newest_first = (claims.c.newest.desc(), claims.c.version.desc(), claims.c.mention_start, claims.c.key)
    sure = _confidence(query)
    by_doubt = (_is_decided(), sure.is_not(None), sure) if query.by_doubt else ()  # what nobody estimated comes first
    statement = (
        claims_with_reports()
        .where(supersessions.c.event.is_(None), *_of_the_claim(query), *_of_the_report(query))
        .order_by(*by_doubt, *newest_first)
    )
    if not query.with_rejected:
        statement = statement.where(or_(decision.c.verdict.is_(None), decision.c.verdict != Verdict.REJECTED))
    if query.text:
        statement = statement.where(_all_words(query.text, claims.c.evidence_exact, articles.c.title))
    return statement.limit(query.limit)


def listed_reports(query: ClaimQuery) -> Select[Any]:
    """The reports that a list shows, newest first: those with a listed claim where the query is about claims."""
    others = versions.alias("others")
    statement = (
        select(
            *REPORT_COLUMNS,
            select(func.count()).where(others.c.report == reports.c.key).scalar_subquery().label("version_count"),
            _count_of_claims(query).label("claim_count"),
            versions.c.page_sha256,
            exists().where(copies.c.page_sha256 == versions.c.page_sha256).label("page_kept"),
        )
        .select_from(_versions_with_reports())
        .where(*_of_the_report(query))
        .order_by(articles.c.newest.desc(), versions.c.key.desc())
        .limit(query.limit)
    )
    if not query.all_versions:
        newer = versions.alias("newer")
        statement = statement.where(
            ~exists().where(
                newer.c.report == versions.c.report,
                newer.c.edition == versions.c.edition,
                _latest_reading(newer.c.key) > _latest_reading(versions.c.key),
            )
        )
    about_claims = _of_the_claim(query)
    if about_claims:
        words = [_all_words(query.text, claims.c.evidence_exact, articles.c.title)] if query.text else []
        return statement.where(exists().where(_is_listed(query), *about_claims, *words))
    if query.text:
        in_evidence = exists().where(
            _is_listed(query), _all_words(query.text, claims.c.evidence_exact, articles.c.title)
        )
        statement = statement.where(or_(_all_words(query.text, articles.c.title), in_evidence))
    return statement


def chains_of(keys: Sequence[int]) -> Select[Any]:
    """The links of many claim rows at once, each chain in order."""
    return (
        select(links, speakers.c.name)
        .join(speakers, speakers.c.key == links.c.speaker)
        .where(links.c.claim.in_(keys))
        .order_by(links.c.claim, links.c.position)
    )


def claims_whose_id_starts_with(prefix: str) -> Select[Any]:
    """Rows of claims, current or not, the oldest first."""
    return claims_with_reports().where(starts_with(claims.c.id, prefix)).order_by(claims.c.key)


def starts_with(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """As a range of code points, so that the index finds it. No BETWEEN: PostgreSQL takes no collation in there."""
    return and_(column >= prefix, column <= prefix + chr(sys.maxunicode))


def article_of(report_id: str, version: int | None) -> Select[Any]:
    """One version's article; None is the one that lists show."""
    from_the_page = (versions.c.source, versions.c.page_sha256, versions.c.captured_at)
    statement = (
        select(articles, *from_the_page, reports.c.id.label("report_id"), versions.c.number.label("version_number"))
        .select_from(_versions_with_reports())
        .where(reports.c.id == report_id)
    )
    if version is not None:
        return statement.where(versions.c.number == version)
    return statement.order_by(versions.c.edition.desc(), readings.c.key.desc()).limit(1)


def copy_of(page_sha256: str) -> Select[Any]:
    """What is kept of a page."""
    return select(copies).where(copies.c.page_sha256 == page_sha256)


def events_of(claim_id: str, report_id: str) -> Select[Any]:
    """What wrote the claim's rows, what superseded them, what a person decided, and what read them again between."""
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
    ruled = select(events.c.key).where(events.c.claim == claim_id, events.c.kind.in_(("joined", "parted")))
    touched = union(written, superseded, decided, read_again, ruled).subquery()
    return _events().where(events.c.key.in_(select(touched))).order_by(events.c.key)


def newest_events(limit: int | None) -> Select[Any]:
    """The log, backwards."""
    return _events().order_by(events.c.key.desc()).limit(limit)


def _events() -> Select[Any]:
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


def _versions_with_reports() -> FromClause:
    return (
        versions.join(articles, articles.c.version == versions.c.key)
        .join(reports, reports.c.key == versions.c.report)
        .join(readings, readings.c.key == _latest_reading(versions.c.key))
        .join(methods, methods.c.key == readings.c.method)
    )


def _newest_decision() -> ColumnElement[int]:
    """Of the claim row in an outer statement."""
    theirs = decisions.alias()
    newest = select(func.max(theirs.c.key)).where(theirs.c.claim == claims.c.key)
    return newest.correlate_except(theirs).scalar_subquery()


def _latest_reading(version: ColumnElement[int]) -> ColumnElement[int]:
    theirs = readings.alias()
    return select(func.max(theirs.c.key)).where(theirs.c.version == version).correlate_except(theirs).scalar_subquery()


def _is_listed(query: ClaimQuery) -> ColumnElement[bool]:
    """Of a version in an outer statement: what a list of claims would show."""
    sisters = versions.alias("sisters")  # a decided claim stays with the version it was decided in
    of_the_edition = (
        select(sisters.c.key)
        .where(sisters.c.report == versions.c.report, sisters.c.edition == versions.c.edition)
        .correlate_except(sisters)
    )
    conditions = [
        claims.c.version == versions.c.key if query.all_versions else claims.c.version.in_(of_the_edition),
        ~exists().where(supersessions.c.claim == claims.c.key),
    ]
    if not query.with_rejected:
        rejected = exists().where(decision.c.key == _newest_decision(), decision.c.verdict == Verdict.REJECTED)
        conditions.append(~rejected)
    return and_(*conditions)


def _count_of_claims(query: ClaimQuery) -> ColumnElement[int]:
    return select(func.count()).select_from(claims).where(_is_listed(query)).scalar_subquery()


def _of_the_report(query: ClaimQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if not query.all_versions:
        later = versions.alias("later")
        is_later = [later.c.report == versions.c.report, later.c.edition > versions.c.edition]
        if query.as_of:
            is_later.append(_was_seen(later, query.as_of))
        conditions.append(~exists().where(*is_later))
    if query.as_of:
        conditions.append(_was_known(query.as_of))
    if query.language:
        conditions.append(articles.c.language == query.language)
    if query.report:
        conditions.append(reports.c.id == query.report)
    if query.outlet:
        conditions.append(_contains(articles.c.outlet, query.outlet))
    if query.since:
        conditions.append(articles.c.published_on >= query.since)
    if query.until:
        conditions.append(articles.c.published_on <= query.until)
    return conditions


def _was_known(day: date) -> ColumnElement[bool]:
    """Whether a version could be known at the end of a day: it had appeared; a later edition, had been seen."""
    seen = _was_seen(versions, day)
    appeared = or_(articles.c.published_on <= day, and_(articles.c.published_on.is_(None), seen))
    return and_(appeared, or_(versions.c.edition == 1, seen))


def _was_seen(of: FromClause, day: date) -> ColumnElement[bool]:
    """Whether a version was captured, or else recorded, by the end of a day (UTC)."""
    end = datetime.combine(day, time.max, UTC)
    return func.coalesce(of.c.captured_at, of.c.recorded_at, type_=Instant) <= end


def _of_the_claim(query: ClaimQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.harm:
        conditions.append(claims.c.harm == query.harm)
    if query.max_confidence is not None:
        sure = _confidence(query)
        conditions += [~_is_decided(), or_(sure.is_(None), sure <= query.max_confidence)]
    if query.side:
        conditions.append(claims.c.side_folded == fold(query.side))
    if query.place:
        conditions.append(or_(_contains(claims.c.place_text, query.place), _contains(claims.c.place_name, query.place)))
    if query.speaker:
        conditions.append(
            claims.c.key.in_(
                select(links.c.claim)
                .join(speakers, speakers.c.key == links.c.speaker)
                .where(_contains(speakers.c.name, query.speaker))
            )
        )
    return conditions


def _confidence(query: ClaimQuery) -> ColumnElement[float]:
    """How sure the claim, or the field asked about, was read; null where nobody estimated it."""
    if query.doubted in (None, "figure", "harm"):
        return claims.c.confidence
    stated: ColumnElement[float] = claims.c.why[(query.doubted, "confidence")].as_float()
    return stated


def _is_decided() -> ColumnElement[bool]:
    """Whether a person decided on a claim: it is in no doubt then."""
    theirs = decisions.alias()
    return exists().where(theirs.c.claim == claims.c.key).correlate_except(theirs)


def _all_words(text: str, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(*(or_(*(_contains(column, word) for column in columns)) for word in text.split()))


def _contains(column: ColumnElement[Any], words: str) -> ColumnElement[bool]:
    return Folded(column).contains(fold(words), autoescape=True)
