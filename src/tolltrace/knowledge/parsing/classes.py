"""Parts of speech and lemmas: the model's own rules, asked once for each word, tag and relation."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from spacy.language import Language as Model
    from spacy.tokens import Doc

    Asked = tuple[int, int, int]  # what a rule about one word can hang on: ORTH, TAG, DEP
    Answer = tuple[int, ...]  # ANSWERED, in numbers of the model's vocabulary

MAX_KNOWN = 100_000  # words with their tag and relation, 40 MB; one more, and all are forgotten
ASKED: list[int | str] = ["ORTH", "TAG", "DEP"]
ANSWERED: list[int | str] = ["TAG", "DEP", "POS", "MORPH", "LEMMA"]
BETWEEN, TAG_BETWEEN = "x", "NN"  # between two words that are asked about: no rule about two words knows it


class WordClasses:
    """Sets part of speech, morphology and lemma as the model's rules and lemmatizer do."""

    def __init__(self, model: "Model") -> None:
        from spacy.matcher import Matcher
        from spacy.pipeline import AttributeRuler

        pipes: dict[str, Any] = dict(model.pipeline)
        self._ruler, self._lemmatizer = pipes["attribute_ruler"], pipes["lemmatizer"]
        rules_of_two = [rule for rule in self._ruler.patterns if len(rule["patterns"][0]) > 1]
        self._of_two = AttributeRuler(model.vocab)
        self._of_two.add_patterns(rules_of_two)
        self._opening = Matcher(model.vocab)
        self._opening.add("opening", [[rule["patterns"][0][0]] for rule in rules_of_two])
        self._known: dict[Asked, tuple[Answer, bool]] = {}  # with whether a rule about two words can begin there

    def set(self, docs: Sequence["Doc"]) -> None:
        """Set them in documents that are tagged and parsed."""
        words = [[(orth, tag, dep) for orth, tag, dep in doc.to_array(ASKED).tolist()] for doc in docs]
        self._learn({word for asked in words for word in asked}, docs[0].vocab if docs else None)
        for doc, asked in zip(docs, words, strict=True):
            if not asked:
                continue
            known = [self._known[word] for word in asked]
            answers: Any = np.array([answer for answer, _ in known], np.uint64)
            doc.from_array(ANSWERED, answers)
            if any(opens for _, opens in known):
                self._of_two(doc)

    def _learn(self, words: Iterable["Asked"], vocab: Any) -> None:
        """Ask the model about words that are not known yet."""
        new = [word for word in words if word not in self._known]
        if len(self._known) + len(new) > MAX_KNOWN:
            self._known.clear()
            new = list(words)
        if not new:
            return
        from spacy.tokens import Doc

        doc = Doc(vocab, words=[text for orth, _, _ in new for text in (vocab.strings[orth], BETWEEN)])
        for n, token in enumerate(doc):
            if n % 2:
                token.tag_ = TAG_BETWEEN
            else:
                _, token.tag, token.dep = new[n // 2]
        opening = {start for _, start, _ in self._opening(doc)}
        self._lemmatizer(self._ruler(doc))
        for n, answer in enumerate(doc.to_array(ANSWERED)[::2].tolist()):
            self._known[new[n]] = (tuple(answer), 2 * n in opening)
