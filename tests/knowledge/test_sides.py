"""Whose people victims can be: the words for a side, and its item in Wikidata."""

import msgspec
import pytest

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge import load_knowledge
from tolltrace.knowledge.knowledge import Sides, check_items


@pytest.mark.parametrize(
    ("word", "item"),
    [
        pytest.param("russian", "Q159", id="a-nationality"),
        pytest.param("ukraine", "Q212", id="a-state"),
        pytest.param("u.s.", "Q30", id="letters"),
        pytest.param("palestinians", "Q219060", id="the-state-of-palestine-not-the-region"),
        pytest.param("dutch", "Q55", id="the-netherlands-not-the-kingdom"),
        pytest.param("danes", "Q35", id="denmark-not-the-realm"),
        pytest.param("georgians", "Q230", id="the-state-not-the-american-one"),
        pytest.param("congolese", "Q974", id="the-democratic-republic"),
        pytest.param("south sudanese", "Q958", id="south-sudan"),
        pytest.param("nigeriens", "Q1032", id="niger-not-nigeria"),
        pytest.param("isis", "Q2429253", id="an-armed-group"),
        pytest.param("hamas", "Q38799", id="another-group"),
        pytest.param("nato", "Q7184", id="an-alliance"),
    ],
)
def test_a_side_has_its_item_in_wikidata(word, item):
    knowledge = load_knowledge()

    assert knowledge.wikidata[knowledge.sides[word]] == item


def test_every_state_has_an_item():
    knowledge = load_knowledge()

    assert {name.lower() for name in knowledge.wikidata} >= knowledge.states


@pytest.mark.parametrize(
    ("items", "why"),
    [
        pytest.param({"Upland": "Q1"}, "no such side: {'Upland'}", id="unknown-side"),
        pytest.param({"North": "Q1", "South": "Q1"}, "Q1 is given to North and to South", id="one-item-for-two"),
    ],
)
def test_items_that_cannot_be_right_are_refused(items, why):
    sides = Sides(states={"North": (), "South": ()}, groups={}, forces={}, wikidata=items)

    with pytest.raises(KnowledgeError, match=why):
        check_items(sides)


@pytest.mark.parametrize("item", ["159", "q159", "Q0159", "Q159 ", "https://www.wikidata.org/wiki/Q159"])
def test_an_item_is_a_q_and_a_number(item):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"states": {"North": []}, "groups": {}, "forces": {}, "wikidata": {"North": item}}, Sides)
