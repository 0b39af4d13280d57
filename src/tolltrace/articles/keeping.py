"""Which blocks of a page are its article's own text: two trained ensembles of trees, one after the other.

The first judges each block by what is counted of it and of its neighbours; the second by the same and by how likely the
first found the blocks around it, in the same box, and of the same look. Card: `pages` in knowledge/models.toml.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
import numpy as np

from tolltrace.articles.blocks import Block, Blocks
from tolltrace.articles.traits import (
    ENDED,
    LINKED,
    NEAR_PARENT,
    SIZE,
    Hints,
    Numbers,
    Weights,
    ends_sentence,
    measure,
    shifted,
    with_neighbours,
)
from tolltrace.knowledge import PageSigns

if TYPE_CHECKING:
    from numpy.typing import NDArray

AROUND = (-4, -3, -2, -1, 1, 2, 3, 4)
WINDOWS = (8, 25)  # blocks on either side
SURE = 0.6
FAR = 30  # blocks
LIKELY = 0.5  # from here on a block is kept
GOES_ON = 0.3  # for a sentence beside what is kept
LAST_GOES_ON, LAST_CHARS = 0.1, 40  # for one in the same box right below all that is kept
FEW_CHARS = 200  # a page of which no more is kept: its likeliest block decides how much is
OF_THE_LIKELIEST = 0.6
LONG_BLOCK = 100  # characters
LINKS_OF_PROSE = 0.5  # of its characters at most
TOGETHER = 0.3  # of the prose of the box that holds most, near a block


@dataclass(frozen=True, slots=True)
class Judge:
    """The weights of names and openings, and the two ensembles."""

    weights: Weights
    first: Any  # onnxruntime.InferenceSession
    second: Any


@cache
def load_judge(folder: Path, kind: str) -> Judge | None:
    """The trained files of a folder, for "pages" with their boxes or for "lines" of text.

    None where they or the library that runs them are absent: then `judge_by_rule` stands alone.
    """
    first, second = (open_ensemble(folder / f"{kind}-{which}.onnx") for which in ("first", "second"))
    if first is None or second is None:
        return None
    weights = msgspec.json.decode((folder / f"{kind}-weights.json").read_bytes(), type=Weights)
    return Judge(weights, first, second)


def open_ensemble(path: Path) -> Any | None:
    """A trained ensemble, an onnxruntime.InferenceSession; None where it or the library is absent."""
    try:
        from onnxruntime import InferenceSession, SessionOptions
    except ImportError:
        return None
    if not path.exists():
        return None

    options = SessionOptions()
    options.intra_op_num_threads = 1  # processes share the work, not threads: see workers.py
    options.inter_op_num_threads = 1
    return InferenceSession(path, options, providers=["CPUExecutionProvider"])


@dataclass(frozen=True, slots=True)
class Judged:
    """How likely each block is the article's, from 0 to 1; and the rows by which `asked` were judged."""

    likely: "NDArray[np.float32]"
    asked: list[int]
    rows: Numbers


class Beside(Protocol):
    """What else is counted of some kind of page, by the numbers of the blocks that are asked about."""

    def measure(self, asked: Sequence[int]) -> Numbers:
        """For the first ensemble."""

    def compare(self, asked: Sequence[int], likely: "NDArray[np.float32]") -> Numbers:
        """For the second, which knows how likely the first found each."""


def judge_blocks(
    page: Blocks, hints: Hints, judge: Judge | None, signs: PageSigns, beside: Beside | None = None
) -> Judged:
    """Every block of a page, judged; by what is counted `beside` too where the judge learned from that."""
    likely = np.zeros(len(page.blocks), dtype=np.float32)
    rows, asked = measure(page, hints, judge.weights if judge else Weights(), signs)
    if not asked:
        return Judged(likely, asked, rows)
    if judge is None:
        likely[asked] = judge_by_rule(rows)
        return Judged(likely, asked, rows)
    rows = for_first(asked, rows, beside)
    rows = for_second(page, asked, rows, ask(judge.first, rows), beside)
    likely[asked] = ask(judge.second, rows)
    return Judged(likely, asked, rows)


def for_first(asked: Sequence[int], rows: Numbers, beside: Beside | None) -> Numbers:
    """The rows that the first ensemble judges by."""
    rows = with_neighbours(rows)
    return np.hstack([rows, beside.measure(asked)]) if beside else rows


def for_second(
    page: Blocks, asked: Sequence[int], rows: Numbers, likely: "NDArray[np.float32]", beside: Beside | None
) -> Numbers:
    """The rows that the second judges by, from those of the first and what that one said."""
    rows = with_surroundings(page, asked, rows, likely)
    return np.hstack([rows, beside.compare(asked, likely)]) if beside else rows


def judge_by_rule(rows: Numbers) -> "NDArray[np.float32]":
    """Without what was learned: prose, little of it in links, where much of the page's prose stands together."""
    size, linked, ended, near = (rows[:, column] for column in (SIZE, LINKED, ENDED, NEAR_PARENT))
    is_prose = (linked < LINKS_OF_PROSE) & ((ended > 0) | (size > np.log(LONG_BLOCK)))
    return np.where(is_prose & (near > TOGETHER), 1.0, 0.0).astype(np.float32)


