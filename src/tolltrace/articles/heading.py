"""What an HTML page says about its article: JSON-LD first, then meta elements, then what is printed."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml import html

from tolltrace.articles.dates import Candidate, find_stamps, read_published
from tolltrace.articles.lines import SEPARATORS, Sort, read_line
from tolltrace.articles.names import find_owners, read_authors
from tolltrace.knowledge import Knowledge, PageSigns
from tolltrace.text import squeeze
from tolltrace.values import Outlet, Page, Published

LD_DEPTH = 6  # how deep an article may be wrapped in JSON-LD
LD_OBJECTS = 500
LD_OPENS, LD_CLOSES = ("//", "<!--", "<![CDATA["), ("-->", "]]>", "//")  # outermost first
ARTICLE_TYPES = re.compile(r"(?:article|blogposting|report|newsitem)$", re.IGNORECASE)
META_TIMES = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "dc.date.issued",
    "dcterms.created", "dcterms.issued", "dc.date", "sailthru.date", "publish-date", "publishdate", "publish_date",
    "pubdate", "cxenseparse:recs:publishtime", "date", "dcterms.date", "originalpublicationdate",
)  # fmt: skip
META_AUTHORS = ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author", "byl")
META_TAGS = ("article:tag", "parsely-tags", "news_keywords", "keywords", "sailthru.tags")
META_OUTLETS = ("og:site_name", "application-name", "dc.publisher", "twitter:site:name")
META_DESCRIPTIONS = ("og:description", "description", "twitter:description")
TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|cmpid|ocid|at_medium|at_campaign|smid|ref_src", re.IGNORECASE)
BYLINES = (
    "//*[@itemprop='author' or @rel='author' or contains(concat(' ', normalize-space(@class), ' '), ' byline ')"
    " or contains(concat(' ', normalize-space(@class), ' '), ' author ')]"
)
INLINE = frozenset(
    ["a", "abbr", "b", "cite", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"]
)
LINES_BELOW, LINES_ABOVE = 12, 6  # the headline: where its date may be printed
PATH_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/-])")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over an article, and beside it in the page's own description of itself."""

    title: str | None
    printed_title: str | None  # another wording that the page uses: the title for search engines
    outlet: str | None
    url: str | None  # canonical
    published: Published | None
    description: str | None
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    body: str | None  # the text as JSON-LD gives it
    says_article: bool  # whether the page declares that it is an article


def read_heading(tree: html.HtmlElement, page: Page, knowledge: Knowledge) -> Heading:
    """All of it; None and empty where the page does not say."""
    metas = read_metas(tree)
    headline = first(find_printed(tree, "//h1"))
    article = find_linked_article(tree, headline)
    url = find_url(tree, metas, article, page)
    outlet, outlet_name = find_outlet(tree, metas, article, url, page, knowledge)
    browser_title = first(find_printed(tree, "//head/title | //title"))
    offered = first([*text_of(article.get("headline")), *metas.get("og:title", ()), *metas.get("twitter:title", ())])
    title = find_title(tree, offered, browser_title, outlet_name)
    return Heading(
        title=title,
        printed_title=offered if offered != title else None,
        outlet=outlet_name,
        url=url,
        published=read_published(
            list(find_dates(tree, metas, article, url, knowledge.signs)), outlet=outlet, signs=knowledge.signs
        ),
        description=first([*metas_of(metas, META_DESCRIPTIONS), *text_of(article.get("description"))]),
        authors=find_authors(tree, metas, article, knowledge),
        tags=find_tags(tree, metas, article),
        body=first(text_of(article.get("articleBody"), squeezed=False)),
        says_article=bool(article) or "article" in metas.get("og:type", ()),
    )


def first(values: Sequence[str]) -> str | None:
    """The first of them, None where there is none."""
    return values[0] if values else None


# ── what the page says in its source ─────────────────────────────────────────────────────────────────────────────────


def read_metas(tree: html.HtmlElement) -> Mapping[str, tuple[str, ...]]:
    """The contents of meta elements by name or property, in lower case and in order."""
    metas = defaultdict[str, list[str]](list)
    for meta in tree.xpath("//meta[@content]"):
        content = squeeze(meta.get("content"))
        for name in {(meta.get(attribute) or "").lower() for attribute in ("name", "property", "itemprop")} - {""}:
            if content:
                metas[name].append(content)
    return {name: tuple(contents) for name, contents in metas.items()}


def metas_of(metas: Mapping[str, tuple[str, ...]], names: Sequence[str]) -> list[str]:
    """The contents of all these, in the order of the names."""
    return [content for name in names for content in metas.get(name, ())]


