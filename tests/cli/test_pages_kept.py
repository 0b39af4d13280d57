"""`tolltrace show` of a report, and the copies of pages: kept by `trace`, given back by `show --page`."""

import io
import json

import pytest
from typer import BadParameter

from tests.builders import a_full_article, a_page, a_traced
from tolltrace.cli.ledger import write_page
from tolltrace.ledger import open_ledger


@pytest.fixture
def ledger(run, report, tmp_path):
    path = tmp_path / "l.db"
    traced = run("trace", report(captured_at="2024-03-06T12:00:30Z"), "--ledger", path)
    assert "1 page kept" in traced.stdout
    return path


@pytest.fixture
def full_ledger(tmp_path):
    with open_ledger(tmp_path / "full.db") as ledger:
        ledger.record(a_traced(article=a_full_article()))
    return tmp_path / "full.db"


def words(result):
    """What was printed, without the gaps between columns."""
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def claim_id(run, ledger):
    return json.loads(run("claims", "--json", "--limit", "1", "--ledger", ledger).stdout)["id"]


def test_the_page_of_a_report_and_of_its_claim_comes_back_as_it_was(run, report, ledger):
    line = report(captured_at="2024-03-06T12:00:30Z").read_bytes().strip()

    assert run("show", "r1", "--page", "--ledger", ledger).stdout_bytes == line
    assert run("show", claim_id(run, ledger)[:8], "--page", "--ledger", ledger).stdout_bytes == line


@pytest.mark.parametrize(
    ("flags", "environment"),
    [(["--no-snapshots"], {}), ([], {"TOLLTRACE_SNAPSHOTS": "false"})],
    ids=["flag", "setting"],
)
def test_no_page_is_kept_where_none_is_wanted(run, report, tmp_path, flags, environment):
    path = tmp_path / "l.db"
    traced = run("trace", report(captured_at="2024-03-06"), "--ledger", path, *flags, env=environment)
    assert "page kept" not in traced.stdout

    refused = run("show", "r1", "--page", "--ledger", path)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "no copy is kept of the page of report 'r1', version 1" in refused.stderr
    shown = words(run("show", "r1", "--ledger", path))
    assert "not kept" in shown
    assert "captured 6 March 2024, 00:00 UTC" in shown


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--page", "--json"], "it writes the page and no more"),
        (["--page", "--why"], "it writes the page and no more"),
        (["--why"], "--why goes with a claim"),
    ],
)
def test_flags_that_do_not_go_together_are_refused(run, ledger, flags, told):
    result = run("show", "r1", *flags, "--ledger", ledger)

    assert (result.exit_code, result.stdout) == (2, "")
    assert told in " ".join(result.stderr.replace("│", " ").split())


def test_a_page_goes_to_no_terminal(monkeypatch):
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdout", terminal)

    with pytest.raises(BadParameter, match="let it go into a file"):
        write_page(a_page())


def test_a_report_is_shown_with_its_claims(run, ledger):
    text = words(run("show", "r1", "--ledger", ledger))

    assert text.startswith("Ferry fire at Lake Dravo kills at least 12 outlet")
    assert "captured 6 March 2024, 12:00 UTC" in text
    assert "kept: --page gives it" in text
    assert "version 1 of 1" in text
    assert "At least 12" in text.partition("Claims")[2]
    assert claim_id(run, ledger)[:10] in text


def test_a_report_and_its_claim_are_shown_with_what_the_page_says(run, full_ledger):
    of_report = words(run("show", a_full_article().id, "--ledger", full_ledger))
    of_claim = words(run("show", claim_id(run, full_ledger), "--ledger", full_ledger))

    for text in (of_report, of_claim):
        assert "credits Andes Wire" in text
        assert "forwarded from Lake Channel" in text
        assert "also headed “Ferry fire kills dozens” (OpenGraph)" in text
        assert "note Correction: an earlier version gave a toll of 14." in text
    assert "standfirst Rescuers searched the lake all night." in of_report
    assert "archived https://archive.example/20240305/ferry-fire" in of_report


def test_json_of_reports_and_claims_has_all_that_is_known_of_the_article(run, full_ledger):
    listed = json.loads(run("reports", "--json", "--ledger", full_ledger).stdout)
    shown = json.loads(run("show", listed["id"], "--json", "--ledger", full_ledger).stdout)
    of_claim = json.loads(run("show", claim_id(run, full_ledger), "--json", "--ledger", full_ledger).stdout)["report"]

    assert shown == listed | {"comments": []}
    assert (listed["wire"], listed["captured_at"], listed["page_kept"]) == (
        "Andes Wire",
        "2024-03-06T12:00:30+00:00",
        False,
    )
    assert listed["headlines"] == of_claim["headlines"]
    assert (of_claim["id"], of_claim["version"], of_claim["wire"]) == (listed["id"], 1, "Andes Wire")


def test_a_report_whose_id_is_no_address_is_listed_with_it(run, ledger):
    assert "report.jsonl:1 · r1" in run("reports", "--ledger", ledger).stdout
