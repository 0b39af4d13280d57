"""Which files a run reads, one unit of work each, and how: laid down once, so that a run can be gone on with."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tolltrace.errors import ArchiveError
from tolltrace.values import Method

FORMAT = 1  # of the folder; a later one may not go on with an earlier one's run
READING, GROUPING = "reading", "grouping"
NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._-]+")
STEM_CHARS = 60
HASH_CHARS = 10


@dataclass(frozen=True, slots=True)
class Unit:
    """One file, read by one process from its beginning to its end."""

    name: str  # of its files in the dataset: from its source alone, so that it has the same in every run
    source: str  # a path or a URL


@dataclass(frozen=True, slots=True)
class Options:
    """How each unit is read."""

    by_rules: bool = False
    sift: bool = True  # skip before the parse what cannot hold a claim
    max_page_bytes: int = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Plan:
    """One run."""

    units: tuple[Unit, ...]  # by source
    options: Options
    method: Method  # what reads: a run is gone on with by the same
    writer: str  # what writes the files: another pyarrow may write other bytes for the same rows
    format: int = FORMAT
    work: str = READING  # what is done with a unit


def make_plan(sources: Iterable[str], options: Options, method: Method) -> Plan:
    """A plan over sources; one that is named twice is read once. Raises ArchiveError where there are none."""
    units = tuple(Unit(name_unit(source), source) for source in sorted(set(sources)))
    if not units:
        raise ArchiveError("no file to read: name WARC files, folders, patterns, URLs or a listing (warc.paths.gz)")
    return Plan(units, options, method, writer())


def name_unit(source: str) -> str:
    """A name for files: what a person knows it by, and what tells it from others of that name."""
    stem = source.rstrip("/").rpartition("/")[2]
    for ending in (".gz", ".warc", ".wet"):
        stem = stem.removesuffix(ending)
    stem = NOT_IN_A_NAME.sub("-", stem).lstrip("._")[:STEM_CHARS] or "unit"
    return f"{stem}-{hashlib.sha256(os.fsencode(source)).hexdigest()[:HASH_CHARS]}"


def writer() -> str:
    """What writes Parquet here. Raises ArchiveError where nothing does."""
    try:
        import pyarrow
    except ImportError:
        raise ArchiveError("archive runs write Parquet with pyarrow: pip install 'tolltrace[archive]'") from None
    return f"pyarrow=={pyarrow.__version__}"


def check_same(plan: Plan, method: Method) -> None:
    """Raise ArchiveError where another tolltrace, or another pyarrow, would go on with what one began."""
    if plan.method != method:
        raise ArchiveError(
            f"the run was begun by tolltrace {plan.method.code} ({plan.method.code_sha256[:8]}, knowledge "
            f"{plan.method.knowledge_sha256[:8]}), and this is {method.code} ({method.code_sha256[:8]}, "
            f"{method.knowledge_sha256[:8]}): a dataset is read by one method. Go on with that version, or begin a "
            "run in a new folder"
        )
    if plan.writer != writer():
        raise ArchiveError(
            f"the run was begun with {plan.writer}, and here is {writer()}, which may write other bytes for the same "
            f"rows: pip install {plan.writer}, or begin a run in a new folder"
        )


def plan_bytes(plan: Plan) -> bytes:
    """A plan as JSON."""
    return msgspec.json.format(msgspec.json.encode(plan), indent=1) + b"\n"


def read_plan(path: Path) -> Plan:
    """The plan of a run. Raises ArchiveError where there is none, or none that we know."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Plan)
    except FileNotFoundError:
        raise ArchiveError(
            f"{path.parent}: holds no run; begin one: tolltrace archive run FILES --out FOLDER"
        ) from None
    except (msgspec.DecodeError, OSError) as error:
        raise ArchiveError(f"{path}: cannot be read as the plan of a run ({error}); get it again") from error


def missing(plan: Plan, done: Iterable[str]) -> Iterator[Unit]:
    """The units that are not done, in the plan's order."""
    names = set(done)
    return (unit for unit in plan.units if unit.name not in names)
