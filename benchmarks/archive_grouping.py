"""What it costs to group a dataset's claims into statements: by processes of this machine, by Ray, and in one ledger.

    python benchmarks/archive_grouping.py [--claims 20000] [--units 8] [--parts N] [--days N] [--no-ray] [--no-ledger]

Writes a dataset of the made-up news of `statements_scale.py`, as a run leaves it, and groups it. Prints, for one
process, two processes, and Ray with as many cores, the seconds from begin to end, how long each kind of step took, the
most memory of a worker, what lies on the disk meanwhile, and CPU seconds (of Ray those of the driver alone); beside it
the seconds in which one ledger loads and groups the same, and whether the statements are the same. Fails where they are
not, or the bytes differ. Needs no data.
"""

import argparse
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.archive import held_by, readers
from benchmarks.statements_scale import make_reports
from tests.archive.datasets import write_dataset

from tolltrace.archive import load_results
from tolltrace.following import regroup
from tolltrace.ledger import ClaimQuery, open_ledger
from tolltrace.values import Published, Traced

STEPS = ("editions", "compare", "agree", "join", "gather", "state")


def main() -> int:
    """Print the table; 1 where the statements differ."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--units", type=int, default=8, help="files of the run")
    parser.add_argument("--parts", type=int, default=4)
    parser.add_argument("--days", type=int, help="put all on so many days: news as dense as on the whole web")
    parser.add_argument("--no-ray", action="store_true")
    parser.add_argument("--no-ledger", action="store_true")
    asked = parser.parse_args()
    ways = {"one process": ("--processes", "1"), "two processes": ("--processes", "2")}
    if not asked.no_ray and find_spec("ray"):
        ways["Ray, two cores"] = ("--engine", "ray", "--processes", "2")
    hashes: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="grouping-speed-") as name:
        root = Path(name) / "run"
        reports = list(make_reports(asked.claims))
        if asked.days:
            reports = [on_day(each, at * asked.days // len(reports)) for at, each in enumerate(reports)]
        write_dataset(root, [reports[at :: asked.units] for at in range(asked.units)])
        print(f"{asked.claims:,} claims in {asked.units} files, {size_of(root):.1f} MB; load {os.getloadavg()[0]:.1f}")
        for way, flags in ways.items():
            hashes.add(measure(way, root, (*flags, "--parts", str(asked.parts))))
        same = None if asked.no_ledger else same_as_ledger(root, Path(name))
    as_ledger = "not asked" if same is None else "yes" if same else "NO"
    print(f"the same bytes by all: {'yes' if len(hashes) == 1 else 'NO'}; as one ledger: {as_ledger}")
    return 0 if same is not False and len(hashes) == 1 else 1


def on_day(traced: Traced, day: int) -> Traced:
    """A report as if it had appeared on another day."""
    on = date(2024, 3, 1) + timedelta(days=day)
    published = Published(on, None, on.isoformat(), "byline")
    return replace(traced, article=replace(traced.article, published=published))


def measure(way: str, root: Path, flags: tuple[str, ...]) -> str:
    """One grouping, by a program of its own, and its line; what its files hold, as a hash."""
    shutil.rmtree(root / "_grouping", ignore_errors=True)
    done = threading.Event()
    most = {"mb": 0.0, "disk": 0.0}

    def watch() -> None:
        while not done.wait(0.5):
            most["mb"] = max([most["mb"], *map(held_by, readers())])
            most["disk"] = max(most["disk"], size_of(root / "_grouping"))

    watching = threading.Thread(target=watch)
    watching.start()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    command = [sys.executable, "-m", "tolltrace", "archive", "group", str(root), "--json", *flags]
    program = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    done.set()
    watching.join()
    if program.returncode:
        raise SystemExit(program.stdout)
    told: dict[str, Any] = json.loads(program.stdout)
    parts = ", ".join(f"{step} {spent:.1f}" for step, spent in seconds_of(root).items())
    print(
        f"{way:15} {seconds:6.1f} s ({parts}); {told['claims'] / seconds:7,.0f} claims/s; "
        f"{most['mb']:4.0f} MB a worker; {most['disk']:.1f} MB meanwhile; {cpu:.1f} CPU s; "
        f"{told['statements']:,} statements, {told['echoed']:,} echoed",
        flush=True,
    )
    return hashlib.sha256((root / "statements.json").read_bytes()).hexdigest()


def seconds_of(root: Path) -> dict[str, float]:
    """How long all steps of one kind took, from the end of the kind before to their own."""
    ends: dict[str, float] = {}
    began = 0.0
    for line in (root / "_grouping" / "_log.jsonl").read_text("utf-8").splitlines():
        told = json.loads(line)
        if told["what"] == "began":
            began = told["at"]
        elif told["what"] == "done":
            ends[told["unit"].partition("-")[0]] = told["at"]
    spent: dict[str, float] = {}
    for step in STEPS:
        spent[step], began = ends[step] - began, ends[step]
    return spent


def same_as_ledger(root: Path, folder: Path) -> bool:
    """Load and group it in one ledger, and print what that took; whether the statements are the same."""
    from pyarrow import parquet

    with open_ledger(folder / "ledger.db") as ledger:
        began = time.perf_counter()
        for _ in ledger.load(load_results(root)):
            pass
        loaded = time.perf_counter()
        regroup(ledger)
        print(f"one ledger      {loaded - began:6.1f} s to load, {time.perf_counter() - loaded:.1f} s to regroup")
        with ledger.grouping(write=False) as store:
            kept = store.summaries(store.named_in(store.components_of(ClaimQuery())))
    table = parquet.read_table(root / "statements", columns=["statement", "origins"]).to_pylist()
    return {(one.statement, one.origins) for one in kept} == {(row["statement"], row["origins"]) for row in table}


def size_of(folder: Path) -> float:
    """In MB."""
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # it was moved meanwhile
                total += Path(where, name).stat().st_size
    return total / 1e6


if __name__ == "__main__":
    sys.exit(main())
