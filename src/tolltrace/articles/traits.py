"""What can be counted of each block of a page, as numbers: what the trained reader of pages judges by.

Nothing here knows a language: letters, marks of punctuation, links, boxes and their neighbours; and how the makers of
pages name boxes and begin lines, by weights that were learned.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from tolltrace.articles.blocks import Block, Blocks, Box
from tolltrace.knowledge import PageSigns

Numbers = NDArray[np.float32]

TAGS = (
    "p", "h1", "h2", "h3", "h4", "li", "div", "td", "blockquote", "figcaption", "section", "article", "button", "dd",
)  # fmt: skip
TAG_NUMBER = {tag: float(number) for number, tag in enumerate(TAGS, start=1)}
AROUND = ("figure", "table", "ul", "article", "main", "blockquote")
AROUND_BIT = {tag: 1 << number for number, tag in enumerate(AROUND)}
ENDERS = frozenset(".!?…。！？।؟۔")
CLOSES = "\"'”’»)]」』"  # quotes and brackets behind them
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
NO_STARTS = [0.0]
ENDING = 4.0
LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
OPENING_CHARS = 48
TITLE_CHARS, DESCRIPTION_CHARS, BODY_CHARS = 1000, 5000, 100_000  # of what the head says: it is held against each block
LIKE_TITLE = 0.6  # of its words and the block's
MAX_LETTER = 0x1FFFF  # beyond it stand neither digits nor capitals
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
    authors: tuple[str, ...] = ()
    title_at: int | None = None  # the number of its block


@lru_cache(maxsize=4096)
def name_parts(tag: str, names: str) -> tuple[str, ...]:
    """The words that a box is named by, in lower case: story, body, main of "storyBody_main"; and <div>."""
    return (f"<{tag}>", *dict.fromkeys(part.lower() for part in NAME_PARTS.findall(names[:200])))


def openings(text: str) -> tuple[str, ...]:
    """The first word, the first two and the first three words of a line, in lower case, digits as 0."""
    head = text[:OPENING_CHARS].lower()
    words = WORDS.findall(head)[:3]
    if not head.isascii() or DIGITS.search(head):
        words = [DIGITS.sub("0", word) for word in words]
    return tuple(accumulate(words, "{} {}".format))


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does."""
    return text.rstrip(CLOSES)[-1:] in ENDERS


@dataclass(slots=True)
class Counts:
    """Of every block, by number: what is counted before it is known which of them are asked about."""

    box: "NDArray[np.int_]"  # the number of its box
    look: "NDArray[np.int_]"
    is_h1: "NDArray[np.bool_]"
    length: "NDArray[np.int_]"
    linked: "NDArray[np.int_]"
    strong: "NDArray[np.int_]"
    breaks: "NDArray[np.int_]"
    size: "NDArray[np.float64]"  # its length, where a letter that says what two of ours do counts for more
    ends: "NDArray[np.bool_]"
    is_text: "NDArray[np.bool_]"  # less than half of it is links


def count_blocks(blocks: Sequence[Block]) -> Counts:
    """What all blocks hold."""
    texts = [one.text for one in blocks]
    numbers = np.array([
        (box.number, box.look, box.tag == "h1", len(one.text), one.linked, one.strong, one.breaks)
        for one in blocks
        for box in (one.box,)
    ])  # fmt: skip
    box, look, is_h1, length, linked, strong, breaks = numbers.T
    wide = [0 if text.isascii() else len(WIDE.findall(text)) for text in texts]
    ends = np.array([ends_sentence(text) for text in texts])
    size = length + 1.5 * np.array(wide)
    return Counts(box, look, is_h1 > 0, length, linked, strong, breaks, size, ends, linked * 2 < length)


@dataclass(slots=True)
class Sums:
    """Of every box, by number: characters of prose, of links and of all text in it and in the boxes within it."""

    prose: "NDArray[np.float64]"
    linked: "NDArray[np.float64]"
    every: "NDArray[np.float64]"
    near: "NDArray[np.float64]"  # prose in it, directly or at most two boxes further in
    heaviest: "NDArray[np.float64]"  # the most prose that one of the boxes right within it holds


