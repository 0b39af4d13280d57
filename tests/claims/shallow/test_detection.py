"""Our own cases are of their language, and long or mixed texts cost no more than their length."""

import json
import time
import tomllib
from collections.abc import Iterator

import pytest

from tests.builders import an_article
from tests.claims.cases import CASES
from tolltrace.claims import extract_claims
from tolltrace.knowledge import load_knowledge
from tolltrace.pipeline import trace_page
from tolltrace.values import Page, Rejected, Traced

CLAIM = {"uk": "Загинули п'ятеро людей, ще 12 поранено, серед них двоє дітей. ", "ru": "Погибли 5 человек, 12 ранены. "}


def read_cases(code: str) -> Iterator[tuple[str, str]]:
    for path in sorted((CASES / code).glob("*.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            if "text" in case and case["claims"]:
                yield case["id"], case["text"]


def language_of(text: str) -> str:
    (result,) = trace_page(Page("jsonl", json.dumps({"text": text}).encode(), "a line"), load_knowledge())
    assert isinstance(result, Traced | Rejected)
    return result.article.language if isinstance(result, Traced) else result.detail


@pytest.mark.parametrize("code", ["uk", "ru"])
def test_reports_of_a_sentence_are_known_by_their_words(code):
    others = {name: found for name, text in read_cases(code) if (found := language_of(text)) != code}

    assert others == {}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param(
            "Мер повідомив, що загинули п'ятеро людей. «Это был удар», – сказав він і поїхав на місце.", "uk", id="uk"
        ),
        pytest.param(
            "Мэр сообщил, что погибли пять человек. «Це був удар», — сказал он и уехал на место.", "ru", id="ru"
        ),
        pytest.param("Five people were killed in Бахмут, the mayor said after the strike on the town.", "en", id="en"),
    ],
)
def test_a_mixed_text_is_of_the_language_of_most_of_its_words(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["Паляниця.", "Киев. Одесса.", "12 5 7 Ъ"])
def test_a_text_that_no_word_tells_is_not_guessed(text):
    assert language_of(text) not in {"uk", "ru"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(CLAIM["uk"], id="claims"),
        pytest.param("5 осіб загинули, ", id="one-sentence"),
        pytest.param("1 111 ", id="digits"),
        pytest.param("у Києві ", id="places"),
        pytest.param("Про це повідомив мер. ", id="speakers"),
        pytest.param("Загиблих немає. Мер спростував ці дані. ", id="denials"),
    ],
)
def test_time_grows_with_the_length_alone(text):
    def seconds(chars: int) -> float:
        article = an_article(title=None, body=text * (chars // len(text)), language="uk")
        start = time.process_time()
        extract_claims(article, load_knowledge())
        return time.process_time() - start

    few, many = (min(seconds(chars) for _ in range(2)) for chars in (4_000, 16_000))
    assert many < 10 * max(few, 0.02)  # four times as much, and room for a busy machine; sixteen if it were squared