def ask(ensemble: Any, rows: Numbers) -> "NDArray[np.float32]":
    """The probabilities that an ensemble gives: the logistic function of the sum of its trees."""
    (sums,) = ensemble.run(None, {"rows": rows})
    return np.asarray(1 / (1 + np.exp(-np.asarray(sums).ravel())), dtype=np.float32)


def with_surroundings(page: Blocks, asked: Sequence[int], rows: Numbers, likely: "NDArray[np.float32]") -> Numbers:
    """The rows, and beside them how likely the first ensemble found what stands around."""
    blocks = [page.blocks[number] for number in asked]
    sizes = np.array([len(block.text) for block in blocks], dtype=np.float32)
    parents = [(block.box.parent or block.box) for block in blocks]
    grands = [(parent.parent or parent).number for parent in parents]
    look_numbers = [block.box.look for block in blocks]
    column = likely.reshape(-1, 1)
    kept = likely * sizes
    before = np.cumsum(kept) - kept
    every = kept.sum() + 1
    columns = [
        rows,
        column,
        *(shifted(column, step) for step in AROUND),
        *(grouped(np.array(keys), likely, sizes) for keys in ([box.number for box in parents], grands, look_numbers)),
        *(windowed(kept, sizes, reach) for reach in WINDOWS),
        (before / every).reshape(-1, 1),
        ((kept.sum() - before - kept) / every).reshape(-1, 1),
        np.full_like(column, np.log1p(every)),
        distances(likely > SURE).reshape(-1, 1),
        distances((likely > SURE)[::-1])[::-1].reshape(-1, 1),
    ]
    return np.hstack(columns).astype(np.float32)


def grouped(keys: "NDArray[np.int_]", likely: "NDArray[np.float32]", sizes: "NDArray[np.float32]") -> Numbers:
    """For each block, of all with its key: the mean by size, the highest, and the sum by size as a logarithm."""
    total = np.bincount(keys, weights=likely * sizes)[keys]
    size = np.bincount(keys, weights=sizes)[keys]
    highest = np.zeros(keys.max() + 1, dtype=np.float32)
    np.maximum.at(highest, keys, likely)
    return np.stack([total / size, highest[keys], np.log1p(total)], axis=1).astype(np.float32)


def windowed(kept: "NDArray[np.float32]", sizes: "NDArray[np.float32]", reach: int) -> Numbers:
    """For each block, which share of the text at most `reach` blocks away is likely, and how much text that is."""
    count = len(sizes)
    first = np.maximum(np.arange(count) - reach, 0)
    last = np.minimum(np.arange(count) + reach + 1, count)
    likely, every = (np.concatenate([[0.0], np.cumsum(one, dtype=np.float64)]) for one in (kept, sizes))
    total = likely[last] - likely[first]
    return np.stack([total / (every[last] - every[first]), np.log1p(np.maximum(total, 0))], axis=1).astype(np.float32)


def distances(sure: "NDArray[np.bool_]") -> "NDArray[np.float32]":
    """How many blocks lie between each and the last one before it that is sure; FAR at most."""
    at = np.where(sure, np.arange(len(sure)), -FAR - 1)
    last = np.concatenate([[-FAR - 1], np.maximum.accumulate(at)[:-1]])
    between: NDArray[np.float32] = np.minimum(np.arange(len(sure)) - last - 1, FAR).astype(np.float32)
    return between


def keep_blocks(page: Blocks, likely: "NDArray[np.float32]") -> list[int]:
    """The blocks that are kept, in order; of long texts printed twice the first.

    A sentence right beside what is kept, in a box of the same look, is more of it, though the judge is less sure.
    """
    threshold = LIKELY
    sizes = [len(block.text) for block in page.blocks]
    if sum(size for size, one in zip(sizes, likely, strict=True) if one > threshold) < FEW_CHARS:
        best = max((float(one) for size, one in zip(sizes, likely, strict=True) if size > LONG_BLOCK), default=1.0)
        threshold = min(LIKELY, best * OF_THE_LIKELIEST)
    sure = {number for number, one in enumerate(likely) if one > threshold}
    looks = {page.blocks[number].box.look for number in sure}
    for number in np.flatnonzero((likely > GOES_ON) & (likely <= threshold)).tolist():
        block = page.blocks[number]
        if (number - 1 in sure or number + 1 in sure) and block.box.look in looks and is_sentence(block):
            sure.add(number)
    if sure and goes_on(page.blocks, max(sure), likely):
        sure.add(max(sure) + 1)
    kept: list[int] = []
    printed: set[str] = set()
    for number, block in enumerate(page.blocks):
        if number in sure and block.text not in printed:
            kept.append(number)
            if len(block.text) > LONG_BLOCK // 2:
                printed.add(block.text)
    return kept


def goes_on(blocks: Sequence[Block], last: int, likely: "NDArray[np.float32]") -> bool:
    """Whether one more paragraph ends the text: a sentence in the same box, which is often judged worse."""
    if last + 1 >= len(blocks) or likely[last + 1] <= LAST_GOES_ON or blocks[last].box.parent is None:
        return False
    below = blocks[last + 1]
    return below.box.parent is blocks[last].box.parent and len(below.text) > LAST_CHARS and is_sentence(below)


def is_sentence(block: Block) -> bool:
    """Whether a block ends as a sentence does, and is no link."""
    return block.linked * 2 < len(block.text) and ends_sentence(block.text)
