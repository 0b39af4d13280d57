"""The shapes of claims, reports and events, for the OpenAPI alone."""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

import msgspec

from tolltrace.values import Aspect, Hedge, Stance, Status

Probability = Annotated[float, msgspec.Meta(ge=0, le=1)]


class SpanRecord(TypedDict):
    """Words, and where they stand in the report's text."""

    text: str
    start: int
    end: int


class PlaceRecord(TypedDict):
    """Where, in the report's words and as a point; `where_prec` as UCDP has it."""

    text: str
    name: str | None
    geonames_id: int | None
    lat: NotRequired[float | None]
    lon: NotRequired[float | None]
    where_prec: NotRequired[int | None]


class PeriodRecord(TypedDict):
    """When, in the report's words and in EDTF."""

    text: str
    edtf: str | None
    date_prec: NotRequired[int | None]


class LinkRecord(TypedDict):
    """One speaker of a chain, the first one first."""

    name: str
    role: str | None
    cue: str | None
    start: int | None
    end: int | None


class MethodRecord(TypedDict):
    """What read a report."""

    code: str
    code_sha256: str
    knowledge_sha256: str


class OfReportRecord(TypedDict):
    """The report that carries a claim."""

    id: str
    version: int
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    source: str | None


class ImportedRecord(TypedDict):
    """The record of others that a claim was made of, where it was not read from a page."""

    format: str
    dataset: str
    file: str
    sha256: str
    record: str
    address: str | None


class ImportedClaims(ImportedRecord):
    """Such a record, and the ids of the claims that were made of it."""

    claims: list[str]


class FigureRecord(TypedDict):
    """How many, as an interval."""

    low: int | None
    high: int | None
    value: int | None
    hedge: Hedge
    fraction: float | None


class GivenRecord(TypedDict):
    """One person's grade, of a speaker on a topic or of a claim."""

    speaker: NotRequired[str]
    topic: NotRequired[str]
    grade: str | int
    by: str
    at: str
    why: str


class GradeRecord(TypedDict):
    """How people grade the first speaker on the claim's topic, and the claim; F6 where nobody did."""

    grade: str
    reliability: Literal["A", "B", "C", "D", "E", "F"]
    credibility: int
    speaker: str | None
    topic: str | None
    reliability_by: list[GivenRecord]
    credibility_by: list[GivenRecord]


class CorroborationRecord(TypedDict):
    """The statement in which a claim stands, and on how much it rests."""

    id: str
    reports: int
    lineages: int
    origins: int
    independent: int
    rests_on_one_origin: bool


class CommentRecord(TypedDict):
    """What a person remarked on words; where they stand, null where they are gone."""

    id: str
    report: str
    version: int
    claim: str | None
    kind: Literal["correction", "new source", "translation", "context"]
    text: str
    at: str
    exact: str
    prefix: str
    suffix: str
    start: int | None
    end: int | None
    orphaned: bool
    by: str
    standing: Literal["held", "shown", "refused"]
    withdrawn: dict[str, str] | None


class ClaimRecord(FigureRecord):
    """A claim as the codebook has it, with its report."""

    id: str
    claim: int
    mention: SpanRecord
    evidence: SpanRecord
    part_of: int | None
    about: int | None
    harm: str
    victims: str | None
    side: str | None
    side_wikidata: str | None
    status: Status
    demographic: str | None
    place: PlaceRecord | None
    period: PeriodRecord | None
    said: PeriodRecord | None
    aspect: Aspect
    rate: str | None
    background: bool
    chain: list[LinkRecord]
    stance: Stance
    modality: str | None
    quoted: bool
    confidence: Probability | None
    field_confidence: dict[str, Probability]
    report: OfReportRecord
    recorded_at: str
    method: MethodRecord
    current: bool
    decision: Literal["accepted", "rejected", "corrected", "pending", "duplicate"] | None
    duplicate_of: str | None
    grade: GradeRecord
    statement: CorroborationRecord | None
    imported: ImportedRecord | None
    comments: list[CommentRecord]


class ReasonRecord(TypedDict):
    """Why a field was read so; `told` is the sentence for a person."""

    rule: str
    words: SpanRecord | None
    note: str | None
    rivals: int
    score: float | None
    confidence: float | None
    told: str


class ReviewRecord(TypedDict):
    """A reviewer's newest word on a claim."""

    by: str
    verdict: str
    at: str
    why: str
    duplicate_of: str | None


class EventRecord(TypedDict):
    """Who changed what, when and why. What it was about is left out where that was taken down."""

    event: int | None
    at: str
    actor_kind: str
    actor: str
    kind: str
    report: str | None
    claim: str | None
    account: str | None
    taken_down: bool
    why: str
    detail: dict[str, Any]


class ClaimInFull(ClaimRecord):
    """A claim with reasons, reviews, differences (field → reviewer → value), and history."""

    why: dict[str, ReasonRecord]
    reviews: list[ReviewRecord]
    differences: dict[str, dict[str, Any]]
    history: list[EventRecord]


class ReportRecord(TypedDict):
    """A report as the list shows it, without its text; `claims` counts what lists show of it."""

    id: str
    version: int
    versions: int
    claims: int
    title: str | None
    outlet: str | None
    published: str | None
    published_printed: str | None
    published_from: str | None
    repairs: list[dict[str, str]]
    url: str | None
    language: str
    description: str | None
    authors: list[str]
    tags: list[str]
    page_sha256: str
    modified: str | None
    modified_printed: str | None
    modified_from: str | None
    published_others: list[dict[str, str]]
    wire: str | None
    dateline: str | None
    section: str | None
    standfirst: str | None
    headlines: list[dict[str, str]]
    captions: list[str]
    notes: list[str]
    archived: list[str]
    forwarded_from: str | None
    post_of: str | None
    captured_at: str | None
    imported: list[ImportedClaims]
    source: str | None
    page_kept: bool
    recorded_at: str
    method: MethodRecord


class ReportInFull(ReportRecord):
    """A report with its claims, and what people remarked on its words."""

    comments: list[CommentRecord]
    listed: list[ClaimRecord]


class ReportText(TypedDict):
    """A report's text. `text` is title, standfirst and body; offsets count in it."""

    id: str
    language: str
    text: str
    title: str | None
    standfirst: str | None
    body: str
