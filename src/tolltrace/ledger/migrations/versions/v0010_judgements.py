"""What people think: grades of speakers and claims, comments on words, and of which claim another is a duplicate."""

import sqlalchemy as sa
from alembic import op

from tolltrace.ledger.migrations.dialects import refuse_changes

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Four append-only tables, empty; and a column that older decisions leave empty."""
    op.add_column("decisions", sa.Column("duplicate_of", ID, nullable=True))
    make_grades()
    make_comments()
    for table in ("reliabilities", "credibilities", "comments", "withdrawn_comments"):
        refuse_changes(table)


def make_grades() -> None:
    """Of speakers, and of claims."""
    op.create_table(
        "reliabilities",
        sa.Column("key", KEY, nullable=False),
        sa.Column("speaker", ID, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("act", KEY, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_reliabilities"),
        sa.ForeignKeyConstraint(["act"], ["acts.key"], name="fk_reliabilities_act"),
    )
    op.create_table(
        "credibilities",
        sa.Column("key", KEY, nullable=False),
        sa.Column("claim", ID, nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("event", KEY, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_credibilities"),
        sa.ForeignKeyConstraint(["event"], ["events.key"], name="fk_credibilities_event"),
    )
    op.create_index("ix_credibilities_claim", "credibilities", ["claim"])


def make_comments() -> None:
    """Comments, and which were taken back."""
    op.create_table(
        "comments",
        sa.Column("key", KEY, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("report", KEY, nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.Column("claim", ID, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("event", KEY, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_comments"),
        sa.UniqueConstraint("id", name="uq_comments_id"),
        sa.ForeignKeyConstraint(["report"], ["reports.key"], name="fk_comments_report"),
        sa.ForeignKeyConstraint(["version"], ["versions.key"], name="fk_comments_version"),
        sa.ForeignKeyConstraint(["event"], ["events.key"], name="fk_comments_event"),
    )
    op.create_index("ix_comments_report", "comments", ["report"])
    op.create_table(
        "withdrawn_comments",
        sa.Column("comment", KEY, nullable=False),
        sa.Column("event", KEY, nullable=False),
        sa.PrimaryKeyConstraint("comment", name="pk_withdrawn_comments"),
        sa.ForeignKeyConstraint(["comment"], ["comments.key"], name="fk_withdrawn_comments_comment"),
        sa.ForeignKeyConstraint(["event"], ["events.key"], name="fk_withdrawn_comments_event"),
    )
    op.create_index("ix_withdrawn_comments_event", "withdrawn_comments", ["event"])


def downgrade() -> None:
    """Never: a ledger forgets nothing."""
    raise NotImplementedError("a ledger is never taken back to an older schema: restore a copy made before")
