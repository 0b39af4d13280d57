"""What an HTML page says about its article: JSON-LD first, then meta elements, then what is printed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from tolltrace.articles.around import Around
from tolltrace.articles.blocks import Blocks
from tolltrace.articles.bylines import find_authors
from tolltrace.articles.dates import read_published
from tolltrace.articles.head import Head
from tolltrace.articles.linked import Linked, choose_article, ids_of, texts_of
from tolltrace.articles.names import find_owners
from tolltrace.articles.published import find_changes, find_dates, read_candidates, with_page_dates
from tolltrace.articles.tags import find_tags
from tolltrace.articles.titles import find_headlines, find_title
from tolltrace.articles.urls import clean_url, site_of, unwrap_archive
from tolltrace.knowledge import Knowledge
from tolltrace.text import normalise_text
from tolltrace.values import Headline, Outlet, Page, Published

META_OUTLETS = (
    "og:site_name", "application-name", "dc.publisher", "twitter:site:name", "publisher", "copyright",
)  # fmt: skip
META_DESCRIPTIONS = ("og:description", "description", "twitter:description")
META_SECTIONS = ("article:section", "og:article:section", "parsely-section", "section", "cxenseparse:category")
MAX_POSTS = 1000
OWNER_LINES = 40  # at the end of a page: where its owner may be printed
SOLD_DOMAINS = frozenset(["AI", "CC", "CO", "EU", "FM", "GG", "IO", "LY", "ME", "SU", "TO", "TV", "WS"])  # to anyone
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a live blog, as JSON-LD gives it or as the page prints it."""

    title: str | None
    body: str
    url: str | None
    published: Published | None
    anchor: str | None = None  # where it stands on its page
    captions: tuple[str, ...] = ()
    quoted: frozenset[str] = frozenset()  # the paragraphs that are set as quotations


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over an article, and beside it in the page's own description of itself."""

    title: str | None  # as printed
    title_at: int | None  # the number of its block; None where no block prints it
    headlines: tuple[Headline, ...]  # other wordings
    outlet: str | None
    url: str | None  # canonical
    archived: tuple[str, ...]  # the address of this very copy, where an archive made it
    published: Published | None
    modified: Published | None
    description: str | None
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    section: str | None
    language: str | None  # declared: "en-US"
    kind: str | None  # the type that JSON-LD gives: "NewsArticle", "LiveBlogPosting"
    body: str | None  # the text as JSON-LD gives it
    posts: tuple[Post, ...]
    says_article: bool  # whether the page declares that it is an article


def read_heading(head: Head, blocks: Blocks, page: Page, knowledge: Knowledge) -> Heading:
    """All of it; None and empty where the page does not say."""
    offered = [text for text in (*head.metas_of("og:title"), head.browser_title) if text]
    addresses = [one for one in (page.url, head.canonical, *head.metas_of("og:url")) if one]
    article = choose_article(head.linked, offered, [*addresses, *(unwrap_archive(one) or "" for one in addresses)])
    url = find_url(head, article, page)
    outlet, names = find_outlet(head, article, url, page, knowledge)
    title, title_at = find_title(head, article, blocks, names)
    if outlet is None and not names:
        names = find_printed_owners(head, blocks, title)
        outlet = next((known for name in names if (known := knowledge.outlets.named(name))), None)
    publishers = [*names, *own_labels(url or page.url)]
    clock = outlet or Outlet("", "", country=guess_country(head.language, url or page.url))
    around = Around(head, blocks, title, title_at, knowledge.signs)
    dates = list(find_dates(around, article, url, page.content))
    changes = list(find_changes(head, with_page_dates(article, head), knowledge.signs))
    return Heading(
        title=title,
        title_at=title_at,
        headlines=find_headlines(head, article, url, title, names),
        outlet=outlet.name if outlet else first(names),
        url=url,
        archived=find_copies(head, page),
        published=read_published(dates, outlet=clock, signs=knowledge.signs),
        modified=read_published(changes, outlet=clock, signs=knowledge.signs),
        description=first([*head.metas_of(*META_DESCRIPTIONS), *texts_of(article.get("description"))]),
        authors=find_authors(around, article, publishers, knowledge),
        tags=find_tags(around, article, url, names),
        section=first([*texts_of(article.get("articleSection")), *head.metas_of(*META_SECTIONS)]),
        language=find_language(head, article),
        kind=first(texts_of(article.get("@type"))),
        body=first(texts_of(article.get("articleBody"), squeezed=False)),
        posts=find_posts(article, url, outlet, knowledge),
        says_article=bool(article) or "article" in head.metas.get("og:type", ()),
    )


