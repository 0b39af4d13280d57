"""Copies of fetched pages, kept between runs, so that a page which did not change need not be sent again."""

import hashlib
import os
import re
import tempfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tolltrace.pages.exchange import Answer

HEAD_LIMIT = 64 * 1024  # of the line that says what the copy is of
TAG = re.compile(r'(?:W/)?"[!#-~]{0,512}"')
INSTANT = re.compile(r"[A-Za-z]{3}, [0-9A-Za-z :]{10,30}")
SUFFIX = ".page"
TRIM_TO = 0.9  # of the limit: not every page more shall clear the folder


class Head(msgspec.Struct, frozen=True):
    """The first line of a copy: what it is of, and what its site told us to ask with."""

    url: str
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """One copy."""

    head: Head
    content: bytes

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for the page only if it changed."""
        asked = {"If-None-Match": self.head.etag, "If-Modified-Since": self.head.last_modified}
        return {name: value for name, value in asked.items() if value}


class KeptPages:
    """A folder of copies, a file each, the ones unused for longest dropped when it grows over `max_bytes`.

    It is a convenience: where the folder cannot be read or written, pages are fetched anew. Several runs may share it,
    as a file appears whole or not at all. With `max_bytes` 0 nothing is read or written.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._bytes: int | None = None  # in the folder, as far as we know

    def find(self, url: str, max_page_bytes: int) -> Kept | None:
        """The copy of a page, None where there is none that can be used."""
        if not self._max_bytes:
            return None
        try:
            with self._path(url).open("rb") as file:
                head = msgspec.json.decode(file.readline(HEAD_LIMIT), type=Head)
                unpacker = zlib.decompressobj()
                content = unpacker.decompress(file.read(self._max_bytes), max_page_bytes + 1)
        except (OSError, zlib.error, msgspec.DecodeError, UnicodeDecodeError):
            return None
        whole = unpacker.eof and len(content) <= max_page_bytes  # the end holds a sum of all: what is damaged shows
        return Kept(head, content) if whole and head.url == url else None

    def keep(self, url: str, answer: Answer) -> None:
        """Keep a page, where its site gave something to ask with and does not want it forgotten."""
        etag, last_modified = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
        head = Head(
            url,
            answer.charset,
            etag if TAG.fullmatch(etag) else None,
            last_modified if INSTANT.fullmatch(last_modified) else None,
        )
        forgotten = "no-store" in answer.headers.get("Cache-Control", "").lower() or answer.place.userinfo
        if not self._max_bytes or forgotten or not (head.etag or head.last_modified):
            return
        packed = msgspec.json.encode(head) + b"\n" + zlib.compress(answer.content)
        if len(packed) <= self._max_bytes:
            with suppress(OSError):
                self._write(self._path(url), packed)

    def touch(self, url: str) -> None:
        """Note that a copy was used."""
        with suppress(OSError):
            os.utime(self._path(url))

    def _path(self, url: str) -> Path:
        """Where the copy of a page is, or would be."""
        return self._folder / (hashlib.sha256(url.encode()).hexdigest() + SUFFIX)

    def _write(self, path: Path, packed: bytes) -> None:
        """Write a file whole, then make room. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
            try:
                file.write(packed)
                file.close()
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        if self._bytes is not None:
            self._bytes += len(packed)
        if self._bytes is None or self._bytes > self._max_bytes:
            self._bytes = self._trim()

    def _trim(self) -> int:
        """Drop what was unused for longest, where there is too much; the bytes that are left. Raises OSError."""
        with os.scandir(self._folder) as entries:
            files = sorted((entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in entries)
        total = sum(size for _, size, _ in files)
        if total <= self._max_bytes:
            return total
        for _, size, path in files:
            if total <= self._max_bytes * TRIM_TO:
                break
            Path(path).unlink(missing_ok=True)
            total -= size
        return total
