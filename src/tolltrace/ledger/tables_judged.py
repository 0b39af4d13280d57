"""The tables of what people think of speakers, claims and reports; part of the schema in `tables.py`."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from tolltrace.ledger.tables import Id, Key, metadata

reliabilities = Table(  # of speakers (decision 0016)
    "reliabilities",
    metadata,
    Column("key", Key, primary_key=True),
    Column("speaker", Id, nullable=False),  # as the grader named them: who that is, knowledge says when it is read
    Column("topic", Text, nullable=False),
    Column("grade", Text, nullable=False),  # "A" to "F"
    Column("act", Key, ForeignKey("acts.key"), nullable=False),  # it is about no report
)

credibilities = Table(  # of claims
    "credibilities",
    metadata,
    Column("key", Key, primary_key=True),
    Column("claim", Id, nullable=False),  # its id, so that a grade outlives the row that newer code replaces
    Column("grade", Integer, nullable=False),  # 1 to 6
    Column("event", Key, ForeignKey("events.key"), nullable=False),
    Index(None, "claim"),
)

comments = Table(
    "comments",
    metadata,
    Column("key", Key, primary_key=True),
    Column("id", Id, nullable=False),
    Column("report", Key, ForeignKey("reports.key"), nullable=False),
    Column("version", Key, ForeignKey("versions.key"), nullable=False),  # whose text the offsets count in
    Column("claim", Id),
    Column("kind", Text, nullable=False),  # "correction", "new source", "translation", "context"
    Column("text", Text, nullable=False),
    # W3C Web Annotation: TextQuoteSelector (exact, prefix, suffix), TextPositionSelector (start, end)
    Column("exact", Text, nullable=False),
    Column("prefix", Text, nullable=False),
    Column("suffix", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("event", Key, ForeignKey("events.key"), nullable=False),
    UniqueConstraint("id"),
    Index(None, "report"),
)

withdrawn_comments = Table(
    "withdrawn_comments",
    metadata,
    Column("comment", Key, ForeignKey("comments.key"), primary_key=True),
    Column("event", Key, ForeignKey("events.key"), nullable=False),
    Index(None, "event"),
)

moderations = Table(  # of a comment the newest row stands; one without any is shown (decision 0023)
    "moderations",
    metadata,
    Column("key", Key, primary_key=True),
    Column("comment", Key, ForeignKey("comments.key"), nullable=False),
    Column("standing", Text, nullable=False),  # "held", "shown", "refused"
    Column("event", Key, ForeignKey("events.key"), nullable=False),
    Index(None, "comment"),
)
