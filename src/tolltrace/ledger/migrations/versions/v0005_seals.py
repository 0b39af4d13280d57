"""The hash chain over all that is written (docs/decisions/0014).

What was recorded before is sealed here as it stands, under seals that say so: the chain proves nothing of the time
before it was begun.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from tolltrace.ledger.migrations.dialects import refuse_changes
from tolltrace.ledger.sealing import seal_what_is_there

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One append-only table, and in it the chain over the rows that there are."""
    op.create_table(
        "seals",
        sa.Column("key", KEY, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("digests", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_seals"),
    )
    refuse_changes("seals")
    seal_what_is_there(op.get_bind(), datetime.now(UTC))


def downgrade() -> None:
    """Never: a ledger forgets nothing."""
    raise NotImplementedError("a ledger is never taken back to an older schema: restore a copy made before")
