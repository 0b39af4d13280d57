"""What can be counted of each block of a page, as numbers: what the trained reader of pages judges by.

Nothing here knows a language: letters, marks of punctuation, links, boxes and their neighbours; and how the makers of
pages name boxes and begin lines, by weights that were learned.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tolltrace.articles.blocks import Block, Blocks, Box
from tolltrace.knowledge import PageSigns

Numbers = NDArray[np.float32]

TAGS = (
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "li",
    "div",
    "td",
    "blockquote",
    "figcaption",
    "section",
    "article",
    "button",
    "dd",
)
TAG_NUMBER = {tag: float(number) for number, tag in enumerate(TAGS, start=1)}
AROUND = ("figure", "table", "ul", "article", "main", "blockquote")
AROUND_BIT = {tag: 1 << number for number, tag in enumerate(AROUND)}
ENDS = re.compile(r"[.!?…。！？।؟۔][\"'”’»)\]」』]*$")
SENTENCE_ENDS = re.compile(r"[.!?؟۔][\"'”’»)\]」』]*\s|[。！？।]")
DIGITS = re.compile(r"\d")
CAPITALS = re.compile(r"[A-ZА-ЯЁЇІЄҐÀ-ÞΑ-Ω]")
WORDS = re.compile(r"\w+")
WIDE = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]"
)  # a letter of these says what two of ours do
NAME_PARTS = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}")
STEPS = (-3, -2, -1, 1, 2, 3)
DULL_LINK = 80  # characters
SIGN_CHARS = 300
WHOLE_CHARS = 60  # no line that is furniture as a whole is longer
PROSE_CHARS = 80  # what is longer is prose though no full stop ends it
WORDS_CHARS = 400  # in a longer text nobody looks for the title's words
NO_WORDS: frozenset[str] = frozenset()
NO_STARTS = [0.0]
ENDING = 4.0
LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
OPENING_CHARS = 48
TITLE_CHARS, DESCRIPTION_CHARS, BODY_CHARS = 1000, 5000, 100_000  # of what the head says: it is held against each block
LOOKED_AT = 200  # characters at the beginning of a text, where its look is judged


@dataclass(frozen=True, slots=True)
class Weights:
    """How much more often a part of a box's name, or the first words of a line, stand in articles than beside them.

    Logarithms of odds; what is not in them says nothing.
    """

    names: Mapping[str, float] = field(default_factory=dict)
    openings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the page's head says of its article, to hold the blocks against."""

    title: str = ""
    description: str = ""
    body: str = ""  # the text as JSON-LD gives it


@lru_cache(maxsize=4096)
def name_parts(tag: str, names: str) -> tuple[str, ...]:
    """The words that a box is named by, in lower case: story, body, main of "storyBody_main"; and <div>."""
    return (f"<{tag}>", *dict.fromkeys(part.lower() for part in NAME_PARTS.findall(names[:200])))


def openings(text: str) -> tuple[str, ...]:
    """The first word, the first two and the first three words of a line, in lower case, digits as 0."""
    words = WORDS.findall(text[:OPENING_CHARS].lower())[:3]
    if not text[:OPENING_CHARS].isascii() or DIGITS.search(text, 0, OPENING_CHARS):
        words = [DIGITS.sub("0", word) for word in words]
    return tuple([" ".join(words[:count]) for count in range(1, len(words) + 1)])


@dataclass(slots=True)
class Sums:
    """Of every box, by number: characters of prose, of links and of all text in it and in the boxes within it."""

    prose: list[float]
    linked: list[int]
    every: list[int]
    near: list[float]  # prose in it, directly or at most two boxes further in
    heaviest: list[float]  # the most prose that one of the boxes right within it holds


def add_up(page: Blocks, sizes: Sequence[float], ends: Sequence[bool]) -> Sums:
    """The sums of all boxes, in one pass from within."""
    count = len(page.boxes)
    prose, linked, every = [0.0] * count, [0] * count, [0] * count
    near, heaviest = [0.0] * count, [0.0] * count
    for block, size, is_ended in zip(page.blocks, sizes, ends, strict=True):
        box = block.box
        number = box.number
        length = len(block.text)
        linked[number] += block.linked
        every[number] += length
        if block.linked * 2 < length and (size > PROSE_CHARS or is_ended):
            prose[number] += size
            near[number] += size
            if box.parent is not None:
                box = box.parent
                near[box.number] += size
                if box.parent is not None:
                    near[box.parent.number] += size
    for number in range(count - 1, 0, -1):
        if every[number]:
            above = page.boxes[number].parent.number  # type: ignore[union-attr]
            every[above] += every[number]
            linked[above] += linked[number]
            own = prose[number]
            prose[above] += own
            heaviest[above] = max(heaviest[above], own)
    return Sums(prose, linked, every, near, heaviest)


