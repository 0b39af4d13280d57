"""A live blog's posts, by its markup: boxes of one build below each other, each with a time or an anchor of its own.

Comments, teasers and lists of related reports are built just so. What tells a live blog is that it says so (its title,
address, type, or the names of its boxes), and that its text, as the judge of blocks keeps it, stands in the posts.
Bounded: so many times and boxes, so many steps up from each.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tolltrace.articles.blocks import INLINE, Block, Blocks
from tolltrace.articles.body import Body, find_quoted, is_prose
from tolltrace.articles.dates import read_published
from tolltrace.articles.head import TIME, Head
from tolltrace.articles.heading import Heading, Post
from tolltrace.articles.lines import WORD, Sort, read_line
from tolltrace.articles.linked import texts_of
from tolltrace.articles.parts import is_caption
from tolltrace.articles.published import read_candidates
from tolltrace.knowledge import Knowledge, PageSigns
from tolltrace.text import squeeze
from tolltrace.values import Outlet, Published

FEWEST_POSTS = 3
MAX_POSTS = 1000
MAX_NODES = 5000  # times or boxes that are looked at
MAX_STEPS = 12  # up from each
MAX_GROUPS = 8  # of boxes of one build: those of most boxes
MAX_VALUE_CHARS = 100
SHARE_IN_POSTS = 0.6  # of the text that is kept
SHARE_OF_SHORT_POSTS = 0.25
HARDLY_LINKED = 0.15
SHARE_IN_ORDER = 0.8  # of the steps from one post to the next, forwards or backwards
LINKED = 0.5  # of a post's text: teasers are links, nearly whole
HEADING_BLOCKS = 4  # at the top of a post, where its headline stands
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
SUMMARY_WORDS = 40  # outside of the posts: with so many, that is an article of its own

SAYS_LIVE = re.compile(
    r"(?<![a-z])live[-_ ]?(?:blog|ticker|post|entr(?:y|ies)|update|feed|stream|event|coverage|text|story|page)"
    r"|liveblog|(?:news|live|minuten|eil)-?ticker",
    re.IGNORECASE,
)
LIVE_PATH = re.compile(
    r"/live(?=[/_-]|$)|[_-]live(?=[/.]|$)|(?:live|news)ticker|live-?blog|[/-]en-(?:vivo|directo?)(?=[/.-]|$)"
    r"|ao-vivo|in-diretta|minut[oe]-a-minut[oe]|as-it-happened",
    re.IGNORECASE,
)
NAMES_POST = re.compile(r"post|entry|update|event|item|block|message|ticker", re.IGNORECASE)
NAMES_COMMENTS = re.compile(r"comment|repl(?:y|ies)\b|discuss|disqus|kommentar|coment|forum|thread", re.IGNORECASE)


@dataclass(slots=True)
class Group:
    """Boxes of one build, with the first time in each; in the order of the page."""

    names: str = ""  # of their element, and of those around
    boxes: dict[int, LexborNode | None] = field(default_factory=dict)  # by the box's node
    anchors: dict[int, str] = field(default_factory=dict)


def says_live(head: Head, heading: Heading, signs: PageSigns) -> bool:
    """Whether the page itself says that it is a live blog: its type, its title, its address."""
    kinds = [kind.lower() for one in head.linked for kind in texts_of(one.get("@type"))]
    titles = f"{heading.title or ''} {head.browser_title or ''}".lower()
    try:
        path = urlsplit(heading.url or "").path
    except ValueError:
        path = ""
    return (
        "liveblogposting" in kinds
        or any(phrase in titles for phrase in signs.kinds.live)
        or bool(LIVE_PATH.search(path) or SAYS_LIVE.search(path))
    )


def find_groups(tree: LexborHTMLParser, head: Head, *, is_live: bool) -> Sequence[Group]:
    """What may be posts, those of most boxes first; to be asked before the page is cut. None on most pages."""
    if not is_live and sum(bool(mark.value) for mark in head.marked(TIME)) < FEWEST_POSTS:
        return ()
    groups: dict[tuple[str, str], Group] = {}
    for node in tree.css("time[datetime]")[:MAX_NODES]:
        gather(node, groups)
    found = large(groups, is_live=is_live)
    if not found and is_live:
        for node in tree.css("article[id], li[id], div[id], section[id]")[:MAX_NODES]:
            if NAMES_POST.search(f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"):
                add(node, None, groups)
        found = large(groups, is_live=is_live)
    return found


def large(groups: Mapping[tuple[str, str], Group], *, is_live: bool) -> list[Group]:
    """Those of enough boxes, and not of comments, of a page that is live or where their names say so."""
    enough = [
        group
        for group in groups.values()
        if len(group.boxes) >= FEWEST_POSTS
        and not NAMES_COMMENTS.search(group.names)
        and (is_live or SAYS_LIVE.search(group.names))
    ]
    return sorted(enough, key=lambda group: -len(group.boxes))[:MAX_GROUPS]


def gather(time: LexborNode, groups: dict[tuple[str, str], Group]) -> None:
    """Each box around a time may be a post, if there are more of its build."""
    node = time.parent
    for _ in range(MAX_STEPS):
        if node is None or node.tag in ("body", "html"):
            return
        if node.tag not in INLINE:
            add(node, time, groups)
        node = node.parent


def add(node: LexborNode, time: LexborNode | None, groups: dict[tuple[str, str], Group]) -> None:
    """One box, to those of its build: of its element, in an element of the same name."""
    above = node.parent
    if above is None:
        return
    around = names_around(above)
    group = groups.setdefault((node.tag or "", around), Group())
    number = node.mem_id
    if number in group.boxes or len(group.boxes) >= MAX_POSTS:
        return
    attributes = node.attributes
    if not group.boxes:
        group.names = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {around}"[: MAX_VALUE_CHARS * 10]
    group.boxes[number] = time
    anchor = (attributes.get("id") or "").strip()
    if anchor and len(anchor) <= MAX_VALUE_CHARS and not any(map(str.isspace, anchor)):
        group.anchors[number] = anchor


def names_around(node: LexborNode) -> str:
    """What the three boxes around a post say of themselves."""
    names: list[str] = []
    above: LexborNode | None = node
    for _ in range(3):
        if above is None or above.tag in ("body", "html"):
            break
        names.append(f"{above.tag} {(above.attributes.get('class') or '')[:MAX_VALUE_CHARS]}")
        above = above.parent
    return " / ".join(names)


def split_posts(
    groups: Sequence[Group], page: Blocks, body: Body, heading: Heading, knowledge: Knowledge
) -> tuple[tuple[Post, ...], Body] | None:
    """The posts that the text stands in, and what stands beside them; None where the page is one article."""
    kept = set(body.at)
    outlet = knowledge.outlets.at_url(heading.url) or knowledge.outlets.named(heading.outlet)
    for group in groups:
        parts = blocks_in(page, group)
        if not holds_text(page, parts, kept):
            continue
        posts = [
            post
            for node, numbers in parts.items()
            if (post := read_post(page, numbers, kept, group, node, outlet, knowledge.signs))
        ]
        if len(posts) >= FEWEST_POSTS and are_apart(posts):
            held = {number for numbers in parts.values() for number in numbers}
            return tuple(posts), beside(page, body, [number for number in body.at if number not in held])
    return None


def holds_text(page: Blocks, parts: Mapping[int, Sequence[int]], kept: set[int]) -> bool:
    """Whether the text of a page stands in its posts.

    What is kept of it; or, as short posts are seldom kept, all that is printed in them, where hardly anything of it is
    a link and not most of what is kept stands elsewhere.
    """
    numbers = [number for part in parts.values() for number in part]
    inside = sum(len(page.blocks[number].text) for number in numbers if number in kept)
    every = sum(len(page.blocks[number].text) for number in kept)
    if every and inside >= SHARE_IN_POSTS * every:
        return True
    printed = sum(len(page.blocks[number].text) for number in numbers)
    linked = sum(page.blocks[number].linked for number in numbers)
    return (
        linked <= HARDLY_LINKED * printed
        and inside >= SHARE_OF_SHORT_POSTS * every
        and printed >= SHARE_IN_POSTS * (printed + every - inside)
    )


def blocks_in(page: Blocks, group: Group) -> Mapping[int, Sequence[int]]:
    """The numbers of the blocks that stand in each box of a group, by the box's node."""
    owners: list[int] = []
    for box in page.boxes:
        inside = owners[box.parent.number] if box.parent else 0
        owners.append(inside or (box.node if box.node in group.boxes else 0))
    parts: dict[int, list[int]] = {}
    for number, block in enumerate(page.blocks):
        if owner := owners[block.box.number]:
            parts.setdefault(owner, []).append(number)
    return parts


