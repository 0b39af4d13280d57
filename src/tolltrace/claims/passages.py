"""Sentences worth reading, and the ones before them that they lean on."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from tolltrace.claims.datelines import said_on
from tolltrace.knowledge import Knowledge, Language
from tolltrace.parse import Unread, read_together
from tolltrace.values import Article, Span

if TYPE_CHECKING:
    from tolltrace.parse import Doc, Token

# a mark that may end a sentence, with what closes behind it, before something that is no small letter
END = re.compile(
    r"[.!?…]+[\"'”’)\]]*\s+(?=[\"'“‘(\[]?\s?[^\W_a-z])"
    r"|(?<=[a-z\d%)])[.!?][\"”’]?(?=[A-Z][a-z])"  # a page flattened without spaces: "reported.The governor"
    r"|(?<=[a-z]{3})\.(?=\d+ [a-z]{3})"  # and "located.22 people"
)
CLOCK = re.compile(
    r"\s*\d{1,2}:\d{2}(?:\s?[ap]\.?m\.?)?(?:\s(?:GMT|UTC|[A-Z]{1,3}T))?(?:\s?[:|–—-])?\s+"
)  # of an update
MAX_WORD = 20  # no abbreviation is longer
MAX_BACK = 8  # sentences from a quotation to who speaks
MAX_CHARS = 1500  # longer than any sentence of a report


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

    @property
    def leaves_quoted(self) -> bool:
        """Whether a quotation is still open behind it."""
        straight, curly = self.text.count('"') % 2 == 1, self.text.count("“") - self.text.count("”")
        return curly > 0 or (curly == 0 and straight != self.opens_quoted)


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A sentence that may hold a claim, parsed, with the sentence before it. Offsets of its answers count in it."""

    article: Article
    language: Language
    sentence: Sentence
    doc: "Doc"  # of the sentence's own text
    before: "Passage | None"  # the sentence before, where there is one
    said_on: date | None = None  # the day on which its words were said; None where the report has no date

    @property
    def text(self) -> str:
        """The sentence's words."""
        return self.sentence.text

    def token_at(self, offset: int) -> "Token":
        """The token that covers a character of the sentence, or the first one after it."""
        at = bisect_right(self.doc.ends, offset)
        return self.doc.tokens[min(at, len(self.doc) - 1)]

    def span(self, start: int, end: int) -> Span:
        """Characters of the sentence as a span of the article."""
        return Span(self.text[start:end], self.sentence.start + start, self.sentence.start + end)

    def is_quoted_at(self, offset: int) -> bool:
        """Whether a character stands inside quotation marks."""
        before = self.text[:offset]
        straight = before.count('"') % 2 == 1
        curly = before.count("“") > before.count("”")
        return (straight != self.sentence.opens_quoted) or curly


def find_passages(article: Article, language: Language, knowledge: Knowledge) -> tuple[Passage, ...]:
    """Every sentence with a word of harm, or that goes on with one, in order, parsed; that before each when asked.

    Nothing else is parsed: most sentences of most reports never reach the parser.
    """
    return find_passages_of([article], language, knowledge)[0]


def find_passages_of(
    articles: Sequence[Article], language: Language, knowledge: Knowledge
) -> list[tuple[Passage, ...]]:
    """`find_passages` of several articles. The parser reads all their sentences at once, which takes half the time."""
    found: list[tuple[Passage, ...]] = []
    for article in articles:
        passages: list[Passage] = []
        last: Sentence | None = None
        for sentence in split_sentences(article, language):
            goes_on = bool(passages) and passages[-1].sentence is last and language.may_go_on(sentence.text)
            if goes_on or language.may_hold_claim(sentence.text):
                before = passages[-1] if passages and passages[-1].sentence is last else None
                day = passages[-1].said_on if passages else said_on(article, knowledge)
                if before is None and last is not None:
                    before = Passage(article, language, last, Unread(last.text, language.parser.read), None, day)
                doc = Unread(sentence.text, language.parser.read)
                passages.append(Passage(article, language, sentence, doc, before, day))
            last = sentence
        found.append(tuple(passages))
    read_together(passage.doc for own in found for passage in own)
    return found


def split_sentences(article: Article, language: Language) -> Iterator[Sentence]:
    """Cut an article into sentences; a title is one, and no sentence crosses an empty line or a line end."""
    number = 0
    for line in re.finditer(r"[^\n]+", article.text):
        if not line[0].strip():
            continue
        in_title = line.start() < article.body_start
        number += not in_title
        clock = CLOCK.match(line[0])
        for start, end, opens_quoted in cut_line(line[0], language):
            if clock is not None and start < clock.end() < end:
                start = clock.end()
            text = line[0][start:end]
            yield Sentence(text, line.start() + start, 0 if in_title else number, in_title, opens_quoted)


@lru_cache(maxsize=4)
def sentences_of(article: Article, language: Language) -> tuple[Sentence, ...]:
    """All sentences of an article."""
    return tuple(split_sentences(article, language))


def quotation_lead(passage: Passage) -> Passage | None:
    """The sentence that says whose words a quoted one goes on with (`"We are lost," the mayor said. "The bridge fell.
    Nine died."`): earlier in its paragraph, or in the one before, where that left the quotation open."""
    sentences = sentences_of(passage.article, passage.language)
    at = bisect_left([each.start for each in sentences], passage.sentence.start)
    paragraph = passage.sentence.paragraph
    for each in reversed(sentences[max(0, at - MAX_BACK) : at]):
        if each.paragraph != paragraph and (each.in_title or not each.leaves_quoted):
            return None
        paragraph = each.paragraph
        if passage.language.may_name_speaker(each.text):
            doc = Unread(each.text, passage.language.parser.read)
            return Passage(passage.article, passage.language, each, doc, None)
    return None


def cut_line(line: str, language: Language) -> Iterator[tuple[int, int, bool]]:
    """Where each sentence of a line starts and ends, without outer spaces, and whether it starts inside a quotation."""
    start, straight, curly = 0, 0, 0
    for end in find_ends(line, language):
        piece = line[start:end]
        if piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            yield first, first + len(piece.strip()), straight % 2 == 1 or curly > 0
        straight += piece.count('"')
        curly += piece.count("“") - piece.count("”")
        start = end


def find_ends(line: str, language: Language) -> Iterator[int]:
    """Just behind each sentence of a line; one that goes on for too long is cut between words, to bound its parse."""
    return bound_sentences(line, (match.end() for match in END.finditer(line) if ends_sentence(line, match, language)))


def bound_sentences(line: str, ends: Iterable[int]) -> Iterator[int]:
    """The ends of a line's sentences, that of the line, and ends between words in what is longer than MAX_CHARS."""
    start = 0
    for end in [*ends, len(line)]:
        while end - start > MAX_CHARS:
            space = line.rfind(" ", start + 1, start + MAX_CHARS)
            start = space + 1 if space > start else start + MAX_CHARS
            yield start
        yield end
        start = end


def ends_sentence(text: str, match: re.Match[str], language: Language) -> bool:
    """Whether a full stop ends a sentence and not an abbreviation (`Gen.`) or an initial (`J.`)."""
    if not match[0].startswith(".") or match[0].startswith(".."):
        return True
    word = re.search(r"[\w.]*$", text[max(0, match.start() - MAX_WORD) : match.start()])
    last = word[0].lower() if word else ""
    return last not in language.lexicon.sentences.abbreviations and not (len(last) == 1 and last.isalpha())
