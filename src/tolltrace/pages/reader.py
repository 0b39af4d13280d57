"""What every reader is, and what readers share."""

import io
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from tolltrace.values import Failed, Page, Reason, Rejected

HEAD_BYTES = 4096  # what a reader judges by


class Stream(Protocol):
    """What a reader reads from: a file, standard input, a fetched page."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, b"" at the end."""

    def readline(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, up to and with the next line end."""


class Opener(Protocol):
    """A source that opens itself, as it lies where only its owner looks. What it raises, its owner catches."""

    @property
    def name(self) -> str:
        """Where a person finds it: its pages say so."""

    def open(self) -> AbstractContextManager[Stream]:
        """A stream of its bytes."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stream comes from: the pages made of it say so."""

    source: str
    url: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A report that an input only names, by its address: it is fetched when that is asked for."""

    source: str
    url: str
    detail: str  # for a person: what the input holds of it
    stamp: str = field(default="", compare=False)  # what else the input says of it, for who asks whether that changed
    dated: str | None = field(default=None, compare=False)  # when it changed last, as printed
    is_list: bool = field(default=False, compare=False)  # a sitemap of its own


@dataclass(frozen=True, slots=True)
class Damage:
    """Where a document could be read no further."""

    detail: str
    too_large: bool = False


Found = Page | Rejected | Failed | Reference


class Reader(Protocol):
    """Turns one kind of input into Pages."""

    @property
    def name(self) -> str:
        """What it is called; mostly the `Page.kind` that it makes."""

    @property
    def reads(self) -> str:
        """What it reads, in the plural, for a person."""

    def accepts(self, filename: str, head: bytes) -> bool:
        """Whether this reader reads it, judged by its name and its first 4 KiB (never empty) alone."""

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Found]:
        """Yield pages lazily. A damaged record is yielded as Failed, one too large as Rejected; the rest goes on."""


def read_whole(stream: Stream, origin: Origin, *, kind: str, max_page_bytes: int) -> Page | Rejected | Failed:
    """The one page that a whole stream is. Never holds much more than `max_page_bytes`."""
    content = stream.read(max_page_bytes + 1)
    if len(content) > max_page_bytes:
        return too_large(origin.source, max_page_bytes)
    if content.count(0) * 100 > len(content) and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Failed(origin.source, "binary data after a beginning of text; it may be damaged. Get the page again")
    return Page(kind, content, origin.source, origin.url, origin.charset)


def too_large(source: str, max_page_bytes: int) -> Rejected:
    """What is said of a page over the limit."""
    detail = f"more than {max_page_bytes:,} bytes; the setting max_page_bytes allows no more"
    return Rejected(source, Reason.TOO_LARGE, detail)


def damaged(damage: Damage, origin: Origin, max_page_bytes: int, done: str) -> Rejected | Failed:
    """What is said of a document that could not be read to its end."""
    if damage.too_large:
        return too_large(origin.source, max_page_bytes)
    return Failed(origin.source, f"{damage.detail}. {done}")


def record_page(source: str, fields: Mapping[str, object], origin: Origin) -> Page:
    """An article that a feed, a table or a messenger gives in fields: a line of JSON, as `articles.record` reads it.

    Fields that are empty are left out.
    """
    given = {key: value for key, value in fields.items() if value}
    return Page("jsonl", msgspec.json.encode(given), source, origin.url)


class Joined(io.RawIOBase):
    """A stream put together again from its head and its rest: standard input cannot be wound back."""

    def __init__(self, head: bytes, rest: Stream) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer, from the head first."""
        chunk, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        chunk = chunk or self._rest.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)
