"""One contract: the same calls over a local ledger and over one that is served give the same values."""

import socket
from datetime import date
from itertools import islice
from operator import attrgetter

import pytest

import tolltrace
from tolltrace.errors import AbsentError, LedgerError, TakenDownError, UnfitError
from tolltrace.following import (
    check_statement,
    explain_text,
    find_series,
    find_statement,
    find_statements,
    group_recorded,
)
from tolltrace.ledger import ClaimQuery, Ledger


class Local:
    """A ledger with `following`'s functions, under the names that the client has for both."""

    def __init__(self, ledger: Ledger, by: str) -> None:
        self._ledger = ledger
        self._by = by

    def __getattr__(self, name):
        return getattr(self._ledger, name)

    def events(self, limit=None):  # what people did to accounts is in no answer
        return islice((each for each in self._ledger.events() if each.account is None), limit)

    def statements(self, query=None, **more):
        return find_statements(self._ledger, query, **more)

    def statement(self, statement_id, **more):
        return find_statement(self._ledger, statement_id, **more)

    def check_statement(self, statement, **more):
        return check_statement(self._ledger, statement, **more)

    def series(self, query=None, **more):
        return find_series(self._ledger, query, **more)

    def explain(self, text, query=None, **more):
        return explain_text(self._ledger, text, query, **more)

    def decide(self, claim_id, **more):
        return self._ledger.decide(claim_id, by=self._by, **more)

    def rule(self, one, other, **more):
        return self._ledger.rule(one, other, by=self._by, **more)


@pytest.fixture
def local(book):
    group_recorded(book)
    return Local(book, "A. Coder")


@pytest.fixture
def remote(served, local, tokens):
    with tolltrace.connect(served, tokens["reviewer"]) as ledger:
        yield ledger


def by_id(found):
    return sorted(found, key=attrgetter("id"))


READS = {
    "claims": lambda ledger: list(ledger.claims()),
    "claims of a side": lambda ledger: list(ledger.claims(side="dravia", harm="killed")),
    "claims by words": lambda ledger: list(ledger.claims(text="ferry lake", outlet="courier", language="en")),
    "claims by doubt": lambda ledger: list(ledger.claims(ClaimQuery(by_doubt=True, limit=3))),
    "claims of a time": lambda ledger: list(ledger.claims(since=date(2024, 3, 5), until=date(2024, 3, 20))),
    "claims as of a day": lambda ledger: list(ledger.claims(as_of=date(2024, 3, 4))),
    "a few claims": lambda ledger: list(ledger.claims(limit=2)),
    "a claim": lambda ledger: ledger.claim(next(ledger.claims(speaker="governor")).claim.id[:10]),
    "a claim as of a day": lambda ledger: ledger.claim(
        next(ledger.claims(speaker="governor")).claim.id, as_of=date(2024, 3, 6)
    ),
    "its history": lambda ledger: ledger.history(next(ledger.claims(speaker="governor")).claim.id),
    "its reviews": lambda ledger: ledger.reviews(next(ledger.claims(speaker="governor")).claim.id),
    "events": lambda ledger: list(ledger.events()),
    "two events": lambda ledger: list(ledger.events(2)),
    "reports": lambda ledger: list(ledger.reports()),
    "reports of a speaker": lambda ledger: list(ledger.reports(speaker="ana veld")),
    "an article": lambda ledger: ledger.article("https://karvel.example/news/ferry-fire"),
    "the queue": lambda ledger: list(ledger.queue(first="reach")),
    "agreement": lambda ledger: ledger.agreement(),
    "statements": lambda ledger: by_id(ledger.statements()),
    "statements of a side": lambda ledger: by_id(ledger.statements(ClaimQuery(side="Dravia"))),
    "statements as of a day": lambda ledger: by_id(ledger.statements(as_of=date(2024, 3, 4))),
    "a statement": lambda ledger: ledger.statement(by_id(ledger.statements())[0].id[:9]),
    "a statement as of a day": lambda ledger: ledger.statement(
        next(ledger.claims(speaker="ana veld", harm="killed")).claim.id, as_of=date(2024, 3, 6)
    ),
    "its checks": lambda ledger: [ledger.check_statement(each) for each in by_id(ledger.statements())],
    "series": lambda ledger: ledger.series(ClaimQuery(side="Dravia"), until=date(2024, 3, 31)),
    "all series": lambda ledger: ledger.series(),
    "explain": lambda ledger: ledger.explain("more than 9,000 Dravian soldiers were killed"),
}


