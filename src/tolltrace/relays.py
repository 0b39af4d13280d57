"""The values of what is said and passed on: from a claim in its report to a statement with its echoes, and a series.

Like `values.py`. A claim is what one report says; a statement is one act of saying (the codebook, §5).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tolltrace.grades import UNGRADED, Grade
from tolltrace.imported import Imported
from tolltrace.values import Claim, Figure, Headline, Period, Place, Published, Stance


@dataclass(frozen=True, slots=True)
class Carrier:
    """The report that carries a claim: who published it, when, and what it was taken from, as far as it says so."""

    id: str
    outlet: str | None = None
    published: Published | None = None
    title: str | None = None
    url: str | None = None
    language: str = "en"
    wire: str | None = None  # the agency that it credits
    forwarded_from: str | None = None  # the channel that first sent it
    seen_at: datetime | None = None  # when the ledger first held it, in UTC
    body_start: int = 0  # where what stands below the title begins in the text that offsets count in
    headlines: tuple[Headline, ...] = ()  # the other wordings of its title that its page holds
    lineage: str | None = None  # the id of the earliest report whose text it shares; None where it shares none
    imported: Imported | None = None  # the first of the records that it is made of, where no page was read


@dataclass(frozen=True, slots=True)
class Relay:
    """A claim in the report that carries it."""

    claim: Claim
    carrier: Carrier

    @property
    def in_headline(self) -> bool:
        """Whether its figure stands in the report's title."""
        return self.claim.mention.end <= self.carrier.body_start


class How(StrEnum):
    """Which way a field moved between a statement and a claim that relays it."""

    LOST = "lost"
    ADDED = "added"
    CHANGED = "changed"
    FLIPPED = "flipped"


DRIFT_FIELDS = ("number", "hedge", "harm", "base", "side", "place", "period", "speaker", "quotation")  # the codebook's


@dataclass(frozen=True, slots=True)
class Drift:
    """What moved between a statement and one report that relays it. `was` and `now` are words for a person."""

    report: str
    claim: str  # the id of the claim that shows it
    field: str  # one of DRIFT_FIELDS
    how: How
    was: str | None
    now: str | None
    in_headline: bool = False
    note: str | None = None  # a cause of its own, as "translation", or why it counts
    headline: str | None = None  # where the headline stands that shows it, if not in print: "OpenGraph, address"


@dataclass(frozen=True, slots=True)
class Revision:
    """A later wording by the same outlet: no drift, but a correction that some echoes may never have taken over."""

    report: str
    revises: str
    field: str
    was: str | None
    now: str | None
    untaken: tuple[str, ...] = ()  # reports that came after it and still carry what it corrected


