"""What may be asked, by the names of the command line's flags. A name that is none is refused, not passed over."""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import ClaimQuery
from tolltrace.server.cursors import MAX_CHARS
from tolltrace.values import READ_FIELDS

MOST = 200  # items of a page
MOST_STATEMENTS = 50  # of a page: each holds all its relays
MAX_FILTER_CHARS = 500
MAX_TEXT_CHARS = 2000
MAX_ID_CHARS = 2000
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_day(said: object) -> object:
    """A day as ISO 8601 has it, in full: not the number of seconds that a library would take for one."""
    if said is None or isinstance(said, date):
        return said
    if not isinstance(said, str) or not DAY.fullmatch(said):
        raise ValueError(f"{said!r} is no day; expected one like 2023-05-01")
    return said


def read_harm(harm: str | None) -> str | None:
    """A harm that we know."""
    if harm is not None and harm not in harms():
        raise ValueError(f"{harm!r} is no harm that we know; known: {', '.join(harms())}")
    return harm


def read_language(code: str | None) -> str | None:
    """A language that we read."""
    if code is not None and code not in languages():
        raise ValueError(f"{code!r} is no language that we read; known: {', '.join(languages())}")
    return code


@cache
def harms() -> tuple[str, ...]:
    """Every harm."""
    return tuple(load_knowledge().harms)


@cache
def languages() -> tuple[str, ...]:
    """Every language that we read."""
    return tuple(sorted(load_knowledge().tells))


Words = Annotated[str | None, Field(max_length=MAX_FILTER_CHARS)]
Day = Annotated[date | None, BeforeValidator(read_day), WithJsonSchema({"type": "string", "format": "date"})]
Harm = Annotated[str | None, AfterValidator(read_harm), WithJsonSchema({"type": "string", "enum": list(harms())})]
Language = Annotated[
    str | None, AfterValidator(read_language), WithJsonSchema({"type": "string", "enum": list(languages())})
]


class Asking(BaseModel):
    """The root of all that may be asked."""

    model_config = ConfigDict(extra="forbid")

    def said(self) -> dict[str, Any]:
        """What was asked for, less where the page begins and how long it is."""
        return {name: value for name, value in self if name not in ("cursor", "limit")}


class AsOf(Asking):
    """A day to look back from."""

    as_of: Day = Field(None, description="Only what could be known at the end of this day: 2023-05-01.")


class Filters(AsOf):
    """Which claims, and what is made of them."""

    harm: Harm = Field(None, description="killed, wounded, missing, … exactly.")
    side: Words = Field(None, description="Whose people the victims are.")
    place: Words = Field(None, description="Words of the place, or its name.")
    speaker: Words = Field(None, description="Words of any speaker in the chain.")

    no_filters: ClassVar[frozenset[str]] = frozenset({"limit"})  # names that mean something else here

    def query(self) -> ClaimQuery:
        """For the ledger. Raises UnfitError for filters that contradict each other."""
        names = set(ClaimQuery.__dataclass_fields__) - self.no_filters
        return ClaimQuery(**{name: value for name, value in self if name in names})


class ReportFilters(Filters):
    """Filters that also look at the report."""

    outlet: Words = Field(None, description="Words of the outlet's name.")
    language: Language = Field(None, description="In this language alone: en, uk, ru.")
    since: Day = Field(None, description="Published on this day or later.")
    until: Day = Field(None, description="Published on this day or before.")
    text: Words = Field(None, description="Words of the sentence or the title, all.")
    report: str | None = Field(None, max_length=MAX_ID_CHARS, description="Of this report alone, by its id.")


Cursor = Annotated[str | None, Field(max_length=MAX_CHARS, description="A page's `next` brings it.")]


