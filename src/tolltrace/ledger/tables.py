"""The schema, once, for SQLite and PostgreSQL. The migrations make it; a test holds the two together.

Append-only: rows are inserted, never updated or deleted. Triggers made by the migrations refuse both on every table
here but those that are derived. What is current is therefore derived, never marked:

    a claim row is current      while no supersession names it
    an edition of a report      is what its outlet published at one time; a page that changed begins a new one
    a version of an edition     is what some code read out of it; newer code that reads another text makes a re-reading
    lists show                  the current claims of each report's latest edition, less those that a person rejected,
                                called a duplicate, or took down
    a person's decision         is the newest row in `decisions` of a current claim row

`key` is a row's number in this ledger only; `id` is the same on every machine.
"""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0008", "0009", "0010", "0011", "0012", "0013", "0014")
HEAD = REVISIONS[-1]
APPLICATION_ID = 0x746F6C6C  # "toll", in the header of a SQLite file: tells a ledger from other programs' databases


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no time zone, so it is taken off on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: D102
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: D102
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def json_cell(value: Any) -> str:
    """A value as the text that a column of JSON keeps."""
    try:
        return msgspec.json.encode(value).decode()
    except (UnicodeEncodeError, msgspec.MsgspecError, ValueError):  # half a character; a number beyond 64 bits
        return json.dumps(value)


Key = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers rows by itself only under the name INTEGER
Id = Text().with_variant(Text(collation="C"), "postgresql")  # sorted by code point, so that prefixes are ranges


def _key() -> Column[Any]:
    return Column("key", Key, primary_key=True)


def _refers(name: str, table: str, *, nullable: bool = False, **options: Any) -> Column[Any]:
    return Column(name, Key, ForeignKey(f"{table}.key"), nullable=nullable, **options)


def _required(name: str, of_type: Any = Text) -> Column[Any]:
    return Column(name, of_type, nullable=False)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

reports = Table(
    "reports", metadata, _key(), Column("id", Id, nullable=False, unique=True), _required("recorded_at", Instant)
)

versions = Table(
    "versions",
    metadata,
    _key(),
    _refers("report", "reports"),
    _required("number", Integer),  # 1.. within the report
    _required("edition", Integer),  # 1.. within the report
    _required("content_sha256"),
    _required("page_sha256"),
    _required("source"),
    _required("recorded_at", Instant),
    _refers("rereads", "versions", nullable=True),  # the version whose page newer code read again, differently
    Column("captured_at", Instant),  # when the copy of the page was made, where that is known
    UniqueConstraint("report", "number"),
    UniqueConstraint("report", "content_sha256"),
    Index(None, "report", "edition", "number"),
    Index(None, "report", "page_sha256"),
)

articles = Table(
    "articles",
    metadata,
    _refers("version", "versions", primary_key=True),
    Column("title", Text),
    _required("body"),
    _required("language"),
    Column("outlet", Text, index=True),
    Column("url", Text),
    Column("published_on", Date),  # the day at the outlet's own clock
    Column("published_iso", Text),  # as precise as it is known, in the time zone that was printed
    Column("published_printed", Text),
    Column("published_from", Text),
    _required("newest", Id),  # orders by publication: UTC where it is known, then the day, "" where nothing is
    _required("repairs", JSON),
    Column("description", Text),
    _required("authors", JSON),
    _required("tags", JSON),
    Column("standfirst", Text),  # offsets count it, behind the title
    Column("details", JSON(none_as_null=True)),  # what else the page says; null where nothing, and from before 0003
    Index(None, "newest", "version"),
)

copies = Table(  # of pages, the bytes as they were read; why: docs/decisions/0010
    "copies",
    metadata,
    Column("page_sha256", Id, primary_key=True),
    _required("kind"),
    Column("charset", Text),
    Column("url", Text),
    _required("recorded_at", Instant),
    _required("size", Integer),  # of the bytes before they were compressed
    _required("codec"),
    _required("content", LargeBinary),  # last: SQLite then finds all else without reading it
)

methods = Table(
    "methods",
    metadata,
    _key(),
    _required("code"),
    _required("code_sha256"),
    _required("knowledge_sha256"),
    UniqueConstraint("code", "code_sha256", "knowledge_sha256"),
)

events = Table(
    "events",
    metadata,
    _key(),
    _required("at", Instant),
    _required("actor_kind"),  # "program" or "person"
    _required("actor"),
    _required("kind"),  # "recorded", "reread", "imported", "accepted", "rejected", "corrected"
    _refers("report", "reports"),
    _refers("version", "versions"),
    Column("claim", Id),  # the claim's id, where the event is about one
    _required("why"),
    _required("detail", JSON),
    Index(None, "version"),
    Index(None, "report"),
)

readings = Table(
    "readings",
    metadata,
    _key(),
    _refers("version", "versions"),
    _refers("method", "methods"),
    _refers("event", "events"),
    Index(None, "version"),
)

