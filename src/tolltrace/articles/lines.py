"""What one line of a page is: a sentence of prose, something short, or furniture of a known sort."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from tolltrace.articles.dates import Stamp, find_stamps
from tolltrace.knowledge import PageSigns
from tolltrace.text import squeeze

SENTENCE_END = re.compile(r"[.!?…。！？।][\"'”’»)\]]*$")
SEPARATORS = re.compile(r"\s*[|•·►»]\s*|\s+[–—-]\s+")
# A character of a script without blanks counts as a word.
WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff]|[^\W_]+(?:['’-][^\W_]+)*")
LONG_WORDS = 20  # a line so long is prose even where its full stop was lost
STAMP_WORDS = 8  # how many words may stand beside a date in a line that is only a stamp
BYLINE_WORDS = 16


class Sort(Enum):
    """What a line is to the article around it."""

    PROSE = auto()
    SHORT = auto()  # a heading, a teaser, a caption, a list item
    FURNITURE = auto()  # left out wherever it stands
    BYLINE = auto()
    STAMP = auto()
    TAGS = auto()
    END = auto()  # nothing of the article stands below it


@dataclass(frozen=True, slots=True)
class Line:
    """One line, squeezed, and what it is."""

    text: str
    sort: Sort
    words: int
    stamps: tuple[Stamp, ...] = ()


def read_line(printed: str, signs: PageSigns) -> Line | None:
    """The line; None for one that is blank."""
    text = squeeze(printed)
    if not text:
        return None
    words = len(WORD.findall(text))
    stamps = find_stamps(text, signs) if len(text) < 400 else ()
    return Line(text, sort_line(text, words, stamps, signs), words, stamps)


def sort_line(text: str, words: int, stamps: tuple[Stamp, ...], signs: PageSigns) -> Sort:
    """What a line is; the surer signs first."""
    lower = text.lower()
    bare = " ".join(re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lower))
    if bare in signs.ends.whole or lower.startswith(signs.ends.begins):
        return Sort.END
    if split_label(text, signs.labels.tags):
        return Sort.TAGS
    is_sentence = bool(SENTENCE_END.search(text))
    if is_byline(text, words, is_sentence=is_sentence, stamps=stamps, signs=signs):
        return Sort.BYLINE
    stamped = sum(len(WORD.findall(stamp.printed)) for stamp in stamps)
    if stamps and words - stamped <= STAMP_WORDS and not (is_sentence and words - stamped > 2):
        return Sort.STAMP
    if not words or bare in signs.furniture.whole or not bare or lower.startswith(signs.furniture.begins):
        return Sort.FURNITURE
    if any(phrase in lower for phrase in signs.furniture.holds):
        return Sort.FURNITURE
    return Sort.PROSE if is_sentence or words >= LONG_WORDS or (text.endswith(":") and words > 3) else Sort.SHORT


def is_byline(text: str, words: int, *, is_sentence: bool, stamps: tuple[Stamp, ...], signs: PageSigns) -> bool:
    """ "By X | date", "By X", "By |": not the sentence "By Friday, the toll had risen." """
    label = re.match(rf"(?:{alternatives(signs.labels.byline)})\b:?\s*", text, re.IGNORECASE)
    if not label or words > BYLINE_WORDS + 8 * bool(stamps):
        return False
    rest = text[label.end() :]
    if not rest or stamps or SEPARATORS.match(rest):
        return True
    return not is_sentence and rest[:1].isupper()


def split_label(text: str, labels: tuple[str, ...]) -> str | None:
    """What stands after one of these labels and a colon; None where the line does not begin so."""
    found = re.match(rf"(?:{alternatives(labels)})\s*:\s*", text, re.IGNORECASE)
    return text[found.end() :] if found else None


@cache
def alternatives(words: tuple[str, ...]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
