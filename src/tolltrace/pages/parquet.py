"""Parquet with named columns: an article a row. pyarrow reads it, which is large: an extra, installed by itself."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from tolltrace.pages.columns import EXPECTED, holds_text, match_columns, row_page
from tolltrace.pages.reader import Found, Origin, Stream, too_large
from tolltrace.values import Failed, Page, Reason, Rejected

MAGIC = b"PAR1"
ROWS = 64  # that are held at a time
MAX_FILE_BYTES = 16 * 2**30  # its index stands at its end, so all of it is laid down first
CHUNK_BYTES = 1024 * 1024
IN_MEMORY_BYTES = 8 * 1024 * 1024
MISSING = "a Parquet file, which we read with pyarrow; install it: pip install 'tolltrace[parquet]'"


@dataclass(frozen=True, slots=True)
class Parquet:
    """Streams: some rows are held at a time, and the file itself in a temporary one."""

    name: str = "parquet"
    reads: str = "Parquet with named columns"

    def accepts(self, filename: str, head: bytes) -> bool:
        """By its first bytes."""
        return head.startswith(MAGIC)

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Found]:
        """One Page a row; its source names the row, from 1."""
        try:
            from pyarrow import ArrowException, parquet
        except ImportError:
            yield Failed(origin.source, f"found {MISSING}")
            return
        with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES) as laid_down:
            if not lay_down(stream, laid_down):
                yield Rejected(origin.source, Reason.TOO_LARGE, f"more than {MAX_FILE_BYTES:,} bytes; split the file")
                return
            try:
                with parquet.ParquetFile(laid_down, pre_buffer=False, buffer_size=CHUNK_BYTES) as file:
                    yield from read_rows(file, origin, max_page_bytes)
            except (ArrowException, OSError, ValueError, TypeError, KeyError) as error:
                found = str(error).strip().splitlines()[:1]
                yield Failed(origin.source, f"the Parquet file is damaged ({''.join(found)[:200]}); get it again")


def lay_down(stream: Stream, file: IO[bytes]) -> bool:
    """Copy a stream into a file. False where it is longer than any that we read."""
    while chunk := stream.read(CHUNK_BYTES):
        file.write(chunk)
        if file.tell() > MAX_FILE_BYTES:
            return False
    file.seek(0)
    return True


def read_rows(file: Any, origin: Origin, max_page_bytes: int) -> Iterator[Found]:
    """Every row, of the columns that we know."""
    names = file.schema_arrow.names
    columns = match_columns(names)
    if not holds_text(columns):
        found = ", ".join(name[:40] for name in names[:12])
        yield Rejected(origin.source, Reason.KIND, f"found a table with the columns {found}; {EXPECTED}")
        return
    read = [names[number] for number in columns.values()]
    places = {key: place for place, key in enumerate(columns)}
    number = 0
    for batch in file.iter_batches(batch_size=ROWS, columns=read, use_threads=False):
        cells = [batch.column(batch.schema.get_field_index(name)) for name in read]
        for at in range(batch.num_rows):
            number += 1
            page = row_page(f"{origin.source}:{number}", [column[at].as_py() for column in cells], places, origin)
            is_over = isinstance(page, Page) and len(page.content) > max_page_bytes
            yield too_large(page.source, max_page_bytes) if is_over else page
    if not number:
        yield Rejected(origin.source, Reason.EMPTY, "a table without rows")


READER = Parquet()
