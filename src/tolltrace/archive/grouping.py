"""Grouping a dataset: its steps to an engine, one kind after the other; gone on with where it was broken off."""

import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tolltrace.archive.choosing import chosen
from tolltrace.archive.engines import Engine, EngineOf
from tolltrace.archive.folder import publish_bytes
from tolltrace.archive.grouped import PARTS
from tolltrace.archive.manifest import Aside, File, read_aside, read_entries, whole_bytes
from tolltrace.archive.plan import GROUPING, Options, Plan, Unit, plan_bytes, read_plan, writer
from tolltrace.archive.running import (
    ATTEMPTS,
    LIMIT_SECONDS,
    Log,
    Run,
    Tell,
    clear_up,
    method_of,
    sha256,
)
from tolltrace.archive.steps import Cut, Made, Place, number_of, unit_of
from tolltrace.archive.telling import first_line, tell_time, tell_times
from tolltrace.errors import ArchiveError

MANIFEST = "statements.json"
CLAIMS_OF_A_PART = 50_000  # that are compared, and made statements of, at once: some 200 MB
LEFT_BETWEEN = ("editions", "figures", "members", "pairs", "components", "gathered")


@dataclass(frozen=True, slots=True)
class Grouped:
    """What grouping a dataset came to."""

    steps: int
    done: int
    units: int  # files of the run that were grouped
    of_units: int  # that it reads
    reports: int
    claims: int
    statements: int
    echoed: int  # statements that more than one report carries
    drifted: int  # of which something moved on the way
    most_reports: int  # that carry one statement
    aside: tuple[Aside, ...]
    seconds: float
    sha256: str | None = None  # of statements.json, where every step is done

    @property
    def is_whole(self) -> bool:
        """Whether every step is done."""
        return self.sha256 is not None

    def lines(self, root: Path) -> list[str]:
        """For a person."""
        if not self.is_whole:
            failed = [
                f"  {each.source} (tried {tell_times(each.attempts)}): {first_line(each.error)}" for each in self.aside
            ]
            told = f"{self.done:,} of {self.steps:,} steps of grouping are done"
            return [told, *failed, f"Go on: tolltrace archive group {root}"]
        part = f" (of {self.units:,} of its {self.of_units:,} files)" if self.units < self.of_units else ""
        return [
            f"{self.claims:,} claims of {self.reports:,} reports{part} are grouped into {self.statements:,} statements",
            f"{self.echoed:,} statements are carried by more than one report, by {self.most_reports:,} at most; "
            f"in {self.drifted:,} something moved on the way",
            f"Grouped in {tell_time(self.seconds)}. Manifest: {root / MANIFEST} (SHA-256 {self.sha256})",
        ]


def group_run(
    out: Path, engine: EngineOf | str, *, tell: Tell, partitions: int | None = None, processes: int | None = None,
    address: str | None = None, attempts: int = ATTEMPTS, limit_seconds: float = LIMIT_SECONDS,
) -> Grouped:  # fmt: skip
    """Group the claims of all units of a run that are done.

    What was begun of it is gone on with; where the dataset, the number of parts or tolltrace is another since, it is
    begun anew. Raises ArchiveError where there is no run, or one that somebody carries out.
    """
    began = time.monotonic()
    engine = chosen(engine, processes, address)
    place = Place(out)
    units = len(read_plan(place.run.plan).units)
    place.run.make()
    with place.run.locked():
        cut, plan = lay_down(place, partitions)
        steps = steps_of(cut)
        if not is_done(place, steps):
            carry_out(place, plan, steps, engine, tell, attempts, limit_seconds)
        return finish(place, cut, steps, units, time.monotonic() - began)


