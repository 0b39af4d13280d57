"""`tolltrace review`, `queue` and `ledger agreement`, and what `show` says of reviewers."""

import dataclasses
import json

import pytest

from tests.builders import a_claim, a_traced, an_article, the_claims
from tests.statements.stories import the_briefing
from tolltrace.ledger import open_ledger


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "l.db"
    with open_ledger(path) as book:
        book.record(a_traced(id="r1"))
    return path


@pytest.fixture
def ids(ledger):
    """The ids of the claims: killed, wounded, missing."""
    with open_ledger(ledger) as book:
        return [record.claim.id for record in book.claims()]


@pytest.fixture
def review(run, ledger):
    def review(claim, *arguments, by="R. Viewer"):
        return run("review", claim, *arguments, "--by", by, "--why", "read the page", "--ledger", ledger)

    return review


def shown(run, ledger, claim):
    result = run("show", claim, "--json", "--ledger", ledger)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def flat(result):
    return " ".join(result.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("flag", "verdict", "listed"), [("--accept", "accepted", 3), ("--reject", "rejected", 2)], ids=["accept", "reject"]
)
def test_a_claim_is_decided_by_the_start_of_its_id(run, review, ledger, ids, flag, verdict, listed):
    result = review(ids[0][:8], flag)

    assert (result.exit_code, result.stderr) == (0, f"{ids[0]}: {verdict} by R. Viewer.\n")
    assert shown(run, ledger, ids[0])["decision"] == verdict
    assert len(run("claims", "--json", "--ledger", ledger).stdout.splitlines()) == listed


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        pytest.param(["low=13", "value=13"], "low", 13, id="number"),
        pytest.param(["low=null", "high=12", "hedge=at_most"], "low", None, id="nothing"),
        pytest.param(["side=Karvel"], "side", "Karvel", id="words"),
        pytest.param(["victims=the 12"], "victims", "the 12", id="words-with-spaces"),
        pytest.param(["victims=12"], "victims", "12", id="digits-that-are-words"),
        pytest.param(['victims="null"'], "victims", "null", id="quoted"),
        pytest.param(["victims="], "victims", None, id="empty"),
        pytest.param(["demographic=a=b"], "demographic", "a=b", id="equals-sign"),
        pytest.param(["quoted=true"], "quoted", True, id="truth"),
        pytest.param(["period=on Monday", "period.edtf=2024-03-04", "period.date_prec=1"], "period",
                     {"text": "on Monday", "edtf": "2024-03-04", "date_prec": 1}, id="period-in-parts"),
        pytest.param(['chain=[{"name": "Radio Karvel"}]'], "chain",
                     [{"name": "Radio Karvel", "role": None, "cue": None, "start": None, "end": None}], id="json"),
    ],
)  # fmt: skip
def test_fields_are_corrected_by_their_names(run, review, ledger, ids, given, field, value):
    result = review(ids[0], "--correct", *given)

    assert result.exit_code == 0, result.output
    assert shown(run, ledger, ids[0])[field] == value


def test_a_chain_may_be_given_as_names(run, review, ledger, ids):
    review(ids[0], "--correct", "chain=health ministry > Radio Karvel")

    assert [link["name"] for link in shown(run, ledger, ids[0])["chain"]] == ["health ministry", "Radio Karvel"]


