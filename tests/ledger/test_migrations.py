"""The schema that the migrations make is the one that tables.py describes, and no data are lost on the way."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from tests.builders import a_published, a_traced
from tolltrace.errors import LedgerError
from tolltrace.ledger import open_ledger
from tolltrace.ledger.database import writing
from tolltrace.ledger.tables import APPLICATION_ID, HEAD, REVISIONS, metadata

SCRIPTS = "tolltrace.ledger:migrations"


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", SCRIPTS)
    made.set_main_option("path_separator", "os")
    return made


@contextmanager
def connected(path: Path) -> Iterator[Connection]:
    with open_ledger(path) as ledger, writing(ledger._engine, durable=False) as connection:
        yield connection


def test_the_migrations_are_those_that_the_code_knows_in_order():
    scripts = ScriptDirectory.from_config(config())

    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == REVISIONS
    assert scripts.get_current_head() == HEAD


def test_the_migrations_make_the_schema_of_tables(tmp_path):
    with connected(tmp_path / "a.db") as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_object": is_described}
        context = MigrationContext.configure(connection, opts=options)

        assert compare_metadata(context, metadata) == []


def is_described(_: object, name: str, kind: str, *others: object) -> bool:
    """On SQLite words are in a full-text table, which makes some of its own; `tables` has what a server has."""
    return not (kind in ("table", "index") and name.removeprefix("ix_").startswith("words"))


def test_a_ledger_carries_its_mark_and_its_log(tmp_path):
    with connected(tmp_path / "a.db") as connection:
        marks = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in MARKS}

    assert marks == MARKS


MARKS = {"application_id": APPLICATION_ID, "journal_mode": "wal", "foreign_keys": 1}


def an_older_ledger(path: Path, revision: str) -> Path:
    raw = sqlite3.connect(path)
    raw.executescript((Path(__file__).parent / "schemas" / f"{revision}.sql").read_text(encoding="utf-8"))
    raw.close()
    return path


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_ledger_of_every_older_schema_is_opened_with_its_data(tmp_path, revision):
    """Each released schema, filled by plain SQL as its code would have, opens at the newest one."""
    with open_ledger(an_older_ledger(tmp_path / "a.db", revision)) as ledger:
        (record,) = ledger.claims()
        assert (record.claim.mention.text, record.claim.figure.low) == ("At least 12", 12)
        assert [link.name for link in record.claim.chain] == ["health ministry", "Radio Karvel"]
        assert ledger.record(a_traced()).reports == 1
        assert ledger._engine.connect().exec_driver_sql("PRAGMA foreign_key_check").all() == []


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_reports_from_before_the_details_have_none_and_no_copy(tmp_path, revision):
    with open_ledger(an_older_ledger(tmp_path / "a.db", revision)) as ledger:
        article = ledger.article("older")

        assert (article.title, article.text) == (None, "At least 12 people died.")
        assert (article.standfirst, article.headlines, article.modified, article.captured_at) == (None, (), None, None)
        with pytest.raises(LedgerError, match="no copy is kept"):
            ledger.page("older")


def test_details_and_copy_of_schema_0003_are_read(tmp_path):
    with open_ledger(an_older_ledger(tmp_path / "a.db", "0003")) as ledger:
        article, page = ledger.article("older"), ledger.page("older")

        assert (article.standfirst, article.wire, article.dateline) == ("It burned all night.", "Andes Wire", "DRAVO")
        assert [(each.text, each.known_from) for each in article.headlines] == [("Ferry fire", "OpenGraph")]
        assert article.modified == a_published(date(2024, 3, 5))
        assert article.captured_at == page.captured_at == datetime(2024, 3, 6, 12, 0, 30, tzinfo=UTC)
        assert page.content == b"<title>Ferry fire</title><p>At least 12 people died."


def test_a_ledger_goes_back_to_no_older_schema(tmp_path):
    with connected(tmp_path / "a.db") as connection:
        made = config()
        made.attributes["connection"] = connection

        with pytest.raises(NotImplementedError, match="restore a copy"):
            command.downgrade(made, "base")
