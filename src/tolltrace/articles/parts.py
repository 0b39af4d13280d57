"""What the lines in and above an article's text are, where they are none of it: captions, bylines, the standfirst.

One trained ensemble of trees gives each line three probabilities. It is asked only of lines that may be one of these:
short ones, and those around the text's beginning. Card: `parts` in knowledge/models.toml.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from tolltrace.articles.blocks import Block, Blocks, Box
from tolltrace.articles.keeping import Judged, open_ensemble
from tolltrace.articles.traits import CAPITALS, WORDS, Hints, Numbers, name_parts
from tolltrace.knowledge import PageSigns

PARTS = ("caption", "byline", "standfirst")
CAPTION_LEVELS = 4  # boxes around a caption within its figure
FIGURES = frozenset({"figure", "figcaption"})
CREDIT_NAMES = re.compile(r"\bcredit")
PICTURE_LEVELS = 4  # boxes around a line within which its picture is looked for
SCORED_LEVELS = 2
HELD_LEVELS = 8  # boxes around a line within one that is looked at
ABOVE, BELOW_TITLE = 12, 6  # blocks that are asked about
HEAD_KEPT = 4  # blocks of the text that may be its standfirst
BRIEF_CHARS, SHORT_CHARS = 120, 320  # the latter only near a picture and at the text's end
BRIEFEST_CHARS = 60  # so short any line is asked about
SUMMING_CHARS = 20
LAST_KEPT = 4
NEAR_BLOCKS = 1  # between a line and its picture
LAST_CHARS = 48
MAX_AUTHORS = 20
LONG_CHARS = 40
FAR = 15.0
LABELLED_CHARS, LABEL_CHARS, LABEL_WORDS = 240, 40, 3  # a line that says what it is, the label and its words
WIDE_LABEL_CHARS = 6  # of a label in a script without blanks
LIKELY_CAPTION = LIKELY_BYLINE = LIKELY_STANDFIRST = 0.3


Odds = Mapping[str, tuple[float, float, float]]  # one for each of PARTS


@dataclass(frozen=True, slots=True)
class PartWeights:
    """The log odds of names of boxes, and of words that a line begins or ends with."""

    names: Odds = field(default_factory=dict)
    openings: Odds = field(default_factory=dict)
    closings: Odds = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartJudge:
    """The weights of names and words, and the ensemble: rows → a sum for each of PARTS."""

    weights: PartWeights
    ensemble: Any  # onnxruntime.InferenceSession


@dataclass(frozen=True, slots=True)
class Parts:
    """The numbers of the blocks that are a part, in order."""

    captions: tuple[int, ...] = ()
    bylines: tuple[int, ...] = ()
    standfirsts: tuple[int, ...] = ()
    is_judged: bool = False  # False where no trained judge was there to ask


@cache
def load_part_judge(folder: Path) -> PartJudge | None:
    """The trained files of a folder; None where they or the library that runs them are absent."""
    ensemble = open_ensemble(folder / "parts.onnx")
    if ensemble is None:
        return None
    return PartJudge(msgspec.json.decode((folder / "parts-weights.json").read_bytes(), type=PartWeights), ensemble)


def find_parts(
    page: Blocks, kept: Sequence[int], judged: Judged, hints: Hints, judge: PartJudge | None, signs: PageSigns
) -> Parts:
    """The blocks within and above the text that are captions, bylines or the standfirst."""
    if judge is None:
        return Parts()
    pictures, known = Pictures(page), set(judged.asked)
    asked = [number for number in find_asked(page, kept, hints.title_at, pictures) if number in known]
    if not asked:
        return Parts(is_judged=True)
    rows = np.hstack([
        judged.rows[np.searchsorted(judged.asked, asked)],
        measure_parts(page, asked, kept, hints, judge.weights, pictures, signs),
    ])  # fmt: skip
    (sums,) = judge.ensemble.run(None, {"rows": rows})
    caption, byline, standfirst = (1 / (1 + np.exp(-np.asarray(sums).reshape(-1, len(PARTS))))).T
    inside = set(kept)
    captions = {number for number, one in zip(asked, caption, strict=True) if one > LIKELY_CAPTION and number in inside}
    labelled = (number for number in kept if is_labelled(page.blocks[number].text, signs))
    return Parts(
        tuple(sorted(captions.union(labelled))),
        tuple(number for number, one in zip(asked, byline, strict=True) if one > LIKELY_BYLINE and number in inside),
        tuple(number for number, one in zip(asked, standfirst, strict=True) if one > LIKELY_STANDFIRST),
        is_judged=True,
    )


def is_labelled(text: str, signs: PageSigns) -> bool:
    """Whether a short line begins "Photo: ", "Header image: " or the like, wherever it stands."""
    if len(text) >= LABELLED_CHARS:
        return False
    label, colon, _ = text[:LABEL_CHARS].lower().replace("：", ":").partition(":")
    words, known = WORDS.findall(label), signs.line_words
    if not colon or not 0 < len(words) <= LABEL_WORDS:
        return False
    if words[0] in known.picture_labels or words[-1] in known.picture_labels:
        return True
    return len(label) <= WIDE_LABEL_CHARS and any(one in label for one in known.pictures_within)


def find_asked(page: Blocks, kept: Sequence[int], title_at: int | None, pictures: "Pictures") -> list[int]:
    """The blocks that may be a part: from the title, or a little above the text, to its end."""
    if not kept:
        return []
    first = kept[0]
    start = title_at + 1 if title_at is not None and title_at < first else 0
    head, tail = kept[min(HEAD_KEPT, len(kept)) - 1], kept[max(0, len(kept) - LAST_KEPT)]
    below_title = range(start, min(first, start + BELOW_TITLE) if start else 0)
    above = range(max(below_title.stop, start, first - ABOVE), first)
    summing = [number for number in (*below_title, *above) if may_sum_up(page.blocks[number])]
    return [*summing, *(number for number in kept if number <= head or may_be_part(page, number, tail, pictures))]


def may_sum_up(block: Block) -> bool:
    """Whether a line above the text may be of its standfirst."""
    return len(block.text) >= SUMMING_CHARS and block.linked * 2 < len(block.text)


def may_be_part(page: Blocks, number: int, tail: int, pictures: "Pictures") -> bool:
    """Whether a block within the text may be a caption or a line that signs."""
    block = page.blocks[number]
    chars = len(block.text)
    if chars >= SHORT_CHARS:
        return False
    if number >= tail or pictures.is_near(number):
        return True
    return chars < BRIEF_CHARS and (chars < BRIEFEST_CHARS or block.text[-1] not in ".?!")


class Pictures:
    """Where the page's pictures stand among its blocks, and in which boxes."""

    def __init__(self, page: Blocks) -> None:
        self.blocks = page.blocks
        self.at = [place for place, _ in page.pictures]
        self.around: set[int] = set()
        for _, inner in page.pictures:
            box: Box | None = inner
            for _ in range(PICTURE_LEVELS):
                if box is None:
                    break
                self.around.add(box.number)
                box = box.parent

    def is_near(self, number: int) -> bool:
        """Whether one stands right above a block, or right below it."""
        place = bisect_left(self.at, number - NEAR_BLOCKS)
        return place < len(self.at) and self.at[place] <= number + 1 + NEAR_BLOCKS

    def measure(self, number: int) -> tuple[float, ...]:
        """Of a block: how many boxes out a picture stands in the same, and whether the blocks beside it stand in that
        box too; how many blocks lie between it and the last picture above and the next one below.
        """
        box: Box | None = self.blocks[number].box
        place = bisect_right(self.at, number)
        before = min(FAR, number - self.at[place - 1]) if place else FAR
        after = min(FAR, self.at[place] - number - 1) if place < len(self.at) else FAR
        for level in range(PICTURE_LEVELS):
            if box is None:
                break
            if box.number in self.around:
                return level, self.holds(box, number - 1), self.holds(box, number + 1), before, after
            box = box.parent
        return PICTURE_LEVELS, 1.0, 1.0, before, after

    def holds(self, box: Box, number: int) -> bool:
        """Whether a block stands in a box, a few levels in."""
        if not 0 <= number < len(self.blocks):
            return False
        one: Box | None = self.blocks[number].box
        for _ in range(HELD_LEVELS):
            if one is None or one.number <= box.number:
                break
            one = one.parent
        return one is box


