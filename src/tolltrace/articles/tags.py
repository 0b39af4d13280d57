"""The keywords and topics that a page lists for its article."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from unicodedata import combining, normalize

from tolltrace.articles.around import Around
from tolltrace.articles.blocks import Blocks
from tolltrace.articles.head import TAG, TAGS, Mark
from tolltrace.articles.lines import alternatives
from tolltrace.articles.linked import Linked, fold, texts_of
from tolltrace.articles.urls import title_in
from tolltrace.knowledge import PageSigns

# What the maker of a page gives to those who list news stands before what a program for pages puts into JSON-LD beside
# its own codes.
META_TAGS = (
    "news_keywords", "article:tag", "og:article:tag", "parsely-tags", "dc.subject", "dcterms.subject", "tags",
)  # fmt: skip
META_WORDS = "keywords"  # often those of the whole site
META_CODES = "sailthru.tags"  # of a mailing program
PARTS = re.compile(r"\s*[,;|،、，；]\s*")
BLANKS = re.compile(r"\s+")
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
MACHINE = re.compile(
    r"\w+[:=/]\S|[\w-]*\d{5,}|[a-z0-9]+_[a-z0-9_]+$|https?:|\w+_[A-Z0-9]{6,}$"
    r"|(?i:section|category|type|source|textart|content|channel|word count|trust|ad ?node)\s?:"
)
WORDS = re.compile(r"[^\W_]+")
MAX_TAGS, MAX_CHARS = 50, 80
MAX_LABEL = 40  # of the words before a list of tags, with their colon
MIN_OF_TITLE = 4  # words of the title, one by one, are no keywords that anybody chose
MAX_PROSE, MIN_PROSE, STEM = 20_000, 80, 5
MIN_WORDS = 4  # so many words parted by blanks alone are a list where the script has no blanks


def find_tags(around: Around, article: Linked, url: str | None, outlets: Sequence[str]) -> tuple[str, ...]:
    """The first list that the page gives of what its article is about; no outlet's name and no machine's codes."""
    head, signs = around.head, around.signs
    titles = [one for one in (around.title, title_in(url)) if one]
    unwanted = generic_tags(signs).union(map(fold, outlets))

    def clean(listed: Iterable[str]) -> tuple[str, ...]:
        tags = drop_codes(listed, unwanted)
        return () if any(is_title(tags, one) for one in titles) else tags

    for offered in (*(head.metas_of(name) for name in META_TAGS), texts_of(article.get("keywords"))):
        if found := clean(split_all(offered)):
            return found
    linked = clean(mark.text for mark in head.marked(TAG))
    words = clean(split_all(head.metas_of(META_WORDS)))
    if linked and not {fold(one) for one in linked} & {fold(one) for one in words}:
        return linked
    if is_of_article(words, titles, around.blocks):
        return words
    boxed = linked or clean(find_boxed(around))
    return boxed or clean(find_labelled(around.blocks, signs)) or clean(split_all(head.metas_of(META_CODES)))


def split_all(offered: Sequence[str]) -> list[str]:
    """The tags of a list; of a single text, parted by commas, or by blanks where the script has none within a word."""
    texts = list(dict.fromkeys(offered))
    if len(texts) > 1:
        return texts
    listed = [part for text in texts for part in PARTS.split(text)]
    if len(listed) == 1 and WIDE.search(listed[0]) and len(parts := BLANKS.split(listed[0])) >= MIN_WORDS:
        return parts
    return listed


def drop_codes(listed: Iterable[str], unwanted: frozenset[str]) -> tuple[str, ...]:
    """Each once, without those that say nothing of this article."""
    found: dict[str, str] = {}
    for one in listed:
        tag = one.strip(" #\"'.:：·•")
        folded = fold(tag)
        if folded and len(tag) <= MAX_CHARS and not MACHINE.match(tag) and folded not in unwanted:
            found.setdefault(folded, tag)
    return tuple(found.values())[:MAX_TAGS]


@cache
def generic_tags(signs: PageSigns) -> frozenset[str]:
    """What labels a list of tags, and what would suit any report, as `fold` makes them."""
    return frozenset(map(fold, (*signs.labels.tags, *signs.tags.labels, *signs.tags.generic)))


def is_title(tags: Sequence[str], title: str) -> bool:
    """Whether these are the words of the title one by one, in its order: a program's work."""
    if len(tags) < MIN_OF_TITLE or any(" " in tag for tag in tags):
        return False
    rest = iter(WORDS.findall(without_accents(title)))
    return all(any(word == without_accents(tag).strip("'") for word in rest) for tag in tags)


def without_accents(text: str) -> str:
    """In lower case, as addresses have it."""
    return "".join(char for char in normalize("NFD", text.casefold()) if not combining(char))


def is_of_article(words: Sequence[str], titles: Sequence[str], blocks: Blocks) -> bool:
    """Whether a fourth at least of these keywords stand in the title or a paragraph: else they are the site's.

    Words are compared by how they begin: languages bend their ends.
    """
    if not words:
        return False
    prose = [block.text for block in blocks.blocks if block.linked * 4 < len(block.text) and is_prose(block.text)]
    text = " ".join([*titles, *prose])[:MAX_PROSE].casefold()
    stated = sum(any(word[:STEM] in text for word in WORDS.findall(tag.casefold())) for tag in words)
    return stated > 0 and stated * 4 >= len(words)


def is_prose(text: str) -> bool:
    """Whether a block is as long as a sentence."""
    return len(text) > (MIN_PROSE // 3 if WIDE.search(text) else MIN_PROSE)


def find_boxed(around: Around) -> list[str]:
    """The links of the first box named for tags behind the title, and of those that are called as it is."""
    first: Mark | None = None
    found: list[str] = []
    for mark in around.marks_behind:
        if mark.kind != TAGS or around.is_mark_elsewhere(mark):
            continue
        first = first or mark
        if (mark.names, mark.around) == (first.names, first.around):
            found += mark.text.split("; ")
    return found


@cache
def label(signs: PageSigns) -> re.Pattern[str]:
    """Finds "Tags:" at the beginning of a line."""
    words = alternatives((*signs.labels.tags, *signs.tags.labels))
    return re.compile(rf"(?:{words})\s*[:：]\s*(?=\S)", re.IGNORECASE)


def find_labelled(blocks: Blocks, signs: PageSigns) -> list[str]:
    """What stands behind "Tags:" in the first short block that begins so."""
    pattern = label(signs)
    for block in blocks.blocks:
        text = block.text
        if len(text) > 10 * MAX_CHARS or not (":" in text[:MAX_LABEL] or "：" in text[:MAX_LABEL]):
            continue
        if found := pattern.match(text):
            return [part for part in PARTS.split(text[found.end() :]) if part]
    return []
