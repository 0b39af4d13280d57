"""Digests that were published; and apart from them, whom they are sent to.

`subscribers`, `mail_asks` and `mail_secrets` refuse nothing and are in no seal: what is in them can be removed
(docs/decisions/0024).
"""

import sqlalchemy as sa
from alembic import op

from tolltrace.ledger.migrations.dialects import refuse_changes

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """One append-only table, and three that are not; all empty."""
    op.create_table(
        "digests",
        sa.Column("key", KEY, nullable=False),
        sa.Column("name", ID, nullable=False),
        sa.Column("every", sa.Text(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("act", KEY, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_digests"),
        sa.UniqueConstraint("name", name="uq_digests_name"),
        sa.ForeignKeyConstraint(["act"], ["acts.key"], name="fk_digests_act"),
    )
    refuse_changes("digests")
    make_private()


def make_private() -> None:
    """What can be removed: nothing refuses it."""
    op.create_table(
        "subscribers",
        sa.Column("id", ID, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_folded", ID, nullable=False),
        sa.Column("every", sa.Text(), nullable=False),
        sa.Column("sides", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=False),
        sa.Column("last", KEY, nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscribers"),
        sa.UniqueConstraint("address_folded", name="uq_subscribers_address_folded"),
    )
    op.create_table(
        "mail_asks",
        sa.Column("of", ID, nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("of", name="pk_mail_asks"),
    )
    op.create_table(
        "mail_secrets",
        sa.Column("purpose", ID, nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name="pk_mail_secrets"),
    )


def downgrade() -> None:
    """Never: a ledger forgets nothing."""
    raise NotImplementedError("a ledger is never taken back to an older schema: restore a copy made before")
