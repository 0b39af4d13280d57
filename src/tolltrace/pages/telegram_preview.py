"""A Telegram channel's public page, t.me/s/<channel>, saved or fetched: an article a message."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from tolltrace.pages.html import READER as HTML
from tolltrace.pages.kinds import plain_head
from tolltrace.pages.reader import Found, Origin, Stream, read_whole, record_page
from tolltrace.pages.telegram import FEWEST_WORDS, Tally
from tolltrace.text import squeeze
from tolltrace.values import Page

SIGNS = re.compile(rb"tgme_webpreview|tgme_widget_message|telegram-web\.css|tg://resolve\?domain=", re.IGNORECASE)
PREFIX = "tgme_widget_message_"
POST = re.compile(r"\w{1,64}/\d{1,19}")


@dataclass(frozen=True, slots=True)
class TelegramPreview:
    """One page; where it holds no message after all, it is an HTML page like any other."""

    name: str = "telegram_preview"
    reads: str = "Telegram channels' public pages"

    def accepts(self, filename: str, head: bytes) -> bool:
        """HTML that names the styles or the address of such a page."""
        return HTML.accepts(filename, head) and SIGNS.search(plain_head(head)) is not None

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Found]:
        """One Page a message with text; its source names the message."""
        whole = read_whole(stream, origin, kind=HTML.name, max_page_bytes=max_page_bytes)
        messages = find_messages(whole.content) if isinstance(whole, Page) else []
        tally = Tally()
        for message in messages:
            if found := read_message(message, origin, tally):
                yield found
        if not messages:
            yield whole
        yield from tally.results(origin.source)


def parse(content: bytes) -> html.HtmlElement | None:
    """A page as a tree; None for what is no HTML."""
    try:
        return html.document_fromstring(
            content, parser=html.HTMLParser(encoding=None if is_utf_16(content) else "utf-8")
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def find_messages(content: bytes) -> list[html.HtmlElement]:
    """The elements of a page that are messages, in their order."""
    tree = parse(content)
    return [] if tree is None else [one for one in tree.iter("div") if POST.fullmatch(one.get("data-post", ""))]


def is_utf_16(content: bytes) -> bool:
    """Whether a mark says so; else such pages are in UTF-8."""
    return content[:2] in {b"\xff\xfe", b"\xfe\xff"}


def read_message(message: html.HtmlElement, origin: Origin, tally: Tally) -> Found | None:
    """The article that a message is; None where it was only counted."""
    parts = find_parts(message)
    if "service_message" in message.get("class", "").split():
        tally.service += 1
        return None
    text = parts.get("text")
    words = squeeze(text.text_content()).split() if text is not None else []
    if text is None or not words:
        tally.media += 1
        return None
    if len(words) < FEWEST_WORDS:
        tally.short += 1
        return None
    place = f"t.me/{message.get('data-post')}"
    times = [time.get("datetime", "") for time in message.iter("time") if time.get("datetime")]
    record = {
        "html": etree.tostring(text, encoding="unicode", method="html", with_tail=False),
        "id": place,
        "url": f"https://{place}",
        "publisher": line_of(parts.get("owner_name")) or place.split("/")[1],
        "authors": [line_of(parts.get("from_author"))],
        "published": times[-1] if times else None,
        "forwarded_from": line_of(parts.get("forwarded_from_name")),
        "tags": [tag for link in text.iter("a") if (tag := squeeze(link.text_content())).startswith("#")],
    }
    return record_page(f"{origin.source}:{place}", record, origin)


def find_parts(message: html.HtmlElement) -> dict[str, html.HtmlElement]:
    """The first element of each class of Telegram's own, by its name: "text". What is replied to has none."""
    parts: dict[str, html.HtmlElement] = {}
    replied = {inner for one in message.iter("a", "div") if PREFIX + "reply" in classes(one) for inner in one.iter()}
    for one in message.iterdescendants():
        for name in () if one in replied else classes(one):
            if name.startswith(PREFIX):
                parts.setdefault(name.removeprefix(PREFIX), one)
    return parts


def classes(element: html.HtmlElement) -> list[str]:
    """The classes of an element."""
    return (element.get("class") or "").split() if isinstance(element.tag, str) else []


def line_of(element: html.HtmlElement | None) -> str:
    """Its text on one line; "" for no element."""
    return squeeze(element.text_content()) if element is not None else ""


READER = TelegramPreview()
