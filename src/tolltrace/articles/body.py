"""The text of an HTML page, without menus, captions, teasers and comments; and the standfirst and captions, apart."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from tolltrace.articles.blocks import Block, Blocks, Box
from tolltrace.articles.heading import Heading
from tolltrace.articles.keeping import judge_blocks, keep_blocks, load_judge
from tolltrace.articles.lines import SENTENCE_END, WORD, Sort, read_line
from tolltrace.articles.page_kinds import NO_PROSE, Declared, tell_kind
from tolltrace.articles.traits import ENDING, SIGN_CHARS, Hints, read_sign, words_of
from tolltrace.knowledge import Knowledge, PageSigns

ENOUGH_WORDS = 6
LINE_CHARS = 200  # of a line of the heading
HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
HEAD_LINES = 12  # above the text, where its standfirst may stand
SAME_WORDS = 0.7  # of a standfirst's words: with so many in the description it is that
HEAD_BLOCKS = 4  # at the top of what is kept, where lines of the heading may stand
STANDFIRST_CHARS = range(25, 700)
CAPTION_CHARS = 600
CAPTION_LEVELS = 4  # boxes around a caption within its figure
QUOTATION, QUOTATION_LEVELS = "blockquote", 5
NAMED_LEVELS = 2  # boxes around it whose names may say what it is
SIGNING_CHARS = 120
STANDFIRST_NAMES = re.compile(
    r"stand-?first|\bdek\b|__dek|deck\b|sub-?title|sub-?head(?:line|er)?\b|summary|\blead\b|lede|excerpt|strap-?line|\bintro"
    r"|bajada|sumario|entradilla|subtitulo|sottotitolo|sommario|occhiello|chap[oe]|vorspann|teaser-text|untertitel|ingress"
    r"|resumo|linha-fina|description|abstract",
    re.IGNORECASE,
)
OTHER_NAMES = re.compile(
    r"caption|credit|byline|author|date|time\b|share|social|related|comment|promo|newsletter", re.I
)
CAPTION_NAMES = re.compile(r"caption|\bcredit", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """What a page prints of its article, below the title."""

    paragraphs: tuple[str, ...]
    standfirst: str | None
    captions: tuple[str, ...]
    at: tuple[int, ...] = ()  # the numbers of the paragraphs' blocks
    quoted: frozenset[str] = frozenset()  # the paragraphs that are set as quotations


def read_body(page: Blocks, heading: Heading, declared: Declared, knowledge: Knowledge) -> Body | str:
    """The article's text; what the page is, for a person, where it holds none. The heading's lines are left out."""
    likely = judge_blocks(page, hints_of(heading), load_judge(knowledge.models_folder, "pages"), knowledge.signs)
    kept = keep_blocks(page, likely)
    if kind := tell_kind(page, kept, likely, declared, knowledge.signs):
        return kind
    kept = drop_heading(page.blocks, kept, heading, knowledge.signs)
    words = sum(len(WORD.findall(page.blocks[number].text)) for number in kept if is_prose(page.blocks[number].text))
    if not kept or words < ENOUGH_WORDS:
        return NO_PROSE
    standfirst = find_standfirst(page.blocks, kept[0], heading)
    captions = find_captions(page.blocks, set(kept))
    paragraphs = tuple(page.blocks[number].text for number in kept)
    return Body(paragraphs, standfirst, captions, tuple(kept), find_quoted(page.blocks[number] for number in kept))


def find_quoted(blocks: Iterable[Block]) -> frozenset[str]:
    """The texts of those blocks that stand in a quotation."""
    return frozenset(block.text for block in blocks if is_in(block, {QUOTATION}, QUOTATION_LEVELS))


def is_in(block: Block, tags: Collection[str], levels: int) -> bool:
    """Whether one of so many boxes around a block is of one of some elements."""
    box: Box | None = block.box
    for _ in range(levels):
        if box is None:
            return False
        if box.tag in tags:
            return True
        box = box.parent
    return False


def hints_of(heading: Heading) -> Hints:
    """What the page says of its article, for the judge to hold its blocks against."""
    return Hints(heading.title or "", heading.description or "", heading.body or "")


def is_prose(text: str) -> bool:
    """Whether a block holds a sentence, and is not one link of a list."""
    return bool(SENTENCE_END.search(text)) or len(text) > 80


def drop_heading(blocks: Sequence[Block], kept: Sequence[int], heading: Heading, signs: PageSigns) -> list[int]:
    """Without captions, the title wherever it is printed again, lines that sign, and bylines and stamps at the top."""
    titles = {heading.title.casefold()} if heading.title else set()
    authors = tuple(name.casefold() for name in heading.authors)
    left: list[int] = []
    for place, number in enumerate(kept):
        text = blocks[number].text
        if number == heading.title_at or text.casefold() in titles or is_caption(blocks[number]):
            continue
        if len(text) < SIGNING_CHARS and signs_itself(text, authors):
            continue
        if place < HEAD_BLOCKS and len(text) < LINE_CHARS:
            line = read_line(text, signs)
            if line is None or line.sort in {Sort.BYLINE, Sort.STAMP, Sort.FURNITURE}:
                continue
        left.append(number)
    while left and (blocks[left[-1]].box.tag in HEADINGS or is_end(blocks[left[-1]].text, signs)):
        left.pop()  # it headed something that is not the article's, or closed the page
    return left


def is_caption(block: Block) -> bool:
    """Whether a block stands under a picture or film, by its boxes' elements and names."""
    box: Box | None = block.box
    for level in range(CAPTION_LEVELS):
        if box is None:
            break
        if box.tag in {"figure", "figcaption"} or (level < NAMED_LEVELS and CAPTION_NAMES.search(box.names)):
            return True
        box = box.parent
    return False


def signs_itself(text: str, authors: Sequence[str]) -> bool:
    """Whether a short line names who wrote the article and says nothing of them."""
    lower = text.casefold()
    return any(name in lower for name in authors) and not SENTENCE_END.search(text)


def is_end(text: str, signs: PageSigns) -> bool:
    """Whether a line is one below which nothing of an article stands: the copyright, a call for comments."""
    return len(text) < SIGN_CHARS and read_sign(text, signs) == ENDING


def find_standfirst(blocks: Sequence[Block], first: int, heading: Heading) -> str | None:
    """The summary printed between the headline and the text: by its box's name, or as the page's head describes it."""
    is_below = heading.title_at is not None and heading.title_at < first
    start = heading.title_at + 1 if is_below and heading.title_at is not None else max(0, first - HEAD_LINES)
    told = words_of(heading.description or "")
    for block in blocks[start:first]:
        parent = block.box.parent
        names = f"{block.box.names} {parent.names if parent else ''}"
        if len(block.text) not in STANDFIRST_CHARS or block.linked * 2 > len(block.text) or OTHER_NAMES.search(names):
            continue
        if heading.title and block.text.casefold() == heading.title.casefold():
            continue
        words = words_of(block.text)
        if told and len(words & told) > SAME_WORDS * len(words):
            return block.text
        if is_below and (STANDFIRST_NAMES.search(names) or block.box.tag == "h2"):
            return block.text
    return None


def find_captions(blocks: Sequence[Block], kept: set[int]) -> tuple[str, ...]:
    """What stands under pictures and films."""
    found = [
        block.text
        for number, block in enumerate(blocks)
        if number not in kept and len(block.text) < CAPTION_CHARS and is_caption(block)
    ]
    return tuple(dict.fromkeys(found))
