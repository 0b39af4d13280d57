"""Reports in versions, their claims with chains and evidence, and the events that made them.

Append-only from here on: each table refuses UPDATE and DELETE.
"""

import sqlalchemy as sa
from alembic import op

from tolltrace.ledger.migrations.dialects import make_functions, refuse_changes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
APPEND_ONLY = (
    "reports",
    "versions",
    "articles",
    "methods",
    "events",
    "readings",
    "claims",
    "speakers",
    "links",
    "supersessions",
    "decisions",
)


def upgrade() -> None:
    """Make every table, then close it against change."""
    op.create_table(
        "methods",
        sa.Column("key", KEY, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("code_sha256", sa.Text(), nullable=False),
        sa.Column("knowledge_sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_methods"),
        sa.UniqueConstraint(
            "code", "code_sha256", "knowledge_sha256", name="uq_methods_code_code_sha256_knowledge_sha256"
        ),
    )
    op.create_table(
        "reports",
        sa.Column("key", KEY, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_reports"),
        sa.UniqueConstraint("id", name="uq_reports_id"),
    )
    op.create_table(
        "speakers",
        sa.Column("key", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_speakers"),
        sa.UniqueConstraint("name", name="uq_speakers_name"),
    )
    op.create_table(
        "versions",
        sa.Column("key", KEY, nullable=False),
        sa.Column("report", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.Text(), nullable=False),
        sa.Column("page_sha256", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rereads", KEY, nullable=True),
        sa.ForeignKeyConstraint(["report"], ["reports.key"], name="fk_versions_report"),
        sa.ForeignKeyConstraint(["rereads"], ["versions.key"], name="fk_versions_rereads"),
        sa.PrimaryKeyConstraint("key", name="pk_versions"),
        sa.UniqueConstraint("report", "content_sha256", name="uq_versions_report_content_sha256"),
        sa.UniqueConstraint("report", "number", name="uq_versions_report_number"),
    )
    op.create_index("ix_versions_report_edition_number", "versions", ["report", "edition", "number"], unique=False)
    op.create_index("ix_versions_report_page_sha256", "versions", ["report", "page_sha256"], unique=False)
    op.create_table(
        "articles",
        sa.Column("version", KEY, nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_iso", sa.Text(), nullable=True),
        sa.Column("published_printed", sa.Text(), nullable=True),
        sa.Column("published_from", sa.Text(), nullable=True),
        sa.Column("newest", ID, nullable=False),
        sa.Column("repairs", sa.JSON(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["versions.key"], name="fk_articles_version"),
        sa.PrimaryKeyConstraint("version", name="pk_articles"),
    )
    op.create_index("ix_articles_newest_version", "articles", ["newest", "version"], unique=False)
    op.create_table(
        "events",
        sa.Column("key", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("report", KEY, nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.Column("claim", ID, nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["reports.key"], name="fk_events_report"),
        sa.ForeignKeyConstraint(["version"], ["versions.key"], name="fk_events_version"),
        sa.PrimaryKeyConstraint("key", name="pk_events"),
    )
    op.create_index("ix_events_report", "events", ["report"], unique=False)
    op.create_index("ix_events_version", "events", ["version"], unique=False)
    op.create_table(
        "readings",
        sa.Column("key", KEY, nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.Column("method", KEY, nullable=False),
        sa.Column("event", KEY, nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.key"], name="fk_readings_event"),
        sa.ForeignKeyConstraint(["method"], ["methods.key"], name="fk_readings_method"),
        sa.ForeignKeyConstraint(["version"], ["versions.key"], name="fk_readings_version"),
        sa.PrimaryKeyConstraint("key", name="pk_readings"),
    )
    op.create_index("ix_readings_version", "readings", ["version"], unique=False)
    op.create_table(
        "claims",
        sa.Column("key", KEY, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("version", KEY, nullable=False),
        sa.Column("reading", KEY, nullable=False),
        sa.Column("event", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("newest", ID, nullable=False),
        sa.Column("mention_exact", sa.Text(), nullable=False),
        sa.Column("mention_prefix", sa.Text(), nullable=False),
        sa.Column("mention_suffix", sa.Text(), nullable=False),
        sa.Column("mention_start", sa.Integer(), nullable=False),
        sa.Column("mention_end", sa.Integer(), nullable=False),
        sa.Column("evidence_exact", sa.Text(), nullable=False),
        sa.Column("evidence_prefix", sa.Text(), nullable=False),
        sa.Column("evidence_suffix", sa.Text(), nullable=False),
        sa.Column("evidence_start", sa.Integer(), nullable=False),
        sa.Column("evidence_end", sa.Integer(), nullable=False),
        sa.Column("low", sa.BigInteger(), nullable=True),
        sa.Column("high", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("hedge", sa.Text(), nullable=False),
        sa.Column("fraction", sa.Float(), nullable=True),
        sa.Column("harm", sa.Text(), nullable=False),
        sa.Column("victims", sa.Text(), nullable=True),
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("side_folded", ID, nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("demographic", sa.Text(), nullable=True),
        sa.Column("place_text", sa.Text(), nullable=True),
        sa.Column("place_name", sa.Text(), nullable=True),
        sa.Column("place_geonames_id", sa.BigInteger(), nullable=True),
        sa.Column("place_latitude", sa.Float(), nullable=True),
        sa.Column("place_longitude", sa.Float(), nullable=True),
        sa.Column("place_where_prec", sa.Integer(), nullable=True),
        sa.Column("period_text", sa.Text(), nullable=True),
        sa.Column("period_edtf", sa.Text(), nullable=True),
        sa.Column("period_date_prec", sa.Integer(), nullable=True),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=True),
        sa.Column("part_of", sa.Integer(), nullable=True),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.Column("background", sa.Boolean(), nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("modality", sa.Text(), nullable=True),
        sa.Column("quoted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.key"], name="fk_claims_event"),
        sa.ForeignKeyConstraint(["reading"], ["readings.key"], name="fk_claims_reading"),
        sa.ForeignKeyConstraint(["version"], ["versions.key"], name="fk_claims_version"),
        sa.PrimaryKeyConstraint("key", name="pk_claims"),
        sa.UniqueConstraint("version", "id", "event", name="uq_claims_version_id_event"),
    )
    op.create_index("ix_claims_harm_newest_version", "claims", ["harm", "newest", "version"], unique=False)
    op.create_index("ix_claims_id", "claims", ["id"], unique=False)
    op.create_index("ix_claims_newest_version", "claims", ["newest", "version"], unique=False)
    op.create_index(
        "ix_claims_side_folded_newest_version", "claims", ["side_folded", "newest", "version"], unique=False
    )
    op.create_table(
        "decisions",
        sa.Column("key", KEY, nullable=False),
        sa.Column("claim", KEY, nullable=False),
        sa.Column("event", KEY, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claims.key"], name="fk_decisions_claim"),
        sa.ForeignKeyConstraint(["event"], ["events.key"], name="fk_decisions_event"),
        sa.PrimaryKeyConstraint("key", name="pk_decisions"),
    )
    op.create_index("ix_decisions_claim", "decisions", ["claim"], unique=False)
    op.create_table(
        "links",
        sa.Column("claim", KEY, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("speaker", KEY, nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("cue", sa.Text(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["claim"], ["claims.key"], name="fk_links_claim"),
        sa.ForeignKeyConstraint(["speaker"], ["speakers.key"], name="fk_links_speaker"),
        sa.PrimaryKeyConstraint("claim", "position", name="pk_links"),
    )
    op.create_index("ix_links_speaker", "links", ["speaker"], unique=False)
    op.create_table(
        "supersessions",
        sa.Column("claim", KEY, nullable=False),
        sa.Column("event", KEY, nullable=False),
        sa.ForeignKeyConstraint(["claim"], ["claims.key"], name="fk_supersessions_claim"),
        sa.ForeignKeyConstraint(["event"], ["events.key"], name="fk_supersessions_event"),
        sa.PrimaryKeyConstraint("claim", name="pk_supersessions"),
    )
    op.create_index("ix_supersessions_event", "supersessions", ["event"], unique=False)
    make_functions()
    for table in APPEND_ONLY:
        refuse_changes(table)


def downgrade() -> None:
    """Never: a ledger forgets nothing."""
    raise NotImplementedError("a ledger is never taken back to an older schema: restore a copy made before")
