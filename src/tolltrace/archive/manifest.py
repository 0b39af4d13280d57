"""What is said of a unit that is done: nothing in it hangs on when or where it was read."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec

from tolltrace.archive.folder import Folder
from tolltrace.errors import ArchiveError

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class File:
    """One file of the dataset."""

    path: str  # in the run's folder, with "/"
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What a unit came to: each record to a report or several, or to one of the others."""

    reports: int = 0
    with_claims: int = 0
    claims: int = 0
    rejected: int = 0
    failed: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)  # why → how many, before the parse

    @property
    def results(self) -> int:
        """Every result of a record."""
        return self.reports + self.rejected + self.failed + sum(self.skipped.values())

    def __add__(self, other: "Counts") -> "Counts":
        reasons = sorted({*self.skipped, *other.skipped})
        return Counts(
            self.reports + other.reports,
            self.with_claims + other.with_claims,
            self.claims + other.claims,
            self.rejected + other.rejected,
            self.failed + other.failed,
            {why: self.skipped.get(why, 0) + other.skipped.get(why, 0) for why in reasons},
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit that is done."""

    unit: str
    source: str
    counts: Counts
    files: tuple[File, ...]  # by path


@dataclass(frozen=True, slots=True)
class Aside:
    """One unit that was given up."""

    unit: str
    source: str
    attempts: int
    error: str


def entry_bytes(entry: Entry | Aside) -> bytes:
    """As JSON."""
    return msgspec.json.format(msgspec.json.encode(entry), indent=1) + b"\n"


def read_entries(folder: Folder) -> list[Entry]:
    """All units that are done, by name. Raises ArchiveError for a manifest that is not as it must be."""
    return [_read(path, Entry) for path in sorted(folder.manifests.glob("*.json"))]


def read_entry(folder: Folder, unit: str) -> Entry:
    """One unit that is done."""
    return _read(folder.manifests / f"{unit}.json", Entry)


def read_aside(folder: Folder) -> list[Aside]:
    """All units that were given up, by name."""
    return [_read(path, Aside) for path in sorted(folder.aside.glob("*.json"))]


def _read(path: Path, kind: type[Kind]) -> Kind:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (msgspec.DecodeError, OSError) as error:
        raise ArchiveError(f"{path}: cannot be read ({error}); remove it, and its unit is read again") from error


def hash_file(path: Path) -> str:
    """SHA-256, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def whole_bytes(entries: Iterable[Entry]) -> bytes:
    """The manifest of a whole dataset: the same bytes for the same rows, whatever came between."""
    return msgspec.json.format(msgspec.json.encode({"units": list(entries)}), indent=1) + b"\n"
