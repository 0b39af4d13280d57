"""Whose people the victims are, where their own words do not say."""

import pytest

from tests.claims.conftest import a_report
from tolltrace.claims import extract_claims
from tolltrace.knowledge import load_knowledge

NOBODY = None


@pytest.mark.parametrize(
    ("body", "mention", "side"),
    [
        pytest.param("Militants ambushed the Chadian army, killing nine soldiers.", "nine", "Chad", id="army-attacked"),
        pytest.param(
            "Gunmen hit a Kenyan military convoy near Karvel, killing two soldiers.", "two", "Kenya", id="convoy"
        ),
        pytest.param("The Angolan army killed nine soldiers.", "nine", NOBODY, id="not-those-who-do-it"),
        pytest.param("Chadian and Sudanese forces fought; five soldiers died.", "five", NOBODY, id="of-two-armies"),
        pytest.param("Chad says two soldiers were killed.", "two", "Chad", id="a-state-tells-of-its-own"),
        pytest.param("Chad says it killed two soldiers.", "two", NOBODY, id="and-not-of-those-whom-it-killed"),
        pytest.param("Chad says raids killed two traders.", "two", NOBODY, id="nor-of-traders"),
        pytest.param("The Chadian army lost nine soldiers.", "nine", "Chad", id="who-loses-does-nothing"),
        pytest.param(
            "The Chadian army came under fire. Five soldiers were killed.", "Five", "Chad", id="told-a-sentence-before"
        ),
        pytest.param("A Swiss F-18 fighter jet crashed, injuring the pilot.", "the pilot", "Switzerland", id="fighter"),
        pytest.param("A Swiss plane crashed, injuring the pilot.", "the pilot", NOBODY, id="not-of-any-plane"),
        pytest.param("Omani police say five officers were hurt.", "five", "Oman", id="police"),
        pytest.param("Omani police say five farmers were hurt.", "five", NOBODY, id="not-whom-police-tell-of"),
        pytest.param(
            "A Chadian military spokesman says 40 members of the security forces died.", "40", "Chad", id="members"
        ),
        pytest.param("Oman says a missile hit its naval ship, killing 19 sailors.", "19", "Oman", id="its-own-ship"),
        pytest.param(
            "Four people, all Danish nationals, were killed in the crash.", "Four", "Denmark", id="all-of-them"
        ),
        pytest.param(
            "At least 33 are dead on the lake. All are Danish tourists.", "At least 33", "Denmark", id="said-next"
        ),
        pytest.param("One person, a Dane, was killed.", "One", "Denmark", id="beside-a-person"),
        pytest.param("A Dane, Ole Holm, was killed in the blast.", "Ole Holm", "Denmark", id="before-a-name"),
        pytest.param(
            "Abu Nur, the leader of Hamas, was killed in a strike.", "Abu Nur", "Hamas", id="who-leads-a-group"
        ),
        pytest.param("Two NATO Canadian soldiers were killed.", "Two", "Canada", id="a-nationality-before-its-force"),
        pytest.param("Fifty members of al-Shabaab were killed.", "Fifty", "al-Shabaab", id="members-of-a-group"),
        pytest.param("Three relatives of the Iraqi minister were kidnapped.", "Three", NOBODY, id="not-of-kin"),
        pytest.param(
            "Two Omani teenagers stabbed a guard; one attacker was shot dead.", "one", "Oman", id="whoever-attacked"
        ),
        pytest.param(
            "Jets bombed Hezbollah posts. Later, ten fighters were killed.",
            "ten",
            "Hezbollah",
            id="the-one-group-named",
        ),
        pytest.param(
            "Hezbollah fired. Ten pro-government fighters were killed.", "Ten", NOBODY, id="not-those-of-a-government"
        ),
    ],
)
def test_the_side_follows_from_what_the_report_calls_whose(body, mention, side):
    claims = extract_claims(a_report(body), load_knowledge().by_rules())

    assert [claim.side for claim in claims if claim.mention.text == mention] == [side]


@pytest.mark.parametrize(
    ("body", "side"),
    [
        pytest.param("An Omani soldier was killed and three others were hurt.", "Oman", id="of-a-soldier"),
        pytest.param("One Omani national was killed and three others were hurt.", NOBODY, id="not-of-one-citizen"),
        pytest.param("Omani trader Salim Nur was killed and three others were hurt.", NOBODY, id="not-of-one-named"),
    ],
)
def test_one_person_lends_a_side_to_others_only_by_a_role(body, side):
    claims = extract_claims(a_report(body), load_knowledge().by_rules())

    assert claims[-1].side == side
