"""A page's text in blocks: what a reader sees as a paragraph, a heading, a line of a menu; and where each stands.

One walk over the parsed page, in the order of its text. Nothing is judged here.
"""

import re
from dataclasses import dataclass, field
from unicodedata import is_normalized

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tolltrace.text import squeeze

# fmt: off
INLINE = frozenset([
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
])
# fmt: on
UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "select",
        "textarea",
        "audio",
        "video",
    ]
)
NAMING = frozenset(("class", "id", "role", "itemprop", "data-component", "data-testid", "data-type", "aria-label"))
PICTURES = frozenset({"img", "amp-img"})
HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
BREAK = "\ufdd0"  # stands for a line break until the block is whole; no text may hold it (Unicode: a noncharacter)
MAX_BLOCK_CHARS = 1_000_000  # of one block; no article is as long
LONG_CHARS = 4000
EMPTY_LINE = re.compile(rf"{BREAK}[\s{BREAK}]*{BREAK}")


@dataclass(slots=True)
class Box:
    """One element that is not set within a line, and what it says of itself."""

    number: int  # in the order of the page; the body is 0
    parent: "Box | None" = field(repr=False)  # boxes may be nested without end
    tag: str
    names: str  # class, id, role and the like, as printed, apart by blanks
    hidden: bool
    depth: int
    node: int = 0  # the id of its node in the parsed page
    look: int = 0  # the same number as others of the page whose element and names, and those around it, are the same
    own: int = 0  # blocks that stand directly in it


@dataclass(slots=True)
class Block:
    """A run of text that no edge of a box interrupts. `linked` and `strong` are characters of it."""

    box: Box
    text: str
    linked: int
    strong: int
    breaks: int  # line breaks within


@dataclass(slots=True)
class Blocks:
    """Every block of a page, in order, and the boxes that they stand in, each after the one around it."""

    blocks: list[Block] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    pictures: list[tuple[int, Box]] = field(default_factory=list)  # in order: how many blocks stand above, and its box


def read_blocks(page: LexborHTMLParser) -> Blocks:
    """All text of a page that is printed, in blocks."""
    body = page.body
    return Blocks() if body is None else Walk(body).read()


class Edge:
    """An element that is not set within a line. It becomes a Box when the first text in it does a block."""

    __slots__ = ("above", "box", "node")

    def __init__(self, node: LexborNode, above: "Edge | None") -> None:
        self.node = node
        self.above = above
        self.box: Box | None = None


def box_around(edge: Edge) -> Box | None:
    """The box of the innermost element around an edge in which text stands."""
    one: Edge | None = edge
    while one is not None and one.box is None:
        one = one.above
    return one.box if one else None


