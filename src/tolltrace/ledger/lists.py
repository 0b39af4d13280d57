"""What lists show, as SQLAlchemy statements: which claims and reports, in which order, whole or by the page."""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)

from tolltrace.ledger.folding import fold
from tolltrace.ledger.hiding import claim_is_shown, report_is_shown, sentence_is_shown
from tolltrace.ledger.keyset import Sort, paged
from tolltrace.ledger.queries import (
    REPORT_COLUMNS,
    claims_with_reports,
    decided_by,
    decision,
    latest_reading,
    newest_decision,
    of_claims,
    versions_with_reports,
    was_known,
    was_seen,
)
from tolltrace.ledger.recorded import LEFT_OUT, ClaimQuery, Verdict
from tolltrace.ledger.searching import Matches, contains, places_called, said_by, said_by_one_of
from tolltrace.ledger.tables import (
    articles,
    claims,
    copies,
    decisions,
    listings,
    places,
    reports,
    supersessions,
    versions,
)
from tolltrace.paging import Position

others, newer, later = (versions.alias(name) for name in ("others", "newer", "later"))
sisters = versions.alias("sisters")  # a decided claim stays with the version it was decided in


def listed_claims(query: ClaimQuery, matches: Matches | None = None) -> Select[Any]:
    """The claims that a list shows: newest publication first, then in the order of the text; by doubt where asked.

    `matches` are the claims with the query's words and speaker (`searching.find_matches`), where it asks for any.
    """
    if looks_beyond_listings(query):
        return _claims_beyond_listings(query, matches)
    chosen = listed_keys(query, matches)
    order = (listings.c.newest.desc(), listings.c.version.desc(), listings.c.start, listings.c.claim)
    if query.limit is None and len(chosen.get_final_froms()) == 1:
        every = of_claims(listings.join(claims, claims.c.key == listings.c.claim))
        return every.where(*_of_the_listing(query, matches)).order_by(*_by_doubt(query), *order)
    # which they are is decided in the one table, so that databases join no others before
    page = chosen.order_by(*_by_doubt(query), *order).limit(query.limit).subquery()
    shown = listings.join(page, page.c.claim == listings.c.claim).join(claims, claims.c.key == listings.c.claim)
    return of_claims(shown).order_by(*_by_doubt(query), *order)


def page_of_claims(query: ClaimQuery, matches: Matches | None, after: Position | None, limit: int) -> Select[Any]:
    """The claims of `listed_claims` behind a place in their order, one more than `limit`; with `at_0`, … (`keyset`)."""
    order = claims_order(query)
    if looks_beyond_listings(query):
        return paged(listed_claims(query, matches), order, after, limit)
    page = paged(listed_keys(query, matches), order, after, limit).subquery()
    shown = page.join(claims, claims.c.key == page.c.claim)
    places_in_order = [page.c[f"at_{number}"] for number in range(len(order))]
    ordered = [at.desc() if one.down else at for at, one in zip(places_in_order, order, strict=True)]
    return of_claims(shown).add_columns(*places_in_order).order_by(*ordered)


def listed_keys(query: ClaimQuery, matches: Matches | None) -> Select[Any]:
    """The keys of the claims that a list shows, from `listings` alone as far as that goes; in no order."""
    chosen = select(listings.c.claim).where(*_of_the_listing(query, matches))
    if query.outlet or query.outlets or query.language:
        chosen = chosen.join(articles, articles.c.version == listings.c.version)
    if query.max_confidence is not None or query.by_doubt:
        chosen = chosen.join(claims, claims.c.key == listings.c.claim)
    return chosen


def looks_beyond_listings(query: ClaimQuery) -> bool:
    """Whether a query asks for more than what stands now."""
    return bool(query.as_of or query.all_versions or query.with_rejected)


def _claims_beyond_listings(query: ClaimQuery, matches: Matches | None) -> Select[Any]:
    """What stood on a day, what later editions replaced, what a person rejected: read off the tables themselves."""
    newest_first = (claims.c.newest.desc(), claims.c.version.desc(), claims.c.mention_start, claims.c.key)
    statement = (
        claims_with_reports(query.as_of)
        .where(supersessions.c.event.is_(None), claim_is_shown())
        .where(*_of_the_claim(query, matches), *_of_the_report(query))
        .order_by(*_by_doubt(query), *newest_first)
    )
    if not query.with_rejected:
        statement = statement.where(or_(decision.c.verdict.is_(None), decision.c.verdict.not_in(LEFT_OUT)))
    return statement.limit(query.limit)


def _by_doubt(query: ClaimQuery) -> tuple[ColumnElement[Any], ...]:
    """What nobody estimated comes first."""
    sure = _confidence(query)
    return (_is_decided(query.as_of), sure.is_not(None), sure) if query.by_doubt else ()


