"""Telegram: the desktop app's export as HTML (messages.html, messages2.html, …): an article a message.

It names no address and no number of the chat: a message is known by its chat's name and its own number. So a report
that was read from the JSON export too is another report.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree, html

from tolltrace.pages.html import READER as HTML
from tolltrace.pages.kinds import plain_head
from tolltrace.pages.reader import Found, Origin, Stream, read_whole, record_page
from tolltrace.pages.telegram import FEWEST_WORDS, Tally
from tolltrace.pages.telegram_preview import classes, line_of, parse
from tolltrace.text import squeeze
from tolltrace.values import Page

SIGNS = re.compile(rb'class="page_body chat_page"|<title>\s*Exported Data\s*</title>', re.IGNORECASE)
NUMBER = re.compile(r"message(\d{1,19})")
STAMP = re.compile(
    r"\s*(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?"  # "01.05.2023 22:29:00 UTC+03:00"
)
MAX_NAME_CHARS = 200
NAMED = ("from_name", "signature", "text", "date", "forwarded")


@dataclass(frozen=True, slots=True)
class TelegramHtml:
    """One file of an export, of a thousand messages; where it holds none, it is an HTML page like any other."""

    name: str = "telegram_html"
    reads: str = "Telegram exports as HTML"

    def accepts(self, filename: str, head: bytes) -> bool:
        """HTML that has the title or the build of such an export."""
        return HTML.accepts(filename, head) and SIGNS.search(plain_head(head)) is not None

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Found]:
        """One Page a message with text; its source names the message."""
        whole = read_whole(stream, origin, kind=HTML.name, max_page_bytes=max_page_bytes)
        tree = parse(whole.content) if isinstance(whole, Page) else None
        messages = [one for one in tree.iter("div") if "message" in classes(one)] if tree is not None else []
        tally, chat, sender = Tally(), name_of_chat(tree), ""
        for message in messages:
            parts = find_parts(message)
            sender = name_in(parts.get("from_name")) or sender  # printed once for all that one sends in a row
            if found := read_message(message, parts, chat, sender, origin, tally):
                yield found
        if not messages:
            yield whole
        yield from tally.results(origin.source)


def name_of_chat(tree: html.HtmlElement | None) -> str:
    """What the head of the page is titled; "" where it has none."""
    for header in tree.iter("div") if tree is not None else ():
        if "page_header" in classes(header):
            return next((name_in(one) for one in header.iter("div") if "text" in classes(one)), "")
    return ""


def find_parts(message: html.HtmlElement) -> dict[str, html.HtmlElement]:
    """The first element of each class that a message has; of what it passes on, under "forwarded_" and the class."""
    parts: dict[str, html.HtmlElement] = {}
    passed_on: set[html.HtmlElement] = set()
    for one in message.iterdescendants("div"):
        names = classes(one)
        if "body" in names and "forwarded" in names:
            passed_on.update(one.iterdescendants())
        for name in NAMED:
            if name in names and "bold" not in names:  # the heading of a file or a place that is sent
                parts.setdefault(f"forwarded_{name}" if one in passed_on else name, one)
    return parts


def read_message(
    message: html.HtmlElement,
    parts: Mapping[str, html.HtmlElement],
    chat: str,
    sender: str,
    origin: Origin,
    tally: Tally,
) -> Found | None:
    """The article that a message is; None where it was only counted."""
    if "service" in classes(message):
        tally.service += 1
        return None
    text = parts.get("forwarded_text", parts.get("text"))
    words = squeeze(text.text_content()).split() if text is not None else []
    if text is None or not words:
        tally.media += 1
        return None
    if len(words) < FEWEST_WORDS:
        tally.short += 1
        return None
    number = NUMBER.fullmatch((message.get("id") or "").strip())
    place = f"telegram/{chat or sender or 'chat'}/{number[1] if number else message.get('id') or message.sourceline}"
    date = parts.get("date")
    record = {
        "html": etree.tostring(text, encoding="unicode", method="html", with_tail=False),
        "id": place,
        "publisher": chat or sender,
        "authors": [line_of(parts.get("signature")) if sender == chat else sender],
        "published": read_stamp(date.get("title") or "") if date is not None else None,
        "forwarded_from": name_in(parts.get("forwarded_from_name")),
        "tags": [tag for link in text.iter("a") if (tag := squeeze(link.text_content())).startswith("#")],
    }
    return record_page(f"{origin.source}:{place}", record, origin)


def name_in(element: html.HtmlElement | None) -> str:
    """The name in an element, without what stands in elements of its own: when it was first sent, by which bot."""
    if element is None:
        return ""
    own = [element.text or "", *(inner.tail or "" for inner in element)]
    return squeeze(" ".join(own))[:MAX_NAME_CHARS] or line_of(element)[:MAX_NAME_CHARS]


def read_stamp(printed: str) -> str | None:
    """When it was sent, in ISO 8601; older exports do not say at which clock."""
    found = STAMP.match(printed)
    return f"{found[3]}-{found[2]}-{found[1]}T{found[4]}{found[5] or ''}" if found else None


READER = TelegramHtml()
