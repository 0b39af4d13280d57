"""What a desk that watches sources remembers between two visits: changed at will, outside of the chain."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Five tables, empty. Nothing refuses their changes: they are no evidence (docs/decisions/0025)."""
    make_sources()
    make_items()
    make_tellings()


def make_sources() -> None:
    """What is asked, and when it may be."""
    op.create_table(
        "desk_hosts",
        sa.Column("host", ID, nullable=False),
        sa.Column("turn_at", INSTANT, nullable=False),
        sa.Column("leased_by", ID, nullable=True),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("host", name="pk_desk_hosts"),
    )
    op.create_table(
        "desk_sources",
        sa.Column("name", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("host", ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("moved_to", sa.Text(), nullable=True),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.Column("news_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_desk_sources"),
    )
    op.create_index("ix_desk_sources_host_next_at", "desk_sources", ["host", "next_at"])


def make_items() -> None:
    """What sources list."""
    op.create_table(
        "desk_items",
        sa.Column("key", KEY, nullable=False),
        sa.Column("address", ID, nullable=False),
        sa.Column("source", ID, nullable=False),
        sa.Column("host", ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("listed_at", INSTANT, nullable=False),
        sa.Column("checked_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_desk_items"),
        sa.UniqueConstraint("address", name="uq_desk_items_address"),
    )
    op.create_index("ix_desk_items_host_next_at", "desk_items", ["host", "next_at"])
    op.create_index("ix_desk_items_source_state_claims", "desk_items", ["source", "state", "claims"])


def make_tellings() -> None:
    """Who is told, and how far they have been."""
    op.create_table(
        "desk_tellings",
        sa.Column("name", ID, nullable=False),
        sa.Column("event", sa.BigInteger(), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.Column("leased_by", ID, nullable=True),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_desk_tellings"),
    )
    op.create_table(
        "desk_untold",
        sa.Column("key", KEY, nullable=False),
        sa.Column("telling", ID, nullable=False),
        sa.Column("event", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_desk_untold"),
    )
    op.create_index("ix_desk_untold_telling", "desk_untold", ["telling"])


def downgrade() -> None:
    """Never: a ledger forgets nothing."""
    raise NotImplementedError("a ledger is never taken back to an older schema: restore a copy made before")
