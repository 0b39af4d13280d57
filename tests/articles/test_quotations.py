"""What an article prints as somebody's own words, with where it stands in its text."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import an_article
from tolltrace.articles import read_articles
from tolltrace.articles.quotations import MAX_QUOTATIONS, add_quotations
from tolltrace.knowledge import load_knowledge
from tolltrace.values import Page


def quoted(body, *, language="en", title=None):
    article = add_quotations(an_article(title=title, body=body, language=language), load_knowledge().signs)
    assert all(article.text[one.start : one.end] == one.text for one in article.quotations)
    return [one.text for one in article.quotations]


@pytest.mark.parametrize(
    ("body", "language", "words"),
    [
        pytest.param("“We are lost,” she said. “All of us.”", "en", ["We are lost,", "All of us."], id="curly"),
        pytest.param('"We are lost," she said.', "en", ["We are lost,"], id="straight"),
        pytest.param("‘We’re lost,’ she said, of Ann’s boat.", "en", ["We’re lost,"], id="single-with-apostrophes"),
        pytest.param("« Nous sommes perdus », dit-elle.", "fr", ["Nous sommes perdus"], id="french-with-blanks"),
        pytest.param("„Wir sind verloren“, sagte sie.", "de", ["Wir sind verloren"], id="german"),
        pytest.param("»Wir sind verloren«, sagte sie.", "de", ["Wir sind verloren"], id="german-books"),
        pytest.param("„Jesteśmy zgubieni” – mówi.", "pl", ["Jesteśmy zgubieni"], id="polish"),
        pytest.param("”Vi är förlorade”, sade hon.", "sv", ["Vi är förlorade"], id="swedish"),
        pytest.param("«Ми загинули», — сказала вона.", "uk", ["Ми загинули"], id="ukrainian"),
        pytest.param("她说：「我们迷路了。」", "zh", ["我们迷路了。"], id="chinese"),
        pytest.param("“He said ‘no’ to me,” she said.", "en", ["He said ‘no’ to me,"], id="outermost-alone"),
        pytest.param('A 5" pipe and a 6" pipe broke.', "en", [], id="inches"),
        pytest.param("She said: “We are lost. The end.", "en", [], id="never-closed"),
        pytest.param("“We are lost.\n\n“All of us,” she said.", "en", ["We are lost.", "All of us,"], id="goes-on"),
        pytest.param("“” she said “ ”", "en", [], id="empty"),
        pytest.param("Ann’s and the workers’ boat is lost.", "en", [], id="apostrophes"),
    ],
)
def test_what_stands_in_marks_is_a_quotation(body, language, words):
    assert quoted(body, language=language) == words


def test_a_title_is_quoted_from_too():
    assert quoted("“All of us,” she said.", title="“We are lost”") == ["We are lost", "All of us,"]


PAGE = """<html lang=en><title>Ferry burns | Post</title><body><h1>Ferry burns</h1>
<p>At least three people died when the ferry caught fire off Karvel on Monday, the coast guard of the island says.</p>
<blockquote><p>We heard a bang, and then all the lights of the car deck went out at once, and nobody told us a word.</p>
</blockquote><p>The mayor called it <q>a night of shame</q> and asked the company for the names of all on board.</p>
<p>Divers “will go on until nightfall”, he told the island's radio on the morning after the fire on the ferry.</p>"""
WORDS = ["We heard a bang, and then all the lights of the car deck went out at once, and nobody told us a word."]
WORDS += ["a night of shame", "will go on until nightfall"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        pytest.param("html", PAGE.encode(), id="page"),
        pytest.param("jsonl", json.dumps({"html": PAGE.partition("</h1>")[2]}).encode(), id="html-of-a-record"),
    ],
)
def test_what_a_page_sets_as_a_quotation_is_one(kind, content):
    (article,) = read_articles(Page(kind, content, "page"), load_knowledge())

    assert [one.text for one in article.quotations] == WORDS
    assert all(article.text[one.start : one.end] == one.text for one in article.quotations)
    assert "“a night of shame”" in article.body


@pytest.mark.parametrize("unit", ["“", "”", '"', '" ', "“a” ", "“a\n\n", "« ", "‘a’"])
def test_marks_without_end_take_no_time(unit):
    began = time.process_time()

    assert len(quoted(unit * (300_000 // len(unit)))) <= MAX_QUOTATIONS

    assert time.process_time() - began < 5


@given(st.text(alphabet='ab “”„"«»‘’「」\n5', max_size=60), st.sampled_from(["en", "de", "sv", "und"]))
def test_quotations_stand_in_order_and_apart(body, language):
    article = add_quotations(an_article(body=body, language=language), load_knowledge().signs)

    ends = [0, *(one.end for one in article.quotations)]
    assert all(end <= one.start < one.end for end, one in zip(ends, article.quotations, strict=False))
