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
UNSEEN = ["script", "style", "noscript", "template", "svg", "iframe", "object", "select", "textarea", "audio", "video"]
NAMING = frozenset(("class", "id", "role", "itemprop", "data-component", "data-testid", "data-type", "aria-label"))
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


def read_blocks(page: LexborHTMLParser) -> Blocks:
    """All text of a page that is printed, in blocks. Takes what is never printed out of the page."""
    body = page.body
    if body is None:
        return Blocks()
    page.strip_tags(UNSEEN)
    return Walk(body).read()


class Walk:
    """Where the walk stands: the boxes and inline elements that are open, and the text of the block so far."""

    def __init__(self, body: LexborNode) -> None:
        self.body = body
        self.found = Blocks(boxes=[Box(0, None, "body", names_of(body.attributes), hidden=False, depth=0)])
        self.pieces: list[str] = []
        self.linked = self.strong = self.breaks = 0

    def read(self) -> Blocks:
        """Walk over all that is in the body."""
        body_id, box = self.body.mem_id, self.found.boxes[0]
        # what is open: the node's id, its box, whether it is a box itself, whether in a link, whether in bold
        open_nodes = [(body_id, box, True, False, False)]
        pieces = self.pieces
        for node in self.body.traverse(include_text=True):
            node_id = node.mem_id
            if node_id == body_id:
                continue
            above = node.parent.mem_id  # type: ignore[union-attr]
            while open_nodes[-1][0] != above:
                _, box, is_box, _, _ = open_nodes.pop()
                if is_box and pieces:
                    self.close(box)
            _, box, _, in_link, in_strong = open_nodes[-1]
            tag = node.tag or ""
            if tag == "-text":
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
            elif tag == "br":
                pieces.append(BREAK)
                self.breaks += 1
            elif tag in INLINE:
                open_nodes.append((node_id, box, False, in_link or tag == "a", in_strong or tag in ("b", "strong")))
            elif tag[0] not in "-!":
                if pieces:
                    self.close(box)
                open_nodes.append((node_id, self.enter(node, tag, box), True, in_link, in_strong))
        while open_nodes:
            _, box, is_box, _, _ = open_nodes.pop()
            if is_box and pieces:
                self.close(box)
        return self.found

    def enter(self, node: LexborNode, tag: str, box: Box) -> Box:
        """One box further in."""
        attributes = node.attributes
        hidden = box.hidden
        if attributes and not hidden:
            style = attributes.get("style")
            hidden = "hidden" in attributes or bool(style and HIDES.search(style))
        inner = Box(len(self.found.boxes), box, tag, names_of(attributes), hidden, box.depth + 1, node.mem_id)
        self.found.boxes.append(inner)
        return inner

    def close(self, box: Box) -> None:
        """An edge of a box: what stood before it is a block, or several where an empty line parts it."""
        whole = "".join(self.pieces)[:MAX_BLOCK_CHARS]
        if self.breaks:
            parts = EMPTY_LINE.split(whole) if self.breaks > 1 else [whole]
            texts = [text for part in parts if (text := " ".join(part.replace(BREAK, " ").split()))]
        else:
            text = " ".join(whole.split())
            texts = [text] if text else []
        total = sum(map(len, texts)) or 1
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
