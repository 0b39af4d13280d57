"""When an HTML page says that its article appeared, and when it was changed: every stamp that may be it, best first."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from tolltrace.articles.around import Around, names_around
from tolltrace.articles.bylines import byline_label
from tolltrace.articles.dates import A_YEAR, Candidate, add_year, find_stamps, read_day, widen_years
from tolltrace.articles.head import DATE_MODIFIED, DATE_PUBLISHED, TIME, Head, Mark
from tolltrace.articles.lines import BYLINE_WORDS, SENTENCE_END, STAMP_WORDS, WORD, alternatives
from tolltrace.articles.linked import Linked, texts_of
from tolltrace.articles.undeclared import find_undeclared
from tolltrace.articles.urls import day_in, year_in
from tolltrace.knowledge import PageSigns

META_TIMES = (
    "article:published_time", "article:published", "article_date_original", "og:article:published_time",
    "og:published_time", "datepublished", "parsely-pub-date", "dc.date.issued", "dcterms.created",
    "dcterms.issued", "dcterms.date", "dc.date", "dc.date.created", "publish-date",
    "publishdate", "publish_date", "published_time", "pubdate", "pdate", "cxenseparse:recs:publishtime", "date",
    "originalpublicationdate", "article.published", "publication_date", "og:pubdate", "date.issued",
    "weibo:article:create_at", "apub:time", "rnews:datepublished", "release_date", "pub_date", "og:time",
    "dateupdate",  # so a large Chinese platform calls when it published
)  # fmt: skip
META_MAILED = ("sailthru.date",)  # when a mailing program took it up: by another clock, often without its time
META_CHANGES = (
    "article:modified_time", "article_date_updated", "og:updated_time", "article:modified",
    "og:article:modified_time", "datemodified", "dcterms.modified", "dc.date.modified", "lastmod",
    "last-modified", "revision_date", "updated_time",
)  # fmt: skip
LINES_BELOW, LINES_ABOVE = 12, 6  # the title: where its date may be printed
MAX_LINE_CHARS = 200
SENTENCE_WORDS = 2  # besides a date, in a line that ends as a sentence does: "1 May 2023 at 5 p.m."
MAX_LONE = 2  # lines with a date in boxes of the same names: more are a list
LONE_WORDS = 6  # besides its date, in such a line: "| Categories: …"
MAX_TIMES = 10
MAX_NAMED = 20
DIGIT = re.compile(r"\d")
MACHINE_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:?\d\d))(?=[^\W\d_])")
WIDE_RUN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


@cache
def date_boxes(signs: PageSigns) -> re.Pattern[str]:
    """Finds, in lower case, the name of a box that holds a date."""
    return re.compile(alternatives(signs.boxes.dates))


@cache
def update_boxes(signs: PageSigns) -> re.Pattern[str]:
    """Finds, in lower case, the name of a box that holds when the page was changed."""
    return re.compile(alternatives(signs.boxes.updated))


@cache
def published_label(signs: PageSigns) -> re.Pattern[str]:
    """Finds, in lower case, "published on" right before a date."""
    return re.compile(rf"\b(?:{alternatives(signs.labels.published)})\s*[:：]?\s*(?:[^\W\d_]+,?\s*)?[\d/.,\s-]*$")


def find_dates(around: Around, article: Linked, url: str | None, content: bytes = b"") -> Iterator[Candidate]:
    """Every stamp that may be the day of publication, the surest first; what the page says of changes is left out.

    Where it says nothing else, a line that is only a date, then what its first line, its scripts or its pictures tell,
    then when it was last changed. `content` is the page as it was read.
    """
    head, signs = around.head, around.signs
    found = list(declared(with_page_dates(article, head), head, ("datePublished", "dateCreated"), META_TIMES, signs))
    for mark in head.marked(DATE_PUBLISHED)[:MAX_TIMES]:
        found += read_mark(mark, "microdata datePublished", signs)
    beside, apart = own_times(around)
    for mark in beside:
        found += read_mark(mark, "time element", signs)
    by_url = list(read_candidates(day_in(url) or "", "URL", signs))
    printed = list(find_printed(around))
    if by_url and printed and are_apart(by_url[0], printed[0]):  # the line may be that of a change, or of today
        found += by_url
    found += printed
    for mark in apart:
        found += read_mark(mark, "time element", signs)
    found += declared({}, head, (), META_MAILED, signs)
    yield from found
    if all(one.stamp.hour is None for one in found):  # else no further line can say it better
        named = list(find_named(around, url))
        yield from named
        found += named
    yield from by_url
    if not found and not by_url:
        told = list(find_lone(around)) or list(find_undeclared(content, around))
        yield from told or find_last_changes(around, article)


def find_last_changes(around: Around, article: Linked) -> Iterator[Candidate]:
    """Where a page tells no other date: when it was last changed."""
    for one in find_changes(around.head, article, around.signs):
        yield Candidate(one.stamp, f"{one.known_from}, as it tells no other date")


def with_page_dates(article: Linked, head: Head) -> Linked:
    """An article with the dates that JSON-LD gives of its page, where it gives none of the article itself."""
    if article.get("datePublished"):
        return article
    page = next((one for one in head.linked if one.get("datePublished") and is_page(one)), {})
    return {**{key: page[key] for key in ("datePublished", "dateModified") if key in page}, **article}


def is_page(one: Linked) -> bool:
    """Whether an object is a page as a whole."""
    return any(kind.endswith("Page") for kind in texts_of(one.get("@type")))


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


def own_times(around: Around) -> tuple[list[Mark], list[Mark]]:
    """The time elements that may be the article's, not beside other stories: those near its title, and the others."""
    updated = update_boxes(around.signs)
    times = [mark for mark in around.marks if mark.kind == TIME][:MAX_TIMES]
    times = [mark for mark in times if not around.is_mark_elsewhere(mark)]
    times = [
        mark for mark in times if not updated.search(mark.names) or "publish" in mark.names or "pubdate" in mark.names
    ]
    near = "\n".join(block.text for block in around.near(below=LINES_BELOW, above=LINES_ABOVE))
    beside = [mark for mark in times if mark.text and mark.text in near]
    return beside, [mark for mark in times if mark not in beside]