def measure_parts(
    page: Blocks,
    asked: Sequence[int],
    kept: Sequence[int],
    hints: Hints,
    weights: PartWeights,
    pictures: Pictures,
    signs: PageSigns,
) -> Numbers:
    """A row of numbers for each block that is asked about; what the judge of blocks counted is not counted again."""
    blocks, words = page.blocks, signs.line_words
    authors = [name.lower() for name in hints.authors[:MAX_AUTHORS]]
    inside = set(kept)
    first, last = kept[0], kept[-1]
    named: dict[tuple[str, str, str, str], tuple[float, ...]] = {}
    rows: list[tuple[float, ...]] = []
    prose = 0.0
    for number in asked:
        block = blocks[number]
        text, box = block.text, block.box
        length = len(text)
        head, tail = text[:BRIEF_CHARS].lower(), text[-LAST_CHARS:].lower()
        start = head[:LAST_CHARS]
        begins, ends = WORDS.findall(start), WORDS.findall(tail)
        above = box.parent or box
        look = (box.tag, box.names, above.tag, above.names)
        scores = named.get(look)
        if scores is None:
            scores = named[look] = score_names(look, weights.names)
        if length > LONG_CHARS and block.linked * 2 < length:
            prose += 1
        rows.append((
            *pictures.measure(number), is_caption(block), text[-1] == ":", text[-1] in ")]", "@" in head,
            holds(start, begins, words.pictures, words.pictures_within),
            holds(tail, ends, words.pictures, words.pictures_within),
            holds(start, begins, words.signers, words.signers_within),
            bool(begins) and begins[0] in words.pictures, bool(begins) and begins[0] in words.signers,
            sum(len(name) for name in authors if name in head) / length,
            head.count(" ") + 1, len(CAPITALS.findall(text, 0, BRIEF_CHARS)),
            number in inside, number - 1 in inside, number + 1 in inside,
            max(-FAR, min(FAR, number - first)), max(-FAR, min(FAR, number - last)),
            min(FAR, number - hints.title_at) if hints.title_at is not None else -FAR, min(FAR, prose),
            *scores,
            *score_words(first_words(begins), weights.openings), *score_words(last_words(ends), weights.closings),
        ))  # fmt: skip
    return np.array(rows, dtype=np.float32)


