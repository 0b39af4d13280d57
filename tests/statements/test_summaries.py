"""What is kept of statements for lists is what putting them together anew gives, whatever happened in which order."""

import random
from contextlib import suppress

import pytest

from tests.statements.stories import a_report, says, the_briefing, the_epidemic, the_fire
from tolltrace.errors import LedgerError
from tolltrace.following import find_statements, group_recorded, page_statements, page_summaries, regroup
from tolltrace.ledger import ClaimQuery, open_ledger
from tolltrace.statements import Statements
from tolltrace.statements.loading import load_statements
from tolltrace.summaries import summarise


@pytest.fixture
def ledger(where):
    with open_ledger(where) as book:
        yield book


def assembled(ledger):
    """All statements, put together from their claims."""
    group_recorded(ledger)
    with ledger.grouping(write=False) as store:
        return {one.id: one for one in load_statements(store, store.components_of(ClaimQuery()))}


def kept(ledger):
    """All statements as they are kept, and what lists show of them."""
    with ledger.grouping(write=False) as store:
        ids = store.named_in(store.components_of(ClaimQuery()))
        whole = {one.id: one for one in Statements(store).whole(ids)}
        return whole, Statements(store).summaries(ids), store.count_summaries()


def some_claim(ledger, chance):
    return chance.choice(sorted({each.claim.id for each in ledger.claims()}))


def decide(ledger, chance):
    verdict = chance.choice(["accepted", "rejected", "corrected", "pending"])
    changes = {"harm": chance.choice(["killed", "wounded"])} if verdict == "corrected" else None
    ledger.decide(some_claim(ledger, chance), by="R. Viewer", verdict=verdict, why="as it reads", changes=changes)


def rule(ledger, chance):
    one, other = some_claim(ledger, chance), some_claim(ledger, chance)
    ledger.rule(one, other, together=chance.random() < 0.5, by="R. Viewer", why="one act of saying, or not")


def take_down(ledger, chance):
    claim = some_claim(ledger, chance)
    ledger.take_down(claim, by="E. Ditor", why="a court said so")
    chance.down = [*getattr(chance, "down", ()), claim]


def lift(ledger, chance):
    ledger.lift(chance.down.pop(), by="E. Ditor", why="another court said so")


def change_report(ledger, chance):
    words = chance.choice(["1,200", "about 1,200", "1,300"])
    ledger.record(a_report("changing", says(f"Ana Veld said {words} people were killed.", words, by="Ana Veld")))


STEPS = (decide, decide, rule, rule, take_down, lift, change_report)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_kept_is_what_putting_together_gives_whatever_happened(ledger, seed):
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    reports = [*the_briefing(), *the_fire(), *the_epidemic()]
    chance.shuffle(reports)
    for number, report in enumerate(reports):
        ledger.record(report)
        if number and chance.random() < 0.6:
            with suppress(
                LedgerError, AttributeError, IndexError
            ):  # what contradicts, or is down already, changes nothing
                chance.choice(STEPS)(ledger, chance)
        if chance.random() < 0.6:  # others wait for the next, as after a kill
            group_recorded(ledger)
        if chance.random() < 0.3:
            check(ledger)
    check(ledger)
    before = kept(ledger)
    regroup(ledger)
    assert kept(ledger) == before


def check(ledger):
    whole = assembled(ledger)
    found, summaries, count = kept(ledger)
    assert found == whole
    assert summaries == {each: summarise(one) for each, one in whole.items()}
    assert count == len(whole)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({}, id="all"),
        pytest.param({"harm": "killed"}, id="a-harm"),
        pytest.param({"side": "Karvel"}, id="a-side"),
        pytest.param({"speaker": "Ana"}, id="a-speaker"),
        pytest.param({"speakers": ("Ana Veld",)}, id="a-speaker-by-name"),
        pytest.param({"text": "killed"}, id="a-word"),
    ],
)
def test_a_list_of_summaries_is_the_list_of_statements(ledger, query):
    for report in (*the_briefing(), *the_fire()):
        ledger.record(report)
    asked = ClaimQuery(**query)
    after, found = None, []
    while True:
        short = page_summaries(ledger, asked, after=after, limit=1)
        whole = page_statements(ledger, asked, after=after, limit=1)
        assert short.items == tuple(map(summarise, whole.items))
        assert short.next == whole.next
        found += [one.id for one in short.items]
        after = short.next
        if after is None:
            break
    assert sorted(found) == sorted(one.id for one in find_statements(ledger, asked))
    assert found
