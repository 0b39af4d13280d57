"""MHTML: a page saved with its pictures in one file, as browsers do."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from tolltrace.pages import mime
from tolltrace.pages.reader import Origin, Stream
from tolltrace.values import Failed, Page, Reason, Rejected

NAMES = (".mht", ".mhtml")
OF_MAIL = frozenset({"to", "received", "message-id", "delivered-to", "return-path"})  # no browser writes these


@dataclass(frozen=True, slots=True)
class Mhtml:
    """One page a file: the pictures and frames beside it are left alone."""

    name: str = "mhtml"
    reads: str = "saved pages (MHTML)"

    def accepts(self, filename: str, head: bytes) -> bool:
        """Headers as browsers write them, or any under a name that says so."""
        names = mime.header_names(head)
        if not names or filename.lower().endswith(NAMES):
            return bool(names)
        is_related = "mime-version" in names and b"multipart/related" in head.lower()
        return "snapshot-content-location" in names or (is_related and not names & OF_MAIL)

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Page | Rejected | Failed]:
        """The one page that was saved."""
        message = mime.read_message(stream, origin, max_page_bytes)
        yield read_page(message, origin) if isinstance(message, Message) else message


def read_page(message: Message, origin: Origin) -> Page | Rejected:
    """The part that is the page, with its URL and the day on which it was saved."""
    texts = list(mime.find_texts(message))
    start = mime.read_header(message, "Content-Type").partition("start=")[2].partition(";")[0].strip('"<> ')
    pages = [part for type_, part in texts if type_ != "text/plain"] or [part for _, part in texts]
    named = [part for part in pages if start and mime.read_header(part, "Content-ID").strip("<>") == start]
    for part in named or pages:
        content, charset = mime.read_payload(part)
        if content.strip():
            kind = "text" if part.get_content_type() == "text/plain" else "html"
            saved = mime.in_utc(mime.read_date(mime.read_header(message, "Date")))
            return Page(kind, content, origin.source, find_url(message, part) or origin.url, charset, saved)
    return Rejected(origin.source, Reason.EMPTY, "a saved page without a part that is HTML or text")


def find_url(message: Message, part: Message) -> str | None:
    """Where the page was; a place on the disk of whoever saved it is none."""
    places = (
        mime.read_header(message, "Snapshot-Content-Location"),
        mime.read_header(part, "Content-Location"),
        mime.read_header(message, "Content-Location"),
    )
    return next((place for place in places if place.lower().startswith(("http://", "https://"))), None)


READER = Mhtml()