def holds(text: str, words: Sequence[str], known: frozenset[str], within: Sequence[str]) -> bool:
    """Whether one of the words is known, or the text holds one in a script without blanks."""
    return not known.isdisjoint(words) or (not text.isascii() and any(one in text for one in within))


def score_names(look: tuple[str, str, str, str], learned: Odds) -> tuple[float, ...]:
    """For each part, what the names of a box say for it, and those of the box around it."""
    tag, names, tag_around, names_around = look
    return (
        *score_words(name_parts(tag, names), learned),
        *score_words(name_parts(tag_around, names_around), learned),
    )


def first_words(begins: Sequence[str]) -> tuple[str, ...]:
    """The first word, and the first two, of those that a text begins with, in lower case."""
    return (begins[0], " ".join(begins[:2])) if begins else ()


def last_words(ends: Sequence[str]) -> tuple[str, ...]:
    """The last word and the last two of those that a text ends with, in lower case."""
    return (ends[-1], " ".join(ends[-2:])) if ends else ()


def score_words(found: Sequence[str], learned: Odds) -> tuple[float, float, float]:
    """What they say for each part, in sum."""
    caption = byline = standfirst = 0.0
    for one in found:
        if odds := learned.get(one):
            caption += odds[0]
            byline += odds[1]
            standfirst += odds[2]
    return caption, byline, standfirst


def is_caption(block: Block) -> bool:
    """Whether a block stands under a picture or film, by its boxes' elements and names."""
    box = block.box
    above = box.parent or box
    if names_caption(box.names) or names_caption(above.names):
        return True
    one: Box | None = box
    for _ in range(CAPTION_LEVELS):
        if one is None:
            return False
        if one.tag in FIGURES:
            return True
        one = one.parent
    return False


@lru_cache(maxsize=4096)
def names_caption(names: str) -> bool:
    """Whether a box is named as one that holds what stands under a picture."""
    lower = names.lower()
    return "caption" in lower or CREDIT_NAMES.search(lower) is not None
