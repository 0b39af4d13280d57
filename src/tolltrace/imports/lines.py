"""Lines of JSON, one at a time, each bounded."""

from collections.abc import Iterator
from typing import Any

import msgspec

from tolltrace.imports.importing import MAX_RECORD_BYTES, Fate, ImportFile, Outcome, refused

MARK = b"\xef\xbb\xbf"  # of UTF-8, before the first line
EXPECTED = "expected an object a line, in JSON"


def read_lines(file: ImportFile) -> Iterator[tuple[str, bytes, dict[str, Any]] | Outcome]:
    """Each line that holds an object, with its name ("line 7") and its bytes; what became of every other line."""
    with file.path.open("rb") as stream:
        number = 0
        while line := stream.readline(MAX_RECORD_BYTES + 1):
            number += 1
            name = f"line {number}"
            if len(line) > MAX_RECORD_BYTES:
                while line and not line.endswith(b"\n"):
                    line = stream.readline(MAX_RECORD_BYTES)
                yield refused(name, None, f"more than {MAX_RECORD_BYTES:,} bytes; {EXPECTED}")
                continue
            line = line.removeprefix(MARK).strip()
            if not line:
                yield Outcome(Fate.EMPTY, (name,))
                continue
            yield read_line(name, line)


def read_line(name: str, line: bytes) -> tuple[str, bytes, dict[str, Any]] | Outcome:
    """One line. NaN, halves of characters and what is nested too deep are no JSON."""
    try:
        record = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return refused(name, None, f"{error}; {EXPECTED}")
    if not isinstance(record, dict):
        return refused(name, None, f"found a {type(record).__name__}; {EXPECTED}")
    if b"\\u0000" in line:
        return refused(name, None, "a text holds the character U+0000, which no text has; take it out")
    return name, line, record
