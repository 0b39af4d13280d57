"""Who signs an article within a longer line: behind its date, behind "作者：", as a reporter in its first words."""

import re
from collections.abc import Collection, Iterator
from functools import cache

from tolltrace.articles.around import Around
from tolltrace.articles.dates import A_YEAR, find_stamps, widen_years
from tolltrace.articles.lines import alternatives
from tolltrace.articles.names import full_names, names_in
from tolltrace.knowledge import Knowledge, PageSigns

LINES_BELOW, LINES_ABOVE = 12, 6
MAX_LINE_CHARS = 160
SEPARATORS = re.compile(r"\s*[|•·;—–]\s*|\s-\s")
HAN_TITLE = re.compile(r"[\u3400-\u9fff]")
HANGUL_TITLE = re.compile(r"[\uac00-\ud7af]")
HAN_NAME = r"[\u4e00-\u9fff]{2,4}"
HAN_SIGNED = re.compile(
    rf"(?:记者|記者|作者|撰文|执笔|采写)\s?[:：/]?\s?(?P<names>{HAN_NAME}(?:[、，,&\s]{{1,2}}{HAN_NAME}){{0,4}})"
    r"(?=\s?(?:[)）】\]]|$))"
)
HANGUL_SIGNED = re.compile(
    r"(?:^|[\s=(\[])(?P<names>[\uac00-\ud7af]{2,4})\s?(?:기자|특파원)(?=\s*(?:$|[=)\]]|[\w.]+@))"
)
OTHERS = (
    "photo",
    "foto",
    "image",
    "picture",
    "credit",
    "getty",
    "sponsor",
    "video",
    "摄",
    "사진",
)  # who did no writing
NAME_PARTS = re.compile(r"[、，,&\s]+")
FIRST_CHARS = 120  # of a paragraph: where its reporter is named
MAX_BLOCKS = 150  # below the title


@cache
def label_before(signs: PageSigns) -> re.Pattern[str]:
    """Finds "by", "von" at the beginning of what stands behind a date; "Autor:", "作者：" anywhere."""
    words = alternatives((*signs.labels.byline, *signs.bylines.signed))
    return re.compile(
        rf"^\W*(?:{words})\s+(?=\S)|(?:(?<=\W)|^|(?<=[\u3400-\u9fff]))(?:{words})\s?[:：]\s?(?=\S)", re.IGNORECASE
    )


def names_in_lines(around: Around, outlets: Collection[str], knowledge: Knowledge) -> tuple[str, ...]:
    """The persons of the line beside the title that has a label within, the nearest first."""
    label = label_before(knowledge.signs)
    for block in around.near(below=LINES_BELOW, above=LINES_ABOVE):
        lower = block.text.lower()
        if len(lower) > MAX_LINE_CHARS or any(word in lower for word in OTHERS) or around.is_elsewhere(block):
            continue
        for piece in pieces_of(block.text, knowledge.signs):
            if not (found := label.search(piece)):
                continue
            names = names_in(iter([piece[found.end() :]]), outlets, knowledge, sure=False)
            if names := full_names(names):
                return names
    return ()


def pieces_of(text: str, signs: PageSigns) -> Iterator[str]:
    """What stands between a line's dates and separators; nothing of a line of prose, which has neither."""
    stamps = find_stamps(text if A_YEAR.search(text) else widen_years(text, signs) or text, signs)
    if not stamps:
        yield from (part for part in SEPARATORS.split(text) if ":" in part or "：" in part)
        return
    at = 0
    for stamp in stamps:
        yield from SEPARATORS.split(text[at : stamp.start])
        at = stamp.end
    yield from SEPARATORS.split(text[at:])


def names_in_text(around: Around, knowledge: Knowledge) -> tuple[str, ...]:
    """The reporters whom a Chinese or Korean text names at the head of a paragraph or on a line of their own."""
    title = around.title or ""
    pattern = HAN_SIGNED if HAN_TITLE.search(title) else HANGUL_SIGNED if HANGUL_TITLE.search(title) else None
    if pattern is None or around.title_at is None:
        return ()
    no_names = knowledge.signs.bylines.within
    for block in around.blocks.blocks[around.title_at + 1 : around.title_at + MAX_BLOCKS]:
        if not (found := pattern.search(block.text[:FIRST_CHARS])) or around.is_elsewhere(block):
            continue
        names = [part for part in NAME_PARTS.split(found["names"]) if not any(word in part for word in no_names)]
        if names:
            return tuple(dict.fromkeys(names))
    return ()