def add_up(counts: Counts, parents: Sequence[int]) -> Sums:
    """The sums of all boxes, in one pass from within."""
    many = len(parents)
    above = np.array(parents)
    is_prose = counts.is_text & ((counts.size > PROSE_CHARS) | counts.ends)
    own = np.asarray(np.bincount(counts.box, np.where(is_prose, counts.size, 0.0), many), dtype=np.float64)
    near = own.copy()
    inner = np.flatnonzero(above >= 0)
    near = near + np.bincount(above[inner], own[inner], many)
    inner = inner[above[above[inner]] >= 0]
    near = near + np.bincount(above[above[inner]], own[inner], many)
    prose, heaviest = own.tolist(), [0.0] * many
    linked, every = (np.bincount(counts.box, one, many).tolist() for one in (counts.linked, counts.length))
    for number in range(many - 1, 0, -1):
        if every[number]:
            outer = parents[number]
            every[outer] += every[number]
            linked[outer] += linked[number]
            prose[outer] += prose[number]
            if prose[number] > heaviest[outer]:
                heaviest[outer] = prose[number]
    return Sums(np.array(prose), np.array(linked), np.array(every), near, np.array(heaviest))


# What is known of a box once, for all blocks in it: what its names say; the lowest, the highest and a sum of what it
# and the boxes around it say; bits, which elements it stands in; whether the box of most prose is reached through it;
# how many boxes up one is of which that is so; the number of the outermost of which it is not; the depth of that.
Mark = tuple[float, float, float, float, int, bool, int, int, int]


def mark_boxes(boxes: Sequence[Box], asked: Iterable[int], sums: Sums, learned: Mapping[str, float]) -> dict[int, Mark]:
    """The marks of the boxes asked for and of those around them. Boxes may be nested without end: no recursion."""
    wanted: set[int] = set()
    for number in asked:
        box: Box | None = boxes[number]
        while box is not None and box.number not in wanted:
            wanted.add(box.number)
            box = box.parent
    marks: dict[int, Mark] = {}
    looks: dict[tuple[str, str], float] = {}
    prose, heaviest = sums.prose.tolist(), sums.heaviest.tolist()
    for number in sorted(wanted):
        box = boxes[number]
        look = (box.tag, box.names)
        own = looks.get(look)
        if own is None:
            scores = [learned[part] for part in name_parts(*look) if part in learned]
            own = looks[look] = sum(scores) / math.sqrt(len(scores)) if scores else 0.0
        bit = AROUND_BIT.get(box.tag, 0)
        if box.parent is None:
            marks[number] = (own, own, own, own, bit, True, 0, 0, 0)
            continue
        _, lowest, highest, total, around, on_path, steps, branch, depth = marks[box.parent.number]
        leads = on_path and prose[number] > 0 and prose[number] == heaviest[box.parent.number]
        marks[number] = (
            own,
            own if own < lowest else lowest,
            own if own > highest else highest,
            own + 0.7 * total,
            bit | around,
            leads,
            0 if leads else steps + 1,
            number if on_path else branch,
            box.depth if on_path else depth,
        )
    return marks


