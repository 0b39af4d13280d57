"""HTML → Article."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tolltrace.articles.blocks import read_blocks
from tolltrace.articles.body import Body, read_body
from tolltrace.articles.credits import add_credits, split_notes
from tolltrace.articles.decode import decode
from tolltrace.articles.head import read_head
from tolltrace.articles.heading import Heading, Post, read_heading
from tolltrace.articles.live import find_groups, says_live, split_posts
from tolltrace.articles.page_kinds import read_declared
from tolltrace.articles.quotations import set_apart
from tolltrace.articles.tree import read_tree
from tolltrace.knowledge import Knowledge
from tolltrace.values import Article, Page, Reason, Rejected

SHOWN_CHARS = 80  # of a title
MAX_BLOCKS = 50_000
FEW_POSTS = 2  # of a live blog; with fewer it is read as one article


def extract(page: Page, knowledge: Knowledge) -> Iterator[Article | Rejected]:
    """The article of a page; of a live blog that lists its posts, each of these."""
    tree = read_tree(decode(page.content, charset=page.charset))
    if isinstance(tree, str):
        yield Rejected(page.source, Reason.TOO_LARGE, tree)
        return
    head = read_head(tree)
    blocks = read_blocks(tree)
    if len(blocks.blocks) > MAX_BLOCKS:
        detail = f"{len(blocks.blocks):,} paragraphs and lines; a page has at most {MAX_BLOCKS:,}"
        yield Rejected(page.source, Reason.TOO_LARGE, detail)
        return
    heading = read_heading(head, blocks, page, knowledge)
    if len(heading.posts) >= FEW_POSTS:
        yield from post_articles(page, heading, heading.posts, Body((), None, ()), knowledge)
        return
    body = read_body(blocks, heading, read_declared(head), knowledge)
    is_live = says_live(head, heading, knowledge.signs)
    if is_live or not isinstance(body, str):
        groups = find_groups(tree, head, is_live=is_live)
        found = Body((), None, ()) if isinstance(body, str) else body  # many short posts look like a list of links
        if groups and (split := split_posts(groups, blocks, found, heading, knowledge)):
            yield from post_articles(page, heading, *split, knowledge)
            return
    if isinstance(body, str):
        named = f" (titled {heading.title[:SHOWN_CHARS]!r})" if heading.title else ""
        yield Rejected(page.source, Reason.NO_ARTICLE, f"{body}{named}")
        return
    yield build_article(page, heading, body, knowledge)


def post_articles(
    page: Page, heading: Heading, posts: Sequence[Post], beside: Body, knowledge: Knowledge
) -> Iterator[Article]:
    """What a live blog says beside its posts, where it says something; and each of them."""
    whole = build_article(page, heading, beside, knowledge)
    if beside.paragraphs:
        yield whole
    yield from (post_article(whole, number, post, knowledge) for number, post in enumerate(posts, start=1))


def build_article(page: Page, heading: Heading, body: Body, knowledge: Knowledge) -> Article:
    """What the page says of the article, and its text, put together; corrections apart from the body."""
    paragraphs, notes = split_notes(body.paragraphs, knowledge)
    article = Article(
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
        standfirst=body.standfirst,
        headlines=heading.headlines,
        modified=heading.modified,
        section=heading.section,
        captions=body.captions,
        notes=tuple(notes),
        archived=heading.archived,
    )
    article = add_credits(article, knowledge, byline=" and ".join(heading.authors), signed=body.signed)
    return set_apart(article, body.quoted)


def post_article(whole: Article, number: int, post: Post, knowledge: Knowledge) -> Article:
    """One post of a live blog, tied to its page; without a headline of its own it has the page's.

    Its own anchor names it where it has one: numbers change with every new post.
    """
    place = f"#{post.anchor or f'post-{number}'}"
    address = post.url or (whole.url + place if whole.url else None)
    paragraphs, notes = split_notes(post.body.split("\n\n"), knowledge)
    article = replace(
        whole,
        id=address or whole.id + place,
        title=post.title or whole.title,
        body="\n\n".join(paragraphs) or post.body,
        url=address,
        published=post.published or whole.published,
        modified=None,
        description=None,
        standfirst=None,
        captions=post.captions,
        notes=tuple(notes) if paragraphs else (),
        quotations=(),
        wire=None,
        dateline=None,
        post_of=whole.id,
    )
    return set_apart(add_credits(article, knowledge), post.quoted)
