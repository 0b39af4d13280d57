"""Which comments wait for an editor, and what editors decided of them."""

import sqlalchemy as sa
from alembic import op

from tolltrace.ledger.migrations.dialects import refuse_changes

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One append-only table, empty: comments from before are shown, as they were."""
    op.create_table(
        "moderations",
        sa.Column("key", KEY, nullable=False),
        sa.Column("comment", KEY, nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("event", KEY, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_moderations"),
        sa.ForeignKeyConstraint(["comment"], ["comments.key"], name="fk_moderations_comment"),
        sa.ForeignKeyConstraint(["event"], ["events.key"], name="fk_moderations_event"),
    )
    op.create_index("ix_moderations_comment", "moderations", ["comment"])
    refuse_changes("moderations")


def downgrade() -> None:
    """Never: a ledger forgets nothing."""
    raise NotImplementedError("a ledger is never taken back to an older schema: restore a copy made before")