def test_one_part_of_a_place_leaves_the_others(run, review, ledger, ids):
    before = shown(run, ledger, ids[0])["place"]
    review(ids[0], "--correct", "place.name=Lake Dravo, north", "place.lat=2.5")

    assert shown(run, ledger, ids[0])["place"] == before | {"name": "Lake Dravo, north", "lat": 2.5}


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        pytest.param([], 2, "give one of --accept, --reject, --correct", id="no-verdict"),
        pytest.param(["--accept", "--reject"], 2, "give one of", id="two-verdicts"),
        pytest.param(["--correct"], 2, "--correct and FIELD=VALUE go together", id="nothing-corrected"),
        pytest.param(["--accept", "low=3"], 2, "--correct and FIELD=VALUE go together", id="accepted-and-changed"),
        pytest.param(
            ["--correct", "low"], 2, "'low': field=value was expected; known fields: low, high", id="no-value"
        ),
        pytest.param(
            ["--correct", "deaths=3"], 2, "'deaths' is no field that can be corrected; known: low", id="field"
        ),
        pytest.param(["--correct", "mention=x"], 2, "'mention' is no field that can be corrected", id="fixed"),
        pytest.param(["--correct", "place.city=x"], 2, "known: place.text, place.name", id="part"),
        pytest.param(["--correct", "low.x=1"], 2, "'low.x' is no part of a field", id="part-of-a-number"),
        pytest.param(["--correct", "low=many"], 1, "Expected `int | null`, got `str`", id="no-number"),
        pytest.param(["--correct", "low=NaN"], 1, "Expected `int | null`, got `str`", id="not-a-number"),
        pytest.param(["--correct", "harm=kiled"], 1, "known: killed, wounded", id="harm"),
    ],
)
def test_what_cannot_be_decided_says_why_and_leaves_no_trace(run, review, ledger, ids, arguments, code, told):
    result = review(ids[0], *arguments)

    assert (result.exit_code, told in flat(result)) == (code, True), result.stderr
    assert shown(run, ledger, ids[0])["reviews"] == []


def test_a_value_that_no_parser_should_follow_is_taken_as_words(review, ids):
    assert review(ids[0], "--correct", "chain=" + "[" * 100_000).exit_code == 0
    assert "Expected `int | null`" in flat(review(ids[0], "--correct", "low=" + "[" * 100_000))


def test_a_decision_needs_a_name_and_a_reason(run, ledger, ids):
    assert run("review", ids[0], "--accept", "--by", "R. Viewer", "--ledger", ledger).exit_code == 2
    assert run("review", ids[0], "--accept", "--by", " ", "--why", "x", "--ledger", ledger).exit_code == 1


# ── several reviewers ────────────────────────────────────────────────────────────────────────────────────────────────


def test_reviewers_who_differ_are_shown_beside_each_other(run, review, ledger, ids):
    review(ids[0], "--accept", by="A. Coder")
    told = review(ids[0], "--correct", "low=13", "value=13", by="R. Viewer").stderr

    text = run("show", ids[0], "--ledger", ledger).stdout
    assert "accepted by A. Coder: read the page" in text.partition("Reviews")[2].partition("History")[0]
    assert "Reviewers disagree: low (A. Coder: 12, R. Viewer: 13); value (A. Coder: 12, R. Viewer: 13)" in text
    assert "Reviewers disagree: low" in told
    record = shown(run, ledger, ids[0])
    assert (record["decision"], record["low"]) == ("corrected", 13), "the newest decision is the status"
    assert [(each["by"], each["verdict"]) for each in record["reviews"]] == [
        ("A. Coder", "accepted"),
        ("R. Viewer", "corrected"),
    ]
    assert record["differences"]["low"] == {"A. Coder": 12, "R. Viewer": 13}


def test_each_reviewers_newest_word_counts(run, review, ledger, ids):
    review(ids[0], "--reject", by="A. Coder")
    review(ids[0], "--accept", by="R. Viewer")
    assert shown(run, ledger, ids[0])["differences"] == {"verdict": {"A. Coder": "rejected", "R. Viewer": "kept"}}

    review(ids[0], "--accept", by="A. Coder")
    assert shown(run, ledger, ids[0])["differences"] == {}
    assert "disagree" not in run("show", ids[0], "--ledger", ledger).stdout


