"""What else an article says (standfirst, agency, notes, …), when its page was captured, and copies of pages.

An article's `details` is JSON, without what is empty: `{"wire": "AP", "headlines": [["…", "OpenGraph"]], ...}`.
"""

import sqlalchemy as sa
from alembic import op

from tolltrace.ledger.migrations.dialects import refuse_changes

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Three columns, null in all rows that there are, and a table that is empty: nothing is read again here."""
    op.add_column("articles", sa.Column("standfirst", sa.Text(), nullable=True))
    op.add_column("articles", sa.Column("details", sa.JSON(), nullable=True))
    op.add_column("versions", sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "copies",
        sa.Column("page_sha256", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("charset", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("codec", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("page_sha256", name="pk_copies"),
    )
    refuse_changes("copies")


def downgrade() -> None:
    """Never: a ledger forgets nothing."""
    raise NotImplementedError("a ledger is never taken back to an older schema: restore a copy made before")
