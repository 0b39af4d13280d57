"""What the checks find in a real series of running totals: every finding, with what it asks to be wrong.

    TOLLTRACE_DATA=FOLDER python benchmarks/checks_quality.py

FOLDER holds `ua_general_staff_daily.jsonl`: 1,556 daily totals of one speaker, two of which are known to be typing
errors. Fails where anything but two findings comes. Without the folder it says so and exits 0.
"""

import json
import os
import sys
import time
from datetime import date
from pathlib import Path

from tolltrace.relays import Point, Series
from tolltrace.statements.checks import check_series
from tolltrace.values import Figure

FILE = "ua_general_staff_daily.jsonl"
KNOWN_ERRORS = 2


def main() -> int:
    """Read, check, print."""
    folder = os.environ.get("TOLLTRACE_DATA")
    if not folder or not (Path(folder) / FILE).exists():
        print(f"TOLLTRACE_DATA names no folder with {FILE}: nothing to check")
        return 0
    series = read_series(Path(folder) / FILE)
    start = time.perf_counter()
    found = check_series(series)
    took = time.perf_counter() - start
    print(f"{len(series.points):,} totals of {series.speaker}, {took * 1000:.0f} ms, {len(found)} findings")
    for one in found:
        print(f"\n{one.check} ({'certain' if one.certain else 'uncertain'}): {one.says}")
        for wrong in one.wrong:
            print(f"    {wrong}")
    return 0 if len(found) == KNOWN_ERRORS else 1


def read_series(path: Path) -> Series:
    """The file's totals as one series."""
    points = []
    for line in map(json.loads, path.read_text("utf-8").splitlines()):
        on, value = date.fromisoformat(line["date"]), line["gold"]["value"]
        points.append(Point(on, on, Figure(value, value, value), line["id"], "cumulative"))
    return Series("General Staff of the Armed Forces of Ukraine", "Russia", "losses", None, tuple(points))


if __name__ == "__main__":
    sys.exit(main())
