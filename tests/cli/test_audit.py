"""`tolltrace ledger verify` and `tolltrace ledger log`."""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.builders import a_method, a_traced
from tests.ledger.test_migrations import an_older_ledger
from tolltrace.ledger import open_ledger


@pytest.fixture
def ledger(tmp_path):
    """The made-up report, read twice; its first claim corrected, and kept apart from the second."""
    path = tmp_path / "l.db"
    with open_ledger(path) as book:
        traced = a_traced(id="r1", page_sha256="9" * 64)
        book.record(traced)
        killed, wounded = (claim.id for claim in traced.claims[:2])
        book.decide(
            killed, by="R. Viewer", verdict="corrected", why="the page says 13", changes={"low": 13, "side": "X"}
        )
        book.rule(killed, wounded, together=False, by="A. Coder", why="two counts")
        book.record(a_traced(id="r1", page_sha256="9" * 64, claims=traced.claims[:2], method=a_method("0.2.0")))
    return path


@pytest.fixture
def ids():
    return [claim.id for claim in a_traced(id="r1", page_sha256="9" * 64).claims]


def verify(run, ledger, *flags):
    result = run("ledger", "verify", "--json", "--ledger", ledger, *flags)
    return result.exit_code, json.loads(result.stdout)


def touch(ledger, change):
    with closing(sqlite3.connect(ledger)) as raw:
        raw.executescript("DROP TRIGGER claims_no_update; DROP TRIGGER events_no_delete; " + change)


def test_a_whole_ledger_prints_its_head(run, ledger):
    code, found = verify(run, ledger)
    result = run("ledger", "verify", "--ledger", ledger)

    assert (code, found["whole"], found["seals"]) == (0, True, 4)
    assert result.exit_code == 0
    assert "none altered, removed or reordered" in result.stdout
    assert f"Head: {found['head']}" in result.stdout


def test_a_touched_ledger_ends_with_1_and_names_the_row(run, ledger):
    touch(ledger, "UPDATE claims SET low = 1300 WHERE key = 4;")
    code, found = verify(run, ledger)
    result = run("ledger", "verify", "--ledger", ledger)

    assert (code, result.exit_code, found["whole"]) == (1, 1, False)
    broken = found["broken"]
    assert (broken["table"], broken["row"], broken["damage"], broken["event"]) == ("claims", "4", "changed", 2)
    assert "Broken: claims, row 4, was changed." in result.stdout
    assert f"Expected: {broken['expected']}" in result.stdout


def test_a_noted_head_is_looked_for(run, ledger):
    _, before = verify(run, ledger)
    with open_ledger(ledger) as book:
        book.record(a_traced(id="r2"))

    assert verify(run, ledger, "--head", before["head"])[1]["after_head"] == 1
    assert "1 seal came after it" in run("ledger", "verify", "--head", before["head"], "--ledger", ledger).stdout
    code, found = verify(run, ledger, "--head", "0" * 64)
    assert (code, found["whole"], found["broken"]) == (1, False, None)
    text = run("ledger", "verify", "--head", "0" * 64, "--ledger", ledger).stdout
    assert "were cut off, or it is another ledger" in " ".join(text.split())


def test_a_ledger_from_before_says_since_when_it_is_sealed(run, tmp_path):
    path = an_older_ledger(tmp_path / "old.db", "0004")
    with open_ledger(path):
        pass

    text = run("ledger", "verify", "--ledger", path).stdout
    assert "14 rows are from before" in text
    assert "sealed as they stood then" in text


def test_an_empty_ledger_has_nothing_to_verify_or_to_tell(run, tmp_path):
    with open_ledger(tmp_path / "e.db"):
        pass

    assert "nothing is sealed" in run("ledger", "verify", "--ledger", tmp_path / "e.db").stdout
    assert run("ledger", "log", "--ledger", tmp_path / "e.db").stdout == "Nothing was recorded yet.\n"


def test_the_log_of_a_claim_is_its_life(run, ledger, ids):
    text = run("ledger", "log", ids[0][:8], "--ledger", ledger).stdout

    told = ["recorded by tolltrace 0.1.0: read for the first time", "found", "corrected by R. Viewer: the page says 13",
            "low: 12 → 13", "side: none → X", "parted by A. Coder: two counts", f"with claim {ids[1]}",
            "reread by tolltrace 0.2.0", "left as a person decided"]  # fmt: skip
    places = [text.index(words) for words in told]
    assert places == sorted(places)
    assert "not found any more" in run("ledger", "log", ids[2], "--ledger", ledger).stdout
    assert "read again, with the same result" in run("ledger", "log", ids[1], "--ledger", ledger).stdout


def test_the_log_without_a_claim_is_the_newest_events(run, ledger, ids):
    result = run("ledger", "log", "--json", "--limit", "2", "--ledger", ledger)

    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(line["event"], line["kind"], line["actor"]) for line in lines] == [
        (5, "reread", "tolltrace 0.2.0"),
        (4, "parted", "A. Coder"),
    ]
    assert (lines[1]["report"], lines[1]["claim"], lines[1]["why"]) == ("r1", ids[1], "two counts")
    text = run("ledger", "log", "--limit", "1", "--ledger", ledger).stdout
    assert "report r1" in text
    assert "1 kept, 1 decided" in text or "1 superseded, 1 kept, 1 decided" in text


def test_no_such_claim_has_no_log(run, ledger):
    result = run("ledger", "log", "zzzz", "--ledger", ledger)

    assert (result.exit_code, "no claim 'zzzz'" in result.stderr) == (1, True)


def test_what_people_wrote_cannot_steer_the_terminal(run, ledger, ids):
    with open_ledger(ledger) as book:
        book.decide(ids[1], by="a\x1b[2Jb", verdict="corrected", why="c\x9bd", changes={"victims": "e\x1b[31m"})
    for command in (["ledger", "log"], ["ledger", "log", ids[1]], ["show", ids[1]], ["ledger", "agreement"], ["queue"]):
        text = run(*command, "--ledger", ledger).stdout
        assert text
        assert [escape for escape in ("\x1b", "\x9b") if escape in text] == []
