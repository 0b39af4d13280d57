"""How fast whole archives are read, and by what: processes of this machine, and Ray.

    python benchmarks/archive.py [--pages 1500] [--units 8] [--paragraphs 12] [--no-ray] [--rounds 1]

Writes archives of a realistic mix: one page in thirty holds a toll, one in three has a link to one in its margin, one
record in twenty is a picture; pages have a site's furniture, some 60 kB of it. Prints, for one process, two processes,
and Ray with as many cores, the time from the first unit's beginning to the last one's end (what it takes to begin is
told apart), records and pages a second and core, CPU seconds (of Ray those of the driver alone),
and the most memory of a worker; and the two efficiencies. Needs no data.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.archive.warcs import write_warc

MAX_WORKER_MB = 700
MIN_OF_TWO, MIN_OF_RAY = 0.9, 0.85
PROBE_SECONDS = 0.5


class Measured(NamedTuple):
    """One run."""

    seconds: float  # from the first unit's beginning to the last one's end
    starting: float  # from the command to the first unit's beginning, and from the last one's end to its end
    cpu: float
    worker_mb: float
    results: int
    claims: int
    sha256: str


def main() -> int:
    """Print the table; 1 where a worker takes too much memory, or the engines differ in a byte."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=1500, help="of each archive")
    parser.add_argument("--units", type=int, default=8, help="archives")
    parser.add_argument("--paragraphs", type=int, default=12, help="of each page")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--no-ray", action="store_true")
    asked = parser.parse_args()
    cores = min(2, os.cpu_count() or 1)
    with tempfile.TemporaryDirectory(prefix="archive-speed-") as name:
        folder = Path(name)
        (folder / "warcs").mkdir()
        for number in range(asked.units):
            path = folder / "warcs" / f"CC-NEWS-20240304{number:06}-{number:05}.warc.gz"
            write_warc(path, pages=asked.pages, seed=number, paragraphs=asked.paragraphs, furniture=400)
        size = sum(path.stat().st_size for path in (folder / "warcs").iterdir())
        print(f"{asked.units} archives of {asked.pages} pages, {size / 1e6:.0f} MB; load {os.getloadavg()[0]:.1f}")
        ways = {
            "one process, no sieve": ("--processes", "1", "--no-sift"),
            "one process": ("--processes", "1"),
            f"{cores} processes": ("--processes", str(cores)),
        }
        if not asked.no_ray and find_spec("ray"):
            ways[f"Ray, {cores} cores"] = ("--engine", "ray", "--processes", str(cores))
        best: dict[str, Measured] = {}
        for _ in range(asked.rounds):
            for way, flags in ways.items():
                measured = measure(folder, flags)
                tell(way, measured, 1 if way.startswith("one") else cores, asked.pages * asked.units)
                if way not in best or measured.seconds < best[way].seconds:
                    best[way] = measured
    return judge(best, cores)


def judge(best: dict[str, Measured], cores: int) -> int:
    """The efficiencies, and what is not as it must be."""
    one, two = best["one process"], best[f"{cores} processes"]
    of_two = one.seconds / two.seconds / cores
    print(f"{cores} processes over one: {of_two:.2f} (asked {MIN_OF_TWO})")
    ray = best.get(f"Ray, {cores} cores")
    if ray:
        print(
            f"Ray over {cores} processes: {two.seconds / ray.seconds:.2f} (asked {MIN_OF_RAY} on a run of ten minutes)"
        )
    same = len({each.sha256 for way, each in best.items() if "no sieve" not in way}) == 1
    small = all(each.worker_mb <= MAX_WORKER_MB for each in best.values())
    print(f"the same bytes by all engines: {'yes' if same else 'NO'}; a worker's memory: at most "
          f"{max(each.worker_mb for each in best.values()):.0f} MB (asked {MAX_WORKER_MB})")  # fmt: skip
    lost = best["one process, no sieve"].claims - one.claims
    print(f"claims lost by the sieve: {lost} of {best['one process, no sieve'].claims}")
    return 0 if same and small else 1


def tell(way: str, measured: Measured, cores: int, pages: int) -> None:
    """One line."""
    rate = measured.results / measured.seconds / cores
    print(
        f"{way:22} {measured.seconds:7.1f} s and {measured.starting:5.1f} s to begin and end; {rate:7.1f} records and "
        f"{pages / measured.seconds / cores:7.1f} pages a second and core; {measured.cpu:7.1f} CPU s; "
        f"{measured.worker_mb:4.0f} MB a worker; {measured.claims} claims",
        flush=True,
    )


def measure(folder: Path, flags: tuple[str, ...]) -> Measured:
    """One run as a program of its own."""
    out = folder / "run"
    shutil.rmtree(out, ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.time()
    command = [
        sys.executable,
        "-m",
        "tolltrace",
        "archive",
        "run",
        str(folder / "warcs"),
        "--out",
        str(out),
        "--json",
        *flags,
    ]
    program = subprocess.Popen([*command, "--json", *flags], stdout=subprocess.PIPE, text=True)
    peak = Peak(program.pid, out)
    printed, _ = program.communicate()
    ended = time.time()
    peak.done.set()
    if program.returncode:
        raise SystemExit(printed)
    outcome = json.loads(printed)
    log = [json.loads(line) for line in (out / "_log.jsonl").read_text("utf-8").splitlines()]
    done = [line for line in log if line["what"] == "done"]
    first, last = peak.first or begun, done[-1]["at"]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    results = sum(line["results"] for line in done)
    return Measured(
        last - first,
        first - begun + ended - last,
        cpu,
        peak.mb,
        results,
        outcome["counts"]["claims"],
        outcome["sha256"],
    )


class Peak:
    """The most memory that any process holds that reads a unit, and when the first unit was begun."""

    def __init__(self, pid: int, out: Path) -> None:
        self.done = threading.Event()
        self.first: float | None = None
        self.mb = 0.0
        self._out = out
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self.done.wait(0.02 if self.first is None else PROBE_SECONDS):
            if self.first is None and self._out.exists() and any((self._out / "_running").glob("*")):
                self.first = time.time()
            if self.first is not None:
                self.mb = max([self.mb, *(held_by(pid) for pid in readers())])


def readers() -> list[int]:
    """Processes of a local engine, or of Ray, that read units."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            words = (each / "cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in words or b"ray::read_task" in words:
            found.append(int(each.name))
    return found


def held_by(pid: int) -> float:
    """Proportional share of memory in MB, 0 where it is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except (OSError, ValueError):
        pass
    return 0.0


if __name__ == "__main__":
    sys.exit(main())
