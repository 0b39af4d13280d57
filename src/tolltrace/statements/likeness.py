"""Reports that share their text: found by MinHash, settled by counting. It marks lineage and never joins claims: a toll
brought up to date and a word-for-word echo look the same to it."""

import re

from rensa import RMinHash

WORDS_TOGETHER = 3
PERMUTATIONS = 128
BANDS = 32
SEED = 17
LIKE_FROM = (
    0.4  # of all runs of three words in either text; what was measured with it: benchmarks/statements_quality.py
)
SHORTEST = 12  # words: what is shorter is alike by chance
MOST_WORDS = 3000  # of a text that are compared
WORD = re.compile(r"\w+")


def shingles(text: str) -> frozenset[str]:
    """All runs of three words, digits left out: copies differ in them. Empty for a text too short to tell."""
    words = [word for word in WORD.findall(text.casefold()) if not word.isdigit()][:MOST_WORDS]
    if len(words) < SHORTEST:
        return frozenset()
    return frozenset(" ".join(words[at : at + WORDS_TOGETHER]) for at in range(len(words) - WORDS_TOGETHER + 1))


def find_bands(runs: frozenset[str]) -> tuple[int, ...]:
    """Signed 64-bit numbers, of which texts alike share some."""
    if not runs:
        return ()
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update(sorted(runs))
    digest, rows = sketch.digest(), PERMUTATIONS // BANDS
    return tuple(fold_band(at, digest[at * rows : (at + 1) * rows]) for at in range(BANDS))


def fold_band(at: int, values: list[int]) -> int:
    """One number for a band and its values (FNV-1a), within what databases count."""
    folded = 0xCBF29CE484222325
    for value in (at, *values):
        folded = ((folded ^ value) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return folded - 2**63


def share_of_text(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of runs that both have, 0 to 1."""
    return len(one & other) / len(one | other) if one and other else 0.0
