"""Lines of a document as they are printed → its paragraphs and its title: pure geometry, and a little typing."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

# In shares, or in heights of a line. Set by hand on made-up documents; what must move with them are the tests.
MARGIN = 0.12  # of a page's height, above and below, in which furniture stands
REPEATS = 0.4  # of the pages: a line on so many is furniture
LEADING = 1.3  # times the usual distance of two lines: beyond it a paragraph ends
INDENT = 0.8  # heights that a paragraph's first line is moved in
OTHER_SIZE = 0.12  # by which a heading's letters are larger than those of its text
SPACED = 0.08  # of the steps: so many larger ones, and paragraphs are set apart by space alone
COLUMN = 20  # points: lines that begin so near each other begin a column
SHORT = 0.75  # of its column: a line so short, with a full stop, ends a paragraph
TITLE_SIZE = 1.2  # times the text's size
TITLE_WORDS = range(2, 40)
TITLE_LINES = 5
PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.|seite|стр\.?|сторінка|страница)\s*)?\d{1,4}(?:\s*(?:/|of|von|з|из|\|)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
DIGITS = re.compile(r"\d+")
BULLET = re.compile(r"\s*(?:[•‣▪●○◦■□➢➤✓·]|[-–—*]\s|\d{1,2}[.)]\s|\(?[a-z]\)\s)")
ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*\s*$")
CUT_WORD = re.compile(
    r"(?:\b([^\W\d_]+)|(\d))?[\ufffe\x02\u00ad]\s*"
)  # with the marks of a hyphen that a line ends with
OWN_HYPHEN = re.compile(r"(?<=\w)-\n(?=\w)")  # one that PDFium left in place: "34-" before "year-old"
HYPHENATED = frozenset({  # the hyphen after these is the word's own
    *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "two", "three", "four", "five"),
    *("well", "self", "ex", "non", "anti", "mid", "cross", "high", "low", "long", "short", "old", "year"),
})  # fmt: skip


class Line(NamedTuple):
    """One printed line: where it stands, in points from the lower left corner of its page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float  # height of its letters
    page: int = 0


class PrintedPage(NamedTuple):
    """The lines of one page, in the order in which they are drawn."""

    height: float
    lines: Sequence[Line]


def drop_furniture(pages: Sequence[PrintedPage]) -> list[Line]:
    """All lines but page numbers, and what is printed at the head or foot of page after page."""
    printed = Counter(
        shape for page in pages for shape in {shape_of(line) for line in page.lines if in_margin(line, page)}
    )
    most = max(2, REPEATS * len(pages))
    return [
        line
        for page in pages
        for line in page.lines
        if not in_margin(line, page)
        or not (printed[shape_of(line)] >= most or PAGE_NUMBER.fullmatch(line.text.strip()))
    ]


def in_margin(line: Line, page: PrintedPage) -> bool:
    """Whether it stands at the head or the foot of its page."""
    return line.bottom > page.height * (1 - MARGIN) or line.top < page.height * MARGIN


def shape_of(line: Line) -> str:
    """The words of a line with its numbers made alike: "Page 3 of 20" is on every page."""
    return DIGITS.sub("0", " ".join(line.text.split()))


def text_size(lines: Iterable[Line]) -> float:
    """The size of most letters."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def join_paragraphs(lines: Sequence[Line]) -> list[str]:
    """The paragraphs that the lines were broken from."""
    steps = sorted(above.bottom - below.bottom for above, below in pairwise(lines) if follows(above, below))
    leading = steps[len(steps) // 4] if steps else 0.0  # of a short document the half lies between paragraphs
    spaced = sum(step > LEADING * leading for step in steps) > SPACED * len(steps)
    columns = column_edges(lines)
    paragraphs: list[list[str]] = []
    before: Line | None = None
    for line in lines:
        edge = columns[before.page, round(before.left / COLUMN)] if before else 0.0
        if before and goes_on(before, line, leading=leading, edge=edge, spaced=spaced):
            paragraphs[-1].append(line.text)
        else:
            paragraphs.append([line.text])
        before = line
    joined = (join_texts(texts) for texts in paragraphs)
    return [paragraph for paragraph in joined if paragraph]


def column_edges(lines: Iterable[Line]) -> dict[tuple[int, int], float]:
    """How far to the right the lines go that begin about as far to the left, on each page."""
    edges: dict[tuple[int, int], float] = {}
    for line in lines:
        place = (line.page, round(line.left / COLUMN))
        edges[place] = max(edges.get(place, 0.0), line.right)
    return edges


def follows(above: Line, below: Line) -> bool:
    """Whether one line stands just below the other, in the same column."""
    step = above.bottom - below.bottom
    overlap = min(above.right, below.right) - max(above.left, below.left)
    return above.page == below.page and 0 < step < 4 * max(above.size, 1.0) and overlap > 0


def goes_on(before: Line, line: Line, *, leading: float, edge: float, spaced: bool) -> bool:
    """Whether a line belongs to the paragraph of the line before it; `edge` is where that one's column ends."""
    if BULLET.match(line.text) or abs(before.size - line.size) > OTHER_SIZE * max(before.size, line.size):
        return False
    is_ended = bool(ENDS.search(before.text))
    is_full = before.right - before.left > SHORT * (edge - before.left)
    if not follows(before, line):
        same_row = before.page == line.page and abs(before.bottom - line.bottom) < line.size / 2
        if same_row and line.left >= before.right:
            return True
        return not is_ended and (is_full or line.text.lstrip()[:1].islower())  # over the end of a column or page
    if before.bottom - line.bottom > max(LEADING * leading, line.size * 1.05):
        return False
    moved_in = line.left - before.left > INDENT * line.size and not BULLET.match(before.text)
    return not (is_ended and (moved_in or not (is_full or spaced)))


def join_texts(texts: Sequence[str]) -> str:
    """Lines as one; a word that was cut at the end of a line is whole again, and what no text holds is gone."""
    joined = CUT_WORD.sub(mend_word, "\n".join(text.strip(" \t") for text in texts))
    joined = OWN_HYPHEN.sub("-", joined)
    kept = "".join(char if char.isprintable() else " " for char in joined)
    return " ".join(kept.split())


def mend_word(cut: re.Match[str]) -> str:
    """What stood before the end of a line, with its hyphen where that is the word's or a number's own."""
    word, digit = cut[1] or "", cut[2] or ""
    return f"{word}{digit}-" if digit or word.lower() in HYPHENATED else word


def find_title(pages: Sequence[PrintedPage], lines: Sequence[Line]) -> str | None:
    """What stands on the first page in the largest letters; None where none are larger than the text's."""
    first = [line for line in (pages[0].lines if pages else ()) if not PAGE_NUMBER.fullmatch(line.text.strip())]
    worded = [line for line in first if sum(map(str.isalpha, line.text)) > 3]
    largest = max((line.size for line in worded), default=0.0)
    if largest < TITLE_SIZE * text_size(lines):
        return None
    title = join_texts([line.text for line in worded if line.size > largest * (1 - OTHER_SIZE)][:TITLE_LINES])
    return title if len(title.split()) in TITLE_WORDS else None
