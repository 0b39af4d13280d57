"""Names, dates and numbers: the model's own moves from word to word, made for a whole batch of documents at once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.pipeline import EntityRecognizer
    from spacy.tokens import Doc

    Floats = NDArray[np.float32]
    Ints = NDArray[np.intp]
    Entity = tuple[int, int, int, str]  # document, first token, just after the last, label

NEVER = np.float32(-np.inf)
BEGIN, IN, LAST, UNIT, OUT = "B", "I", "L", "U", "O"
MAY_GO_ON, ENDS, SPACE = 0, 1, 2  # of a word: whether it ends its sentence, and whether it is only white space


class EntityMoves:
    """The best move at each word: begin an entity, go on with it, end it, take the word alone, or pass."""

    def __init__(self, recognizer: "EntityRecognizer") -> None:
        model: Any = recognizer.model
        tok2vec, lower, upper = model.layers
        self._reduce = tok2vec.layers[-1]
        self._places = lower.get_param("W").reshape(-1, lower.get_dim("nI")).T  # for each place that a word can take
        self._shape = (-1, lower.get_dim("nF"), lower.get_dim("nO") * lower.get_dim("nP"))
        self._pad = lower.get_param("pad").reshape(1, *self._shape[1:])
        self._bias = lower.get_param("b").reshape(-1)
        self._scores, self._score_bias = np.ascontiguousarray(upper.get_param("W").T), upper.get_param("b")
        moves: Any = recognizer.moves
        names = [moves.get_class_name(n).partition("-") for n in range(moves.n_moves)]
        self._labels = ["", *sorted({label for _, _, label in names if label})]  # what is open; the first is nothing
        self._moves = [(move, self._labels.index(label)) for move, _, label in names]
        self._opened = np.array([label if move in {BEGIN, IN} else 0 for move, label in self._moves])
        self._closes = np.array([move in {LAST, UNIT} for move, _ in self._moves])
        self._allowed = self._allow()

    def _allow(self) -> "Floats":
        """Kinds of words × what is open × moves: 0 where a move is allowed, else NEVER."""
        table = np.full((4, len(self._labels), len(self._moves)), NEVER, np.float32)
        for word, opened, n in np.ndindex(*table.shape):
            move, label = self._moves[n]
            ends, is_space = word & ENDS, word & SPACE
            if opened:
                allowed = label == opened and (move == LAST or (move == IN and not ends))
            else:
                alone = label and not is_space and (move == UNIT or (move == BEGIN and not ends))
                allowed = move == OUT or bool(alone)
            if allowed:
                table[word, opened, n] = 0
        return table

    def find(self, docs: Sequence["Doc"], vectors: "Floats") -> list["Entity"]:
        """The entities of some documents; `vectors` has one row a token, documents one behind the other."""
        lengths = np.array([len(doc) for doc in docs], np.intp)
        firsts = np.cumsum(lengths) - lengths
        chosen, began = self._move(firsts, lengths, np.concatenate([kinds_of_words(doc) for doc in docs]), vectors)
        ends = np.flatnonzero(self._closes[chosen])
        of = np.searchsorted(firsts, ends, side="right") - 1
        return [
            (doc, start - first, end + 1 - first, self._labels[self._moves[move][1]])
            for doc, start, end, first, move in zip(
                of.tolist(),
                began[ends].tolist(),
                ends.tolist(),
                firsts[of].tolist(),
                chosen[ends].tolist(),
                strict=True,
            )
        ]

    def _move(self, firsts: "Ints", lengths: "Ints", kinds: "Ints", vectors: "Floats") -> tuple["Ints", "Ints"]:
        """The move at each word, and where the entity that it is in began. All documents go on by a word at a time,
        the longest first, so that those still going on stand together."""
        weighed = self._weigh(vectors)
        pad = len(vectors)
        order = np.argsort(-lengths, kind="stable")
        firsts, falling = firsts[order], -lengths[order]
        opened, begun = np.zeros(len(lengths), np.intp), np.full(len(lengths), pad)
        chosen, began = np.empty(pad, np.intp), np.empty(pad, np.intp)
        for step in range(int(-falling[0]) if len(falling) else 0):
            active = int(np.searchsorted(falling, -step))
            at, was, start = firsts[:active] + step, opened[:active], begun[:active]
            summed = weighed[at, 0] + weighed[start, 1]
            summed += weighed[np.where(was > 0, at - 1, pad), 2]
            summed += self._bias
            scores = np.maximum(summed[:, 0::2], summed[:, 1::2]) @ self._scores
            scores += self._score_bias
            scores += self._allowed[kinds[at], was]
            chosen[at] = move = scores.argmax(axis=1)
            began[at] = start = np.where(was > 0, start, at)
            opened[:active] = now = self._opened[move]
            begun[:active] = np.where(now > 0, start, pad)
        return chosen, began

    def _weigh(self, vectors: "Floats") -> "Floats":
        """Words × places × hidden: what a word adds in each place that it can take; the last row stands for no word."""
        reduced = self._reduce.predict(vectors)
        return np.concatenate([(reduced @ self._places).reshape(self._shape), self._pad])


def kinds_of_words(doc: "Doc") -> "Ints":
    """MAY_GO_ON, or ENDS and SPACE added up, of each word."""
    read = doc.to_array(["SENT_START", "IS_SPACE"])
    kinds = np.where(read[:, 1] == 1, SPACE, MAY_GO_ON)
    kinds[:-1] += np.where(read[1:, 0] == 1, ENDS, MAY_GO_ON)
    kinds[-1:] += ENDS
    return kinds
