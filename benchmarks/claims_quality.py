"""Score what tolltrace finds in the development reports against the records that were coded by hand.

    TOLLTRACE_DATA=../shared/data python benchmarks/claims_quality.py [--errors N]

Prints what the scorer prints, and exits 1 where a figure is below benchmarks/floors.toml.
Without the data it says so and exits 0.
"""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Trace, score, compare with the floors."""
    data = Path(os.environ.get("TOLLTRACE_DATA", "."))
    reports, gold = data / "claims_dev.jsonl", data / "claims_dev.gold.jsonl"
    scorer = data.parent / "bench" / "score_claims.py"
    missing = [path for path in (reports, gold, scorer) if not path.exists()]
    if "TOLLTRACE_DATA" not in os.environ or missing:
        print("skipped: TOLLTRACE_DATA names no folder with claims_dev.jsonl and its gold, and the scorer in ../bench")
        return 0
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as found:
        subprocess.run(
            [sys.executable, "-m", "tolltrace", "trace", str(reports), "--no-ledger", "--json"],
            stdout=found,
            check=True,
        )
        scored = subprocess.run(
            [sys.executable, str(scorer), str(gold), found.name, *sys.argv[1:]],
            capture_output=True,
            text=True,
            check=True,
        )
    print(scored.stdout, end="")
    return compare_with_floors(scored.stdout)


def compare_with_floors(printed: str) -> int:
    """1 where a figure of the scorer's closing line is below its floor."""
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))["development"]
    figures = dict(re.findall(r"(core|strict) F1 ([\d.]+)", printed.splitlines()[-1]))
    low = {name: (float(figures[name]), floor) for name, floor in floors.items() if float(figures[name]) < floor}
    for name, (figure, floor) in low.items():
        print(f"{name} F1 {figure} is below its floor of {floor} (benchmarks/floors.toml)", file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
