"""Files that are written a record at a time: JSON Lines, JSON-LD documents, tables. UTF-8, "\\n" on every system."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from tolltrace.printable import BYTE_ORDER_MARK, cell, json_text


def open_text(path: Path) -> TextIO:
    """A new file of text."""
    return path.open("w", encoding="utf-8", newline="")


def write_json_lines(records: Iterable[Mapping[str, Any]], path: Path) -> None:
    """A record a line."""
    with open_text(path) as stream:
        stream.writelines(json_text(record) + "\n" for record in records)


def write_json_document(head: Mapping[str, Any], name: str, items: Iterable[Mapping[str, Any]], path: Path) -> None:
    """One JSON object with a list behind its other members, an item a line: also what reads by lines can read it."""
    with open_text(path) as stream:
        stream.write(json_text(head).removesuffix("}"))
        stream.write(f"{', ' if head else ''}{json_text({name: None}).removeprefix('{').removesuffix('null}')}[")
        for number, item in enumerate(items):
            stream.write(f"{',' if number else ''}\n{json_text(item)}")
        stream.write("\n]}\n")


def write_table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], path: Path) -> None:
    """CSV as spreadsheets want it; no cell of it is run as a formula. A column that a row does not name is empty."""
    with open_text(path) as stream:
        stream.write(BYTE_ORDER_MARK)
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([cell(row.get(name)) for name in columns] for row in rows)
