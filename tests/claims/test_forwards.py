import dataclasses

import pytest

from tests.claims.conftest import a_report
from tolltrace.claims import extract_claims
from tolltrace.values import READ_FIELDS, Link

CHANNEL = "Karvel Front Line"


def forward(body, language="en"):
    return dataclasses.replace(a_report(body), language=language, forwarded_from=CHANNEL)


@pytest.mark.parametrize(
    ("body", "language", "chain"),
    [
        pytest.param("The governor said 12 people were killed.", "en", ["governor", CHANNEL], id="after-the-speaker"),
        pytest.param("Twelve people were killed in Exampletown.", "en", [CHANNEL], id="nobody-says-so"),
        pytest.param(f"{CHANNEL} said 12 people were killed.", "en", [CHANNEL], id="it-names-itself"),
        pytest.param("Загинули 12 людей, повідомив мер.", "uk", ["мер", CHANNEL], id="read-by-words"),
    ],
)
def test_the_channel_that_a_message_came_from_is_the_last_relay(body, language, chain, knowledge):
    (claim,) = extract_claims(forward(body, language), knowledge)

    assert [link.name for link in claim.chain] == chain


@pytest.mark.parametrize(
    ("body", "speaker"),
    [
        ("The governor said 12 people were killed.", "says"),
        ("Twelve people were killed in Exampletown.", "forwarded"),
    ],
)
def test_the_reasons_say_so(body, speaker, knowledge):
    (claim,) = extract_claims(forward(body), knowledge)
    (own,) = extract_claims(a_report(body), knowledge)
    rules = {each.field: each.rule for each in claim.readings}

    assert tuple(rules) == READ_FIELDS
    assert (rules["speaker"], rules["chain"]) == (speaker, "forwarded")
    assert all("channel" in knowledge.tell(each) for each in claim.readings if each.rule == "forwarded")
    assert [each.confidence for each in claim.readings] == [each.confidence for each in own.readings]
    assert claim.chain[-1] == Link(CHANNEL)


def test_what_was_not_forwarded_keeps_its_chain(knowledge):
    (claim,) = extract_claims(a_report("The governor said 12 people were killed."), knowledge)

    assert [link.name for link in claim.chain] == ["governor"]
