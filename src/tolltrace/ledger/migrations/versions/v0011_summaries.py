"""A row for each statement, for lists (docs/decisions/0022), which grouping fills; indexes by outlet and by speaker."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """One table, empty: what grouped a ledger before grouped it by other rules, so that it is grouped anew."""
    op.create_table(
        "summaries",
        sa.Column("statement", ID, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("origins", sa.Integer(), nullable=False),
        sa.Column("shown", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("statement", name="pk_summaries"),
    )
    op.create_index("ix_articles_outlet", "articles", ["outlet"])
    op.drop_index("ix_links_speaker", table_name="links")
    op.create_index("ix_links_speaker_claim", "links", ["speaker", "claim"])
    has_role = sa.text("role IS NOT NULL")
    op.create_index(
        "ix_links_speaker_role", "links", ["speaker", "role"], sqlite_where=has_role, postgresql_where=has_role
    )


def downgrade() -> None:
    """Never: a ledger forgets nothing."""
    raise NotImplementedError("a ledger is never taken back to an older schema: restore a copy made before")
