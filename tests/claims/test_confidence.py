"""How likely a claim and its fields are right; how well that is calibrated is for benchmarks/calibration.py to say."""

import dataclasses

import pytest

from tests.builders import a_claim, an_article
from tests.claims.conftest import a_report
from tolltrace.claims import extract_claims
from tolltrace.claims.confidence import estimate_confidence, features_of, settings_of
from tolltrace.rules import Rule
from tolltrace.values import READ_FIELDS, Reading, Span

BODY = "Gunmen killed 12 soldiers in Homs on Monday, the mayor said. Half of the dead were medics."
ESTIMATED = set(READ_FIELDS) - {"figure", "harm"}  # these two are the claim's own


def a_read_claim(**readings):
    """A claim that was read by these rules, by field; every other field is not stated."""
    rules = {"figure": "number", "harm": "clause"}
    read = tuple(readings.get(field, Reading(field, rules.get(field, "none"))) for field in READ_FIELDS)
    return a_claim(readings=read)


def features(target, *others, **readings):
    claims = (a_read_claim(**readings), *others)
    return features_of(claims[0], target, settings_of(claims, an_article())[0])


def test_a_claim_and_each_of_its_fields_carry_a_probability(knowledge):
    claims = extract_claims(a_report(BODY), knowledge)

    assert len(claims) == 2
    for claim in claims:
        stated = {each.field: each.confidence for each in claim.readings if each.confidence is not None}
        assert set(stated) == ESTIMATED
        assert all(0 < confidence < 1 for confidence in (claim.confidence, *stated.values()))


def test_without_the_model_there_are_reasons_and_no_probabilities(knowledge):
    claims = extract_claims(a_report(BODY), dataclasses.replace(knowledge, confidence={}))

    assert {claim.confidence for claim in claims} == {None}
    assert {each.confidence for claim in claims for each in claim.readings} == {None}


def test_of_no_claims_there_is_nothing_to_estimate(knowledge):
    assert estimate_confidence((), an_article(), knowledge) == ()


@pytest.mark.parametrize(
    ("start", "feature"),
    [
        pytest.param(None, "gap:none", id="no-words"),
        pytest.param(20, "gap:near", id="near"),
        pytest.param(100, "gap:middle", id="farther"),
        pytest.param(400, "gap:far", id="far"),
    ],
)
def test_the_distance_from_the_figure_counts(start, feature):
    mention = a_read_claim().mention
    words = Span("Homs", mention.end + start, mention.end + start + 4) if start is not None else None

    found = features("place", place=Reading("place", "led_to", words))

    assert [name for name in found if name.startswith("gap:")] == [feature]
    assert found["place:led_to"] == 1.0


def test_rivals_and_what_other_claims_state_count():
    other = a_read_claim(place=Reading("place", "led_to"))

    assert features("place", place=Reading("place", "led_to", rivals=2))["rivals"] == 0.5
    assert features("place", other)["stated_by_others"] == 1.0
    assert features("place")["stated_by_others"] == 0.0


@pytest.mark.parametrize(("score", "sign"), [(0.9, 1), (0.5, 0), (0.1, -1), (1.0, 1), (0.0, -1)])
def test_how_sure_a_learned_reader_is_is_one_more_feature(score, sign):
    found = features("place", place=dataclasses.replace(Rule.PLACE_LED_TO.reading(), score=score))

    assert (found["scored"], (found["score"] > 0) - (found["score"] < 0)) == (1.0, sign)
    assert abs(found["score"]) < 4
    assert "score" not in features("place")
