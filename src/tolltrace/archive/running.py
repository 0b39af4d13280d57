"""A run: units to an engine until each is done or given up, and what is said of it on the way."""

import hashlib
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tolltrace.archive.choosing import chosen
from tolltrace.archive.engines import Ended, Engine, EngineOf
from tolltrace.archive.folder import TABLES, Folder, publish_bytes
from tolltrace.archive.manifest import (
    Aside,
    Counts,
    Entry,
    entry_bytes,
    read_aside,
    read_entries,
    read_entry,
    whole_bytes,
)
from tolltrace.archive.plan import Options, Plan, Unit, check_same, make_plan, missing, plan_bytes, read_plan
from tolltrace.archive.telling import tell_aside, tell_counts, tell_done, tell_failed, tell_time
from tolltrace.errors import ArchiveError
from tolltrace.knowledge import load_knowledge
from tolltrace.values import Method

ATTEMPTS = 3
LIMIT_SECONDS = 2 * 60 * 60.0  # for one unit: a gigabyte of news takes a core half an hour (docs/scale.md)
LOOK_SECONDS = 1.0
MANIFEST = "manifest.json"

Done = Callable[[Unit, int], tuple[str, int]]  # what a unit came to, with so many left: in words, and how many results
Tell = Callable[[str, bool], None]  # a line for a person, and whether it tells of a failure


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to."""

    units: int
    done: int
    counts: Counts
    aside: tuple[Aside, ...]
    seconds: float
    sha256: str | None = None  # of manifest.json, where every unit is done

    def lines(self, root: Path) -> list[str]:
        """For a person."""
        lines = [f"{self.done:,} of {self.units:,} files done in {tell_time(self.seconds)}", *tell_counts(self.counts)]
        lines += tell_aside(self.aside, root)
        return lines + ([f"Manifest: {root / MANIFEST} (SHA-256 {self.sha256})"] if self.sha256 else [])

    @property
    def is_whole(self) -> bool:
        """Whether every unit is done."""
        return self.done == self.units


def begin_run(
    out: Path, sources: Iterable[str], options: Options, engine: EngineOf | str, *, tell: Tell,
    processes: int | None = None, address: str | None = None, attempts: int = ATTEMPTS,
    limit_seconds: float = LIMIT_SECONDS,
) -> Outcome:  # fmt: skip
    """Lay a plan down in a new folder, and carry it out. Raises ArchiveError where the folder holds something.

    `processes` and `address` are of an engine that is told by its name; the first bounds how many units it takes.
    """
    engine = chosen(engine, processes, address)
    folder = Folder(out)
    if folder.plan.exists():
        raise ArchiveError(f"{out}: holds a run; go on with it: tolltrace archive resume {out}")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ArchiveError(f"{out}: is no empty folder; a run wants one of its own")
    plan = make_plan(sources, options, method_of(options))
    folder.make()
    with folder.locked():
        publish_bytes(plan_bytes(plan), folder.plan, folder.temporary)
        return _carry_out(folder, plan, engine, tell, attempts, limit_seconds)


def resume_run(
    out: Path, engine: EngineOf | str, *, tell: Tell, processes: int | None = None, address: str | None = None,
    attempts: int = ATTEMPTS, limit_seconds: float = LIMIT_SECONDS,
) -> Outcome:  # fmt: skip
    """Do what is missing, what was set aside too. Raises ArchiveError where there is no run, or one of another make."""
    engine = chosen(engine, processes, address)
    folder = Folder(out)
    plan = read_plan(folder.plan)
    check_same(plan, method_of(plan.options))
    folder.make()
    with folder.locked():
        return _carry_out(folder, plan, engine, tell, attempts, limit_seconds)


def method_of(options: Options) -> Method:
    """What reads, as it is here."""
    knowledge = load_knowledge()
    return (knowledge.by_rules() if options.by_rules else knowledge).method


def _carry_out(
    folder: Folder, plan: Plan, engine: EngineOf, tell: Tell, attempts: int, limit_seconds: float
) -> Outcome:
    began = time.monotonic()
    clear_up(folder)
    log = Log(folder.log)
    waiting = list(missing(plan, folder.names_in(folder.manifests)))
    log.write("began", units=len(plan.units), left=len(waiting))
    if waiting:
        with closing(engine(folder.root, plan)) as reading:
            Run(folder, reading, log, tell, attempts, limit_seconds).carry_out(waiting)
    clear_temporary(folder)
    outcome = finish(folder, plan, time.monotonic() - began)
    log.write("ended", done=outcome.done, aside=len(outcome.aside))
    return outcome


def clear_up(folder: Folder) -> None:
    """Take away what a run that was killed left half-way: nothing of it is in the dataset."""
    clear_temporary(folder)
    for path in (*folder.running.iterdir(), *folder.aside.iterdir()):
        path.unlink(missing_ok=True)


def clear_temporary(folder: Folder) -> None:
    """Take away what processes that were killed were writing. One that is cut off, and still writes, fails then."""
    for path in folder.temporary.iterdir():
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


class Run:
    """The loop: as many units under way as the engine has room for."""

    def __init__(
        self, folder: Folder, engine: Engine, log: "Log", tell: Tell, attempts: int, limit_seconds: float,
        done: Done | None = None,
    ) -> None:  # fmt: skip
        self._folder = folder
        self._engine = engine
        self._log = log
        self._tell = tell
        self._attempts = attempts
        self._limit = limit_seconds
        self._done = done or self._read_done
        self._tries: Counter[str] = Counter()
        self._since: dict[Unit, float | None] = {}  # under way → when it was first seen to be read
        self._stopped: set[str] = set()

    def carry_out(self, waiting: list[Unit]) -> None:
        """All units, the first of the plan first; those that failed are tried again behind the others."""
        queue = list(reversed(waiting))
        while queue or self._since:
            while queue and self._engine.room() > 0:
                unit = queue.pop()
                self._tries[unit.name] += 1
                self._since[unit] = None
                self._engine.start(unit)
            for end in self._engine.ended(LOOK_SECONDS):
                if self._settle(end, len(queue) + len(self._since) - 1):
                    queue.insert(0, end.unit)
            self._stop_the_late()

    def _settle(self, end: Ended, left: int) -> bool:
        """What became of a unit; whether it is to be tried again."""
        began = self._since.pop(end.unit, None)
        seconds = round(time.monotonic() - began, 3) if began is not None else None
        at = mark_of(self._folder, end.unit)
        if end.error is None:
            line, results = self._done(end.unit, left)
            self._log.write("done", unit=end.unit.name, seconds=seconds, results=results)
            self._tell(line, False)
            return False
        late = f"; it was stopped, as it took more than {self._limit:g} s" if end.unit.name in self._stopped else ""
        error = end.error + late
        error = f"{error} (at record {at})" if at else error
        self._stopped.discard(end.unit.name)
        (self._folder.running / end.unit.name).unlink(missing_ok=True)
        again = not end.is_final and self._tries[end.unit.name] < self._attempts
        self._log.write("failed", unit=end.unit.name, seconds=seconds, error=error, again=again)
        if not again:
            aside = Aside(end.unit.name, end.unit.source, self._tries[end.unit.name], error)
            publish_bytes(entry_bytes(aside), self._folder.aside / f"{end.unit.name}.json", self._folder.temporary)
        self._tell(tell_failed(end.unit, error, again=again), True)
        return again

    def _read_done(self, unit: Unit, left: int) -> tuple[str, int]:
        entry = read_entry(self._folder, unit.name)
        return tell_done(unit, entry, left), entry.counts.results

    def _stop_the_late(self) -> None:
        """The clock of a unit runs from when a process began to read it, not from when it was sent to a queue."""
        now = time.monotonic()
        for unit, since in self._since.items():
            if since is None:
                if (self._folder.running / unit.name).exists():
                    self._since[unit] = now
            elif now - since > self._limit and unit.name not in self._stopped:
                self._stopped.add(unit.name)
                self._engine.stop(unit)


def mark_of(folder: Folder, unit: Unit) -> str:
    """Which record a unit is at, or was when its process ended; "" where nobody tells."""
    try:
        return (folder.running / unit.name).read_bytes().decode("utf-8", "replace").strip()
    except OSError:
        return ""


def finish(folder: Folder, plan: Plan, seconds: float) -> Outcome:
    """What there is now. Where every unit is done, the manifest of the whole is written, and nothing else is left."""
    entries = read_entries(folder)
    counts = sum((entry.counts for entry in entries), Counts())
    aside = tuple(read_aside(folder))
    drop_strangers(folder, entries)
    digest = None
    if len(entries) == len(plan.units):
        content = whole_bytes(entries)
        digest = sha256(content)
        publish_bytes(content, folder.root / MANIFEST, folder.temporary)
    return Outcome(len(plan.units), len(entries), counts, aside, seconds, digest)


def sha256(content: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def drop_strangers(folder: Folder, entries: Iterable[Entry]) -> None:
    """Remove files of the dataset that no manifest names: of units whose process died while it published them."""
    named = {file.path for entry in entries for file in entry.files}
    for table in TABLES:
        for path in (folder.root / table).rglob("*.parquet"):
            if path.relative_to(folder.root).as_posix() not in named:
                path.unlink(missing_ok=True)


class Log:
    """What began and ended when, a line each. It is for people and `status`; nothing hangs on it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, what: str, **more: object) -> None:
        """A line more."""
        line = msgspec.json.encode({"at": round(time.time(), 3), "what": what, **more})
        with self._path.open("ab") as file:
            file.write(line + b"\n")
