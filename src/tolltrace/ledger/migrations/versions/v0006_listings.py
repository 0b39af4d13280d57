"""What lists, counts and searches look at (docs/decisions/0020). All derived: filled when the upgrade is done."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INDEXES = (
    ("report",),
    ("newest", "version"),
    ("harm", "newest", "version"),
    ("side_folded", "newest", "version"),
    ("place", "newest", "version", "harm", "side_folded", "speaker", "day"),
    ("speaker", "newest", "version"),
)


def upgrade() -> None:
    """Three tables, all empty."""
    op.create_table(
        "places",
        sa.Column("key", KEY, nullable=False),
        sa.Column("words", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_places"),
        sa.UniqueConstraint("words", name="uq_places_words"),
    )
    op.create_table(
        "listings",
        sa.Column("claim", KEY, autoincrement=False, nullable=False),
        sa.Column("report", KEY, nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.Column("newest", ID, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("day", ID, nullable=False),
        sa.Column("harm", sa.Text(), nullable=False),
        sa.Column("side_folded", ID, nullable=True),
        sa.Column("place", KEY, nullable=True),
        sa.Column("speaker", KEY, nullable=True),
        sa.PrimaryKeyConstraint("claim", name="pk_listings"),
        sa.ForeignKeyConstraint(["claim"], ["claims.key"], name="fk_listings_claim"),
        sa.ForeignKeyConstraint(["report"], ["reports.key"], name="fk_listings_report"),
        sa.ForeignKeyConstraint(["version"], ["versions.key"], name="fk_listings_version"),
        sa.ForeignKeyConstraint(["place"], ["places.key"], name="fk_listings_place"),
        sa.ForeignKeyConstraint(["speaker"], ["speakers.key"], name="fk_listings_speaker"),
    )
    for columns in INDEXES:
        op.create_index(f"ix_listings_{'_'.join(columns)}", "listings", list(columns))
    make_words()


def make_words() -> None:
    """Words alone, by their claim: phrases, positions and ranks are not asked for."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE words USING "
            "fts5(said, content='', detail=none, tokenize='unicode61 remove_diacritics 0')"
        )
        return
    op.create_table(
        "words",
        sa.Column("claim", KEY, autoincrement=False, nullable=False),
        sa.Column("words", TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint("claim", name="pk_words"),
        sa.ForeignKeyConstraint(["claim"], ["claims.key"], name="fk_words_claim"),
    )
    op.create_index("ix_words_words", "words", ["words"], postgresql_using="gin")


def downgrade() -> None:
    """Never: a ledger forgets nothing."""
    raise NotImplementedError("a ledger is never taken back to an older schema: restore a copy made before")