def read_mark(mark: Mark, known_from: str, signs: PageSigns) -> Iterator[Candidate]:
    """The stamps of an element: its attribute's, then what it prints; the other way round where they are days apart.

    What a reader sees is then the day of publication, the attribute often that of a later save.
    """
    said = list(read_candidates(mark.value, known_from, signs)) if mark.value else []
    printed: list[Candidate] = []
    if not mark.text.lower().startswith(signs.labels.updated):
        printed += read_candidates(mark.text, f"{known_from}, as printed", signs)
    apart = said and printed and are_apart(said[0], printed[0])
    yield from (*printed, *said) if apart else (*said, *printed)


def are_apart(one: Candidate, other: Candidate) -> bool:
    """Whether two stamps are of days that no difference of time zones explains."""
    days = read_day(one.stamp, None), read_day(other.stamp, None)
    return days[0] is not None and days[1] is not None and abs(days[0] - days[1]) > timedelta(days=1)


def read_candidates(text: str, known_from: str, signs: PageSigns) -> Iterator[Candidate]:
    """The first stamp of a text."""
    for stamp in find_stamps(text[:MAX_LINE_CHARS], signs)[:1]:
        yield Candidate(stamp, known_from)


def find_printed(around: Around) -> Iterator[Candidate]:
    """Stamps in the lines beside the title, the nearest first."""
    signs = around.signs
    for block in around.near(below=LINES_BELOW, above=LINES_ABOVE):
        if len(block.text) >= MAX_LINE_CHARS or not DIGIT.search(block.text) or around.is_elsewhere(block):
            continue
        text = MACHINE_TIME.sub(r"\1 ", block.text)  # which some themes hide in a byline
        text = text if A_YEAR.search(text) else widen_years(text, signs)
        stamps = find_stamps(text, signs)
        if not stamps or text.lower().startswith(signs.labels.updated):
            continue
        stamp = stamps[1] if len(stamps) > 1 and stamps[0].by_numbers and not stamps[1].by_numbers else stamps[0]
        beside = count_words(text) - sum(count_words(stamp.printed) for stamp in stamps)
        if byline_label(signs).match(text) and beside <= BYLINE_WORDS:
            yield Candidate(stamp, "byline")
        elif beside <= (STAMP_WORDS if not SENTENCE_END.search(text) else SENTENCE_WORDS):
            yield Candidate(stamp, "line beside the headline")


def count_words(text: str) -> int:
    """How many words a line has; a run of characters of a script without blanks is one."""
    return len(WORD.findall(WIDE_RUN.sub(" x ", text)))


def find_named(around: Around, url: str | None) -> Iterator[Candidate]:
    """Stamps in short blocks that are labelled, or in boxes named for dates, nearest to the title first.

    A day without its year is read in the year that the address names.
    """
    signs, named, year = around.signs, date_boxes(around.signs), year_in(url)
    found: list[tuple[int, str]] = []
    for at, block in enumerate(around.blocks.blocks):
        text = block.text
        if len(text) >= MAX_LINE_CHARS or not DIGIT.search(text):
            continue
        if not A_YEAR.search(text):
            short = len(text) < MAX_LINE_CHARS / 2
            text = (widen_years(text, signs) or (add_year(text, year, signs) if year else "")) if short else ""
        if text and (has_label(text, signs) or (named.search(names_around(block)) and not around.is_elsewhere(block))):
            found.append((abs(at - (around.title_at or 0)), text))
    for _, text in sorted(found, key=lambda one: one[0])[:MAX_NAMED]:
        if not text.lower().startswith(signs.labels.updated):
            yield from read_candidates(text, "line named as a date", signs)


def has_label(text: str, signs: PageSigns) -> bool:
    """Whether a line begins as one that tells when the article appeared, or has such words right before a date."""
    lower = text.lower()
    if lower.startswith(signs.labels.published):
        return True
    found = A_YEAR.search(text)
    return bool(found) and published_label(signs).search(lower, 0, found.start() if found else 0) is not None


def find_lone(around: Around) -> Iterator[Candidate]:
    """The first line behind the title that is a date with hardly a word beside; not one of a list of such lines."""
    boxes = Counter(names_around(block) for block in around.blocks.blocks if A_YEAR.search(block.text))
    for block in around.blocks.blocks[(around.title_at or -1) + 1 :]:
        text = block.text
        if len(text) >= MAX_LINE_CHARS or not DIGIT.search(text) or boxes[names_around(block)] > MAX_LONE:
            continue
        if around.is_elsewhere(block):
            continue
        stamps = find_stamps(text if A_YEAR.search(text) else widen_years(text, around.signs), around.signs)
        if len(stamps) == 1 and count_words(text) - count_words(stamps[0].printed) <= LONE_WORDS:
            changed = text.lower().startswith(around.signs.labels.updated)
            yield Candidate(stamps[0], "line of the last change" if changed else "line that is only a date")
            return
