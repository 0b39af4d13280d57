"""`tolltrace import`: what it says, and that its numbers add up."""

import json
import re

import pytest

from tests.imports.files import a_row, an_estimate, write_lines, write_sheet


def words(result):
    return " ".join(result.output.split())


def test_a_summary_accounts_for_every_record(run, tmp_path):
    rows = [a_row(1), a_row(2, harm="slain"), {"id": ""}, {"id": "# note"}, a_row(1)]
    result = run("import", write_sheet(tmp_path / "x.csv", rows, list(a_row())), "--ledger", tmp_path / "l.db")

    assert result.exit_code == 1  # some must be mended
    total, parts = re.search(r"Records read \(sheet\) (\d+) = (.*)", result.stdout).groups()
    assert total == "5"
    assert parts == "1 new + 2 refused + 1 notes (#) + 1 empty"
    assert "1 claim of 1 report imported" in words(result)
    assert "Refused row 3: column harm: found “slain”" in words(result)
    assert "Refused row 6: column id: found “1”, expected an id of its own: row 2 has it too" in words(result)


def test_a_second_import_says_that_all_is_there(run, tmp_path):
    path = write_lines(tmp_path / "x.jsonl", [an_estimate(1), an_estimate(2)])
    first = run("import", path, "--ledger", tmp_path / "l.db")
    second = run("import", path, "--ledger", tmp_path / "l.db")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "Records read (economist) 2 = 2 new" in first.stdout
    assert "Records read (economist) 2 = 2 already there" in second.stdout
    assert "0 claims of 0 reports imported" in words(second)


def test_json_says_what_became_of_each_record(run, tmp_path):
    path = write_sheet(tmp_path / "x.csv", [a_row(1), a_row(2, harm="slain")])
    result = run("import", path, "--json", "--ledger", tmp_path / "l.db")

    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert {each["records"][0]: each["fate"] for each in told} == {"row 2 (1)": "new", "row 3": "refused"}
    assert "Records read" in result.stderr


def test_what_was_imported_is_shown_as_such(run, tmp_path):
    ledger = tmp_path / "l.db"
    run("import", write_sheet(tmp_path / "coded.csv", [a_row()]), "--ledger", ledger)
    claim = json.loads(run("claims", "--json", "--ledger", ledger).stdout)
    shown = words(run("show", claim["id"], "--ledger", ledger))

    assert claim["imported"]["record"] == "row 2 (1)"
    assert "imported sheet: coded.csv, row 2 (1)" in shown
    assert f"SHA-256 {claim['imported']['sha256']}" in shown
    assert "imported by tolltrace" in shown  # its history
    assert "imported" in words(run("show", claim["report"]["id"], "--ledger", ledger))


def test_the_record_itself_is_kept_byte_for_byte(run, tmp_path):
    ledger = tmp_path / "l.db"
    path = write_lines(tmp_path / "x.jsonl", [an_estimate()])
    run("import", path, "--ledger", ledger)

    kept = run("show", "economist:e-001", "--page", "--ledger", ledger)
    assert kept.stdout_bytes == path.read_bytes().strip()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_is_written_once_and_can_be_imported(run, tmp_path, ending):
    if ending == "xlsx":
        pytest.importorskip("openpyxl")
    path = tmp_path / f"t.{ending}"
    first, second = run("import", "--template", path), run("import", "--template", path)

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert "is there already" in words(second)
    assert "= 2 notes (#)" in run("import", path, "--ledger", tmp_path / "l.db").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        pytest.param([], 2, "give the FILE to import", id="no-file"),
        pytest.param(["x.csv", "--as", "gedcom"], 2, "no format that is imported", id="unknown-format"),
        pytest.param(["nowhere.csv"], 1, "cannot be read", id="no-such-file"),
        pytest.param(["odd.txt"], 1, "say so by --as FORMAT", id="no-format"),
    ],
)
def test_what_cannot_be_done_says_why(run, tmp_path, monkeypatch, arguments, code, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "odd.txt").write_text("A text without any record.")
    result = run("import", *arguments, "--ledger", tmp_path / "l.db")

    assert result.exit_code == code
    assert says in " ".join(result.output.replace("│", " ").split())
    assert not (tmp_path / "l.db").exists()


def test_a_report_that_was_read_from_its_page_is_left_as_it_is(run, report, tmp_path):
    ledger = tmp_path / "l.db"
    run("trace", report(), "--ledger", ledger)
    run("export", "jsonl", "--to", tmp_path / "own.jsonl", "--ledger", ledger)
    result = run("import", tmp_path / "own.jsonl", "--ledger", ledger)

    assert result.exit_code == 0
    assert "3 left as the ledger holds their report itself" in words(result)
    assert "report r1 was read from its page" in words(result)
