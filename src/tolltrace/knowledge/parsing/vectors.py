"""Words in their context as numbers: the two networks of the model that read words, on plain arrays.

The same sums as the library's own layers, with each word looked up once and nothing kept for training: half the time.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc

    Floats = NDArray[np.float32]
    Network = Any  # a thinc Model, whose types know no plain arrays

# what the networks read of a word, in the order of their columns; the second reads the first four only
FEATURES: list[int | str] = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"]
# odd numbers that spread a word's features over one key of 64 bits
SPREAD = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 3, 5], np.uint64)
MAX_WORDS = 1 << 15  # whose rows are kept, 25 MB: most of what a language writes; one more, and all are forgotten
PAD = 4  # empty rows between two documents, one for each layer, so that none reads into the next
TINY = np.float32(1e-8)  # under the root of a normed layer, as in training
ROWS = 384  # of a layer at a time, so that they stay in the processor's cache


class WordTable:
    """What each network makes of a word by itself, reckoned when the word is first met."""

    def __init__(self, networks: Sequence["Network"]) -> None:
        self._layers = [(network.layers[0].layers[2], network.layers[0].layers[3]) for network in networks]
        self._columns = [len(network.layers[0].layers[0].attrs["columns"]) for network in networks]
        self._rows: dict[int, int] = {}
        self._table = np.empty((MAX_WORDS, len(networks), networks[0].get_dim("nO")), np.float32)

    def look_up(self, docs: Sequence["Doc"]) -> "Floats":
        """Tokens × networks × width, of all documents, one behind the other."""
        words = np.concatenate([doc.to_array(FEATURES) for doc in docs])
        keys = np.bitwise_xor.reduce(words * SPREAD, axis=1).tolist()
        rows = self._rows
        new = {key: at for at, key in enumerate(keys) if key not in rows}
        if len(rows) + len(new) > MAX_WORDS:
            rows.clear()
            new = {key: at for at, key in enumerate(keys)}
        if len(new) > MAX_WORDS:  # of a batch beyond all measure
            return self._reckon(words)
        if new:
            first = len(rows)
            self._table[first : first + len(new)] = self._reckon(words[list(new.values())])
            rows.update(zip(new, range(first, first + len(new)), strict=True))
        return self._table[[rows[key] for key in keys]]

    def _reckon(self, words: "NDArray[np.uint64]") -> "Floats":
        """The rows of some words, by the library's own layers."""
        found = [
            mix.predict(embed.predict(np.ascontiguousarray(words[:, :columns])))
            for (embed, mix), columns in zip(self._layers, self._columns, strict=True)
        ]
        return np.stack(found, axis=1)


class Encoder:
    """What a network makes of words beside their neighbours: four layers, each over a word and the two around it."""

    def __init__(self, network: "Network") -> None:
        nodes = list(network.layers[1].walk(order="dfs_pre"))
        maxouts = [node for node in nodes if node.name == "maxout"]
        norms = [node for node in nodes if node.name == "layernorm"]
        self._layers: list[tuple[Floats, Floats, Floats, Floats]] = [
            (by_piece(maxout), bias_by_piece(maxout), norm.get_param("G"), norm.get_param("b"))
            for maxout, norm in zip(maxouts, norms, strict=True)
        ]

    def read(self, words: "Floats") -> "Floats":
        """One row a word; an empty row stands between any two documents PAD times, and at both ends."""
        for weights, bias, gain, shift in self._layers:
            words = words + read_layer(words, weights, bias, gain, shift)
        return words


def read_layer(words: "Floats", weights: "Floats", bias: "Floats", gain: "Floats", shift: "Floats") -> "Floats":
    """What one layer adds to each word: of each output the best of three pieces, normed."""
    count, width = words.shape
    out = np.empty_like(words)
    window = np.empty((min(ROWS, count), 3 * width), np.float32)
    for start in range(0, count, ROWS):
        end = min(start + ROWS, count)
        size = end - start
        window[:size, width : 2 * width] = words[start:end]
        window[1:size, :width] = words[start : end - 1]
        window[0, :width] = words[start - 1] if start else 0
        window[: size - 1, 2 * width :] = words[start + 1 : end]
        window[size - 1, 2 * width :] = words[end] if end < count else 0
        pieces = window[:size] @ weights
        pieces += bias
        best = np.maximum(pieces[:, :width], pieces[:, width : 2 * width])
        np.maximum(best, pieces[:, 2 * width :], out=best)
        best -= best.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", best, best)
        spread /= width
        spread += TINY
        best *= (spread ** np.float32(-0.5))[:, None]
        best *= gain
        np.add(best, shift, out=out[start:end])
    return out


def by_piece(maxout: "Network") -> "Floats":
    """The weights of a layer, inputs × (pieces × outputs), so that its best pieces are found in whole rows."""
    weights: Floats = maxout.get_param("W")  # outputs × pieces × inputs
    return np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, weights.shape[2]).T)


def bias_by_piece(maxout: "Network") -> "Floats":
    """The bias of a layer, pieces × outputs."""
    bias: Floats = maxout.get_param("b")
    return np.ascontiguousarray(bias.T.reshape(-1))


def spaced_out(lengths: Sequence[int]) -> tuple["NDArray[np.intp]", int]:
    """Where each token of some documents stands among rows with PAD empty ones around each document; how many rows."""
    counts = np.asarray(lengths, np.intp)
    pads = PAD * (np.arange(len(counts)) + 1)
    return np.arange(counts.sum()) + np.repeat(pads, counts), int(counts.sum() + PAD * (len(counts) + 1))
