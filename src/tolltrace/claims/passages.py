"""Sentences worth reading, and the ones before them that they lean on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tolltrace.knowledge import Language
from tolltrace.values import Article

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# a full stop after one of these does not end a sentence
ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "sen",
        "rep",
        "gov",
        "gen",
        "lt",
        "col",
        "maj",
        "capt",
        "sgt",
        "cpl",
        "pvt",
        "cmdr",
        "adm",
        "brig",
        "st",
        "jr",
        "sr",
        "vs",
        "no",
        "nos",
        "approx",
        "inc",
        "ltd",
        "co",
        "corp",
        "u.s",
        "u.k",
        "u.n",
        "u.a.e",
        "e.g",
        "i.e",
        "a.m",
        "p.m",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mt",
        "ft",
        "fig",
        "al",
        "dept",
        "d.c",
    ]
)
END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+(?=[\"'“‘(\[]?\s?[^\W_a-z])")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article: `start` counts in `Article.text`."""

    text: str
    start: int
    paragraph: int  # the title is paragraph 0; the first of the body is 1
    in_title: bool
    opens_quoted: bool  # it begins inside quotation marks that an earlier sentence of the paragraph opened

    @property
    def end(self) -> int:
        """Just after its last character, in `Article.text`."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that may hold a claim, parsed, with the sentence before it."""

    sentence: Sentence
    doc: "Doc"  # of the sentence's own text
    before: "Passage | None"  # the sentence before, where there is one

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.sentence.text

    def token_at(self, offset: int) -> "Token":
        """The token that covers a character of the sentence, or the first one after it."""
        for token in self.doc:
            if offset < token.idx + len(token):
                return token
        return self.doc[-1]


def find_passages(article: Article, language: Language) -> tuple[Passage, ...]:
    """Every sentence with a word of harm, in order, parsed together with the sentence before it.

    Nothing else is parsed: most sentences of most reports never reach the parser.
    """
    sentences = tuple(split_sentences(article))
    chosen = [n for n, sentence in enumerate(sentences) if language.filter.search(sentence.text)]
    if not chosen:
        return ()
    needed = sorted({m for n in chosen for m in (n - 1, n) if m >= 0})
    docs = dict(zip(needed, language.parser.pipe((sentences[n].text for n in needed), batch_size=16), strict=True))
    passages: dict[int, Passage] = {}
    for n in needed:
        passages[n] = Passage(sentences[n], docs[n], passages.get(n - 1))
    return tuple(passages[n] for n in chosen)


def split_sentences(article: Article) -> Iterator[Sentence]:
    """Cut an article into sentences; a title is one, and no sentence crosses an empty line or a line end."""
    text = article.text
    number = 0
    for line in re.finditer(r"[^\n]*\S[^\n]*", text):
        in_title = line.start() < article.body_start
        number += not in_title
        yield from split_paragraph(line[0], line.start(), 0 if in_title else number, in_title)


def split_paragraph(text: str, offset: int, paragraph: int, in_title: bool) -> Iterator[Sentence]:
    """The sentences of one paragraph."""
    start = 0
    for end in [*(match.end() for match in END.finditer(text) if ends_sentence(text, match)), len(text)]:
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            lead = start + len(piece) - len(piece.lstrip())
            yield Sentence(stripped, offset + lead, paragraph, in_title, is_open_quote(text[:lead]))
        start = end


def ends_sentence(text: str, match: re.Match[str]) -> bool:
    """Whether a full stop ends a sentence and not an abbreviation or an initial."""
    if not match[0].startswith(".") or match[0].startswith(".."):
        return True
    word = re.search(r"[\w.]*$", text[: match.start()])
    last = word[0].lower() if word else ""
    return last not in ABBREVIATIONS and not (len(last) == 1 and last.isalpha())


def is_open_quote(text: str) -> bool:
    """Whether quotation marks are open at the end of this text."""
    straight = text.count('"') % 2 == 1
    return straight or text.count("“") > text.count("”")
