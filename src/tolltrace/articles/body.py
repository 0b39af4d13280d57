"""The text of an HTML page, without menus, captions, teasers and comments."""

import copy
import re
from collections import Counter
from collections.abc import Iterator
from itertools import dropwhile

from lxml import html
from trafilatura import bare_extraction

from tolltrace.articles.flat import find_body
from tolltrace.articles.heading import Heading
from tolltrace.articles.lines import Line, Sort, read_line
from tolltrace.knowledge import PageSigns
from tolltrace.text import squeeze

# What no article's own words stand in, whatever the page's build.
PRUNED = (
    "//script | //style | //noscript | //template | //nav | //footer | //figcaption | //form | //button | //dialog"
    " | //*[@hidden or @aria-hidden='true'][not(.//p)]"
    " | //*[@role='navigation' or @role='search' or @role='dialog' or @role='complementary' or @role='alertdialog']"
)
PRUNED_NAMES = {
    *("comments", "comment-list", "commentlist", "disqus_thread", "related", "related-articles", "related-stories"),
    *("newsletter", "newsletter-signup", "social", "share", "sharing", "promo", "advert", "advertisement"),
    *("breadcrumb", "breadcrumbs", "cookie-banner", "cookie-consent"),
}
PROSE_BLOCKS = ("//*[@itemprop='articleBody']//p", "//article//p", "//main//p")  # the first of them that the page has
LINK_SHARE = 0.5  # a paragraph with so much of its text in links is a teaser
ENOUGH_WORDS = 6  # of prose
FRONT_PAGE_LINKS = 0.4  # of the page's text: over this, a page that names itself no article is an index
FEW_WORDS = 120
MANY_ELEMENTS = 30_000  # the time that trafilatura takes grows with their square: here, ten seconds at the worst
HEADING_WORDS = 3
TEASER_WORDS = 60  # the paragraphs of one teaser have fewer
TOO_MUCH_PROSE = 0.4  # of the page's paragraphs: an element with more is no furniture
INLINE = frozenset(
    ["a", "abbr", "b", "cite", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"]
)


def extract_paragraphs(tree: html.HtmlElement, heading: Heading, signs: PageSigns) -> tuple[str, ...]:
    """The paragraphs of the article, in order; empty where the page holds none.

    trafilatura finds the text; a short article, at which it may miss or take the furniture for text, is read from the
    page's own article element, and so is a page that is too large for it. The title, bylines and other lines of the
    heading are left out.
    """
    page = copy.deepcopy(tree)
    prune(page)
    captions = {squeeze(one.text_content()) for one in tree.xpath("//figcaption")}
    blocks: list[html.HtmlElement] = next((found for path in PROSE_BLOCKS if (found := page.xpath(path))), [])
    own = [squeeze(one.text_content()) for one in blocks if link_share(one) < LINK_SHARE]
    if not heading.says_article and is_index(page):
        return ()
    paragraphs = keep_prose(extract_text(page).split("\n"), heading, captions, signs)
    if count_prose(paragraphs) < FEW_WORDS:
        kept = keep_prose(own, heading, captions, signs)
        paragraphs = kept if count_prose(kept) * 2 > count_prose(paragraphs) else paragraphs
    if not paragraphs and heading.body:
        paragraphs = keep_prose(re.split(r"\n+", heading.body), heading, captions, signs)
    if not paragraphs:  # text set in tables and line breaks: read as if the page had been flattened
        lines = [line for one in "".join(find_pieces(page)).split("\n") if (line := read_line(one, signs))]
        run = find_body(lines)
        paragraphs = keep_prose(list(run.paragraphs if run else ()), heading, captions, signs)
    return tuple(line.text for line in paragraphs) if count_prose(paragraphs) >= ENOUGH_WORDS else ()


def extract_text(page: html.HtmlElement) -> str:
    """The article's text, a line a paragraph, as trafilatura finds it; "" for none, and for a page too large for it."""
    if sum(1 for _ in page.iter()) > MANY_ELEMENTS:
        return ""
    found = bare_extraction(copy.deepcopy(page), favor_precision=True, include_comments=False, include_tables=False)
    return (found.text if found is not None else "") or ""  # type: ignore[union-attr]


def prune(page: html.HtmlElement) -> None:
    """Take out what is furniture by its element, unless it holds the page's prose: some wrap all in a form."""
    every = prose_chars(page)
    named = [one for one in page.xpath("//body//*[@class or @id]") if PRUNED_NAMES & names_of(one)]
    for element in (*page.xpath(PRUNED), *named):
        if element.getparent() is not None and prose_chars(element) <= every * TOO_MUCH_PROSE:
            element.drop_tree()


def names_of(element: html.HtmlElement) -> set[str]:
    """The classes and the id of an element, in lower case."""
    return set(f"{element.get('class') or ''} {element.get('id') or ''}".lower().split())


def prose_chars(element: html.HtmlElement) -> int:
    """The length of all paragraphs in an element."""
    return sum(len(one.text_content()) for one in element.iter("p"))


def keep_prose(printed: list[str], heading: Heading, captions: set[str], signs: PageSigns) -> list[Line]:
    """The lines that are the article's: without furniture, the heading's lines, captions and repetitions.

    Short lines stay where prose follows, for they head it.
    """
    taken = {text.casefold() for text in (heading.title, *(one.text for one in heading.headlines)) if text}
    kept: list[Line] = []
    for one in printed:
        line = read_line(re.sub(r"^- ", "", one), signs)
        if line is None or line.sort not in {Sort.PROSE, Sort.SHORT, Sort.END}:
            continue
        if line.sort is Sort.END:
            if kept and line.words < 8:
                break
            continue
        if line.text in captions or line.text.casefold() in taken:
            continue
        taken.add(line.text.casefold())
        kept.append(line)
    while kept and kept[-1].sort is Sort.SHORT:
        kept.pop()
    return list(dropwhile(names_a_section, kept))


def names_a_section(line: Line) -> bool:
    """Whether a line is so short that, at the top of an article, it only says in which section that stands."""
    return line.sort is Sort.SHORT and line.words < HEADING_WORDS


def is_index(page: html.HtmlElement) -> bool:
    """Whether much of a page's text stands in links, and no element holds paragraphs enough for an article."""
    bodies = page.xpath("//body")
    if not bodies or link_share(bodies[0]) < FRONT_PAGE_LINKS:
        return False
    together = Counter[html.HtmlElement]()
    for element in bodies[0].iter():
        if element.tag != "a":
            own = " ".join([element.text or "", *(child.tail or "" for child in element)])
            together[element.getparent() if element.tag in {"p", "span"} else element] += len(own.split())
    return max(together.values(), default=0) < TEASER_WORDS


def link_share(element: html.HtmlElement) -> float:
    """The share of an element's text that stands in links; 0 where it has no text."""
    every = len(squeeze(element.text_content()))
    linked = sum(len(squeeze(one.text_content())) for one in element.xpath(".//a"))
    return linked / every if every else 0.0


def count_prose(lines: list[Line]) -> int:
    """The words of all lines that are prose."""
    return sum(line.words for line in lines if line.sort is Sort.PROSE)


def find_pieces(element: html.HtmlElement) -> Iterator[str]:
    """The pieces of text in an element, in order, with a line end around all that is not set within the line."""
    if element.tag in {"script", "style", "noscript", "template"}:
        return
    edge = "" if element.tag in INLINE else "\n"
    yield edge + (element.text or "").replace("\n", " ")
    for child in element:
        yield from find_pieces(child)
        yield (child.tail or "").replace("\n", " ")
    yield edge
