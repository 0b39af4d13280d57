"""Seals: what proves that nothing in a ledger was altered, removed or reordered. Pure; why so: docs/decisions/0014.

A row's digest is the SHA-256 of its canonical JSON, which is the same on every database. A seal names the rows of one
transaction with their digests, and carries the hash of the seal before it. Its own hash is therefore that of all that
was ever written until then: a person who noted it can tell later whether the ledger still is what it was.
"""

import codecs
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

ESCAPES = "tolltrace.escapes"
FIRST = "0" * 64  # what the first seal has for the hash of the one before

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode
_encode_fast = msgspec.json.Encoder(order="sorted").encode
_has_exponent = re.compile(rb"[:,\[]-?[\d.]+e").search  # 1e16 for 1e+16


def digest_of(table: str, cells: Any, *, plain: bool = False) -> bytes:
    """The digest of a row, from its cells as JSON types, in a mapping or a msgspec.Struct.

    An empty cell must be left out, so that a column which is added later changes no digest. `plain`: as for
    canonical_json.
    """
    return hashlib.sha256(canonical_json([table, cells], plain=plain)).digest()


def canonical_json(value: Any, *, plain: bool = False) -> bytes:
    """Keys sorted, no spaces, ASCII, numbers as Python prints them. Several times as fast as Python's own encoder.

    `plain` says that no number in it is written with an exponent, which need then not be looked for.
    """
    try:
        text = _encode_fast(value)
    except (UnicodeEncodeError, msgspec.MsgspecError, ValueError):  # half a character; a number beyond 64 bits
        return _encode_slow(value)
    if not plain and (b"0.0000" in text or _has_exponent(text)):
        return _encode_slow(value)
    if not text.isascii():
        text = text.decode("utf-8").encode("ascii", ESCAPES)
    return text.replace(b"\x7f", b"\\u007f") if b"\x7f" in text else text


def _encode_slow(value: Any) -> bytes:
    return _encode(msgspec.to_builtins(value, builtin_types=[int])).encode("ascii")


def is_plain(number: float) -> bool:
    """Whether every encoder writes it alike, without an exponent."""
    return number == 0 or 0.001 <= abs(number) < 1e15


def _escape(error: UnicodeError) -> tuple[str, int]:
    """Characters beyond ASCII as Python's encoder writes them, in halves where one takes two."""
    assert isinstance(error, UnicodeEncodeError)  # noqa: S101 - nothing else is asked
    halves = error.object[error.start : error.end].encode("utf-16-be").hex()
    return "".join(f"\\u{halves[at : at + 4]}" for at in range(0, len(halves), 4)), error.end


codecs.register_error(ESCAPES, _escape)


class Damage(StrEnum):
    """What became of a row."""

    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"  # and named by no seal


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a ledger is not what its seals say. `event` is the row's, else the last of its seal."""

    table: str
    row: str  # its key, "3"; of several columns "event 4, claim 7"
    damage: Damage
    seal: int | None  # which names the row; None where none does
    event: int | None
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What following the whole chain came to. `rows` counts those that agree with their seals."""

    seals: int
    rows: int
    head: str | None  # the newest seal's hash; None where nothing is sealed
    before: int  # rows that were there before the chain was: they are as they stood when it was begun
    begun_at: datetime | None  # when that was
    broken: Break | None = None
    after_head: int | None = None  # how many seals follow the one whose hash was asked for
