"""What a ledger shows: one function a view, with the same values for the API, its client and the site's pages.

A function ends in `_to_json` where it makes the record of a value that another made. No HTTP here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from tolltrace.comments import Comment, comment_to_json
from tolltrace.corroboration import corroboration_of, with_corroboration
from tolltrace.exports import recorded_claim_to_json
from tolltrace.following import (
    check_statement,
    find_series,
    find_statement,
    find_statements_of,
    group_recorded,
    page_statements,
    page_summaries,
)
from tolltrace.grades import Grade
from tolltrace.ledger import ClaimQuery, Event, Ledger, RecordedClaim, RecordedReport
from tolltrace.ledger_records import (
    event_to_json,
    recorded_report_to_json,
    reviews_to_json,
    with_reasons,
)
from tolltrace.paging import Page, Position
from tolltrace.relay_records import drift_to_json, finding_to_json, statement_to_json
from tolltrace.relays import Drift, Finding, Join, LineUp, Statement
from tolltrace.reviews import Review
from tolltrace.server.desk import Desk
from tolltrace.server.problems import ProblemError
from tolltrace.summaries import Summary
from tolltrace.values import Article

T = TypeVar("T")
WEB = ("http://", "https://")
SOMEBODY = "a reviewer"
MOST_COMPARED = 20_000  # claims behind one series or one explanation: some seconds


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A page as it is sent to our own client: `next` is an address."""

    items: tuple[T, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Drifted:
    """What moved on the way of one statement."""

    statement: str
    drift: Drift


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim with what people decided of it."""

    claim: RecordedClaim
    reviews: tuple[Review, ...]
    history: tuple[Event, ...]
    statement: Summary | None  # in which it stands


@dataclass(frozen=True, slots=True)
class Report:
    """One report with its claims, and what is known of its article less its text."""

    report: RecordedReport
    article: Article
    claims: tuple[RecordedClaim, ...]
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """One statement, and what in it does not add up."""

    statement: Statement
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Series side by side, and what in them does not add up."""

    lined_up: LineUp
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim that waits for a decision, and how many reports carry its statement."""

    claim: RecordedClaim
    reach: int


# ── what is not for everybody: names of this machine's files, and of the people who review (as in exports) ───────────


def shown(trusted: bool) -> Callable[[T], T]:
    """How a value is shown to whoever asks."""
    return (lambda value: value) if trusted else without_names


def without_names(value: Any, called: Mapping[str, str] = MappingProxyType({})) -> Any:
    """A value without what is not for everybody. `called` is what to call reviewers by, by their names."""
    match value:
        case RecordedClaim(decision=decision):
            own = replace(decision, by=called.get(decision.by, SOMEBODY)) if decision else None
            grade = without_graders(value.grade, called)
            comments = tuple(without_names(each, called) for each in value.comments)
            source = on_the_web(value.source)
            return replace(value, source=source, decision=own, grade=grade, comments=comments)
        case RecordedReport() | Article():
            return replace(value, source=on_the_web(value.source))
        case Event(actor_kind="person"):
            return replace(value, actor=called.get(value.actor, SOMEBODY))
        case Comment() | Review():
            return replace(value, by=called.get(value.by, SOMEBODY))
        case Statement():
            joins = tuple(without_its_ruler(join) for join in value.joins)
            return replace(value, joins=joins, grade=without_graders(value.grade, called))
    return value


def without_graders(grade: Grade, called: Mapping[str, str]) -> Grade:
    """A grade without who gave it."""
    return replace(
        grade,
        reliabilities=tuple(replace(each, by=called.get(each.by, SOMEBODY)) for each in grade.reliabilities),
        credibilities=tuple(replace(each, by=called.get(each.by, SOMEBODY)) for each in grade.credibilities),
    )


def without_its_ruler(join: Join) -> Join:
    """Why a claim was put with another, without who ruled so."""
    if join.by is None:
        return join
    return replace(join, by=SOMEBODY, reasons=tuple(each.replace(join.by, SOMEBODY) for each in join.reasons))


def on_the_web(source: str) -> str:
    """An address; nothing for what is none."""
    return source if source.startswith(WEB) else ""


def claim_to_json(desk: Desk, recorded: RecordedClaim) -> dict[str, Any]:
    """A line of `tolltrace claims --json`."""
    record = recorded_claim_to_json(recorded, desk.knowledge)
    record["report"]["source"] = record["report"]["source"] or None
    return record


def report_to_json(report: RecordedReport, article: Article) -> dict[str, Any]:
    """A line of `tolltrace reports --json`."""
    return recorded_report_to_json(report, article) | {"source": report.source or None}


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def list_claims(
    ledger: Ledger, query: ClaimQuery, after: Position | None, limit: int, *, trusted: bool
) -> Page[RecordedClaim]:
    """Claims, each with its corroboration."""
    page = list_bare_claims(ledger, query, after, limit, trusted=trusted)
    return Page(tuple(with_corroboration(ledger, page.items, as_of=query.as_of)), page.next)


def list_bare_claims(
    ledger: Ledger, query: ClaimQuery, after: Position | None, limit: int, *, trusted: bool
) -> Page[RecordedClaim]:
    """The same without: tables show none."""
    with ledger.browsing() as view:
        page = view.claims(query, after, limit)
    return Page(tuple(map(shown(trusted), page.items)), page.next)


def list_reports(
    ledger: Ledger, query: ClaimQuery, after: Position | None, limit: int, *, trusted: bool
) -> Page[tuple[RecordedReport, Article]]:
    """Reports, each with its article less the text."""
    show: Callable[[Any], Any] = shown(trusted)
    with ledger.browsing() as view:
        page = view.reports(query, after, limit)
    return Page(tuple((show(report), show(article)) for report, article in page.items), page.next)


def list_events(ledger: Ledger, after: Position | None, limit: int, *, trusted: bool) -> Page[Event]:
    """The log, the newest event first."""
    with ledger.browsing() as view:
        page = view.events(after, limit)
    return Page(tuple(map(shown(trusted), page.items)), page.next)


def list_statements(
    ledger: Ledger, query: ClaimQuery, after: Position | None, limit: int, *, trusted: bool
) -> Page[Statement]:
    """Statements, those with the newest claims first."""
    if query.as_of:
        check_size(ledger, ClaimQuery(as_of=query.as_of))
    page = page_statements(ledger, query, after=after, limit=limit)
    return Page(tuple(map(shown(trusted), page.items)), page.next)


def list_summaries(
    ledger: Ledger, query: ClaimQuery, after: Position | None, limit: int, *, trusted: bool = False
) -> Page[Summary]:
    """What lists show of the same statements. It holds nothing that is not for everybody, `trusted` or not."""
    if query.as_of:
        check_size(ledger, ClaimQuery(as_of=query.as_of))
    return page_summaries(ledger, query, after=after, limit=limit)


def list_drift(ledger: Ledger, query: ClaimQuery, after: Position | None, limit: int) -> Page[Drifted]:
    """What moved on the way of some statements; it may be nothing, and yet not all."""
    page = list_statements(ledger, query, after, limit, trusted=False)
    drift = (Drifted(one.id, each) for one in page.items for each in one.drift if query.report in (None, each.report))
    return Page(tuple(drift), page.next)


def drifted_to_json(drifted: Drifted) -> dict[str, Any]:
    """A line of `tolltrace drift --json`."""
    return {"statement": drifted.statement, **drift_to_json(drifted.drift)}


# ── one of them ──────────────────────────────────────────────────────────────────────────────────────────────────────


def show_claim(ledger: Ledger, claim_id: str, as_of: date | None, *, trusted: bool) -> Claim:
    """A claim by its id, or enough of its start, as it could be known at the end of a day."""
    group_recorded(ledger)
    recorded = ledger.claim(claim_id, as_of=as_of)
    own = recorded.claim.id
    reviews, history = ledger.reviews(own, as_of=as_of), ledger.history(own, as_of=as_of)
    statement = find_statements_of(ledger, [own], as_of=as_of).get(own)
    if statement:
        recorded = replace(recorded, corroboration=corroboration_of(statement))
    if trusted:
        return Claim(recorded, reviews, history, statement)
    people = dict.fromkeys(event.actor for event in history if event.actor_kind == "person")
    called = {name: f"reviewer {number}" for number, name in enumerate(people, 1)}
    reviews = tuple(without_names(each, called) for each in reviews)
    history = tuple(without_names(each, called) for each in history)
    return Claim(without_names(recorded, called), reviews, history, without_names(statement))


def claim_in_full_to_json(desk: Desk, found: Claim) -> dict[str, Any]:
    """As `tolltrace show CLAIM --why --json`, with its history."""
    record = claim_to_json(desk, found.claim) | reviews_to_json(found.reviews)
    record = with_reasons(record, found.claim.claim, desk.knowledge)
    return record | {"history": [event_to_json(each) for each in found.history]}


def show_report(ledger: Ledger, report_id: str, version: int | None, as_of: date | None, *, trusted: bool) -> Report:
    """A report by its id; of an older version, or as it stood on a day, with the claims that lists show of that."""
    show: Callable[[Any], Any] = shown(trusted)
    query = ClaimQuery(report=report_id, all_versions=version is not None, as_of=as_of)
    with ledger.browsing() as view:
        found = view.reports(query, None, MOST_VERSIONS).items
        one = next((each for each in found if version in (None, each[0].version)), None)
        if one is None:
            view.check_report(report_id)
            which = (f", version {version}" if version else "") + (f", as of {as_of}" if as_of else "")
            raise ProblemError(404, f"No report {report_id!r}{which}; /api/v1/reports lists what there is.")
        listed = view.claims(query, None, MOST_CLAIMS).items
    theirs = (each for each in listed if version in (None, each.version))
    claims = tuple(map(show, with_corroboration(ledger, theirs, as_of=as_of)))
    comments = tuple(map(show, ledger.comments(report_id, version=one[0].version, as_of=as_of)))
    return Report(show(one[0]), show(one[1]), claims, comments)


MOST_VERSIONS = 1000
MOST_CLAIMS = 2000  # of one report


def report_in_full_to_json(desk: Desk, found: Report) -> dict[str, Any]:
    """As `tolltrace show REPORT --json`, with its claims under `listed`: `claims` counts them."""
    listed = [claim_to_json(desk, each) for each in found.claims]
    comments = [comment_to_json(each) for each in found.comments]
    return report_to_json(found.report, found.article) | {"comments": comments, "listed": listed}


def article_to_json(article: Article) -> dict[str, Any]:
    """A report's text, and where its standfirst and body begin in it: the offsets of claims count in `text`."""
    return {
        "id": article.id,
        "language": article.language,
        "text": article.text,
        "title": article.title,
        "standfirst": article.standfirst,
        "body": article.body,
    }


def show_statement(ledger: Ledger, statement_id: str, as_of: date | None, *, trusted: bool) -> Checked:
    """A statement by its id or a claim's, or enough of its start."""
    statement = find_statement(ledger, statement_id, as_of=as_of)
    return Checked(shown(trusted)(statement), check_statement(ledger, statement, as_of=as_of))


def statement_in_full_to_json(found: Checked) -> dict[str, Any]:
    """As `tolltrace statement --json`."""
    return statement_to_json(found.statement) | {"findings": [finding_to_json(each) for each in found.findings]}


def tell_series(ledger: Ledger, query: ClaimQuery, since: date | None, until: date | None) -> Told:
    """Series of the statements that a query finds, over one window."""
    check_size(ledger, query)
    asked = None if query == ClaimQuery(as_of=query.as_of) else query
    return Told(*find_series(ledger, asked, since=since, until=until, as_of=query.as_of))


def check_size(ledger: Ledger, query: ClaimQuery) -> None:
    """Raise ProblemError where more claims are asked about than one answer can be made of."""
    with ledger.browsing() as view:
        count = view.count(query, MOST_COMPARED + 1)
    if count > MOST_COMPARED:
        raise ProblemError(
            422,
            f"More than {MOST_COMPARED:,} claims would have to be compared for it. Ask for less: one side, harm, "
            "place or speaker, or fewer days. Whoever has the ledger can ask it all by `tolltrace`.",
        )


def list_waiting(ledger: Ledger, query: ClaimQuery, first: str, reviewer: str | None) -> tuple[Waiting, ...]:
    """What waits for a decision."""
    group_recorded(ledger)
    return tuple(Waiting(*each) for each in ledger.queue(query, first=first, reviewer=reviewer))
