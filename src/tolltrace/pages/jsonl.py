"""JSON Lines: one article on each line."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tolltrace.pages.kinds import is_binary, name_kind
from tolltrace.pages.reader import Origin, Stream, too_large
from tolltrace.values import Failed, Page, Reason, Rejected

NAMES = (".jsonl", ".ndjson")
OBJECT = re.compile(rb"\s*\{[^\S\n]*(\"|\})")  # an object that opens and goes on, on one line


@dataclass(frozen=True, slots=True)
class JsonLines:
    """Streams: however long the file, one line is held at a time."""

    name: str = "jsonl"
    reads: str = "JSON Lines of articles"

    def accepts(self, filename: str, head: bytes) -> bool:
        """An object on the first line; by the name alone where the first line is damaged."""
        head = head.removeprefix(codecs.BOM_UTF8)
        if OBJECT.match(head):
            line, end, _ = head.lstrip().partition(b"\n")
            return filename.lower().endswith(NAMES) or not end or line.rstrip().endswith(b"}")
        return filename.lower().endswith(NAMES) and not is_binary(head) and not name_kind(head)

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Page | Rejected | Failed]:
        """One Page a line that is not blank; its source names the line."""
        any_line = False
        for number, line in enumerate(split_lines(stream, max_page_bytes), start=1):
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)
            source = f"{origin.source}:{number}"
            if len(line) > max_page_bytes:
                yield too_large(source, max_page_bytes)
            elif line.strip():
                yield Page(self.name, line.strip(), source, origin.url)
            else:
                continue
            any_line = True
        if not any_line:
            yield Rejected(origin.source, Reason.EMPTY, "nothing but blank lines")


def split_lines(stream: Stream, max_bytes: int) -> Iterator[bytes]:
    """Lines without their end; of a line over `max_bytes` only its beginning, one byte over, so that it can be told."""
    while line := stream.readline(max_bytes + 1):
        if not line.endswith(b"\n") and len(line) > max_bytes:
            while (rest := stream.readline(max_bytes)) and not rest.endswith(b"\n"):
                pass
            yield line
        else:
            yield line.removesuffix(b"\n")


READER = JsonLines()
