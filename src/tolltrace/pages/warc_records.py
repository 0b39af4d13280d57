"""The records of a WARC file, one at a time, going on behind damage.

fastwarc reads them; where it is not installed, or gives up on a record, warcio does. Neither goes on behind damage, so
we keep the latest bytes of the stream, look in them for the beginning of the next record, and start there again.
"""

import contextlib
import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, cast

from warcio.archiveiterator import WARCIterator
from warcio.exceptions import ArchiveLoadFailed

from tolltrace.pages.packed import GZIP, MAGIC, unpack_head
from tolltrace.pages.reader import Stream

try:
    from fastwarc import ArchiveIterator as FastIterator

    HAS_FASTWARC = True
except ImportError:  # a platform without its wheel
    HAS_FASTWARC = False

KEPT_BYTES = 1024 * 1024  # far more than a library reads ahead
READ_BYTES = 64 * 1024
MARK_BYTES = 512  # what of a beginning is looked at: gzip first tells how it packs
PLAIN_MARK = re.compile(rb"(?<=\n)WARC/\d\.\d")
PACKED_MARK = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
MAX_FRUITLESS = 16  # beginnings one after the other behind which there is no record
SHOWN_CHARS = 100
WARCIO_BYTES = 4096  # that it reads at once
MAX_HEAD_BYTES = 4 * WARCIO_BYTES
SKIPPED_BYTES = 256 * 1024 * 1024  # a longer record is not read through, but left for the next beginning
PAGES = frozenset({"response", "resource", "conversion"})


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `block` is empty for types that hold no page, and one byte over the limit where it is longer."""

    type: str  # in lower case
    offset: int  # where it begins in the file, or its member does in a gzipped one
    headers: Mapping[str, str]  # names in lower case
    block: bytes


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes that could not be read as records. `resumed` is where reading goes on, None where it does not."""

    offset: int
    resumed: int | None
    what: str


class Kept:
    """A stream that keeps its latest bytes, so that it can be wound back a little."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._kept = bytearray()
        self._start = 0  # where in the stream the kept bytes begin
        self._at = 0
        self.most: int | None = None  # how many more bytes may be read before it is damage
        self.error: OSError | None = None  # the stream's own, which the libraries take for damage

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes (64 KiB where that is negative), b"" at the end."""
        size = READ_BYTES if size < 0 else size
        missing = self._at + size - self._start - len(self._kept)
        if missing > 0:  # also where a little is there: a library judges a stream by its first piece
            self.keep_more(missing)
        if self.most is not None:
            self.most -= size
            if self.most < 0:
                raise OSError("the head of a record does not end")
        begin = self._at - self._start
        chunk = bytes(self._kept[begin : begin + size])
        self._at += len(chunk)
        return chunk

    def keep_more(self, size: int) -> None:
        """Read on from the stream, dropping the oldest bytes."""
        try:
            self._kept += self._stream.read(size)
        except OSError as error:
            self.error = error
            raise
        if len(self._kept) > 2 * KEPT_BYTES:
            self._start += len(self._kept) - KEPT_BYTES
            del self._kept[:-KEPT_BYTES]

    def tell(self) -> int:
        """How far it is read."""
        return self._at

    def rewind(self, offset: int) -> None:
        """Go back to an offset, or as near to it as the kept bytes allow."""
        self._at = min(max(offset, self._start), self._start + len(self._kept))


def read_records(stream: Stream, max_bytes: int) -> Iterator[Record | Damage]:
    """Every record, in order; of a block longer than `max_bytes` the beginning, one byte over.

    Raises what the stream itself raises. Memory is bounded by `max_bytes`; a record that says it is longer than
    SKIPPED_BYTES is not unpacked to its end, so that a few kilobytes cannot keep us busy for hours.
    """
    kept = Kept(stream)
    packed = kept.read(READ_BYTES).startswith(MAGIC)
    start: int | None = 0
    lost: Damage | None = None  # told when it is known where reading goes on
    fruitless = 0
    while start is not None and fruitless < MAX_FRUITLESS:
        any_record, last, problems = False, start, list[str]()
        for engine in ENGINES:
            kept.rewind(start)
            kept.most = None
            try:
                for record in engine(kept, max_bytes):
                    if lost:
                        yield Damage(lost.offset, record.offset, lost.what)
                        lost = None
                    any_record, last = True, max(last, record.offset)
                    problems.clear()  # what another library could not read, and this one does, is no damage
                    yield record
            except (OSError, ValueError, ArchiveLoadFailed) as error:
                problems.append(describe_error(error))
            if kept.error:
                raise kept.error
            if any_record:
                break
        fruitless = 0 if any_record else fruitless + 1
        if any_record and not problems:
            if packed and is_cut_off(kept, last):
                yield Damage(last, None, "a record breaks off")
            return
        start = find_beginning(kept, last + 1, packed=packed)
        lost = lost or Damage(last, None, problems[0] if problems else "no record")
    if lost:
        yield lost


