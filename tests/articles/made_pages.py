"""Made-up pages around one story, and what their heading is read as."""

import json

from selectolax.lexbor import LexborHTMLParser

from tolltrace.articles.blocks import read_blocks
from tolltrace.articles.head import read_head
from tolltrace.articles.heading import read_heading
from tolltrace.knowledge import load_knowledge
from tolltrace.values import Page

TITLE = "Two dead in flood at Patternville"
OFFERED = f"<meta property=og:title content='{TITLE}'>"
BOTH = ("Ann Pattern", "Jo Sample")
PROSE = "<p>Two people died in a flood at Patternville on Sunday, the mayor said.</p>"


def read(body="", head="", *, url=None, linked=None, lang="en"):
    if linked is not None:
        head += (
            f'<script type="application/ld+json">{linked if isinstance(linked, str) else json.dumps(linked)}</script>'
        )
    if "<h1" not in body:
        body = f"<h1>{TITLE}</h1>{body}"
    page = f"<html lang={lang}><head>{head}</head><body>{body}{PROSE}</body></html>"
    tree = LexborHTMLParser(page)
    head_read = read_head(tree)
    return read_heading(head_read, read_blocks(tree), Page("html", page.encode(), "page", url=url), load_knowledge())


def news(**fields):
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **fields}
