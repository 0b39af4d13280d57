"""What can be counted of each block of a page, as numbers: what the trained reader of pages judges by.

Nothing here knows a language: letters, marks of punctuation, links, boxes and their neighbours; and how the makers of pages
name boxes and begin lines, by weights that were learned.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

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
BITS = tuple(AROUND_BIT.values())
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
ENDING = 4.0
LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
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
    """The words that a box is named by, in lower case: "storyBody_main" gives story, body, main; its element as <div>."""
    return (f"<{tag}>", *dict.fromkeys(part.lower() for part in NAME_PARTS.findall(names[:200])))


def openings(text: str) -> tuple[str, ...]:
    """The first word, the first two and the first three words of a line, in lower case, digits as 0."""
    words = WORDS.findall(DIGITS.sub("0", text[:48]).lower())[:3]
    return tuple(" ".join(words[:count]) for count in range(1, len(words) + 1))


@dataclass(slots=True)
class Sums:
    """Of every box, by number: characters of prose, of links and of all text in it and in the boxes within it."""

    prose: list[float]
    linked: list[float]
    every: list[float]
    near: list[float]  # prose in it, directly or at most two boxes further in


def add_up(page: Blocks, sizes: list[float]) -> Sums:
    """The sums of all boxes, in one pass from within."""
    count = len(page.boxes)
    sums = Sums([0.0] * count, [0.0] * count, [0.0] * count, [0.0] * count)
    for block, size in zip(page.blocks, sizes, strict=True):
        number = block.box.number
        length = len(block.text)
        sums.linked[number] += block.linked
        sums.every[number] += length
        if block.linked * 2 < length and (size > 80 or ENDS.search(block.text)):
            sums.prose[number] += size
            box: Box | None = block.box
            for _ in range(3):
                if box is None:
                    break
                sums.near[box.number] += size
                box = box.parent
    for box in reversed(page.boxes):
        if box.parent is not None and sums.every[box.number]:
            above, number = box.parent.number, box.number
            sums.prose[above] += sums.prose[number]
            sums.linked[above] += sums.linked[number]
            sums.every[above] += sums.every[number]
    return sums


@dataclass(slots=True)
class Mark:
    """What is known of a box once, for all blocks in it."""

    own: float  # by its names
    lowest: float  # of it and of the boxes around it
    highest: float
    total: float
    around: int  # bits: which elements it stands in
    on_path: bool  # whether the box of most prose is reached through it
    steps: int  # boxes up to one that is on that path
    branch: int  # the number of the outermost box that is not on it


def mark_boxes(page: Blocks, sums: Sums, weights: Weights) -> list[Mark]:
    """The marks of all boxes, each from those of the one around it."""
    heaviest = [0.0] * len(page.boxes)
    for box in page.boxes[1:]:
        above = box.parent.number  # type: ignore[union-attr]
        heaviest[above] = max(heaviest[above], sums.prose[box.number])
    marks: list[Mark] = []
    known: dict[tuple[str, str], float] = {}
    learned = weights.names
    for box in page.boxes:
        if not sums.every[box.number] and box.parent is not None:
            marks.append(marks[box.parent.number])  # nobody asks: there is no text in it
            continue
        look = (box.tag, box.names)
        own = known.get(look)
        if own is None:
            scores = [learned[part] for part in name_parts(*look) if part in learned]
            own = known[look] = sum(scores) / math.sqrt(len(scores)) if scores else 0.0
        bit = AROUND_BIT.get(box.tag, 0)
        if box.parent is None:
            marks.append(Mark(own, own, own, own, bit, True, 0, 0))
            continue
        upper = marks[box.parent.number]
        on_path = upper.on_path and sums.prose[box.number] > 0 and sums.prose[box.number] == heaviest[box.parent.number]
        marks.append(
            Mark(
                own, min(own, upper.lowest), max(own, upper.highest), own + 0.7 * upper.total, bit | upper.around, on_path,
                0 if on_path else upper.steps + 1, box.number if on_path or upper.on_path else upper.branch,
            )
        )  # fmt: skip
    return marks


def measure(page: Blocks, hints: Hints, weights: Weights, signs: PageSigns) -> tuple[Numbers, list[int]]:
    """A row of numbers for each block that may be the article's, and which blocks these are.

    Left out are lines that are links, where no prose stands near.
    """
    blocks = page.blocks
    sizes = [
        float(len(one.text)) if one.text.isascii() else len(one.text) + 1.5 * len(WIDE.findall(one.text))
        for one in blocks
    ]
    sums = add_up(page, sizes)
    marks = mark_boxes(page, sums, weights)
    title, told = words_of(hints.title), words_of(hints.description)
    body = " ".join(WORDS.findall(hints.body))
    seen = Counter([one.text for one in blocks])
    looks: Counter[tuple[str, str, str, str]] = Counter()
    for block, size in zip(blocks, sizes, strict=True):
        if block.linked * 2 < len(block.text) and size > 40:
            looks[look_of(block)] += int(size)
    most_looks = max(looks.values(), default=0) or 1
    most_near = max(sums.near, default=0.0) or 1.0
    all_prose = (sums.prose[0] if sums.prose else 0.0) or 1.0
    everything = sum(sizes) or 1.0
    learned = weights.openings
    rows: list[list[float]] = []
    kept: list[int] = []
    so_far, since_title, ended = 0.0, -1.0, 0.0
    for number, (block, size) in enumerate(zip(blocks, sizes, strict=True)):
        text, box, length = block.text, block.box, len(block.text)
        parent = box.parent or box
        grand = parent.parent or parent
        before, so_far = so_far, so_far + size
        words = words_of(text) if title and length < 2 * len(hints.title) + 20 else set()
        like_title = len(words & title) / len(words | title) if words else 0.0
        if box.tag == "h1" or (like_title > 0.6 and since_title < 0):
            since_title = 0.0
        elif since_title >= 0:
            since_title += size
        if block.linked >= 0.9 * length and length < DULL_LINK and not sums.near[parent.number]:
            continue
        mark = marks[box.number]
        sign = read_sign(text, signs) if length < SIGN_CHARS else 0.0
        if sign == ENDING and since_title > 0:
            ended = 1.0
        starts = [learned[one] for one in openings(text) if one in learned]
        head = text[:LOOKED_AT]
        shown = len(head)
        branch = mark.branch
        above_branch = page.boxes[branch].parent
        told_words = words_of(text) if told and length < 400 else set()
        kept.append(number)
        rows.append([
            math.log1p(size), block.linked / length, block.strong / length,
            1.0 if ENDS.search(text) else 0.0, float(len(SENTENCE_ENDS.findall(text))),
            len(DIGITS.findall(head)) / shown, len(CAPITALS.findall(head)) / shown,
            TAG_NUMBER.get(box.tag, 0.0),
            *[1.0 if mark.around & bit else 0.0 for bit in BITS],
            float(box.depth), mark.own, mark.lowest, mark.highest, mark.total, 1.0 if box.hidden else 0.0,
            like_title, len(told_words & told) / len(told_words) if told_words else 0.0,
            (1.0 if " ".join(WORDS.findall(text)) in body else -1.0) if body else 0.0,
            number / len(blocks), before / everything, math.log1p(since_title) if since_title >= 0 else -1.0,
            sums.near[box.number] / most_near, sums.near[parent.number] / most_near, sums.near[grand.number] / most_near,
            sums.prose[box.number] / all_prose, sums.prose[parent.number] / all_prose, sums.prose[grand.number] / all_prose,
            sums.linked[parent.number] / sums.every[parent.number], sums.linked[grand.number] / sums.every[grand.number],
            float(mark.steps), sums.prose[branch] / all_prose, sums.linked[branch] / sums.every[branch],
            sums.prose[above_branch.number] / all_prose if above_branch else 1.0, math.log1p(sums.every[branch]),
            float(box.depth - page.boxes[branch].depth),
            looks[look_of(block)] / most_looks, float(seen[text]),
            min(starts, default=0.0), max(starts, default=0.0), sum(starts),
            1.0 if "|" in text or "©" in text or "•" in text else 0.0, sign, ended, float(box.own), float(block.breaks),
        ])  # fmt: skip
    return np.asarray(rows, dtype=np.float32).reshape(len(rows), -1), kept


def read_sign(text: str, signs: PageSigns) -> float:
    """Whether a line is known furniture by its words: the whole, its beginning, a part; or ends all articles."""
    lower = text.lower()
    bare = " ".join(LETTERS.findall(lower))
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
