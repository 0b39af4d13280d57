"""What a page is where it is no article: an index, an error, a wall before the text.

By what its head declares, by its words, and by how sure the trained reader was of the text that it kept. Tuned on 390
saved pages that were coded by reading; a page that declares itself an article needs more against it than another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tolltrace.articles.blocks import Blocks
from tolltrace.articles.head import Head
from tolltrace.articles.linked import is_article, texts_of
from tolltrace.knowledge import PageSigns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ARTICLE_TYPES = re.compile(r"(?:article|blogposting|report|newsitem)$", re.IGNORECASE)  # of schema.org, and OpenGraph's
ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/[^/]+/")
INDEX_TYPES = frozenset(("collectionpage", "searchresultspage"))
SHOP_TYPES = frozenset(("product", "product.item", "product.group"))
VIDEO_TYPES = re.compile(r"^video|^music|videoobject$|episode$", re.IGNORECASE)
UNSURE = 0.5  # how likely the kept text is, on average: below this it is none
UNSURE_OF_AN_ARTICLE = 0.4
NOT_SURE = 0.86  # and below this it may be an index's teasers
NOT_SURE_OF_A_FRONT_PAGE = 0.97
LINKED = 0.25  # of the page's text: an index has more
SMALL_SHARE = 0.5  # of the page's text is kept
STUB_CHARS = 500  # before a wall; with more, the paragraphs that carry a report's figures are there, and worth reading
CAPTION_CHARS = 600  # of a video's page
SHORT_CHARS = 1500
FEW_CHARS = 2500
NEAR = 6  # blocks below the text, where a wall stands
LINE_CHARS = 240
INDEX, NO_PROSE, PAYWALL = (
    "an index of links", "no run of prose on the page", "the beginning of an article behind a paywall",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Declared:
    """What a page's head says that it is; "" and empty where it does not."""

    title: str = ""  # the browser's, else the headline
    og_type: str = ""
    types: tuple[str, ...] = ()  # of all objects in its JSON-LD
    address: str = ""  # canonical, or OpenGraph's
    is_free: bool | None = None  # isAccessibleForFree

    @property
    def says_article(self) -> bool:
        """Whether it calls itself one."""
        return any(ARTICLE_TYPES.search(kind) for kind in (self.og_type.strip(), *self.types))

    @property
    def is_front_page(self) -> bool:
        """Whether its address is that of a whole site."""
        try:
            parts = urlsplit(ARCHIVED.sub("", self.address.strip()))
        except ValueError:
            return False
        return bool(self.address) and parts.path.strip("/") == "" and not parts.query


def read_declared(head: Head) -> Declared:
    """It, from the page's head."""
    kinds = [(one, texts_of(one.get("@type"))) for one in head.linked]
    free = [one["isAccessibleForFree"] for one, _ in kinds if is_article(one) and "isAccessibleForFree" in one]
    return Declared(
        title=head.browser_title or next(iter(head.metas_of("og:title")), ""),
        og_type=next(iter(head.metas_of("og:type")), ""),
        types=tuple(name for _, names in kinds for name in names),
        address=head.canonical or next(iter(head.metas_of("og:url")), ""),
        is_free=str(free[0]).lower() == "true" if free else None,
    )


def tell_kind(
    page: Blocks,
    kept: Sequence[int],
    likely: "Sequence[float] | NDArray[np.float32]",
    declared: Declared,
    signs: PageSigns,
) -> str | None:
    """What a page is, for a person, where it is no article; None where it is one. `kept` are the numbers of blocks."""
    sizes = [len(page.blocks[number].text) for number in kept]
    chars = sum(sizes)
    sure = sum(float(likely[number]) * size for number, size in zip(kept, sizes, strict=True)) / chars if chars else 0.0
    return (
        tell_by_words(page, kept, chars, declared, signs)
        or tell_by_types(chars, declared)
        or tell_index(page, chars, sure, declared)
    )


def tell_by_words(page: Blocks, kept: Sequence[int], chars: int, declared: Declared, signs: PageSigns) -> str | None:
    """By its title, where the page says little else, and by the lines of a wall below the text."""
    if chars > FEW_CHARS:
        return None
    words = signs.kinds
    title = " ".join(declared.title[:LINE_CHARS].lower().split())
    says_article = declared.says_article
    if not says_article:
        for phrases, kind in (
            (words.error, "an error page"),
            (words.login, "a page to log in"),
            (words.search, "a list of search results"),
            (words.consent, "a consent wall"),
        ):
            if begins(title, phrases):
                return kind
    last = kept[-1] if kept else -1
    lines = [page.blocks[number].text.lower() for number in kept]
    below = [block.text.lower() for block in page.blocks[last + 1 : last + 1 + NEAR]] if kept else []
    short = [line for line in (*lines, *below) if len(line) < LINE_CHARS]
    if chars < STUB_CHARS and (declared.is_free is False or holds(short, words.paywall)):
        return PAYWALL
    if chars < SHORT_CHARS and not says_article:
        headings = [block.text.lower() for block in page.blocks if block.box.tag in {"h1", "h2"}]
        if any(begins(line, words.error) for line in headings[:3]):
            return "an error page"
        if holds(lines[:3], words.consent):
            return "a consent wall"
    return None


def tell_by_types(chars: int, declared: Declared) -> str | None:
    """By what the page's head declares, where that is no article."""
    kinds = {kind.lower() for kind in declared.types}
    og_type = declared.og_type.strip().lower()
    if declared.says_article:
        return None
    if og_type in SHOP_TYPES or "product" in kinds:
        return "a page of a shop"
    if og_type == "profile" or "profilepage" in kinds:
        return "a profile"
    if chars < CAPTION_CHARS and any(VIDEO_TYPES.search(kind) for kind in (og_type, *kinds)):
        return "a video or a recording"
    return None


def tell_index(page: Blocks, chars: int, sure: float, declared: Declared) -> str | None:
    """By its links, and by how little of its text may be an article's."""
    every = sum(len(block.text) for block in page.blocks) or 1
    linked = sum(block.linked for block in page.blocks) / every
    kinds = {kind.lower() for kind in declared.types}
    if sure < (UNSURE_OF_AN_ARTICLE if declared.says_article else UNSURE):
        return INDEX if linked > LINKED else NO_PROSE
    if declared.says_article:
        return None
    if kinds & INDEX_TYPES:
        return INDEX
    if linked > LINKED and chars < every * SMALL_SHARE:
        if declared.is_front_page and sure < NOT_SURE_OF_A_FRONT_PAGE:
            return INDEX
        if declared.og_type.strip().lower() == "website" and sure < NOT_SURE:
            return INDEX
    return None


def begins(line: str, phrases: Sequence[str]) -> bool:
    """Whether a line is, or begins with, one of some phrases: as whole words."""
    return any(line.startswith(one) and not line[len(one) : len(one) + 1].isalnum() for one in phrases)


def holds(lines: Sequence[str], phrases: Sequence[str]) -> bool:
    """Whether a phrase stands in one of some lines."""
    return any(phrase in line for line in lines for phrase in phrases)
