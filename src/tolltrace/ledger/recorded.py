"""What the ledger takes and gives: frozen values, no database in sight."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from tolltrace.errors import LedgerError
from tolltrace.values import READ_FIELDS, Claim, Method, Published

MAX_FILTER_CHARS = 500
MAX_FILTER_WORDS = 50  # each is a condition; SQLite nests them, at most 1,000 deep


class Verdict(StrEnum):
    """What a person decided about a claim."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording changed. `unchanged` claims were there already, and stay as they were.

    `outdated` counts the reports of which the ledger holds what newer code read: nothing of them was stored. `copies`
    counts the pages of which a copy is kept from now on.
    """

    reports: int = 0
    versions: int = 0
    claims: int = 0
    superseded: int = 0
    unchanged: int = 0
    outdated: int = 0
    copies: int = 0

    def __add__(self, other: Self) -> "Recorded":
        return Recorded(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Recorded)))


@dataclass(frozen=True, slots=True)
class Event:
    """Who changed what, when and why. `at` is UTC; `actor` is a person's name, or "tolltrace 0.1.0" for the program."""

    at: datetime
    actor_kind: str  # "program", "person"
    actor: str
    kind: str  # "recorded", "reread", "accepted", "rejected", "corrected"
    why: str
    detail: dict[str, Any] = field(hash=False)
    number: int = 0  # 1.. in the order of the log
    report: str = ""  # its id
    claim: str | None = None  # its id, where the event is about one


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's newest word on a claim."""

    verdict: Verdict
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Selector:
    """W3C Web Annotation: TextQuoteSelector (exact, prefix, suffix) with TextPositionSelector (start, end)."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RecordedClaim:
    """A claim with the report that carries it. `version` is the one whose text its offsets count in.

    `method` is what first found the claim as it stands. `current` is False for one that was superseded; lists leave
    those out.
    """

    claim: Claim
    report_id: str
    version: int
    title: str | None
    outlet: str | None
    published: Published | None
    url: str | None
    language: str
    source: str
    recorded_at: datetime
    method: Method
    decision: Decision | None
    current: bool
    mention: Selector
    evidence: Selector


@dataclass(frozen=True, slots=True)
class RecordedReport:
    """One version of a report. `versions` counts all of them, `claims` what a list of claims shows of this one.

    `page_kept` tells whether the ledger holds a copy of its page.
    """

    id: str
    version: int
    versions: int
    claims: int
    title: str | None
    outlet: str | None
    published: Published | None
    url: str | None
    language: str
    source: str
    recorded_at: datetime
    method: Method
    page_sha256: str
    page_kept: bool


@dataclass(frozen=True, slots=True)
class ClaimQuery:
    """Which claims to list; every filter given must hold, and a blank one is as if not given.

    `harm`, `language` (BCP 47) and `report` (an id) are exact. All else ignores case: `side` is exact; `place` is found
    in the place's words or its name, `speaker` in the name of any link, `outlet` in the outlet's; each word of `text`
    in the evidence or the title. `since` and `until` are days of publication, inclusive; undated reports then drop out.
    `max_confidence` keeps what is not known to be surer than that, and `by_doubt` lists the least sure first; both look
    at a claim's figure and harm, or at the `doubted` field. A claim that nobody estimated is kept, and listed before
    all others; one that a person decided is in no doubt: it is left out, and listed last. `as_of` lists
    what could be known at the end of a day: reports that had appeared by then (undated ones: that were seen by then),
    as their pages stood. Raises LedgerError for filters that contradict each other or are too long.
    """

    harm: str | None = None
    side: str | None = None
    place: str | None = None
    speaker: str | None = None
    outlet: str | None = None
    since: date | None = None
    until: date | None = None
    text: str | None = None
    all_versions: bool = False
    with_rejected: bool = False
    limit: int | None = None
    max_confidence: float | None = None
    by_doubt: bool = False
    doubted: str | None = None
    language: str | None = None
    report: str | None = None
    as_of: date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "report", (self.report or "").strip() or None)
        for name in ("harm", "side", "place", "speaker", "outlet", "text", "language"):
            value = getattr(self, name)
            object.__setattr__(self, name, (value or "").strip() or None)
            if value and (len(value) > MAX_FILTER_CHARS or len(value.split()) > MAX_FILTER_WORDS):
                limits = f"{MAX_FILTER_CHARS} characters and {MAX_FILTER_WORDS} words"
                raise LedgerError(f"{name}: a filter of {len(value)} characters; at most {limits}: ask for less")
        if self.since and self.until and self.since > self.until:
            raise LedgerError(f"since {self.since} is after until {self.until}: no day lies between; swap them")
        if self.max_confidence is not None and not 0 <= self.max_confidence <= 1:
            raise LedgerError(f"max_confidence {self.max_confidence}: a probability from 0 to 1 was expected")
        if self.doubted is not None and self.doubted not in READ_FIELDS:
            raise LedgerError(f"no confidence in {self.doubted!r}; known: {', '.join(READ_FIELDS)}")
        if self.limit is not None and self.limit < 1:
            raise LedgerError(f"limit {self.limit}: a number from 1 up was expected; leave it out to list all")
