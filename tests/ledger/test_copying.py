"""A ledger copied between files and servers: all of it, once, and nothing else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.builders import a_page, a_traced
from tests.ledger.test_file import judge_all
from tolltrace.errors import LedgerError
from tolltrace.following import find_statements, group_recorded
from tolltrace.ledger import Ledger, copying, open_ledger
from tolltrace.ledger.database import reading


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place where nothing is."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'a copy.db'}"
    url: str = request.getfixturevalue("postgres").new_database()
    return url


@pytest.fixture
def filled(ledger: Ledger) -> Iterator[Ledger]:
    """Of everything some: versions, copies of pages, corrections, rulings, grades, comments, groups."""
    first, second = a_traced().claims[:2]
    ledger.record([a_traced(page=a_page()), a_traced(title="Örtlich, 死者", claims=()), a_traced(id="zweiter")])
    ledger.decide(first.id, by="R. Viewer", verdict="corrected", why="read it", changes={"harm": "wounded"})
    ledger.rule(first.id, second.id, together=False, by="R. Viewer", why="two counts")
    judge_all(ledger, first.id)
    group_recorded(ledger)
    return ledger


def rows_of(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    with reading(ledger._engine) as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in copying.COPIED
        }


def copy(ledger: Ledger, target: str) -> dict[str, int]:
    return {table.name: table.added for table in ledger.copy_to(target)}


def test_a_copy_holds_the_same_rows_and_lives_on(filled, target):
    added = copy(filled, target)

    with open_ledger(target) as copied:
        before = rows_of(filled)
        assert rows_of(copied) == before
        assert added == {name: len(rows) for name, rows in before.items()}
        assert copied.page(a_traced().article.id, 1).content == filled.page(a_traced().article.id, 1).content
        assert {one.id for one in find_statements(copied)} == {one.id for one in find_statements(filled)}
        assert copied.record(a_traced(id="dritter")).reports == 1  # its keys follow those that were copied
        assert max(row[0] for row in rows_of(copied)["events"]) == max(row[0] for row in before["events"]) + 1


def test_copying_again_adds_what_came_since_and_no_more(filled, target):
    copy(filled, target)

    assert set(copy(filled, target).values()) == {0}
    filled.record(a_traced(id="dritter"))
    accepted = next(iter(filled.claims())).claim.id
    filled.decide(accepted, by="R. Viewer", verdict="corrected", why="again", changes={"harm": "missing"})
    added = copy(filled, target)
    assert (added["reports"], added["supersessions"], added["methods"]) == (1, 1, 0)
    with open_ledger(target) as copied:
        assert rows_of(copied) == rows_of(filled)


def test_a_copy_that_was_stopped_goes_on_and_is_no_ledger_until_then(filled, target, monkeypatch):
    monkeypatch.setattr(copying, "BATCH", 2)
    started = filled.copy_to(target)
    while next(started).name != "reports":
        pass
    next(started)
    started.close()

    with pytest.raises(LedgerError, match="begun and not finished; finish it: tolltrace ledger copy FROM TO"):
        open_ledger(target)
    added = copy(filled, target)
    assert added["reports"] == 0
    with open_ledger(target) as copied:
        assert rows_of(copied) == rows_of(filled)


def another_ledger(target: str) -> None:
    with open_ledger(target) as other:
        other.record(a_traced(id="of another ledger"))


def one_with_more(target: str) -> None:
    with open_ledger(target) as other:
        other.record([a_traced(page=a_page()), a_traced(id="not copied")])


@pytest.mark.parametrize("fill", [another_ledger, one_with_more])
def test_another_ledger_is_left_as_it_was(filled, target, fill: Callable[[str], None]):
    fill(target)
    with open_ledger(target) as other:
        before = rows_of(other)

    with pytest.raises(LedgerError, match=r"holds another ledger: \w+ \S+, which .*; give a place where nothing is"):
        copy(filled, target)
    with open_ledger(target) as other:
        assert rows_of(other) == before


def test_a_ledger_is_not_copied_onto_itself(filled):
    with pytest.raises(LedgerError, match="the ledger itself"):
        copy(filled, filled.path)


def test_what_came_out_otherwise_is_told_and_stays_unfinished(filled, target, monkeypatch):
    whole = copying.copy_batch
    monkeypatch.setattr(
        copying, "copy_batch", lambda to, table, rows: whole(to, table, rows[1:] if table.name == "links" else rows)
    )

    with pytest.raises(LedgerError, match=r"links came out as \d+ rows .* were expected"):
        copy(filled, target)
    with pytest.raises(LedgerError, match="begun and not finished"):
        open_ledger(target)