class Walk:
    """Where the walk stands: the boxes and inline elements that are open, and the text of the block so far."""

    def __init__(self, body: LexborNode) -> None:
        self.body = body
        self.found = Blocks()
        self.looks: dict[tuple[str, str, str, str], int] = {}
        self.pieces: list[str] = []
        self.linked = self.strong = self.breaks = 0

    def read(self) -> Blocks:
        """Walk over all that is in the body."""
        whole = Edge(self.body, None)
        self.enter(whole)
        # the innermost that is open: the node's id, the edge that it is or stands in (None where nothing of it is
        # printed), the edge that it is, whether in a link, whether in bold
        last: tuple[int, Edge | None, Edge | None, bool, bool] = (self.body.mem_id, whole, whole, False, False)
        outer: list[tuple[int, Edge | None, Edge | None, bool, bool]] = []
        pictures: list[tuple[int, Edge]] = []
        pieces = self.pieces
        nodes = self.body.traverse(include_text=True)
        next(nodes)  # the body itself
        for node in nodes:
            above = node.parent.mem_id  # type: ignore[union-attr]
            while last[0] != above:
                if pieces and last[2]:
                    self.close(last[2])
                last = outer.pop()
            _, edge, _, in_link, in_strong = last
            tag = node.tag or "-"
            if tag == "-text":
                if edge is None:
                    continue
                text = node.text_content or ""
                if text.isspace():
                    if pieces:
                        pieces.append(" ")
                    continue
                pieces.append(text)
                if in_link:
                    self.linked += len(text)
                if in_strong:
                    self.strong += len(text)
            elif tag in INLINE:
                outer.append(last)
                last = (node.mem_id, edge, None, in_link or tag == "a", in_strong or tag in ("b", "strong"))
            elif edge is None or tag in UNSEEN:
                outer.append(last)
                last = (node.mem_id, None, None, False, False)
            elif tag == "br":
                pieces.append(BREAK)
                self.breaks += 1
            elif tag[0] not in "-!":
                if pieces:
                    self.close(edge)
                outer.append(last)
                edge = Edge(node, edge)
                last = (node.mem_id, edge, edge, in_link, in_strong)
                if tag in PICTURES:
                    pictures.append((len(self.found.blocks), edge))
        for _, _, edge, _, _ in (last, *reversed(outer)):
            if pieces and edge:
                self.close(edge)
        self.found.pictures = [(place, box) for place, edge in pictures if (box := box_around(edge))]
        return self.found

    def enter(self, edge: Edge) -> Box:
        """The box of an edge, and of those around it. No recursion: boxes may be nested without end."""
        waiting: list[Edge] = []
        while edge.box is None and edge.above is not None:
            waiting.append(edge)
            edge = edge.above
        box = edge.box = edge.box or self.make(edge.node, None)
        for one in reversed(waiting):
            box = one.box = self.make(one.node, box)
        return box

    def make(self, node: LexborNode, above: Box | None) -> Box:
        """One box further in."""
        tag, attributes = node.tag or "", node.attributes
        hidden = above is not None and above.hidden
        if attributes and not hidden and above is not None:
            style = attributes.get("style")
            hidden = "hidden" in attributes or bool(style and HIDES.search(style))
        names = names_of(attributes)
        look = (tag, names[:40], above.tag, above.names[:40]) if above else (tag, names[:40], "", "")
        box = Box(
            len(self.found.boxes),
            above,
            tag,
            names,
            hidden,
            above.depth + 1 if above else 0,
            node.mem_id,
            self.looks.setdefault(look, len(self.looks)),
        )
        self.found.boxes.append(box)
        return box

    def close(self, edge: Edge) -> None:
        """What stood before an edge is a block, or several where an empty line parts it."""
        whole = "".join(self.pieces)[:MAX_BLOCK_CHARS]
        if self.breaks:
            parts = EMPTY_LINE.split(whole) if self.breaks > 1 else [whole]
            texts = [text for part in parts if (text := " ".join(part.replace(BREAK, " ").split()))]
        else:
            text = " ".join(whole.split())
            texts = [text] if text else []
        total = sum(map(len, texts)) or 1
        if not texts:  # nothing but line breaks
            self.pieces.clear()
            self.linked = self.strong = self.breaks = 0
            return
        box = edge.box or self.enter(edge)
        for text in texts:
            if not (text.isascii() and text.isprintable()) and needs_normalising(text):
                text = squeeze(text)
                if not text:
                    continue
            box.own += 1
            linked = min(len(text), self.linked * len(text) // total)
            strong = min(len(text), self.strong * len(text) // total)
            self.found.blocks.append(Block(box, text, linked, strong, self.breaks))
        self.pieces.clear()
        self.linked = self.strong = self.breaks = 0


def needs_normalising(text: str) -> bool:
    """Whether a text is not as it is stored: see text.py, which bounds what long texts of piled marks cost."""
    return len(text) > LONG_CHARS or not text.isprintable() or not is_normalized("NFC", text)


def names_of(attributes: dict[str, str | None]) -> str:
    """What an element says of itself, for a person who reads its source."""
    return " ".join([value for name, value in attributes.items() if value and name in NAMING])
