"""Claims among each other: order, numbers, and what they are part of or deny."""

import pytest

from tests.claims.cases import load_cases
from tests.claims.conftest import a_report
from tolltrace.claims import extract_claims
from tolltrace.knowledge import load_knowledge


@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in load_cases("en/examples.toml")])
def test_claims_come_in_the_order_of_their_mentions_and_have_ids_of_their_own(case):
    starts = [claim.mention.start for claim in case.found]

    assert starts == sorted(starts)
    assert len({claim.id for claim in case.found}) == len(case.found)


def test_a_denial_is_about_a_figure_and_not_about_a_silence():
    claims = extract_claims(
        a_report(
            "The ministry said 300 soldiers had died. It declined to say how many were missing. "
            "The army called the figure a fabrication."
        ),
        load_knowledge(),
    )

    figure, silence, denial = claims
    assert (silence.stance, denial.stance) == ("not_provided", "denied")
    assert denial.about == figure.number


def test_the_same_claim_twice_has_one_number_and_two_ids():
    claims = extract_claims(a_report("At least 12 people died.\n\nAt least 12 people died."), load_knowledge())

    assert [claim.number for claim in claims] == [1, 1]
    assert claims[0].id != claims[1].id


@pytest.mark.parametrize("digits", [13, 400, 5000])
def test_a_number_of_absurd_length_counts_nobody(digits):
    assert extract_claims(a_report(f"The blast killed {'9' * digits} people."), load_knowledge()) == ()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        pytest.param("A guard was killed at the gate. The gunman was shot dead later.", [1, 2], id="other-people"),
        pytest.param("One person was killed at the gate. The gunman was shot dead.", [1, 2], id="who-did-it"),
        pytest.param("A child was killed at noon. Another child was killed by night.", [1, 2], id="another"),
        pytest.param("A guard was killed at the gate. The guard was killed by a shell.", [1, 1], id="the-same-word"),
        pytest.param("A guard was killed at the gate. One person was killed, the mayor said.", [1, 2], id="a-speaker"),
        pytest.param("12 people died in the fire. The 12 passengers were killed in their bunks.", [1, 1], id="many"),
    ],
)
def test_small_counts_of_other_people_are_other_claims(text, numbers):
    assert [claim.number for claim in extract_claims(a_report(text), load_knowledge())] == numbers
