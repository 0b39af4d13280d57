"""Where a page begins, as a word for addresses. Opaque to who asks: what is in it may change."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

import msgspec

from tolltrace.paging import Position
from tolltrace.server.problems import ProblemError

MAX_CHARS = 1000
WRONG = "query.cursor: it is of another list or none; take it from a page's `next`, or begin without"


def write_cursor(position: Position, asked: Mapping[str, Any]) -> str:
    """`asked` is what the list was asked for: a cursor fits no other list."""
    return urlsafe_b64encode(msgspec.json.encode([_mark_of(asked), *position])).rstrip(b"=").decode()


def read_cursor(cursor: str | None, asked: Mapping[str, Any]) -> Position | None:
    """Back from it; None where the first page is asked for."""
    if cursor is None:
        return None
    try:
        mark, *position = msgspec.json.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=list[Any])
    except (ValueError, msgspec.DecodeError):
        raise ProblemError(422, WRONG) from None
    if mark != _mark_of(asked) or not position or not all(isinstance(each, str | int | float) for each in position):
        raise ProblemError(422, WRONG)
    return tuple(position)


def _mark_of(asked: Mapping[str, Any]) -> str:
    said = sorted((name, str(value)) for name, value in asked.items() if value is not None)
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:8]
