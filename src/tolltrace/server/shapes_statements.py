"""The shapes of what follows from claims, for the OpenAPI alone: statements, drift, series, explanations."""

from typing import Any, Literal, TypedDict

from tolltrace.server.shapes_claims import FigureRecord, GradeRecord, ImportedRecord, PeriodRecord, PlaceRecord
from tolltrace.values import Stance

FromRecord = TypedDict("FromRecord", {"from": str | None})  # a name that no field of a class can have
WithRecord = TypedDict("WithRecord", {"with": str})


class DriftRecord(FromRecord):
    """What moved, in which report."""

    report: str
    claim: str
    field: str
    how: Literal["lost", "added", "changed", "flipped"]
    to: str | None
    where: Literal["headline", "body"]
    headline: str | None
    note: str | None


class DriftOfStatement(DriftRecord):
    """What moved, of which statement."""

    statement: str


class RelayRecord(TypedDict):
    """A claim that relays a statement."""

    report: str
    outlet: str | None
    published: str | None
    seen: str | None
    claim: str
    words: str
    sentence: str
    chain: list[str]
    imported: ImportedRecord | None
    stance: Stance
    where: Literal["headline", "body"]


class JoinRecord(WithRecord):
    """Why a claim was put with another."""

    claim: str
    score: float
    why: list[str]
    by: str | None


class ReferenceRecord(TypedDict):
    """The claim nearest to the speaker."""

    report: str
    claim: str


class StatementRecord(FigureRecord):
    """One act of saying, and all claims that relay it."""

    id: str
    first_speaker: str | None
    speakers: list[str]
    said_on: str | None
    said_from: str | None
    side: str | None
    harm: str
    words: str
    status: str
    demographic: str | None
    place: PlaceRecord | None
    period: PeriodRecord | None
    aspect: str
    rate: str | None
    stance: Stance
    about: str | None
    part_of: str | None
    reports: list[str]
    lineages: int
    origins: int
    independent: int
    rests_on_one_origin: bool
    grade: GradeRecord
    reference: ReferenceRecord
    drift: list[DriftRecord]
    revisions: list[dict[str, Any]]
    updates: list[str]
    relays: list[RelayRecord]
    hops: list[dict[str, Any]]
    joins: list[JoinRecord]


class FindingRecord(TypedDict):
    """What does not add up."""

    check: str
    says: str
    wrong: list[str]
    certain: bool
    statements: list[str]


class StatementInFull(StatementRecord):
    """A statement, and what in it does not add up."""

    findings: list[FindingRecord]


class PointRecord(FigureRecord):
    """One figure or silence of a series."""

    on: str
    said_on: str | None
    since: str | None
    kind: str
    rate: str | None
    stance: Stance
    note: str | None
    revises: str | None
    about: str | None
    statement: str


class GapRecord(TypedDict):
    """Days without a figure, both inclusive."""

    first: str
    last: str
    kind: str
    usual_days: int


class SeriesRecord(TypedDict):
    """One speaker's figures on one subject through time."""

    speaker: str
    of: str | None
    names: list[str]
    vague: bool
    side: str | None
    harm: str
    status: str | None
    demographic: str | None
    place: str | None
    since: str | None
    background: bool
    points: list[PointRecord]
    gaps: list[GapRecord]
    undated: list[str]


class SeriesTold(TypedDict):
    """Several series over one window, and what in them does not add up."""

    since: str | None
    until: str | None
    series: list[SeriesRecord]
    findings: list[FindingRecord]


class AnswerRecord(TypedDict):
    """What reproduces one figure asked about."""

    asked: dict[str, Any]
    says: str
    exact: list[dict[str, Any]]
    sums: list[dict[str, Any]]
    near: list[dict[str, Any]]
    compared: int
    exact_found: int
    near_found: int
    all_tried: bool


class ExplanationTold(TypedDict):
    """What reproduces the figures of a text; `together`: sayings that give all of them."""

    answers: list[AnswerRecord]
    together: list[list[str]]
