"""HTML pages, as saved or fetched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tolltrace.pages.kinds import MAGIC, is_binary, plain_head
from tolltrace.pages.reader import Origin, Stream, read_whole
from tolltrace.values import Failed, Page, Rejected

NAMES = (".html", ".htm", ".xhtml", ".shtml")
PAGE = re.compile(rb"<!doctype html|<html\b|<head\b|<body\b", re.IGNORECASE)
BEGINS = re.compile(
    rb"\s*<(!--|!doctype|title|meta|link|script|style|div|article|main|section|header|h[1-6]|p|span|table|a|b|i)\b",
    re.IGNORECASE,
)
TAG = re.compile(rb"<[a-z!/]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Html:
    """One page a file."""

    name: str = "html"
    reads: str = "HTML pages"

    def accepts(self, filename: str, head: bytes) -> bool:
        """A tag that only a page has, or any tag at the very beginning or under a name that says HTML."""
        if is_binary(head) or any(head.startswith(magic) for magic, _ in MAGIC):
            return False
        head = plain_head(head)
        # A quotation of markup inside a text or a JSON document is no page: the tags must come first.
        begins = head.lstrip().startswith(b"<") and PAGE.search(head)
        return bool(begins or BEGINS.match(head) or (filename.lower().endswith(NAMES) and TAG.search(head)))

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Page | Rejected | Failed]:
        """The one page that it is."""
        yield read_whole(stream, origin, kind=self.name, max_page_bytes=max_page_bytes)


READER = Html()
