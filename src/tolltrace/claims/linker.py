"""The linker: a small encoder that we trained, asked which words around a figure go with it (card: models.toml).

It reads a passage in which one figure is marked, with the harm that it counts, and scores for each slot every stretch
of words, or none. The rules stand without it: where its file or the libraries that run it are absent, `load_linker`
gives None.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SLOTS = ("place", "speaker", "victims", "side")  # in the order of the network's outputs, a start and an end for each
START, SEPARATOR, OPENS, CLOSES = "[CLS]", "[SEP]", "[unused1]", "[unused2]"
MAX_PIECES = 48  # on either side of the figure: more take long and tell it nothing
MAX_WORDS = 25  # pieces in one answer
BATCH = 8
IMPOSSIBLE = -1e4  # a log probability


class Question(NamedTuple):
    """What goes with one figure in a passage? Offsets are half open."""

    text: str
    start: int
    end: int
    harm: str


@dataclass(frozen=True, slots=True)
class Encoded:
    """A question in word pieces: the harm, then the passage with the figure between marks."""

    pieces: tuple[int, ...]
    kinds: tuple[int, ...]  # 0 for the harm, 1 for the passage
    spans: tuple[tuple[int, int] | None, ...]  # where each piece stands in the text, None for marks

    def piece_span(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last piece of some words; None where they were cut off."""
        inside = [n for n, span in enumerate(self.spans) if span and span[1] > start and span[0] < end]
        return (inside[0], inside[-1]) if inside else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the linker makes of one question. Log probabilities are natural."""

    encoded: Encoded
    starts: "NDArray[np.float32]"  # slots × pieces, log probabilities; piece 0 stands for none
    ends: "NDArray[np.float32]"

    def best(self, slot: str) -> tuple[tuple[int, int] | None, float]:
        """The likeliest words for a slot, as offsets in the question's text, or None; and their log probability."""
        n = SLOTS.index(slot)
        size = len(self.encoded.pieces)
        joint = self.starts[n, :, None] + self.ends[n, None, :]
        allowed = np.triu(np.ones((size, size), dtype=bool)) & ~np.triu(np.ones((size, size), dtype=bool), MAX_WORDS)
        inside = np.array([span is not None for span in self.encoded.spans])
        allowed &= inside[:, None] & inside[None, :]
        allowed[0, 0] = True
        first, last = divmod(int(np.where(allowed, joint, IMPOSSIBLE).argmax()), size)
        opening, closing = self.encoded.spans[first], self.encoded.spans[last]
        words = (opening[0], closing[1]) if opening and closing else None
        return words, float(joint[first, last])

    def score(self, slot: str, words: tuple[int, int] | None) -> float:
        """The log probability of some words, or of none; IMPOSSIBLE where they were cut off."""
        n = SLOTS.index(slot)
        at = self.encoded.piece_span(*words) if words else (0, 0)
        return float(self.starts[n, at[0]] + self.ends[n, at[1]]) if at else IMPOSSIBLE


class Linker:
    """The network and its word pieces, on one processor core."""

    def __init__(self, model: Path, vocabulary: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # processes share the cores, not threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._pieces = Pieces(vocabulary)

    def answer(self, questions: Sequence[Question]) -> list[Answer]:
        """One answer a question, in order. Questions of like length are read together."""
        encoded = [self._pieces.encode(question) for question in questions]
        order = sorted(range(len(encoded)), key=lambda n: len(encoded[n].pieces))
        answers: dict[int, Answer] = {}
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            answers.update(zip(chosen, self._read([encoded[n] for n in chosen]), strict=True))
        return [answers[n] for n in range(len(encoded))]

    def _read(self, batch: Sequence[Encoded]) -> Iterator[Answer]:
        size = max(len(each.pieces) for each in batch)
        pieces, kinds, mask = (np.zeros((len(batch), size), dtype=np.int64) for _ in range(3))
        for row, each in enumerate(batch):
            pieces[row, : len(each.pieces)] = each.pieces
            kinds[row, : len(each.kinds)] = each.kinds
            mask[row, : len(each.pieces)] = 1
        (slots,) = self._session.run(["slots"], {"pieces": pieces, "kinds": kinds, "mask": mask})
        for row, each in enumerate(batch):
            scores = log_softmax(slots[row, : len(each.pieces)].T)
            yield Answer(each, scores[0::2], scores[1::2])


class Pieces:
    """Words cut into the pieces that the network knows."""

    def __init__(self, vocabulary: Path) -> None:
        from tokenizers import BertWordPieceTokenizer

        self._tokenizer: Any = BertWordPieceTokenizer(str(vocabulary), lowercase=True)
        self._number = {mark: self._tokenizer.token_to_id(mark) for mark in (START, SEPARATOR, OPENS, CLOSES)}

    def encode(self, question: Question) -> Encoded:
        """A question in pieces; of a very long passage those nearest to the figure."""
        number = self._number
        before, figure, after = (
            self._cut(question.text, start, end)
            for start, end in (
                (0, question.start),
                (question.start, question.end),
                (question.end, len(question.text)),
            )
        )
        asked = [(piece, None) for piece, _ in self._cut(question.harm, 0, len(question.harm))]
        head = [(number[START], None), *asked, (number[SEPARATOR], None)]
        passage = [
            *before[-MAX_PIECES:],
            (number[OPENS], None),
            *figure,
            (number[CLOSES], None),
            *after[:MAX_PIECES],
            (number[SEPARATOR], None),
        ]
        pieces, spans = zip(*head, *passage, strict=True)
        return Encoded(pieces, (0,) * len(head) + (1,) * len(passage), spans)

    def _cut(self, text: str, start: int, end: int) -> list[tuple[int, tuple[int, int] | None]]:
        encoding = self._tokenizer.encode(text[start:end], add_special_tokens=False)
        return [(piece, (start + a, start + b)) for piece, (a, b) in zip(encoding.ids, encoding.offsets, strict=True)]


def log_softmax(scores: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    result: NDArray[np.float32] = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


@cache
def load_linker(folder: Path) -> Linker | None:
    """The linker of a language's folder; None where it has none, or where what runs it is not installed."""
    model, vocabulary = folder / "linker.onnx", folder / "linker.vocab.txt"
    if not model.exists() or not vocabulary.exists():
        return None
    try:
        return Linker(model, vocabulary)
    except ImportError:
        return None