class Words:
    """What the words of single blocks say, held against what the page's head says and what was learned."""

    def __init__(self, texts: Sequence[str], hints: Hints, learned: Mapping[str, float], signs: PageSigns) -> None:
        self.signs = signs
        self.learned = learned
        self.title = words_of(hints.title[:TITLE_CHARS])
        self.title_chars = 2 * min(len(hints.title), TITLE_CHARS) + 20 if self.title else 0
        self.told = words_of(hints.description[:DESCRIPTION_CHARS])
        self.body = " ".join(WORDS.findall(hints.body[:BODY_CHARS]))
        every = "\n".join(text for text in texts if len(text) < SIGN_CHARS).lower()
        self.phrases = [one for one in signs.furniture.holds if one in every]

    def read(self, text: str) -> tuple[float, ...]:
        """Likeness to the title, share of it in the description, whether the body holds it, openings, marks, sign."""
        length = len(text)
        lower = text.lower() if length < WORDS_CHARS else ""
        like_title = share_told = sign = 0.0
        if lower and (self.told or length < self.title_chars) and (words := set(WORDS.findall(lower))):
            if length < self.title_chars and (both := len(words & self.title)):
                like_title = both / (len(words) + len(self.title) - both)
            if self.told:
                share_told = len(words & self.told) / len(words)
        in_body = (1.0 if " ".join(WORDS.findall(text)) in self.body else -1.0) if self.body else 0.0
        learned = self.learned
        starts = [learned[one] for one in openings(text) if one in learned] or NO_STARTS
        marked = "|" in text or "©" in text or "•" in text
        if length < SIGN_CHARS:
            sign = sign_of(lower, length, self.phrases, self.signs)
        sentences = len(SENTENCE_ENDS.findall(text)) if length > PROSE_CHARS else 0
        return like_title, share_told, in_body, min(starts), max(starts), sum(starts), marked, sign, sentences


def measure(page: Blocks, hints: Hints, weights: Weights, signs: PageSigns) -> tuple[Numbers, list[int]]:
    """A row of numbers for each block that may be the article's, and which blocks these are.

    Left out are lines that are links, where no prose stands near.
    """
    if not page.blocks:
        return np.empty((0, 0), dtype=np.float32), []
    boxes, texts = page.boxes, [one.text for one in page.blocks]
    counts = count_blocks(page.blocks)
    parents = [-1 if box.parent is None else box.parent.number for box in boxes]
    sums = add_up(counts, parents)
    above = np.maximum(np.array(parents), 0)
    parent = above[counts.box]
    is_dull = (counts.linked >= 0.9 * counts.length) & (counts.length < DULL_LINK) & (sums.near[parent] == 0)
    asked = np.flatnonzero(~is_dull | counts.is_h1)
    if not len(asked):
        return np.empty((0, 0), dtype=np.float32), []
    kept = asked.tolist()
    own, parent, grand = counts.box[asked], parent[asked], above[parent[asked]]
    size, length, linked = counts.size[asked], counts.length[asked], counts.linked[asked]
    tag, depth, hidden, blocks = np.array([
        (TAG_NUMBER.get(box.tag, 0.0), box.depth, box.hidden, box.own) for box in map(boxes.__getitem__, own.tolist())
    ]).T  # fmt: skip
    marks = mark_boxes(boxes, own.tolist(), sums, weights.names)
    of_names = np.array([marks[number] for number in own.tolist()], dtype=np.float64)
    around, branch = of_names[:, 4].astype(int), of_names[:, 7].astype(int)
    shown = [texts[number] for number in kept]
    words = Words(shown, hints, weights.openings, signs)
    of_words = np.array([words.read(text) for text in shown], dtype=np.float64)
    like_title, sign = of_words[:, 0], of_words[:, 7]
    so_far = np.cumsum(counts.size)
    since = since_title(so_far[asked], counts.is_h1[asked], like_title)
    ended = np.maximum.accumulate((sign == ENDING) & (since > 0))
    digits, capitals = count_letters([text[:LOOKED_AT] for text in shown])
    by_look = np.bincount(counts.look, np.where((counts.size > 40) & counts.is_text, np.floor(counts.size), 0.0))
    seen = Counter(texts)
    most_near = sums.near.max() or 1.0
    all_prose = sums.prose[0] or 1.0
    columns = [
        np.log1p(size), linked / length, counts.strong[asked] / length, counts.ends[asked],
        of_words[:, 8], digits, capitals, tag,
        *(around & bit for bit in AROUND_BIT.values()),
        depth, *of_names[:, :4].T, hidden, *of_words[:, :3].T,
        asked / len(texts), (so_far[asked] - size) / (so_far[-1] or 1.0),
        np.where(since >= 0, np.log1p(np.maximum(since, 0)), -1.0),
        *(sums.near[box] / most_near for box in (own, parent, grand)),
        *(sums.prose[box] / all_prose for box in (own, parent, grand)),
        *(sums.linked[box] / sums.every[box] for box in (parent, grand)),
        of_names[:, 6], sums.prose[branch] / all_prose, sums.linked[branch] / sums.every[branch],
        np.where(branch > 0, sums.prose[above[branch]] / all_prose, 1.0), np.log1p(sums.every[branch]),
        depth - of_names[:, 8],
        by_look[counts.look[asked]] / (by_look.max() or 1.0), [seen[text] for text in shown],
        *of_words[:, 3:8].T, ended, blocks, counts.breaks[asked],
    ]  # fmt: skip
    return np.array(columns, dtype=np.float32).T.copy(), kept


