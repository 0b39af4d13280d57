"""HTML → Article."""

from collections.abc import Iterator

from lxml import etree, html
from selectolax.lexbor import LexborHTMLParser

from tolltrace.articles.blocks import read_blocks
from tolltrace.articles.body import extract_paragraphs
from tolltrace.articles.decode import decode
from tolltrace.articles.head import read_head
from tolltrace.articles.heading import read_heading
from tolltrace.knowledge import Knowledge
from tolltrace.text import normalise_text
from tolltrace.values import Article, Page, Reason, Rejected

SHOWN_CHARS = 80  # of a title


def extract(page: Page, knowledge: Knowledge) -> Iterator[Article | Rejected]:
    """The one article of a page."""
    text = normalise_text(decode(page.content, charset=page.charset))
    parsed = LexborHTMLParser(text)
    head = read_head(parsed)
    tree = read_tree(text)
    if tree is None:
        yield Rejected(page.source, Reason.NO_ARTICLE, "no element in it")
        return
    heading = read_heading(head, read_blocks(parsed), page, knowledge)
    paragraphs = extract_paragraphs(tree, heading, knowledge.signs)
    if not paragraphs:
        named = f" (titled {heading.title[:SHOWN_CHARS]!r})" if heading.title else ""
        yield Rejected(page.source, Reason.NO_ARTICLE, f"no run of prose on the page{named}")
        return
    yield Article(
        id=heading.url or page.sha256,
        title=heading.title,
        body="\n\n".join(paragraphs),
        language="",
        source=page.source,
        page_sha256=page.sha256,
        outlet=heading.outlet,
        url=heading.url,
        published=heading.published,
        description=heading.description,
        authors=heading.authors,
        tags=heading.tags,
        headlines=heading.headlines,
        modified=heading.modified,
        section=heading.section,
        archived=heading.archived,
    )


def read_tree(text: str) -> html.HtmlElement | None:
    """The page as a tree; None where there is no element. The depth is limited by the parser (256)."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError:
        return None
    return tree
