"""Gzip around anything that we read, unpacked as a stream: bounded in memory, and in how much it may grow."""

import io
import zlib
from typing import cast

from tolltrace.errors import SourceError
from tolltrace.pages.reader import Stream

MAGIC = b"\x1f\x8b\x08"  # gzip, packed by deflate: there is no other
SUFFIX = ".gz"
GZIP = zlib.MAX_WBITS | 16
CHUNK_BYTES = 16 * 1024
FREE_BYTES = 64 * 1024 * 1024  # that any file may unpack to
MAX_GROWTH = 200  # times the packed size, beyond that: text grows five- to twentyfold, deflate allows a thousandfold


def unpack_head(head: bytes, most: int) -> bytes:
    """What the first bytes of a gzip file unpack to, `most` bytes at most; b"" where they are damaged."""
    try:
        return zlib.decompressobj(GZIP).decompress(head, most)
    except zlib.error:
        return b""


def open_packed(stream: Stream) -> Stream:
    """The content of a gzip stream. Reading raises SourceError where it is damaged, breaks off, or grows too much."""
    return cast(Stream, io.BufferedReader(Unpacked(stream), CHUNK_BYTES))


class Unpacked(io.RawIOBase):
    """What a gzip stream holds, all its members one after the other; what follows the last is left alone."""

    def __init__(self, packed: Stream) -> None:
        self._packed = packed
        self._unpacker = zlib.decompressobj(GZIP)
        self._waiting = b""  # packed bytes that were read and not unpacked
        self._in_member = False
        self._read = 0
        self._given = 0

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer, as far as one chunk goes; 0 at the end alone."""
        while True:
            chunk = self._waiting or self._packed.read(CHUNK_BYTES)
            self._read += len(chunk) - len(self._waiting)
            if not chunk and self._in_member:
                raise self.broken("it breaks off")
            if not chunk or not (self._in_member or chunk.startswith(MAGIC[: len(chunk)])):
                return 0
            unpacked = self.unpack(chunk, len(buffer))
            if unpacked:
                buffer[: len(unpacked)] = unpacked
                return len(unpacked)

    def unpack(self, chunk: bytes, room: int) -> bytes:
        """The next bytes, `room` at most; it may need more chunks to give any."""
        try:
            unpacked = self._unpacker.decompress(chunk, room)
        except zlib.error:
            raise self.broken("it is damaged") from None
        self._given += len(unpacked)
        if self._given > max(FREE_BYTES, self._read * MAX_GROWTH):
            raise self.broken(f"it unpacks to more than {MAX_GROWTH} times its size, as only traps do")
        self._in_member = not self._unpacker.eof
        self._waiting = self._unpacker.unconsumed_tail
        if self._unpacker.eof:
            self._waiting = self._unpacker.unused_data.lstrip(b"\0")  # tapes pad with zeros
            self._unpacker = zlib.decompressobj(GZIP)
        return unpacked

    def broken(self, what: str) -> SourceError:
        """What is said where it cannot be unpacked any further."""
        return SourceError(
            f"found a gzip archive, but {what} after {self._given:,} bytes unpacked; "
            "what stands before that is read. Get the file again"
        )
