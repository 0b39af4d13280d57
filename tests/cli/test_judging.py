"""`tolltrace grade`, `comment`, `merge`, `split` and `ledger export-codes`, and what `show` says of them."""

import json

import pytest

from tests.builders import BODY, a_traced
from tests.statements.stories import the_briefing
from tolltrace.ledger import open_ledger

SAID = ("--by", "R. Viewer", "--why", "was there")


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "l.db"
    with open_ledger(path) as book:
        book.record(a_traced(id="r1"))
    return path


@pytest.fixture
def ids(ledger):
    with open_ledger(ledger) as book:
        return [record.claim.id for record in book.claims()]


@pytest.fixture
def do(run, ledger):
    """Run a command on the ledger that must work."""

    def do(*arguments):
        result = run(*arguments, "--ledger", ledger)
        assert result.exit_code == 0, result.output
        return result

    return do


def shown(do, *what):
    return json.loads(do(*what, "--json").stdout)


def flat(text):
    return " ".join(text.replace("│", " ").split())


# ── grades ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_grades_are_shown_with_who_gave_them_and_why(do, ids):
    assert "grade F6 (nobody graded it or its first speaker)" in flat(do("show", ids[2]).stdout)
    with_topic = ("--as", "b", "--topic", "all")
    told = do("grade", "speaker", "Gaza health ministry", *with_topic, *SAID).stderr
    assert told == "Gaza health ministry on all: B (usually reliable) by R. Viewer.\n"
    do("grade", "claim", ids[2], "--as", "4", *SAID)
    do("grade", "claim", ids[2], "--as", "3", "--by", "A. Coder", "--why", "one source")

    text = flat(do("show", ids[2]).stdout)
    assert "grade F3: reliability cannot be judged, possibly true" in text
    assert "this claim: 3 by A. Coder" in text
    assert "this claim: 4 by R. Viewer" in text
    record = shown(do, "show", ids[2])["grade"]
    assert (record["grade"], [each["grade"] for each in record["credibility_by"]]) == ("F3", [3, 4])
    listed = [json.loads(line) for line in do("grade", "list", "--json").stdout.splitlines()]
    assert [each["grade"] for each in listed] == ["B", 4, 3]
    assert "Gaza health ministry" in do("grade", "list").stdout
    assert "3 grades" in do("grade", "list").stdout


def test_a_statement_shows_the_grade_of_its_speaker_on_its_topic(run, tmp_path):
    path = tmp_path / "b.db"
    with open_ledger(path) as book:
        book.record(the_briefing())
        wire = next(book.claims(report="wire")).claim.id
    flags = ("--as", "C", "--topic", "enemy-losses", *SAID, "--ledger", path)
    assert run("grade", "speaker", "Ana Veld", *flags).exit_code == 0

    text = flat(run("statement", wire, "--ledger", path).stdout)
    assert "grade C6: fairly reliable, truth cannot be judged Ana Veld on enemy-losses: C by R. Viewer" in text
    record = json.loads(run("statement", wire, "--json", "--ledger", path).stdout)
    assert record["rests_on_one_origin"] is True
    assert (record["grade"]["grade"], record["grade"]["topic"]) == ("C6", "enemy-losses")
    lines = run("statements", "--json", "--ledger", path).stdout.splitlines()
    assert all("grade" in json.loads(line) for line in lines)


def test_nothing_graded_is_told_as_such(do):
    assert do("grade", "list").stdout == "Nobody graded anything: all is F6.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        pytest.param(["speaker", "Russian MoD", "--as", "G", "--topic", "all"], 1, "no reliability 'G'", id="grade"),
        pytest.param(["speaker", "Russian MoD", "--as", "A", "--topic", "us"], 2, "is no topic; known are", id="topic"),
        pytest.param(["speaker", "officials", "--as", "A", "--topic", "all"], 1, "may be anybody", id="anybody"),
        pytest.param(["claim", "ffff", "--as", "3"], 1, "no claim 'ffff'", id="claim"),
        pytest.param(["claim", "ffff", "--as", "9"], 1, "no credibility 9", id="credibility"),
    ],
)
def test_what_is_no_grade_says_why(run, ledger, arguments, code, says):
    result = run("grade", *arguments, *SAID, "--ledger", ledger)

    assert (result.exit_code, says in flat(result.stderr)) == (code, True), result.stderr


# ── corroboration ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_claim_says_on_how_many_origins_it_rests(run, tmp_path):
    path = tmp_path / "b.db"
    with open_ledger(path) as book:
        book.record(the_briefing())

    records = [json.loads(line) for line in run("claims", "--json", "--ledger", path).stdout.splitlines()]
    told = {each["report"]["id"]: each["statement"] for each in records if each["value"] == 9000}
    assert told["wire"]["reports"] > 1
    assert {name: each["rests_on_one_origin"] for name, each in told.items()} == dict.fromkeys(told, True)
    assert told["denial"]["id"] != told["wire"]["id"], "a denial rests on itself"
    one = json.loads(run("show", records[0]["id"], "--json", "--ledger", path).stdout)
    assert one["statement"] == records[0]["statement"]


