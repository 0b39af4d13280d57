"""Where reviewers of a claim differ, and Cohen's kappa."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import a_claim
from tolltrace.reviews import Agreement, Agreements, Review, estimate_kappa, find_differences
from tolltrace.values import Figure, Place

AT = datetime(2026, 1, 1, tzinfo=UTC)
CLAIM = a_claim()


def a_review(by: str, verdict: str = "accepted", **changes: object) -> Review:
    return Review(by, verdict, AT + timedelta(days=ord(by[0])), "read it", dataclasses.replace(CLAIM, **changes))


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        pytest.param([[20, 5], [10, 15]], 0.4, id="the-textbook's"),
        pytest.param([[45, 15], [25, 15]], 0.1304, id="much-of-it-by-chance"),
        pytest.param([[10, 0], [0, 10]], 1.0, id="always"),
        pytest.param([[0, 10], [10, 0]], -1.0, id="never"),
        pytest.param([[5, 5], [5, 5]], 0.0, id="as-chance-has-it"),
        pytest.param([[9, 0], [0, 0]], None, id="one-value-throughout"),
        pytest.param([[0, 0], [0, 0]], None, id="nothing"),
    ],
)
def test_kappa_is_agreement_beyond_chance(table, kappa):
    counts = {(str(one), str(other)): count for one, row in enumerate(table) for other, count in enumerate(row)}

    found = estimate_kappa(counts)
    assert found == (pytest.approx(kappa, abs=1e-4) if kappa is not None else None)


@pytest.mark.parametrize(
    ("reviews", "differences"),
    [
        pytest.param([a_review("A")], {}, id="one"),
        pytest.param([a_review("A"), a_review("B")], {}, id="alike"),
        pytest.param(
            [a_review("A", "corrected", harm="wounded"), a_review("B", harm="wounded")], {}, id="accepts-the-correction"
        ),
        pytest.param(
            [a_review("A"), a_review("B", "rejected")],
            {"verdict": {"A": "kept", "B": "rejected"}},
            id="rejected-by-one",
        ),
        pytest.param(
            [a_review("A"), a_review("B", "corrected", figure=Figure(13, 13, 13), place=Place("on Lake Dravo"))],
            ["low", "high", "value", "hedge", "place"],
            id="corrected-by-one",
        ),
        pytest.param(
            [a_review("A"), a_review("B", "rejected"), a_review("C", "corrected", side="Karvel")],
            ["verdict", "side"],
            id="three",
        ),
    ],
)
def test_differences_are_of_substance(reviews, differences):
    found = find_differences(reviews)

    assert found == differences if isinstance(differences, dict) else list(found) == differences


def test_agreement_is_counted_two_by_two_and_field_by_field():
    agreements = Agreements()
    agreements.add([a_review("B"), a_review("A")])
    agreements.add([a_review("A"), a_review("B", "corrected", harm="wounded")])
    agreements.add([a_review("A", harm="wounded"), a_review("B", harm="wounded")])
    agreements.add([a_review("A"), a_review("B", "rejected"), a_review("C")])

    found = {(each.one, each.other, each.field): each for each in agreements.result()}
    assert found["A", "B", "harm"] == Agreement("A", "B", "harm", 3, 2, pytest.approx(0.4))
    assert found["A", "B", "verdict"] == Agreement("A", "B", "verdict", 4, 3, 0.0)
    assert found["A", "C", "verdict"].kappa is None
    assert ("B", "C", "harm") not in found
