"""How alike two texts are, as article-extraction-benchmark has it: by their runs of four words.

https://github.com/scrapinghub/article-extraction-benchmark, evaluate.py.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

WORDS = re.compile(r"\w+")
WORDS_OF_A_SHINGLE = 4
RESAMPLES = 2000

Shingles = Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Score:
    """One text beside the true one. `precision` is None where the text has no word."""

    precision: float | None
    recall: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Means:
    """Over some pages: precision over those where anything was found, recall over all, F1 of these two means."""

    precision: float
    recall: float
    f1: float
    exact: float


def shingles_of(text: str) -> Shingles:
    """Every run of four words, counted; a shorter text is one run."""
    words = WORDS.findall(text)
    starts = range(max(1, len(words) - WORDS_OF_A_SHINGLE + 1)) if words else ()
    return Counter(tuple(words[start : start + WORDS_OF_A_SHINGLE]) for start in starts)


def score_text(found: str, true: str) -> Score:
    """A text beside the true one, which has words."""
    ours, theirs = shingles_of(found), shingles_of(true)
    same = (ours & theirs).total()
    return Score(same / ours.total() if ours else None, same / theirs.total(), ours == theirs)


def mean_of(scores: Sequence[Score]) -> Means:
    """The benchmark's own figures."""
    precision, recall = columns(scores)
    every = np.ones((1, len(scores)))
    ((mean_precision, mean_recall, f1),) = weigh(precision, recall, every)
    return Means(mean_precision, mean_recall, f1, sum(score.exact for score in scores) / len(scores))


def difference(ours: Sequence[Score], theirs: Sequence[Score]) -> tuple[float, float, float]:
    """F1 of ours less theirs on the same pages, and the bounds that hold 95 % of what resampled pages give."""
    chosen = np.random.default_rng(1).multinomial(len(ours), np.full(len(ours), 1 / len(ours)), size=RESAMPLES)
    resampled = weigh(*columns(ours), chosen)[:, 2] - weigh(*columns(theirs), chosen)[:, 2]
    low, high = np.percentile(resampled, [2.5, 97.5])
    return mean_of(ours).f1 - mean_of(theirs).f1, float(low), float(high)


def columns(scores: Sequence[Score]) -> tuple[np.ndarray, np.ndarray]:
    """Precision, not a number where there is none, and recall."""
    precision = [np.nan if score.precision is None else score.precision for score in scores]
    return np.array(precision), np.array([score.recall for score in scores])


def weigh(precision: np.ndarray, recall: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """For each row of counts, how often each page is taken: the means of precision and recall, and their F1."""
    found = counts * ~np.isnan(precision)
    p = found @ np.nan_to_num(precision) / np.maximum(found.sum(axis=1), 1)
    r = counts @ recall / counts.sum(axis=1)
    return np.stack([p, r, 2 * p * r / np.maximum(p + r, 1e-9)], axis=1)