# ── comments ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_comments_are_shown_with_their_claim_and_their_report(do, ledger, ids):
    do("comment", "add", ids[0][:8], "The ferry had been sold.", "--kind", "new-source", "--by", "R. Viewer")
    do("comment", "add", "r1", "Dravasee", "--words", "Lake Dravo", "--occurrence", "2", "--kind", "translation",
       "--by", "A. Coder")  # fmt: skip

    of_claim = flat(do("show", ids[0]).stdout)
    assert "new source on “At least 12” by R. Viewer" in of_claim
    assert "Dravasee" not in of_claim.partition("Comments")[2].partition("Report")[0], "other words of its sentence"
    assert "commented by A. Coder: Dravasee" in of_claim.partition("History")[2]
    assert "translation on “Lake Dravo” by A. Coder" in flat(do("show", "r1").stdout)
    assert [each["text"] for each in shown(do, "show", "r1")["comments"]] == ["The ferry had been sold.", "Dravasee"]
    with open_ledger(ledger) as book:
        book.record(a_traced(id="r1", title="Fire", body=BODY.replace("At least 12", "Some"), claims=()))
    text = do("comment", "list").stdout
    assert "orphaned" in text
    assert "2 comments, 1 of them orphaned." in text
    assert shown(do, "comment", "list", "--orphaned")["exact"] == "At least 12"


def test_a_comment_that_readers_wrote_is_let_through_or_refused(do, ledger, ids):
    with open_ledger(ledger) as book:
        held = book.comment_on_claim(ids[0], kind="context", text="It was foggy.", by="R. Reader", held=True)

    assert do("comment", "list").stdout == "No comment.\n"
    assert "It was foggy." in do("comment", "list", "--held").stdout
    told = do("comment", "moderate", held.id, "--show", "--by", "E. Ditor", "--why", "It helps.")
    assert f"{held.id}: shown by E. Ditor." in told.stderr
    assert "It was foggy." in do("comment", "list").stdout
    do("comment", "moderate", held.id, "--refuse", "--by", "E. Ditor", "--why", "It names.")
    assert shown(do, "comment", "list", "--refused")["standing"] == "refused"


def test_a_comment_is_taken_back(do, ids):
    do("comment", "add", ids[0], "Wrong ferry.", "--kind", "correction", "--by", "R. Viewer")
    made = shown(do, "comment", "list")["id"]
    assert do("comment", "withdraw", made[:5], *SAID).stderr == f"{made}: taken back by R. Viewer.\n"

    assert do("comment", "list").stdout == "No comment.\n"
    assert "taken back by R. Viewer" in flat(do("comment", "list", "--withdrawn").stdout)
    assert "Comments" not in do("show", ids[0]).stdout
    log = flat(do("ledger", "log", ids[0]).stdout)
    assert "commented by R. Viewer: Wrong ferry." in log
    assert "comment withdrawn by R. Viewer: was there" in log


def test_a_grade_of_a_speaker_stands_in_the_log(do):
    do("grade", "speaker", "Russian MoD", "--as", "E", "--topic", "enemy-losses", *SAID)

    assert "graded by R. Viewer: was there Russian MoD, enemy-losses: E" in flat(do("ledger", "log").stdout)


# ── review: pending and duplicates ───────────────────────────────────────────────────────────────────────────────────


def test_the_queue_says_who_waits_for_what(do, ids):
    do("review", ids[0], "--pending", "--by", "A. Coder", "--why", "the ministry's list")

    assert f"{ids[0][:10]}: A. Coder waits: the ministry's list" in flat(do("queue").stdout)
    assert shown(do, "show", ids[0])["decision"] == "pending"


def test_a_duplicate_says_of_which(do, ids):
    told = do("review", ids[1], "--duplicate-of", ids[0][:8], *SAID).stderr

    assert told == f"{ids[1]}: duplicate of {ids[0]} by R. Viewer.\n"
    record = shown(do, "show", ids[1])
    assert (record["decision"], record["duplicate_of"]) == ("duplicate", ids[0])
    assert f"duplicate of {ids[0]} by R. Viewer" in flat(do("show", ids[1]).stdout)
    assert len(do("claims", "--json").stdout.splitlines()) == 2


# ── merge, split ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_statements_are_merged_and_split_again(run, tmp_path):
    path = tmp_path / "b.db"
    with open_ledger(path) as book:
        book.record(the_briefing())
        told = {each.report_id: each.claim.id for each in book.claims() if each.claim.figure.value == 9000}

    merged = run("merge", told["wire"], told["rival"], *SAID, "--ledger", path)
    assert (merged.exit_code, merged.stderr.startswith("Merged into one: s")) == (0, True), merged.output
    split = run("split", told["wire"], "--apart", told["rival"], *SAID, "--ledger", path)
    assert (split.exit_code, "--overrule" in flat(split.stderr)) == (1, True)
    again = run("split", told["wire"], "--apart", told["rival"], *SAID, "--overrule", "--ledger", path)
    assert again.exit_code == 0, again.output
    assert f"; s{told['rival']} (1 report)." in flat(again.stderr)
    log = flat(run("ledger", "log", told["rival"], "--ledger", path).stdout)
    assert "joined by R. Viewer: was there merge of s" in log
    assert "parted by R. Viewer: was there split of s" in log


# ── codes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_codes_are_written_and_counted(do, run, ledger, ids, tmp_path):
    for claim in ids:
        do("review", claim, "--accept", *SAID)
    told = do("ledger", "export-codes", tmp_path / "codes").stderr

    assert "1 reports with 3 claims; 3 decided claims in all, 0 of them no claims" in told
    assert (tmp_path / "codes" / "README.md").exists()
    assert run("ledger", "export-codes", tmp_path / "codes", "--ledger", ledger).exit_code == 1