def since_title(
    so_far: "NDArray[np.float64]", is_h1: "NDArray[np.bool_]", like_title: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    """How much text stands between each block and the last heading before it; -1 above the first.

    Where a block is much like the title and no h1 stands before it, it counts as one.
    """
    starts = is_h1.copy()
    likely = np.flatnonzero(like_title > LIKE_TITLE)
    if len(likely) and not starts[: likely[0]].any():
        starts[likely[0]] = True
    began = np.maximum.accumulate(np.where(starts, so_far, -1.0))
    return np.where(began >= 0, so_far - began, -1.0)


@cache
def letter_kinds() -> "NDArray[np.uint8]":
    """Of each character, by its number in Unicode: 1 for a digit, 2 for a capital, 0 for all others."""
    every = "".join(map(chr, range(MAX_LETTER + 1)))
    kinds = np.zeros(MAX_LETTER + 1, dtype=np.uint8)
    for kind, pattern in enumerate((DIGITS, CAPITALS), start=1):
        kinds[[found.start() for found in pattern.finditer(every)]] = kind
    return kinds


def count_letters(texts: Sequence[str]) -> "tuple[NDArray[np.float64], ...]":
    """Of some texts, none empty, the share of digits and that of capitals."""
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lengths = np.array([len(text) for text in texts])
    kinds = letter_kinds()[np.minimum(letters, MAX_LETTER)]
    starts = np.cumsum(lengths) - lengths
    return tuple(np.add.reduceat(kinds == kind, starts, dtype=int) / lengths for kind in (1, 2))


@cache
def beginnings(signs: PageSigns) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """How lines begin that end articles, and furniture, by the first character."""
    found: tuple[defaultdict[str, list[str]], defaultdict[str, list[str]]] = defaultdict(list), defaultdict(list)
    for known, words in zip(found, (signs.ends, signs.furniture), strict=True):
        for one in words.begins:
            known[one[:1]].append(one)
    ends, furniture = ({first: tuple(all_of) for first, all_of in known.items()} for known in found)
    return ends, furniture


def read_sign(text: str, signs: PageSigns) -> float:
    """Whether a line is known furniture by its words: the whole, its beginning, a part; or ends all articles."""
    return sign_of(text.lower(), len(text), signs.furniture.holds, signs)


def sign_of(lower: str, length: int, phrases: Sequence[str], signs: PageSigns) -> float:
    """The same, of a line in lower case, and which length it had; of the parts, these are looked for."""
    ends, furniture = beginnings(signs)
    bare = " ".join(LETTERS.findall(lower)) if length < WHOLE_CHARS else ""
    first = lower[:1]
    if bare in signs.ends.whole or lower.startswith(ends.get(first, ())):
        return ENDING
    if bare in signs.furniture.whole:
        return 3.0
    if lower.startswith(furniture.get(first, ())):
        return 2.0
    return 1.0 if any(phrase in lower for phrase in phrases) else 0.0


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
