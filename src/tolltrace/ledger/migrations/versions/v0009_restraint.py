"""What was taken down, and whose names were opened (docs/decisions/0019)."""

import sqlalchemy as sa
from alembic import op

from tolltrace.ledger.migrations.dialects import refuse_changes

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Three append-only tables, all empty."""
    op.create_table(
        "takedowns",
        sa.Column("key", KEY, nullable=False),
        sa.Column("report", KEY, nullable=False),
        sa.Column("claim", KEY, nullable=True),
        sa.Column("event", KEY, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_takedowns"),
        sa.ForeignKeyConstraint(["report"], ["reports.key"], name="fk_takedowns_report"),
        sa.ForeignKeyConstraint(["claim"], ["claims.key"], name="fk_takedowns_claim"),
        sa.ForeignKeyConstraint(["event"], ["events.key"], name="fk_takedowns_event"),
    )
    op.create_index("ix_takedowns_report", "takedowns", ["report"])
    op.create_table(
        "lifts",
        sa.Column("takedown", KEY, nullable=False),
        sa.Column("event", KEY, nullable=False),
        sa.PrimaryKeyConstraint("takedown", name="pk_lifts"),
        sa.ForeignKeyConstraint(["takedown"], ["takedowns.key"], name="fk_lifts_takedown"),
        sa.ForeignKeyConstraint(["event"], ["events.key"], name="fk_lifts_event"),
    )
    op.create_table(
        "openings",
        sa.Column("key", KEY, nullable=False),
        sa.Column("report", KEY, nullable=False),
        sa.Column("claim", ID, nullable=True),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("event", KEY, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_openings"),
        sa.ForeignKeyConstraint(["report"], ["reports.key"], name="fk_openings_report"),
        sa.ForeignKeyConstraint(["event"], ["events.key"], name="fk_openings_event"),
    )
    op.create_index("ix_openings_report", "openings", ["report"])
    for table in ("takedowns", "lifts", "openings"):
        refuse_changes(table)


def downgrade() -> None:
    """Never: a ledger forgets nothing."""
    raise NotImplementedError("a ledger is never taken back to an older schema: restore a copy made before")