def read_post(
    page: Blocks,
    numbers: Sequence[int],
    kept: set[int],
    group: Group,
    node: int,
    outlet: Outlet | None,
    signs: PageSigns,
) -> Post | None:
    """One post; None where it says nothing."""
    time = group.boxes[node]
    clock = squeeze(time.text(separator=" ")[:MAX_VALUE_CHARS]) if time else ""
    blocks = [page.blocks[number] for number in numbers]
    if sum(block.linked for block in blocks) > LINKED * sum(len(block.text) for block in blocks):
        return None
    title = find_title(blocks, clock)
    body = [
        block.text
        for number, block in zip(numbers, blocks, strict=True)
        if block is not title and not is_caption(block) and (number in kept or is_own(block, clock, signs))
    ]
    if not body:
        return None
    return Post(
        title=without_clock(title.text, clock) if title else None,
        body="\n\n".join(body),
        url=None,
        published=read_time(time, outlet, signs),
        anchor=group.anchors.get(node),
        captions=tuple(dict.fromkeys(block.text for block in blocks if is_caption(block))),
        quoted=find_quoted(blocks),
    )


def find_title(blocks: Sequence[Block], clock: str) -> Block | None:
    """The headline of a post: a heading near its top that says more than the time."""
    for block in blocks[:HEADING_BLOCKS]:
        if block.box.tag in HEADINGS and without_clock(block.text, clock):
            return block
    return None


