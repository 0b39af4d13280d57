# ruff: noqa: S608 - names of our own tables
"""The chain of seals: whatever somebody does behind the ledger's back is found, and the first of it is named."""

import dataclasses
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import a_claim, a_full_article, a_method, a_page, a_traced, an_article
from tests.ledger.test_file import judge_all
from tests.ledger.test_migrations import an_older_ledger
from tests.ledger.test_people import some_people
from tolltrace.digests import Every
from tolltrace.errors import UnfitError
from tolltrace.ledger import Ledger, open_ledger
from tolltrace.ledger.sealing import SEALED, digest_row
from tolltrace.ledger.tables import REVISIONS, seals
from tolltrace.seals import Break, Verified
from tolltrace.values import Place

TABLES = [table.name for table in SEALED]
PEOPLE = ("acts", "accounts", "tokens", "withdrawals")  # no event of a report wrote them


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with two rows or more of everything: two pages read twice, decided and ruled on."""
    path = tmp_path_factory.mktemp("whole") / "a.db"
    with open_ledger(path) as ledger:
        fill(ledger)
    return path


def fill(ledger: Ledger) -> None:
    pages = [a_page(b"<p>first"), a_page(b"<p>second")]
    for number, page in enumerate(pages):
        ledger.record(a_traced(article=a_full_article(id=f"r{number}"), page=page))
    killed, wounded, missing = (record.claim.id for record in ledger.claims(report="r0"))
    for claim, changes in ((killed, {"low": 13}), (wounded, {"side": "Karvel"})):
        ledger.decide(claim, by="R. Viewer", verdict="corrected", why="read it", changes=changes)
    for other in (wounded, missing):
        ledger.rule(killed, other, together=False, by="R. Viewer", why="two counts")
        judge_all(ledger, other)
    some_people(ledger)
    some_restraint(ledger)
    for day in (4, 5):
        at = datetime(2024, 3, day, 6, tzinfo=UTC)
        ledger.mailing.publish(Every.DAILY, at, at, [f"s{killed}"], by="tolltrace")
    ledger.record(a_traced(article=a_full_article(id="r1", body="Nobody died."), claims=(), method=a_method("0.2.0")))


def some_restraint(ledger: Ledger) -> None:
    """Two rows or more in each table of it, lifted in another order than taken down."""
    by = {"by": "E. Ditor", "why": "asked for"}
    first, second, _ = (record.claim.id for record in ledger.claims(report="r1"))
    ledger.take_down(first, **by)
    ledger.take_down("r0", **by)
    for record in ("r0", first):
        ledger.lift(record, **by)
    for opened in (True, False):
        ledger.open_names(second, opened=opened, **by)


@pytest.fixture
def path(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "a.db"))


@contextmanager
def behind_its_back(path: Path) -> Iterator[sqlite3.Connection]:
    """As who owns the file can, with nothing that refuses it."""
    with closing(sqlite3.connect(path)) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        yield raw
        raw.commit()


def verified(path: Path, head: str | None = None) -> Verified:
    with open_ledger(path) as ledger:
        return ledger.verify(head)


def found_in(path: Path) -> Break:
    broken = verified(path).broken
    assert broken is not None
    return broken


def key_columns(raw: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in raw.execute(f"PRAGMA table_info({table})") if row[5]]


def rows_of(raw: sqlite3.Connection, table: str) -> tuple[list[str], list[tuple[object, ...]]]:
    found = raw.execute(f"SELECT * FROM {table} ORDER BY {', '.join(key_columns(raw, table))}")
    return [column[0] for column in found.description], found.fetchall()


def put(raw: sqlite3.Connection, table: str, row: tuple[object, ...]) -> None:
    raw.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


# ── nothing happened ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_ledger_that_nobody_touched_is_whole(path):
    found = verified(path)

    with behind_its_back(path) as raw:
        counts = {table: len(rows_of(raw, table)[1]) for table in TABLES}
    assert (found.broken, found.before, found.rows) == (None, 0, sum(counts.values()))
    assert min(counts.values()) >= 2, "each table must hold something to tamper with"
    assert verified(path, found.head).after_head == 0


def test_an_empty_ledger_has_no_head(ledger):
    assert ledger.verify() == Verified(seals=0, rows=0, head=None, before=0, begun_at=None)


def test_one_transaction_is_one_seal_and_what_changes_nothing_has_none(ledger):
    for _ in range(2):
        ledger.record(a_traced())

    assert ledger.verify().seals == 1


def test_what_is_refused_leaves_no_seal(ledger):
    wrong = dataclasses.replace(a_claim(), mention=a_claim("30").mention)
    with pytest.raises(UnfitError):
        ledger.record(a_traced(claims=(a_claim(), dataclasses.replace(wrong, id=a_claim().id))))

    assert ledger.verify().seals == 0


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param({"place": Place("there", latitude=-0.0, longitude=1)}, id="zero-below-zero-and-whole-degrees"),
        pytest.param({"place": Place("there", latitude=float("nan"))}, id="no-number"),
        pytest.param({"confidence": 1}, id="whole-confidence"),
        pytest.param({"victims": "a\tb \u2028 😀 \U0010ffff"}, id="odd-characters"),
        pytest.param({"quoted": 1}, id="one-for-true"),
    ],
)
def test_what_a_database_keeps_otherwise_than_it_was_given_verifies(ledger, odd):
    ledger.record(a_traced(claims=(dataclasses.replace(a_claim(), **odd),)))

    found = ledger.verify()
    assert (found.broken, found.seals) == (None, 1)


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def another(value: object) -> object:
    """A value that differs, of the same kind where there is one."""
    match value:
        case int() | float():
            return value + 1
        case bytes():
            return value[:-1] + bytes([value[-1] ^ 1])
        case str():
            return value[:-1] + ("x" if value[-1:] != "x" else "y")
        case _:
            return 1


@pytest.mark.parametrize("table", [*TABLES, "seals"])
def test_a_changed_cell_is_found_whichever_it_is(whole, tmp_path, table):
    with behind_its_back(Path(shutil.copy(whole, tmp_path / "look.db"))) as raw:
        columns, rows = rows_of(raw, table)
    row = rows[len(rows) // 2]
    for column, value in zip(columns, row, strict=True):
        path = Path(shutil.copy(whole, tmp_path / "a.db"))
        with behind_its_back(path) as raw:
            where = " AND ".join(f"{name} = ?" for name in key_columns(raw, table))
            which = [row[columns.index(name)] for name in key_columns(raw, table)]
            new = "9" * 64 if column == "page_sha256" else another(value)
            new = new + 1000 if column in key_columns(raw, table) and isinstance(new, int) else new
            raw.execute(f'UPDATE {table} SET "{column}" = ? WHERE {where}', (new, *which))

        assert found_in(path).table == table, column


@pytest.mark.parametrize("garbage", [b"\xff\xfe", "CAST(x'fffe' AS TEXT)", "'{'", 3.5])
@pytest.mark.parametrize(
    ("table", "column"),
    [("events", "detail"), ("events", "at"), ("articles", "body"), ("claims", "confidence"), ("seals", "rows"),
     ("seals", "digests"), ("copies", "content"), ("links", "position"), ("articles", "published_on")],
)  # fmt: skip
def test_what_no_column_can_hold_is_found_too(path, table, column, garbage):
    with behind_its_back(path) as raw:
        words = garbage if isinstance(garbage, str) else "?"
        given = () if isinstance(garbage, str) else (garbage,)
        raw.execute(f"UPDATE {table} SET {column} = {words} WHERE rowid = 2", given)

    assert found_in(path).table == table


@pytest.mark.parametrize("which", [0, -1], ids=["first", "last"])
@pytest.mark.parametrize("table", TABLES)
def test_a_removed_row_is_found_and_named(path, table, which):
    with behind_its_back(path) as raw:
        columns, rows = rows_of(raw, table)
        keys = key_columns(raw, table)
        gone = {name: rows[which][columns.index(name)] for name in keys}
        where = " AND ".join(f"{name} = ?" for name in keys)
        raw.execute(f"DELETE FROM {table} WHERE {where}", tuple(gone.values()))

    broken = found_in(path)
    assert (broken.table, broken.damage, broken.found) == (table, "removed", "no such row")
    assert all(str(value) in broken.row for value in gone.values())
    assert broken.event is not None or table in (*PEOPLE, "reliabilities", "digests")


@pytest.mark.parametrize("table", TABLES)
def test_an_added_row_is_found_and_named(path, table):
    with behind_its_back(path) as raw:
        columns, rows = rows_of(raw, table)
        row = dict(zip(columns, rows[-1], strict=True))
        key = key_columns(raw, table)[-1]
        row[key] = row[key] + 100 if isinstance(row[key], int) else "f" * 64
        for unique in ("id", "name", "code", "number", "content_sha256"):
            row |= {unique: f"{row[unique]} more"} if isinstance(row.get(unique), str) else {}
        row |= {"number": 99} if "number" in row else {}
        put(raw, table, tuple(row.values()))

    broken = found_in(path)
    assert (broken.table, broken.damage, broken.seal) == (table, "added", None)
    assert str(row[key]) in broken.row


@pytest.mark.parametrize("table", [*TABLES, "seals"])
def test_two_rows_that_changed_places_are_found(path, table):
    with behind_its_back(path) as raw:
        columns, rows = rows_of(raw, table)
        keys = [columns.index(name) for name in key_columns(raw, table)]
        others = [at for at in range(len(columns)) if at not in keys]
        one, two = rows[0], next(row for row in rows[::-1] if any(row[at] != rows[0][at] for at in others))
        where = " AND ".join(f"{name} = ?" for name in key_columns(raw, table))
        for row in (one, two):
            raw.execute(f"DELETE FROM {table} WHERE {where}", [row[at] for at in keys])
        put(raw, table, tuple((two if at in keys else one)[at] for at in range(len(columns))))
        put(raw, table, tuple((one if at in keys else two)[at] for at in range(len(columns))))

    assert found_in(path).table == table


def test_a_break_says_which_event_and_what_was_expected(path):
    with behind_its_back(path) as raw:
        event, key = raw.execute("SELECT event, key FROM claims ORDER BY key DESC LIMIT 1").fetchone()
        raw.execute("UPDATE claims SET low = 1200 WHERE key = ?", (key,))

    broken = found_in(path)
    assert (broken.table, broken.row, broken.damage, broken.event) == ("claims", str(key), "changed", event)
    assert broken.expected.startswith("a row with the digest ")
    assert len(broken.found) == 64


# ── seals ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_removed_seal_is_found_by_the_next(path):
    with behind_its_back(path) as raw:
        raw.execute("DELETE FROM seals WHERE key = 3")

    broken = found_in(path)
    assert (broken.table, broken.row, broken.damage) == ("seals", "3", "removed")


def cut_off_the_end(path: Path) -> None:
    """All that the last transaction wrote, and its seal: what is left is a whole, shorter ledger."""
    with behind_its_back(path) as raw:
        (event,) = raw.execute("SELECT max(key) FROM events").fetchone()
        (version,) = raw.execute("SELECT max(version) FROM readings WHERE event = ?", (event,)).fetchone()
        (method,) = raw.execute("SELECT method FROM readings WHERE event = ?", (event,)).fetchone()
        for table in ("supersessions", "readings"):
            raw.execute(f"DELETE FROM {table} WHERE event = ?", (event,))
        raw.execute("DELETE FROM articles WHERE version = ?", (version,))
        for table, key in (("versions", version), ("methods", method), ("events", event)):
            raw.execute(f"DELETE FROM {table} WHERE key = ?", (key,))
        raw.execute("DELETE FROM seals WHERE key = (SELECT max(key) FROM seals)")


def test_an_end_that_was_cut_off_is_found_by_a_hash_that_somebody_noted(path):
    before = verified(path)
    cut_off_the_end(path)

    after = verified(path, before.head)
    assert (after.broken, after.seals) == (None, before.seals - 1)
    assert after.after_head is None


def test_a_noted_hash_is_found_when_the_ledger_has_grown(path):
    noted = verified(path).head
    with open_ledger(path) as ledger:
        ledger.record(a_traced(id="one more"))
        found = ledger.verify(f" {noted.upper()} ")

    assert (found.broken, found.after_head) == (None, 1)


def test_a_seal_over_another_past_is_found(path):
    """Somebody seals the changed row anew, and stops there."""
    with open_ledger(path) as ledger, open_ledger(path.with_name("b.db")) as other:
        other.record(a_traced(article=an_article(id="made up")))
        ledger.close()
        other.close()
    with behind_its_back(path) as raw:
        raw.execute(f"ATTACH '{path.with_name('b.db')}' AS b")
        raw.execute("DELETE FROM seals WHERE key = 1")
        raw.execute("INSERT INTO seals SELECT * FROM b.seals WHERE key = 1")

    assert found_in(path).damage in ("changed", "removed")


@pytest.mark.parametrize(
    "rows", ['{"nowhere": [1]}', "3", '{"claims": 3}', '{"claims": [1]}', '{"claims": [[]]}', '{"copies": [{}, null]}']
)
def test_a_seal_that_agrees_with_itself_and_with_nothing_else_is_found(path, rows):
    with behind_its_back(path) as raw:
        columns, found = rows_of(raw, "seals")
        last = dict(zip(columns, found[-1], strict=True))
    forged = last | {"key": last["key"] + 1, "rows": json.loads(rows), "digests": b"", "previous": last["hash"]}
    forged["hash"] = digest_row(seals, forged | {"at": datetime.fromisoformat(last["at"]).replace(tzinfo=UTC)}).hex()
    with behind_its_back(path) as raw:
        put(raw, "seals", tuple((forged | {"rows": rows}).values()))

    assert found_in(path).seal == forged["key"]


# ── from before there were seals ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_older_ledger_gets_its_chain_when_it_is_opened_and_says_so(tmp_path, revision):
    path = an_older_ledger(tmp_path / "a.db", revision)
    with open_ledger(path) as ledger:
        ledger.record(a_traced())
        found = ledger.verify()

    assert found.broken is None
    assert 10 <= found.before < found.rows
    assert found.begun_at is not None


def test_the_seals_of_the_released_schema_still_verify(tmp_path):
    """The digests of what was written then are what this code makes of it: they may never change."""
    with open_ledger(an_older_ledger(tmp_path / "a.db", "0005")) as ledger:
        found = ledger.verify(HEAD_OF_0005)

    assert (found.broken, found.after_head) == (None, 0)


HEAD_OF_0005 = "173560377ab81fe5049872083c1350c1261204769b07c1e71ee77c3c96ca6b4a"
