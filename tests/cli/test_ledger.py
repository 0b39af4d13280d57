"""`tolltrace claims`, `show` and `reports`, on a ledger that `tolltrace trace` filled."""

import codecs
import csv
import io
import json

import pytest

from tests.builders import a_claim, a_traced, an_article
from tolltrace.exports.own_claims import COLUMNS
from tolltrace.ledger import open_ledger
from tolltrace.printable import cell
from tolltrace.values import Link


@pytest.fixture
def ledger(run, report, tmp_path):
    """Two reports of the made-up fire by two outlets, a day apart."""
    path = tmp_path / "l.db"
    later = report("b.jsonl", id="r2", publisher="Dravo Herald", published="2024-03-05")
    assert run("trace", report(), later, "--ledger", path).exit_code == 0
    return path


def listed(result):
    """(report, printed figure) of each line of JSON."""
    assert result.exit_code == 0, result.output
    lines = map(json.loads, result.stdout.splitlines())
    return [(line["report"]["id"], line["mention"]["text"]) for line in lines]


@pytest.mark.parametrize(
    ("flags", "found"),
    [
        pytest.param(["--harm", "wounded"], [("r2", "30"), ("r1", "30")], id="harm"),
        pytest.param(["--side", "karvel"], [("r2", "up to 40"), ("r1", "up to 40")], id="side"),
        pytest.param(["--place", "lake dravo"], [("r2", "At least 12"), ("r1", "At least 12")], id="place"),
        pytest.param(["--speaker", "radio"], [("r2", "up to 40"), ("r1", "up to 40")], id="speaker"),
        pytest.param(["--outlet", "herald", "--harm", "missing"], [("r2", "up to 40")], id="outlet"),
        pytest.param(["--since", "2024-03-05", "--harm", "killed"], [("r2", "At least 12")], id="since"),
        pytest.param(["--until", "2024-03-04", "--harm", "killed"], [("r1", "At least 12")], id="until"),
        pytest.param(["--text", "passengers"], [("r2", "up to 40"), ("r1", "up to 40")], id="text"),
        pytest.param(["--limit", "1"], [("r2", "At least 12")], id="limit"),
        pytest.param(["--harm", "captured"], [], id="nothing"),
    ],
)
def test_claims_are_filtered(run, ledger, flags, found):
    assert listed(run("claims", "--json", "--ledger", ledger, *flags)) == found


def test_claims_are_listed_with_what_show_needs(run, ledger):
    text = run("claims", "--ledger", ledger, "--harm", "missing").stdout

    assert "health ministry → Radio Karvel → Dravo Herald" in text
    assert "2024-03-05" in text
    assert "2 claims" in text
    (short,) = {line.split()[0] for line in text.splitlines() if "Dravo Herald" in line}
    assert "“up to 40”" in run("show", short, "--ledger", ledger).stdout


def test_no_claim_says_so(run, ledger):
    assert run("claims", "--ledger", ledger, "--harm", "captured").stdout == "No claim matches.\n"


def test_older_versions_are_listed_on_request(run, report, ledger):
    run("trace", report(title="Ferry fire kills at least 12"), "--ledger", ledger)

    def versions(*flags):
        lines = run("claims", "--json", "--harm", "killed", "--outlet", "courier", "--ledger", ledger, *flags).stdout
        return sorted(json.loads(line)["report"]["version"] for line in lines.splitlines())

    assert (versions(), versions("--all-versions")) == ([2], [1, 2])


def read_csv(result):
    """The rows, as a spreadsheet reads them: it knows UTF-8 by the mark at its beginning."""
    assert result.stdout_bytes.startswith(codecs.BOM_UTF8)
    return list(csv.DictReader(io.StringIO(result.stdout_bytes.decode("utf-8-sig"))))


def test_csv_is_flat_and_whole(run, ledger):
    result = run("claims", "--csv", "--ledger", ledger, "--outlet", "courier")

    rows = read_csv(result)
    assert tuple(rows[0]) == COLUMNS
    assert [row["mention"] for row in rows] == ["At least 12", "30", "up to 40"]
    killed, _, missing = rows
    assert (killed["low"], killed["high"], killed["hedge"]) == ("12", "", "at_least")
    assert (killed["place"], killed["place_name"], killed["place_lon"]) == ("on Lake Dravo", "Lake Dravo", "-2.25")
    assert missing["chain"] == "health ministry → Radio Karvel"
    assert missing["quoted"] == "true"
    assert missing["published"] == "2024-03-04T18:30:00+00:00"


