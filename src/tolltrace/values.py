"""Every value that the stages pass on, frozen. The words are the codebook's (docs/method.md).

Offsets count Unicode code points and are half open: `text[start:end]` quotes the words.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from tolltrace.imported import Imported


@dataclass(frozen=True, slots=True)
class Span:
    """Words exactly as printed, and where they stand in `Article.text`."""

    text: str
    start: int
    end: int


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a page was made of, where its content is not what was read: a PDF report, mail."""

    kind: str  # the name of the reader that made the page of it: "pdf", "eml"
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Page:
    """One captured document, undecoded, with what it takes to read it again."""

    kind: (
        str  # how its content is read, a key of EXTRACTORS in articles/: "html", "text", "jsonl"; of a copy Original's
    )
    content: bytes
    source: str  # where a person finds it: a path, a URL, "-"; "articles.jsonl:17" for one of several (line 17)
    url: str | None = None  # where it was fetched from, after redirects
    charset: str | None = None  # what the transport declared, e.g. the HTTP header
    captured_at: datetime | None = None  # when this copy was made, in UTC, where what it came in says so
    original: Original | None = None  # what the content was made of; None where it is itself what was read

    @property
    def was_read(self) -> Original:
        """The bytes that were read, and by which reader, or as which kind of page."""
        return self.original or Original(self.kind, self.content)

    @property
    def sha256(self) -> str:
        """The hash of the bytes that were read, in hexadecimal."""
        return hashlib.sha256(self.was_read.content).hexdigest()


# ── articles ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Repair:
    """A printed value that could not stand, what we read it as, and why."""

    printed: str
    read_as: str
    why: str


@dataclass(frozen=True, slots=True)
class OtherDate:
    """Another date on the page that may be the day of publication, and was not taken."""

    printed: str
    read_as: str  # ISO 8601: an instant, or only a day
    known_from: str  # for a person: "byline", "URL"


@dataclass(frozen=True, slots=True)
class Published:
    """When a report appeared, and how we know.

    `on` is the day at the outlet's own clock. `at` is None where only a day is known; it carries a time zone where the
    page prints one, and none where it does not.
    """

    on: date
    at: datetime | None
    printed: str  # the words or the attribute value that were read
    known_from: str  # for a person: "byline", "JSON-LD datePublished", "given with the article"
    repairs: tuple[Repair, ...] = ()
    others: tuple[OtherDate, ...] = field(default=(), compare=False)  # that say otherwise; a ledger does not keep them

    @property
    def iso(self) -> str:
        """ISO 8601: the instant where it is known, else the day."""
        return self.at.isoformat() if self.at else self.on.isoformat()


@dataclass(frozen=True, slots=True)
class Outlet:
    """One publisher, as its file in `knowledge/outlets/` has it."""

    domain: str  # lower case, without "www."
    name: str
    country: str | None = None  # ISO 3166-1 alpha-2, of its newsroom; None where it has no home country
    time_zone: str | None = None  # IANA name of the clock it dates its reports by; None where that varies
    aliases: tuple[str, ...] = ()  # other names it prints for itself, and further domains


@dataclass(frozen=True, slots=True)
class Headline:
    """Another wording of the title that the page itself holds: differences between them are findings."""

    text: str
    known_from: str  # for a person: "browser title", "OpenGraph", "JSON-LD headline", "address"


