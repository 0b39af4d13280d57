"""How far a run is, from what lies in its folder: also of one that runs elsewhere, or was killed."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from tolltrace.archive.folder import Folder
from tolltrace.archive.grouping import MANIFEST, steps_of
from tolltrace.archive.manifest import Aside, Counts, Entry, read_aside, read_entries, whole_bytes
from tolltrace.archive.plan import read_plan
from tolltrace.archive.running import mark_of, sha256
from tolltrace.archive.steps import Place
from tolltrace.archive.telling import tell_aside, tell_counts, tell_time


@dataclass(frozen=True, slots=True)
class Reading:
    """A unit that a process reads."""

    unit: str
    at: str  # how many records it has read, and the one that it is at
    silent_seconds: float  # since it went on to that one


@dataclass(frozen=True, slots=True)
class Grouping:
    """How far the dataset is grouped."""

    steps: int
    done: int
    aside: int
    fits: bool  # whether what was grouped are the files that are done now
    statements: int | None  # once there are any

    def line(self, root: Path) -> str:
        """For a person."""
        again = f"group again: tolltrace archive group {root}"
        if self.statements is not None:
            return f"Grouped into {self.statements:,} statements" + (
                "" if self.fits else f", of other files than are done now; {again}"
            )
        aside = f", {self.aside:,} set aside" if self.aside else ""
        return f"Grouping: {self.done:,} of {self.steps:,} steps done{aside}; go on: tolltrace archive group {root}"


@dataclass(frozen=True, slots=True)
class Status:
    """A run at this moment."""

    units: int
    done: int
    counts: Counts
    running: tuple[Reading, ...]
    aside: tuple[Aside, ...]
    failed: int  # attempts that failed, since it was last begun or resumed
    is_running: bool  # whether a program carries it out
    records_a_second: float | None  # since it was last begun or resumed
    seconds_left: float | None  # at the rate so far
    grouping: Grouping | None = None  # of what is done

    @property
    def left(self) -> int:
        """Units that are neither done nor set aside."""
        return self.units - self.done - len(self.aside)

    def lines(self, root: Path) -> list[str]:
        """For a person."""
        lines = [
            f"{self.done:,} of {self.units:,} files done, {len(self.running):,} being read, {self.left:,} left, "
            f"{len(self.aside):,} set aside, {self.failed:,} tries failed",
            *tell_counts(self.counts),
        ]
        if self.records_a_second is not None:
            left = f"; about {tell_time(self.seconds_left)} left" if self.seconds_left else ""
            lines.append(f"{self.records_a_second:,.1f} records a second since it was last begun{left}")
        lines += [f"reading {each.unit}: record {each.at}" for each in self.running]
        lines += tell_aside(self.aside, root)
        lines += [self.grouping.line(root)] if self.grouping else []
        if self.done == self.units:
            return [*lines, "Every file is done."]
        return lines if self.is_running else [*lines, f"Nobody runs it. Go on: tolltrace archive resume {root}"]


def read_status(root: Path) -> Status:
    """How far a run is. Raises ArchiveError where the folder holds none."""
    folder = Folder(root)
    plan = read_plan(folder.plan)
    entries = read_entries(folder)
    names = {unit.name: unit for unit in plan.units}
    now = time.time()
    running = tuple(
        Reading(path.name, mark_of(folder, names[path.name]), max(0.0, now - path.stat().st_mtime))
        for path in sorted(folder.running.glob("*"))
        if path.name in names
    )
    aside = tuple(read_aside(folder))
    log = _log_since_begun(folder.log)
    is_running = folder.is_locked()
    done = [line for line in log if line["what"] == "done"]
    until = now if is_running else float(log[-1]["at"]) if log else now
    spent = until - float(log[0]["at"]) if log else 0.0
    left = len(plan.units) - len(entries) - len(aside)
    rate = sum(int(line["results"]) for line in done) / spent if done and spent > 0 else None
    seconds = left * spent / len(done) if done and is_running else None
    return Status(
        len(plan.units), len(entries), sum((entry.counts for entry in entries), Counts()), running, aside,
        sum(line["what"] == "failed" for line in log), is_running, rate, seconds,
        read_grouping(root, entries),
    )  # fmt: skip


def read_grouping(root: Path, entries: list[Entry]) -> Grouping | None:
    """How far the dataset is grouped; None where nobody began to."""
    place = Place(root)
    if not place.cut.exists():
        return None
    cut = place.read_cut()
    statements = None
    if (root / MANIFEST).exists():
        statements = msgspec.json.decode((root / MANIFEST).read_bytes(), type=_Told).counts.get("statements", 0)
    return Grouping(
        sum(map(len, steps_of(cut))),
        len(place.folder.names_in(place.folder.manifests)),
        len(read_aside(place.folder)),
        cut.dataset == sha256(whole_bytes(entries)),
        statements,
    )


class _Told(msgspec.Struct):
    counts: dict[str, int]


def _log_since_begun(path: Path) -> list[dict[str, Any]]:
    """The lines since the run was last begun or resumed; a line that a kill cut off is passed over."""
    lines: list[dict[str, Any]] = []
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    for line in content.splitlines():
        try:
            told = msgspec.json.decode(line, type=dict[str, Any])
        except msgspec.DecodeError:
            continue
        if told.get("what") == "began":
            lines = []
        lines.append(told)
    return lines
