"""Who signs an article: only with evidence, and persons alone."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from tolltrace.articles.around import Around, names_around
from tolltrace.articles.blocks import Block
from tolltrace.articles.dates import find_stamps
from tolltrace.articles.head import AUTHOR, Mark
from tolltrace.articles.lines import alternatives
from tolltrace.articles.linked import Linked, fold, resolve, texts_of
from tolltrace.articles.names import full_names, names_in, unique
from tolltrace.articles.signed import names_in_lines, names_in_text
from tolltrace.knowledge import Knowledge, PageSigns

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
def byline_boxes(signs: PageSigns) -> re.Pattern[str]:
    """Finds, in lower case, the name of a box that holds a byline."""
    return re.compile(alternatives(signs.boxes.bylines))


@cache
def byline_label(signs: PageSigns) -> re.Pattern[str]:
    """Finds "By", "Von", "作者：" at the beginning of a line, before what may be a name."""
    spaced = alternatives((*signs.labels.byline, *signs.bylines.signed))
    return re.compile(rf"\W{{0,3}}(?:{spaced})(?:\s*[:：]\s*|\s+(?=[^\W\d_]))(?=\S)", re.IGNORECASE)


def find_authors(around: Around, article: Linked, outlets: Collection[str], knowledge: Knowledge) -> tuple[str, ...]:
    """The persons of JSON-LD; else of the meta elements, the marked byline, the printed byline. Outlets are no authors.

    An organisation in JSON-LD whose name a byline prints as a person's is one: pages mix up the types.
    """
    head = around.head
    persons, organisations = split_linked(article, head.linked)
    sources = [persons, head.metas_of(*META_AUTHORS)]
    if persons and all(fold(name) in nobody(knowledge.signs) for name in persons):
        sources = []  # the newsroom signs; whose account it was is for nobody to read
    for number, source in enumerate(sources):
        if names := names_in(iter(source), outlets, knowledge, sure=number == 0):
            return with_others(names, around, outlets, knowledge)
    for find in (names_marked, names_printed, names_in_lines):
        if names := find(around, outlets, knowledge):
            return names
    if names := names_in_text(around, knowledge) or names_apart(around, outlets, knowledge):
        return names
    named = names_in(iter(organisations), outlets, knowledge, sure=False)
    shown = {fold(name) for block in around.near(below=LINES_BELOW, above=LINES_ABOVE) for name in [block.text]}
    return tuple(name for name in named if len(name.split()) > 1 and any(fold(name) in text for text in shown))


@cache
def nobody(signs: PageSigns) -> frozenset[str]:
    """What stands in the place of an author and is no person, as `fold` makes it."""
    newsrooms = (word for word in signs.bylines.organisations if word.startswith(("redac", "redak", "rédac", "редак")))
    return frozenset(map(fold, (*signs.labels.nobody, *newsrooms)))


def with_others(
    names: tuple[str, ...], around: Around, outlets: Collection[str], knowledge: Knowledge
) -> tuple[str, ...]:
    """The declared authors, or those of the printed byline that names them and more."""
    label, known = byline_label(knowledge.signs), {fold(name) for name in names}
    for block in around.near(below=LINES_BELOW, above=LINES_ABOVE):
        if not is_short(block) or not label.match(block.text) or around.is_elsewhere(block):
            continue
        printed = names_labelled(block.text, outlets, knowledge)
        if len(printed) > len(names) and known <= {fold(name) for name in printed}:
            return printed
    return names


def names_apart(around: Around, outlets: Collection[str], knowledge: Knowledge) -> tuple[str, ...]:
    """The person whom links or microdata name as the author beside the text, where all of them name the same."""
    found = {
        names
        for mark in around.head.marked(AUTHOR)
        if mark.sure
        and "comment" not in f"{mark.names} {mark.around}"
        and (names := read_mark(mark, outlets, knowledge))
    }
    return full_names(found.pop()) if len(found) == 1 else ()


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


def names_marked(around: Around, outlets: Collection[str], knowledge: Knowledge) -> tuple[str, ...]:
    """The byline that the page marks as one: the first behind the title, and those that stand in boxes like its own."""
    shapes = Counter((mark.around, mark.names) for mark in around.head.marked(AUTHOR))
    found: list[tuple[Mark, tuple[str, ...]]] = []
    for mark in around.marks:
        if mark.kind != AUTHOR or around.is_mark_elsewhere(mark):
            continue
        if shapes[mark.around, mark.names] > MANY_ALIKE:  # a list of other stories
            continue
        if found and (mark.around != found[0][0].around or mark.names != found[0][0].names):
            continue
        names = read_mark(mark, outlets, knowledge)
        if names:
            found.append((mark, names))
    return unique([name for _, names in found for name in names])


def read_mark(mark: Mark, outlets: Collection[str], knowledge: Knowledge) -> tuple[str, ...]:
    """The persons of one marked byline; where only a class names it, two words at least or a label."""
    if len(mark.text) > (MAX_BYLINE_CHARS if mark.sure else MAX_PRINTED_CHARS):
        return ()
    text = mark.text or (mark.value if mark.sure else "")
    names = names_in(iter([text]), outlets, knowledge, sure=mark.sure)
    if mark.sure or byline_label(knowledge.signs).match(text):
        return names
    return full_names(names)


def names_printed(around: Around, outlets: Collection[str], knowledge: Knowledge) -> tuple[str, ...]:
    """The byline beside the title that begins as one, "By X"; else a short one in a box that is named so.

    Else one far from the title, or where no title is printed, that has both. Never one of a list of other stories.
    """
    label, boxes = byline_label(knowledge.signs), byline_boxes(knowledge.signs)
    labelled = [block for block in around.blocks.blocks if is_short(block) and label.match(block.text)]
    alike = Counter(names_around(block) for block in labelled)
    labelled = [
        block for block in labelled if alike[names_around(block)] <= MANY_ALIKE and not around.is_elsewhere(block)
    ]
    near = around.near(below=LINES_BELOW, above=LINES_ABOVE)
    for block in near:
        if block in labelled and (names := names_labelled(block.text, outlets, knowledge)):
            return names
    named = [block for block in near if is_short(block) and boxes.search(names_around(block))]
    for block in (block for block in named if not around.is_elsewhere(block)):
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
    share = (
        MIN_SHARE / 2 if COLON.search(text) else MIN_SHARE
    )  # "Author: Ann Pattern, Institute of …" is a label for sure
    return names if sum(map(len, names)) >= share * (len(text) - dated) else ()


def is_short(block: Block) -> bool:
    """Whether a block may be a byline."""
    return 2 < len(block.text) <= MAX_PRINTED_CHARS
