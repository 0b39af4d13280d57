"""A page's table as CSV: for a spreadsheet, which runs no cell of it as a formula."""

import csv
from collections.abc import Callable, Iterable, Sequence
from io import StringIO

from fastapi import Response

from tolltrace.printable import BYTE_ORDER_MARK, cell
from tolltrace.server.answers import Asked, send

CSV = "text/csv"


async def table(
    asked: Asked, columns: Sequence[str], read: Callable[[], Iterable[Sequence[object]]], file_name: str
) -> Response:
    """The rows that `read` gives, under the names of their columns."""

    response = await send(asked, lambda _: write_table(columns, read()), CSV)
    response.headers.update(saved_as(file_name))
    return response


def write_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A file."""
    stream = StringIO(newline="")
    stream.write(BYTE_ORDER_MARK)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8", "replace")


def saved_as(file_name: str) -> dict[str, str]:
    """Under which name a browser saves it."""
    return {"Content-Disposition": f'attachment; filename="tolltrace-{file_name}"'}