@dataclass(frozen=True, slots=True)
class Article:
    """What an outlet published: title, text, language, day."""

    id: str  # the id given with it, else its canonical URL, else the SHA-256 of its content
    title: str | None
    body: str  # paragraphs, separated by an empty line
    language: str  # BCP 47: "en"
    source: str  # Page.source
    page_sha256: str
    outlet: str | None = None
    url: str | None = None
    published: Published | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    standfirst: str | None = None  # the summary between headline and body, as printed
    headlines: tuple[Headline, ...] = ()  # other than the title
    modified: Published | None = None  # when it was last changed
    wire: str | None = None  # the agency that it credits: "AP"
    dateline: str | None = None  # the place before the first sentence, as printed: "KYIV, Ukraine"
    section: str | None = None
    captions: tuple[str, ...] = ()  # of pictures and films; not in the body
    notes: tuple[str, ...] = ()  # corrections and editor's notes; not in the body
    quotations: tuple[Span, ...] = ()  # what it prints in quotation marks, without them, or sets as a quotation
    archived: tuple[str, ...] = ()  # addresses of copies in web archives
    forwarded_from: str | None = None  # the channel that first sent it, where a messenger passes it on
    post_of: str | None = None  # the id of the page that it is one post of, where that is a live blog
    captured_at: datetime | None = None  # when the copy that was read was made, in UTC, where that is known
    imported: tuple[Imported, ...] = ()  # the records that it is made of, where no page was read

    @property
    def text(self) -> str:
        """The stored text that all offsets count in: title, standfirst and body, as far as there are any."""
        return "\n\n".join(part for part in (self.title, self.standfirst, self.body) if part)

    @property
    def paragraphs(self) -> tuple[Span, ...]:
        """All that stands below the title, by paragraph, each with where it stands in `text`."""
        spans: list[Span] = []
        at = self.body_start
        for one in self.text[at:].split("\n\n"):
            spans.append(Span(one, at, at + len(one)))
            at += len(one) + 2
        return tuple(spans)

    @property
    def content_sha256(self) -> str:
        """The hash of what the outlet published, in hexadecimal: a page that only changed its furniture keeps it."""
        published = self.published.iso if self.published else ""
        parts = [self.id, self.title or "", self.body, published, self.outlet or ""]
        if self.standfirst:  # without one, the hash is that of ledgers from before there were any
            parts.append(self.standfirst)
        if self.imported:  # an export of claims can change in what is no text
            parts.append(self.page_sha256)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    @property
    def body_start(self) -> int:
        """Where that begins in `text` which stands below the title."""
        return len(self.title) + 2 if self.title else 0


# ── claims ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class Hedge(StrEnum):
    """How a figure is bounded by the words before it; says whether a bound is strict."""

    EXACT = "exact"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    ABOUT = "about"
    RANGE = "range"
    VAGUE = "vague"


class Status(StrEnum):
    """Who the victims were, in the text's own words; never inferred from silence."""

    COMBATANT = "combatant"
    CIVILIAN = "civilian"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class Aspect(StrEnum):
    """What a figure counts: one incident, a running total, what was added to it, or so many per unit of time."""

    EVENT = "event"
    CUMULATIVE = "cumulative"
    INCREMENT = "increment"
    RATE = "rate"


class Stance(StrEnum):
    """What the chain does with the figure."""

    ASSERTED = "asserted"
    DENIED = "denied"
    DISPUTED = "disputed"
    UNCONFIRMED = "unconfirmed"
    NOT_PROVIDED = "not_provided"
    NONE_REPORTED = "none_reported"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class Figure:
    """How many people a text names, as an interval, because reports hedge.

    `low` and `high` are inclusive head counts as printed, None where the text sets no such bound ("at least 12",
    "up to 40"); whether a bound is strict is the hedge's to say. `value` is the number printed, None for a vague count
    or a range. `fraction` stands instead of all three for a share ("half of the dead"); a silence has none of the four.
    """

    low: int | None = None
    high: int | None = None
    value: int | None = None
    hedge: Hedge = Hedge.EXACT
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The place that one mention asserts: its words, and a normal form where we have one.

    `latitude` and `longitude` are degrees (WGS 84); `where_prec` is UCDP's scale, 1 (exact) to 7 (water, airspace).
    """

    text: str
    name: str | None = None
    geonames_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    where_prec: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """When the harm is said to have come about: the words, an EDTF date or interval, UCDP's `date_prec` 1–5."""

    text: str
    edtf: str | None = None
    date_prec: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One speaker of a chain, named in full where the report does so anywhere.

    `start` and `end` are where this mention of the speaker stands; None where it is carried over by a pronoun or an
    open quotation.
    """

    name: str
    role: str | None = None  # as printed: "National Security Council spokesman"
    cue: str | None = None  # the words that make it a speaker: "told reporters", "according to"
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Why one field of a claim was read as it was: the rule, and the words that it leaned on.

    `field` is one of READ_FIELDS, and also stands for a field that the text does not state. `confidence` is how likely
    the field is as a careful coder would write it, where the claim's figure and harm are right; None where nobody
    estimated it.
    """

    field: str
    rule: str  # its name in knowledge/rules.toml
    words: Span | None = None
    note: str | None = None  # what the rule made of them: which kind of time phrase, which other words
    rivals: int = 0  # other candidates that it was preferred to
    score: float | None = None  # how sure a learned reader was, where one read it
    confidence: float | None = None