@dataclass(frozen=True, slots=True)
class Join:
    """Why a claim was put with another of the same statement. `by` is the person who decided so; None: the program."""

    claim: str
    other: str
    score: float
    reasons: tuple[str, ...]  # for a person: "both name John Kirby", "the same figure"
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of the way: who took it from whom, as far as the reports' own words, times and texts show it.

    `source` and `taker` are ids of reports, or names of speakers and outlets of which the ledger holds no report;
    `source` is None where the taker does not say whom it has it from.
    """

    source: str | None
    taker: str
    evidence: str
    moved: tuple[str, ...] = ()  # the fields that moved on this hop


@dataclass(frozen=True, slots=True)
class Nearest:
    """What a list shows of the claim nearest to the speaker."""

    report: str
    claim: str
    outlet: str | None
    language: str
    words: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One act of saying, and all claims that relay it.

    `figure`, `harm`, `side`, `place` and `period` are those of `reference`: the claim nearest to the speaker.
    `independent` counts the origins that neither cite nor copy one another; one origin alone has none.
    """

    id: str
    speaker: str | None  # the first one; None where no report names any
    said_on: date | None
    said_from: str | None  # how the day is known: "“on Monday” in …", "published by …"
    figure: Figure
    harm: str
    stance: Stance
    side: str | None
    place: Place | None
    period: Period | None
    reference: Relay
    relays: tuple[Relay, ...]  # by time of publication
    aspect: str = "event"
    status: str = "unknown"
    demographic: str | None = None
    rate: str | None = None
    speakers: tuple[str, ...] = ()  # every name under which the reports have the first speaker
    about: str | None = None  # the id of the statement that it denies, disputes, or is silent about
    part_of: str | None = None
    joins: tuple[Join, ...] = ()
    drift: tuple[Drift, ...] = ()
    revisions: tuple[Revision, ...] = ()
    hops: tuple[Hop, ...] = ()
    lineages: int = 1  # different texts among its reports: copies, and what credits one wire, count as one
    origins: int = 1
    independent: int = 0
    updates: tuple[str, ...] = ()  # ids of earlier statements of the same incident that this one brings up to date
    grade: Grade = UNGRADED  # how people grade its speaker, and the claim nearest to them

    @property
    def reports(self) -> tuple[str, ...]:
        """The ids of the reports that carry it, the earliest first."""
        return tuple(dict.fromkeys(relay.carrier.id for relay in self.relays))

    @property
    def moved(self) -> tuple[str, ...]:
        """The fields that moved on the way, each once."""
        return tuple(dict.fromkeys(each.field for each in self.drift))

    @property
    def nearest(self) -> Nearest:
        """What a list shows of `reference`."""
        one, by = self.reference.claim, self.reference.carrier
        return Nearest(by.id, one.id, by.outlet, by.language, one.mention.text, one.evidence.text)


@dataclass(frozen=True, slots=True)
class Corroboration:
    """On how much a claim rests: the statement that it relays, and how many origins that has. Echoes are none."""

    statement: str  # its id
    reports: int
    lineages: int
    origins: int
    independent: int

    @property
    def rests_on_one_origin(self) -> bool:
        """Whether nobody else, who neither cites nor copies it, says the same."""
        return self.independent == 0


@dataclass(frozen=True, slots=True)
class Ruling:
    """A reviewer's word on two claims: that they relay one act of saying, or do not."""

    claim: str
    other: str
    together: bool
    by: str
    why: str = ""


# ── what grouping keeps, in a ledger or in memory ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Loaded:
    """A report with its current claims, and the keys of their rows by id."""

    key: int
    carrier: Carrier
    text: str  # below the title
    relays: tuple[Relay, ...]
    keys: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class NewRelay:
    """A relay to keep. `figures` are what it is looked up by, `day` an ordinal, `traits` packed by who compares."""

    claim_id: str
    number: int
    denied: bool
    traits: bytes
    figures: tuple[str, ...]
    day: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """A relay as it is kept, and where it stands."""

    key: int
    report: int
    component: int | None
    statement: str | None
    traits: bytes


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a claim of a report stands. `denied`: the figure that it denies, not its denial."""

    statement: str | None
    report_id: str
    number: int
    denied: bool


# ── what follows from statements ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not add up, and which input would have to be wrong, and by how much."""

    check: str  # the name of the rule: "parts-exceed-whole"
    statements: tuple[str, ...]  # ids, the ones compared
    says: str  # for a person, in one sentence
    wrong: tuple[str, ...] = ()  # for each input that may be wrong: which, and by how much
    certain: bool = True  # False where bounds leave it open


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a series. `on` is the day it speaks of: the end of its period, else when it was said."""

    on: date
    said_on: date | None
    figure: Figure
    statement: str  # its id
    kind: str  # "cumulative", "increment", "event", "rate"; "silence" for what gives no figure
    note: str | None = None  # "revision", "added later", "denied", "refused"
    stance: Stance = Stance.ASSERTED
    since: date | None = None  # the first day that it counts, where it says one: a day's addition is no week's
    rate: str | None = None  # "day": the unit of a rate
    revises: str | None = None  # the id of the statement whose figure it takes the place of
    about: str | None = None  # the id of the statement that it denies or is silent about


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without a figure where the rhythm of a series' own figures of this kind would have had one. Never filled."""

    first: date
    last: date
    kind: str  # Point.kind
    usual_days: int  # from one figure to the next, as the series mostly has it


