"""Run as a program of its own: a PDF on standard input, its lines of text as JSON on standard output.

PDFium is quick, and written in C: a hostile document may crash it, or keep it busy for ever. Here that costs this
process alone. It is started by its path and imports nothing of ours, so that it starts in a tenth of a second.
"""

import json
import re
import sys
from contextlib import suppress
from typing import Any

MAX_PAGES = 300
MAX_CHARS = 1_000_000
MAX_LINES = 50_000
MEMORY_BYTES = 2 * 1024**3
HYPHEN = "\ufffe"  # what PDFium makes of a hyphen at the end of a line, and of the line's end with it


def main() -> None:
    """What the document holds, or why not: {"error": "password"}."""
    seconds = int(sys.argv[1])
    with suppress(ImportError, ValueError, OSError):  # not every system has such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        told: dict[str, Any] = {"info": read_info(document), "count": len(document), "pages": read_pages(document)}
    except pypdfium2.PdfiumError as error:
        told = {"error": str(error)}
    json.dump(told, sys.stdout)


def read_info(document: Any) -> dict[str, str]:
    """What the document says of itself."""
    return {key: str(value)[:1000] for key, value in document.get_metadata_dict().items()}


def read_pages(document: Any) -> list[dict[str, Any]]:
    """The lines of each page; an empty list where the page cannot be read."""
    pages: list[dict[str, Any]] = []
    chars, lines = MAX_CHARS, MAX_LINES
    for number in range(min(len(document), MAX_PAGES)):
        page: dict[str, Any] = {"height": 0.0, "lines": []}
        with suppress(Exception):  # a damaged page among good ones; each kind of damage raises its own
            read_page(document[number], page)
        pages.append(page)
        chars -= sum(len(line[0]) for line in page["lines"])
        lines -= len(page["lines"])
        if chars < 0 or lines < 0:
            break
    return pages


def read_page(printed: Any, page: dict[str, Any]) -> None:
    """Fill in the height of a page, and its lines in the order in which it draws them.

    A line is [text, left, bottom, right, top, height of its letters], in points from the lower left corner.
    """
    page["height"] = printed.get_height()
    text_page = printed.get_textpage()
    count = text_page.count_chars()
    begin = 0
    for text in re.split(f"(?<=[{HYPHEN}\\n])", text_page.get_text_range()):
        end = begin + len(text)
        shown = text.rstrip("\r\n")
        if shown.strip():
            first = begin + len(shown) - len(shown.lstrip())
            last = begin + len(shown.rstrip(" \t" + HYPHEN)) - 1
            first, last = min(first, count - 1), max(first, min(last, count - 1))
            left, bottom, _, top = text_page.get_charbox(first, loose=True)
            _, low, right, high = text_page.get_charbox(last, loose=True)
            page["lines"].append([shown, left, min(bottom, low), right, max(top, high), top - bottom])
        begin = end


if __name__ == "__main__":
    main()
