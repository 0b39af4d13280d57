"""Search: statements, claims and reports by the same filters, with how many there are of each value."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from tolltrace.ledger import ClaimQuery, Ledger
from tolltrace.paging import Facets, Page
from tolltrace.server import api, views
from tolltrace.server.answers import Anybody, Asked
from tolltrace.server.asking import (
    ClaimsAsking,
    ReportFilters,
    ReportsAsking,
    StatementsAsking,
    harms,
    languages,
)
from tolltrace.server.cursors import read_cursor
from tolltrace.server.site import words
from tolltrace.server.site.frame import MovedError, Reader, cursor_of, show
from tolltrace.server.site.tables import table

router = APIRouter()
MOST_COUNTED = 10_000  # claims whose values are counted for a page: some hundredths of a second
SHOWN = 12  # values of a facet; all are in the API
TABLE_PAGE = 200  # claims read at a time for a table
MOST_ROWS = 5_000  # of a table, which is some seconds of work; `tolltrace export` writes all
FILTERS = ("text", "harm", "side", "speaker", "place", "outlet", "language", "since", "until")
CLAIM_COLUMNS = (
    "claim", "words", "harm", "low", "high", "value", "hedge", "side", "place", "period", "stance", "chain", "report",
    "outlet", "published", "title", "url",
)  # fmt: skip
STATEMENT_COLUMNS = (
    "statement", "speaker", "said_on", "words", "harm", "low", "high", "hedge", "side", "place", "period", "stance",
    "reports", "origins", "independent", "moved",
)  # fmt: skip
REPORT_COLUMNS = ("report", "outlet", "published", "title", "language", "claims", "version", "url")


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing that claims differ in: the filter's name, a heading, values with their counts."""

    name: str
    heading: str
    values: tuple[tuple[str, int], ...]
    more: int  # values that are not shown


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, and what it can be narrowed by; no facets where there is too much to count."""

    items: tuple[Any, ...]
    cursor: str | None
    claims: int | None
    facets: tuple[Facet, ...]


router.add_api_route("/statements.json", api.statements)
router.add_api_route("/claims.json", api.claims)
router.add_api_route("/reports.json", api.reports)


@router.get("/search")
async def search(asked: Reader) -> Response:
    """By this name, too."""
    query = asked.request.url.query
    raise MovedError(f"/statements?{query}" if query else "/statements")


@router.get("/statements")
async def statements(asked: Reader, said: Annotated[StatementsAsking, Query()]) -> Response:
    """Statements by filters."""
    return await listed(asked, said, "statements", views.list_summaries)


@router.get("/claims")
async def claims(asked: Reader, said: Annotated[ClaimsAsking, Query()]) -> Response:
    """Claims by filters."""
    return await listed(asked, said, "claims", views.list_bare_claims)


@router.get("/reports")
async def reports(asked: Reader, said: Annotated[ReportsAsking, Query()]) -> Response:
    """Reports by filters."""
    return await listed(asked, said, "reports", views.list_reports)


async def listed(asked: Asked, said: Any, what: str, find: Callable[..., Page[Any]]) -> Response:
    """One of the three lists."""
    ledger, query, after = asked.desk.ledger, said.query(), read_cursor(said.cursor, said.said())

    def read(_: object) -> dict[str, Any]:
        page = find(ledger, query, after, said.limit, trusted=asked.is_trusted)
        count, facets = count_values(ledger, query, said) if after is None else (None, ())
        found = Found(page.items, cursor_of(said, page), count, facets)
        return {"found": found, "what": what, "harms": harms(), "languages": languages(), "filters": FILTERS}

    return await show(asked, said, "search.html", read, twins=("json", "csv"), lists=what)


def count_values(ledger: Ledger, query: ClaimQuery, said: ReportFilters) -> tuple[int | None, tuple[Facet, ...]]:
    """How many claims there are, and of which values; None where they are too many to count."""
    with ledger.browsing() as view:
        facets = view.facets_of_few(query, MOST_COUNTED)
    if facets is None:
        return None, ()
    return facets.claims, tuple(each for each in facets_of(facets, said) if each.values)


def facets_of(facets: Facets, said: ReportFilters) -> Iterable[Facet]:
    """Those that are not chosen already."""
    told = (
        ("harm", "Harm", facets.harms),
        ("side", "Whose people", facets.sides),
        ("speaker", "Speaker", facets.speakers),
        ("month", "Published in", facets.months),
    )
    for name, heading, values in told:
        if name == "month" or getattr(said, name) is None:
            yield Facet(name, heading, values[:SHOWN], max(0, len(values) - SHOWN))


# ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/claims.csv")
async def claims_table(asked: Anybody, said: Annotated[ClaimsAsking, Query()]) -> Response:
    """The claims of a search, a line each."""
    return await table(asked, CLAIM_COLUMNS, lambda: rows(asked, said, views.list_bare_claims, claim_row), "claims.csv")


@router.get("/statements.csv")
async def statements_table(asked: Anybody, said: Annotated[StatementsAsking, Query()]) -> Response:
    """The statements of a page, a line each."""
    return await statements_of(asked, said, said.query(), "statements.csv")


async def statements_of(asked: Asked, said: Any, query: ClaimQuery, file_name: str) -> Response:
    """A page of statements as a table."""

    def read() -> Iterable[tuple[object, ...]]:
        after = read_cursor(said.cursor, said.said())
        page = views.list_summaries(asked.desk.ledger, query, after, said.limit, trusted=asked.is_trusted)
        return map(statement_row, page.items)

    return await table(asked, STATEMENT_COLUMNS, read, file_name)


@router.get("/reports.csv")
async def reports_table(asked: Anybody, said: Annotated[ReportsAsking, Query()]) -> Response:
    """The reports of a search, a line each."""
    return await table(asked, REPORT_COLUMNS, lambda: rows(asked, said, views.list_reports, report_row), "reports.csv")


def rows(
    asked: Asked, said: Any, find: Callable[..., Page[Any]], tell: Callable[[Any], tuple[object, ...]]
) -> Iterable[tuple[object, ...]]:
    """All that a search finds, as far as a table goes."""
    after, count = read_cursor(said.cursor, said.said()), 0
    while count < MOST_ROWS:
        page = find(asked.desk.ledger, said.query(), after, TABLE_PAGE, trusted=asked.is_trusted)
        yield from map(tell, page.items)
        count, after = count + len(page.items), page.next
        if after is None:
            return


def claim_row(recorded: Any) -> tuple[object, ...]:
    """One claim, in the order of CLAIM_COLUMNS."""
    claim, figure = recorded.claim, recorded.claim.figure
    return (
        claim.id,
        claim.mention.text,
        claim.harm,
        figure.low,
        figure.high,
        figure.value,
        figure.hedge.value,
        claim.side,
        claim.place.text if claim.place else None,
        claim.period.text if claim.period else None,
        claim.stance.value,
        " → ".join(link.name for link in claim.chain),
        recorded.report_id,
        recorded.outlet,
        recorded.published.iso if recorded.published else None,
        recorded.title,
        recorded.url,
    )


def statement_row(statement: Any) -> tuple[object, ...]:
    """One statement, in the order of STATEMENT_COLUMNS."""
    figure = statement.figure
    return (
        statement.id,
        statement.speaker,
        statement.said_on.isoformat() if statement.said_on else None,
        statement.nearest.words,
        statement.harm,
        figure.low,
        figure.high,
        figure.hedge.value,
        statement.side,
        statement.place.text if statement.place else None,
        statement.period.text if statement.period else None,
        statement.stance.value,
        len(statement.reports),
        statement.origins,
        statement.independent,
        ", ".join(words.moved(statement)),
    )


def report_row(pair: Any) -> tuple[object, ...]:
    """One report, in the order of REPORT_COLUMNS."""
    report, _ = pair
    return (
        report.id,
        report.outlet,
        report.published.iso if report.published else None,
        report.title,
        report.language,
        report.claims,
        report.version,
        report.url,
    )
