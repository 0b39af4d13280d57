"""An empty sheet for coded claims: the names of its columns, what each is, and an example; both are notes."""

import csv
from pathlib import Path

from tolltrace.errors import ExportError
from tolltrace.imports.columns import COLUMNS
from tolltrace.imports.workbook import MISSING
from tolltrace.printable import BYTE_ORDER_MARK, cell

FILE_NAME = "tolltrace-claims-to-code.csv"
WORKBOOK = ".xlsx"


def template_rows() -> list[list[str]]:
    """Three rows; what begins with # is not imported."""
    says = [f"# {COLUMNS[0].says}", *(column.says for column in COLUMNS[1:])]
    example = [f"# for example {COLUMNS[0].example}", *(column.example for column in COLUMNS[1:])]
    return [[column.name for column in COLUMNS], says, example]


def write_template(path: Path | None = None) -> Path:
    """Write it as CSV, or as a workbook where the name ends so; None is a CSV in this folder. Its path.

    Raises ExportError where something is there already.
    """
    path = path or Path(FILE_NAME)
    if path.exists():
        raise ExportError(f"{path}: is there already, and may hold somebody's work; give another name")
    try:
        if path.suffix.lower() == WORKBOOK:
            write_workbook(path)
            return path
        with path.open("x", encoding="utf-8", newline="") as stream:
            stream.write(BYTE_ORDER_MARK)
            csv.writer(stream, lineterminator="\n").writerows([[cell(each) for each in row] for row in template_rows()])
    except OSError as error:
        raise ExportError(f"{path}: {error.strerror or error}; give a path that you may write") from error
    return path


def write_workbook(path: Path) -> None:
    """As a workbook: its cells are text, so that no day and no number is changed on the way."""
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise ExportError(f"{path}: {MISSING}") from error
    book = Workbook(write_only=True)
    sheet = book.create_sheet("claims")
    for row in template_rows():
        sheet.append([cell(each) for each in row])
    book.save(path)
