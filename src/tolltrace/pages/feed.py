"""RSS of all ages, and Atom: an article an entry that holds its text, a reference an entry that only summarises it."""

import email.utils
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

from lxml import etree

from tolltrace.pages.elements import html_of, name_of, read_elements, text_of
from tolltrace.pages.kinds import plain_head
from tolltrace.pages.reader import Damage, Found, Origin, Reference, Stream, damaged, record_page
from tolltrace.text import squeeze
from tolltrace.values import Reason, Rejected

NAMES = (".rss", ".atom", ".rdf")
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)(?=[\s/>])")
TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
CUT_SHORT = re.compile(r"(?:\.\.\.|…|\[(?:\.\.\.|…)\]|»|→)$")
ENTRIES = frozenset({"item", "entry"})
FULL_WORDS = 100  # a description with fewer is a summary; teasers of news feeds have 15 to 60
MAX_DATE_CHARS = 80
APPEARED = ("pubDate", "published", "issued", "dc:date", "dcterms:created")
CHANGED = ("updated", "modified", "dcterms:modified")


@dataclass(frozen=True, slots=True)
class Feed:
    """Streams: one entry is held at a time."""

    name: str = "feed"
    reads: str = "RSS and Atom feeds"

    def accepts(self, filename: str, head: bytes) -> bool:
        """By the first element."""
        return root_name(head) in {b"rss", b"RDF", b"feed"}

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Found]:
        """One result an entry; its source names the entry by its link, else by its number."""
        title: str | None = None
        number = 0
        for one in read_elements(stream, ENTRIES, max_bytes=max_page_bytes, charset=origin.charset):
            if isinstance(one, Damage):
                yield damaged(one, origin, max_page_bytes, f"{number:,} entries were read")
                number = number or 1
            elif name_of(one) in ENTRIES:
                number += 1
                yield read_entry(one, number, title, origin)
            elif name_of(one) == "title" and title is None and name_of(parent_of(one)) in {"channel", "feed"}:
                title = plain(text_of(one)) or None
        if not number:
            yield Rejected(origin.source, Reason.EMPTY, "a feed without entries")


def root_name(head: bytes) -> bytes:
    """The name of the first element of an XML document, without its prefix; b"" for anything else."""
    head = COMMENT.sub(b"", plain_head(head)).lstrip()
    found = ROOT.search(head) if head.startswith(b"<") else None
    return found[1] if found else b""


def parent_of(element: etree._Element) -> etree._Element:
    """Its parent; itself where it is the root."""
    parent = element.getparent()
    return element if parent is None else parent


def read_entry(entry: etree._Element, number: int, feed: str | None, origin: Origin) -> Found:
    """The article of an entry that holds its text, else where it is to be found."""
    fields: dict[str, etree._Element] = {}
    for child in entry:
        fields.setdefault(name_of(child), child)
    link = find_link(entry, fields, origin)
    source = f"{origin.source}:{link or number}"
    content, summary = find_content(entry, fields), summary_of(fields)
    text = choose_text(content, summary, has_link=link is not None)
    if text is None and link is not None:
        held = "only a summary" if summary or content else "no text"
        dates = first_date(fields, *CHANGED), first_date(fields, *APPEARED)
        stamp = "\n".join((plain(text_of(fields.get("title"))), *(each or "" for each in dates)))
        return Reference(source, link, f"the entry holds {held}", stamp, dates[0] or dates[1])
    if text is None:
        return Rejected(source, Reason.EMPTY, "an entry without text and without a link")
    record = {
        **text,
        "id": None if link else plain(text_of(fields.get("guid", fields.get("id")))),
        "title": plain(text_of(fields.get("title"))),
        "publisher": plain(text_of(fields.get("dc:publisher"))) or source_title(fields.get("source")),
        "feed": feed,
        "url": link,
        "published": first_date(fields, *APPEARED),
        "modified": first_date(fields, *CHANGED),
        "authors": find_authors(entry),
        "tags": find_tags(entry),
        "description": plain(summary or "") if content else None,
    }
    return record_page(source, record, origin)


def find_content(entry: etree._Element, fields: Mapping[str, etree._Element]) -> dict[str, str]:
    """The element that is meant for the whole text, as a field of a record; {} where the entry has none."""
    element = fields.get("content:encoded", fields.get("xhtml:body"))
    if element is None:
        element = fields.get("content", fields.get("fullText", fields.get("full-text")))
    if element is None or element.get("src"):
        return {}
    is_plain = name_of(element) == "content" and element.get("type", "text") in {"text", "text/plain"}
    text = text_of(element) if is_plain else html_of(element)
    return {"text" if is_plain and entry_is_atom(entry) else "html": text} if text else {}