def test_agreement_is_printed_for_each_field(run, review, ledger, ids):
    for claim in ids:
        review(claim, "--accept", by="A. Coder")
    review(ids[0], "--accept", by="R. Viewer")
    review(ids[1], "--correct", "harm=killed", by="R. Viewer")
    review(ids[2], "--reject", by="R. Viewer")

    lines = run("ledger", "agreement", "--json", "--ledger", ledger).stdout.splitlines()
    found = {line["field"]: line for line in map(json.loads, lines)}
    assert found["verdict"] == {
        "one": "A. Coder", "other": "R. Viewer", "field": "verdict", "claims": 3, "agreed": 2, "kappa": 0.0
    }  # fmt: skip
    assert (found["harm"]["claims"], found["harm"]["agreed"], found["harm"]["kappa"]) == (2, 1, 0.0)
    assert found["low"]["kappa"] == 1.0
    text = run("ledger", "agreement", "--ledger", ledger).stdout
    assert "A. Coder and R. Viewer" in text
    assert any(line.split() == ["low", "2", "100%", "1.00"] for line in text.splitlines())
    assert any(line.split() == ["stance", "2", "100%", "not", "defined"] for line in text.splitlines())


def test_one_reviewer_agrees_with_nobody(run, review, ledger, ids):
    review(ids[0], "--accept")

    assert run("ledger", "agreement", "--ledger", ledger).stdout == "No claim was decided by two reviewers.\n"


# ── the queue ────────────────────────────────────────────────────────────────────────────────────────────────────────


def queued(run, ledger, *flags):
    result = run("queue", "--json", "--ledger", ledger, *flags)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_what_is_decided_leaves_the_queue_and_another_reviewer_may_still_want_it(run, review, ledger, ids):
    review(ids[0], "--accept", by="A. Coder")
    review(ids[1], "--reject", by="A. Coder")
    review(ids[2], "--correct", "low=3", by="R. Viewer")

    assert queued(run, ledger) == []
    assert run("queue", "--ledger", ledger).stdout == "No claim waits for a decision.\n"
    assert [each["id"] for each in queued(run, ledger, "--for", "A. Coder")] == [ids[2]]
    assert {each["id"] for each in queued(run, ledger, "--for", "R. Viewer")} == {ids[0], ids[1]}


@pytest.fixture
def doubtful(tmp_path):
    """Three reports of the fire: sure, doubtful in two ways, and not estimated; then a briefing with relays."""
    path = tmp_path / "d.db"
    with open_ledger(path) as book:
        for number, sure in enumerate((0.97, 0.52, 0.48, None)):
            article = an_article(
                id=f"r{number}", body=f"On day {number}, 1{number} people were killed in Karvel {number}."
            )
            claim = dataclasses.replace(a_claim(f"1{number}", article=article), confidence=sure, chain=())
            book.record(a_traced(article=article, claims=(claim,)))
    return path


@pytest.mark.parametrize(
    ("flags", "reports"),
    [
        pytest.param([], ["r3", "r1", "r2", "r0"], id="in-tenths-the-older-first"),
        pytest.param(["--first", "age"], ["r0", "r1", "r2", "r3"], id="age"),
        pytest.param(["--limit", "1"], ["r3"], id="limit"),
        pytest.param(["--harm", "wounded"], [], id="harm"),
    ],
)
def test_the_queue_is_in_the_order_of_doubt(run, doubtful, flags, reports):
    assert [each["report"]["id"] for each in queued(run, doubtful, *flags)] == reports


def test_the_queue_tells_by_how_many_reports_a_claim_is_carried(run, tmp_path):
    path = tmp_path / "b.db"
    with open_ledger(path) as book:
        book.record([a_traced(id="first", claims=the_claims(an_article(id="first"))[:1]), *the_briefing()])

    found = queued(run, path, "--first", "reach", "--limit", "100")
    reaches = [each["reach"] for each in found]
    assert reaches == sorted(reaches, reverse=True)
    assert (reaches[0], reaches[-1]) == (5, 1)
    assert " 5 " in run("queue", "--first", "reach", "--ledger", path).stdout
    assert "Reach" in run("queue", "--ledger", path).stdout
