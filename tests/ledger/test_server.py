"""A ledger in a PostgreSQL database: what may befall it there, how it is told from others, and what it says."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from tests.builders import a_page, a_traced
from tests.ledger.test_file import DECIDED, RECORDED, record_all
from tests.ledger.test_migrations import compare_metadata
from tolltrace.errors import LedgerError, UnfitError
from tolltrace.ledger import Recorded, open_ledger
from tolltrace.ledger.database import writing
from tolltrace.ledger.folding import fold
from tolltrace.ledger.tables import metadata


def run_sql(url: str, *statements: str) -> list[object]:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    with engine.begin() as connection:
        results = [connection.exec_driver_sql(statement) for statement in statements]
        return [tuple(row) for row in results[-1]] if results[-1].returns_rows else []


def test_the_migrations_make_the_schema_of_tables(postgres):
    from alembic.migration import MigrationContext

    with open_ledger(postgres.new_database()) as ledger, writing(ledger._engine, durable=False) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})

        assert compare_metadata(context, metadata) == []


def test_a_ledger_in_a_schema_of_its_own_leaves_others_alone(postgres):
    url = postgres.new_database()
    run_sql(url, "CREATE TABLE bookmarks (url text)", "CREATE SCHEMA tolls")

    with open_ledger(f"{url}&options=-csearch_path%3Dtolls") as ledger:
        assert ledger.record(a_traced()).reports == 1
        assert len(list(ledger.claims(text="LAKE"))) == len(list(ledger.claims(text="lake")))


@pytest.mark.parametrize("statement", ["CREATE TABLE bookmarks (url text)", "CREATE TABLE alembic_version (v text)"])
def test_another_programs_database_is_left_as_it_was(postgres, statement):
    url = postgres.new_database()
    run_sql(url, statement)

    with pytest.raises(LedgerError, match=r"schema 'public' holds another program's tables, .* another schema: \?op"):
        open_ledger(url)
    assert len(run_sql(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) == 1


def test_a_database_that_holds_no_unicode_is_refused(postgres):
    url = postgres.new_database("TEMPLATE template0 ENCODING 'LATIN1'")

    with pytest.raises(LedgerError, match="encoding is LATIN1; make one: createdb --encoding=UTF8"):
        open_ledger(url)


def test_reading_makes_no_ledger(postgres):
    url = postgres.new_database()

    with pytest.raises(LedgerError, match="there is no ledger yet"):
        open_ledger(url, create=False)
    assert run_sql(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


def test_a_ledger_of_a_newer_tolltrace_is_left_alone(postgres):
    url = postgres.new_ledger()
    run_sql(url, "UPDATE alembic_version SET version_num = '9999'")

    try:
        with pytest.raises(LedgerError, match=r"made by a newer tolltrace \(its schema is '9999'"):
            open_ledger(url)
    finally:
        postgres.forget_ledger()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://me:secret@127.0.0.1:1/a", "no server answers there; start it, or check host and port"),
        ("postgresql://me:secret@/a?host=/nowhere", "no server answers there; start it, or check the folder"),
        ("postgresql://me:secret@host:port/a", "no URL; expected postgresql://USER@HOST:PORT/DATABASE"),
        ("postgresql://me:secret@/a?host={socket}", "no such user"),
        ("postgresql://tolltrace:secret@/nobodys?host={socket}", "no such .*database; make it: .*createdb"),
    ],
)
def test_a_server_that_does_not_answer_is_named_without_its_password(postgres, url, says):
    with pytest.raises(LedgerError, match=says) as refused:
        open_ledger(url.format(socket=postgres.socket))

    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None or "secret" not in str(refused.value.__cause__)


def test_a_user_who_may_only_read_reads_and_is_told(postgres):
    url = postgres.new_ledger()
    with open_ledger(url) as ledger:
        ledger.record(a_traced())
    run_sql(
        url,
        "DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest",
    )

    with open_ledger(url.replace("tolltrace@", "guest@"), create=False) as ledger:
        assert len(list(ledger.claims())) == 3
        with pytest.raises(LedgerError, match="this user may not do that there; ask its keeper"):
            ledger.record(a_traced(id="another"))


def test_a_user_who_may_make_no_tables_is_told(postgres):
    url = postgres.new_database()
    run_sql(url, "DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")

    with pytest.raises(LedgerError, match="this user may not do that there; ask its keeper for the right: GRANT"):
        open_ledger(url.replace("tolltrace@", "guest@"))


def test_a_ledger_that_another_process_writes_too_long_is_told(postgres):
    url = postgres.new_ledger()
    with open_ledger(url) as holder, open_ledger(url, wait_seconds=0.2) as ledger:
        with writing(holder._engine, durable=False):
            with pytest.raises(LedgerError, match=r"another program has held its write lock for 0\.2 s; try again"):
                ledger.record(a_traced())
            assert list(ledger.claims()) == []  # reading goes on
        assert ledger.record(a_traced()).reports == 1


def test_writers_at_once_store_each_report_once_and_number_events_in_the_order_of_commits(postgres):
    url = postgres.new_database()  # which none of them has made a ledger yet
    start = threading.Barrier(4)
    recorded: list[Recorded] = []
    writers = [threading.Thread(target=lambda: recorded.append(record_all(url, start))) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sum(recorded, Recorded()) == Recorded(reports=25, versions=25, claims=75, unchanged=225)
    assert run_sql(url, "SELECT count(*) FROM events e JOIN events f ON e.key < f.key AND e.at > f.at") == [(0,)]


def test_a_server_that_was_started_anew_is_asked_again(postgres):
    url = postgres.new_ledger()
    with open_ledger(url) as ledger:
        ledger.record(a_traced())
        postgres.end_connections(url)

        assert len(list(ledger.claims())) == 3


@pytest.mark.parametrize("table", RECORDED + DECIDED)
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {0} SET {1} = {1}",
        "DELETE FROM {0}",
        "TRUNCATE {0} CASCADE",
        "INSERT INTO {0} SELECT * FROM {0} ON CONFLICT ON CONSTRAINT pk_{0} DO UPDATE SET {1} = excluded.{1}",
    ],
)
def test_the_database_itself_refuses_to_change_what_is_recorded(postgres, table, change):
    url = postgres.new_ledger()
    with open_ledger(url) as ledger:
        ledger.record(a_traced(page=a_page()))
    column = next(iter(metadata.tables[table].columns)).name

    with pytest.raises(Exception, match=r"\w+ is append-only"):
        run_sql(url, change.format(table, column))


@pytest.mark.parametrize(
    "name",
    [
        "STRASSE",
        "Straße",
        "ẞ",
        "ΟΔΟΣ",
        "ὀδός",
        "ЁЛКА",
        "Їжак",
        "ŒUVRE",
        "İzmir",
        "ﬁn",
        "ᾼ",
        "ŉ",
        "ſo",
        "µ",
        "ᏣᎳᎩ",
        "'\\:%",
    ],
)
def test_text_is_folded_as_python_folds_it(postgres, name):
    with open_ledger(postgres.new_ledger()) as ledger, ledger._engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT fold(%s)", (name,)).scalar_one() == fold(name)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": "a\0b", "claims": ()}, r"a character U\+0000, which PostgreSQL does not hold"),
        ({"id": "".join(map(chr, range(0x4E00, 0x5E00))), "claims": ()}, "thousands of characters, which no index"),
    ],
)
def test_what_postgresql_cannot_hold_is_refused_whole(postgres, changes, says):
    with open_ledger(postgres.new_ledger()) as ledger:
        with pytest.raises(UnfitError, match=says):
            ledger.record(a_traced(**changes))
        assert ledger.record(a_traced()).reports == 1
        assert [report.id for report in ledger.reports()] == [a_traced().article.id]


def test_without_the_driver_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)

    with pytest.raises(LedgerError, match=r"pip install 'tolltrace\[postgresql\]'"):
        open_ledger("postgresql://host/a")


def test_a_url_given_as_a_path_is_no_folder_of_that_name():
    with pytest.raises(LedgerError, match="give it as text"):
        open_ledger(Path("postgresql://me:secret@host/db"))