def entry_is_atom(entry: etree._Element) -> bool:
    """Whether its words are plain unless it says otherwise; in RSS they are HTML."""
    return name_of(entry) == "entry"


def summary_of(fields: Mapping[str, etree._Element]) -> str | None:
    """What the entry says of its report in short, as HTML."""
    for name in ("description", "summary", "media:description"):
        element = fields.get(name)
        if element is not None and (text := html_of(element)):
            is_plain = name == "summary" and element.get("type", "text") in {"text", "text/plain"}
            return escape(text, quote=False) if is_plain else text
    return None


def choose_text(content: dict[str, str], summary: str | None, *, has_link: bool) -> dict[str, str] | None:
    """What is the report's whole text; None where that must be fetched.

    A content element is, unless it breaks off; a description is where it is long. Without a link there is no more.
    """
    for field, words in ((content, 1), ({"html": summary} if summary else {}, FULL_WORDS)):
        text = plain(TAG.sub(" ", next(iter(field.values()), "")))
        if text and (not has_link or (len(text.split()) >= words and not CUT_SHORT.search(text))):
            return field
    return None


def find_link(entry: etree._Element, fields: Mapping[str, etree._Element], origin: Origin) -> str | None:
    """The address of the report, absolute."""
    links = [one for one in entry if name_of(one) == "link" and one.get("rel", "alternate") == "alternate"]
    found = [text_of(fields.get("feedburner:origLink")), *(one.get("href") or text_of(one) for one in links)]
    guid = fields.get("guid")
    if guid is not None and guid.get("isPermaLink", "true") == "true":
        found.append(text_of(guid))
    found += [text_of(fields.get("id")), entry.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", "")]
    return next((link for one in found if (link := absolute(one, origin.url))), None)


def absolute(printed: str, base: str | None) -> str | None:
    """An http address; a relative one against where the feed was fetched."""
    try:
        address = urljoin(base or "", squeeze(unescape(printed)).replace(" ", "%20"))
        parts = urlsplit(address)
    except ValueError:  # brackets that hold no address
        return None
    return address if printed.strip() and parts.scheme in {"http", "https"} and parts.netloc else None


def first_date(fields: Mapping[str, etree._Element], *names: str) -> str | None:
    """The first of some fields that holds a date, in ISO 8601."""
    return next((date for name in names if (date := iso_date(text_of(fields.get(name))))), None)


def iso_date(printed: str) -> str | None:
    """A date of RFC 822 or ISO 8601, in ISO 8601; None for what is neither: that shall not cost an article."""
    printed = squeeze(printed)[:MAX_DATE_CHARS]
    for read in (datetime.fromisoformat, email.utils.parsedate_to_datetime):
        try:
            found = read(printed)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if 1900 <= found.year < 2100:
            return found.isoformat() if ":" in printed else found.date().isoformat()
    return None


def find_authors(entry: etree._Element) -> tuple[str, ...] | str:
    """Who signs: a byline of RSS, or each name of Atom."""
    names = [
        plain(text_of(name)) for one in entry if name_of(one) == "author" for name in one if name_of(name) == "name"
    ]
    if names:
        return tuple(names)
    bylines = [plain(text_of(one)) for one in entry if name_of(one) in {"dc:creator", "author"}]
    if len(bylines) > 1:
        return tuple(bylines)
    # "desk@news.example (Ann Example)" is how RSS 2.0 wants an author
    return re.sub(r"^\S+@\S+\s+\(([^()]*)\)$|^\S+@\S+$", r"\1", bylines[0]) if bylines else ()


def find_tags(entry: etree._Element) -> tuple[str, ...]:
    """Its categories, as printed."""
    tags = (
        one.get("label") or one.get("term") or text_of(one)
        for one in entry
        if name_of(one) in {"category", "dc:subject"}
    )
    return tuple(plain(tag) for tag in tags)


def source_title(source: etree._Element | None) -> str:
    """The feed that an entry was taken over from."""
    if source is None:
        return ""
    titles = [text_of(one) for one in source if name_of(one) == "title"]
    return plain(titles[0] if titles else text_of(source))


def plain(html: str) -> str:
    """HTML on one line without its tags: a title, a name."""
    return squeeze(unescape(TAG.sub("", html)))


READER = Feed()