@pytest.mark.parametrize(
    ("value", "guarded"),
    [
        ('=HYPERLINK("http://evil.example")', '\'=HYPERLINK("http://evil.example")'),
        ("+12", "'+12"),
        ("-12", "'-12"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1+1", "' =1+1"),
        ("\t=1+1", "' =1+1"),
        ("\x00=1+1", "'=1+1"),
        ("12 - 15", "12 - 15"),
        ("a@b", "a@b"),
        (-2.25, -2.25),
        (-1, -1),
        (None, None),
        (False, "false"),
    ],
)
def test_a_cell_is_never_a_formula_and_a_number_stays_one(value, guarded):
    assert cell(value) == guarded


def test_formulas_of_a_page_are_guarded_in_the_file(run, tmp_path):
    article = an_article(title="=cmd|' /C calc'!A0", outlet="@outlet")
    with open_ledger(tmp_path / "f.db") as ledger:
        ledger.record([a_traced(article=article, claims=(a_claim("30", article=article, chain=(Link("-1+1"),)),))])

    (row,) = read_csv(run("claims", "--csv", "--ledger", tmp_path / "f.db"))
    assert (row["title"], row["outlet"], row["chain"]) == ("'=cmd|' /C calc'!A0", "'@outlet", "'-1+1")


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        pytest.param(["--harm", "kiled"], "known: killed, wounded, missing", id="unknown-harm"),
        pytest.param(["--since", "yesterday"], "expected one like 2023-05-01", id="no-day"),
        pytest.param(["--until", "2023-02-30"], "'2023-02-30' is no day", id="no-such-day"),
        pytest.param(["--since", "2024-02-01", "--until", "2024-01-01"], "is after --until", id="wrong-way-round"),
        pytest.param(["--limit", "0"], "--limit", id="no-limit"),
        pytest.param(["--json", "--csv"], "exclude each other", id="two-formats"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_is_right(run, ledger, flags, told):
    result = run("claims", "--ledger", ledger, *flags)

    assert result.exit_code == 2
    assert told in " ".join(result.stderr.replace("│", " ").split())


def test_show_tells_all_of_one_claim(run, ledger):
    (line,) = run(
        "claims", "--json", "--harm", "missing", "--outlet", "courier", "--ledger", ledger
    ).stdout.splitlines()
    claim = json.loads(line)
    text = run("show", claim["id"][:8], "--ledger", ledger).stdout

    assert f"Claim {claim['id']}" in text
    assert 'The health ministry told Radio Karvel that "«up to 40»" passengers were missing.' in text
    assert "health ministry → Radio Karvel → The Karvel Courier" in text
    assert "1. health ministry · “told”" in text
    assert "at most 40" in text
    assert "inside quotation marks" in text
    assert "tolltrace 0.1.0" in text
    assert "recorded by tolltrace" in text.partition("History")[2]


def test_show_names_a_person_who_decided(run, ledger):
    with open_ledger(ledger) as book:
        claim = next(book.claims(harm="missing")).claim
        book.decide(claim.id, by="A. Recorder", verdict="accepted", why="read the report")

    assert "accepted by A. Recorder: read the report" in run("show", claim.id, "--ledger", ledger).stdout


@pytest.mark.parametrize(("claim_id", "told"), [("zzzz", "no claim 'zzzz'"), ("", "empty claim id")])
def test_show_of_no_claim_ends_with_1(run, ledger, claim_id, told):
    result = run("show", claim_id, "--ledger", ledger)

    assert result.exit_code == 1
    assert told in result.stderr


def test_reports_are_listed(run, ledger):
    text = run("reports", "--ledger", ledger).stdout

    assert "Dravo Herald · 3 claims" in text
    assert text.index("2024-03-05") < text.index("2024-03-04")
    assert "2 reports" in text
    lines = [json.loads(line) for line in run("reports", "--json", "--ledger", ledger).stdout.splitlines()]
    assert [(line["id"], line["claims"], line["versions"]) for line in lines] == [("r2", 3, 1), ("r1", 3, 1)]


@pytest.mark.parametrize("command", [["claims"], ["reports"], ["show", "ab"]], ids=lambda command: command[0])
def test_reading_makes_no_empty_ledger(run, tmp_path, command):
    result = run(*command, "--ledger", tmp_path / "none.db")

    assert result.exit_code == 1
    assert "there is no ledger yet" in result.stderr
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("command", [["claims"], ["claims", "--csv"], ["claims", "--json"], ["reports"]], ids=" ".join)
def test_what_was_recorded_cannot_steer_the_terminal(run, tmp_path, command):
    article = an_article(title="a\x1b[2J\x9b\u202eb", outlet="c\x1b]0;d\x07")
    with open_ledger(tmp_path / "f.db") as ledger:
        ledger.record([a_traced(article=article, claims=(a_claim("30", article=article, victims="e\x1b[31m"),))])
    text = run(*command, "--ledger", tmp_path / "f.db").stdout

    assert text
    assert [escape for escape in ("\x1b", "\x9b", "\u202e", "\x07") if escape in text] == []


# ── copied ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_ledger_is_copied_to_a_server_and_back(run, report, tmp_path, postgres):
    here, back, server = tmp_path / "here.db", tmp_path / "back.db", postgres.new_database()
    run("trace", report(), "--ledger", here)

    there = run("ledger", "copy", here, server)
    again = run("ledger", "copy", here, server)
    home = run("ledger", "copy", server, f"sqlite:///{back}")

    assert [one.exit_code for one in (there, again, home)] == [0, 0, 0]
    assert "Copied to postgresql://tolltrace@/" in there.stderr
    assert "grouped the claims of 1 report" in there.stderr
    assert "nothing new" in again.stderr
    assert " added" not in again.stderr
    shown = [run("claims", "--json", "--ledger", place).stdout for place in (here, server, back)]
    assert shown[0]
    assert len(set(shown)) == 1


@pytest.mark.parametrize(
    ("source", "target", "says"),
    [
        ("nowhere.db", "a.db", "there is no ledger yet"),
        ("here.db", "here.db", "the ledger itself"),
        ("here.db", "mysql://me:secret@host/a", "known: sqlite, postgresql"),
    ],
)
def test_a_copy_that_cannot_be_made_says_why(run, report, tmp_path, monkeypatch, source, target, says):
    monkeypatch.chdir(tmp_path)
    run("trace", report(), "--ledger", "here.db")

    result = run("ledger", "copy", source, target)

    assert result.exit_code in (1, 2)
    assert says in " ".join(result.stderr.split())
    assert "secret" not in result.stderr
