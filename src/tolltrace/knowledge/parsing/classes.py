"""Words with their tags and relations → parts of speech and lemmas: the model's own rules, each asked once."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tolltrace.parse import Known

if TYPE_CHECKING:
    from spacy.language import Language as Model
    from spacy.tokens import Doc as Parsed

    Asked = tuple[int, int, int]  # what a rule about one word can hang on: ORTH, TAG, DEP

MAX_KNOWN = 50_000  # words with their tag and relation, 30 MB; one more, and all are forgotten
ASKED: list[int | str] = ["ORTH", "TAG", "DEP"]
BETWEEN, TAG_BETWEEN = "x", "NN"  # between two words that are asked about: no rule about two words knows it


class WordClasses:
    """Knows part of speech and lemma as the model's rules and its lemmatizer do."""

    def __init__(self, model: "Model") -> None:
        from spacy.matcher import Matcher

        pipes: dict[str, Any] = dict(model.pipeline)
        self._ruler, self._lemmatizer = pipes["attribute_ruler"], pipes["lemmatizer"]
        rules_of_two = [rule for rule in self._ruler.patterns if len(rule["patterns"][0]) > 1]
        self._opening = Matcher(model.vocab)
        self._opening.add("opening", [[rule["patterns"][0][0]] for rule in rules_of_two])
        self._vocab: Any = model.vocab
        self._known: dict[Asked, tuple[Known, bool]] = {}  # with whether a rule about two words can begin there

    def look_up(self, docs: Sequence["Parsed"]) -> list[list[Known]]:
        """The words of each document that is tagged and parsed."""
        asked = [[(orth, tag, dep) for orth, tag, dep in doc.to_array(ASKED).tolist()] for doc in docs]
        self._learn({word for words in asked for word in words})
        found = []
        for doc, words in zip(docs, asked, strict=True):
            known = [self._known[word] for word in words]
            needs_all = any(opens for _, opens in known)  # rules, also those about two words
            found.append(self._ask(doc) if needs_all else [word for word, _ in known])
        return found

    def _learn(self, words: Iterable["Asked"]) -> None:
        """Ask the model about words that are not known yet."""
        new = [word for word in words if word not in self._known]
        if len(self._known) + len(new) > MAX_KNOWN:
            self._known.clear()
            new = list(words)
        if not new:
            return
        from spacy.tokens import Doc

        strings = self._vocab.strings
        doc = Doc(self._vocab, words=[text for orth, _, _ in new for text in (strings[orth], BETWEEN)])
        for n, token in enumerate(doc):
            if n % 2:
                token.tag_ = TAG_BETWEEN
            else:
                _, token.tag, token.dep = new[n // 2]
        opening = {start for _, start, _ in self._opening(doc)}
        known = self._ask(doc)
        self._known.update((asked, (known[2 * n], 2 * n in opening)) for n, asked in enumerate(new))

    def _ask(self, doc: "Parsed") -> list[Known]:
        """The words of a document as all rules of the model have them."""
        return [
            Known(t.text, t.lower_, t.tag_, t.dep_, t.pos_, t.lemma_, bool(t.is_punct), bool(t.like_num))
            for t in self._lemmatizer(self._ruler(doc))
        ]
