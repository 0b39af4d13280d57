"""Write calls: in the name of the token's owner, once however often they are sent."""

import json

import pytest

from tests.server.test_api import the_claim
from tolltrace.ledger import ClaimQuery


@pytest.fixture
def own(ask):
    return the_claim(ask, speaker="governor")


def decide(ask, own, who="reviewer", headers=None, **body):
    body = {"verdict": "accepted", "why": "It says so."} | body
    headers = {"Content-Type": "application/json"} | (headers or {})
    return ask(f"claims/{own}/decisions", method="POST", who=who, content=json.dumps(body), headers=headers)


def test_a_decision_is_its_token_owners_and_in_the_log(ask, book, own):
    made = decide(ask, own, verdict="corrected", changes={"low": 13})

    assert made.status_code == 201
    assert (made.json()["low"], made.json()["decision"]) == (13, "corrected")
    event = book.history(own)[-1]
    assert (event.actor_kind, event.actor, event.kind, event.why) == ("person", "A. Coder", "corrected", "It says so.")
    assert (event.detail["before"], event.detail["after"]) == ({"low": 12}, {"low": 13})
    assert book.verify().broken is None


@pytest.mark.parametrize(
    ("who", "body", "status", "told"),
    [
        pytest.param(None, {}, 401, "takes a token", id="no-token"),
        pytest.param("nobodys", {}, 401, "nobody's", id="nobodys-token"),
        pytest.param("reader", {}, 403, "'review'", id="a-readers-token"),
        pytest.param("reviewer", {"by": "Somebody else"}, 422, "body.by", id="another-name"),
        pytest.param("reviewer", {"verdict": "loved"}, 422, "body.verdict", id="no-verdict"),
        pytest.param("reviewer", {"why": "  "}, 422, "'why' is empty", id="no-reason"),
        pytest.param("reviewer", {"verdict": "corrected"}, 422, "no changes", id="no-changes"),
        pytest.param("reviewer", {"verdict": "corrected", "changes": {"harm": "sad"}}, 422, "harm 'sad'", id="no-harm"),
        pytest.param(
            "reviewer", {"verdict": "corrected", "changes": {"low": 10**30}}, 422, "ledger counts", id="too-many"
        ),
        pytest.param("reviewer", {"why": "\ud800"}, 422, "body.why", id="half-a-character"),
    ],
)
def test_what_is_no_decision_is_refused_and_leaves_nothing(ask, book, own, who, body, status, told):
    before = len(list(book.events()))

    answered = decide(ask, own, who, **body)

    assert answered.status_code == status
    assert answered.headers["content-type"] == "application/problem+json"
    assert told in answered.json()["detail"]
    assert len(list(book.events())) == before


def test_a_claim_that_is_not_there_is_told(ask):
    assert decide(ask, "zzzz").status_code == 404


def test_a_decision_sent_again_is_recorded_once(ask, book, own):
    key = {"Idempotency-Key": "k1"}
    sent = [decide(ask, own, headers=key, verdict="corrected", changes={"low": 13}) for _ in range(3)]

    assert [each.status_code for each in sent] == [201] * 3
    assert len({each.text for each in sent}) == 1
    assert [event.kind for event in book.history(own)] == ["recorded", "corrected"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"verdict": "rejected"}, id="verdict"),
        pytest.param({"why": "I changed my mind."}, id="reason"),
        pytest.param({"verdict": "corrected", "changes": {"low": 14}}, id="changes"),
    ],
)
def test_another_decision_under_the_same_name_is_refused(ask, book, own, other):
    decide(ask, own, headers={"Idempotency-Key": "k1"})

    answered = decide(ask, own, headers={"Idempotency-Key": "k1"}, **other)

    assert answered.status_code == 422
    assert "give a new name" in answered.json()["detail"]
    assert len(book.history(own)) == 2


def test_two_people_may_give_one_name(ask, book, own):
    decide(ask, own, headers={"Idempotency-Key": "k1"})
    decide(ask, own, who="second", headers={"Idempotency-Key": "k1"}, verdict="rejected")

    assert [event.actor for event in book.history(own)[1:]] == ["A. Coder", "B. Coder"]


def test_a_ruling_is_recorded_once_and_regroups(ask, book):
    one, other = [each.claim.id for each in book.claims(ClaimQuery(speaker="police"))][:2]
    body = {"claim": one, "other": other, "together": False, "why": "Two briefings."}
    sent = [ask("rulings", method="POST", who="second", json=body, headers={"Idempotency-Key": "r1"}) for _ in range(2)]

    assert [each.status_code for each in sent] == [201, 201]
    assert sent[0].json() == body | {"by": "B. Coder"}
    assert [event.kind for event in book.history(one)] == ["recorded", "parted"]
    assert ask(f"statements/{one}").json()["id"] != ask(f"statements/{other}").json()["id"]


def test_the_queue_is_what_one_has_not_decided(ask, own):
    decide(ask, own)

    def waiting(path, who):
        return {each["id"] for each in ask(path, who=who).json()["items"]}

    assert own not in waiting("queue?limit=200", "second")
    assert own not in waiting("queue?limit=200&mine=true", "reviewer")
    assert own in waiting("queue?limit=200&mine=true", "second")
