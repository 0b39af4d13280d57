import json
import time

import pytest

from tolltrace.articles import extract_articles, record
from tolltrace.knowledge import load_knowledge
from tolltrace.values import Article, Failed, Page, Reason, Rejected

TEXT = "At least 12 people were killed in Exampletown,\r\n the mayor  said.\u00a0"


def read(given):
    line = given if isinstance(given, bytes) else json.dumps(given).encode()
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
        pytest.param({"title": "12 dead"}, "neither `text` nor `html`", id="no-text"),
        pytest.param({"text": 12}, "got `int` - at `$.text`", id="text-is-a-number"),
        pytest.param({"text": TEXT, "title": ["x"]}, "at `$.title`", id="title-is-a-list"),
        pytest.param({"html": ["<p>"]}, "at `$.html`", id="html-is-a-list"),
        pytest.param({"text": TEXT, "authors": {"name": "Ann"}}, "at `$.authors`", id="authors-are-an-object"),
        pytest.param({"text": TEXT, "authors": ["Ann", 1]}, "at `$.authors[1]`", id="an-author-is-a-number"),
        pytest.param({"text": TEXT, "tags": 1}, "at `$.tags`", id="tags-are-a-number"),
        pytest.param({"text": TEXT, "captured_at": 1682969340}, "at `$.captured_at`", id="an-instant-is-a-number"),
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


@pytest.mark.parametrize("key", ["modified", "captured_at"])
def test_any_other_date_that_cannot_be_read_fails_by_its_name(key):
    assert read({"text": TEXT, key: "lately"}).detail.startswith(f"{key}: found 'lately'")


def test_of_a_long_value_that_cannot_be_read_the_beginning_is_shown():
    assert len(read({"text": TEXT, "published": "x" * 100_000}).detail) < 200


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_text_is_rejected_as_empty(text):
    rejected = read({"id": "r1", "text": text})

    assert isinstance(rejected, Rejected)
    assert rejected.reason == Reason.EMPTY


def test_what_is_given_beside_the_text_is_kept():
    article = read(
        {
            "text": TEXT,
            "authors": ["Ann  Example", "", "Bob Example", "Ann Example"],
            "tags": "floods, Exampletown,,floods",
            "description": " Twelve\n dead ",
            "published": "2023-05-01T19:29:00Z",
            "modified": "2023-05-02T08:00:00+02:00",
            "section": "World",
            "wire": "AP",
            "forwarded_from": "Example Channel",
            "captured_at": "2023-05-03T00:00:00Z",
        }
    )

    assert (article.authors, article.tags) == (("Ann Example", "Bob Example"), ("floods", "Exampletown"))
    assert (article.description, article.section, article.wire) == ("Twelve dead", "World", "AP")
    assert (article.forwarded_from, article.modified.iso) == ("Example Channel", "2023-05-02T08:00:00+02:00")


@pytest.mark.parametrize(
    ("given", "captured"),
    [
        pytest.param("2023-05-03T10:00:00+02:00", "2023-05-03T08:00:00+00:00", id="another-clock"),
        pytest.param("2023-05-03T10:00:00", "2023-05-03T10:00:00+00:00", id="a-bare-time-is-UTC"),
        pytest.param("2023-05-03", "2023-05-03T00:00:00+00:00", id="a-day-is-its-beginning"),
    ],
)
def test_when_the_copy_was_made_is_kept_in_utc(given, captured):
    assert read({"text": TEXT, "captured_at": given}).captured_at.isoformat() == captured


@pytest.mark.parametrize(
    ("given", "authors"),
    [
        ("By Ann Example and Bob Example", ("Ann Example", "Bob Example")),
        ("Ann Example", ("Ann Example",)),
        ("", ()),
        (None, ()),
    ],
)
def test_authors_may_be_given_as_a_byline(given, authors):
    assert read({"text": TEXT, "authors": given}).authors == authors


@pytest.mark.parametrize(
    ("record", "outlet"),
    [
        ({"feed": "Example Herald: World"}, "Example Herald: World"),
        ({"feed": "News", "url": "https://www.bbc.co.uk/news/1"}, "BBC"),
        ({"feed": "News", "publisher": "Example Herald"}, "Example Herald"),
    ],
)
def test_a_feed_names_the_outlet_where_nothing_else_does(record, outlet):
    assert read({**record, "text": TEXT}).outlet == outlet


# ── HTML instead of text ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("html", "body"),
    [
        pytest.param("<p>Twelve <b>peo</b>ple died.</p><p>One lived.</p>", "Twelve people died.\n\nOne lived.", id="p"),
        pytest.param("Twelve people died.<br><br/>One lived.", "Twelve people died.\n\nOne lived.", id="line-breaks"),
        pytest.param("Twelve people &amp; a dog died", "Twelve people & a dog died", id="no-markup"),
        pytest.param("<p>Twelve\n people\u200b died.<p>One lived", "Twelve people died.\n\nOne lived", id="unclosed"),
        pytest.param(
            "Twelve<script>x('<p>40 dead')</script> died<style>p{}</style>.", "Twelve died.", id="scripts-left-out"
        ),
        pytest.param("<ul><li>Twelve died<li>One lived</ul>in all", "Twelve died\n\nOne lived\n\nin all", id="list"),
        pytest.param("<?xml version='1.0' encoding='x'?><p>Twelve died</p>", "Twelve died", id="xml-declared"),
        pytest.param("Twelve died</div></body></html><p>One lived", "Twelve died\n\nOne lived", id="closed-early"),
    ],
)
def test_html_is_read_as_paragraphs(html, body):
    (article,) = record.extract(Page("jsonl", json.dumps({"html": html}).encode(), "-:1"), load_knowledge())

    assert article.body == body


def test_captions_are_kept_apart_from_the_body():
    article = read({"html": f"<p>{TEXT}</p><figure><img src=x><figcaption>The <i>old</i> bridge</figcaption></figure>"})

    assert "bridge" not in article.body
    assert article.captions == ("The old bridge",)


def test_the_text_wins_over_the_html():
    assert read({"text": TEXT, "html": "<p>40 dead"}).body == TEXT


@pytest.mark.parametrize("html", ["", " ", "<p></p>", "<!-- 12 dead -->", "<script>12 dead</script>", "\x00"])
def test_html_without_text_is_rejected_as_empty(html):
    rejected = read({"html": html})

    assert isinstance(rejected, Rejected)
    assert rejected.reason == Reason.EMPTY


@pytest.mark.parametrize("tag", ["<div>", "<b>", "<p>x", "<figcaption>x", "<table><tr><td>", "&#x", "<!--", "<a b='"])
def test_html_that_nests_for_ever_takes_no_time(tag):
    began = time.monotonic()

    read({"html": f"<p>{TEXT}</p>" + tag * 100_000})

    assert time.monotonic() - began < 20
