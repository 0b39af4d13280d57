"""`tolltrace trace`, run as a person runs it. What is extracted is made up (conftest); the rest is the real program."""

import json

import pytest

from tests.builders import TITLE, an_article, the_claims
from tolltrace.errors import LedgerError
from tolltrace.ledger import Ledger, open_ledger

ESCAPES = ("\x1b", "\x9b", "\u202e", "\x07", "\x00")
HOSTILE = "\x1b[2J\x1b]0;owned\x07Fire\u202e \x9b31m[bold red]on the lake[/bold red]\x00"


def squeezed(text):
    return " ".join(text.split())


def test_a_report_and_its_claims_are_printed(run, report, tmp_path):
    result = run("trace", report(), "--ledger", tmp_path / "l.db")

    assert result.exit_code == 0, result.output
    assert TITLE in result.stdout
    assert "The Karvel Courier · 4 March 2024, 18:30 UTC (given with the article:" in result.stdout
    assert "health ministry → Radio Karvel → The Karvel Courier" in result.stdout
    for words in ("At least 12", "up to 40", "missing", "passengers", "on Lake Dravo", "asserted"):
        assert words in result.stdout
    assert "\x1b" not in result.stdout


def test_the_summary_adds_up_and_what_failed_is_named(run, report, tmp_path):
    (tmp_path / "menu.html").write_text("<html><body><nav><a href='/'>Home</a></nav></body></html>")
    result = run("trace", report(), tmp_path / "menu.html", tmp_path / "gone.html", "--ledger", tmp_path / "l.db")

    assert result.exit_code == 1
    assert "Pages read 3 = 1 traced + 1 rejected (1 no article on the page) + 1 failed" in result.stdout
    assert "3 claims found in 1 report\n" in result.stdout
    assert f"Ledger {tmp_path / 'l.db'}: 1 report, 3 claims new" in result.stdout
    assert f"Failed {tmp_path / 'gone.html'}: no such file" in result.stderr
    assert f"Rejected {tmp_path / 'menu.html'}: no article on the page" in result.stderr


def test_the_same_report_again_is_already_there(run, report, tmp_path):
    arguments = ("trace", report(), "--ledger", tmp_path / "l.db")
    run(*arguments)

    assert "0 reports, 0 claims new; 1 report already there" in run(*arguments).stdout


def test_a_changed_report_is_a_new_version(run, report, tmp_path):
    run("trace", report(), "--ledger", tmp_path / "l.db")
    result = run("trace", report(title="Ferry fire kills at least 12"), "--ledger", tmp_path / "l.db")

    assert "1 report changed since, kept as new versions" in result.stdout


def test_a_rejected_page_is_no_failure(run, tmp_path):
    (tmp_path / "empty.txt").touch()

    assert run("trace", tmp_path / "empty.txt", "--no-ledger").exit_code == 0


def test_without_a_ledger_nothing_is_recorded(run, report, tmp_path):
    result = run("trace", report(), "--no-ledger")

    assert "Nothing was recorded" in result.stdout
    assert not (tmp_path / "default.db").exists()


def test_the_default_ledger_is_the_one_of_the_settings(run, report, tmp_path):
    assert f"Ledger {tmp_path / 'default.db'}: 1 report" in run("trace", report()).stdout


def test_json_is_one_report_a_line_and_nothing_else(run, report, tmp_path):
    result = run("trace", report("a.jsonl"), report("b.jsonl", id="r2"), "--json", "--ledger", tmp_path / "l.db")

    first, second = map(json.loads, result.stdout.splitlines())
    assert (first["id"], second["id"]) == ("r1", "r2")
    assert [claim["mention"]["text"] for claim in first["claims"]] == ["At least 12", "30", "up to 40"]
    assert [link["name"] for link in first["claims"][2]["chain"]] == ["health ministry", "Radio Karvel"]
    assert "Pages read 2 = 2 traced" in result.stderr


def test_evidence_marks_the_figure_in_its_sentence(run, report):
    result = run("trace", report(), "--no-ledger", "--evidence")

    assert "«At least 12» people were killed and «30» wounded when a ferry burned" in squeezed(result.stdout)
    assert "«up to 40»" in result.stdout
    assert "«" not in run("trace", report(), "--no-ledger").stdout


def test_a_terminal_gets_bold_figures_and_no_marks(run, report):
    result = run("trace", report(), "--no-ledger", "--evidence", env={"FORCE_COLOR": "1", "TERM": "xterm-256color"})

    assert "\x1b[1;7mAt least 12" in result.stdout
    assert "«" not in result.stdout


def test_no_color_means_no_style_at_all(run, report):
    terminal = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "NO_COLOR": "1"}
    result = run("trace", report(), "--no-ledger", "--evidence", env=terminal)

    assert "\x1b" not in result.stdout
    assert "«At least 12»" in result.stdout


