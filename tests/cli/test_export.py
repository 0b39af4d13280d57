"""`tolltrace export`: what it writes, and what it says."""

import json

import pytest

from tolltrace.exports import EXPORTS


@pytest.fixture
def ledger(run, report, tmp_path):
    path = tmp_path / "l.db"
    assert run("trace", report(), "--ledger", path).exit_code == 0
    return path


def test_a_file_is_written_with_its_receipt_and_both_are_named(run, ledger, tmp_path):
    result = run("export", "ucdp", "--to", tmp_path, "--harm", "killed", "--ledger", ledger)

    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "tolltrace-ucdp-like.csv: 1 of 1 claims." in result.stderr
    assert "tolltrace-ucdp-like.csv.losses.json" in result.stderr
    receipt = json.loads((tmp_path / "tolltrace-ucdp-like.csv.losses.json").read_text("utf-8"))
    assert receipt["filters"] == {"harm": "killed"}


def test_it_says_what_was_left_out_and_lost(run, ledger, tmp_path):
    told = run("export", "ucdp", "--to", tmp_path, "--ledger", ledger).stderr

    assert "tolltrace-ucdp-like.csv: 1 of 3 claims." in told
    assert "left out          2  Every harm but `killed`." in told
    assert "The sentence that shows the claim" in told


def test_a_folder_that_is_not_there_is_no_file_of_its_name(run, ledger, tmp_path):
    result = run("export", "csv", "--to", f"{tmp_path}/tables/", "--ledger", ledger)

    assert result.exit_code == 2
    assert "there is no such folder" in " ".join(result.stderr.replace("│", " ").split())
    assert not (tmp_path / "tables").exists()


def test_no_quotes_leaves_the_sentences_out(run, ledger, tmp_path):
    run("export", "jsonl", "--to", tmp_path / "with.jsonl", "--ledger", ledger)
    run("export", "jsonl", "--to", tmp_path / "without.jsonl", "--ledger", ledger, "--no-quotes")

    assert "the governor said" in (tmp_path / "with.jsonl").read_text("utf-8")
    assert "the governor said" not in (tmp_path / "without.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        pytest.param(["gedcom"], 2, "no format that we write", id="unknown-format"),
        pytest.param(["csv", "--to", "nowhere/x.csv"], 1, "no such folder", id="no-folder"),
        pytest.param(["ucdp", "--to", "ged.csv"], 1, "tolltrace-ucdp-like", id="a-name-that-hides-it"),
        pytest.param(["csv", "--harm", "slain"], 2, "no harm that we know", id="unknown-harm"),
    ],
)
def test_what_cannot_be_done_says_why(run, ledger, tmp_path, monkeypatch, arguments, code, says):
    monkeypatch.chdir(tmp_path)
    result = run("export", *arguments, "--ledger", ledger)

    assert result.exit_code == code
    assert says in " ".join(result.stderr.replace("│", " ").split())


def test_the_help_names_every_format(run):
    words = run("export", "--help").stdout.replace(",", " ").replace(".", " ").split()

    assert [export.name for export in EXPORTS if export.name not in words] == []
