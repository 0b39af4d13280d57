"""What two processes read in the time of one: the same articles, in turns.

    TOLLTRACE_DATA=../shared/data python benchmarks/claims_processes.py [PROCESSES]

Prints articles a minute by the clock and by CPU time (children included), and how busy the machine was: on one that has
other work to do, only the CPU time says what a second process costs. Without the data it says so and exits 0.
"""

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

from claims_speed import SETS, read_articles
from tolltrace.pipeline import trace

FEW, MANY = 1, 9  # copies of the general mix; the difference is what counts, so that starting a process does not
ROUNDS = 2


def main() -> int:
    """Print the table."""
    data = Path(os.environ.get("TOLLTRACE_DATA", ".")) / SETS["a general mix"]
    if not data.exists():
        print("skipped: TOLLTRACE_DATA does not name the folder that holds the articles")
        return 0
    processes = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder) / "few.jsonl", Path(folder) / "many.jsonl"
        count = write_copies(data, many, MANY) - write_copies(data, few, FEW)
        rates: dict[int, list[tuple[float, float]]] = {1: [], processes: []}
        print(f"{'processes':>9} {'a minute':>9} {'a CPU minute':>13} {'load':>6}")
        for _ in range(ROUNDS):
            for number, found in rates.items():
                begun, taken = seconds(few, number), seconds(many, number)
                found.append((60 * count / (taken[0] - begun[0]), 60 * count / (taken[1] - begun[1])))
                print(f"{number:9} {found[-1][0]:9,.0f} {found[-1][1]:13,.0f} {os.getloadavg()[0]:6.1f}", flush=True)
    clock, cpu = (max(r[n] for r in rates[processes]) / max(r[n] for r in rates[1]) for n in (0, 1))
    print(f"{processes} processes read {clock:.2f} times as much as one in a minute, {cpu:.2f} times in a CPU minute")
    return 0


def seconds(source: Path, processes: int) -> tuple[float, float]:
    """How long it takes to trace a file, by the clock and in CPU time."""
    begun, used = time.monotonic(), cpu_seconds()
    for _ in trace(source, processes=processes):
        pass
    return time.monotonic() - begun, cpu_seconds() - used


def cpu_seconds() -> float:
    """Of this process and of those that it has ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def write_copies(data: Path, source: Path, copies: int) -> int:
    """The articles of a set several times over, each under an id of its own; how many."""
    articles = list(read_articles(data))
    with source.open("w", encoding="utf-8") as file:
        for copy in range(copies):
            for article in articles:
                file.write(json.dumps({"id": f"{copy}-{article.id}", "text": article.text}) + "\n")
    return copies * len(articles)


if __name__ == "__main__":
    sys.exit(main())
