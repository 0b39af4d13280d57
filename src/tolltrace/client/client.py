"""A served ledger, with the methods of a local one and of `following`, giving the same values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit
from uuid import uuid4

import httpx

from tolltrace.client.asking import VALUES, Exchange
from tolltrace.errors import LedgerError, UnfitError
from tolltrace.ledger import ClaimQuery, Event, RecordedClaim, RecordedReport
from tolltrace.paging import Facets
from tolltrace.relays import Explanation, Finding, LineUp, Ruling, Statement
from tolltrace.reviews import Agreement, Review
from tolltrace.values import Article

SECONDS = 60.0
LARGEST_PAGE = 200
STATEMENTS_AT_ONCE = 50
FILTERS = (
    "harm", "side", "place", "speaker", "outlet", "since", "until", "text", "language", "report", "as_of",
)  # fmt: skip
OF_CLAIMS = ("all_versions", "with_rejected", "max_confidence", "doubted")


@dataclass(frozen=True, slots=True)
class _Claim:
    claim: RecordedClaim
    reviews: tuple[Review, ...]
    history: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class _Checked:
    statement: Statement
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    lined_up: LineUp
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Waiting:
    claim: RecordedClaim
    reach: int


def connect(url: str, token: str | None = None, *, seconds: float = SECONDS) -> "RemoteLedger":
    """A ledger that `tolltrace serve` serves at an address. Close it, or use it in a `with`.

    `token` is for what takes one: the texts of reports, and reviewing. `seconds` is how long to wait for an answer.
    Nothing is asked yet; every method raises LedgerError where no answer comes.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise LedgerError(f"{url!r}: an address was expected, such as http://127.0.0.1:8350")
    if token is not None and not (token.isascii() and token.isprintable() and token.strip()):
        raise LedgerError("the token holds what no token does; give it as it was printed")
    headers = {"Accept": VALUES} | ({"Authorization": f"Bearer {token.strip()}"} if token else {})
    # a redirect is not followed: it would carry the token to wherever it leads
    return RemoteLedger(url.strip(), httpx.Client(headers=headers, timeout=seconds, follow_redirects=False))


