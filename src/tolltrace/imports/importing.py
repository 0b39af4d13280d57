"""What every import is: a format, the file that it reads, and what becomes of each record in it."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path

from tolltrace.knowledge import Knowledge
from tolltrace.values import Method, Traced

CHUNK_BYTES = 1024 * 1024
MAX_RECORD_BYTES = 4 * 1024 * 1024  # a line of JSON, a row, a review
SHOWN_CHARS = 80  # of a value that is not as it must be


class Fate(StrEnum):
    """What became of a record. Each has one; the words are what a person reads in the summary."""

    NEW = "new"
    CHANGED = "changed since, kept as new versions"
    KNOWN = "already there"
    HELD = "left as the ledger holds their report itself"
    OUTDATED = "left as newer code had imported them"
    REFUSED = "refused"
    REPEATED = "repeated in the file"
    NO_FIGURE = "without a casualty figure"
    NOTE = "notes (#)"
    EMPTY = "empty"
    NOTICE = "notice"  # of no record: something to know of the whole file


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of some records of a file: those of one report, or one by itself. `detail` is for a person."""

    fate: Fate
    records: tuple[str, ...]
    detail: str = ""
    claims: int = 0  # that are in the ledger for it now
    superseded: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """A report made of records, to be recorded; several where methods differ, the oldest first."""

    records: tuple[str, ...]
    traced: tuple[Traced, ...]


class CellError(ValueError):
    """A value that is not what its column promises. The message says what was found and what was expected.

    `found` is the value; None where there is none, words of ours where it is `told`.
    """

    def __init__(self, found: object, expected: str, *, told: str = "") -> None:
        shown = f"“{found[:SHOWN_CHARS]}”" if isinstance(found, str) else f"{found}"[:SHOWN_CHARS]
        shown = told or ("nothing" if found is None else shown)
        super().__init__(f"found {shown}, expected {expected}")


def refused(record: str, column: str | None, why: object) -> Outcome:
    """A record that is left out, and what to mend in it."""
    return Outcome(Fate.REFUSED, (record,), f"{f'column {column}: ' if column else ''}{why}")


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file to import, hashed whole. `dataset` is the name under which its records stay the same from file to file."""

    path: Path
    sha256: str
    dataset: str
    knowledge: Knowledge = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """Its name without folders, for storing: bytes that are no text are spelled out."""
        return self.path.name.encode("utf-8", "backslashreplace").decode()

    def source(self, record: str) -> str:
        """Where a person finds a record."""
        return f"{self.path}: {record}".encode("utf-8", "backslashreplace").decode()


@dataclass(frozen=True, slots=True)
class Import:
    """One format. `accepts` judges by the file's name and its first 64 KiB; `read` yields each record's report or fate.

    `dataset` is the usual name of what is in it; None where that is the file's own, without its ending.
    """

    name: str
    about: str  # for a list: what it reads
    accepts: Callable[[str, bytes], bool] = field(compare=False)
    read: Callable[[ImportFile], Iterator[Made | Outcome]] = field(compare=False)
    dataset: str | None = None


def hash_file(path: Path) -> str:
    """SHA-256 of a whole file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def import_method(knowledge: Knowledge) -> Method:
    """What makes claims of records: the method that reads claims in words, and the sources that read records."""
    return replace(knowledge.method, code_sha256=hash_sources(knowledge.method.code_sha256))


@cache
def hash_sources(also: str) -> str:
    """The hash of the sources that import, line ends made alike, and of what they build on."""
    digest = hashlib.sha256(also.encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()