def describe_error(error: Exception) -> str:
    """The first line of what a library says, without the bytes that it could not read."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    return lines[0].partition(", first line:")[0][:SHOWN_CHARS]


def is_cut_off(kept: Kept, last: int) -> bool:
    """Whether a gzipped member begins behind the last record: a library passes over one that is cut off early."""
    kept.rewind(last)
    if kept.tell() != last:
        return False
    unpacker, given = zlib.decompressobj(GZIP), 0
    rest = kept.read(READ_BYTES)
    with contextlib.suppress(zlib.error):
        while rest and given < SKIPPED_BYTES:
            given += len(unpacker.decompress(rest, READ_BYTES))
            if unpacker.eof:
                return (unpacker.unused_data or kept.read(READ_BYTES)).startswith(MAGIC)
            rest = unpacker.unconsumed_tail or kept.read(READ_BYTES)
    return False


def find_beginning(kept: Kept, offset: int, *, packed: bool) -> int | None:
    """Where the next record begins, not before `offset`; None where there is none to the end of the stream."""
    kept.rewind(offset)
    kept.most = None
    mark = PACKED_MARK if packed else PLAIN_MARK
    window, begin = b"", kept.tell()
    while chunk := kept.read(READ_BYTES):
        window += chunk
        for found in mark.finditer(window):
            head = window[found.start() : found.start() + MARK_BYTES]
            if not packed or unpack_head(head, 5) == b"WARC/":
                return begin + found.start()
        begin += max(0, len(window) - MARK_BYTES)
        window = window[-MARK_BYTES:]  # a mark may lie across two chunks
    return None


# ── the two libraries ────────────────────────────────────────────────────────────────────────────────────────────────


def read_by_fastwarc(kept: Kept, max_bytes: int, *, lenient: bool = False) -> Iterator[Record]:
    """The records from here on. Raises OSError at damage, also at what fastwarc passes over in silence.

    `lenient` reads headers whose lines end without a carriage return; it also passes over bytes between records.
    """
    for record in FastIterator(cast(BinaryIO, kept), parse_http=False, quirks_mode=lenient):
        headers = {name.lower(): value for name, value in record.headers.items()}
        check_length(headers)
        type_ = read_type(headers)
        block = read_block(record.reader.read, record.content_length, max_bytes) if type_ in PAGES else b""
        yield Record(type_, record.stream_pos, headers, block)
        check_skippable(record.content_length)


def read_by_warcio(kept: Kept, max_bytes: int) -> Iterator[Record]:
    """The records from here on. Raises ArchiveLoadFailed or OSError at damage."""
    archive = WARCIterator(kept, no_record_parse=True, block_size=WARCIO_BYTES)
    while True:
        kept.most = MAX_HEAD_BYTES  # it holds a head however long
        with contextlib.redirect_stderr(io.StringIO()):  # it prints what it makes of a wrong length
            record = next(archive, None)
        kept.most = None
        if record is None:
            return
        headers = {name.lower(): value for name, value in record.rec_headers.headers}
        length = check_length(headers)
        type_ = read_type(headers)
        block = read_block(record.raw_stream.read, length, max_bytes) if type_ in PAGES else b""
        yield Record(type_, archive.offset, headers, block)
        check_skippable(length)
        while record.raw_stream.read(READ_BYTES):
            pass


def read_type(headers: Mapping[str, str]) -> str:
    """Which type a record says it is of; OSError where it says none, as where its lines end otherwise than expected."""
    type_ = headers.get("warc-type", "").lower()
    if type_.split() != [type_]:
        raise OSError("a record does not say its type")
    return type_


def check_length(headers: Mapping[str, str]) -> int:
    """How long a record says it is."""
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        raise OSError(f"a record says it is {length[:20]!r} bytes long")
    return int(length)


def check_skippable(length: int) -> None:
    """Whether the library may go on to the next record by reading through this one."""
    if length > SKIPPED_BYTES:
        raise OSError(f"a record says it is {length:,} bytes long")


def read_block(read: Callable[[int], bytes], length: int, max_bytes: int) -> bytes:
    """The block of a record, or its beginning, one byte over the limit."""
    wanted = min(length, max_bytes + 1)
    block = bytearray()
    while len(block) < wanted and (chunk := read(min(READ_BYTES, wanted - len(block)))):
        block += chunk
    if len(block) < wanted:
        raise OSError(f"a record breaks off after {len(block):,} of {length:,} bytes")
    return bytes(block)


ENGINES: tuple[Callable[[Kept, int], Iterator[Record]], ...] = (
    (read_by_fastwarc, partial(read_by_fastwarc, lenient=True), read_by_warcio) if HAS_FASTWARC else (read_by_warcio,)
)
