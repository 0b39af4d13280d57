"""The file under a ledger: where it may lie, who may use it at once, what may befall it."""

import multiprocessing
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import BODY, a_page, a_traced
from tests.ledger.test_people import some_people
from tolltrace.digests import Every
from tolltrace.errors import LedgerError
from tolltrace.ledger import Ledger, Recorded, open_ledger
from tolltrace.ledger import sqlite as sqlite_module

ROOT = Path(__file__).parents[2]
RECORDED = ["reports", "versions", "articles", "methods", "events", "readings", "claims", "speakers", "links", "copies"]
DECIDED = ["supersessions", "decisions", "rulings", "seals"]
JUDGED = ["reliabilities", "credibilities", "comments", "withdrawn_comments", "moderations"]
RESTRAINT = ["takedowns", "lifts", "openings"]
PEOPLE = ["acts", "accounts", "tokens", "withdrawals", "digests"]
PRIVATE = ["credentials", "keys", "tries", "subscribers", "mail_asks", "mail_secrets"]
DESK = ["desk_hosts", "desk_sources", "desk_items", "desk_tellings", "desk_untold"]
DERIVED = [
    "grouping",
    "relays",
    "figures",
    "likenesses",
    "sketches",
    "bands",
    "summaries",
    "listings",
    "places",
    "words",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tolltrace.db"


def a_ledger_at(path: Path) -> Path:
    with open_ledger(path) as ledger:
        ledger.record(a_traced())
    return path


def a_moment() -> datetime:
    return datetime(2024, 3, 5, 6, tzinfo=UTC)


def count(path: Path) -> int:
    with open_ledger(path) as ledger:
        return len(list(ledger.claims()))


# ── where ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "named",
    [
        lambda folder: folder / "new" / "folders" / "a.db",
        lambda folder: str(folder / "a b %20 é.db"),
        lambda folder: f"sqlite:///{folder}/a b.db",
        lambda folder: f"sqlite:///{folder}/a%20b.db",
        lambda folder: folder / "postgresql:" / "a.db",
    ],
)
def test_a_ledger_is_made_where_its_path_or_url_says(tmp_path: Path, named: Callable[[Path], str | Path]):
    with open_ledger(named(tmp_path)) as ledger:
        ledger.record(a_traced())

        assert (ledger.path.is_file(), ledger.path.is_relative_to(tmp_path)) == (True, True)
    assert count(ledger.path) == 3


def test_without_a_place_it_is_the_ledger_of_the_settings(path, monkeypatch):
    monkeypatch.setenv("TOLLTRACE_LEDGER", str(path))

    with open_ledger() as ledger:
        assert ledger.path == path


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("mysql+driver://me:secret@host/db", r"^no ledger backend 'mysql\+driver'; known: sqlite, postgresql\. Give"),
        (Path("postgresql://me:secret@host/db"), "A URL that was taken for a path"),
        ("sqlite://", "a ledger is a file"),
        ("sqlite:///:memory:", "a ledger is a file"),
        ("sqlite:///a.db?mode=ro", "a ledger is a file"),
        ("sqlite://host/a.db", "a ledger is a file"),
        ("sqlite://host:port/a.db", "a ledger is a file"),
        ("sqlite:///", "a ledger is a file"),
        ("", "a folder, where a ledger's file was expected"),
        (".", "a folder, where a ledger's file was expected"),
        ("~nobody-here/a.db", "the home of nobody here"),
    ],
)
def test_a_place_that_is_none_is_refused(where, says):
    with pytest.raises(LedgerError, match=says) as refused:
        open_ledger(where)

    assert "secret" not in str(refused.value)


def test_a_file_in_the_way_of_a_folder_is_named(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(LedgerError, match=r"file.a\.db: .*check its folder"):
        open_ledger(tmp_path / "file" / "a.db")


# ── what lies there ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_that_is_no_database_is_left_as_it_was(path):
    path.write_text("At least 12 people died.\n" * 200)
    before = path.read_bytes()

    with pytest.raises(LedgerError, match=r"tolltrace\.db: it is no SQLite file; give another path"):
        open_ledger(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_left_as_it_was(path):
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url)")
    other.close()
    before = path.read_bytes()

    with pytest.raises(LedgerError, match="another program's SQLite database, and no ledger"):
        open_ledger(path)
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_ledger(path):
    path.touch()

    assert count(a_ledger_at(path)) == 3


def test_a_ledger_of_a_newer_tolltrace_is_left_alone(path):
    a_ledger_at(path)
    with sqlite3.connect(path) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()

    with pytest.raises(LedgerError, match=r"made by a newer tolltrace \(its schema is '9999'.*upgrade tolltrace"):
        open_ledger(path)


def test_a_damaged_ledger_says_so(path):
    with open_ledger(path) as ledger:
        ledger.record(a_traced(id=f"r{number}") for number in range(50))
    content = bytearray(path.read_bytes())
    content[4096 * 2 :] = b"\xff" * (len(content) - 4096 * 2)
    path.write_bytes(content)

    with pytest.raises(LedgerError, match=r"the file is damaged; restore a copy"), open_ledger(path) as ledger:
        list(ledger.claims())


def test_what_sqlite_says_otherwise_is_passed_on_with_the_place(path):
    a_ledger_at(path)
    with sqlite3.connect(path) as raw:
        raw.execute("DROP TABLE links")
    raw.close()

    with pytest.raises(LedgerError, match=r"tolltrace\.db: the ledger could not .* \(SQLite: no such table: links\)"):
        count(path)


@pytest.fixture
def nobodys_folder() -> Iterator[Path]:
    """A folder in which this process may read and not write, though it be root's."""
    root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        a_ledger_at(folder / "there.db")
        folder.chmod(0o755 if root else 0o555)
        (folder / "there.db").chmod(0o444)
        if root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o755)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="the rights of this platform are others")
