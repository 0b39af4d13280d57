"""Who signs an article: only with evidence, and persons alone."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from tolltrace.articles.blocks import Block, Blocks, Box
from tolltrace.articles.dates import find_stamps
from tolltrace.articles.head import AROUND_STEPS, AUTHOR, HEADING, Head, Mark
from tolltrace.articles.lines import alternatives
from tolltrace.articles.linked import Linked, fold, resolve, texts_of
from tolltrace.articles.names import is_outlet_name, read_authors
from tolltrace.articles.titles import near_title
from tolltrace.knowledge import Knowledge, PageSigns
from tolltrace.text import squeeze

META_AUTHORS = (
    "author", "article:author", "article:author_name", "og:article:author", "parsely-author", "dc.creator",
    "dcterms.creator", "sailthru.author", "byl", "cxenseparse:author", "vr:author", "authors", "article.author",
    "creator",
)  # fmt: skip
MAX_BYLINE_CHARS, MAX_PRINTED_CHARS = 300, 120
LINES_BELOW, LINES_ABOVE = 12, 4
MANY_ALIKE = 6  # bylines in boxes of the same names
MIN_SHARE = 0.25  # of a labelled line that must be names, its date apart
COLON = re.compile(r"[:：]")
ORGANISATION = re.compile(r"Organi[sz]ation|Corporation|Brand", re.IGNORECASE)


@cache
def elsewhere(signs: PageSigns) -> re.Pattern[str]:
    """Finds, in lower case, the name of a box that holds no part of the article's own heading."""
    return re.compile(alternatives(signs.boxes.elsewhere))


@cache
def byline_boxes(signs: PageSigns) -> re.Pattern[str]:
    """Finds, in lower case, the name of a box that holds a byline."""
    return re.compile(alternatives(signs.boxes.bylines))


@cache
def byline_label(signs: PageSigns) -> re.Pattern[str]:
    """Finds "By", "Von", "作者：" at the beginning of a line, before what may be a name."""
    spaced = alternatives((*signs.labels.byline, *signs.bylines.signed))
    return re.compile(rf"\W{{0,3}}(?:{spaced})(?:\s*[:：]\s*|\s+(?=[^\W\d_]))(?=\S)", re.IGNORECASE)


def find_authors(
    head: Head,
    article: Linked,
    blocks: Blocks,
    title: str | None,
    title_at: int | None,
    outlets: Collection[str],
    knowledge: Knowledge,
) -> tuple[str, ...]:
    """The persons of JSON-LD; else of the meta elements, the marked byline, the printed byline. Outlets are no authors.

    An organisation in JSON-LD whose name a byline prints as a person's is one: pages mix up the types.
    """
    persons, organisations = split_linked(article, head.linked)
    sources: list[Iterator[str]] = [iter(persons), iter(head.metas_of(*META_AUTHORS))]
    for number, source in enumerate(sources):
        if names := names_in(source, outlets, knowledge, sure=number == 0):
            return names
    marked = names_marked(head, title, outlets, knowledge)
    if marked:
        return marked
    printed = names_printed(blocks, title_at, outlets, knowledge)
    if printed:
        return printed
    named = names_in(iter(organisations), outlets, knowledge, sure=False)
    shown = {
        fold(name)
        for block in near_title(blocks, title_at, below=LINES_BELOW, above=LINES_ABOVE)
        for name in [block.text]
    }
    return tuple(name for name in named if len(name.split()) > 1 and any(fold(name) in text for text in shown))


def split_linked(article: Linked, objects: Sequence[Linked]) -> tuple[list[str], list[str]]:
    """The names of an article's authors in JSON-LD: persons, and organisations."""
    persons: list[str] = []
    organisations: list[str] = []
    for one in resolve(article.get("author") or article.get("creator"), objects):
        kinds = " ".join(texts_of(one.get("@type"))) if isinstance(one, dict) else ""
        (organisations if ORGANISATION.search(kinds) else persons).extend(names_of(one))
    return persons, organisations


def names_of(one: Any) -> list[str]:
    """The name of an author, put together where only its parts are given."""
    if isinstance(one, dict) and not one.get("name"):
        parts = [text for key in ("givenName", "familyName") for text in texts_of(one.get(key))]
        return [" ".join(parts)] if parts else []
    return texts_of(one)


def names_in(printed: Iterator[str], outlets: Collection[str], knowledge: Knowledge, *, sure: bool) -> tuple[str, ...]:
    """The persons in these bylines, without the outlet's own names."""
    names = [name for text in printed for name in read_authors(squeeze(text), knowledge, sure=sure)]
    return unique([name for name in names if not is_outlet_name(name, outlets)])


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Each person once, whatever the case."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(fold(name), name)
    return tuple(found.values())


