"""What the ledger takes and gives: frozen values, no database in sight."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from tolltrace.anchors import Selector
from tolltrace.comments import Comment
from tolltrace.errors import UnfitError
from tolltrace.grades import UNGRADED, Grade
from tolltrace.imported import Imported
from tolltrace.relays import Corroboration
from tolltrace.values import READ_FIELDS, Claim, Method, Published

MAX_FILTER_CHARS = 500
MAX_NAMES = 100  # of one filter by whole names
MAX_FILTER_WORDS = 50  # each is a condition; SQLite nests them, at most 1,000 deep


class Verdict(StrEnum):
    """What a person decided about a claim; pending: that it waits for something, and stays in the queue."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CORRECTED = "corrected"
    PENDING = "pending"
    DUPLICATE = "duplicate"


LEFT_OUT = (Verdict.REJECTED, Verdict.DUPLICATE)  # lists show what nobody decided, or decided otherwise


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
    kind: str  # "recorded", "reread", "imported"; a Verdict; "joined", "parted"; "graded", "commented", …
    why: str
    detail: dict[str, Any] = field(hash=False)
    number: int = 0  # 1.. in the order of the log; 0 where it is about an account
    report: str = ""  # its id; "" likewise
    claim: str | None = None  # its id, where the event is about one
    account: str | None = None  # its name, where the event is about one
    taken_down: bool = False  # what it was about is, and is therefore left out


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's newest word on a claim. `duplicate_of` is the id of the claim that a duplicate says once more."""

    verdict: Verdict
    by: str
    at: datetime
    why: str
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class RecordedClaim:
    """A claim with the report that carries it. `version` is the one whose text its offsets count in.

    `method` is what first found the claim as it stands. `current` is False for one that was superseded; lists leave
    those out. `comments` are those on its words that nobody withdrew. `corroboration` is None where nobody looked it up
    (`following.with_corroboration` does).
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
    imported: Imported | None = None  # the record that it was made of, where it was not read from a page
    grade: Grade = UNGRADED
    comments: tuple[Comment, ...] = ()
    corroboration: Corroboration | None = field(default=None, compare=False)  # a ledger gives none by itself

    @property
    def verdict(self) -> str | None:
        """What a person decided: here, else where the claim was imported from."""
        return self.decision.verdict.value if self.decision else self.imported.decision if self.imported else None


@dataclass(frozen=True, slots=True)
class RecordedReport:
    """One version of a report. `versions` counts all of them, `claims` what a list of claims shows of this one.

    `page_kept` tells whether the ledger holds a copy of its page, `imported` that it is made of records and no page.
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
    imported: bool = False


def read_day(name: str, said: date | str | None) -> date | None:
    """A day, which in Python one may also write as ISO 8601 has it. Raises UnfitError for what is none."""
    if said is None or (isinstance(said, date) and not isinstance(said, datetime)):
        return said
    try:
        return said.date() if isinstance(said, datetime) else date.fromisoformat(said)
    except ValueError:
        raise UnfitError(f"{name}: {said!r} is no day; expected one like 2023-05-01") from None


@dataclass(frozen=True, slots=True)
class ClaimQuery:
    """Which claims to list; every filter given must hold, and a blank one is as if not given.

    What a person rejected or called a duplicate is listed `with_rejected` alone.

    `harm`, `language` (BCP 47) and `report` (an id) are exact. All else ignores case: `side` is exact; `place` is found
    in the place's words or its name, `speaker` in the name of any link, `outlet` in the outlet's; each word of `text`
    in the evidence or the title. `since` and `until` are days of publication, inclusive; undated reports then drop out.
    `max_confidence` keeps what is not known to be surer than that, and `by_doubt` lists the least sure first; both look
    at a claim's figure and harm, or at the `doubted` field. A claim that nobody estimated is kept, and listed before
    all others; one that a person decided is in no doubt: it is left out, and listed last. `as_of` lists
    what could be known at the end of a day: reports that had appeared by then (undated ones: that were seen by then),
    as their pages stood, and what people had decided. `speakers`, `place_names` and `outlets` are whole names as they
    are written, one of which is enough: of any link of the chain; the place's name, or its words where it has none;
    the outlet. Raises UnfitError for filters that contradict each other or are too long.
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
    speakers: tuple[str, ...] = ()
    place_names: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "report", (self.report or "").strip() or None)
        for name in ("since", "until", "as_of"):
            object.__setattr__(self, name, read_day(name, getattr(self, name)))
        for name in ("harm", "side", "place", "speaker", "outlet", "text", "language"):
            value = getattr(self, name)
            object.__setattr__(self, name, (value or "").strip() or None)
            if value and (len(value) > MAX_FILTER_CHARS or len(value.split()) > MAX_FILTER_WORDS):
                limits = f"{MAX_FILTER_CHARS} characters and {MAX_FILTER_WORDS} words"
                raise UnfitError(f"{name}: a filter of {len(value)} characters; at most {limits}: ask for less")
        for name in ("speakers", "place_names", "outlets"):
            if len(getattr(self, name)) > MAX_NAMES:
                raise UnfitError(f"{name}: {len(getattr(self, name))} names; at most {MAX_NAMES}: ask for less")
        if self.since and self.until and self.since > self.until:
            raise UnfitError(f"since {self.since} is after until {self.until}: no day lies between; swap them")
        if self.max_confidence is not None and not 0 <= self.max_confidence <= 1:
            raise UnfitError(f"max_confidence {self.max_confidence}: a probability from 0 to 1 was expected")
        if self.doubted is not None and self.doubted not in READ_FIELDS:
            raise UnfitError(f"no confidence in {self.doubted!r}; known: {', '.join(READ_FIELDS)}")
        if self.limit is not None and self.limit < 1:
            raise UnfitError(f"limit {self.limit}: a number from 1 up was expected; leave it out to list all")
