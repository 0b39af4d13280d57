"""A parsed sentence in plain values: its words, how they hang together, and the names in it.

The attributes are called as in spaCy, whose model makes them: a rule tried out there reads the same here. They are
plain values, since the rules ask for each many times.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple, overload

CHUNK_DEPS = frozenset(
    {"oprd", "nsubj", "dobj", "nsubjpass", "pcomp", "pobj", "dative", "appos", "attr", "ROOT"}
)  # of the heads of base noun phrases
CHUNK_HEADS = frozenset({"NOUN", "PROPN", "PRON"})


class Known(NamedTuple):
    """What is known of a word wherever it stands with the same tag and relation."""

    text: str
    lower_: str
    tag_: str  # Penn Treebank
    dep_: str  # relation to its head
    pos_: str  # Universal Dependencies
    lemma_: str
    is_punct: bool
    like_num: bool  # digits or a number word


class Token:
    """One word where it stands. Two tokens are the same only if they are the same object."""

    __slots__ = (
        *Known._fields,
        *("children", "doc", "ent_iob_", "ent_type_", "head", "i", "idx", "left_edge", "lefts", "right_edge", "rights"),
    )

    text: str
    lower_: str
    tag_: str
    dep_: str
    pos_: str
    lemma_: str
    is_punct: bool
    like_num: bool
    head: "Token"  # itself, at the root
    lefts: tuple["Token", ...]
    rights: tuple["Token", ...]
    children: tuple["Token", ...]
    left_edge: "Token"  # first word of what hangs on it
    right_edge: "Token"

    def __init__(self, doc: "Doc", i: int, idx: int, known: Known) -> None:
        self.doc, self.i, self.idx = doc, i, idx
        (self.text, self.lower_, self.tag_, self.dep_, self.pos_, self.lemma_, self.is_punct, self.like_num) = known
        self.ent_type_, self.ent_iob_ = "", "O"

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return self.text

    @property
    def ancestors(self) -> Iterator["Token"]:
        """Its head, the head of that, up to the root."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    @property
    def subtree(self) -> Iterator["Token"]:
        """Itself and all that hangs on it, each word between those that hang on its left and on its right."""
        stack = [(self, True)]
        while stack:
            token, is_whole = stack.pop()
            if not is_whole or not token.children:
                yield token
                continue
            stack += [(child, True) for child in reversed(token.rights)]
            stack.append((token, False))
            stack += [(child, True) for child in reversed(token.lefts)]

    @property
    def conjuncts(self) -> tuple["Token", ...]:
        """The others of its list, `and` or not."""
        first = self
        while first.dep_ == "conj" and first.head is not first:
            first = first.head
        listed = [first]
        for token in listed:
            listed += [child for child in token.rights if child.dep_ == "conj"]
        return tuple(token for token in listed if token is not self)


class Phrase:
    """Some words of a sentence, from `start` up to before `end`; with a label, where they are a name or the like."""

    __slots__ = ("doc", "end", "label_", "start")

    def __init__(self, doc: "Doc", start: int, end: int, label: str = "") -> None:
        self.doc, self.start, self.end, self.label_ = doc, start, end, label

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc.tokens[self.start : self.end])

    def __repr__(self) -> str:
        return self.text

    @property
    def start_char(self) -> int:
        """Where it starts in the sentence."""
        return self.doc.tokens[self.start].idx if self.start < len(self.doc) else len(self.doc.text)

    @property
    def end_char(self) -> int:
        """Where it ends in the sentence."""
        return self.doc.ends[self.end - 1] if self.end > self.start else self.start_char

    @property
    def text(self) -> str:
        """Its words as printed."""
        return self.doc.text[self.start_char : self.end_char]

    @property
    def ents(self) -> tuple["Phrase", ...]:
        """The names that lie in it as a whole."""
        return tuple(ent for ent in self.doc.ents if self.start <= ent.start and ent.end <= self.end)

    @property
    def root(self) -> Token:
        """The word that the others hang on: the highest, and no bare mark if there is another."""
        tokens = self.doc.tokens[self.start : self.end]
        if root := next((token for token in tokens if token.head is token), None):
            return root
        outside = [token for token in tokens if not self.start <= token.head.i < self.end]
        return min(outside, key=self._depth, default=self.doc.tokens[self.start])

    def _depth(self, token: Token) -> int:
        is_mark = not token.children and (token.is_punct or token.text.isspace())
        return len(self.doc) - 1 if is_mark else sum(1 for _ in token.ancestors)


