"""Web archives: WARC, and the WET files of plain text made of them, plain or gzipped.

Each record that holds a page comes to one result: responses, resources and conversions to a Page or to why not,
revisits and continuations to Rejected. Requests, metadata and the file's own description belong to those, and come
to nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tolltrace.pages import html, packed, pdf, textdump
from tolltrace.pages.http_block import Answer, charset_of, media_type, read_answer, unpack_body
from tolltrace.pages.kinds import describe, is_binary, name_kind
from tolltrace.pages.reader import HEAD_BYTES, Origin, Stream, too_large
from tolltrace.pages.warc_records import PAGES, Damage, Record, read_records
from tolltrace.values import Failed, Page, Reason, Rejected

NAMES = (".warc", ".warc.gz", ".wet", ".wet.gz")
BEGINS = b"WARC/"
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
PDF_TYPE = "application/pdf"
UNTOLD = frozenset({"", "application/octet-stream", "unknown/unknown"})  # what says nothing: the content tells
# Two line ends and a record's first lines: the next record, which a wrong Content-Length made part of this one.
SWALLOWED = re.compile(rb"\r\n\r\nWARC/1\.[01]\r\n(?:WARC-|Content-)[A-Z][\w-]+: ")
OTHER_PARTS = {
    "revisit": "a revisit: an earlier capture holds the page",
    "continuation": "a further part of a record in segments; only the first is read",
}
HEADERS_BYTES = 64 * 1024  # of HTTP, that a record may hold beside the page
READ_OF_THEM = "of web archives we read HTML, text and PDF"
MAX_SHOWN_CHARS = 500
OK = 200


@dataclass(frozen=True, slots=True)
class Warc:
    """Streams: however long the file, one record is held at a time."""

    name: str = "warc"
    reads: str = "WARC web archives"

    def accepts(self, filename: str, head: bytes) -> bool:
        """The first words of a record, also under gzip."""
        if head.startswith(packed.MAGIC):
            head = packed.unpack_head(head, len(BEGINS))
        return head.startswith(BEGINS)

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Page | Rejected | Failed]:
        """One result a record that holds a page, and one where bytes are damaged."""
        any_result, others = False, 0
        for record in read_records(stream, max_page_bytes + HEADERS_BYTES):
            if isinstance(record, Damage):
                yield tell_damage(record, origin)
            elif record.type in PAGES:
                yield from read_page(record, origin, max_page_bytes)
            elif record.type in OTHER_PARTS:
                yield Rejected(name_record(record, origin), Reason.NO_ARTICLE, OTHER_PARTS[record.type])
            else:
                others += 1
                continue
            any_result = True
        if not any_result:
            yield Rejected(origin.source, Reason.EMPTY, f"{others} records, none of them a page")


def read_page(record: Record, origin: Origin, max_page_bytes: int) -> Iterator[Page | Rejected | Failed]:
    """What one record of a page comes to; a second result where it has swallowed the record behind it."""
    source = name_record(record, origin)
    block = record.block
    if swallowed := SWALLOWED.search(block):
        block = block[: swallowed.start()]
    content_type = record.headers.get("content-type", "")
    answer = read_answer(block)
    if answer is None and media_type(content_type) == "application/http":
        yield Failed(source, "the record should hold an answer of HTTP and does not; capture the page again")
    elif answer is None:
        yield read_content(Answer(OK, "", {"content-type": content_type}, block), record, source, max_page_bytes)
    elif answer.status != OK:
        yield Rejected(source, Reason.NO_ARTICLE, f"the server answered {answer.status} {answer.phrase}".rstrip())
    else:
        yield read_content(answer, record, source, max_page_bytes)
    if swallowed:
        detail = (
            "a wrong Content-Length makes the next record part of this one, which is cut there. Write the file anew"
        )
        yield Failed(f"{origin.source}:{record.offset}", detail)


def read_content(answer: Answer, record: Record, source: str, max_page_bytes: int) -> Page | Rejected | Failed:
    """The page that an answer holds, where it is one of HTML, text or PDF."""
    content_type = answer.headers.get("content-type", "")
    type_ = media_type(content_type)
    if type_ not in HTML_TYPES | UNTOLD | {"text/plain", PDF_TYPE}:
        return Rejected(source, Reason.KIND, f"found {type_[:80]}; {READ_OF_THEM}")
    content = unpack_body(answer, max_page_bytes)
    if content is None:
        packing = answer.headers.get("content-encoding", "")
        return Failed(source, f"the page is packed as {packing[:80]!r}; expected gzip, deflate, br or zstd")
    if len(content) > max_page_bytes:
        return too_large(source, max_page_bytes)
    if not content.strip():
        return Rejected(source, Reason.EMPTY, "the record holds no content")
    head = content[:HEAD_BYTES]
    url = target_of(record)
    fetched = url if url.lower().startswith(("http://", "https://")) else None
    if head.startswith(pdf.MAGIC):
        report = pdf.read_content(content, Origin(source, fetched))
        return replace(report, captured_at=read_date(record)) if isinstance(report, Page) else report
    if is_binary(head) or (name_kind(head) and type_ != "text/html"):
        return Rejected(source, Reason.KIND, f"found {describe(head)}; {READ_OF_THEM}")
    is_html = type_ in HTML_TYPES or html.READER.accepts("", head)
    kind = html.READER.name if is_html else textdump.READER.name
    return Page(kind, content, source, fetched, charset_of(content_type), read_date(record))


def name_record(record: Record, origin: Origin) -> str:
    """Where a person finds it: the file, and the page's URL, or the offset where it has none."""
    return f"{origin.source}:{target_of(record)[:MAX_SHOWN_CHARS] or record.offset}"


def target_of(record: Record) -> str:
    """The URL that was captured; "" where none is told, or no URL is."""
    target = record.headers.get("warc-target-uri", "").strip("<> ")  # early writers put it in brackets
    return target if target.isprintable() else ""


def read_date(record: Record) -> datetime | None:
    """When the page was captured."""
    try:
        at = datetime.fromisoformat(record.headers.get("warc-date", "").strip())
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def tell_damage(damage: Damage, origin: Origin) -> Failed:
    """What is said of bytes that could not be read."""
    on = "nothing behind it was read" if damage.resumed is None else f"reading went on at byte {damage.resumed:,}"
    detail = f"the archive is damaged behind byte {damage.offset:,} ({damage.what}); {on}. Get the file again"
    return Failed(f"{origin.source}:{damage.offset}", detail)


READER = Warc()
