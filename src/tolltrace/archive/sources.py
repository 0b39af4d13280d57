"""Which files are meant, wherever they lie, and how one is opened.

Files of this machine are opened as they are; `https://`, `s3://` and whatever else fsspec knows, through it.
"""

import gzip
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

from tolltrace.errors import ArchiveError
from tolltrace.phrasing import counted

URL = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
LISTINGS = (".paths", ".paths.gz", ".plan")
IN_FOLDERS = (".warc", ".warc.gz", ".wet", ".wet.gz")
COMMON_CRAWL = "https://data.commoncrawl.org/"
OF_COMMON_CRAWL = "crawl-data/"
MAX_LISTING_BYTES = 512 * 1024 * 1024
STAMP = re.compile(r"(?<!\d)(?P<day>(?:19|20)\d{6})(?:\d{6})?(?!\d)")  # of a file's name: CC-NEWS-20230501120000-00123
MISSING = "is read through fsspec, which is not installed: pip install 'tolltrace[archive]'"


@dataclass(frozen=True, slots=True)
class Source:
    """One file, which opens itself. An OSError while it is read is the unit's: it is tried again."""

    name: str

    @contextmanager
    def open(self) -> Iterator["Whole"]:
        """Its bytes. Raises OSError, also where it breaks off before its end."""
        if URL.match(self.name):
            with opened_by_fsspec(self.name) as stream:
                yield Whole(stream, getattr(stream, "size", None), self.name)
        else:
            with Path(self.name).open("rb") as file:
                yield Whole(file, None, self.name)


class Whole(io.RawIOBase):
    """A stream that breaks off says so, where it is known how long it is: a half file is no file that is done."""

    def __init__(self, stream: Any, size: int | None, name: str) -> None:
        self._stream = stream
        self._size = size
        self._name = name
        self._read = 0

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, b"" at the end."""
        chunk = cast(bytes, self._stream.read(size))
        self._read += len(chunk)
        if not chunk and size and self._size is not None and self._read < self._size:
            raise OSError(f"{self._name}: broke off after {self._read:,} of {self._size:,} bytes")
        return chunk

    def readline(self, size: int | None = -1, /) -> bytes:
        """At most `size` bytes, up to and with the next line end."""
        line = cast(bytes, self._stream.readline(-1 if size is None else size))
        self._read += len(line)
        return line


@contextmanager
def opened_by_fsspec(name: str) -> Iterator[Any]:
    """A file somewhere else. What its library raises comes as OSError. Raises ArchiveError where it is missing."""
    try:
        import fsspec
    except ImportError:
        raise ArchiveError(f"{name}: {MISSING}") from None
    try:
        stream = fsspec.open(name, "rb").open()
    except ImportError as error:  # fsspec's own words name the package: s3fs, aiohttp
        raise ArchiveError(f"{name}: {error}") from None
    try:
        yield stream
    finally:
        stream.close()


def find_sources(
    names: Iterable[str], *, since: date | None = None, until: date | None = None, prefix: str | None = None
) -> list[str]:
    """Every file that is meant, in no order. Raises ArchiveError where a name stands for nothing.

    A name is a file, a folder (its web archives, to its depth), a pattern, a URL (with a pattern where its system can
    list), or a listing: a file ending in .paths, .paths.gz or .plan with a name a line, those of Common Crawl as they
    are. With `since` or `until`, those are meant whose names hold a day in between. `prefix` stands before names of a
    listing.
    """
    found = [each for name in names for each in _expand(name, prefix)]
    if since is None and until is None:
        return found
    meant = [each for each in found if (since or date.min) <= day_of(each) <= (until or date.max)]
    if found and not meant:
        first, last = min(map(day_of, found)), max(map(day_of, found))
        raise ArchiveError(f"none of {counted(len(found), 'file')} is of these days: they are from {first} to {last}")
    return meant


def day_of(name: str) -> date:
    """The day in a file's name. Raises ArchiveError where there is none."""
    for stamp in STAMP.finditer(name.rpartition("/")[2]):
        try:
            return date.fromisoformat(stamp["day"])
        except ValueError:
            continue
    raise ArchiveError(
        f"{name}: no day in its name (CC-NEWS-20230501…), by which to choose. Leave out --since and --until"
    )


def _expand(name: str, prefix: str | None) -> Iterator[str]:
    if name.endswith(LISTINGS):
        yield from (each for line in _lines_of(name) for each in _expand(_placed(line, name, prefix), None))
    elif scheme := URL.match(name):
        yield from _match_elsewhere(name) if "*" in name and not scheme[1].startswith("http") else (name,)
    elif not name.strip():
        raise ArchiveError("an empty name; expected a file, a folder, a pattern, a URL or a listing")
    else:
        yield from _match_here(name)


def _match_here(name: str) -> Iterator[str]:
    path = Path(name)
    if path.is_dir():
        files = sorted(each for each in path.rglob("*") if each.name.lower().endswith(IN_FOLDERS) and each.is_file())
        if not files:
            raise ArchiveError(f"{name}: the folder holds no web archive ({', '.join(IN_FOLDERS)})")
        yield from (str(each.absolute()) for each in files)
    elif path.exists():
        yield str(path.absolute())
    else:
        root = Path(path.anchor or ".")
        pattern = str(path.relative_to(path.anchor)) if path.anchor else name
        matches = sorted(root.glob(pattern)) if any(sign in name for sign in "*?[") else []
        if not matches:
            raise ArchiveError(f"{name}: no such file; expected a file, a folder, a pattern, a URL or a listing")
        yield from (str(each.absolute()) for each in matches if each.is_file())


def _match_elsewhere(name: str) -> Iterator[str]:
    try:
        import fsspec

        found = [each.full_name for each in fsspec.open_files(name, "rb")]
    except ImportError as error:
        raise ArchiveError(f"{name}: {error}; {MISSING}") from None
    except OSError as error:  # no such bucket, no right to list it, nobody there
        raise ArchiveError(f"{name}: cannot be listed ({error}); name its files in a listing, one a line") from error
    if not found:
        raise ArchiveError(f"{name}: no file has a name like that")
    yield from found


def _placed(line: str, listing: str, prefix: str | None) -> str:
    """A name of a listing: from where it stands, or from where it is told to."""
    if URL.match(line) or Path(line).is_absolute():
        return line
    if prefix is not None:
        return prefix.rstrip("/") + "/" + line
    if line.startswith(OF_COMMON_CRAWL):
        return COMMON_CRAWL + line
    return f"{listing.rpartition('/')[0]}/{line}" if URL.match(listing) else str(Path(listing).parent / line)


def _lines_of(listing: str) -> Iterator[str]:
    try:
        with Source(listing).open() as stream:
            content = stream.read(MAX_LISTING_BYTES)
        if listing.endswith(".gz"):
            with gzip.open(io.BytesIO(content)) as unpacked:
                content = unpacked.read(MAX_LISTING_BYTES)
        lines = content.decode("utf-8").splitlines()
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{listing}: cannot be read as a listing, a name a line ({error})") from error
    yield from (line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))
