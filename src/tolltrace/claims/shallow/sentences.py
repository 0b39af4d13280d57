"""An article → its sentences, and a sentence → its segments: what stands between commas, dashes and conjunctions."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tolltrace.claims.datelines import said_on
from tolltrace.claims.passages import Sentence, bound_sentences
from tolltrace.claims.shallow.phrases import compile_phrases
from tolltrace.knowledge import Knowledge, WordLanguage
from tolltrace.values import Article, Span

END = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+(?=[\"'“„«(\[–—-]*\s?[^\W\d_])|[;]\s+(?=[^\W\d_])")
BOUND = re.compile(r"[,;:()«»„“”\"]|(?<=\s)[–—‒−-](?=\s)|[.!?](?=\s|$)")
DASH = "–—‒−-"
MAX_ABBREVIATION = 12
OPENING, CLOSING = "«„“", "»”"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words of a sentence without a bound inside, and the bound before it: ",", "–", "(", a conjunction."""

    start: int
    end: int
    opened_by: str

    @property
    def is_dashed(self) -> bool:
        """Whether a dash or a colon leads to it."""
        return self.opened_by != "" and self.opened_by in DASH + ":"


@dataclass(frozen=True)
class Passage:
    """One sentence with what is asked of it. Offsets of all answers count in its text."""

    article: Article
    language: WordLanguage
    sentence: Sentence
    heads_list: bool = False  # it ends with a colon, and the next ones are its items
    item_of: "Passage | None" = None  # the sentence that heads the list that this one is an item of
    said_on: date | None = None  # the day on which its words were said

    @property
    def text(self) -> str:
        """Its words."""
        return self.sentence.text

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Left to right, without empty ones. A conjunction opens a segment and belongs to none."""
        return tuple(cut_segments(self.text, self.language))

    def segment_at(self, offset: int) -> int:
        """The index of the segment that a character stands in, or of the last one before it."""
        return max(0, bisect_right(self.segments, offset, key=lambda segment: segment.start) - 1)

    def span(self, start: int, end: int) -> Span:
        """Characters of the sentence as a span of the article."""
        return Span(self.text[start:end], self.sentence.start + start, self.sentence.start + end)

    def is_quoted_at(self, offset: int) -> bool:
        """Whether a character stands inside quotation marks."""
        before = self.text[:offset]
        opened = sum(before.count(mark) for mark in OPENING) - sum(before.count(mark) for mark in CLOSING)
        return opened > 0 or before.count('"') % 2 == 1


def read_passages(article: Article, language: WordLanguage, knowledge: Knowledge) -> tuple[Passage, ...]:
    """Every sentence, in order; the items of a list know what heads it."""
    passages: list[Passage] = []
    head: Passage | None = None
    day = said_on(article, knowledge)
    for sentence in split_sentences(article, language):
        item_of = head if head and not sentence.in_title else None
        passage = Passage(article, language, sentence, sentence.text.endswith(":"), item_of, day)
        passages.append(passage)
        if passage.heads_list:
            head = passage
        elif not sentence.text.endswith((";", ",")):
            head = None
    return tuple(passages)


def split_sentences(article: Article, language: WordLanguage) -> Iterator[Sentence]:
    """Cut an article into sentences; a title is one, and none crosses a line end."""
    number = 0
    for line in re.finditer(r"[^\n]+", article.text):
        if not line[0].strip():
            continue
        in_title = line.start() < article.body_start
        number += not in_title
        start = 0
        for end in find_ends(line[0], language):
            piece = line[0][start:end]
            if text := piece.strip():
                first = line.start() + start + len(piece) - len(piece.lstrip())
                yield Sentence(text, first, 0 if in_title else number, in_title, opens_quoted=False)
            start = end


def find_ends(line: str, language: WordLanguage) -> Iterator[int]:
    """Just behind each sentence of a line; one that goes on for too long is cut between words."""
    return bound_sentences(line, (match.end() for match in END.finditer(line) if is_end(line, match, language)))


def is_end(line: str, match: re.Match[str], language: WordLanguage) -> bool:
    """Whether a mark ends a sentence: no small letter behind it, no abbreviation (`тис.`) or initial (`В.`) before."""
    following = line[match.end() : match.end() + 3].lstrip("\"'“„«([–—- ")
    if following[:1].islower():
        return False
    if not match[0].startswith(".") or match[0].startswith(".."):
        return True
    word = re.search(r"[\w.]*$", line[max(0, match.start() - MAX_ABBREVIATION) : match.start()])
    last = word[0].lower() if word else ""
    return last not in language.book.abbreviations and not (len(last) == 1 and last.isalpha())


def cut_segments(text: str, language: WordLanguage) -> Iterator[Segment]:
    """The segments of a sentence. A mark inside a number or a name, or behind an abbreviation, bounds nothing."""
    joins = compile_phrases(language.book.clauses.joins)
    bounds = [(match.start(), match.end(), match[0]) for match in BOUND.finditer(text) if bounds_here(text, match)]
    bounds += [(match.start(), match.end(), match[0].lower()) for match in joins.finditer(text)]
    start, opened_by = 0, ""
    for first, last, mark in [*sorted(bounds), (len(text), len(text), "")]:
        if first < start:
            continue
        if text[start:first].strip():
            yield Segment(start, first, opened_by)
            opened_by = mark
        else:
            opened_by = mark if not opened_by or mark not in ",»”" else opened_by
        start = last


def bounds_here(text: str, match: re.Match[str]) -> bool:
    """Whether a comma or full stop stands between words and not inside a number (`1,3`) or behind one (`тис.`)."""
    if match[0] == ",":
        return not (text[match.start() - 1 : match.start()].isdigit() and text[match.end() : match.end() + 1].isdigit())
    return match[0] not in ".!?" or match.end() == len(text)
