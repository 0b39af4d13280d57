"""JSON Feed (jsonfeed.org): an article an item that holds its text, a reference an item that only summarises it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tolltrace.pages.feed import absolute, choose_text, iso_date
from tolltrace.pages.kinds import plain_head
from tolltrace.pages.objects import ITEM, as_list, as_text, read_objects
from tolltrace.pages.reader import Damage, Found, Origin, Reference, Stream, damaged, record_page
from tolltrace.values import Failed, Reason, Rejected

VERSION = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version')
ITEMS = ("items", ITEM)


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """Streams: one item is held at a time."""

    name: str = "json_feed"
    reads: str = "JSON feeds"

    def accepts(self, filename: str, head: bytes) -> bool:
        """By the version, which it must name."""
        head = plain_head(head).lstrip()
        return head.startswith(b"{") and VERSION.search(head) is not None

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Found]:
        """One result an item; its source names the item by its address, else by its number."""
        title = ""
        number = 0
        for one in read_objects(stream, frozenset({ITEMS}), max_bytes=max_page_bytes):
            if isinstance(one, Damage):
                yield damaged(one, origin, max_page_bytes, f"{number:,} items were read; get it again")
                number = number or 1
            elif one[0] == ITEMS:
                number += 1
                yield read_item(one[1], number, title, origin)
            elif one[0] == ("title",):
                title = as_text(one[1])
        if not number:
            yield Rejected(origin.source, Reason.EMPTY, "a feed without items")


def read_item(item: Any, number: int, feed: str, origin: Origin) -> Found:
    """The article of an item that holds its text, else where it is to be found."""
    if not isinstance(item, dict):
        return Failed(f"{origin.source}:{number}", f"found {str(item)[:80]!r}, expected an object")
    link = next(
        (url for key in ("url", "external_url", "id") if (url := absolute(as_text(item.get(key)), origin.url))), None
    )
    source = f"{origin.source}:{link or number}"
    html, text, summary = (as_text(item.get(key)) for key in ("content_html", "content_text", "summary"))
    content = {"html": html} if html else {"text": text} if text else {}
    chosen = choose_text(content, summary, has_link=link is not None)
    if chosen is None and link is not None:
        dates = iso_date(as_text(item.get("date_modified"))), iso_date(as_text(item.get("date_published")))
        stamp = "\n".join((as_text(item.get("title")), *(each or "" for each in dates)))
        held = "only a summary" if content or summary else "no text"
        return Reference(source, link, f"the item holds {held}", stamp, dates[0] or dates[1])
    if chosen is None:
        return Rejected(source, Reason.EMPTY, "an item without text and without an address")
    record = {
        **chosen,
        "id": None if link else as_text(item.get("id")),
        "title": as_text(item.get("title")),
        "feed": feed,
        "url": link,
        "published": iso_date(as_text(item.get("date_published"))),
        "modified": iso_date(as_text(item.get("date_modified"))),
        "authors": find_names(item),
        "tags": [as_text(tag) for tag in as_list(item.get("tags"))],
        "description": summary if content else None,
    }
    return record_page(source, record, origin)


def find_names(item: Mapping[str, Any]) -> list[str]:
    """Who signs, by version 1.1 or 1."""
    given = as_list(item.get("authors")) if item.get("authors") else [item.get("author")]
    return [as_text(one.get("name")) for one in given if isinstance(one, dict)]


READER = JsonFeed()
