"""The tables of people: what they did that is about no report, their accounts, and apart from these their secrets.

`acts`, `accounts`, `tokens` and `withdrawals` are append-only and under seals, as all that is recorded. What is in
PRIVATE is neither: a password's hash, an address, a session must be removable, so nothing of them stands in the hash
chain, in a copy of the ledger, in an export or in the log (docs/decisions/0018).
"""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from tolltrace.ledger.tables import Id, Instant, Key, metadata

acts = Table(
    "acts",
    metadata,
    Column("key", Key, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor_kind", Text, nullable=False),  # "person", "program"
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),  # "account opened", "role changed", "digest made", …
    Column("about", Id, nullable=False),  # the account's name, the digest's
    Column("why", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    Index(None, "about"),
)

accounts = Table(  # a row for each change: the newest of a name stands
    "accounts",
    metadata,
    Column("key", Key, primary_key=True),
    Column("name", Id, nullable=False),
    Column("name_folded", Id, nullable=False),
    Column("role", Text, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("act", Key, ForeignKey("acts.key"), nullable=False),
    Index(None, "name_folded"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("key", Key, primary_key=True),
    Column("account", Id, nullable=False),
    Column("name", Text, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("act", Key, ForeignKey("acts.key"), nullable=False),
    Index(None, "account"),
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("token", Key, ForeignKey("tokens.key"), primary_key=True),
    Column("act", Key, ForeignKey("acts.key"), nullable=False),
)

# ── private: changed and removed at will, outside of the chain ───────────────────────────────────────────────────────

credentials = Table(  # by what an account signs in; removed when it is closed
    "credentials",
    metadata,
    Column("account", Id, primary_key=True),
    Column("password", Text),  # argon2id, with its parameters and salt
    Column("email", Id, unique=True),  # folded; where another service vouches for it, it may sign in by that
    Column("issuer", Text),  # that service, and what it calls the person, once they have come by it
    Column("subject", Text),
    UniqueConstraint("issuer", "subject"),
)

keys = Table(  # what admits: of sessions and tokens, the SHA-256 alone
    "keys",
    metadata,
    Column("sha256", Id, primary_key=True),
    Column("account", Id, nullable=False),
    Column("token", Key, ForeignKey("tokens.key")),  # null: a session
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=False),
    Index(None, "account"),
)

tries = Table(  # sign-ins that failed of late, of an account or from an address
    "tries",
    metadata,
    Column("of", Id, primary_key=True),
    Column("failed", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
)

PRIVATE = (credentials, keys, tries)
OF_PEOPLE = (acts, accounts, tokens, withdrawals, *PRIVATE)