def names_marked(head: Head, title: str | None, outlets: Collection[str], knowledge: Knowledge) -> tuple[str, ...]:
    """The byline that the page marks as one: the first behind the title, and those that stand in boxes like its own."""
    pattern = elsewhere(knowledge.signs)
    shapes = Counter((mark.around, mark.names) for mark in head.marked(AUTHOR))
    found: list[tuple[Mark, tuple[str, ...]]] = []
    for mark in after_title(head.marks, title):
        if mark.kind != AUTHOR or pattern.search(f"{mark.names} {mark.around}"):
            continue
        if shapes[mark.around, mark.names] > MANY_ALIKE:  # a list of other stories
            continue
        if found and (mark.around != found[0][0].around or mark.names != found[0][0].names):
            continue
        names = read_mark(mark, outlets, knowledge)
        if names:
            found.append((mark, names))
    return unique([name for _, names in found for name in names])


def after_title(marks: Sequence[Mark], title: str | None) -> list[Mark]:
    """The marks behind the title up to another h1, then those before it, the nearest first; all where it has none."""
    heads = [at for at, mark in enumerate(marks) if mark.kind == HEADING]
    own = next((at for at in heads if title and fold(title) in fold(marks[at].text)), None)
    if own is None:
        return list(marks)
    end = next((later for at, later in pairwise([*heads, len(marks)]) if at == own), len(marks))
    return [*marks[own + 1 : end], *reversed(marks[:own])]


def read_mark(mark: Mark, outlets: Collection[str], knowledge: Knowledge) -> tuple[str, ...]:
    """The persons of one marked byline; where only a class names it, two words at least or a label."""
    if len(mark.text) > (MAX_BYLINE_CHARS if mark.sure else MAX_PRINTED_CHARS):
        return ()
    text = mark.text or (mark.value if mark.sure else "")
    names = names_in(iter([text]), outlets, knowledge, sure=mark.sure)
    if mark.sure or byline_label(knowledge.signs).match(text):
        return names
    return full_names(names)


def full_names(names: Sequence[str]) -> tuple[str, ...]:
    """Those of two words at least, or in a script without blanks: what is less may be any word."""
    return tuple(name for name in names if len(name.split()) > 1 or not name.isascii())


def names_printed(
    blocks: Blocks, title_at: int | None, outlets: Collection[str], knowledge: Knowledge
) -> tuple[str, ...]:
    """The byline beside the title that begins as one, "By X"; else a short one in a box that is named so.

    Else one far from the title, or where no title is printed, that has both. Never one of a list of other stories.
    """
    label, boxes, out = (make(knowledge.signs) for make in (byline_label, byline_boxes, elsewhere))
    labelled = [block for block in blocks.blocks if is_short(block) and label.match(block.text)]
    alike = Counter(names_around(block) for block in labelled)
    labelled = [
        block for block in labelled if alike[names_around(block)] <= MANY_ALIKE and not is_elsewhere(block, out)
    ]
    near = near_title(blocks, title_at, below=LINES_BELOW, above=LINES_ABOVE)
    for block in near:
        if block in labelled and (names := names_labelled(block.text, outlets, knowledge)):
            return names
    named = [block for block in near if is_short(block) and boxes.search(names_around(block))]
    for block in (block for block in named if not is_elsewhere(block, out)):
        if names := full_names(names_in(iter([block.text]), outlets, knowledge, sure=False)):
            return names
    for block in labelled:
        if boxes.search(names_around(block)) and (names := names_labelled(block.text, outlets, knowledge)):
            return full_names(names)
    return ()


def names_labelled(text: str, outlets: Collection[str], knowledge: Knowledge) -> tuple[str, ...]:
    """The persons of a line "By X", where they are much of it: "By the river" names nobody."""
    names = names_in(iter([text]), outlets, knowledge, sure=False)
    if not COLON.search(text):
        names = full_names(names)
    dated = sum(len(stamp.printed) for stamp in find_stamps(text, knowledge.signs))
    return names if sum(map(len, names)) >= MIN_SHARE * (len(text) - dated) else ()


def is_elsewhere(block: Block, out: re.Pattern[str]) -> bool:
    """Whether a box around a block is named for something beside the article."""
    box: Box | None = block.box
    for _ in range(AROUND_STEPS):
        if box is None or box.tag == "body":
            return False
        if box.names and out.search(box.names.lower()):
            return True
        box = box.parent
    return False


def is_short(block: Block) -> bool:
    """Whether a block may be a byline."""
    return 2 < len(block.text) <= MAX_PRINTED_CHARS


def names_around(block: Block) -> str:
    """What a block's box and the one around it are called, in lower case."""
    above = block.box.parent
    return (f"{block.box.names} {above.names}" if above else block.box.names).lower()
