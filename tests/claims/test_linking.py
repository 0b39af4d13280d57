"""What the linker may change: a made-up one, which answers as it is told, and the one that is shipped."""

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.claims.cases import CASES, load_cases
from tests.claims.conftest import a_report
from tolltrace.claims import extract_claims, linker, linking
from tolltrace.claims.linker import Linker, Question, load_linker
from tolltrace.knowledge import load_knowledge

FLOORS = tomllib.loads((Path(__file__).parents[2] / "benchmarks" / "floors.toml").read_text(encoding="utf-8"))["linker"]
SURE, UNSURE = -0.01, -8.0


class Told:
    """An answer that is told: the words of one slot (None: none), and how sure it is of them and of all else."""

    def __init__(self, question: Question, slot: str, words: str | None, likelihood: float) -> None:
        start = question.text.find(words) if words else -1
        self.slot, self.span = slot, (start, start + len(words)) if words else None
        self.likelihood = likelihood

    def best(self, slot: str) -> tuple[tuple[int, int] | None, float]:
        return (self.span, self.likelihood) if slot == self.slot else (None, UNSURE - 1)

    def score(self, slot: str, words: tuple[int, int] | None) -> float:
        return self.likelihood if slot == self.slot and words == self.span else UNSURE


@pytest.fixture
def tell(monkeypatch):
    """Make the linker answer so on every question."""

    def tell(slot: str, words: str | None, likelihood: float = SURE) -> None:
        class Made:
            def answer(self, questions: Sequence[Question]) -> list[Told]:
                return [Told(question, slot, words, likelihood) for question in questions]

        monkeypatch.setattr(linking, "load_linker", lambda folder: Made())

    return tell


@pytest.mark.parametrize(
    ("body", "words", "likelihood", "place"),
    [
        pytest.param("In Homs a mine near Hama killed 12.", "Hama", SURE, "Hama", id="surer-than-the-rules"),
        pytest.param("A mine in Homs killed 12 men of Hama.", "Hama", UNSURE, "Homs", id="no-surer"),
        pytest.param("A mine in Homs killed 12.", None, SURE, None, id="surely-nowhere"),
        pytest.param("Russia has lost 200 soldiers.", "Russia", SURE, None, id="whose-people-they-are-is-no-place"),
        pytest.param("A mill burned.\n\nIt killed 12.", "mill", SURE, None, id="nor-is-one-of-another-paragraph"),
        pytest.param("A flight bound for Homs crashed, killing 12.", "Homs", SURE, None, id="nor-where-it-was-going"),
        pytest.param("A bus from Homs to Hama fell; 12 died.", "Homs", SURE, None, id="nor-where-it-came-from"),
        pytest.param("A Syrian bus fell; 12 died.", "Syrian", SURE, None, id="nor-a-people"),
        pytest.param(
            "A mine in Homs killed 12 in Hama.", "Homs killed 12 in Hama", SURE, "Hama", id="no-more-than-a-name"
        ),
    ],
)
def test_a_place_is_the_linkers_where_it_is_surer(body, words, likelihood, place, tell):
    tell("place", words, likelihood)

    (claim,) = extract_claims(a_report(body), load_knowledge())
    assert (claim.place and claim.place.text) == place


@pytest.mark.parametrize(
    ("body", "words", "chain"),
    [
        pytest.param("The mission counted 12 killed in Homs.", "The mission", ["mission"], id="whom-no-rule-finds"),
        pytest.param("The army said 12 were killed in Homs.", None, [], id="surely-nobody"),
        pytest.param("Twelve were killed, the mayor told reporters.", "reporters", ["mayor"], id="who-only-hears-it"),
        pytest.param("The army spoke; 12 were killed in Homs.", "The army", [], id="beyond-a-semicolon"),
        pytest.param("The army spoke. Then 12 were killed.", "The army", [], id="of-another-sentence"),
        pytest.param(
            "Ana Soto spoke in Homs. Soto said 12 died.", "Soto", ["Ana Soto"], id="a-shorter-name-is-the-same"
        ),
        pytest.param("Police said 12 died, Reuters reported.", "Reuters", ["Police", "Reuters"], id="a-chain-stays"),
    ],
)
def test_a_speaker_is_the_linkers_where_the_codebook_lets_it_stand(body, words, chain, tell):
    tell("speaker", words)

    (claim,) = extract_claims(a_report(body), load_knowledge())
    assert [link.name for link in claim.chain] == chain


def test_a_claim_says_how_likely_the_linker_holds_its_place(tell):
    tell("place", "Hama")
    (claim,) = extract_claims(a_report("In Homs a mine near Hama killed 12."), load_knowledge())
    (reading,) = (each for each in claim.readings if each.field == "place")

    assert (reading.rule, reading.words.text, reading.score) == ("linked", "Hama", 0.99)


# ── the one that is shipped ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def english() -> Linker:
    linker = load_linker(load_knowledge().languages["en"].folder)
    assert linker is not None, "the English linker is not shipped, or what runs it is not installed"
    return linker


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Twelve people were killed in a fire at a mill near Dravo.", id="short"),
        pytest.param("so on and " * 5_000 + "12 were killed" + " and so on" * 5_000, id="long"),
        pytest.param("[SEP] [CLS] 12 [unused1] [MASK]", id="marks-of-its-own"),
        pytest.param("十二 12 \u200b\x00 🙂", id="odd-letters"),
    ],
)
def test_any_text_gets_an_answer_inside_it(text, english):
    start = max(text.find("12"), 0)
    (answer,) = english.answer([Question(text, start, start + 2, "killed")])

    for slot in linker.SLOTS:
        span, likelihood = answer.best(slot)
        assert likelihood <= 0
        assert span is None or 0 <= span[0] < span[1] <= len(text)


def test_questions_are_answered_alike_alone_and_together(english):
    texts = ["A mine killed 12 in Homs.", "The army said that 30 soldiers were wounded in the battle of Dravo Lake."]
    questions = [
        Question(text, text.index(n), text.index(n) + 2, "killed") for text, n in zip(texts, ("12", "30"), strict=True)
    ]
    together = [answer.best("place")[0] for answer in english.answer(questions)]

    assert together == [english.answer([question])[0].best("place")[0] for question in questions]


def test_without_what_runs_it_the_rules_read_alone(monkeypatch):
    folder = load_knowledge().languages["en"].folder
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    load_linker.cache_clear()

    assert load_linker(folder) is None
    monkeypatch.undo()
    load_linker.cache_clear()


def test_a_language_without_one_has_none(tmp_path):
    assert load_linker(tmp_path) is None


@pytest.mark.parametrize("field", sorted(FLOORS))
def test_with_it_our_own_cases_are_read_no_worse_than_the_floor(field):
    right = said = 0
    for path in sorted((CASES / "en").glob("*.toml")):
        for case in load_cases(path.relative_to(CASES).as_posix(), load_knowledge()):
            found = {(claim.mention.text, claim.harm): claim for claim in case.found}
            for expected in case.expected:
                if claim := found.get((expected["quote"], expected["harm"])):
                    place = claim.place and claim.place.text
                    first = claim.chain[0].name if claim.chain else None
                    wanted = (expected.get("chain") or [None])[0]
                    said += 1
                    right += (place == expected.get("place")) if field == "place" else first == wanted
    assert right / said >= FLOORS[field]
