"""Copies of pages: the bytes as they were read, kept once each, so that evidence can be shown years later.

Which are kept, and why so: docs/decisions/0010.
"""

import hashlib
from datetime import datetime
from typing import Any

import zstandard
from sqlalchemy import Row, exists, select

from tolltrace.errors import LedgerError, UnfitError
from tolltrace.ledger.sealing import Writer
from tolltrace.ledger.tables import copies, versions
from tolltrace.values import Page, Traced

CODEC = "zstd"
LEVEL = 3  # a sixth of the time of zlib for the same size; higher ones gain a tenth at most (docs/decisions/0010)
MAX_CONTENT = 900_000_000  # compressed; SQLite holds no value of more than 1,000,000,000 bytes


def keep_copy(writer: Writer, traced: Traced, report: int, at: datetime) -> bool:
    """Keep the page of a report where a version of the report was read from just these bytes; whether that is new.

    Raises UnfitError where the page is another than the one that the article names.
    """
    page, sha256 = traced.page, traced.article.page_sha256
    if page is None:
        return False
    wanted = select(versions.c.key).where(
        versions.c.report == report, versions.c.page_sha256 == sha256, ~exists().where(copies.c.page_sha256 == sha256)
    )
    if writer.connection.execute(wanted.limit(1)).first() is None:
        return False
    if page.sha256 != sha256:
        raise UnfitError(f"{page.source}: its article names a page {sha256}, and the page given is {page.sha256}")
    read = page.was_read
    content = zstandard.compress(read.content, LEVEL)
    if len(content) > MAX_CONTENT:
        raise UnfitError(f"{page.source}: {len(read.content):,} bytes are more than a ledger keeps; use --no-snapshots")
    row = {
        "page_sha256": sha256,
        "kind": read.kind,
        "charset": page.charset,
        "url": page.url,
        "recorded_at": at,
        "size": len(read.content),
        "codec": CODEC,
        "content": content,
    }
    writer.insert(copies, [row])
    return True


def read_copy(row: Row[Any], article: Row[Any]) -> Page:
    """Back from a row of `queries.copy_of`, and its article's. Raises LedgerError for other bytes than were kept."""
    try:
        content = unpack(row.content, row.codec, row.size)
    except zstandard.ZstdError as error:
        raise LedgerError(
            f"page {row.page_sha256}: its copy is damaged ({error}); restore the ledger's file"
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != row.page_sha256:
        raise LedgerError(
            f"page {row.page_sha256}: its copy came out as {found}; restore the ledger's file from a copy"
        )
    return Page(row.kind, content, article.source, row.url, row.charset, article.captured_at)


def unpack(content: bytes, codec: str, size: int) -> bytes:
    """The bytes before they were compressed, `size` of them at most."""
    if codec != CODEC:
        raise LedgerError(f"a copy packed as {codec!r}, which this tolltrace does not unpack; upgrade tolltrace")
    with zstandard.ZstdDecompressor().stream_reader(content) as reader:
        return bytes(reader.read(size))