class RemoteLedger:
    """A served ledger. Lists are read page by page, as far as they are asked for."""

    def __init__(self, url: str, client: httpx.Client) -> None:
        self.path = url
        self._exchange = Exchange(url, client)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._exchange.close()

    # ── as a Ledger ──────────────────────────────────────────────────────────────────────────────────────────────────

    def claims(self, query: ClaimQuery | None = None, **filters: Any) -> Iterator[RecordedClaim]:
        """As `Ledger.claims`; while others write, what they add to the pages already read is not in it."""
        asked = _query(query, filters)
        params = _params(asked, *FILTERS, *OF_CLAIMS) | {"sort": "doubt" if asked.by_doubt else None}
        return self._exchange.pages("claims", RecordedClaim, params | _limit(asked), asked.limit)

    def claim(self, claim_id: str, *, as_of: date | None = None) -> RecordedClaim:
        """As `Ledger.claim`."""
        return self._claim(claim_id, as_of).claim

    def history(self, claim_id: str, *, as_of: date | None = None) -> tuple[Event, ...]:
        """As `Ledger.history`."""
        return self._claim(claim_id, as_of).history

    def reviews(self, claim_id: str, *, as_of: date | None = None) -> tuple[Review, ...]:
        """As `Ledger.reviews`."""
        return self._claim(claim_id, as_of).reviews

    def events(self, limit: int | None = None) -> Iterator[Event]:
        """As `Ledger.events`."""
        params = {"limit": min(limit or LARGEST_PAGE, LARGEST_PAGE)}
        return self._exchange.pages("events", Event, params, limit)

    def reports(self, query: ClaimQuery | None = None, **filters: Any) -> Iterator[RecordedReport]:
        """As `Ledger.reports`."""
        asked = _query(query, filters)
        params = _params(asked, *FILTERS, "all_versions") | _limit(asked)
        listed = self._exchange.pages("reports", tuple[RecordedReport, Article], params, asked.limit)
        return (report for report, _ in listed)

    def article(self, report_id: str, version: int | None = None) -> Article:
        """As `Ledger.article`. Takes a token with scope `read`."""
        return self._exchange.one("report/text", Article, {"id": report_id, "version": version})

    def queue(
        self, query: ClaimQuery | None = None, *, first: str = "doubt", mine: bool = False
    ) -> Iterator[tuple[RecordedClaim, int]]:
        """As `Ledger.queue`, so many at most; `mine`: what the token's owner has not decided. Takes scope `review`."""
        asked = query or ClaimQuery()
        params = _params(asked, "harm", "side", "place", "speaker", "as_of") | _limit(asked)
        found = self._exchange.one("queue", tuple[_Waiting, ...], params | {"first": first, "mine": mine})
        return ((one.claim, one.reach) for one in found)

    def agreement(self) -> tuple[Agreement, ...]:
        """As `Ledger.agreement`. Takes scope `review`."""
        return self._exchange.one("agreement", tuple[Agreement, ...])

    def facets(self, query: ClaimQuery | None = None, **filters: Any) -> Facets:
        """How many claims of a query have which harm, side, speaker and month."""
        return self._exchange.one("facets", Facets, _params(_query(query, filters), *FILTERS))

    def decide(
        self,
        claim_id: str,
        *,
        verdict: str,
        why: str,
        changes: Mapping[str, Any] | None = None,
        duplicate_of: str | None = None,
        once: str | None = None,
    ) -> RecordedClaim:
        """As `Ledger.decide`, in the name of the token's owner. Takes scope `review`."""
        body: dict[str, Any] = {"verdict": verdict, "why": why, "changes": dict(changes or {})}
        body |= {"duplicate_of": duplicate_of} if duplicate_of is not None else {}
        return self._exchange.send(f"claims/{_named(claim_id)}/decisions", body, RecordedClaim, once or uuid4().hex)

    def rule(self, claim_id: str, other_id: str, *, together: bool, why: str, once: str | None = None) -> Ruling:
        """As `Ledger.rule`, in the name of the token's owner. Takes scope `review`."""
        body = {"claim": claim_id, "other": other_id, "together": together, "why": why}
        return self._exchange.send("rulings", body, Ruling, once or uuid4().hex)

    # ── as tolltrace.following ───────────────────────────────────────────────────────────────────────────────────────

    def statements(
        self, query: ClaimQuery | None = None, *, as_of: date | None = None, **filters: Any
    ) -> Iterator[Statement]:
        """As `find_statements`: those with the newest claim of the query first, then by id; with `as_of`, by id."""
        params = _params(_query(query, filters), *FILTERS)
        params |= {"limit": STATEMENTS_AT_ONCE} | ({"as_of": as_of} if as_of else {})
        return self._exchange.pages("statements", Statement, params)

    def statement(self, statement_id: str, *, as_of: date | None = None) -> Statement:
        """As `find_statement`."""
        return self._checked(statement_id, as_of).statement

    def check_statement(self, statement: Statement, *, as_of: date | None = None) -> tuple[Finding, ...]:
        """As `check_statement`: what in it does not add up."""
        return self._checked(statement.id, as_of).findings

    def series(
        self,
        query: ClaimQuery | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
        as_of: date | None = None,
    ) -> tuple[LineUp, tuple[Finding, ...]]:
        """As `find_series`."""
        params = _params(query or ClaimQuery(), "harm", "side", "place", "speaker", "as_of")
        params |= {"since": since, "until": until} | ({"as_of": as_of} if as_of else {})
        told = self._exchange.one("series", _Told, params)
        return told.lined_up, told.findings

    def explain(self, text: str, query: ClaimQuery | None = None, *, as_of: date | None = None) -> Explanation:
        """As `explain_text`."""
        params = _params(query or ClaimQuery(), *FILTERS) | {"text": text} | ({"as_of": as_of} if as_of else {})
        return self._exchange.one("explain", Explanation, params)

    def _claim(self, claim_id: str, as_of: date | None) -> _Claim:
        return self._exchange.one(f"claims/{_named(claim_id)}", _Claim, {"as_of": as_of})

    def _checked(self, statement_id: str, as_of: date | None) -> _Checked:
        return self._exchange.one(f"statements/{_named(statement_id)}", _Checked, {"as_of": as_of})


def _named(given_id: str) -> str:
    """An id as a part of a path."""
    if not given_id.strip() or given_id.strip() in (".", ".."):
        raise UnfitError(f"{given_id!r}: no id; give one as lists show it, or its beginning")
    return quote(given_id.strip(), safe="")


def _query(query: ClaimQuery | None, filters: dict[str, Any]) -> ClaimQuery:
    if query is not None and filters:
        raise TypeError("give a ClaimQuery or single filters, not both")
    return query or ClaimQuery(**filters)


def _params(query: ClaimQuery, *names: str) -> dict[str, Any]:
    """A query's filters, which must be among those that a list takes."""
    known = {*names, "limit", "by_doubt"}
    empty = ClaimQuery()
    for name in query.__dataclass_fields__:
        if name not in known and getattr(query, name) != getattr(empty, name):
            raise UnfitError(f"{name}: no filter of this list; it takes {', '.join(names)}")
    return {name: getattr(query, name) for name in names}


def _limit(query: ClaimQuery) -> dict[str, int]:
    return {"limit": min(query.limit or LARGEST_PAGE, LARGEST_PAGE)}