def first(values: Sequence[str]) -> str | None:
    """The first of them, None where there is none."""
    return values[0] if values else None


def find_url(head: Head, article: Linked, page: Page) -> str | None:
    """The canonical URL, when it is one of this site and not of its front page; else where the page was fetched."""
    base = unwrap_archive(page.url)
    offered = [head.canonical, *head.metas_of("og:url"), article.get("url"), *ids_of(article.get("mainEntityOfPage"))]
    for one in offered:
        url = clean_url(one, base)
        if url and (base is None or site_of(url) == site_of(base)):
            return url
    return clean_url(base, None) or base


def find_copies(head: Head, page: Page) -> tuple[str, ...]:
    """Where this copy lies in an archive, by the address that it was read from or that it gives as its own."""
    offered = [one for one in (page.url, head.canonical, *head.metas_of("og:url")) if one]
    return tuple(dict.fromkeys(one for one in offered if unwrap_archive(one) != one))


def find_outlet(
    head: Head, article: Linked, url: str | None, page: Page, knowledge: Knowledge
) -> tuple[Outlet | None, list[str]]:
    """The outlet where we know it, by the address or its name; and its names, the known one first."""
    names = [*texts_of(article.get("publisher")), *head.metas_of(*META_OUTLETS)]
    known = knowledge.outlets.at_url(unwrap_archive(page.url)) or knowledge.outlets.at_url(url)
    known = known or next((outlet for name in names if (outlet := knowledge.outlets.named(name))), None)
    return known, list(dict.fromkeys([known.name, *known.aliases, *names] if known else names))


def find_printed_owners(head: Head, blocks: Blocks, title: str | None) -> list[str]:
    """Who publishes, by the browser's title, then by the lines of copyright, the last first."""
    short = [block.text for block in reversed(blocks.blocks[-OWNER_LINES:]) if len(block.text) < 200]
    return [owner for line in (head.browser_title or "", *short) for owner in find_owners(line, title)]


def own_labels(url: str | None) -> list[str]:
    """The name in an address: "https://www.example.co.uk/…" is published by "example"."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return []
    return [label for label in site_of(f"//{host}").split(".")[:1] if len(label) > 2]


def find_language(head: Head, article: Linked) -> str | None:
    """The language that the page declares, as BCP 47."""
    for one in (head.language, *head.metas_of("og:locale", "content-language"), *texts_of(article.get("inLanguage"))):
        if one and LANGUAGE.fullmatch(one):
            return one.replace("_", "-")
    return None


def guess_country(language: str | None, url: str | None) -> str | None:
    """A country whose order of day and month the page follows, by its address, else by its language; None for none.

    "en-US" says nothing: many a program for pages gives it out everywhere.
    """
    top = site_of(url).rpartition(".")[2].upper() if url else ""
    if len(top) == 2 and top not in SOLD_DOMAINS:
        return top
    code, _, region = (language or "").replace("_", "-").partition("-")
    if code.lower() in {"", "en"}:
        return region.upper() if region and region.upper() != "US" else None
    return region.upper() if len(region) == 2 and region.upper() != "US" else code.upper()


def find_posts(article: Linked, url: str | None, outlet: Outlet | None, knowledge: Knowledge) -> tuple[Post, ...]:
    """The posts of a live blog, as listed; those without text are left out."""
    updates = article.get("liveBlogUpdate")
    found: list[Post] = []
    for one in (updates if isinstance(updates, list) else [updates])[:MAX_POSTS]:
        if not isinstance(one, dict) or not (body := first(texts_of(one.get("articleBody"), squeezed=False))):
            continue
        stamps = [
            candidate
            for key in ("datePublished", "dateModified")
            for text in texts_of(one.get(key))[:1]
            for candidate in read_candidates(text, f"JSON-LD {key}", knowledge.signs)
        ]
        published = read_published(stamps, outlet=outlet, signs=knowledge.signs)
        found.append(
            Post(first(texts_of(one.get("headline"))), normalise_text(body), clean_url(one.get("url"), url), published)
        )
    return tuple(found)
