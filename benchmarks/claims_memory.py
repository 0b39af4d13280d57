"""Memory over many articles: a stream of made-up ones, each with names that no other has, and what the process holds.

    python benchmarks/claims_memory.py [ARTICLES]

Prints articles read and resident memory at intervals, and exits 1 where it grew by over a tenth in the second half:
in the first, the tables of words fill.
"""

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tolltrace.knowledge import load_knowledge
from tolltrace.pipeline import trace_pages
from tolltrace.values import Page, Traced

ARTICLES = 100_000
INTERVALS = 20
TOLL_IN = 4  # one article of so many tells a toll; few of an archive do
MOST_GROWN = 1.1
SYLLABLES = (
    "ka",
    "ro",
    "mi",
    "del",
    "tu",
    "san",
    "vor",
    "el",
    "na",
    "pi",
    "gor",
    "ash",
    "len",
    "du",
    "mar",
    "ti",
    "bek",
)
KINDS = ("soldiers", "farmers", "nurses", "people", "miners", "passengers", "fighters")
DEEDS = ("were killed", "were wounded", "died", "went missing", "were injured", "were taken hostage")


def main() -> int:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    every, begun, sizes, claims = count // INTERVALS, time.process_time(), [], 0
    print(f"{'articles':>9} {'claims':>9} {'MB':>6} {'CPU seconds':>12}")
    for n, result in enumerate(trace_pages(make_up(count), load_knowledge()), 1):
        claims += len(result.claims) if isinstance(result, Traced) else 0
        if n % every == 0:
            sizes.append(resident_megabytes())
            print(f"{n:9,} {claims:9,} {sizes[-1]:6.0f} {time.process_time() - begun:12.0f}", flush=True)
    settled, most = max(sizes[: INTERVALS // 2]), max(sizes)
    print(f"from {settled:.0f} MB in the first half to {most:.0f} MB at most: {most / settled:.2f} times")
    return 1 if most > MOST_GROWN * settled else 0


def make_up(count: int) -> Iterator[Page]:
    """Pages of text, alike in build and in no name."""
    chance = random.Random(3)  # noqa: S311 - nothing hangs on it

    def name() -> str:
        return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))).capitalize()

    for n in range(count):
        place, town, speaker = name(), name(), f"{name()} {name()}"
        toll = (
            f"{chance.randint(2, 900)} {chance.choice(KINDS)} {chance.choice(DEEDS)} in {place}, near {town}, on "
            f"Monday, said {speaker}, the governor. The blast near the {name()} bridge also left a driver dead, "
            f"he told {name()} News. "
        )
        market = f"{name()} is known for its {name().lower()} market. {speaker} of {town} buys {name().lower()} there."
        body = toll + market if n % TOLL_IN == 0 else market
        text = f'{{"id": "{n}", "title": "{name()} mourns", "text": "{body}", "published": "2024-03-04"}}'
        yield Page("jsonl", text.replace("\n", "\\n").encode(), f"made-up:{n}")


def resident_megabytes() -> float:
    """What the process holds in memory now."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise SystemExit("claims_memory.py reads /proc, which this system does not have")


if __name__ == "__main__":
    sys.exit(main())
