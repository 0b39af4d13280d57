"""Reports that share their text, found and told by MinHash. It marks lineage and never joins claims: a toll brought up
to date and a word-for-word echo look the same to it."""

import re

import numpy as np
from rensa import RMinHash

WORDS_TOGETHER = 3
PERMUTATIONS = 128  # the share of text that two sketches tell errs by 0.04 (one standard deviation)
BANDS = 32
SEED = 17
LIKE_FROM = 0.4  # of all runs of three words in either text
MOST_COPIES = 50  # of one text that another is compared with
SHORTEST = 12  # words: what is shorter is alike by chance
MOST_WORDS = 3000  # of a text that are compared
WORD = re.compile(r"\w+")


def sketch_text(text: str) -> bytes:
    """What a text is compared by: of all its runs of three words, digits left out as copies differ in them.

    Empty for a text too short to tell.
    """
    words = [word for word in WORD.findall(text.casefold()) if not word.isdigit()][:MOST_WORDS]
    if len(words) < SHORTEST:
        return b""
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update([" ".join(words[at : at + WORDS_TOGETHER]) for at in range(len(words) - WORDS_TOGETHER + 1)])
    return np.array(sketch.digest(), dtype="<u4").tobytes()


def find_bands(sketch: bytes) -> tuple[int, ...]:
    """Signed 64-bit numbers, of which texts alike share some."""
    rows = np.frombuffer(sketch, dtype="<u4").reshape(BANDS, -1).astype(np.uint64)
    folded = np.arange(BANDS, dtype=np.uint64) + np.uint64(0xCBF29CE484222325)
    for column in rows.T:  # FNV-1a
        folded = (folded ^ column) * np.uint64(0x100000001B3)
    return tuple(int(band) for band in folded.astype(np.int64))


def share_of_text(one: bytes, other: bytes) -> float:
    """The share of runs that both texts have, 0 to 1, as their sketches tell it."""
    return float(np.mean(np.frombuffer(one, dtype="<u4") == np.frombuffer(other, dtype="<u4")))