def find_linked_article(tree: html.HtmlElement, headline: str | None) -> Mapping[str, Any]:
    """The JSON-LD object that is the page's article: the one with the printed headline, else the first; {} for none."""
    articles = [
        one
        for script in tree.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]")
        for one in find_objects(read_json(script.text_content()))
        if any(ARTICLE_TYPES.search(kind) for kind in text_of(one.get("@type")))
    ]
    same = [one for one in articles if headline and headline in text_of(one.get("headline"))]
    return next(iter(same or articles), {})


def read_json(text: str) -> Any:
    """What a script element holds; None where it is damaged. Pages wrap it in comments and print bare line ends."""
    for wrap in LD_OPENS:
        text = text.strip().removeprefix(wrap)
    for wrap in LD_CLOSES:
        text = text.strip().removesuffix(wrap)
    try:
        return json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def find_objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects that a page describes itself with: at the top, in lists and graphs, as main entity."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    for _ in range(LD_OBJECTS):
        if not waiting:
            return
        one, depth = waiting.pop(0)
        if isinstance(one, list) and depth < LD_DEPTH:
            waiting += [(inner, depth + 1) for inner in one]
        elif isinstance(one, dict):
            yield one
            if depth < LD_DEPTH:
                waiting += [(one[key], depth + 1) for key in ("@graph", "mainEntity") if key in one]


def text_of(value: Any, *, squeezed: bool = True) -> list[str]:
    """The strings of a JSON-LD value: a string, an object's name, or a list of these."""
    found: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        inner = one.get("name") if isinstance(one, dict) else one
        for text in inner if isinstance(inner, list) else [inner]:
            if isinstance(text, str) and text.strip():
                plain = unescape(text)  # JSON needs no entities, and pages print them there
                found.append(squeeze(plain) if squeezed else plain)
    return found


# ── one field each ───────────────────────────────────────────────────────────────────────────────────────────────────


def find_printed(tree: html.HtmlElement, path: str) -> list[str]:
    """The texts of the elements at a path, blanks where a line or a box ends."""
    return [text for element in tree.xpath(path) if (text := squeeze("".join(find_pieces(element))))]


def find_lines(tree: html.HtmlElement) -> list[str]:
    """All that the page prints, line by line."""
    return [
        line
        for body in tree.xpath("//body")
        for one in "".join(find_pieces(body)).split("\n")
        if (line := squeeze(one))
    ]


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


def find_title(
    tree: html.HtmlElement, offered: str | None, browser_title: str | None, outlet: str | None
) -> str | None:
    """The headline as printed: the h1 most like what the page offers as its title; else that, without outlet."""
    wanted = words_of(f"{offered or ''} {browser_title or ''}")
    headings = [text for text in find_printed(tree, "//h1") if text.casefold() != (outlet or "").casefold()]
    like = [(len(words_of(text) & wanted) / len(words_of(text) | {""}), text) for text in headings]
    best = max(like, key=lambda one: one[0], default=(0.0, ""))
    if best[1] and (best[0] > 0.3 or not wanted):
        return best[1]
    return drop_outlet(offered or browser_title, outlet) or first(headings)


def drop_outlet(title: str | None, outlet: str | None) -> str | None:
    """ "Title - Outlet" without the outlet. What is not the outlet's name goes only after a bar."""
    if not title:
        return None
    parts = SEPARATORS.split(title)
    separators = SEPARATORS.findall(title)
    while len(parts) > 1:
        is_outlet = bool(outlet) and (outlet or "").casefold() in parts[-1].casefold()
        if not is_outlet and separators[-1].strip() not in {"|", "•", "»"}:
            break
        parts.pop()
        separators.pop()
    return title[: sum(map(len, parts)) + sum(map(len, separators))].strip() or None


def words_of(text: str) -> set[str]:
    """The words of a text, in lower case."""
    return set(re.findall(r"\w+", text.casefold()))


def find_url(
    tree: html.HtmlElement, metas: Mapping[str, tuple[str, ...]], article: Mapping[str, Any], page: Page
) -> str | None:
    """The canonical URL, when it is one of this site and not of its front page; else where the page was fetched."""
    entity = article.get("mainEntityOfPage")
    ids = [entity.get("@id")] if isinstance(entity, dict) else [entity]
    offered = [*tree.xpath("//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href"), *metas.get("og:url", ())]
    for one in (*offered, article.get("url"), *ids):
        url = clean_url(one, page.url)
        if url and (page.url is None or site_of(url) == site_of(page.url)):
            return url
    return clean_url(page.url, None) or page.url


def clean_url(url: Any, base: str | None) -> str | None:
    """An absolute http URL without fragment and tracking; None for a front page, which is no article's address."""
    try:
        parts = urlsplit(urljoin(base or "", squeeze(str(url or ""))))
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
    except ValueError:
        return None
    query = urlencode(
        [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.fullmatch(pair[0])]
    )
    if parts.path in {"", "/"} and not query:
        return None
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path, query, ""))


