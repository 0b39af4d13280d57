"""Seals: what proves that nothing in a ledger was altered, removed or reordered. Pure; why so: docs/decisions/0014.

A row's digest is the SHA-256 of its canonical JSON, which is the same on every database. A seal names the rows of one
transaction with their digests, and carries the hash of the seal before it. Its own hash is therefore that of all that
was ever written until then: a person who noted it can tell later whether the ledger still is what it was.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

FIRST = "0" * 64  # what the first seal has for the hash of the one before

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode


def digest_of(table: str, cells: Mapping[str, Any]) -> bytes:
    """The digest of a row, from its cells as JSON types.

    An empty cell must be left out, so that a column which is added later changes no digest.
    """
    return hashlib.sha256(_encode([table, cells]).encode("ascii")).digest()


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
