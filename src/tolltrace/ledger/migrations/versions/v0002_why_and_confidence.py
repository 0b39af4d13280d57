"""How likely a claim is right, and how each of its fields was read. Claims recorded before have neither.

A claim's `why` is JSON: `{"place": {"rule": "led_to", "words": ["Bakhmut", 71, 78], "confidence": 0.9}, ...}`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns, null in all rows that there are: nothing is read again here."""
    op.add_column("claims", sa.Column("confidence", sa.Float(), nullable=True))
    op.add_column("claims", sa.Column("why", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Never: a ledger forgets nothing."""
    raise NotImplementedError("a ledger is never taken back to an older schema: restore a copy made before")
