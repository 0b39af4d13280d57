"""What can be counted of a line among lines of text, where no boxes tell the article from its furniture.

What sort of line it is and which stand near; later, once it is known roughly where the text is, what it shares with it.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tolltrace.articles.lines import Line, Sort
from tolltrace.articles.traits import ENDERS, WIDE, Numbers

Column = NDArray[np.float64]

SORTS = {sort: number for number, sort in enumerate(Sort)}
BEYOND = len(SORTS)  # the sort of what stands above the first line and below the last
STEPS = (-2, -1, 1, 2)
NEAR, WIDER, WIDEST = 4, 12, 30  # lines on either side
FAR = 40  # lines
LOOKED_AT = 2000  # characters of a line
STEM = 6  # letters of a word: its endings differ from line to line
LONG_WORDS = re.compile(r"\w{4,}")
RARE = 8  # lines: a word in more says nothing of what the text is about
HELD = 0.8  # of a line that is likely the text's
QUOTES = frozenset('"“”«»„「')


class LineTraits:
    """The numbers of a page's lines, beside those that are counted of all blocks."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines

    def measure(self, asked: Sequence[int]) -> Numbers:
        """A row for each line that is asked about: for the first ensemble."""
        lines = self.lines
        sorts = np.array([SORTS[line.sort] for line in lines])
        stamped = np.array([bool(line.stamps) for line in lines])
        chars = np.array([len(line.text) for line in lines], dtype=np.float64)
        is_prose = sorts == SORTS[Sort.PROSE]
        prose, is_short, is_end = is_prose * chars, sorts == SORTS[Sort.SHORT], sorts == SORTS[Sort.END]
        signs = (
            stamped | (sorts == SORTS[Sort.BYLINE]),
            is_end,
            sorts == SORTS[Sort.TAGS],
            sorts == SORTS[Sort.FURNITURE],
        )
        mass, run = near(prose, NEAR * 2), run_of_prose(is_prose, chars)
        columns = [
            sorts, *(moved(sorts, step) for step in STEPS),
            near(stamped, NEAR), near(stamped, WIDER), near(is_short, NEAR), near(is_short, WIDER),
            near(is_prose, NEAR), near(is_prose, WIDER), near(prose, NEAR), near(prose, WIDER), near(prose, WIDEST),
            near(chars, NEAR),
            *(between for one in signs for between in (since(one), since(one[::-1])[::-1])),
            [line.words for line in lines], stamped, np.cumsum(is_end), np.cumsum(stamped), mass / (mass.max() + 1),
            np.log1p(run), run / (run.max() + 1), *count_marks([line.text[:LOOKED_AT] for line in lines]).T,
        ]  # fmt: skip
        return np.array(columns, dtype=np.float32).T[list(asked)]

    def compare(self, asked: Sequence[int], likely: "NDArray[np.float32]") -> Numbers:
        """A row for each, of what it shares with the lines that the first ensemble finds likely: for the second."""
        words = [stems_of(self.lines[number].text[:LOOKED_AT]) for number in asked]
        likelies = [float(one) for one in likely]
        weight, count = defaultdict[str, float](float), Counter[str]()
        for own, one in zip(words, likelies, strict=True):
            count.update(own)
            for word in own:
                weight[word] += one
        total, many = max(1.0, sum(likelies)), len(words)
        rows = np.zeros((many, 6))
        for number, (own, one) in enumerate(zip(words, likelies, strict=True)):
            if not own:
                continue
            others = [(max(0.0, weight[word] - one), count[word] - 1) for word in own]
            rows[number, :4] = (
                sum(held >= HELD for held, _ in others) / len(own),
                sum(min(2.0, held) for held, lines in others if 0 < lines <= RARE) / math.sqrt(len(own) + 3),
                sum(math.log((held + 0.2) * (many - total + 1) / (max(0.0, lines - held) + 0.2) / (total + 1))
                    for held, lines in others) / len(own),
                sum(lines > 0 for _, lines in others) / len(own),
            )  # fmt: skip
        rows[:, 4], rows[:, 5] = near(rows[:, 0], NEAR - 1), near(rows[:, 2], NEAR - 1)
        return rows.astype(np.float32)


def near(values: "NDArray[np.generic]", reach: int) -> Column:
    """For each line the mean of those at most `reach` lines away."""
    sums = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    places = np.arange(len(values))
    first, last = np.maximum(places - reach, 0), np.minimum(places + reach + 1, len(values))
    mean: Column = (sums[last] - sums[first]) / (last - first)
    return mean


def moved(sorts: "NDArray[np.int_]", step: int) -> "NDArray[np.int_]":
    """For each line the sort of the one `step` lines further on."""
    around = np.concatenate([np.full(NEAR, BEYOND), sorts, np.full(NEAR, BEYOND)])
    return around[NEAR + step : NEAR + step + len(sorts)]


def since(signs: "NDArray[np.bool_]") -> "NDArray[np.int_]":
    """How many lines lie between each and the last sign above it; FAR at most."""
    places = np.arange(len(signs))
    at = np.where(signs, places, -FAR - 1)
    last = np.concatenate([[-FAR - 1], np.maximum.accumulate(at)[:-1]])
    between: NDArray[np.int_] = np.minimum(places - last - 1, FAR)
    return between


def run_of_prose(is_prose: "NDArray[np.bool_]", chars: Column) -> Column:
    """For each line, how much prose stands in the run that it is in, in which no two lines on end are anything else."""
    other = ~is_prose
    cuts = other & np.concatenate([[False], other[:-1]])  # the second of two such lines ends a run
    runs = np.cumsum(cuts)
    total: Column = np.bincount(runs, is_prose * chars)[runs]
    return total


def count_marks(texts: Sequence[str]) -> Column:
    """For each text: commas, questions and calls, quotes, full stops within, whether it is cut short, begins in the
    middle, and how many of its first words have a capital.
    """
    rows = []
    for text in texts:
        words = text.split()[:30] or [""]
        rows.append((
            text.count(",") / (len(text) + 1), text.count("?") + text.count("!"), not QUOTES.isdisjoint(text),
            text.count(". "), text.endswith(("...", "…")), text[:1].islower(),
            sum(word[:1].isupper() for word in words) / len(words), text[-1:] in ENDERS,
        ))  # fmt: skip
    return np.array(rows, dtype=np.float64)


def stems_of(text: str) -> tuple[str, ...]:
    """The longer words of a text, without their endings; pairs of characters in scripts without blanks; each once.

    In order, so that what is summed over them is the same in every run.
    """
    if not text.isascii() and WIDE.search(text):
        return tuple(dict.fromkeys(map("".join, pairwise(text))))
    return tuple(dict.fromkeys(word[:STEM] for word in LONG_WORDS.findall(text.lower())))
