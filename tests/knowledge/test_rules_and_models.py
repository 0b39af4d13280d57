"""What is told of a rule, and the cards of what was learned."""

import hashlib
import re
import tomllib

import pytest

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge import knowledge, load_knowledge
from tolltrace.knowledge.models import Logistic
from tolltrace.knowledge.rules import load_rules, tell_reading
from tolltrace.rules import Rule
from tolltrace.values import READ_FIELDS, Reading, Span

RULES = knowledge.HERE / "rules.toml"
WORDS = Span("in Bakhmut", 10, 20)


def test_every_rule_is_told_and_every_field_has_some():
    assert set(load_rules(RULES)) == set(Rule)
    assert {rule.partition(".")[0] for rule in Rule} == set(READ_FIELDS)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param(
            ('there = "', 'over_there = "'), r"only here or only in .*: place\.over_there, place\.there", id="name"
        ),
        pytest.param(("[part_of]", "[parts]"), r"part_of\.list", id="field"),
        pytest.param(('there = "', "there = 3 # "), "Expected `str`", id="type"),
    ],
)
def test_a_table_that_does_not_hold_the_codes_rules_is_refused(tmp_path, change, says):
    path = tmp_path / "rules.toml"
    path.write_text(RULES.read_text("utf-8").replace(*change), "utf-8")

    with pytest.raises(KnowledgeError, match=says):
        load_rules(path)


@pytest.mark.parametrize(
    ("reading", "told"),
    [
        pytest.param(Reading("place", "led_to", WORDS, "in"), "“in” leads to “in Bakhmut”", id="words-and-note"),
        pytest.param(
            Reading("place", "led_to", WORDS, "in", 2), "“in” leads to “in Bakhmut”; 2 more could be meant", id="rivals"
        ),
        pytest.param(Reading("side", "whole"), "the side of the whole", id="without-its-words"),
        pytest.param(Reading("place", "of_old", WORDS), "of_old: “in Bakhmut”", id="a-rule-of-an-older-program"),
        pytest.param(Reading("place", "of_old"), "of_old", id="and-without-words"),
        pytest.param(
            Reading("side", "whole", Span("{note}", 0, 6), "x"), "the side of the whole: “{note}”", id="braces"
        ),
    ],
)
def test_a_reading_is_told_as_a_sentence(reading, told):
    sentences = {"place.led_to": "“{note}” leads to {words}", "side.whole": "the side of the whole: {words}"}

    assert tell_reading(reading, sentences) == told


# ── models ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_model_is_the_one_that_its_card_describes():
    models = load_knowledge().models

    assert {"confidence", "linker-en", "lines", "pages"} <= set(models)
    described = {
        file: digest for card in models.values() for file, digest in {card.file: card.sha256, **card.also}.items()
    }
    found = {file: hash_of(knowledge.HERE / file) for file in described}
    assert found == described, "make it again: training/README.md"


def hash_of(path):
    content = path.read_bytes()
    return hashlib.sha256(content.replace(b"\r\n", b"\n") if path.suffix == ".toml" else content).hexdigest()


def test_every_card_says_how_good_its_model_is():
    assert [name for name, card in load_knowledge().models.items() if not card.scores] == []


def test_the_weights_name_rules_that_there_are():
    targets = tomllib.loads((knowledge.HERE / "models" / "confidence.toml").read_text("utf-8"))
    names = {name for model in targets.values() for name in model["weights"]}

    of_rules = {name.replace(":", ".") for name in names if re.match(rf"(?:{'|'.join(READ_FIELDS)}):", name)}
    assert of_rules
    assert of_rules - set(Rule) == set(), "train it anew: training/confidence.py"


@pytest.mark.parametrize(
    ("features", "probability"),
    [({}, 0.5), ({"a": 1.0}, 0.731), ({"a": 1.0, "b": 0.5}, 0.5), ({"unknown": 9.0}, 0.5), ({"a": -2000.0}, 0.0)],
)
def test_a_regression_adds_up(features, probability):
    assert round(Logistic(0.0, {"a": 1.0, "b": -2.0}).probability(features), 3) == probability
