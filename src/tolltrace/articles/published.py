"""When an HTML page says that its article appeared, and when it was changed: every stamp that may be it, best first."""

import re
from collections.abc import Iterator
from functools import cache

from tolltrace.articles.blocks import Block, Blocks
from tolltrace.articles.bylines import after_title, byline_label, elsewhere, is_elsewhere, names_around
from tolltrace.articles.dates import A_YEAR, Candidate, add_year, find_stamps
from tolltrace.articles.head import DATE_MODIFIED, DATE_PUBLISHED, TIME, Head, Mark
from tolltrace.articles.lines import BYLINE_WORDS, SENTENCE_END, STAMP_WORDS, WORD, alternatives
from tolltrace.articles.linked import Linked, texts_of
from tolltrace.articles.titles import near_title
from tolltrace.articles.urls import day_in, year_in
from tolltrace.knowledge import PageSigns

META_TIMES = (
    "article:published_time", "article:published", "article_date_original", "og:article:published_time",
    "og:published_time", "datepublished", "parsely-pub-date", "dc.date.issued", "dcterms.created",
    "dcterms.issued", "dcterms.date", "dc.date", "dc.date.created", "sailthru.date", "publish-date",
    "publishdate", "publish_date", "published_time", "pubdate", "pdate", "cxenseparse:recs:publishtime", "date",
    "originalpublicationdate", "article.published", "publication_date", "og:pubdate", "date.issued",
    "weibo:article:create_at", "apub:time", "rnews:datepublished", "release_date",
)  # fmt: skip
META_CHANGES = (
    "article:modified_time", "article_date_updated", "og:updated_time", "article:modified",
    "og:article:modified_time", "datemodified", "dcterms.modified", "dc.date.modified", "lastmod",
    "last-modified", "revision_date", "updated_time",
)  # fmt: skip
LINES_BELOW, LINES_ABOVE = 12, 6  # the title: where its date may be printed
MAX_LINE_CHARS = 200
SENTENCE_WORDS = 2  # besides a date, in a line that ends as a sentence does: "1 May 2023 at 5 p.m."
MAX_TIMES = 10
MAX_NAMED = 20
DIGIT = re.compile(r"\d")


@cache
def date_boxes(signs: PageSigns) -> re.Pattern[str]:
    """Finds, in lower case, the name of a box that holds a date."""
    return re.compile(alternatives(signs.boxes.dates))


@cache
def update_boxes(signs: PageSigns) -> re.Pattern[str]:
    """Finds, in lower case, the name of a box that holds when the page was changed."""
    return re.compile(alternatives(signs.boxes.updated))


def find_dates(
    head: Head,
    article: Linked,
    blocks: Blocks,
    title: str | None,
    title_at: int | None,
    url: str | None,
    signs: PageSigns,
) -> Iterator[Candidate]:
    """Every stamp that may be the day of publication; what the page says of changes is left out."""
    found = list(declared(article, head, ("datePublished", "dateCreated"), META_TIMES, signs))
    for mark in head.marked(DATE_PUBLISHED)[:MAX_TIMES]:
        found += read_mark(mark, "microdata datePublished", signs)
    for mark in own_times(head, title, signs):
        found += read_mark(mark, "time element", signs)
    found += find_printed(blocks, title_at, signs)
    yield from found
    if all(one.stamp.hour is None for one in found):  # else no further line can say it better
        yield from find_named(blocks, title_at, url, signs)
    if day := day_in(url):
        yield from read_candidates(day, "URL", signs)


def find_changes(head: Head, article: Linked, signs: PageSigns) -> Iterator[Candidate]:
    """Every stamp that may be when it was last changed."""
    yield from declared(article, head, ("dateModified",), META_CHANGES, signs)
    for mark in head.marked(DATE_MODIFIED):
        yield from read_mark(mark, "microdata dateModified", signs)
    updated = update_boxes(signs)
    for mark in head.marked(TIME)[:MAX_TIMES]:
        if updated.search(mark.names):
            yield from read_mark(mark, "time element", signs)