def _of_the_listing(query: ClaimQuery, matches: Matches | None) -> list[ColumnElement[bool]]:
    """Conditions on listings, on articles where an outlet or a language is asked for, on claims where doubt is."""
    conditions = [*_of_listed_claims(query, matches), *_of_the_article(query), *_of_doubt(query)]
    if query.since:  # a day at the outlet's clock, which is at most a day off in UTC: that finds the place in the index
        conditions += [listings.c.newest >= _day_off(query.since, -1), listings.c.day >= query.since.isoformat()]
    if query.until:
        before = [listings.c.newest < _day_off(query.until, 2), listings.c.day <= query.until.isoformat()]
        conditions += [*before, listings.c.day != ""]
    if query.report:
        named = select(reports.c.key).where(reports.c.id == query.report)
        conditions.append(listings.c.report == named.scalar_subquery())
    return conditions


def _of_listed_claims(query: ClaimQuery, matches: Matches | None) -> list[ColumnElement[bool]]:
    """What a query asks of a claim itself."""
    conditions = [matches.among(listings.c.claim)] if matches else []
    if query.harm:
        conditions.append(listings.c.harm == query.harm)
    if query.side:
        conditions.append(listings.c.side_folded == fold(query.side))
    if query.place:
        conditions.append(_is_at(matches, query.place))
    if query.speaker and not matches:
        conditions.append(listings.c.claim.in_(said_by(query.speaker)))
    if query.place_names:
        unnamed = and_(places.c.name.is_(None), places.c.words.in_([fold(f"{each}\n") for each in query.place_names]))
        called = select(places.c.key).where(or_(places.c.name.in_(query.place_names), unnamed))
        conditions.append(listings.c.place.in_(called))
    if query.speakers:
        conditions.append(listings.c.claim.in_(said_by_one_of(query.speakers)))
    return conditions


def _is_at(matches: Matches | None, place: str) -> ColumnElement[bool]:
    """By the place's key where it is one: its claims then stand in the index in their order, and none is sorted."""
    keys = matches.places if matches else None
    if keys is None:
        return listings.c.place.in_(places_called(place))
    return listings.c.place == keys[0] if len(keys) == 1 else listings.c.place.in_(keys)


def _day_off(day: date, days: int) -> str:
    moved = day.toordinal() + days
    return date.fromordinal(min(max(moved, 1), date.max.toordinal())).isoformat()


def claims_order(query: ClaimQuery) -> tuple[Sort, ...]:
    """The order of `listed_claims`, to be read page by page."""
    beyond = looks_beyond_listings(query)
    told = claims if beyond else listings
    newest_first = (Sort(told.c.newest, down=True), Sort(told.c.version, down=True))
    in_the_text = (Sort(claims.c.mention_start), Sort(claims.c.key))
    by_doubt = (
        (Sort(case((_is_decided(query.as_of), 1), else_=0)), Sort(func.coalesce(_confidence(query), -1.0)))
        if query.by_doubt
        else ()
    )
    return (*by_doubt, *newest_first, *(in_the_text if beyond else (Sort(listings.c.start), Sort(listings.c.claim))))


REPORTS_ORDER = (Sort(articles.c.newest, down=True), Sort(versions.c.key, down=True))


def listed_reports(query: ClaimQuery, matches: Matches | None = None) -> Select[Any]:
    """The reports that a list shows, newest first: those with a listed claim where the query is about claims.

    `matches` are the claims with the query's words and speaker (`searching.find_matches`), where it asks for any.
    """
    beyond = _only_beyond(query)
    statement = _every_report(beyond).where(*_of_the_report(query)).limit(query.limit)
    if not query.all_versions:
        statement = statement.where(_is_read_last())
    asked = (query.harm, query.side, query.place, query.speaker, query.place_names, query.speakers)
    if any(asked) or query.max_confidence is not None:
        return statement.where(_has_claim(query, matches))
    if query.text and matches:
        in_title = and_(*(contains(articles.c.title, word) for word in query.text.split()))
        return statement.where(or_(in_title, _has_claim(query, matches)))
    return statement


def _only_beyond(query: ClaimQuery) -> ClaimQuery | None:
    """As much of a query as decides which claims of a report are counted; None where all that stand now are."""
    if not looks_beyond_listings(query):
        return None
    return ClaimQuery(as_of=query.as_of, all_versions=query.all_versions, with_rejected=query.with_rejected)


@lru_cache(16)  # to build it takes longer than to ask it
def _every_report(beyond: ClaimQuery | None) -> Select[Any]:
    return (
        select(
            *REPORT_COLUMNS,
            select(func.count()).where(others.c.report == reports.c.key).scalar_subquery().label("version_count"),
            _count_of_claims(beyond or ClaimQuery()).label("claim_count"),
            versions.c.page_sha256,
            exists().where(copies.c.page_sha256 == versions.c.page_sha256).label("page_kept"),
        )
        .select_from(versions_with_reports())
        .where(report_is_shown(versions.c.report))
        .order_by(articles.c.newest.desc(), versions.c.key.desc())
    )


