"""The tables of restraint: what was taken down, and whose names were opened (docs/decisions/0019).

Append-only and under seals. A takedown of a report has no claim; one of a claim has a row for each place at which the
report states it, and hides the sentence there with all that it says, in every version of the report.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table

from tolltrace.ledger.tables import Id, Key, metadata

takedowns = Table(
    "takedowns",
    metadata,
    Column("key", Key, primary_key=True),
    Column("report", Key, ForeignKey("reports.key"), nullable=False),
    Column("claim", Key, ForeignKey("claims.key")),  # null: the whole report
    Column("event", Key, ForeignKey("events.key"), nullable=False),
    Index(None, "report"),
)

lifts = Table(  # of takedowns that stand no more
    "lifts",
    metadata,
    Column("takedown", Key, ForeignKey("takedowns.key"), primary_key=True),
    Column("event", Key, ForeignKey("events.key"), nullable=False),
)

openings = Table(  # of the names of private persons; of a claim or a report the newest row stands
    "openings",
    metadata,
    Column("key", Key, primary_key=True),
    Column("report", Key, ForeignKey("reports.key"), nullable=False),
    Column("claim", Id),  # its id; null: all of the report
    Column("opened", Boolean, nullable=False),
    Column("event", Key, ForeignKey("events.key"), nullable=False),
    Index(None, "report"),
)

OF_RESTRAINT = (takedowns, lifts, openings)