def declared(
    article: Linked, head: Head, keys: tuple[str, ...], metas: tuple[str, ...], signs: PageSigns
) -> Iterator[Candidate]:
    """What JSON-LD, then the meta elements declare."""
    for key in keys:
        for text in texts_of(article.get(key))[:1]:
            yield from read_candidates(text, f"JSON-LD {key}", signs)
    for name in metas:
        for text in head.metas.get(name, ())[:2]:
            yield from read_candidates(text, f"meta {name}", signs)


def own_times(head: Head, title: str | None, signs: PageSigns) -> list[Mark]:
    """The time elements that may be the article's: behind its title, not in comments or beside other stories."""
    out, updated = elsewhere(signs), update_boxes(signs)
    times = [mark for mark in after_title(head.marks, title) if mark.kind == TIME][:MAX_TIMES]
    return [mark for mark in times if not out.search(mark.around) and not updated.search(mark.names)]


def read_mark(mark: Mark, known_from: str, signs: PageSigns) -> Iterator[Candidate]:
    """The stamps of an element: its attribute's, then what it prints."""
    if mark.value:
        yield from read_candidates(mark.value, known_from, signs)
    if not mark.text.lower().startswith(signs.labels.updated):
        yield from read_candidates(mark.text, f"{known_from}, as printed", signs)


def read_candidates(text: str, known_from: str, signs: PageSigns) -> Iterator[Candidate]:
    """The first stamp of a text."""
    for stamp in find_stamps(text[:MAX_LINE_CHARS], signs)[:1]:
        yield Candidate(stamp, known_from)


def find_printed(blocks: Blocks, title_at: int | None, signs: PageSigns) -> Iterator[Candidate]:
    """Stamps in the lines beside the title, the nearest first."""
    for block in near_title(blocks, title_at, below=LINES_BELOW, above=LINES_ABOVE):
        if len(block.text) >= MAX_LINE_CHARS or not A_YEAR.search(block.text):
            continue
        stamps = find_stamps(block.text, signs)
        if not stamps or block.text.lower().startswith(signs.labels.updated):
            continue
        beside = count_words(block.text) - sum(count_words(stamp.printed) for stamp in stamps)
        if byline_label(signs).match(block.text) and beside <= BYLINE_WORDS:
            yield Candidate(stamps[0], "byline")
        elif beside <= (STAMP_WORDS if not SENTENCE_END.search(block.text) else SENTENCE_WORDS):
            yield Candidate(stamps[0], "line beside the headline")


def count_words(text: str) -> int:
    """How many words a line has."""
    return len(WORD.findall(text))


def find_named(blocks: Blocks, title_at: int | None, url: str | None, signs: PageSigns) -> Iterator[Candidate]:
    """Stamps in short blocks that are labelled, or in boxes named for dates, nearest to the title first.

    A day without its year is read in the year that the address names.
    """
    named, out, year = date_boxes(signs), elsewhere(signs), year_in(url)
    found: list[tuple[int, str]] = []
    for at, block in enumerate(blocks.blocks):
        text = block.text
        if len(text) >= MAX_LINE_CHARS or not DIGIT.search(text):
            continue
        if not A_YEAR.search(text):
            text = add_year(text, year, signs) if year and len(text) < MAX_LINE_CHARS / 2 else ""
        if text and (text.lower().startswith(signs.labels.published) or is_named(block, named, out)):
            found.append((abs(at - (title_at or 0)), text))
    for _, text in sorted(found, key=lambda one: one[0])[:MAX_NAMED]:
        if not text.lower().startswith(signs.labels.updated):
            yield from read_candidates(text, "line named as a date", signs)


def is_named(block: Block, named: re.Pattern[str], out: re.Pattern[str]) -> bool:
    """Whether the box or the one around it is named for dates, and no box further out for something else."""
    return named.search(names_around(block)) is not None and not is_elsewhere(block, out)