class Mark(NamedTuple):
    """What is known of a box once, for all blocks in it."""

    own: float  # by its names
    lowest: float  # of it and of the boxes around it
    highest: float
    total: float
    around: int  # bits: which elements it stands in
    on_path: bool  # whether the box of most prose is reached through it
    steps: int  # boxes up to one that is on that path
    branch: int  # the number of the outermost box that is not on it


class Marks:
    """The marks of boxes, each made from that of the box around it when it is first asked for."""

    def __init__(self, sums: Sums, weights: Weights) -> None:
        self.sums = sums
        self.learned = weights.names
        self.known: dict[int, Mark] = {}
        self.looks: dict[tuple[str, str], float] = {}

    def mark(self, box: Box) -> Mark:
        """The mark of a box. Boxes may be nested without end: no recursion."""
        waiting: list[Box] = []
        above: Box | None = box
        while above is not None and above.number not in self.known:
            waiting.append(above)
            above = above.parent
        for one in reversed(waiting):
            self.known[one.number] = self.make(one)
        return self.known[box.number]

    def make(self, box: Box) -> Mark:
        """The mark of a box whose outer one is marked."""
        look = (box.tag, box.names)
        own = self.looks.get(look)
        if own is None:
            scores = [self.learned[part] for part in name_parts(*look) if part in self.learned]
            own = self.looks[look] = sum(scores) / math.sqrt(len(scores)) if scores else 0.0
        bit = AROUND_BIT.get(box.tag, 0)
        if box.parent is None:
            return Mark(own, own, own, own, bit, on_path=True, steps=0, branch=0)
        upper = self.known[box.parent.number]
        prose = self.sums.prose[box.number]
        on_path = upper.on_path and prose > 0 and prose == self.sums.heaviest[box.parent.number]
        return Mark(
            own,
            min(own, upper.lowest),
            max(own, upper.highest),
            own + 0.7 * upper.total,
            bit | upper.around,
            on_path,
            0 if on_path else upper.steps + 1,
            box.number if upper.on_path else upper.branch,
        )