claims = Table(
    "claims",
    metadata,
    _key(),
    Column("id", Id, nullable=False),
    _refers("version", "versions"),
    _refers("reading", "readings"),  # what found it
    _refers("event", "events"),  # what wrote this row: that reading, or a person's correction
    _required("number", Integer),
    _required("newest", Id),  # its article's, here so that one index gives a list its order
    # W3C Web Annotation: TextQuoteSelector (exact, prefix, suffix), TextPositionSelector (start, end); of the figure …
    _required("mention_exact"),
    _required("mention_prefix"),
    _required("mention_suffix"),
    _required("mention_start", Integer),
    _required("mention_end", Integer),
    # … and of the sentence that holds it
    _required("evidence_exact"),
    _required("evidence_prefix"),
    _required("evidence_suffix"),
    _required("evidence_start", Integer),
    _required("evidence_end", Integer),
    Column("low", BigInteger),
    Column("high", BigInteger),
    Column("value", BigInteger),
    _required("hedge"),
    Column("fraction", Float),
    _required("harm"),
    Column("victims", Text),
    Column("side", Text),
    Column("side_folded", Id),  # without case, so that an index finds it
    _required("status"),
    Column("demographic", Text),
    Column("place_text", Text),
    Column("place_name", Text),
    Column("place_geonames_id", BigInteger),
    Column("place_latitude", Float),
    Column("place_longitude", Float),
    Column("place_where_prec", Integer),
    Column("period_text", Text),
    Column("period_edtf", Text),
    Column("period_date_prec", Integer),
    Column("said_text", Text),
    Column("said_edtf", Text),
    Column("said_date_prec", Integer),
    _required("aspect"),
    Column("rate", Text),
    Column("part_of", Integer),
    Column("about", Integer),
    _required("background", Boolean),
    _required("stance"),
    Column("modality", Text),
    _required("quoted", Boolean),
    Column("confidence", Float),  # of figure and harm; null where a person wrote it, and in ledgers from before 0002
    Column("why", JSON(none_as_null=True)),  # how each field was read, by its name; null likewise
    UniqueConstraint("version", "id", "event"),
    Index(None, "id"),
    Index(None, "newest", "version"),
    Index(None, "harm", "newest", "version"),
    Index(None, "side_folded", "newest", "version"),
)

HAS_ROLE = text("role IS NOT NULL")

speakers = Table("speakers", metadata, _key(), Column("name", Text, nullable=False, unique=True))

links = Table(
    "links",
    metadata,
    _refers("claim", "claims", primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),  # 1 is the first speaker
    _refers("speaker", "speakers"),
    Column("role", Text),
    Column("cue", Text),
    Column("start", Integer),
    Column("end", Integer),
    Index(None, "speaker", "claim"),  # a speaker's newest claims
    Index(
        None, "speaker", "role", sqlite_where=HAS_ROLE, postgresql_where=HAS_ROLE
    ),  # the few roles that a speaker is introduced by, among thousands of claims
)

supersessions = Table(
    "supersessions",
    metadata,
    _refers("claim", "claims", primary_key=True),
    _refers("event", "events"),
    Index(None, "event"),
)

decisions = Table(
    "decisions",
    metadata,
    _key(),
    _refers("claim", "claims"),
    _refers("event", "events"),
    _required("verdict"),  # "accepted", "rejected", "corrected", "pending", "duplicate"
    Column("duplicate_of", Id),  # the id of the claim that a duplicate says once more
    Index(None, "claim"),
)

rulings = Table(  # what people decide of two claims: that they relay one act of saying, or do not
    "rulings",
    metadata,
    _key(),
    Column("claim", Id, nullable=False),  # ids, so that a ruling outlives the row that newer code replaces
    Column("other", Id, nullable=False),
    _required("together", Boolean),
    _refers("event", "events"),
    Index(None, "claim"),
    Index(None, "other"),
)

seals = Table(  # a hash chain over all rows above, one link a transaction (decision 0014)
    "seals",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),  # 1, 2, 3, … without a gap
    _required("at", Instant),
    _required("kind"),  # "written"; "before": rows that were there when the chain was begun
    _required("rows", JSON),  # which rows, by table: {"claims": [4, 5], "links": [[4, 1], [5, 1]]}
    _required("digests", LargeBinary),  # of these rows, 32 bytes each, in that order
    _required("previous"),  # the hash of the seal before
    _required("hash"),  # of all the other cells of this row
)

# ── derived: what lists, counts and searches look at, made with every change by `listing` (decision 0020) ──

places = Table(  # each as claims write it: filters look through these few instead of through all claims
    "places",
    metadata,
    _key(),
    Column("words", Id, nullable=False, unique=True),  # the text and the name, without case, a line each
    Column("name", Text),
)

listings = Table(  # claims that lists show: current ones of the latest editions, less those a person rejected
    "listings",
    metadata,
    _refers("claim", "claims", primary_key=True),
    _refers("report", "reports"),
    _refers("version", "versions"),
    _required("newest", Id),
    _required("start", Integer),  # of the mention
    _required("day", Id),  # of publication, "" where that is not known
    _required("harm"),
    Column("side_folded", Id),
    _refers("place", "places", nullable=True),
    _refers("speaker", "speakers", nullable=True),  # the first of the chain
    Index(None, "report"),
    Index(None, "newest", "version"),
    Index(None, "harm", "newest", "version"),
    Index(None, "side_folded", "newest", "version"),
    Index(None, "place", "newest", "version", "harm", "side_folded", "speaker", "day"),  # all that facets count
    Index(None, "speaker", "newest", "version"),
)

words = Table(  # the words of every claim row's sentence and title; on SQLite an FTS5 table, whose rowid is the claim
    "words",
    metadata,
    _refers("claim", "claims", primary_key=True),
    Column("words", TSVECTOR().with_variant(Text(), "sqlite"), nullable=False),
    Index("ix_words_words", "words", postgresql_using="gin"),
)

LISTED = (listings, places, words)
