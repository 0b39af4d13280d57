"""When a speaker spoke; what people rule of two claims; and what grouping derives.

`rulings` is append-only. `grouping`, `relays`, `figures`, `likenesses`, `sketches` and `bands` are made from the other
tables, and may be made again at any time: they refuse nothing.
"""

import sqlalchemy as sa
from alembic import op

from tolltrace.ledger.migrations.dialects import refuse_changes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Three columns, null in all rows that there are; one table of people's, and six of the program's, all empty."""
    op.add_column("claims", sa.Column("said_text", sa.Text(), nullable=True))
    op.add_column("claims", sa.Column("said_edtf", sa.Text(), nullable=True))
    op.add_column("claims", sa.Column("said_date_prec", sa.Integer(), nullable=True))
    make_rulings()
    make_relays()
    make_likenesses()


def make_rulings() -> None:
    """Append-only, as all that people write."""
    op.create_table(
        "rulings",
        sa.Column("key", KEY, nullable=False),
        sa.Column("claim", ID, nullable=False),
        sa.Column("other", ID, nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("event", KEY, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_rulings"),
        sa.ForeignKeyConstraint(["event"], ["events.key"], name="fk_rulings_event"),
    )
    op.create_index("ix_rulings_claim", "rulings", ["claim"])
    op.create_index("ix_rulings_other", "rulings", ["other"])
    refuse_changes("rulings")


def make_relays() -> None:
    """How far grouping has come, what it compares, and how that is looked up."""
    op.create_table(
        "grouping",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.BigInteger(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_grouping"),
    )
    op.create_table(
        "relays",
        sa.Column("key", KEY, nullable=False),
        sa.Column("claim", KEY, nullable=False),
        sa.Column("report", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("denied", sa.Boolean(), nullable=False),
        sa.Column("traits", sa.LargeBinary(), nullable=False),
        sa.Column("component", KEY, nullable=True),
        sa.Column("statement", ID, nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_relays"),
        sa.ForeignKeyConstraint(["claim"], ["claims.key"], name="fk_relays_claim"),
        sa.ForeignKeyConstraint(["report"], ["reports.key"], name="fk_relays_report"),
    )
    for column in ("claim", "report", "component", "statement"):
        op.create_index(f"ix_relays_{column}", "relays", [column])
    op.create_table(
        "figures",
        sa.Column("figure", ID, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("relay", KEY, nullable=False),
        sa.PrimaryKeyConstraint("figure", "day", "relay", name="pk_figures"),
        sa.ForeignKeyConstraint(["relay"], ["relays.key"], name="fk_figures_relay"),
    )
    op.create_index("ix_figures_relay", "figures", ["relay"])


def make_likenesses() -> None:
    """Reports that share their text, and by what they are found."""
    op.create_table(
        "likenesses",
        sa.Column("report", KEY, nullable=False),
        sa.Column("other", KEY, nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("report", "other", name="pk_likenesses"),
        sa.ForeignKeyConstraint(["report"], ["reports.key"], name="fk_likenesses_report"),
        sa.ForeignKeyConstraint(["other"], ["reports.key"], name="fk_likenesses_other"),
    )
    op.create_index("ix_likenesses_other", "likenesses", ["other"])
    op.create_table(
        "sketches",
        sa.Column("report", KEY, nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("report", name="pk_sketches"),
        sa.ForeignKeyConstraint(["report"], ["reports.key"], name="fk_sketches_report"),
    )
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("report", KEY, nullable=False),
        sa.PrimaryKeyConstraint("band", "report", name="pk_bands"),
        sa.ForeignKeyConstraint(["report"], ["reports.key"], name="fk_bands_report"),
    )
    op.create_index("ix_bands_report", "bands", ["report"])


def downgrade() -> None:
    """Never: a ledger forgets nothing."""
    raise NotImplementedError("a ledger is never taken back to an older schema: restore a copy made before")
