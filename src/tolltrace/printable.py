"""Text from pages made safe for where it goes: a terminal, a line of JSON, a cell of a spreadsheet. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any

# C0, DEL and C1 could drive the terminal; bidi embeddings and overrides could show words in another order than they
# stand in; a lone surrogate cannot be encoded. Marks that scripts need (ZWJ, ZWNJ, LRM, RLM) stay.
_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
HOSTILE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
# Spreadsheets run a cell that starts with one of these as a formula, also after spaces.
FORMULA_STARTS = ("=", "+", "-", "@")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads "→" and "é" as Windows-1252


def clean(text: str) -> str:
    """The text on one line, without what could steer a terminal. Spaces at its ends stay."""
    if text.isprintable():  # which nothing of both is
        return text
    return HOSTILE.sub("", _BREAKS.sub(" ", text))


def json_text(record: Mapping[str, Any]) -> str:
    """One line of JSON, less its end."""
    line = json.dumps(record, ensure_ascii=False)
    # JSON may hold DEL, C1 and bidi overrides as they are; escaped, they are the same data and steer no terminal
    return HOSTILE.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def cell(value: Any) -> Any:
    """A value as a spreadsheet may have it: numbers as they are, what would be run as a formula after an apostrophe."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return value
    text = clean(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) else text