# in the order in which a person is told: `figure` and `harm` stand or fall together, as the claim's own confidence
READ_FIELDS = (
    "figure", "harm", "victims", "side", "status", "place", "period", "aspect", "part_of", "speaker", "chain", "stance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion, by someone, carried by one report, of how many people came to one kind of harm; at one mention.

    `number` is shared by the mentions of one claim inside the report (the codebook's `claim`); `part_of` and `about`
    hold such numbers. `chain` runs from the first speaker to the last relay and never holds the report itself.
    """

    id: str  # the same on every machine for the same claim in the same version of a report
    number: int
    mention: Span
    evidence: Span
    figure: Figure
    harm: str  # a name in knowledge/harms.toml
    victims: str | None = None
    side: str | None = None
    status: Status = Status.UNKNOWN
    demographic: str | None = None
    place: Place | None = None
    period: Period | None = None
    aspect: Aspect = Aspect.EVENT
    rate: str | None = None  # "day": the unit of an aspect `rate`
    part_of: int | None = None
    about: int | None = None
    background: bool = False
    chain: tuple[Link, ...] = ()
    stance: Stance = Stance.ASSERTED
    modality: str | None = None
    quoted: bool = False
    said: Period | None = None  # when the first speaker, else the nearest, spoke, where the report says so
    readings: tuple[Reading, ...] = ()  # one a field, in the order of READ_FIELDS; none for what a person wrote
    confidence: float | None = None  # how likely figure and harm are right; None where nobody estimated it


# ── what a page came to ──────────────────────────────────────────────────────────────────────────────────────────────


class Reason(StrEnum):
    """Why a page was rejected. The words are what a person reads in the summary."""

    NO_ARTICLE = "no article on the page"
    EMPTY = "empty"
    LANGUAGE = "a language that we do not read"
    TOO_LARGE = "too large"
    KIND = "a kind of file that we do not read"
    LINK = "only a link to a report"


@dataclass(frozen=True, slots=True)
class Method:
    """What read a report: the versions of code and knowledge, so that results are as traceable as the claims."""

    code: str  # tolltrace's version, "0.1.0"
    code_sha256: str  # of the sources that read and their libraries' versions: an unreleased change is told apart
    knowledge_sha256: str  # of the data in knowledge/


@dataclass(frozen=True, slots=True)
class Traced:
    """An article and the claims in it, in the order of their mentions."""

    article: Article
    claims: tuple[Claim, ...]
    method: Method
    page: Page | None = field(default=None, repr=False, compare=False)  # what it was read from, for who keeps copies
    version_before: int = 0  # of an imported report the number of the version that another ledger had before this

    @property
    def source(self) -> str:
        """Where the page came from."""
        return self.article.source


@dataclass(frozen=True, slots=True)
class Rejected:
    """A page that is no article that we read: expected, counted, no error."""

    source: str
    reason: Reason
    detail: str = ""  # for a person: what was found


@dataclass(frozen=True, slots=True)
class Failed:
    """A page that should have been read and was not. `detail` says what was found, expected and to be done."""

    source: str
    detail: str
    trace: str = field(default="", repr=False, compare=False)  # the program's own trace back, where it is our fault


Result = Traced | Rejected | Failed
