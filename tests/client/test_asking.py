"""How the client asks: again where it is told to come later, and in plain words where it cannot go on."""

import json

import httpx
import pytest

from tolltrace.client import RemoteLedger
from tolltrace.client.asking import VALUES, told_wait
from tolltrace.errors import AbsentError, LedgerError, SlowError, UnfitError

RULING = {"claim": "a", "other": "b", "together": True, "by": "A. Coder", "why": "One briefing."}


def value(told, status=200):
    return httpx.Response(status, content=json.dumps(told), headers={"Content-Type": VALUES})


def problem(status, detail="No.", **headers):
    told = json.dumps({"detail": detail, "title": "T", "status": status, "type": "about:blank"})
    return httpx.Response(status, content=told, headers={"Content-Type": "application/problem+json", **headers})


@pytest.fixture
def waits(monkeypatch):
    """How long it would have waited."""
    found = []
    monkeypatch.setattr("tolltrace.client.asking.time.sleep", found.append)
    return found


def a_ledger(*answers):
    """One whose server gives these answers, and the requests that it got."""
    left, got = list(answers), []

    def answer(request):
        got.append(request)
        following = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(following, Exception):
            raise following
        return following

    return RemoteLedger("http://toll.example", httpx.Client(transport=httpx.MockTransport(answer))), got


def rule(ledger):
    return ledger.rule("a", "b", together=True, why="One briefing.")


@pytest.mark.parametrize(
    ("later", "waited"),
    [
        pytest.param([problem(429, **{"Retry-After": "7"})], [7.0], id="as-told"),
        pytest.param([problem(503)], [0.5], id="not-told"),
        pytest.param([problem(503), problem(503), problem(429)], [0.5, 1.0, 2.0], id="longer-each-time"),
        pytest.param([problem(503, **{"Retry-After": "86400"})], [30.0], id="not-for-ever"),
        pytest.param([httpx.ConnectError("refused")], [0.5], id="not-yet-there"),
    ],
)
def test_what_is_not_answered_now_is_asked_again_under_the_same_name(waits, later, waited):
    ledger, got = a_ledger(*later, value(RULING, 201))

    assert rule(ledger).by == "A. Coder"
    assert waits == waited
    assert len({request.headers["idempotency-key"] for request in got}) == 1
    assert len(got) == len(later) + 1


@pytest.mark.parametrize(
    ("answer", "error", "told"),
    [
        pytest.param(problem(503), SlowError, "No.", id="never-now"),
        pytest.param(problem(404), AbsentError, "No.", id="absent"),
        pytest.param(problem(422), UnfitError, "No.", id="unfit"),
        pytest.param(problem(403), LedgerError, "Give connect() a token", id="no-token"),
        pytest.param(problem(500), LedgerError, "No.", id="broken"),
        pytest.param(httpx.Response(502, text="<html>"), LedgerError, "answered 502", id="a-proxy"),
        pytest.param(
            httpx.Response(200, text="<html>"), LedgerError, "no tolltrace answers there", id="another-server"
        ),
        pytest.param(httpx.Response(302, headers={"Location": "/x"}), LedgerError, "answered 302", id="elsewhere"),
        pytest.param(value({"claim": 7}), LedgerError, "one version on both sides", id="another-version"),
        pytest.param(httpx.ReadTimeout("late"), SlowError, "more seconds", id="too-late"),
        pytest.param(httpx.ConnectError("refused"), LedgerError, "not reached", id="nobody"),
    ],
)
def test_what_cannot_be_had_is_told(waits, answer, error, told):
    ledger, _ = a_ledger(answer)

    with pytest.raises(error) as raised:
        rule(ledger)

    assert str(raised.value).startswith("http://toll.example: ")
    assert told in str(raised.value)
    assert len(waits) <= 3


def test_a_list_is_read_as_far_as_it_is_asked_for(waits):
    event = {"at": "2024-03-04T00:00:00Z", "actor_kind": "person", "actor": "A", "kind": "k", "why": "w", "detail": {}}
    ledger, got = a_ledger(
        value({"items": [event, event], "next": "/api/v1/events?cursor=x"}), value({"items": [event], "next": None})
    )

    listed = ledger.events()
    assert got == []
    next(listed)
    assert len(got) == 1
    assert len(list(listed)) == 2
    assert [request.url.raw_path for request in got] == [b"/api/v1/events?limit=200", b"/api/v1/events?cursor=x"]


@pytest.mark.parametrize("given", ["", " ", ".", ".."])
def test_what_is_no_id_leads_nowhere_else(given):
    ledger, got = a_ledger(value({}))

    with pytest.raises(UnfitError):
        ledger.claim(given)
    assert got == []


def test_an_id_is_one_part_of_the_path():
    ledger, got = a_ledger(problem(404))

    with pytest.raises(AbsentError):
        ledger.claim("../reports?x=1#y")
    assert got[0].url.raw_path == b"/api/v1/claims/..%2Freports%3Fx%3D1%23y"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("3", 3), ("", None), ("soon", None), ("Mon, 04 Mar 2024 08:00:00 GMT", 0)],
)
def test_when_to_come_again(header, seconds):
    assert told_wait(httpx.Response(429, headers={"Retry-After": header} if header else {})) == seconds
