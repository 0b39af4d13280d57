"""WebArchive: a page saved with its pictures in one property list, as Safari does."""

import plistlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.parsers.expat import ExpatError

from tolltrace.pages import mime
from tolltrace.pages.kinds import plain_head
from tolltrace.pages.reader import Origin, Stream, too_large
from tolltrace.values import Failed, Page, Reason, Rejected

NAME = ".webarchive"
BINARY = b"bplist00"
MAIN = "WebMainResource"
ALL_ERRORS = (  # what the standard library raises at a list that is not as it must be
    ExpatError,
    AttributeError,
    IndexError,
    KeyError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class WebArchive:
    """One page a file: the pictures and frames beside it are left alone."""

    name: str = "webarchive"
    reads: str = "saved pages (WebArchive)"

    def accepts(self, filename: str, head: bytes) -> bool:
        """A binary property list; one in XML where it holds a page, or under a name that says so."""
        if head.startswith(BINARY):
            return True
        head = plain_head(head)
        return b"<plist" in head and (MAIN.encode() in head or filename.lower().endswith(NAME))

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Page | Rejected | Failed]:
        """The one page that was saved."""
        content = stream.read(max_page_bytes + 1)
        if len(content) > max_page_bytes:
            yield too_large(origin.source, max_page_bytes)
            return
        try:
            archive = plistlib.loads(content)
        except ALL_ERRORS as error:
            detail = f"the property list is damaged ({type(error).__name__}: {error}). Save the page again"
            yield Failed(origin.source, detail)
            return
        yield read_page(archive, origin)


def read_page(archive: Any, origin: Origin) -> Page | Rejected:
    """The page itself, with its URL, encoding and the day on which it was fetched."""
    main = archive.get(MAIN) if isinstance(archive, dict) else None
    if not isinstance(main, dict):
        return Rejected(origin.source, Reason.KIND, "found a property list that holds no saved page")
    content, type_ = main.get("WebResourceData"), main.get("WebResourceMIMEType")
    if type_ not in {None, "text/html", "application/xhtml+xml", "text/plain"}:
        return Rejected(origin.source, Reason.KIND, f"found a saved {str(type_)[:80]}; of those we read HTML and text")
    if not isinstance(content, bytes) or not content.strip():
        return Rejected(origin.source, Reason.EMPTY, "a saved page without content")
    url, charset = main.get("WebResourceURL"), main.get("WebResourceTextEncodingName")
    is_url = isinstance(url, str) and url.lower().startswith(("http://", "https://"))
    return Page(
        kind="text" if type_ == "text/plain" else "html",
        content=content,
        source=origin.source,
        url=url if is_url else origin.url,
        charset=charset if isinstance(charset, str) else None,
        captured_at=find_date(main.get("WebResourceResponse")),
    )


def find_date(response: Any) -> datetime | None:
    """When the server answered, by the headers of its answer, which are kept as an archive of objects."""
    try:
        objects = plistlib.loads(response)["$objects"]
        for one in objects:
            if isinstance(one, dict) and "NS.keys" in one:
                for key, value in zip(one["NS.keys"], one["NS.objects"], strict=False):
                    if objects[key.data] == "Date":
                        return mime.in_utc(mime.read_date(objects[value.data]))
    except ALL_ERRORS:
        pass
    return None


READER = WebArchive()
