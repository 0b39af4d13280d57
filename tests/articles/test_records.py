import json

import pytest

from tolltrace.articles import extract_articles
from tolltrace.knowledge import load_knowledge
from tolltrace.values import Article, Failed, Page, Reason, Rejected

TEXT = "At least 12 people were killed in Exampletown,\r\n the mayor  said.\u00a0"


def read(record):
    line = record if isinstance(record, bytes) else json.dumps(record).encode()
    (result,) = extract_articles(Page("jsonl", line, "articles.jsonl:7"), load_knowledge())
    return result


def test_a_record_keeps_its_text_exactly_so_that_offsets_hold():
    article = read({"id": "r1", "title": "Twelve  dead ", "text": TEXT, "published": "2023-05-01", "extra": [1]})

    assert isinstance(article, Article)
    assert article.text == f"Twelve  dead \n\n{TEXT}"
    assert (article.id, article.source, article.language) == ("r1", "articles.jsonl:7", "en")
    assert (article.published.iso, article.published.known_from) == ("2023-05-01", "given with the article")


def test_an_article_in_a_file_that_was_fetched_has_not_the_address_of_the_file():
    page = Page("jsonl", json.dumps({"text": TEXT}).encode(), "-:1", url="https://data.example/articles.jsonl")
    (article,) = extract_articles(page, load_knowledge())

    assert (article.url, article.id) == (None, page.sha256)


def test_without_a_title_the_text_is_all_there_is():
    assert read({"title": None, "text": TEXT}).text == TEXT
    assert read({"title": "", "text": TEXT}).text == TEXT


@pytest.mark.parametrize(
    ("record", "identity"),
    [
        ({"id": "r1", "url": "https://news.example/1"}, "r1"),
        ({"url": "https://news.example/1"}, "https://news.example/1"),
        ({}, None),
    ],
    ids=["given", "url", "content"],
)
def test_the_id_is_the_one_given_else_the_url_else_the_hash(record, identity):
    line = json.dumps({**record, "text": TEXT}).encode()

    assert read(line).id == (identity or Page("jsonl", line, "").sha256)


@pytest.mark.parametrize(
    ("record", "outlet"),
    [
        ({"publisher": "Example Herald"}, "Example Herald"),
        ({"publisher": "Reuters"}, "Reuters"),
        ({"url": "https://www.bbc.co.uk/news/1"}, "BBC"),
        ({}, None),
    ],
)
def test_the_outlet_is_the_one_given_else_that_of_the_url(record, outlet):
    assert read({**record, "text": TEXT}).outlet == outlet


@pytest.mark.parametrize(
    ("record", "found"),
    [
        pytest.param(b'{"text": "12 dead', "truncated", id="cut-off"),
        pytest.param(b'{"text": "caf\xe9 12"}', "utf-8", id="another-encoding"),
        pytest.param(b'["text"]', "Expected `object`, got `array`", id="a-list"),
        pytest.param({"title": "12 dead"}, "missing required field `text`", id="no-text"),
        pytest.param({"text": 12}, "Expected `str`, got `int` - at `$.text`", id="text-is-a-number"),
        pytest.param({"text": TEXT, "title": ["x"]}, "at `$.title`", id="title-is-a-list"),
        pytest.param(b"[" * 100_000, "", id="nested-too-deep"),
    ],
)
def test_a_damaged_line_fails_and_says_what_is_expected(record, found):
    failed = read(record)

    assert isinstance(failed, Failed)
    assert failed.source == "articles.jsonl:7"
    assert found.lower() in failed.detail.lower()
    assert 'expected {"text": "…"}' in failed.detail


@pytest.mark.parametrize("published", ["yesterday", "2023-02-30", "12/04/2023"])
def test_a_date_that_cannot_be_read_fails(published):
    failed = read({"text": TEXT, "published": published})

    assert isinstance(failed, Failed)
    assert f"published: found {published!r}, expected a date such as 2023-05-01" in failed.detail


def test_of_a_long_value_that_cannot_be_read_the_beginning_is_shown():
    assert len(read({"text": TEXT, "published": "x" * 100_000}).detail) < 200


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_text_is_rejected_as_empty(text):
    rejected = read({"id": "r1", "text": text})

    assert isinstance(rejected, Rejected)
    assert rejected.reason == Reason.EMPTY
