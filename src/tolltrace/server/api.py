"""The API's questions: `/api/v1/…`, the same records as `--json` gives. What is told of each stands in the OpenAPI."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Path, Query, Response

from tolltrace import __version__
from tolltrace.following import explain_text
from tolltrace.ledger import ClaimQuery
from tolltrace.ledger_records import event_to_json, facets_to_json
from tolltrace.paging import Page
from tolltrace.relay_records import explanation_to_json, finding_to_json, line_up_to_json, statement_to_json
from tolltrace.server import views
from tolltrace.server.answers import RECORDS, Anybody, Asked, Reviewer, Trusted, answer, answer_privately
from tolltrace.server.asking import (
    Asking,
    AsOf,
    ClaimsAsking,
    EventsAsking,
    ExplainAsking,
    QueueAsking,
    ReportAsking,
    ReportFilters,
    ReportsAsking,
    SeriesAsking,
    StatementsAsking,
    TextAsking,
)
from tolltrace.server.cursors import read_cursor, write_cursor
from tolltrace.server.doors import READ, REVIEW
from tolltrace.server.openapi import one_of

T = TypeVar("T")
ROOT = "/api/v1"
router = APIRouter(prefix=ROOT)
ClaimId = Annotated[str, Path(max_length=100, description="A claim's id, or enough of its start.")]
StatementId = Annotated[str, Path(max_length=100, description="A statement's id or a claim's, or enough of its start.")]


def paged(asked: Asked, said: Asking, page: Page[T]) -> "views.Listed[T]":
    """A page with the address of the next one."""
    if page.next is None:
        return views.Listed(page.items, None)
    limit = {"limit": said.limit} if hasattr(said, "limit") else {}
    filters = {name: as_flag(value) for name, value in said.said().items() if value not in (None, False)}
    cursor = write_cursor(page.next, said.said())
    return views.Listed(page.items, f"{asked.request.url.path}?{urlencode({**filters, **limit, 'cursor': cursor})}")


def as_flag(value: object) -> str:
    """A value as an address has it."""
    return "true" if value is True else str(value)


def telling(tell: Callable[[T], Any]) -> "Callable[[views.Listed[T]], Mapping[str, Any]]":
    """The record of a page."""
    return lambda page: {"items": [tell(each) for each in page.items], "next": page.next}


@router.get("/claims", **one_of("ClaimPage", "List claims, the newest reports first."))
async def claims(asked: Anybody, said: Annotated[ClaimsAsking, Query()]) -> Response:
    """Every filter given must hold. `max_confidence` and `sort=doubt` are for who reviews."""
    query, after, desk = said.query(), read_cursor(said.cursor, said.said()), asked.desk
    return await answer(
        asked,
        lambda: paged(asked, said, views.list_claims(desk.ledger, query, after, said.limit, trusted=asked.is_trusted)),
        telling(lambda each: views.claim_to_json(desk, each)),
        quick=said.is_quick,
    )


@router.get("/claims/{claim_id}", **one_of("ClaimInFull", "Show one claim: reasons, reviews, history."))
async def claim(asked: Anybody, claim_id: ClaimId, said: Annotated[AsOf, Query()]) -> Response:
    """Also where it is rejected or superseded; as of a day, without what people decided after it."""
    desk = asked.desk
    return await answer(
        asked,
        lambda: views.show_claim(desk.ledger, claim_id, said.as_of, trusted=asked.is_trusted),
        lambda found: views.claim_in_full_to_json(desk, found),
    )


@router.get("/reports", **one_of("ReportPage", "List reports, the newest first."))
async def reports(asked: Anybody, said: Annotated[ReportsAsking, Query()]) -> Response:
    """Those with such a claim, where a filter speaks of claims."""
    query, after, desk = said.query(), read_cursor(said.cursor, said.said()), asked.desk
    return await answer(
        asked,
        lambda: paged(asked, said, views.list_reports(desk.ledger, query, after, said.limit, trusted=asked.is_trusted)),
        telling(lambda each: views.report_to_json(*each)),
    )


@router.get("/report", **one_of("ReportInFull", "Show one report and its claims."))
async def report(asked: Anybody, said: Annotated[ReportAsking, Query()]) -> Response:
    """By its id, which is often an address: so it is a parameter, and no part of the path."""
    desk = asked.desk
    return await answer(
        asked,
        lambda: views.show_report(desk.ledger, said.id, said.version, said.as_of, trusted=asked.is_trusted),
        lambda found: views.report_in_full_to_json(desk, found),
    )


@router.get("/report/text", **one_of("ReportText", "Show a report's text, in which offsets of claims count.", READ))
async def report_text(asked: Trusted, said: Annotated[TextAsking, Query()]) -> Response:
    """Publishers own their texts: this takes a token with scope `read`."""
    ledger = asked.desk.ledger
    return await answer(
        asked, lambda: ledger.article(said.id, said.version), views.article_to_json, quick=True, keep=False
    )


@router.get("/statements", **one_of("StatementPage", "List statements: who said what figure, and how far it spread."))
async def statements(asked: Anybody, said: Annotated[StatementsAsking, Query()]) -> Response:
    """Filters choose statements by the claims that relay them; those with the newest such claim come first."""
    query, after, desk = said.query(), read_cursor(said.cursor, said.said()), asked.desk
    return await answer(
        asked,
        lambda: paged(
            asked, said, views.list_statements(desk.ledger, query, after, said.limit, trusted=asked.is_trusted)
        ),
        telling(statement_to_json),
    )


@router.get("/statements/{statement_id}", **one_of("StatementInFull", "Show one statement: its relays, hops, drift."))
async def statement(asked: Anybody, statement_id: StatementId, said: Annotated[AsOf, Query()]) -> Response:
    """With what does not add up in it, and why each claim was put with the others."""
    ledger = asked.desk.ledger
    return await answer(
        asked,
        lambda: views.show_statement(ledger, statement_id, said.as_of, trusted=asked.is_trusted),
        views.statement_in_full_to_json,
    )


@router.get("/drift", **one_of("DriftPage", "List what moved between statements and the reports that relay them."))
async def drift(asked: Anybody, said: Annotated[StatementsAsking, Query()]) -> Response:
    """A page is what moved in so many statements: it may be empty, and others follow all the same."""
    query, after, desk = said.query(), read_cursor(said.cursor, said.said()), asked.desk
    return await answer(
        asked,
        lambda: paged(asked, said, views.list_drift(desk.ledger, query, after, said.limit)),
        telling(views.drifted_to_json),
    )


@router.get("/series", **one_of("SeriesTold", "Tell what each speaker has said through time, side by side."))
async def series(asked: Anybody, said: Annotated[SeriesAsking, Query()]) -> Response:
    """Nothing is summed, averaged or filled in. `since` and `until` are the window's ends."""
    ledger, query = asked.desk.ledger, said.query()
    check_window(said)
    return await answer(
        asked,
        lambda: views.tell_series(ledger, query, said.since, said.until),
        lambda told: line_up_to_json(told.lined_up) | {"findings": [finding_to_json(each) for each in told.findings]},
    )


