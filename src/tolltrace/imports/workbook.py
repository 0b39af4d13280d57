"""CSV and XLSX → rows of cells. Formulas are never evaluated, and no workbook unpacks to more than it may."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from tolltrace.errors import SourceError
from tolltrace.imports.importing import MAX_RECORD_BYTES
from tolltrace.pages import table_rows

ZIP = b"PK\x03\x04"
MAX_COLUMNS = 200
MAX_ROWS = 1_048_576  # of a sheet, as spreadsheets have it
FREE_BYTES = 64 * 1024 * 1024  # that any workbook may unpack to
MAX_BYTES = 1024 * 1024 * 1024
MAX_GROWTH = 100  # times the packed size, beyond the free bytes
MAX_FILES = 2000  # in a workbook
CHUNK_BYTES = 8192
MISSING = "XLSX is read with openpyxl, which is not installed: pip install 'tolltrace[xlsx]', or save it as CSV"


class Formula:
    """A cell that holds one. It is not evaluated."""

    def __init__(self, printed: str) -> None:
        self.printed = printed


Row = tuple[int, list[Any]] | tuple[int, str]  # its number as a spreadsheet counts, and its cells; or what is wrong


def read_rows(path: Path, head: bytes) -> Iterator[Row]:
    """The rows of a table, empty ones with them. Raises SourceError where it is none, or too large."""
    if head.startswith(ZIP):
        yield from read_sheet(path)
        return
    with path.open("rb") as stream:
        yield from table_rows(stream, max_chars=MAX_RECORD_BYTES)


def read_sheet(path: Path) -> Iterator[Row]:
    """The rows of the first sheet that holds any."""
    try:
        from openpyxl import load_workbook
        from openpyxl.cell.read_only import EmptyCell
    except ImportError as error:
        raise SourceError(f"{path}: {MISSING}") from error
    check_packed(path)
    try:
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        blank: Any = None  # rows that the file does not hold all come as this one
        for number, row in enumerate(sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS), 1):
            if row is blank or all(isinstance(cell, EmptyCell) for cell in row):
                blank = row
                continue
            yield number, [Formula(str(cell.value)) if cell.data_type == "f" else cell.value for cell in row]
        book.close()
    except SourceError:
        raise
    except Exception as error:  # openpyxl raises whatever its XML, zip and dates raise
        raise SourceError(
            f"{path}: no workbook that can be read ({type(error).__name__}: {error}); save it anew"
        ) from error


def check_packed(path: Path) -> None:
    """Raise SourceError for a workbook that unpacks to more than it may, or that declares entities.

    What the archive says of its sizes binds: no more than that is ever unpacked.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            files = archive.infolist()
            size, packed = sum(each.file_size for each in files), path.stat().st_size
            if len(files) > MAX_FILES or size > MAX_BYTES or (size > FREE_BYTES and size > MAX_GROWTH * packed):
                limit = f"{FREE_BYTES:,} bytes, or {MAX_GROWTH} times its own size"
                raise SourceError(f"{path}: {len(files):,} parts that unpack to {size:,} bytes; at most {limit}")
            for each in files:
                if each.filename.lower().endswith((".xml", ".rels")) and has_entities(archive, each):
                    raise SourceError(
                        f"{path}: {each.filename} declares a document type; no workbook does. Save it anew"
                    )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise SourceError(f"{path}: no workbook, or a damaged or locked one ({error}); save it anew") from error


def has_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part declares a document type, as no workbook does: it could hold entities that grow."""
    found: list[bool] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: found.append(True)
    parser.StartElementHandler = lambda *_: found.append(False)
    with archive.open(part) as stream:
        while not found and (chunk := stream.read(CHUNK_BYTES)):
            try:
                parser.Parse(chunk)
            except expat.ExpatError:
                return False  # no XML: who reads it says so
    return bool(found) and found[0]