def site_of(url: str) -> str:
    """The last labels of the host: "www.bbc.co.uk" and "m.bbc.co.uk" are one site."""
    labels = (urlsplit(url).hostname or "").split(".")
    count = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    return ".".join(labels[-count:])


def find_outlet(
    tree: html.HtmlElement,
    metas: Mapping[str, tuple[str, ...]],
    article: Mapping[str, Any],
    url: str | None,
    page: Page,
    knowledge: Knowledge,
) -> tuple[Outlet | None, str | None]:
    """The outlet where we know it, and its name: by the address, else as the page names its publisher."""
    names = [*text_of(article.get("publisher")), *metas_of(metas, META_OUTLETS)]
    known = knowledge.outlets.at_url(page.url or url)
    names = names or find_printed_owners(tree)
    known = known or next((outlet for name in names if (outlet := knowledge.outlets.named(name))), None)
    return known, known.name if known else first(names)


def find_printed_owners(tree: html.HtmlElement) -> list[str]:
    """Who publishes, by the browser's title, then by the lines of copyright, the last first."""
    headline = first(find_printed(tree, "//h1"))
    titles = find_printed(tree, "//head/title")
    short = [line for line in reversed(find_lines(tree)) if len(line) < 200]
    return [owner for line in (*titles, *short) for owner in find_owners(line, headline)]


def find_dates(
    tree: html.HtmlElement,
    metas: Mapping[str, tuple[str, ...]],
    article: Mapping[str, Any],
    url: str | None,
    signs: PageSigns,
) -> Iterator[Candidate]:
    """Every stamp that may be the article's, the surest first; what the page says of changes is left out."""
    headline, lines = first(find_printed(tree, "//h1")), find_lines(tree)
    for name in ("datePublished", "dateCreated"):
        for text in text_of(article.get(name)):
            yield from read_candidates(text, f"JSON-LD {name}", signs)
    for name in META_TIMES:
        for text in metas.get(name, ()):
            yield from read_candidates(text, f"meta {name}", signs)
    times = tree.xpath("//article//time | //main//time | //header//time") or tree.xpath("//time")
    for time in times[:10]:
        named = f"{time.get('class') or ''} {time.get('itemprop') or ''}".lower()
        if "modif" in named or "updat" in named:
            continue
        yield from read_candidates(time.get("datetime") or "", "time element", signs)
        yield from read_candidates(squeeze(time.text_content()), "time element, as printed", signs)
    yield from find_printed_dates(lines, headline, signs)
    if found := PATH_DATE.search(url or ""):
        yield from read_candidates("-".join(found.groups()), "URL", signs)


def read_candidates(text: str, known_from: str, signs: PageSigns) -> Iterator[Candidate]:
    """The first stamp of a text."""
    for stamp in find_stamps(text[:200], signs)[:1]:
        yield Candidate(stamp, known_from)


def find_printed_dates(lines: Sequence[str], headline: str | None, signs: PageSigns) -> Iterator[Candidate]:
    """Stamps in the lines below the headline, then in those above it, the nearest first."""
    if headline not in lines:
        return
    at = lines.index(headline)
    for text in (*lines[at + 1 : at + LINES_BELOW], *reversed(lines[max(0, at - LINES_ABOVE) : at])):
        line = read_line(text, signs) if len(text) < 200 else None
        if not line or not line.stamps or line.text.lower().startswith(signs.labels.updated):
            continue
        if line.sort in {Sort.BYLINE, Sort.STAMP}:
            yield Candidate(line.stamps[0], "byline" if line.sort is Sort.BYLINE else "line beside the headline")


def find_authors(
    tree: html.HtmlElement, metas: Mapping[str, tuple[str, ...]], article: Mapping[str, Any], knowledge: Knowledge
) -> tuple[str, ...]:
    """Who signs: persons in JSON-LD, else in the meta elements, else in the printed byline. Outlets are no authors."""
    linked = article.get("author")
    persons = [
        one
        for one in (linked if isinstance(linked, list) else [linked])
        if not (isinstance(one, dict) and "Organization" in text_of(one.get("@type")))
    ]
    printed = find_printed(tree, BYLINES)[:3]
    for offered in (text_of(persons), metas_of(metas, META_AUTHORS), printed):
        names = [name for text in offered for name in read_authors(text, knowledge)]
        if names:
            return tuple(dict.fromkeys(names))
    return ()


def find_tags(
    tree: html.HtmlElement, metas: Mapping[str, tuple[str, ...]], article: Mapping[str, Any]
) -> tuple[str, ...]:
    """The keywords that the page gives, else those it links as tags."""
    offered = text_of(article.get("keywords")) or next((list(metas[name]) for name in META_TAGS if name in metas), [])
    listed = [tag for text in offered for tag in re.split(r"\s*[,;|]\s*", text)]
    listed = listed or find_printed(tree, "//a[@rel='tag']")
    return tuple(dict.fromkeys(tag for tag in map(str.strip, listed) if tag))
