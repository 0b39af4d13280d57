import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tolltrace.articles import extract_articles
from tolltrace.knowledge import load_knowledge
from tolltrace.pages import json_feed
from tolltrace.pages.reader import Origin, Reference
from tolltrace.values import Article, Failed, Page, Reason, Rejected

NOTE = "At least 12 people were killed in Exampletown, the mayor said."
URL = "https://news.example/1"


def feed(*items):
    return {"version": "https://jsonfeed.org/version/1.1", "title": "Example Herald", "items": list(items)}


def read(document):
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    assert json_feed.READER.accepts("feed.json", content[:4096])
    return list(json_feed.READER.read(io.BytesIO(content), Origin("feed.json"), max_page_bytes=100_000))


@pytest.mark.parametrize("content", [{"content_html": f"<p>{NOTE}</p>"}, {"content_text": NOTE}], ids=["html", "text"])
@pytest.mark.parametrize(
    "authors", [{"authors": [{"name": "Ann Example"}]}, {"author": {"name": "Ann Example"}}], ids=["1.1", "1"]
)
def test_an_item_with_its_text_is_an_article(content, authors):
    item = {
        "id": "7",
        "url": URL,
        "title": "Toll",
        "summary": "In short",
        "date_published": "2023-05-01T19:29:00Z",
        "tags": ["floods"],
        **content,
        **authors,
    }

    (page,) = read(feed(item))
    (found,) = extract_articles(page, load_knowledge())

    assert isinstance(found, Article)
    assert (found.title, found.body, found.outlet, found.url) == ("Toll", NOTE, "Example Herald", URL)
    assert (found.published.iso, found.authors, found.tags) == (
        "2023-05-01T19:29:00+00:00",
        ("Ann Example",),
        ("floods",),
    )
    assert (found.source, found.description) == (f"feed.json:{URL}", "In short")


def test_an_item_without_its_text_is_a_reference():
    reference, rejected, failed = read(feed({"url": URL, "summary": NOTE}, {"id": "7"}, "x"))

    assert (isinstance(reference, Reference), reference.url) == (True, URL)
    assert (isinstance(rejected, Rejected), rejected.reason) == (True, Reason.EMPTY)
    assert isinstance(failed, Failed)


def test_a_feed_that_breaks_off_gives_what_came_before():
    page, failed = read(json.dumps(feed({"content_text": NOTE}, {"content_text": NOTE})).encode()[:-30])

    assert isinstance(page, Page)
    assert "breaks off" in failed.detail


def test_a_feed_without_items_is_rejected_as_empty():
    (rejected,) = read(feed())

    assert rejected.reason == Reason.EMPTY


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_comes_there_is_a_result(data):
    content = bytearray(json.dumps(feed({"url": URL, "content_text": NOTE}, {"url": URL})).encode())
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 30))] = data.draw(
            st.binary(max_size=10) | st.sampled_from([b"{", b"]", b'"', b",", b"null", b"[[1]]"])
        )
    assert list(json_feed.READER.read(io.BytesIO(bytes(content)), Origin("feed.json"), max_page_bytes=1000))
