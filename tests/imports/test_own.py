"""Our own JSON Lines come back as they went: an export of what was imported from an export is the same."""

import dataclasses
import json

import pytest

from tests.builders import a_method
from tests.exports import conftest
from tests.imports.conftest import open_names
from tests.statements.stories import a_report, says
from tolltrace.exports import write_export
from tolltrace.imports import Fate, import_file
from tolltrace.ledger import ClaimQuery, open_ledger

OF_THE_LEDGER = ("recorded_at", "imported")  # when it came into this ledger, and from which file


def export(ledger_path, to, **options):
    with open_ledger(ledger_path) as book:
        write_export(book, "jsonl", to, **options)
    return to


def imported(path, ledger_path):
    with open_ledger(ledger_path) as book:
        return list(import_file(book, path))


def lines(path, without=OF_THE_LEDGER):
    read = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [{name: value for name, value in each.items() if name not in without} for each in read]


@pytest.fixture
def exported(tmp_path, monkeypatch):
    """An export of a ledger with every kind of claim; one was accepted, one corrected, one rejected."""
    monkeypatch.setattr(conftest, "HOSTILE", conftest.HOSTILE.replace("\0", ""))  # which no text has
    with open_ledger(tmp_path / "first.db") as book:
        book.record(conftest.the_kinds())
        ids = {each.claim.mention.text: each.claim.id for each in book.claims()}
        book.decide(ids["12"], by="Reviewer Rho", verdict="accepted", why="read again")
        book.decide(ids["45"], by="Reviewer Rho", verdict="corrected", why="as printed", changes={"side": "Karvel"})
        book.decide(ids["13"], by="Reviewer Rho", verdict="rejected", why="no toll")
    return export(tmp_path / "first.db", tmp_path / "first.jsonl")


@pytest.mark.parametrize("quotes", [True, False], ids=["quotes", "no-quotes"])
def test_what_was_exported_and_imported_is_exported_the_same(exported, tmp_path, quotes):
    first = export(tmp_path / "first.db", tmp_path / "again.jsonl", quotes=quotes)
    outcomes = imported(first, tmp_path / "second.db")
    with open_ledger(tmp_path / "second.db") as book:  # an office before a name stands in the quotes
        open_names(book)
    second = export(tmp_path / "second.db", tmp_path / "second.jsonl", quotes=quotes)

    assert {each.fate for each in outcomes} == {Fate.NEW}
    assert len(lines(first)) > 25
    assert lines(second) == lines(first)


def test_from_then_on_even_the_reference_stays(exported, tmp_path):
    imported(exported, tmp_path / "second.db")
    second = export(tmp_path / "second.db", tmp_path / "second.jsonl")
    imported(second, tmp_path / "third.db")
    third = export(tmp_path / "third.db", tmp_path / "third.jsonl")

    assert lines(third, ("recorded_at",)) == lines(second, ("recorded_at",))
    assert {each["imported"]["file"] for each in lines(third, ())} == {"first.jsonl"}


def test_a_second_import_changes_nothing(exported, tmp_path):
    imported(exported, tmp_path / "second.db")
    with open_ledger(tmp_path / "second.db") as book:
        events = len(list(book.events()))
        again = list(import_file(book, exported))

        assert {each.fate for each in again} == {Fate.KNOWN}
        assert len(list(book.events())) == events


def test_a_changed_record_is_a_new_version(exported, tmp_path):
    imported(exported, tmp_path / "second.db")
    changed = tmp_path / "changed.jsonl"
    records = [json.loads(line) for line in exported.read_text("utf-8").splitlines()]
    (one,) = (each for each in records if each["mention"]["text"] == "15 to 20")
    one["high"] = 25
    changed.write_text("\n".join(json.dumps(each) for each in records), "utf-8")
    outcomes = imported(changed, tmp_path / "second.db")

    (moved,) = (each for each in outcomes if each.fate is Fate.CHANGED)
    with open_ledger(tmp_path / "second.db") as book:
        now = book.claim(one["id"])
        report = next(book.reports(ClaimQuery(report=one["report"]["id"])))
        events = [each.kind for each in book.history(one["id"])]
    assert {each.fate for each in outcomes} == {Fate.CHANGED, Fate.KNOWN}
    assert len(moved.records) > 10
    assert (now.claim.figure.high, now.version, report.versions) == (25, 2, 2)
    assert "imported" in events


def test_a_report_that_the_ledger_has_from_its_page_stays_so(exported, tmp_path):
    with open_ledger(tmp_path / "first.db") as book:
        before = lines(exported)
        outcomes = list(import_file(book, exported))

    assert {each.fate for each in outcomes} == {Fate.HELD}
    assert lines(export(tmp_path / "first.db", tmp_path / "after.jsonl")) == before


def test_claims_keep_the_methods_and_versions_that_they_had(tmp_path):
    old, new = a_method("0.1.0"), a_method("0.2.0")
    first = a_report("r1", says("At noon 12 men died.", "12"))
    more = a_report("r1", says("At noon 12 men died.", "12"), says("At noon 12 men died.", "12", harm="wounded"))
    with open_ledger(tmp_path / "first.db") as book:
        book.record(dataclasses.replace(first, method=old))
        book.record(dataclasses.replace(more, method=new))
    before = export(tmp_path / "first.db", tmp_path / "first.jsonl")
    imported(before, tmp_path / "second.db")
    after = export(tmp_path / "second.db", tmp_path / "second.jsonl")

    assert [each["method"]["code"] for each in lines(after)] == ["0.1.0", "0.2.0"]
    assert lines(after) == lines(before)
    assert {each.fate for each in imported(before, tmp_path / "second.db")} == {Fate.KNOWN}
