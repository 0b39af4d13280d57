"""Who the speakers of one report are to one another."""

import pytest

from tests.builders import a_claim
from tolltrace.knowledge import load_knowledge
from tolltrace.statements.names import find_names
from tolltrace.values import Link


def who(asked, *named):
    """Who a name is, in a report that names these speakers with these roles: name, side, kind."""
    claims = [a_claim(chain=(Link(name, role, "said"),)) for name, role in named]
    chain = next(claim.chain for claim in claims if claim.chain[0].name == asked)
    (found,) = find_names(claims, load_knowledge()).identify(chain, load_knowledge())
    return found.name, found.of, found.kind


@pytest.mark.parametrize(
    ("role", "others", "of"),
    [
        pytest.param("ministry spokeswoman", [("Chad's defence ministry", None)], "Chad", id="of-the-house-named"),
        pytest.param("spokeswoman", [("Chad's defence ministry", None)], "Chad", id="of-the-only-house-named"),
        pytest.param("spokeswoman", [("Chad", None), ("Niger's army", None)], None, id="of-one-of-two-states"),
        pytest.param("ministry spokeswoman", [("Niger's army", None)], None, id="of-a-house-that-is-not-named"),
        pytest.param("director", [("Chad's defence ministry", None)], None, id="who-speaks-for-no-house"),
    ],
)
def test_a_spokeswoman_without_a_house_speaks_for_the_one_that_her_report_names(role, others, of):
    assert who("Ana Veld", ("Ana Veld", role), *others)[:2] == ("Ana Veld", of)


@pytest.mark.parametrize(
    ("others", "name"),
    [
        pytest.param([("Oro Senn", "commander of the Lume Legion")], "Oro Senn", id="by-the-words-of-his-role"),
        pytest.param(
            [("Oro Senn", "commander of the Lume Legion"), ("Ilo Marr", "Legion commander in the north")],
            "Legion commander",
            id="one-of-two",
        ),
        pytest.param([("Oro Senn", "commander of the fleet")], "Legion commander", id="another-office"),
        pytest.param([("Oro Senn", None)], "Legion commander", id="no-role"),
    ],
)
def test_whom_a_headline_calls_by_an_office_is_the_person_who_holds_it(others, name):
    assert who("Legion commander", ("Legion commander", None), *others)[0] == name


def test_one_word_for_an_office_tells_nobody_apart():
    assert who("Commander", ("Commander", None), ("Oro Senn", "commander of the Lume Legion"))[0] != "Oro Senn"
