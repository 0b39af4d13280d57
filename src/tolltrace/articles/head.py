"""What must be read of a page before what is never printed is taken out: its head, JSON-LD, and the elements that say
what they are (times, authors, tags)."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tolltrace.articles.linked import Linked, read_objects
from tolltrace.text import squeeze

# One query, since each is a walk over the whole page.
SAYING = (
    "meta, title, link[rel], script[type*='json' i], h1, time, [itemprop], [rel~='author'], [rel~='tag'],"
    " [class*='aut'], [class*='Aut'], [class*='yline'], abbr[title], [class*='timestamp'][title],"
    " [class*='tag' i], [class*='topic' i], [class*='keyword' i]"
)
MAX_METAS = 500  # names
MAX_CONTENTS = 100  # of one name
MAX_MARKS = 150  # of one page
MAX_TEXT_CHARS = 1000
MAX_CONTENT_CHARS = 10_000
AROUND_STEPS = 12  # how far up the boxes around an element are named
SIGNS_NAME = re.compile(
    r"(?:^|[\s_-]|[a-z](?=[A-Z]))(?:authors?|autor(?:es|en|a)?|auteurs?|autore|by-?line|writers?|reporters?|signature)(?![a-z])",
    re.IGNORECASE,
)
LISTS_TAGS = re.compile(
    r"(?:^|[\s_-]|[a-z](?=[A-Z]))(?:tags?|keywords?|topics|tagbox|taglist|tagcloud|etiquetas)"
    r"(?:[_-]{1,2}(?:list|links?|wrap\w*|box|container|cloud|items?|block|content|section|group|label|name|title|chip))*(?:\s|$)",
    re.IGNORECASE,
)
TELLS_TIME = re.compile(r"\d{4}-?\d\d-?\d\dT\d\d")
MAX_LISTS, MAX_TAG_LINKS = 60, 40  # boxes named for tags; links in one
WHOLE = frozenset(("html", "body", "main", "article"))  # what is called "tag-floods" as a whole lists none
MAX_BESIDE = 60  # characters of such a box that are no link's
AUTHOR, TIME, TAG, TAGS, TITLE, HEADING, DATE_PUBLISHED, DATE_MODIFIED = (
    "author", "time", "tag", "tags", "headline", "h1", "datePublished", "dateModified",
)  # fmt: skip
MICRODATA = {
    "author": AUTHOR, "creator": AUTHOR, "headline": TITLE, "datePublished": DATE_PUBLISHED,
    "dateCreated": DATE_PUBLISHED, "dateModified": DATE_MODIFIED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """An element that says what it is."""

    kind: str  # AUTHOR, TIME, …
    text: str
    value: str  # its datetime or content attribute
    sure: bool  # by rel, itemprop or its element; not by the name of a class alone
    names: str  # class and itemprop, in lower case
    around: str  # the same and ids of the boxes around it, the nearest first
    box: int  # which element it stands in


@dataclass(frozen=True, slots=True)
class Head:
    """All of it; None and empty where the page does not say."""

    metas: Mapping[str, Sequence[str]] = field(default_factory=dict)  # by name or property, in lower case; as printed
    canonical: str | None = None
    browser_title: str | None = None
    language: str | None = None  # declared: "en-US"
    linked: tuple[Linked, ...] = ()
    marks: tuple[Mark, ...] = ()  # in the order of the page

    def metas_of(self, *names: str) -> list[str]:
        """The contents of all these, in the order of the names."""
        found = [squeeze(content) for name in names for content in self.metas.get(name, ())]
        return [content for content in found if content]

    def marked(self, kind: str) -> list[Mark]:
        """The elements of a kind."""
        return [mark for mark in self.marks if mark.kind == kind]


def read_head(tree: LexborHTMLParser) -> Head:
    """Read it; leaves the tree as it is."""
    reading = Reading()
    for node in tree.css(SAYING):
        reading.take(node)
    html = tree.root
    language = html.attributes.get("lang") or html.attributes.get("xml:lang") if html else None
    return Head(
        metas=dict(reading.metas),
        canonical=reading.canonical,
        browser_title=reading.title,
        language=squeeze(language[:40]) or None if language else None,
        linked=read_objects(reading.scripts),
        marks=tuple(reading.marks),
    )


class Reading:
    """What was found so far."""

    def __init__(self) -> None:
        self.metas: dict[str, list[str]] = defaultdict(list)
        self.scripts: list[str] = []
        self.marks: list[Mark] = []
        self.title: str | None = None
        self.canonical: str | None = None
        self.seen: set[int] = set()  # an element that several selectors find is given several times
        self.names_above: dict[int, str] = {}
        self.lists = 0

    def take(self, node: LexborNode) -> None:
        """One element."""
        number = node.mem_id
        if number in self.seen:
            return
        self.seen.add(number)
        tag = node.tag
        if tag == "meta":
            self.take_meta(node)
        elif tag == "script":
            self.scripts.append(node.text())
        elif tag == "title":
            if self.title is None and not is_in(node, "svg"):
                self.title = squeeze(node.text()[:MAX_TEXT_CHARS]) or None
        elif tag == "link":
            attributes = node.attributes
            if self.canonical is None and (attributes.get("rel") or "").lower() == "canonical":
                self.canonical = attributes.get("href")
        elif len(self.marks) < MAX_MARKS:
            self.take_mark(node, tag or "")

    def take_meta(self, node: LexborNode) -> None:
        """Its content under each of its names; microdata in the body too."""
        attributes = node.attributes
        content = attributes.get("content")
        if not content or len(self.metas) >= MAX_METAS:
            return
        for key in ("property", "name", "itemprop"):
            name = attributes.get(key)
            if name and len(contents := self.metas[name.lower()]) < MAX_CONTENTS:
                contents.append(content[:MAX_CONTENT_CHARS])

    def take_mark(self, node: LexborNode, tag: str) -> None:
        """An element of the body, where it is of a kind that we look for."""
        attributes = node.attributes
        itemprop, rel, css = (attributes.get(key) or "" for key in ("itemprop", "rel", "class"))
        kind = kind_of(tag, itemprop, rel.lower().split())
        sure = kind is not None
        if kind is None and (tag == "abbr" or "timestamp" in css) and TELLS_TIME.search(attributes.get("title") or ""):
            kind = TIME
        if kind is None and css and SIGNS_NAME.search(css):
            kind = AUTHOR
        text: str | None = None
        if kind is None and css and self.lists < MAX_LISTS and LISTS_TAGS.search(css):
            self.lists += 1
            kind, text = TAGS, tags_in(node)
        if kind is None or text == "":
            return
        value = attributes.get("datetime") or attributes.get("content") or attributes.get("title") or ""
        above = node.parent
        self.marks.append(
            Mark(
                kind=kind,
                text=text_in(node, kind) if text is None else text,
                value=value[:MAX_TEXT_CHARS],
                sure=sure,
                names=f"{css} {itemprop} {'pubdate' if 'pubdate' in attributes else ''}".lower(),
                around=self.around(above) if kind != TAG else "",
                box=above.mem_id if above else 0,
            )
        )

    def around(self, node: LexborNode | None) -> str:
        """What the boxes around say of themselves, the nearest first."""
        names: list[str] = []
        for _ in range(AROUND_STEPS):
            if node is None or node.tag in ("body", "html"):
                break
            number = node.mem_id
            if number not in self.names_above:
                attributes = node.attributes
                self.names_above[number] = (
                    f"{node.tag} {attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
                )
            names.append(self.names_above[number])
            node = node.parent
        return " / ".join(names)[:MAX_TEXT_CHARS]


def kind_of(tag: str, itemprop: str, rel: list[str]) -> str | None:
    """The kind that an element says it is; None where it says none."""
    if itemprop:
        for one in itemprop.split():
            if one in MICRODATA:
                return MICRODATA[one]
    if tag == "time":
        return TIME
    if "author" in rel:
        return AUTHOR
    if "tag" in rel:
        return TAG
    return HEADING if tag == "h1" else None


def text_in(node: LexborNode, kind: str) -> str:
    """The text of an element; of an author's card the name alone; of a byline its pieces, parted by semicolons."""
    if kind != AUTHOR:
        return squeeze(node.text(separator=" ")[:MAX_TEXT_CHARS])
    if node.attributes.get("itemprop") and (name := node.css_first("[itemprop='name']")):
        node = name
    pieces = node.text(separator="\n", strip=True)[:MAX_TEXT_CHARS].split("\n")
    return "; ".join(piece for one in pieces if (piece := squeeze(one)))


def tags_in(node: LexborNode) -> str:
    """The links of a box that holds little else, parted by semicolons; the words of one that is a link itself."""
    tag = node.tag
    links = [node] if tag == "a" else node.css("a") if tag not in WHOLE else []
    if not 0 < len(links) <= MAX_TAG_LINKS:
        return ""
    pieces = [squeeze(link.text()[:MAX_TEXT_CHARS]) for link in links]
    beside = len(squeeze(node.text(separator=" ")[:MAX_CONTENT_CHARS])) - sum(len(piece) + 1 for piece in pieces)
    return "; ".join(piece for piece in pieces if piece)[:MAX_TEXT_CHARS] if beside <= MAX_BESIDE else ""


def is_in(node: LexborNode, tag: str) -> bool:
    """Whether an element stands right in one of that tag."""
    return node.parent is not None and node.parent.tag == tag
