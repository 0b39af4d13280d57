"""The shapes of answers, for the OpenAPI alone: what makes them is in `records`, `relay_records`, `ledger_records`."""

from typing import Any, Literal, NotRequired, TypedDict

from tolltrace.server.shapes_claims import (
    ClaimInFull,
    ClaimRecord,
    EventRecord,
    ReportInFull,
    ReportRecord,
    ReportText,
)
from tolltrace.server.shapes_statements import (
    DriftOfStatement,
    ExplanationTold,
    SeriesTold,
    StatementInFull,
    StatementRecord,
)


class CountRecord(TypedDict):
    """How many claims have a value."""

    value: str
    claims: int


class FacetsTold(TypedDict):
    """How many claims have which value; `cut` names the fields of which only the most frequent are here."""

    claims: int
    harms: list[CountRecord]
    sides: list[CountRecord]
    speakers: list[CountRecord]
    months: list[CountRecord]
    cut: list[str]


class Health(TypedDict):
    """That the ledger can be read, and how far it is."""

    status: Literal["ok"]
    version: str
    events: int
    head: str | None
    changed_at: str | None


class RulingRecord(TypedDict):
    """A person's word on two claims."""

    claim: str
    other: str
    together: bool
    by: str
    why: str


class WaitingRecord(ClaimRecord):
    """A claim that waits for a decision; `reach` counts the reports that carry its statement."""

    reach: int


class Queue(TypedDict):
    """What waits for a decision."""

    items: list[WaitingRecord]


class AgreementTold(TypedDict):
    """How reviewers agree, two by two and field by field."""

    items: list[dict[str, Any]]


class ClaimPage(TypedDict):
    """A page of claims."""

    items: list[ClaimRecord]
    next: str | None


class FigurePage(TypedDict):
    """A page of claims as rows, whose values are in the order of `columns`: no words of reports are among them."""

    columns: list[str]
    rows: list[list[str | int | float | None]]
    next: str | None


class ReportPage(TypedDict):
    """A page of reports."""

    items: list[ReportRecord]
    next: str | None


class StatementPage(TypedDict):
    """A page of statements."""

    items: list[StatementRecord]
    next: str | None


class DriftPage(TypedDict):
    """What moved in a page of statements."""

    items: list[DriftOfStatement]
    next: str | None


class EventPage(TypedDict):
    """A page of the log."""

    items: list[EventRecord]
    next: str | None


class WrongField(TypedDict):
    """What is wrong with one parameter or field."""

    where: str
    what: str


class TakenDown(TypedDict):
    """What was taken down, when and why."""

    of: str
    at: str
    why: str


class Problem(TypedDict):
    """An error: RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: NotRequired[list[WrongField]]
    taken_down: NotRequired[TakenDown]  # with status 410


ALL = (
    ClaimPage,
    ClaimInFull,
    FigurePage,
    ReportPage,
    ReportInFull,
    ReportText,
    StatementPage,
    StatementInFull,
    DriftPage,
    SeriesTold,
    ExplanationTold,
    FacetsTold,
    EventPage,
    Health,
    Queue,
    AgreementTold,
    RulingRecord,
    Problem,
)