def lay_down(place: Place, partitions: int | None) -> tuple[Cut, Plan]:
    """What is grouped, and by what; what is left of another grouping is taken away."""
    entries = read_entries(place.run)
    if not entries:
        raise ArchiveError(f"{place.root}: no file of it is done yet; tolltrace archive resume {place.root}")
    claims = sum(entry.counts.claims for entry in entries)
    parts = partitions or max(1, -(-claims // CLAIMS_OF_A_PART))
    cut = Cut(sha256(whole_bytes(entries)), tuple(entry.unit for entry in entries), parts)
    plan = Plan((), Options(), method_of(Options()), writer(), work=GROUPING)
    content = msgspec.json.format(msgspec.json.encode(cut), indent=1) + b"\n"
    same = place.cut.exists() and place.cut.read_bytes() == content
    if not same or not place.folder.plan.exists() or place.folder.plan.read_bytes() != plan_bytes(plan):
        drop(place)
        place.folder.make()
        publish_bytes(plan_bytes(plan), place.folder.plan, place.folder.temporary)
        publish_bytes(content, place.cut, place.folder.temporary)
    place.folder.make()
    return cut, plan


def drop(place: Place) -> None:
    """Take away all that grouping left: it can be made again."""
    (place.root / MANIFEST).unlink(missing_ok=True)
    for table in PARTS:
        shutil.rmtree(place.root / table, ignore_errors=True)
    shutil.rmtree(place.folder.root, ignore_errors=True)


def steps_of(cut: Cut) -> list[list[Unit]]:
    """The steps, a kind after the other; those of one kind in any order."""
    parts = [number_of(part) for part in range(cut.partitions)]
    return [
        [unit_of("editions")],
        [unit_of("compare", unit) for unit in cut.units],
        [unit_of("agree", part) for part in parts],
        [unit_of("join")],
        [unit_of("gather", unit) for unit in cut.units],
        [unit_of("state", part) for part in parts],
    ]


def is_done(place: Place, steps: list[list[Unit]]) -> bool:
    """Whether the statements are there, whole. What only led to them need not be."""
    done = place.folder.names_in(place.folder.manifests)
    if not (place.root / MANIFEST).exists() or not done.issuperset(unit.name for kind in steps for unit in kind):
        return False
    return all((place.root / file.path).is_file() for made in made_of(place, steps[-1]) for file in made.files)


def made_of(place: Place, units: list[Unit]) -> Iterator[Made]:
    """What some steps came to."""
    return (place.read_made(unit.name) for unit in units)


def carry_out(
    place: Place, plan: Plan, steps: list[list[Unit]], engine: EngineOf, tell: Tell, attempts: int, limit_seconds: float
) -> None:
    """All steps that are missing; a kind that is not done to its end holds up those behind it."""
    clear_up(place.folder)
    forget_what_is_gone(place, steps)
    log = Log(place.folder.log)
    log.write("began", steps=sum(map(len, steps)))
    with closing(engine(place.folder.root, plan)) as working:
        for kind in steps:
            done = place.folder.names_in(place.folder.manifests)
            waiting = [unit for unit in kind if unit.name not in done]
            run_kind(place, waiting, working, log, tell, attempts, limit_seconds)
            if read_aside(place.folder):
                break
    log.write("ended")


def run_kind(
    place: Place, waiting: list[Unit], engine: Engine, log: Log, tell: Tell, attempts: int, limit_seconds: float
) -> None:
    """The steps of one kind."""

    def told(unit: Unit, left: int) -> tuple[str, int]:
        counts = place.read_made(unit.name).counts
        words = ", ".join(f"{count:,} {what}" for what, count in counts.items())
        return f"{unit.source}: {words}; {left:,} such steps left", sum(counts.values())

    Run(place.folder, engine, log, tell, attempts, limit_seconds, told).carry_out(waiting)


def forget_what_is_gone(place: Place, steps: list[list[Unit]]) -> None:
    """Steps whose files were taken away are taken again: all of them, where the last ones are not whole."""
    done = place.folder.names_in(place.folder.manifests)
    for unit in (unit for kind in steps for unit in kind if unit.name in done):
        if not all((place.root / file.path).is_file() for file in place.read_made(unit.name).files):
            (place.folder.manifests / f"{unit.name}.json").unlink()


def finish(place: Place, cut: Cut, steps: list[list[Unit]], units: int, seconds: float) -> Grouped:
    """What there is now; where every step is done, the manifest is written, and nothing else is left."""
    names = [unit.name for kind in steps for unit in kind]
    done = place.folder.names_in(place.folder.manifests)
    counts: Counter[str] = Counter()
    most, digest = 0, None
    if done.issuperset(names):
        made = list(made_of(place, steps[-1]))
        for each in made:
            counts.update(each.counts)
            most = max(most, each.counts["most_reports"])
        compared = list(made_of(place, steps[1]))
        counts |= {name: sum(each.counts[name] for each in compared) for name in ("reports", "claims")}
        files = [file for each in made for file in each.files]
        content = manifest_bytes(cut, counts, most, files)
        digest = sha256(content)
        drop_strangers(place, files)
        publish_bytes(content, place.root / MANIFEST, place.folder.temporary)
        for name in LEFT_BETWEEN:
            shutil.rmtree(place.folder.root / name, ignore_errors=True)
    return Grouped(
        len(names), len(done), len(cut.units), units, counts["reports"], counts["claims"], counts["statements"],
        counts["echoed"], counts["drifted"], most, tuple(read_aside(place.folder)), seconds, digest,
    )  # fmt: skip


def manifest_bytes(cut: Cut, counts: Counter[str], most: int, files: list[File]) -> bytes:
    """What the statements are made of, and their files: the same bytes for the same dataset, whatever made them."""
    told = {
        "dataset": cut.dataset,
        "units": list(cut.units),
        "partitions": cut.partitions,
        "counts": {**dict(sorted(counts.items())), "most_reports": most},
        "files": files,
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def drop_strangers(place: Place, files: list[File]) -> None:
    """Remove files that no step names."""
    named = {file.path for file in files}
    for table in PARTS:
        for path in (place.root / table).glob("*.parquet"):
            if path.relative_to(place.root).as_posix() not in named:
                path.unlink(missing_ok=True)