@pytest.mark.parametrize("name", ["there.db", "new.db", "new/folder/new.db"])
def test_a_ledger_that_may_not_be_written_says_so(nobodys_folder, name):
    says = "may not be written; give yourself the right|cannot be opened; check|Permission denied; check"

    with pytest.raises(LedgerError, match=says), open_ledger(nobodys_folder / name) as ledger:
        ledger.record(a_traced(id="another"))


def test_a_full_disk_loses_nothing_that_was_recorded(path, monkeypatch):
    a_ledger_at(path)
    pages = path.stat().st_size // 4096 + 10
    monkeypatch.setitem(sqlite_module.CONNECTION_PRAGMAS, "max_page_count", str(pages))

    acknowledged: list[str] = []

    def record_many(ledger: Ledger) -> None:
        for number in range(1000):
            ledger.record(a_traced(id=f"r{number}"))
            acknowledged.append(f"r{number}")

    with open_ledger(path) as ledger:
        with pytest.raises(LedgerError, match=r"tolltrace\.db: the disk is full; make room"):
            record_many(ledger)
        assert len(list(ledger.claims())) == 3 + 3 * len(acknowledged)
    monkeypatch.undo()

    assert acknowledged
    with open_ledger(path) as ledger:  # and there is room again
        assert ledger.record(a_traced(id=f"r{len(acknowledged)}")).reports == 1
        assert {report.id for report in ledger.reports()} >= set(acknowledged)


# ── several at once ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_ledger_that_another_process_writes_too_long_is_told(path):
    a_ledger_at(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with open_ledger(path, wait_seconds=0.1) as ledger:
        with pytest.raises(LedgerError, match=r"another program has held its write lock for 0\.1 s; try again"):
            ledger.record(a_traced(id="another"))
        assert len(list(ledger.claims())) == 3  # reading goes on
        other.execute("ROLLBACK")
        assert ledger.record(a_traced(id="another")).reports == 1
    other.close()


def record_all(path: Path, start: "multiprocessing.synchronize.Barrier") -> Recorded:
    start.wait()
    with open_ledger(path) as ledger:
        return ledger.record(a_traced(id=f"r{number}") for number in range(25))


def recorded_by_processes(path: Path, processes: int) -> list[Recorded]:
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(processes) as pool:
        start = manager.Barrier(processes)
        return pool.starmap(record_all, [(path, start)] * processes, chunksize=1)


def test_processes_that_record_the_same_reports_at_once_store_each_once(path):
    """From a ledger that none of them has made yet."""
    recorded = recorded_by_processes(path, 4)

    assert sum(recorded, Recorded()) == Recorded(reports=25, versions=25, claims=75, unchanged=225)
    with open_ledger(path) as ledger:
        assert (ledger.verify().broken, ledger.verify().seals) == (None, 25)
    assert count(path) == 75


# ── append-only ──────────────────────────────────────────────────────────────────────────────────────────────────────


def judge_all(ledger: Ledger, claim_id: str) -> None:
    """A grade of each kind, and a comment that is taken back."""
    ledger.grade_speaker("Russian MoD", "enemy-losses", "E", by="R. Viewer", why="counts more than there were")
    ledger.grade_claim(claim_id, 3, by="R. Viewer", why="a second paper has it")
    comment = ledger.comment_on_claim(
        claim_id, kind="context", text="The ferry had been sold.", by="R. Viewer", held=True
    )
    ledger.withdraw_comment(comment.id, by="A. Coder", why="another ferry")


@pytest.mark.parametrize("table", RECORDED + DECIDED + PEOPLE + RESTRAINT + JUDGED)
@pytest.mark.parametrize(
    "change", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"]
)
def test_the_file_itself_refuses_to_change_what_is_recorded(path, table, change):
    with open_ledger(path) as ledger:
        claim = a_traced().claims[0]
        ledger.record(a_traced(page=a_page()))
        ledger.decide(claim.id, by="R. Viewer", verdict="corrected", why="read it", changes={"harm": "wounded"})
        ledger.rule(claim.id, a_traced().claims[1].id, together=False, by="R. Viewer", why="two counts")
        judge_all(ledger, claim.id)
        some_people(ledger)
        ledger.mailing.publish(Every.DAILY, a_moment(), a_moment(), [], by="tolltrace")
        ledger.take_down(claim.id, by="E. Ditor", why="asked for")
        ledger.lift(claim.id, by="E. Ditor", why="asked for")
        ledger.open_names(claim.id, by="E. Ditor", why="asked for")
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA recursive_triggers=ON")
    columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
    column = columns[-1]

    with pytest.raises(sqlite3.IntegrityError, match=f"{table} is append-only"):
        raw.execute(change.format(table, f'"{column}"', f'"{column}"'))
    raw.close()


def test_every_table_is_append_only_but_what_is_derived_private_or_a_desks():
    from tolltrace.ledger.tables import metadata

    assert set(metadata.tables) == {*RECORDED, *DECIDED, *PEOPLE, *RESTRAINT, *JUDGED, *DERIVED, *PRIVATE, *DESK}


# ── quick ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_opening_a_ledger_that_is_up_to_date_needs_no_migration_tool(path):
    a_ledger_at(path)
    code = (
        "import sys; from tolltrace.ledger import open_ledger; open_ledger(sys.argv[1]).close();"
        "print('alembic' in sys.modules)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert shown.stdout.strip() == "False"


def test_closing_leaves_one_file_and_twice_does_no_harm(path):
    ledger = open_ledger(path)
    ledger.record(a_traced(body=BODY))
    ledger.close()
    ledger.close()

    assert [file.name for file in path.parent.iterdir()] == ["tolltrace.db"]
