"""An HTTP answer as a web archive keeps it: status, headers, and a body that may be chunked or packed."""

import io
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})(?: +([^\r\n]{0,200}))?", re.IGNORECASE)
HEAD_END = re.compile(rb"\r?\n\r?\n")
MAX_HEAD_BYTES = 64 * 1024
CHUNK_SIZE = re.compile(rb"\s*([0-9a-f]{1,8})[^\r\n]{0,200}\r?\n", re.IGNORECASE)
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a server. `headers` has names in lower case, the first of several alike."""

    status: int
    phrase: str
    headers: Mapping[str, str]
    body: bytes


def read_answer(block: bytes) -> Answer | None:
    """The answer in a block; None where it is none."""
    status = STATUS.match(block)
    if status is None:
        return None
    end = HEAD_END.search(block, 0, MAX_HEAD_BYTES)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block[:MAX_HEAD_BYTES], b"")
    headers: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").split("\n")[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return Answer(int(status[1]), (status[2] or b"").decode("utf-8", "replace").strip(), headers, body)


def media_type(content_type: str) -> str:
    """ "text/html" of "Text/HTML; charset=utf-8"."""
    return content_type.partition(";")[0].strip().lower()


def charset_of(content_type: str) -> str | None:
    """The encoding that a Content-Type names."""
    found = CHARSET.search(content_type)
    return found[1] if found else None


def unpack_body(answer: Answer, most: int) -> bytes | None:
    """The body as the page was, `most` bytes and one at most. None where it is packed in a way that we cannot undo.

    Many archives keep the body unpacked beside headers that say it is packed: what does not unpack is taken as it is.
    """
    body = answer.body
    if answer.headers.get("transfer-encoding", "").lower().endswith("chunked"):
        body = join_chunks(body)
    for coding in reversed(answer.headers.get("content-encoding", "").lower().split(",")[:3]):
        match coding.strip():
            case "" | "identity" | "none" | "utf-8":
                continue
            case "gzip" | "x-gzip":
                body = inflate(body, zlib.MAX_WBITS | 16, most) or body
            case "deflate":  # some mean it with a header, some without
                body = inflate(body, zlib.MAX_WBITS, most) or inflate(body, -zlib.MAX_WBITS, most) or body
            case "br" | "zstd" as packing:
                unpacked = unpack_by_fastwarc(body, packing, most)
                if unpacked is None:
                    return None
                body = unpacked or body
            case _:
                return None
    return body[: most + 1]


def join_chunks(body: bytes) -> bytes:
    """The chunks joined, up to where they are damaged; the body as it is where it has none."""
    joined = bytearray()
    at = 0
    while size := CHUNK_SIZE.match(body, at):
        length = int(size[1], 16)
        if length == 0:
            return bytes(joined)
        joined += body[size.end() : size.end() + length]
        at = size.end() + length
    return bytes(joined) or body


def inflate(body: bytes, window: int, most: int) -> bytes:
    """What the body unpacks to, as far as it does; `most` bytes and one at most."""
    unpacker = zlib.decompressobj(window)
    unpacked = bytearray()
    waiting = memoryview(body)
    try:
        for at in range(0, len(waiting), 4096):  # in pieces, so that damage costs little of what stands before it
            unpacked += unpacker.decompress(
                unpacker.unconsumed_tail + waiting[at : at + 4096], most + 1 - len(unpacked)
            )
            if unpacker.eof or len(unpacked) > most:
                break
    except zlib.error:
        pass
    return bytes(unpacked)


def unpack_by_fastwarc(body: bytes, packing: str, most: int) -> bytes | None:
    """What Brotli or Zstandard unpack to, as far as they do; None where fastwarc is not installed."""
    try:
        from fastwarc.stream_io import BrotliReader, ZstdReader
    except ImportError:
        return None
    unpacked = bytearray()
    reader = (BrotliReader if packing == "br" else ZstdReader)(io.BytesIO(body))
    try:
        while len(unpacked) <= most and (chunk := reader.read(min(64 * 1024, most + 1 - len(unpacked)))):
            unpacked += chunk
    except (OSError, ValueError):
        pass
    return bytes(unpacked)