def check_window(said: SeriesAsking) -> None:
    """Raise UnfitError for a window that ends before it begins, in the words of all other lists."""
    ClaimQuery(since=said.since, until=said.until)


@router.get("/explain", **one_of("ExplanationTold", "Tell where a figure comes from."))
async def explain(asked: Anybody, said: Annotated[ExplainAsking, Query()]) -> Response:
    """Statements that give it, sums that do, what comes near. Filters choose what it is compared with."""
    ledger, query = asked.desk.ledger, said.query()

    def read() -> Any:
        views.check_size(ledger, query)
        chosen = None if query == ClaimQuery(as_of=said.as_of) else query
        return explain_text(ledger, said.text, chosen, as_of=said.as_of)

    return await answer(asked, read, explanation_to_json, alone=True)


@router.get("/facets", **one_of("FacetsTold", "Count claims by harm, side, speaker and month of publication."))
async def facets(asked: Anybody, said: Annotated[ReportFilters, Query()]) -> Response:
    """Of the claims that these filters choose."""
    ledger, query = asked.desk.ledger, said.query()

    def read() -> Any:
        with ledger.browsing() as view:
            return view.facets(query)

    return await answer(asked, read, facets_to_json)


@router.get("/events", **one_of("EventPage", "Read the log, the newest event first."))
async def events(asked: Anybody, said: Annotated[EventsAsking, Query()]) -> Response:
    """Who changed what, when and why. One claim's own life is in the claim."""
    after, ledger = read_cursor(said.cursor, said.said()), asked.desk.ledger
    return await answer(
        asked,
        lambda: paged(asked, said, views.list_events(ledger, after, said.limit, trusted=asked.is_trusted)),
        telling(event_to_json),
        quick=True,
    )


@router.get("/queue", **one_of("Queue", "List claims that wait for a decision.", REVIEW))
async def queue(asked: Reviewer, said: Annotated[QueueAsking, Query()]) -> Response:
    """Those first that need it most. There is no next page: what is decided leaves the list."""
    desk, query = asked.desk, replace(said.query(), limit=said.limit)
    reviewer = asked.need(REVIEW) if said.mine else None
    return await answer_privately(
        asked,
        lambda: views.list_waiting(desk.ledger, query, said.first, reviewer),
        lambda waiting: {"items": [views.claim_to_json(desk, one.claim) | {"reach": one.reach} for one in waiting]},
    )


@router.get("/agreement", **one_of("AgreementTold", "Tell how reviewers agree, field by field.", REVIEW))
async def agreement(asked: Reviewer, said: Annotated[Asking, Query()]) -> Response:
    """Cohen's kappa, two by two, over the claims that both decided."""
    return await answer_privately(
        asked, asked.desk.ledger.agreement, lambda found: {"items": [asdict(each) for each in found]}
    )


@router.get("/health", **one_of("Health", "Say whether the ledger can be read, and how far it is."))
async def health(asked: Anybody, said: Annotated[Asking, Query()]) -> Response:
    """`head` is the hash of the newest seal: who notes it can tell later that nothing was cut off."""
    state = await asked.desk.state()
    told = {
        "status": "ok",
        "version": __version__,
        "events": state.events,
        "head": state.head,
        "changed_at": state.at.isoformat() if state.at else None,
    }
    return Response(msgspec.json.encode(told), headers={"Cache-Control": "no-store"}, media_type=RECORDS)
