"""Accounts, tokens, and what people did that is about no report; and apart from these, what is private of them.

`credentials`, `keys` and `tries` refuse nothing and are in no seal: what is in them can be removed
(docs/decisions/0018).
"""

import sqlalchemy as sa
from alembic import op

from tolltrace.ledger.migrations.dialects import refuse_changes

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Four append-only tables, and three that are not; all empty."""
    make_acts()
    make_accounts()
    make_tokens()
    make_private()


def make_acts() -> None:
    """The log of what is about no report."""
    op.create_table(
        "acts",
        sa.Column("key", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", ID, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_acts"),
    )
    op.create_index("ix_acts_about", "acts", ["about"])
    refuse_changes("acts")


def make_accounts() -> None:
    """A row for each change of an account."""
    op.create_table(
        "accounts",
        sa.Column("key", KEY, nullable=False),
        sa.Column("name", ID, nullable=False),
        sa.Column("name_folded", ID, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("act", KEY, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_accounts"),
        sa.ForeignKeyConstraint(["act"], ["acts.key"], name="fk_accounts_act"),
    )
    op.create_index("ix_accounts_name_folded", "accounts", ["name_folded"])
    refuse_changes("accounts")


def make_tokens() -> None:
    """Tokens as lists show them, and which were withdrawn."""
    op.create_table(
        "tokens",
        sa.Column("key", KEY, nullable=False),
        sa.Column("account", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("act", KEY, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_tokens"),
        sa.ForeignKeyConstraint(["act"], ["acts.key"], name="fk_tokens_act"),
    )
    op.create_index("ix_tokens_account", "tokens", ["account"])
    op.create_table(
        "withdrawals",
        sa.Column("token", KEY, nullable=False),
        sa.Column("act", KEY, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_withdrawals"),
        sa.ForeignKeyConstraint(["token"], ["tokens.key"], name="fk_withdrawals_token"),
        sa.ForeignKeyConstraint(["act"], ["acts.key"], name="fk_withdrawals_act"),
    )
    refuse_changes("tokens")
    refuse_changes("withdrawals")


def make_private() -> None:
    """What can be removed: nothing refuses it."""
    op.create_table(
        "credentials",
        sa.Column("account", ID, nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("email", ID, nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("account", name="pk_credentials"),
        sa.UniqueConstraint("email", name="uq_credentials_email"),
        sa.UniqueConstraint("issuer", "subject", name="uq_credentials_issuer_subject"),
    )
    op.create_table(
        "keys",
        sa.Column("sha256", ID, nullable=False),
        sa.Column("account", ID, nullable=False),
        sa.Column("token", KEY, nullable=True),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_keys"),
        sa.ForeignKeyConstraint(["token"], ["tokens.key"], name="fk_keys_token"),
    )
    op.create_index("ix_keys_account", "keys", ["account"])
    op.create_table(
        "tries",
        sa.Column("of", ID, nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("of", name="pk_tries"),
    )


def downgrade() -> None:
    """Never: a ledger forgets nothing."""
    raise NotImplementedError("a ledger is never taken back to an older schema: restore a copy made before")
