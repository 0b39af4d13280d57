"""A dataset into a ledger, and the commands as people use them."""

import json

import pytest

from tests.archive.here import Here
from tests.archive.killing import finished
from tests.archive.warcs import a_record, write_warc
from tolltrace.archive import Options, begin_run, find_sources, load_results, read_status
from tolltrace.archive import worker as working
from tolltrace.errors import ArchiveError
from tolltrace.ledger import ClaimQuery, open_ledger
from tolltrace.pipeline import trace
from tolltrace.settings import Settings


def told_of(ledger) -> list[tuple]:
    return sorted(
        (each.report_id, each.claim.id, each.claim.mention, each.claim.figure, each.claim.harm, each.claim.chain)
        for each in ledger.claims(ClaimQuery())
    )  # fmt: skip


def test_what_is_loaded_is_what_trace_records(undisturbed, warcs, tmp_path):
    with open_ledger(tmp_path / "loaded.db") as loaded, open_ledger(tmp_path / "traced.db") as traced:
        list(loaded.load(load_results(undisturbed)))
        results = trace(*sorted(warcs.iterdir()), settings=Settings(snapshots=False))
        list(traced.load(result for result in results if getattr(result, "claims", ())))

        assert len(told_of(loaded)) > 20
        assert str(told_of(loaded)) == str(told_of(traced))


def test_loaded_twice_is_loaded_once(undisturbed, tmp_path):
    first = finished("load", undisturbed, "--ledger", tmp_path / "one.db", "--json")
    second = finished("load", undisturbed, "--ledger", tmp_path / "one.db", "--json")

    assert first[0] == second[0] == 0
    assert json.loads(first[1])["claims"] > 20
    assert json.loads(second[1]) == {"reports": 0, "claims": 0, "versions": 0, "unfit": 0}


def test_a_file_that_was_altered_is_not_loaded(warcs, tmp_path):
    out = tmp_path / "run"
    begin_run(out, find_sources([str(sorted(warcs.iterdir())[0])]), Options(), Here, tell=lambda line, _: None)
    path = next((out / "claims").rglob("*.parquet"))
    path.write_bytes(path.read_bytes()[:-1] + b"?")

    with pytest.raises(ArchiveError, match="is not what its manifest says; remove"):
        list(load_results(out))


def test_a_poisoned_record_costs_that_record(tmp_path, monkeypatch):
    write_warc(tmp_path / "one.warc.gz", pages=30, one_in=3)
    extract = working.extract_articles

    def choke(page, knowledge):
        if page.source.endswith("/10"):
            raise RuntimeError(f"choked on <object at {hex(id(page))}>")
        return extract(page, knowledge)

    monkeypatch.setattr(working, "extract_articles", choke)
    outcome = begin_run(tmp_path / "run", [str(tmp_path / "one.warc.gz")], Options(), Here, tell=lambda line, _: None)

    assert outcome.is_whole
    assert (outcome.counts.failed, outcome.counts.with_claims) == (1, 9)
    assert outcome.counts.results == 32


def test_damage_and_cut_off_files_cost_what_they_hold(tmp_path):
    path = write_warc(tmp_path / "one.warc.gz", pages=30, one_in=3)
    whole = path.read_bytes()
    path.write_bytes(whole[:9000] + bytes(400) + whole[9400:-50])
    (tmp_path / "no.warc.gz").write_bytes(b"no archive at all")
    (tmp_path / "empty.warc").write_bytes(b"")

    outcome = begin_run(tmp_path / "run", find_sources([str(tmp_path)]), Options(), Here, tell=lambda line, _: None)

    assert outcome.is_whole
    assert outcome.counts.failed >= 2
    assert outcome.counts.with_claims >= 7


def test_a_capture_of_no_day_lies_with_the_one_before_it(tmp_path):
    days = ("no day", "2024-03-04", "no day", "2024-03-09")
    pages = [a_record(f"https://karvel.example/{n}", b"<html>" + b"x" * 200, at=day) for n, day in enumerate(days)]
    (tmp_path / "one.warc.gz").write_bytes(b"".join(pages))

    begin_run(tmp_path / "run", [str(tmp_path / "one.warc.gz")], Options(), Here, tell=lambda line, _: None)

    manifest = json.loads((tmp_path / "run" / "manifest.json").read_bytes())
    files = {file["path"].split("/")[1]: file["rows"] for unit in manifest["units"] for file in unit["files"]}
    assert files == {"day=undated": 1, "day=2024-03-04": 2, "day=2024-03-09": 1}


def test_status_tells_a_person_and_a_program(undisturbed):
    code, printed = finished("status", undisturbed)
    status = read_status(undisturbed)

    assert code == 0
    assert "4 of 4 files done" in printed
    assert "skipped before the parse" in printed
    assert "Every file is done." in printed
    assert (status.done, status.left, status.running, status.is_running) == (4, 0, (), False)
    assert json.loads(finished("status", undisturbed, "--json")[1])["counts"]["claims"] == status.counts.claims


@pytest.mark.parametrize("command", ["status", "resume", "load"])
def test_a_folder_without_a_run_is_told(tmp_path, command):
    code, printed = finished(command, tmp_path / "none")

    assert code == 1
    assert "holds no run; begin one: tolltrace archive run" in printed
