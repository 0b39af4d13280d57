"""The tables that grouping fills; part of the schema in `tables.py`.

Derived: made from the others by `statements`, and again by `tolltrace ledger regroup` (decisions 0012 and 0022).
"""

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text

from tolltrace.ledger.tables import LISTED, Id, Key, metadata

grouping = Table(  # one row: the last event that grouping has seen, and the rules that it went by
    "grouping",
    metadata,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("event", BigInteger, nullable=False),
    Column("rules", Text, nullable=False),
)

relays = Table(  # current claims of the latest editions, as grouping compares them
    "relays",
    metadata,
    Column("key", Key, primary_key=True),
    Column("claim", Key, ForeignKey("claims.key"), nullable=False),
    Column("report", Key, ForeignKey("reports.key"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("denied", Boolean, nullable=False),  # the figure that a claim denies, beside its denial
    Column("traits", LargeBinary, nullable=False),  # packed by `statements`
    Column("component", Key),  # the smallest key of the relays that it hangs together with
    Column("statement", Id),
    Index(None, "claim"),
    Index(None, "report"),
    Index(None, "component"),
    Index(None, "statement"),
)

figures = Table(  # under which figures, and on which day, a relay is looked up
    "figures",
    metadata,
    Column("figure", Id, primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),  # 0 where it is not known
    Column("relay", Key, ForeignKey("relays.key"), primary_key=True),
    Index(None, "relay"),
)

likenesses = Table(  # reports that share their text
    "likenesses",
    metadata,
    Column("report", Key, ForeignKey("reports.key"), primary_key=True),
    Column("other", Key, ForeignKey("reports.key"), primary_key=True),
    Column("share", Float, nullable=False),
    Index(None, "other"),
)

sketches = Table(  # of their texts, by which it is told how much they share
    "sketches",
    metadata,
    Column("report", Key, ForeignKey("reports.key"), primary_key=True),
    Column("sketch", LargeBinary, nullable=False),
)

bands = Table(  # by which such reports are found
    "bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("report", Key, ForeignKey("reports.key"), primary_key=True),
    Index(None, "report"),
)

summaries = (
    Table(  # a row a statement: what lists show of it, and what reading its claims anew would tell (decision 0022)
        "summaries",
        metadata,
        Column("statement", Id, primary_key=True),
        Column("size", Integer, nullable=False),  # relays in its group
        Column("origins", Integer, nullable=False),
        Column("shown", LargeBinary, nullable=False),  # packed by `statements`: what lists show
        Column("told", LargeBinary, nullable=False),  # likewise: the rest, less the claims themselves
    )
)

GROUPED = (grouping, relays, figures, likenesses, sketches, bands, summaries)
DERIVED = (*GROUPED, *LISTED)
