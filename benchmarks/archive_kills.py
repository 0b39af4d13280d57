"""What is left of a run over archives when something is killed at random moments.

    python benchmarks/archive_kills.py [--times 20] [--of worker driver node] [--seed 1]

Each time a run is begun over made-up archives, and at a random moment `kill -9` goes to a process that reads, to the
program that runs it, or, on Ray, to one of two nodes with all its processes. What is unfinished is resumed. Fails where
the dataset differs by one byte from that of a run that nobody disturbed. Needs no data; node needs Ray.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.archive.killing import begin, children_of, dataset_of, finished, is_alive, kill, wait_for
from tests.archive.warcs import write_warc

UNITS, PAGES = 6, 150


def main() -> int:
    """A line for each kind; 1 where anything was lost, doubled or otherwise."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--of", nargs="+", default=["worker", "driver", "node"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cluster", nargs=3, metavar=("WARCS", "OUT", "SECONDS"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.cluster:
        return run_on_two_nodes(asked.cluster[0], Path(asked.cluster[1]), float(asked.cluster[2]))
    random_ = random.Random(asked.seed)  # noqa: S311 - moments, no secrets
    is_well = True
    with tempfile.TemporaryDirectory(prefix="archive-kills-") as folder:
        warcs, out = Path(folder) / "warcs", Path(folder) / "run"
        warcs.mkdir()
        for number in range(UNITS):
            write_warc(warcs / f"{number}.warc.gz", pages=PAGES, seed=number, one_in=4)
        begun = time.monotonic()
        code, printed = finished("run", warcs, "--out", Path(folder) / "whole", "--processes", "2")
        span = time.monotonic() - begun
        demand(code == 0, printed)
        whole = dataset_of(Path(folder) / "whole")
        print(f"{UNITS} archives of {PAGES} pages, undisturbed in {span:.1f} s: {len(whole)} files")
        for kind in asked.of:
            if kind == "node" and find_spec("ray") is None:
                print("node: skipped, Ray is not installed")
                continue
            same = hit = 0
            for _ in range(asked.times):
                shutil.rmtree(out, ignore_errors=True)
                hit += HURT[kind](warcs, out, random_.uniform(0, 0.8 * span))
                found = dataset_of(out)
                same += found == whole
                odd = [name for name in {*found, *whole} if found.get(name) != whole.get(name)]
                print(*(f"  differs: {name}\n" for name in odd), end="")
            print(
                f"{kind}: {asked.times} runs, {hit} of them hit while they read, {same} equal to the last byte",
                flush=True,
            )
            is_well &= same == asked.times
    return 0 if is_well else 1


def hurt_worker(warcs: Path, out: Path, seconds: float) -> bool:
    """Kill one of two processes that read; the run goes on by itself."""
    program = begin("run", warcs, "--out", out, "--processes", "2")
    wait_for(lambda: bool(children_of(program.pid)))
    time.sleep(seconds)
    workers = children_of(program.pid)
    for worker in workers[:1]:
        kill(worker)
    _, err = program.communicate(timeout=600)
    demand(program.returncode == 0, err)
    return "is tried again" in err


def hurt_driver(warcs: Path, out: Path, seconds: float) -> bool:
    """Kill the program; those that read end with it; resume."""
    program = begin("run", warcs, "--out", out, "--processes", "2")
    wait_for((out / "plan.json").exists)
    time.sleep(seconds)
    workers = children_of(program.pid)
    was_running = program.poll() is None
    kill(program.pid)
    program.communicate()
    demand(wait_for(lambda: not any(map(is_alive, workers)), 30), "who read has outlived the program")
    code, printed = finished("resume", out, "--processes", "2")
    demand(code == 0, printed)
    return was_running


def hurt_node(warcs: Path, out: Path, seconds: float) -> bool:
    """Kill one of two nodes of a cluster; the run goes on by itself."""
    program = subprocess.run(
        [sys.executable, __file__, "--cluster", str(warcs), str(out), str(seconds)],
        capture_output=True, text=True, check=True, timeout=600,
    )  # fmt: skip
    return bool(json.loads(program.stdout.splitlines()[-1])["retried"])


def demand(is_so: bool, otherwise: str) -> None:
    """End with a message where something is not as it must be."""
    if not is_so:
        raise SystemExit(otherwise)


HURT = {"worker": hurt_worker, "driver": hurt_driver, "node": hurt_node}


def run_on_two_nodes(warcs: str, out: Path, seconds: float) -> int:
    """The run of `hurt_node`, in a process of its own."""
    from ray.cluster_utils import Cluster

    from tolltrace.archive import Options, begin_run, find_sources

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    second = cluster.add_node(num_cpus=1)

    def lose() -> None:
        wait_for(lambda: out.exists() and any((out / "_running").glob("*")))
        time.sleep(seconds)
        cluster.remove_node(second, allow_graceful=False)

    loser = threading.Thread(target=lose)
    loser.start()
    told: list[str] = []
    outcome = begin_run(
        out, find_sources([warcs]), Options(), "ray", address=cluster.address, attempts=5,
        tell=lambda line, _: told.append(line),
    )  # fmt: skip
    loser.join()
    cluster.shutdown()
    print(json.dumps({"whole": outcome.is_whole, "retried": sum("is tried again" in line for line in told)}))
    return 0 if outcome.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