def measure(page: Blocks, hints: Hints, weights: Weights, signs: PageSigns) -> tuple[Numbers, list[int]]:
    """A row of numbers for each block that may be the article's, and which blocks these are.

    Left out are lines that are links, where no prose stands near.
    """
    blocks = page.blocks
    sizes = [
        float(len(one.text)) if one.text.isascii() else len(one.text) + 1.5 * len(WIDE.findall(one.text))
        for one in blocks
    ]
    ends = [ENDS.search(one.text) is not None for one in blocks]
    sums = add_up(page, sizes, ends)
    marks = Marks(sums, weights)
    title, told = words_of(hints.title[:TITLE_CHARS]), words_of(hints.description[:DESCRIPTION_CHARS])
    body = " ".join(WORDS.findall(hints.body[:BODY_CHARS]))
    seen = Counter([one.text for one in blocks])
    looks: Counter[tuple[str, str, str, str]] = Counter()
    for block, size in zip(blocks, sizes, strict=True):
        if size > 40 and block.linked * 2 < len(block.text):
            looks[look_of(block)] += int(size)
    most_looks = max(looks.values(), default=0) or 1
    near, prose, linked, every = sums.near, sums.prose, sums.linked, sums.every
    most_near = max(near, default=0.0) or 1.0
    all_prose = (prose[0] if prose else 0.0) or 1.0
    everything = sum(sizes) or 1.0
    learned = weights.openings
    title_chars = 2 * min(len(hints.title), TITLE_CHARS) + 20 if title else 0
    rows: list[tuple[float, ...]] = []
    kept: list[int] = []
    so_far, since_title, ended = 0.0, -1.0, 0.0
    for number, (block, size, is_ended) in enumerate(zip(blocks, sizes, ends, strict=True)):
        text, box = block.text, block.box
        length = len(text)
        parent = box.parent or box
        before, so_far = so_far, so_far + size
        if block.linked >= 0.9 * length and length < DULL_LINK and not near[parent.number] and box.tag != "h1":
            since_title += size if since_title >= 0 else 0
            continue
        grand = parent.parent or parent
        words = words_of(text) if length < WORDS_CHARS and (told or length < title_chars) else NO_WORDS
        like_title = len(words & title) / len(words | title) if words and length < title_chars else 0.0
        if box.tag == "h1" or (like_title > 0.6 and since_title < 0):
            since_title = 0.0
        elif since_title >= 0:
            since_title += size
        mark = marks.mark(box)
        sign = read_sign(text, signs) if length < SIGN_CHARS else 0.0
        if sign == ENDING and since_title > 0:
            ended = 1.0
        starts = [learned[one] for one in openings(text) if one in learned] or NO_STARTS
        head = text[:LOOKED_AT]
        shown = len(head)
        branch, around = mark.branch, mark.around
        branch_box = page.boxes[branch]
        above_branch = branch_box.parent
        kept.append(number)
        rows.append((
            math.log1p(size), block.linked / length, block.strong / length, is_ended,
            len(SENTENCE_ENDS.findall(text)) if length > PROSE_CHARS else 0,
            len(DIGITS.findall(head)) / shown, len(CAPITALS.findall(head)) / shown,
            TAG_NUMBER.get(box.tag, 0.0),
            around & 1, around & 2, around & 4, around & 8, around & 16, around & 32,
            box.depth, mark.own, mark.lowest, mark.highest, mark.total, box.hidden,
            like_title, len(words & told) / len(words) if words and told else 0.0,
            (1.0 if " ".join(WORDS.findall(text)) in body else -1.0) if body else 0.0,
            number / len(blocks), before / everything, math.log1p(since_title) if since_title >= 0 else -1.0,
            near[box.number] / most_near, near[parent.number] / most_near, near[grand.number] / most_near,
            prose[box.number] / all_prose, prose[parent.number] / all_prose, prose[grand.number] / all_prose,
            linked[parent.number] / every[parent.number], linked[grand.number] / every[grand.number],
            mark.steps, prose[branch] / all_prose, linked[branch] / every[branch],
            prose[above_branch.number] / all_prose if above_branch else 1.0, math.log1p(every[branch]),
            box.depth - branch_box.depth,
            looks[look_of(block)] / most_looks, seen[text],
            min(starts), max(starts), sum(starts),
            "|" in text or "©" in text or "•" in text, sign, ended, box.own, block.breaks,
        ))  # fmt: skip
    return np.array(rows or np.empty((0, 0)), dtype=np.float32), kept


def read_sign(text: str, signs: PageSigns) -> float:
    """Whether a line is known furniture by its words: the whole, its beginning, a part; or ends all articles."""
    lower = text.lower()
    bare = " ".join(LETTERS.findall(lower)) if len(text) < WHOLE_CHARS else ""
    if bare in signs.ends.whole or lower.startswith(signs.ends.begins):
        return ENDING
    if bare in signs.furniture.whole:
        return 3.0
    if lower.startswith(signs.furniture.begins):
        return 2.0
    return 1.0 if any(phrase in lower for phrase in signs.furniture.holds) else 0.0


def look_of(block: Block) -> tuple[str, str, str, str]:
    """What paragraphs of one article have in common: the element and its names, and those of the one around it."""
    box, parent = block.box, block.box.parent
    return (box.tag, box.names[:40], parent.tag, parent.names[:40]) if parent else (box.tag, box.names[:40], "", "")


def words_of(text: str) -> set[str]:
    """The words of a text, in lower case."""
    return set(WORDS.findall(text.lower()))


SIZE, LINKED, ENDED, NEAR_PARENT = 0, 1, 3, 27  # columns that others ask for
OF_NEIGHBOURS = [
    0,
    1,
    3,
    7,
    26,
]  # the columns that a block also has of those around it: size, links, end, element, look


def with_neighbours(rows: Numbers) -> Numbers:
    """The rows with some columns of the blocks before and after beside them, zeros beyond the page."""
    few = rows[:, OF_NEIGHBOURS]
    return np.hstack([rows, *(shifted(few, step) for step in STEPS)])


def shifted(rows: Numbers, step: int) -> Numbers:
    """Each row as that of `step` blocks further on."""
    moved = np.zeros_like(rows)
    if step > 0:
        moved[:-step] = rows[step:]
    else:
        moved[-step:] = rows[:step]
    return moved