@dataclass(frozen=True, slots=True)
class Series:
    """One speaker's figures on one subject through time, oldest first; never summed or averaged with another's.

    Totals, additions, events and rates stand beside each other and are told apart by their kind.
    """

    speaker: str
    side: str | None
    harm: str
    place: str | None
    points: tuple[Point, ...]
    gaps: tuple[Gap, ...] = ()
    since: str | None = None  # the day, month or year from which its totals count, where they say so
    status: str | None = None
    demographic: str | None = None
    of: str | None = None  # the side whose voice the speaker is: who counts his own dead is told from others
    names: tuple[str, ...] = ()  # under which reports have the speaker
    is_vague: bool = False  # a speaker who may be anybody: the figures may be several speakers'
    background: bool = False  # tolls of the past, told for comparison
    undated: tuple[str, ...] = ()  # ids of its statements of which no day is known


@dataclass(frozen=True, slots=True)
class LineUp:
    """Several series over one window, both days inclusive, side by side; nothing is reckoned between them."""

    since: date | None  # None where there is no figure at all
    until: date | None
    series: tuple[Series, ...]


# ── who a name is ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a printed speaker is, so that two names of one institution can be told to be one.

    `of` is the side whose voice it is, in the normal form; None for monitors, media and whoever speaks for nobody else.
    `is_vague` marks what may be anybody ("officials", "the army"): two such names need not be one speaker.
    """

    name: str  # the institution's own; a person's name, or an unknown one, as printed
    of: str | None = None
    kind: str | None = None  # "government", "military", "health", …: one of KINDS in knowledge/speakers.py
    is_vague: bool = False
    speaks_for: str | None = None  # the institution in whose name, where that is another: a spokesman's, a branch's


# ── where a figure comes from ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure that a person asks about. What is None is left open."""

    words: str  # as the person has them: "1,259 killed in Gaza"
    figure: Figure
    harm: str
    side: str | None = None
    place: Place | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A statement that gives a figure asked about, or comes near."""

    statement: str  # its id
    says: str  # the statement in words
    differs: tuple[str, ...] = ()  # how it does, a clause each; empty: it gives exactly this
    leaves_open: tuple[str, ...] = ()  # what the question names and the statement does not: "place"


@dataclass(frozen=True, slots=True)
class Sum:
    """Statements that together give a figure asked about. It is our sum, and nobody's statement."""

    kind: str  # "places", "days", "total and additions", …: how they are apart
    statements: tuple[str, ...]  # ids; of a difference, that first from which the other is taken
    says: str  # "12 killed (governor, 4 March 2024) + 3 killed (governor, 4 March 2024)"
    why: str  # why they may be put together
    warnings: tuple[str, ...]  # what to bear in mind, that nobody said the sum first of all
    exact: bool = True  # False where one of them is bounded, so that the sum is


@dataclass(frozen=True, slots=True)
class Answer:
    """What reproduces one figure asked about. All lists are bounded, the best first."""

    asked: Asked
    says: str  # for a person: what was found, or that nothing was
    exact: tuple[Match, ...]
    sums: tuple[Sum, ...]
    near: tuple[Match, ...]
    compared: int  # how many statements were
    exact_found: int  # how many there are in all, shown or not
    near_found: int
    all_tried: bool = True  # False where there were more sums than we try


@dataclass(frozen=True, slots=True)
class Explanation:
    """What reproduces the figures of a text; `together`: sayings that give all of them, as ids of statements."""

    answers: tuple[Answer, ...]
    together: tuple[tuple[str, ...], ...] = ()
