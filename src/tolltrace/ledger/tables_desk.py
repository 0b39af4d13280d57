"""The tables of the desk: which sources are watched, what they list, whose turn it is, what was told to whom.

None of it is evidence: it changes with every visit, stands in no seal, and is in no copy of a ledger. What was read and
recorded is in the tables of the record, where it belongs (docs/decisions/0025).
"""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from tolltrace.ledger.tables import Id, Instant, Key, metadata

desk_hosts = Table(  # what is asked by one desk at a time, and not before its turn
    "desk_hosts",
    metadata,
    Column("host", Id, primary_key=True),
    Column("turn_at", Instant, nullable=False),
    Column("leased_by", Id),
    Column("leased_until", Instant),
)

desk_sources = Table(
    "desk_sources",
    metadata,
    Column("name", Id, primary_key=True),
    Column("kind", Text, nullable=False),  # "feed", "sitemap", "section", "telegram", "folder"
    Column("place", Text, nullable=False),
    Column("host", Id, nullable=False),
    Column("state", Text, nullable=False),  # "new", or how the last visit ended
    Column("next_at", Instant),  # null: never again
    Column("etag", Text),
    Column("last_modified", Text),
    Column("failures", Integer, nullable=False),  # since it was last read
    Column("error", Text),
    Column("moved_to", Text),
    Column("checked_at", Instant),
    Column("read_at", Instant),  # when it was last there, changed or not
    Column("news_at", Instant),  # when it last listed something new
    Index(None, "host", "next_at"),
)

desk_items = Table(  # what sources list: pages to be fetched, files, entries that hold their text
    "desk_items",
    metadata,
    Column("key", Key, primary_key=True),
    Column("address", Id, nullable=False, unique=True),
    Column("source", Id, nullable=False),
    Column("host", Id, nullable=False),
    Column("state", Text, nullable=False),  # "waiting", "traced", "rejected", "failed", "gone", "forbidden", "noted"
    Column("depth", Integer, nullable=False),  # 0: a report; 1 and more: a list, so deep below its source
    Column("stamp", Text, nullable=False),  # what the list says of it, beside its address
    Column("next_at", Instant),  # null: not unless its stamp changes
    Column("etag", Text),
    Column("last_modified", Text),
    Column("tries", Integer, nullable=False),  # that failed, since it was last read
    Column("looks", Integer, nullable=False),  # how often it was read
    Column("claims", Integer, nullable=False),  # found in it, the last time
    Column("error", Text),
    Column("listed_at", Instant, nullable=False),  # first
    Column("checked_at", Instant),
    Index(None, "host", "next_at"),
    Index(None, "source", "state", "claims"),  # all that is counted of them
)

desk_tellings = Table(  # who is told, and how far they have been: the ledger's log is what waits for them
    "desk_tellings",
    metadata,
    Column("name", Id, primary_key=True),
    Column("event", BigInteger, nullable=False),  # the last of the log that was told, or passed over
    Column("next_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),  # that failed, of the event after it
    Column("error", Text),
    Column("told_at", Instant),
    Column("leased_by", Id),
    Column("leased_until", Instant),
)

desk_untold = Table(  # what was given up: kept, so that somebody may send it by hand
    "desk_untold",
    metadata,
    Column("key", Key, primary_key=True),
    Column("telling", Id, nullable=False),
    Column("event", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    Column("error", Text, nullable=False),
    Index(None, "telling"),
)

OF_THE_DESK = (desk_hosts, desk_sources, desk_items, desk_tellings, desk_untold)
