"""The tables of digests: what was published, and apart from it whom it is sent to.

`digests` is append-only and under seals. What is in MAIL_PRIVATE is neither: an address is gone when its owner says so,
so nothing of it stands in the hash chain, in a copy of the ledger, in an export or in the log (docs/decisions/0024).
"""

from sqlalchemy import JSON, Column, ForeignKey, Integer, LargeBinary, Table, Text

from tolltrace.ledger.tables import Id, Instant, Key, metadata

digests = Table(
    "digests",
    metadata,
    Column("key", Key, primary_key=True),
    Column("name", Id, nullable=False, unique=True),  # "2026-11-23", "2026-W48"
    Column("every", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("statements", JSON, nullable=False),  # their ids, in order
    Column("act", Key, ForeignKey("acts.key"), nullable=False),
)

# ── private: changed and removed at will, outside of the chain ───────────────────────────────────────────────────────

subscribers = Table(  # who confirmed that they want digests; removed when they want none
    "subscribers",
    metadata,
    Column("id", Id, primary_key=True),  # random: who knows it may end the subscription
    Column("address", Text, nullable=False),
    Column("address_folded", Id, nullable=False, unique=True),
    Column("every", Text, nullable=False),
    Column("sides", JSON, nullable=False),
    Column("places", JSON, nullable=False),
    Column("confirmed_at", Instant, nullable=False),
    Column("last", Key, nullable=False),  # the newest digest that was begun for them; 0 for none
    Column("refused", Integer, nullable=False),  # how many in a row their server refused for good
)

mail_asks = Table(  # how often a mail was asked for of late, to an address or from one: as an HMAC, which tells neither
    "mail_asks",
    metadata,
    Column("of", Id, primary_key=True),
    Column("asked", Integer, nullable=False),
    Column("first_at", Instant, nullable=False),
)

mail_secrets = Table(  # what links of mails are signed with
    "mail_secrets",
    metadata,
    Column("purpose", Id, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
)

MAIL_PRIVATE = (subscribers, mail_asks, mail_secrets)
OF_MAIL = (digests, *MAIL_PRIVATE)