class ClaimsAsking(ReportFilters):
    """A page of claims."""

    max_confidence: float | None = Field(None, ge=0, le=1, description="No surer than this probability.")
    doubted: Literal[READ_FIELDS] | None = Field(  # type: ignore[valid-type]
        None, description="What `sort=doubt` and `max_confidence` look at; else figure and harm."
    )
    sort: Literal["newest", "doubt"] = Field("newest", description="The newest reports first, or the least sure.")
    all_versions: bool = Field(False, description="Also older versions of the reports.")
    with_rejected: bool = Field(False, description="Also what a person rejected.")
    limit: int = Field(50, ge=1, le=MOST, description="How many on a page, at most.")
    cursor: Cursor = None

    def query(self) -> ClaimQuery:
        """For the ledger."""
        query = super().query()
        return replace(query, by_doubt=self.sort == "doubt")

    @property
    def is_quick(self) -> bool:
        """Whether an index finds it: such an answer is not worth a thread."""
        narrowing = {name for name, value in self.said().items() if value not in (None, False, "newest")}
        return narrowing <= {"harm"} or narrowing <= {"side"}


class FiguresAsking(Asking):
    """A page of bare figures: what may be asked for tells nothing that could be withheld."""

    harm: Harm = Field(None, description="killed, wounded, missing, … exactly.")
    side: Words = Field(None, description="Whose people the victims are.")
    place: Words = Field(None, description="Words of the place, or its name.")
    since: Day = Field(None, description="Published on this day or later.")
    until: Day = Field(None, description="Published on this day or before.")
    limit: int = Field(50, ge=1, le=MOST)
    cursor: Cursor = None

    def query(self) -> ClaimQuery:
        """For the ledger."""
        return ClaimQuery(**self.said())

    @property
    def is_quick(self) -> bool:
        """Whether an index finds it."""
        return self.place is None and not (self.harm and self.side)


class ReportsAsking(ReportFilters):
    """A page of reports."""

    all_versions: bool = Field(False, description="Also older versions of the reports.")
    limit: int = Field(50, ge=1, le=MOST, description="How many on a page, at most.")
    cursor: Cursor = None


class StatementsAsking(ReportFilters):
    """A page of statements, chosen by the claims that relay them."""

    limit: int = Field(20, ge=1, le=MOST_STATEMENTS, description="How many on a page, at most.")
    cursor: Cursor = None


class SeriesAsking(Filters):
    """Series side by side."""

    no_filters = frozenset({"since", "until"})

    since: Day = Field(None, description="The window's first day.")
    until: Day = Field(None, description="Its last day.")


class ExplainAsking(ReportFilters):
    """A figure to explain. The filters choose the statements that it is compared with."""

    no_filters = frozenset({"text"})

    text: str = Field(min_length=1, max_length=MAX_TEXT_CHARS, description="A figure as a report has it.")


class EventsAsking(Asking):
    """A page of the log."""

    limit: int = Field(50, ge=1, le=MOST, description="How many on a page, at most.")
    cursor: Cursor = None


class TextAsking(Asking):
    """One report's text."""

    id: str = Field(min_length=1, max_length=MAX_ID_CHARS, description="The report's id, whole.")
    version: int | None = Field(None, ge=1, le=2**31 - 1, description="Else its newest.")


class ReportAsking(TextAsking, AsOf):
    """One report."""


class QueueAsking(Filters):
    """What waits for a decision."""

    first: Literal["doubt", "reach", "age"] = Field("doubt", description="What counts first.")
    mine: bool = Field(False, description="What the token's owner has not decided, whatever others did.")
    limit: int = Field(20, ge=1, le=MOST, description="How many, at most.")


class DecisionBody(BaseModel):
    """A person's verdict on a claim. Who decides is whose token it is."""

    model_config = ConfigDict(extra="forbid")

    verdict: Literal["accepted", "rejected", "corrected", "pending", "duplicate"]
    why: str = Field(min_length=1, max_length=MAX_TEXT_CHARS)
    changes: dict[str, Any] = Field(
        default_factory=dict, description="With `corrected`: field → value, by the names of the claim's record."
    )
    duplicate_of: str | None = Field(
        None, min_length=1, max_length=100, description="With `duplicate`: the id of the claim that it says once more."
    )


class RulingBody(BaseModel):
    """A person's word on two claims: that they relay one act of saying, or do not."""

    model_config = ConfigDict(extra="forbid")

    claim: str = Field(min_length=1, max_length=100)
    other: str = Field(min_length=1, max_length=100)
    together: bool
    why: str = Field(min_length=1, max_length=MAX_TEXT_CHARS)