@lru_cache(1)
def _is_read_last() -> ColumnElement[bool]:
    """Whether a version in an outer statement is the one of its edition that was read last."""
    return ~exists().where(
        newer.c.report == versions.c.report,
        newer.c.edition == versions.c.edition,
        latest_reading(newer.c.key) > latest_reading(versions.c.key),
    )


def _has_claim(query: ClaimQuery, matches: Matches | None) -> ColumnElement[bool]:
    """Whether a version in an outer statement has a listed claim that a query asks for."""
    if looks_beyond_listings(query):
        return exists().where(_is_listed(query), *_of_the_claim(query, matches))
    theirs = select(listings.c.claim).where(*_of_listed_claims(query, matches), *_of_doubt(query))
    if query.max_confidence is not None:
        theirs = theirs.join(claims, claims.c.key == listings.c.claim)
    return exists(theirs.where(listings.c.report == versions.c.report).correlate(versions))


def _is_listed(query: ClaimQuery) -> ColumnElement[bool]:
    """Of a version in an outer statement: what a list of claims would show."""
    of_the_edition = (
        select(sisters.c.key)
        .where(sisters.c.report == versions.c.report, sisters.c.edition == versions.c.edition)
        .correlate_except(sisters)
    )
    conditions = [
        claims.c.version == versions.c.key if query.all_versions else claims.c.version.in_(of_the_edition),
        ~exists().where(supersessions.c.claim == claims.c.key, *decided_by(query.as_of, supersessions.c.event)),
        *decided_by(query.as_of, claims.c.event),
        sentence_is_shown(),
    ]
    if not query.with_rejected:
        rejected = exists().where(decision.c.key == newest_decision(query.as_of), decision.c.verdict.in_(LEFT_OUT))
        conditions.append(~rejected)
    return and_(*conditions)


def _count_of_claims(query: ClaimQuery) -> ColumnElement[int]:
    if not looks_beyond_listings(query):
        theirs = select(func.count()).where(listings.c.report == versions.c.report)
        return theirs.correlate(versions).scalar_subquery()
    return select(func.count()).select_from(claims).where(_is_listed(query)).scalar_subquery()


def _of_the_report(query: ClaimQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if not query.all_versions:
        is_later = [later.c.report == versions.c.report, later.c.edition > versions.c.edition]
        if query.as_of:
            is_later.append(was_seen(later, query.as_of))
        conditions.append(~exists().where(*is_later))
    if query.as_of:
        conditions.append(was_known(query.as_of))
    conditions += _of_the_article(query)
    if query.report:
        conditions.append(reports.c.id == query.report)
    if query.since:
        conditions.append(articles.c.published_on >= query.since)
    if query.until:
        conditions.append(articles.c.published_on <= query.until)
    return conditions


def _of_the_article(query: ClaimQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.language:
        conditions.append(articles.c.language == query.language)
    if query.outlet:
        conditions.append(contains(articles.c.outlet, query.outlet))
    if query.outlets:
        conditions.append(articles.c.outlet.in_(query.outlets))
    return conditions


def _of_the_claim(query: ClaimQuery, matches: Matches | None) -> list[ColumnElement[bool]]:
    conditions = _of_doubt(query)
    if matches:
        conditions.append(matches.among(claims.c.key))
    if query.harm:
        conditions.append(claims.c.harm == query.harm)
    if query.side:
        conditions.append(claims.c.side_folded == fold(query.side))
    if query.place:
        conditions.append(or_(contains(claims.c.place_text, query.place), contains(claims.c.place_name, query.place)))
    if query.speaker and not matches:
        conditions.append(claims.c.key.in_(said_by(query.speaker)))
    if query.place_names:
        conditions.append(func.coalesce(claims.c.place_name, claims.c.place_text).in_(query.place_names))
    if query.speakers:
        conditions.append(claims.c.key.in_(said_by_one_of(query.speakers)))
    return conditions


def _of_doubt(query: ClaimQuery) -> list[ColumnElement[bool]]:
    """On claims."""
    if query.max_confidence is None:
        return []
    sure = _confidence(query)
    return [~_is_decided(query.as_of), or_(sure.is_(None), sure <= query.max_confidence)]


def _confidence(query: ClaimQuery) -> ColumnElement[float]:
    """How sure the claim, or the field asked about, was read; null where nobody estimated it."""
    if query.doubted in (None, "figure", "harm"):
        return claims.c.confidence
    stated: ColumnElement[float] = claims.c.why[(query.doubted, "confidence")].as_float()
    return stated


def _is_decided(as_of: date | None) -> ColumnElement[bool]:
    """Whether a person decided on a claim: it is in no doubt then. Who left it pending did not."""
    theirs = decisions.alias()
    is_it = and_(theirs.c.key == newest_decision(as_of), theirs.c.verdict != Verdict.PENDING)
    return exists().where(is_it).correlate_except(theirs)
