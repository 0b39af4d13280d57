"""Statements merged and split by people, on both engines: one act each, all of it or nothing."""

import pytest

from tests.statements.stories import the_briefing, the_fire
from tolltrace.errors import LedgerError
from tolltrace.following import find_statement, find_statements, regroup
from tolltrace.merging import merge_statements, split_statement

SAID = {"by": "R. Viewer", "why": "read both"}


@pytest.fixture
def told(ledger):
    """The claims of the figure 9,000 by the name of their report."""
    ledger.record(the_briefing())
    return {each.report_id: each.claim.id for each in ledger.claims() if each.claim.figure.value == 9000}


def partition(ledger):
    return {frozenset(relay.carrier.id for relay in one.relays) for one in find_statements(ledger)}


def kinds(ledger):
    return [event.kind for event in ledger.events() if event.actor_kind == "person"]


def test_merged_statements_are_one_whatever_a_program_thinks(ledger, told):
    own, rival = find_statement(ledger, told["wire"]), find_statement(ledger, told["rival"])
    assert own.id != rival.id

    (one,) = merge_statements(ledger, [own.id, rival.id[:9]], **SAID)

    assert set(one.reports) >= {"wire", "radio", "site", "portal", "rival"}
    before = partition(ledger)
    regroup(ledger)
    assert partition(ledger) == before
    assert ledger.verify().broken is None


def test_a_merge_is_one_act_in_the_log_of_every_claim(ledger, told):
    statements = [find_statement(ledger, told[name]).id for name in ("wire", "rival")]
    merge_statements(ledger, statements, **SAID)

    events = [
        next(event for event in ledger.history(told[name]) if event.kind == "joined") for name in ("wire", "rival")
    ]
    acts = sorted((event.number, event.detail.get("group")) for event in ledger.events() if event.kind == "joined")
    first = acts[0][0]
    assert acts[0][1] is None
    assert {group for _, group in acts[1:]} == {first}
    assert {event.at for event in events} == {events[0].at}
    assert all(event.detail["statements"] == statements for event in events)
    assert {(event.actor, event.why) for event in events} == {("R. Viewer", "read both")}


def test_claims_are_split_from_a_statement_and_stay_apart(ledger, told):
    own = find_statement(ledger, told["wire"])

    found = split_statement(ledger, own.id, [told["site"][:9], told["portal"]], **SAID)

    assert found[0].id == find_statement(ledger, told["wire"]).id
    assert not {"site", "portal"} & set(found[0].reports)
    assert {report for one in found[1:] for report in one.reports} >= {"site", "portal"}
    regroup(ledger)
    assert not {"site", "portal"} & set(find_statement(ledger, told["wire"]).reports)


def test_a_second_split_needs_nothing_taken_back(ledger, told):
    split_statement(ledger, told["wire"], [told["site"]], **SAID)
    split_statement(ledger, told["wire"], [told["portal"]], **SAID)

    assert not {"site", "portal"} & set(find_statement(ledger, told["wire"]).reports)


def test_what_others_ruled_is_named_and_nothing_is_written_until_they_are_overruled(ledger, told):
    split_statement(ledger, told["wire"], [told["site"]], **SAID)
    ids = [find_statement(ledger, told[name]).id for name in ("wire", "site")]
    before, events = partition(ledger), len(list(ledger.events()))

    with pytest.raises(LedgerError, match=r"R\. Viewer ruled that claims .* are apart \('read both'\).*--overrule"):
        merge_statements(ledger, ids, by="A. Coder", why="once")
    assert (partition(ledger), len(list(ledger.events()))) == (before, events)

    (one,) = merge_statements(ledger, ids, by="A. Coder", why="once", overrule=True)
    assert {"wire", "site"} <= set(one.reports)
    with pytest.raises(LedgerError, match=r"A\. Coder ruled that claims .* are together"):
        split_statement(ledger, one.id, [told["site"]], **SAID)
    assert len(split_statement(ledger, one.id, [told["site"]], **SAID, overrule=True)) == 2


def test_a_contradiction_by_way_of_a_claim_that_nobody_named_is_refused_whole(ledger, told):
    """Apart from a claim of another statement, which rulings tie to one of these."""
    first, _, _, elsewhere = the_fire()
    ledger.record([first, elsewhere])
    fire, ferry = first.claims[0].id, elsewhere.claims[0].id
    ledger.rule(told["rival"], ferry, together=True, **SAID)
    ledger.rule(told["rival"], fire, together=False, **SAID)
    ledger.rule(ferry, told["wire"], together=True, **SAID)
    before = kinds(ledger)

    with pytest.raises(LedgerError, match="rulings put them together by way of others"):
        ledger.rule_at_once("merge", [(told["wire"], fire)], together=True, statements=["s1", "s2"], **SAID)
    assert kinds(ledger) == before


@pytest.mark.parametrize(
    ("does", "says"),
    [
        pytest.param(lambda book, t: merge_statements(book, [t["wire"]], **SAID), "one statement; give two", id="one"),
        pytest.param(
            lambda book, t: merge_statements(book, [t["wire"], t["radio"]], **SAID),
            "one statement; give two",
            id="the-same",
        ),
        pytest.param(
            lambda book, t: merge_statements(book, [t["wire"], "sffff"], **SAID), "no statement 'sffff'", id="unknown"
        ),
        pytest.param(
            lambda book, t: merge_statements(book, [t["wire"], t["denial"]], **SAID),
            "is about .* no other telling",
            id="denial",
        ),
        pytest.param(
            lambda book, t: merge_statements(book, [t["wire"], t["rival"]], by=" ", why="x"),
            "'by' is empty",
            id="nobody",
        ),
        pytest.param(
            lambda book, t: split_statement(book, t["wire"], [t["rival"]], **SAID),
            "is no claim of it",
            id="a-strangers",
        ),
        pytest.param(lambda book, t: split_statement(book, t["rival"], [t["rival"]], **SAID), "and not all", id="all"),
        pytest.param(
            lambda book, t: split_statement(book, t["wire"], [], **SAID), "name some of its claims", id="none"
        ),
    ],
)
def test_what_cannot_be_merged_or_split_leaves_no_trace(ledger, told, does, says):
    with pytest.raises(LedgerError, match=says):
        does(ledger, told)
    assert kinds(ledger) == []


def test_an_act_that_is_too_large_says_what_to_do(ledger, told, monkeypatch):
    monkeypatch.setattr("tolltrace.merging.MOST_CLAIMS", 2)
    with pytest.raises(LedgerError, match="at most 2: rule on some pairs"):
        merge_statements(ledger, [told["wire"], told["rival"]], **SAID)
    monkeypatch.setattr("tolltrace.merging.MOST_CLAIMS", 500)
    monkeypatch.setattr("tolltrace.merging.MOST_PAIRS", 1)
    with pytest.raises(LedgerError, match="at most 1: take out fewer"):
        split_statement(ledger, told["wire"], [told["site"]], **SAID)