def without_clock(text: str, clock: str) -> str:
    """A headline without the time that is printed in it."""
    if clock and text.startswith(clock):
        text = text.removeprefix(clock)
    elif clock:
        text = text.removesuffix(clock)
    return text.strip(" \t|–—-:·•")


def is_own(block: Block, clock: str, signs: PageSigns) -> bool:
    """Whether a block that the judge left out is a post's text all the same: a sentence, no link, no byline."""
    if block.text == clock or not is_prose(block.text) or block.linked * 2 > len(block.text):
        return False
    line = read_line(block.text, signs)
    return line is not None and line.sort is Sort.PROSE


def read_time(time: LexborNode | None, outlet: Outlet | None, signs: PageSigns) -> Published | None:
    """When a post appeared, by its time element."""
    value = (time.attributes.get("datetime") or "")[:MAX_VALUE_CHARS] if time else ""
    return read_published([*read_candidates(value, "time element", signs)], outlet=outlet, signs=signs)


def are_apart(posts: Sequence[Post]) -> bool:
    """Whether each has a time or an anchor of its own, and their times stand in order."""
    times = [post.published.iso for post in posts if post.published]
    anchors = [post.anchor for post in posts if post.anchor]
    if max(len(set(times)), len(set(anchors))) * 2 <= len(posts):
        return False
    steps = [(one, other) for one, other in pairwise(times) if one != other]
    forwards = sum(one < other for one, other in steps)
    return max(forwards, len(steps) - forwards) >= SHARE_IN_ORDER * len(steps)


def beside(page: Blocks, body: Body, numbers: Sequence[int]) -> Body:
    """What the page says apart from its posts, where that is enough to be read; else nothing."""
    texts = [page.blocks[number].text for number in numbers]
    words = sum(len(WORD.findall(text)) for text in texts if is_prose(text))
    paragraphs = tuple(texts) if words >= SUMMARY_WORDS else ()
    return Body(paragraphs, body.standfirst if paragraphs else None, (), quoted=body.quoted)
