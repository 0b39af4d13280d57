"""Files, folders, patterns, URLs and standard input → Pages, lazily, one bad input never stopping the rest."""

import glob
import io
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from tolltrace.errors import SourceError
from tolltrace.pages import (
    eml,
    feed,
    html,
    json_feed,
    jsonl,
    mhtml,
    packed,
    parquet,
    pdf,
    sitemap,
    table,
    telegram,
    telegram_html,
    telegram_preview,
    textdump,
    warc,
    webarchive,
)  # fmt: skip
from tolltrace.pages.fetch import Fetcher
from tolltrace.pages.follow import Follower
from tolltrace.pages.kinds import describe
from tolltrace.pages.reader import HEAD_BYTES, Found, Joined, Opener, Origin, Reader, Stream
from tolltrace.settings import Settings
from tolltrace.values import Failed, Page, Reason, Rejected

READERS: tuple[Reader, ...] = (  # the first that accepts, reads
    *(warc.READER, pdf.READER, parquet.READER, webarchive.READER, mhtml.READER, eml.READER),
    *(feed.READER, sitemap.READER, json_feed.READER, telegram.READER, telegram_preview.READER, telegram_html.READER),
    *(jsonl.READER, html.READER, table.READER, textdump.READER),
)
MANY = (
    *jsonl.NAMES,
    *feed.NAMES,
    *table.NAMES,
    ".parquet",
    ".xml",
    ".json",
    *warc.NAMES,
)  # of files that may hold many pages
URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
MAX_LAYERS = 2  # of gzip, one around the other


def read_sources(sources: Iterable[str | Path | Opener], settings: Settings) -> Iterator[Page | Rejected | Failed]:
    """Every page of every source, in the order given; folders are read to their depth, sorted by name.

    A source is a file, a folder, a glob pattern, an http or https URL, "-" for standard input, or opens itself (what it
    raises is raised). Hidden files are read only when they are named. What cannot be read is yielded as Failed; so is a
    file of another kind that was named itself, while one that only lies in a folder (the pictures of a saved page) is
    Rejected. What a feed or a sitemap only refers to is fetched in its place where the settings say so, else Rejected.
    """
    fetcher = Fetcher(settings)
    follower = Follower(lambda url: read_url(url, fetcher, settings), settings)
    return follower.follow(read_each(sources, fetcher, settings))


def read_each(sources: Iterable[str | Path | Opener], fetcher: Fetcher, settings: Settings) -> Iterator[Found]:
    """`read_sources`, with what its sources only refer to."""
    for source in sources:
        if not isinstance(source, str | Path):
            with source.open() as stream:
                filename = source.name.rpartition("/")[2]
                yield from refuse_kinds(read_stream(stream, filename, Origin(source.name), settings), source.name)
        elif str(source) == "-":
            yield from refuse_kinds(read_stream(cast(Stream, sys.stdin.buffer), "", Origin("-"), settings), "-")
        elif isinstance(source, str) and URL.match(source):
            yield from refuse_kinds(read_url(source, fetcher, settings), source)
        else:
            for path in find_paths(source):
                results = (path,) if isinstance(path, Failed) else read_path(path, settings)
                yield from refuse_kinds(results, named(source)) if path == Path(source) else results


def refuse_kinds(results: Iterable[Found], source: str) -> Iterator[Found]:
    """What was named itself and is no kind that we read is a failure: somebody expects it to be read.

    A picture inside a web archive was not named.
    """
    for result in results:
        if isinstance(result, Rejected) and result.reason is Reason.KIND and result.source == source:
            yield Failed(result.source, result.detail)
        else:
            yield result


def count_sources(sources: Iterable[str | Path]) -> int | None:
    """How many pages there are, for a progress bar; None where only reading tells (JSON Lines, standard input)."""
    count = 0
    for source in sources:
        if str(source) == "-":
            return None
        is_url = isinstance(source, str) and URL.match(source)
        for path in (Path(str(source)),) if is_url else find_paths(source):
            if isinstance(path, Path) and path.name.lower().removesuffix(packed.SUFFIX).endswith(MANY):
                return None
            count += 1
    return count


def find_paths(source: str | Path) -> Iterator[Path | Failed]:
    """The files that a path or a pattern stands for."""
    if not str(source).strip():  # an unset variable of the shell; Path("") would be the current folder
        yield Failed(named(source), "an empty name; expected a file, a folder, a pattern, a URL or -")
        return
    path = Path(source)
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        if not glob.has_magic(str(source)):
            yield Failed(named(source), "no such file or folder; expected a file, a folder, a pattern, a URL or -")
            return
        yield from find_matches(str(source))  # an existing file whose name holds a bracket is no pattern
    except (OSError, ValueError) as error:
        yield Failed(named(source), f"cannot be opened ({reason(error)}); check the name and its permissions")
    else:
        if path.is_dir():
            yield from find_files(path)
        else:
            yield path


