"""CSV with named columns: an article a row."""

import codecs
import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from charset_normalizer import from_bytes

from tolltrace.pages.columns import COLUMNS, EXPECTED, holds_text, match_columns, plain_name, row_page
from tolltrace.pages.kinds import UTF_16, is_binary, name_kind, plain_head
from tolltrace.pages.reader import Found, Joined, Origin, Stream, too_large
from tolltrace.values import Failed, Reason, Rejected

NAMES = (".csv", ".tsv", ".tab")
DELIMITERS = ",;\t|"
CHUNK_BYTES = 64 * 1024
KNOWN = frozenset(name for names in COLUMNS.values() for name in names)
GUESSED = ["cp1250", "cp1251", "cp1252", "cp1254", "cp1256", "koi8_r", "koi8_u"]  # what spreadsheets save in


csv.field_size_limit(2**31 - 1)  # one row is bounded, by Lines


class TooLongError(Exception):
    """A row with more characters than a page may have bytes."""


@dataclass(frozen=True, slots=True)
class Table:
    """Streams: one row is held at a time."""

    name: str = "csv"
    reads: str = "CSV with named columns"

    def accepts(self, filename: str, head: bytes) -> bool:
        """By the names of the columns on the first line; by the file's name where it has others, to say so."""
        if is_binary(head) or name_kind(head):
            return False
        if filename.lower().endswith(NAMES):
            return True
        first = plain_head(head).decode("utf-8", "replace").lstrip("\n").partition("\n")[0]
        columns = match_columns(split_header(first))
        return holds_text(columns) and len(columns) > 1  # one word on a line is no table

    def read(self, stream: Stream, origin: Origin, *, max_page_bytes: int) -> Iterator[Found]:
        """One Page a row; its source names the line on which the row begins."""
        lines = Lines(stream, max_page_bytes)
        try:
            header = next(lines, "")
        except TooLongError:
            yield too_large(f"{origin.source}:1", max_page_bytes)
            return
        names = split_header(header)
        columns = match_columns(names)
        if not header.strip():
            yield Rejected(origin.source, Reason.EMPTY, "a table without a line")
        elif not holds_text(columns):
            found = ", ".join(name[:40] for name in names[:12])
            yield Rejected(origin.source, Reason.KIND, f"found a table with the columns {found}; {EXPECTED}")
        else:
            yield from self._read_rows(lines, find_delimiter(header), len(names), columns, origin)

    def _read_rows(
        self, lines: "Lines", delimiter: str, width: int, columns: dict[str, int], origin: Origin
    ) -> Iterator[Found]:
        """Every row after the first."""
        rows = csv.reader(lines, delimiter=delimiter)
        any_row = False
        while True:
            source = f"{origin.source}:{lines.begin_row()}"
            try:
                row = next(rows)
            except StopIteration:
                break
            except TooLongError:
                yield too_large(source, lines.max_chars)
            except csv.Error as error:
                yield Failed(source, f"no row of a table ({error}); mend its quotation marks")
            else:
                if not row or not any(cell.strip() for cell in row):
                    continue
                if len(row) == width:
                    yield row_page(source, row, columns, origin)
                else:
                    detail = f"found {len(row):,} columns, expected {width:,}; mend its quotation marks or separators"
                    yield Failed(source, detail)
            any_row = True
        if not any_row:
            yield Rejected(origin.source, Reason.EMPTY, "a table without rows")


def table_rows(stream: Stream, *, max_chars: int) -> Iterator[tuple[int, list[str]] | tuple[int, str]]:
    """Every row of any table with its number, counted as spreadsheets do; or what is wrong with it."""
    lines = Lines(stream, max_chars)
    number = 1
    try:
        header = next(lines, "")
    except TooLongError:
        yield number, f"more than {max_chars:,} characters"
        return
    if not header:
        return
    delimiter = find_delimiter(header)
    rows = csv.reader(itertools.chain((header,), lines), delimiter=delimiter, strict=True)
    while True:
        lines.begin_row()
        try:
            row = next(rows)
        except StopIteration:
            return
        except TooLongError:
            yield number, f"more than {max_chars:,} characters; mend its quotation marks"
            rows = csv.reader(
                lines, delimiter=delimiter, strict=True
            )  # the one before stands inside of quotation marks
        except csv.Error as error:
            yield number, f"no row of a table ({error}); mend its quotation marks"
        else:
            yield number, row
        number += 1


class Lines:
    """The lines of a stream as text, each with its end; `number` counts those that were given."""

    def __init__(self, stream: Stream, max_chars: int) -> None:
        head = stream.read(CHUNK_BYTES)
        whole = io.BufferedReader(Joined(head, stream))
        self._text = io.TextIOWrapper(whole, encoding_of(head), errors="replace", newline="")
        self._row_chars = 0
        self.max_chars = max_chars
        self.number = 0

    def begin_row(self) -> int:
        """Forget how long the row before was. Returns the number of the line that comes next."""
        self._row_chars = 0
        return self.number + 1

    def __iter__(self) -> Iterator[str]:
        """Itself."""
        return self

    def __next__(self) -> str:
        """The next line. Raises TooLongError where the row is over the limit; the line is then passed over."""
        line = self._text.readline(self.max_chars + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._row_chars += len(line)
        if self._row_chars > self.max_chars:
            while line and not line.endswith(("\n", "\r")):
                line = self._text.readline(CHUNK_BYTES)
            raise TooLongError
        return line


def encoding_of(head: bytes) -> str:
    """UTF-8 where the bytes are that, else what a spreadsheet may have saved them in."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith(tuple(UTF_16)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        guess = from_bytes(head, cp_isolation=GUESSED).best()
        return guess.encoding if guess else "cp1252"
    return "utf-8"


def split_header(line: str) -> list[str]:
    """The names on the first line."""
    try:
        return next(csv.reader([line], delimiter=find_delimiter(line)), [])
    except csv.Error:
        return []


def find_delimiter(header: str) -> str:
    """What stands between the names: that which parts off the most that we know, then the most."""
    counts = {one: [plain_name(name) for name in header.split(one)] for one in DELIMITERS}
    return max(DELIMITERS, key=lambda one: (len(KNOWN & set(counts[one])), len(counts[one])))


READER = Table()
