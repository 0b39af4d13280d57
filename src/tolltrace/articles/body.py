"""The text of an HTML page, without menus, captions, teasers and comments; and the standfirst and captions, apart."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from tolltrace.articles.blocks import Block, Blocks, Box
from tolltrace.articles.credits import is_credit
from tolltrace.articles.heading import Heading
from tolltrace.articles.keeping import judge_blocks, keep_blocks, load_judge
from tolltrace.articles.lines import SENTENCE_END, WORD, Sort, read_line
from tolltrace.articles.page_kinds import NO_PROSE, Declared, tell_kind
from tolltrace.articles.parts import Parts, find_parts, is_caption, load_part_judge
from tolltrace.articles.traits import ENDING, SIGN_CHARS, Hints, read_sign, words_of
from tolltrace.knowledge import Knowledge, PageSigns

ENOUGH_WORDS = 6
LINE_CHARS = 200  # of a line of the heading
HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
HEAD_LINES = 12  # above the text, where its standfirst may stand
SAME_WORDS = 0.7  # of a standfirst's words: with so many in the description it is that
HEAD_BLOCKS = 4  # at the top of what is kept, where lines of the heading may stand
LAST_BLOCKS = 4  # at the end of what is kept, where a credit may stand
STANDFIRST_BLOCKS = 6
STANDFIRST_CHARS = range(25, 700)
CAPTION_CHARS = 600
QUOTATION, QUOTATION_LEVELS = "blockquote", 5
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


@dataclass(frozen=True, slots=True)
class Body:
    """What a page prints of its article, below the title."""

    paragraphs: tuple[str, ...]
    standfirst: str | None
    captions: tuple[str, ...]
    at: tuple[int, ...] = ()  # the numbers of the paragraphs' blocks
    quoted: frozenset[str] = frozenset()  # the paragraphs that are set as quotations
    signed: tuple[str, ...] = ()  # lines that say who wrote it or whose words it uses


def read_body(page: Blocks, heading: Heading, declared: Declared, knowledge: Knowledge) -> Body | str:
    """The article's text; what the page is, for a person, where it holds none. The heading's lines are left out."""
    blocks, hints, folder = page.blocks, hints_of(heading), knowledge.models_folder
    judged = judge_blocks(page, hints, load_judge(folder, "pages"), knowledge.signs)
    kept = keep_blocks(page, judged.likely)
    if kind := tell_kind(page, kept, judged.likely, declared, knowledge.signs):
        return kind
    parts = find_parts(page, kept, judged, hints, load_part_judge(folder), knowledge.signs)
    own, signed = drop_heading(blocks, kept, heading, parts, knowledge)
    summing = find_standfirst(blocks, (own or kept or [0])[0], heading, parts)
    left = [number for number in own if number not in summing]
    if not says_enough(blocks, left):
        left, summing = own, [number for number in summing if number not in own]
    if not says_enough(blocks, left):
        return NO_PROSE
    standfirst = "\n".join(dict.fromkeys(blocks[number].text for number in summing)) or None
    captions = find_captions(blocks, {*left, *summing}, parts)
    paragraphs = tuple(blocks[number].text for number in left)
    return Body(paragraphs, standfirst, captions, tuple(left), find_quoted(blocks[number] for number in left), signed)


def says_enough(blocks: Sequence[Block], kept: Sequence[int]) -> bool:
    """Whether these blocks hold a sentence or more."""
    words = 0
    for number in kept:
        if is_prose(blocks[number].text):
            words += len(WORD.findall(blocks[number].text))
        if words >= ENOUGH_WORDS:
            return True
    return False


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
    return Hints(heading.title or "", heading.description or "", heading.body or "", heading.authors, heading.title_at)


def is_prose(text: str) -> bool:
    """Whether a block holds a sentence, and is not one link of a list."""
    return bool(SENTENCE_END.search(text)) or len(text) > 80


def drop_heading(
    blocks: Sequence[Block], kept: Sequence[int], heading: Heading, parts: Parts, knowledge: Knowledge
) -> tuple[list[int], tuple[str, ...]]:
    """Without captions, the title wherever it is printed again, lines that sign, and bylines and stamps at the top.

    The lines that sign are given back apart: an agency may be credited there.
    """
    signs = knowledge.signs
    titles = {heading.title.casefold()} if heading.title else set()
    authors = () if parts.is_judged else tuple(name.casefold() for name in heading.authors)
    captions, bylines = set(parts.captions), set(parts.bylines)
    left: list[int] = []
    signed: list[str] = []
    for place, number in enumerate(kept):
        text = blocks[number].text
        if number == heading.title_at or text.casefold() in titles or number in captions or is_caption(blocks[number]):
            continue
        is_edge = place < HEAD_BLOCKS or place >= len(kept) - LAST_BLOCKS
        if (
            number in bylines
            or (len(text) < SIGNING_CHARS and signs_itself(text, authors))
            or (is_edge and is_credit(text, knowledge))
        ):
            signed.append(text)
            continue
        if place < HEAD_BLOCKS and len(text) < LINE_CHARS:
            line = read_line(text, signs)
            if line is None or line.sort in {Sort.BYLINE, Sort.STAMP, Sort.FURNITURE}:
                continue
        left.append(number)
    while left and (blocks[left[-1]].box.tag in HEADINGS or is_end(blocks[left[-1]].text, signs)):
        left.pop()  # it headed something that is not the article's, or closed the page
    return left, tuple(signed)


def signs_itself(text: str, authors: Sequence[str]) -> bool:
    """Whether a short line names who wrote the article and says nothing of them."""
    lower = text.casefold()
    return any(name in lower for name in authors) and not SENTENCE_END.search(text)


def is_end(text: str, signs: PageSigns) -> bool:
    """Whether a line is one below which nothing of an article stands: the copyright, a call for comments."""
    return len(text) < SIGN_CHARS and read_sign(text, signs) == ENDING


def find_standfirst(blocks: Sequence[Block], first: int, heading: Heading, parts: Parts) -> list[int]:
    """The summary printed between the headline and the text, block by block: as the trained judge finds it, and by its
    box's name, or as the page's head describes it.
    """
    is_below = heading.title_at is not None and heading.title_at < first
    start = heading.title_at + 1 if is_below and heading.title_at is not None else max(0, first - HEAD_LINES)
    title = (heading.title or "").casefold()
    told = words_of(heading.description or "")
    found = [one for one in parts.standfirsts if blocks[one].text.casefold() != title][:STANDFIRST_BLOCKS]
    for number, block in enumerate(blocks[start:first], start=start):
        parent = block.box.parent
        names = f"{block.box.names} {parent.names if parent else ''}"
        if len(block.text) not in STANDFIRST_CHARS or block.linked * 2 > len(block.text) or OTHER_NAMES.search(names):
            continue
        words = words_of(block.text)
        is_told = told and len(words & told) > SAME_WORDS * len(words)
        is_named = is_below and (STANDFIRST_NAMES.search(names) or block.box.tag == "h2")
        if block.text.casefold() != title and (is_told or is_named):
            return sorted({*found, number})
    return found


def find_captions(blocks: Sequence[Block], kept: set[int], parts: Parts) -> tuple[str, ...]:
    """What stands under pictures and films."""
    judged = set(parts.captions)
    found = [
        block.text
        for number, block in enumerate(blocks)
        if number in judged or (number not in kept and len(block.text) < CAPTION_CHARS and is_caption(block))
    ]
    return tuple(dict.fromkeys(found))