@pytest.mark.parametrize("terminal", [{}, {"FORCE_COLOR": "1", "TERM": "xterm"}], ids=["piped", "terminal"])
@pytest.mark.parametrize("flags", [["--evidence"], ["--json"]], ids=["table", "json"])
def test_a_page_cannot_steer_the_terminal(run, report, flags, terminal):
    plain = run("trace", report(title="Fire"), "--no-ledger", *flags, env=terminal)
    result = run("trace", report(title=HOSTILE, publisher=HOSTILE), "--no-ledger", *flags, env=terminal)

    assert result.exit_code == 0
    assert "[bold red]on the lake[/bold red]" in result.stdout  # shown as it is printed, never obeyed
    for escape in ESCAPES[1:]:
        assert escape not in result.stdout
    assert styles(result.stdout) <= styles(plain.stdout)


def styles(text):
    """The escape sequences in a text, as far as they go."""
    return {part[:3] for part in text.split("\x1b")[1:]}


def test_a_file_name_cannot_steer_the_terminal(run):
    result = run("trace", "gone\x1b[2J.html", "--no-ledger")

    assert "Failed gone[2J.html" in result.stderr
    assert "\x1b" not in result.stderr


def test_standard_input_is_read(run, report):
    result = run("trace", "-", "--no-ledger", "--json", stdin=report().read_bytes())

    assert json.loads(result.stdout)["id"] == "r1"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param([], "Missing argument", id="no-source"),
        pytest.param(["x.html", "--ledger", "l.db", "--no-ledger"], "exclude each other", id="two-wills"),
        pytest.param(["x.html", "--jsn"], "No such option", id="unknown-flag"),
    ],
)
def test_wrong_use_ends_with_2(run, arguments, told):
    result = run("trace", *arguments)

    assert result.exit_code == 2
    assert told in squeezed(result.stderr)


def test_a_setting_that_we_cannot_use_ends_with_2(run, report):
    result = run("trace", report(), env={"TOLLTRACE_MAX_PAGE_BYTES": "many"})

    assert result.exit_code == 2
    assert result.stderr.startswith("tolltrace: ")
    assert "TOLLTRACE_MAX_PAGE_BYTES" in result.stderr


def test_a_ledger_that_cannot_be_opened_ends_with_1(run, report, tmp_path):
    (tmp_path / "l.db").write_text("this is no database, and long enough to show it " * 100)
    result = run("trace", report(), "--ledger", tmp_path / "l.db")

    assert result.exit_code == 1
    assert result.stderr.startswith(f"tolltrace: {tmp_path / 'l.db'}")
    assert "Traceback" not in result.output


def test_what_cannot_be_recorded_is_not_printed(run, report, tmp_path, monkeypatch):
    record = Ledger.record

    def full_after_one(self, results):
        if any(result.article.id == "r2" for result in results):
            raise LedgerError("l.db: the disk is full; make room and run again")
        return record(self, results)

    monkeypatch.setattr(Ledger, "record", full_after_one)
    sources = (report("a.jsonl", title="The first"), report("b.jsonl", id="r2", title="The second"))
    result = run("trace", *sources, "--ledger", tmp_path / "l.db")

    assert result.exit_code == 1
    assert "The first" in result.stdout
    assert "The second" not in result.stdout
    assert "Pages read 1 = 1 traced" in result.stderr
    assert "tolltrace: l.db: the disk is full; make room and run again" in result.stderr


def test_a_report_that_does_not_fit_the_ledger_costs_only_itself(run, report, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "tolltrace.pipeline.extract_claims_of",
        lambda articles, knowledge: [the_claims(an_article() if each.id == "r1" else each) for each in articles],
    )
    astray = report("a.jsonl", title="Another headline, so that the offsets are astray")
    result = run("trace", astray, report("b.jsonl", id="r2"), "--ledger", tmp_path / "l.db")

    assert result.exit_code == 1
    assert "Pages read 2 = 1 traced + 0 rejected + 1 failed" in result.stdout
    assert f"Failed {astray}:1: {astray}:1: report 'r1': " in result.stderr
    assert "This is a fault of tolltrace" in result.stderr


def test_a_fault_of_ours_costs_one_page_and_can_be_looked_into(run, report, monkeypatch):
    def break_down(articles, knowledge):
        raise ZeroDivisionError("a made-up fault")

    monkeypatch.setattr("tolltrace.pipeline.extract_claims_of", break_down)

    quiet = run("trace", report(), "--no-ledger")
    assert quiet.exit_code == 1
    assert "ZeroDivisionError: a made-up fault" in quiet.stderr
    assert "in break_down" not in quiet.stderr
    assert "in break_down" in run("trace", report(), "--no-ledger", "--trace-back").stderr


def test_ctrl_c_says_what_is_recorded(run, report, tmp_path, monkeypatch):
    from tolltrace import pipeline

    trace = pipeline.trace

    def stopped_after_one(*sources, **options):
        yield next(trace(*sources, **options))
        raise KeyboardInterrupt

    monkeypatch.setattr("tolltrace.pipeline.trace", stopped_after_one)
    result = run("trace", report(), report("b.jsonl", id="r2"), "--ledger", tmp_path / "l.db")

    assert result.exit_code == 130
    assert "Stopped" in result.stderr
    assert "1 report, 3 claims new" in result.stderr
    with open_ledger(tmp_path / "l.db") as ledger:
        assert [stored.id for stored in ledger.reports()] == ["r1"]