def test_reading_gives_the_same_values(local, remote):
    for name, read in READS.items():
        here, there = read(local), read(remote)
        assert there == here, name


def test_deciding_does_the_same(local, remote):
    first, second = list(local.claims(side="dravia", harm="killed"))[:2]
    change = {"verdict": "corrected", "why": "It says so.", "changes": {"low": 8999}}

    there = remote.decide(first.claim.id, **change)
    here = local.decide(second.claim.id, **change)

    assert there == local.claim(first.claim.id)
    assert (there.decision.verdict, there.decision.by, there.decision.why) == (
        here.decision.verdict,
        here.decision.by,
        here.decision.why,
    )
    assert there.claim.figure.low == here.claim.figure.low == 8999


def test_ruling_does_the_same(local, remote):
    one, other = list(local.claims(speaker="police"))[:2]

    there = remote.rule(one.claim.id, other.claim.id, together=True, why="One briefing.")

    assert there == local.rule(one.claim.id, other.claim.id, together=True, why="One briefing.")


WRONG = {
    "no such claim": (lambda ledger: ledger.claim("zzzz"), AbsentError),
    "no such statement": (lambda ledger: ledger.statement("zzzz"), AbsentError),
    "no such report": (lambda ledger: ledger.article("nowhere"), AbsentError),
    "no figure": (lambda ledger: ledger.explain("Nothing happened."), UnfitError),
    "days that do not meet": (
        lambda ledger: list(ledger.claims(since=date(2024, 1, 2), until=date(2024, 1, 1))),
        UnfitError,
    ),
    "a correction of nothing": (
        lambda ledger: ledger.decide(next(ledger.claims()).claim.id, verdict="corrected", why="So."),
        UnfitError,
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_told_alike(local, remote, name):
    ask, error = WRONG[name]
    with pytest.raises(error):
        ask(local)
    with pytest.raises(error) as told:
        ask(remote)
    assert "Traceback" not in str(told.value)


def test_what_was_taken_down_is_told_alike(local, remote):
    own = next(iter(local.claims(speaker="police"))).claim.id
    local.take_down(own, by="E. Editor", why="the family: asked for it")

    errors = []
    for ledger in (local, remote):
        with pytest.raises(TakenDownError, match=r"taken down on .*: the family: asked for it") as told:
            ledger.claim(own)
        errors.append((told.value.at, told.value.why))
    assert errors[0] == errors[1]


def test_lists_are_read_page_by_page(local, served, monkeypatch):
    monkeypatch.setattr("tolltrace.client.client.LARGEST_PAGE", 2)
    monkeypatch.setattr("tolltrace.client.client.STATEMENTS_AT_ONCE", 1)
    with tolltrace.connect(served) as remote:
        assert [each.claim.id for each in remote.claims()] == [each.claim.id for each in local.claims()]
        assert [each.claim.id for each in remote.claims(limit=3)] == [each.claim.id for each in local.claims(limit=3)]
        assert by_id(remote.statements()) == by_id(local.statements())


def test_without_a_token_no_text_and_no_file_name(local, served):
    with tolltrace.connect(served) as remote:
        (ferry,) = {each.source for each in remote.reports(outlet="courier")}
        assert ferry == ""
        with pytest.raises(LedgerError, match=r"Give connect\(\) a token"):
            remote.article("https://karvel.example/news/ferry-fire")


@pytest.mark.parametrize("url", ["", "127.0.0.1:8350", "ftp://a.example", "http://"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(LedgerError, match="an address was expected"):
        tolltrace.connect(url)


def test_a_filter_that_a_list_does_not_take_is_refused(served):
    with tolltrace.connect(served) as remote, pytest.raises(UnfitError, match="with_rejected: no filter"):
        remote.reports(ClaimQuery(with_rejected=True))


def test_who_is_not_there_is_told(monkeypatch):
    monkeypatch.setattr("tolltrace.client.asking.FIRST_WAIT_SECONDS", 0.01)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with (
        tolltrace.connect(f"http://127.0.0.1:{port}") as remote,
        pytest.raises(LedgerError, match=r"not reached .*; check the address"),
    ):
        remote.claim("a")