class Doc:
    """A sentence. `ends` holds where each word ends."""

    def __init__(self, text: str, words: Sequence[tuple[int, Known]], heads: Sequence[int]) -> None:
        """`words` come with where they start; `heads` are the numbers of their heads."""
        self.text = text
        self.tokens = tokens = tuple(Token(self, i, idx, known) for i, (idx, known) in enumerate(words))
        self.ends = [token.idx + len(token.text) for token in tokens]
        self.ents: tuple[Phrase, ...] = ()
        lefts: list[list[Token]] = [[] for _ in tokens]
        rights: list[list[Token]] = [[] for _ in tokens]
        for token, head in zip(tokens, heads, strict=True):
            token.head = tokens[head]
            if head != token.i:
                (lefts if token.i < head else rights)[head].append(token)
        first, last = edges(heads)
        for token, left, right in zip(tokens, lefts, rights, strict=True):
            token.lefts, token.rights = tuple(left), tuple(right)
            token.children = (*left, *right)
            token.left_edge, token.right_edge = tokens[first[token.i]], tokens[last[token.i]]

    def name(self, entities: Sequence[tuple[int, int, str]]) -> None:
        """Set the names in it: first word, just after the last, label; in order."""
        self.ents = tuple(Phrase(self, start, end, label) for start, end, label in entities)
        for ent in self.ents:
            for token in ent:
                token.ent_type_ = ent.label_
                token.ent_iob_ = "B" if token.i == ent.start else "I"

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Phrase: ...
    def __getitem__(self, at: int | slice) -> Token | Phrase:
        if not isinstance(at, slice):
            return self.tokens[at]
        start, end, _ = at.indices(len(self.tokens))
        return Phrase(self, start, max(start, end))

    @cached_property
    def noun_chunks(self) -> tuple[Phrase, ...]:
        """Base noun phrases: a noun with what stands before it; none inside another."""
        found: list[Phrase] = []
        end = 0
        for token in self.tokens:
            if token.pos_ not in CHUNK_HEADS or token.left_edge.i < end:
                continue
            head = token
            if token.dep_ == "conj":
                head = head.head
                while head.dep_ == "conj" and head.head.i < head.i:
                    head = head.head
            if head.dep_ in CHUNK_DEPS:
                end = token.i + 1
                found.append(Phrase(self, token.left_edge.i, end))
        return tuple(found)


class Unread(Doc):
    """A sentence that is parsed when it is first asked about; most sentences beside a claim never are."""

    def __init__(self, text: str, read: Callable[[Sequence[str]], Sequence[Doc]]) -> None:
        self.text = text
        self._read = read

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet."""
        if "tokens" in self.__dict__ or name.startswith("_"):
            raise AttributeError(name)
        read_together([self])
        return getattr(self, name)


def is_unread(doc: Doc) -> bool:
    """Whether a sentence is still to be parsed."""
    return "tokens" not in doc.__dict__


def read_together(docs: Iterable[Doc]) -> None:
    """Parse those that are still unread at once, which takes half the time."""
    unread = [doc for doc in docs if isinstance(doc, Unread) and is_unread(doc)]
    for read in {doc._read for doc in unread}:
        own = [doc for doc in unread if doc._read == read]
        for doc, parsed in zip(own, read([doc.text for doc in own]), strict=True):
            doc.__dict__.update(parsed.__dict__)


def edges(heads: Sequence[int]) -> tuple[list[int], list[int]]:
    """The first and the last word of what hangs on each word."""
    first, last = list(range(len(heads))), list(range(len(heads)))
    for i, head in enumerate(heads):
        while first[head] > i:
            first[head] = i
            head = heads[head]
    for i in range(len(heads) - 1, -1, -1):
        head = heads[i]
        while last[head] < i:
            last[head] = i
            head = heads[head]
    return first, last