def find_matches(pattern: str) -> Iterator[Path | Failed]:
    """The files that a pattern matches, sorted, and those in the folders that it matches."""
    matches = [Path(match) for match in sorted(glob.iglob(pattern, recursive=True))]  # noqa: PTH207 - may be absolute
    folders = {match for match in matches if stat.S_ISDIR(mode_of(match))}
    if "**" in pattern:  # the files inside a folder match by themselves
        matches = [match for match in matches if match not in folders]
    if not matches:
        yield Failed(named(pattern), "no file matches this pattern; hidden files must be named")
    for match in matches:
        if match in folders:
            yield from find_files(match)
        elif not is_endless(match):
            yield match


def find_files(folder: Path) -> Iterator[Path | Failed]:
    """Every file in a folder and the folders under it that is not hidden; linked folders are not followed."""
    any_file = False
    errors: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(here, name)
            if not name.startswith(".") and not is_endless(path):
                any_file = True
                yield path
        while errors:
            any_file = True
            yield unreadable_folder(errors.pop(0), folder)
    for error in errors:
        any_file = True
        yield unreadable_folder(error, folder)
    if not any_file:
        yield Failed(named(folder), "the folder holds no file; hidden files must be named")


def mode_of(path: Path) -> int:
    """What `stat` says a path is; 0 where it says nothing: opening it will tell why."""
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def is_endless(path: Path) -> bool:
    """Whether it is a pipe, a socket or a device: read only when it is named, for it may wait or give for ever."""
    mode = mode_of(path)
    return mode != 0 and not stat.S_ISREG(mode)


def named(source: str | Path) -> str:
    """A source for a person and for storing: bytes of a file's name that are no text are spelled out."""
    return str(source).encode("utf-8", "backslashreplace").decode()


def unreadable_folder(error: OSError, folder: Path) -> Failed:
    """What is said of a folder that cannot be listed."""
    return Failed(
        named(error.filename or folder),
        f"the folder cannot be read ({reason(error)}); make it readable or leave it out",
    )


def read_path(path: Path, settings: Settings) -> Iterator[Found]:
    """The pages of one file."""
    try:
        with path.open("rb") as stream:
            yield from read_stream(cast(Stream, stream), path.name, Origin(named(path)), settings)
    except OSError as error:
        yield Failed(named(path), f"cannot be read ({reason(error)}); check the file and its permissions")


def read_url(url: str, fetcher: Fetcher, settings: Settings) -> Iterator[Found]:
    """The pages behind one URL."""
    try:
        fetched = fetcher.fetch(url)
    except SourceError as error:
        yield Failed(named(url), str(error))
        return
    origin = Origin(url, url=fetched.url, charset=fetched.charset)
    filename = urlsplit(fetched.url).path.rpartition("/")[2]
    yield from read_stream(io.BytesIO(fetched.content), filename, origin, settings)


def read_again(page: Page) -> Iterator[Page | Rejected | Failed]:
    """A copy that was kept as the page that it is; of a file that a page was made of (PDF, mail), made anew."""
    reader = next((each for each in (pdf.READER, eml.READER) if each.name == page.kind), None)
    if reader is None:
        yield page
        return
    origin = Origin(page.source, page.url, page.charset)
    for found in reader.read(io.BytesIO(page.content), origin, max_page_bytes=len(page.content)):
        yield replace(found, captured_at=page.captured_at) if isinstance(found, Page) else found


def read_stream(stream: Stream, filename: str, origin: Origin, settings: Settings) -> Iterator[Found]:
    """The pages of one stream, by the first reader that accepts it, or its content where it is gzipped."""
    try:
        head = read_head(stream)
        layers = 0
        while layers < MAX_LAYERS and head.startswith(packed.MAGIC) and find_reader(filename, head) is None:
            stream = packed.open_packed(join(head, stream))
            filename = filename.removesuffix(packed.SUFFIX)
            head = read_head(stream)
            layers += 1
        yield from read_content(head, stream, filename, origin, settings)
    except SourceError as error:
        yield Failed(origin.source, str(error))


def read_content(head: bytes, stream: Stream, filename: str, origin: Origin, settings: Settings) -> Iterator[Found]:
    """The pages of a stream whose head is read."""
    if not head:
        yield Page(textdump.READER.name, b"", origin.source, origin.url)  # its article is Rejected as empty
        return
    reader = find_reader(filename, head)
    if reader is None:
        kinds = ", ".join(reader.reads for reader in READERS)
        yield Rejected(origin.source, Reason.KIND, f"found {describe(head)}; we read {kinds}")
        return
    yield from reader.read(join(head, stream), origin, max_page_bytes=settings.max_page_bytes)


def find_reader(filename: str, head: bytes) -> Reader | None:
    """The first reader that accepts a stream."""
    return next((reader for reader in READERS if reader.accepts(filename, head)), None) if head else None


def join(head: bytes, rest: Stream) -> Stream:
    """A stream put together again from its head and its rest."""
    return cast(Stream, io.BufferedReader(cast(io.RawIOBase, Joined(head, rest))))


def read_head(stream: Stream) -> bytes:
    """The first 4 KiB, or all there is: a pipe may give less at a time."""
    head = b""
    while len(head) < HEAD_BYTES and (more := stream.read(HEAD_BYTES - len(head))):
        head += more
    return head


def reason(error: OSError | ValueError) -> str:
    """Why the system refused, in lower case: "permission denied"."""
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return words[:1].lower() + words[1:]
