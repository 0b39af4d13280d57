"""Whole pages, made up by us: tests/cases/pages/<slug>/ holds the page and what must come of it."""

import tomllib
from pathlib import Path

import pytest

from tolltrace.articles import extract_articles
from tolltrace.knowledge import load_knowledge
from tolltrace.pages import read_sources
from tolltrace.settings import Settings
from tolltrace.values import Article, Page, Rejected

CASES = Path(__file__).parent.parent / "cases" / "pages"


@pytest.mark.parametrize("case", sorted(path.parent for path in CASES.rglob("page.*")), ids=lambda case: case.name)
def test_a_page_comes_out_as_its_article(case):
    expected = tomllib.loads((case / "expected.toml").read_text("utf-8"))
    (page,) = read_sources([next(case.glob("page.*"))], Settings())
    assert isinstance(page, Page)

    (article,) = extract_articles(page, load_knowledge())

    if "rejected" in expected:
        assert isinstance(article, Rejected)
        assert article.reason == expected["rejected"]
    else:
        assert isinstance(article, Article)
        assert describe(article, page) == expected


def describe(article, page):
    """What an expected.toml says: every field that is not empty; an id that is the page's hash goes without saying."""
    published = article.published
    fields = {
        "id": article.id if article.id != page.sha256 else None,
        "title": article.title,
        "outlet": article.outlet,
        "url": article.url if article.url != article.id else None,
        "published": published and published.iso,
        "known_from": published and published.known_from,
        "repairs": published and [{"printed": one.printed, "read_as": one.read_as} for one in published.repairs],
        "description": article.description,
        "authors": list(article.authors),
        "tags": list(article.tags),
        "wire": article.wire,
        "dateline": article.dateline,
        "notes": list(article.notes),
        "body": article.body.split("\n\n"),
    }
    return {name: value for name, value in fields.items() if value}
