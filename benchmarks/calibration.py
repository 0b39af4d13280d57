"""Say how far the stated probabilities can be trusted: of the claims and fields stated so likely, how many are right.

    TOLLTRACE_DATA=../shared/data python benchmarks/calibration.py [PART] [--picture FILE.svg]

PART is dev (the default), whose reports the probabilities were not learned from, or test, for closing figures. Prints
for each field the Brier score (beside that of stating one figure for all), the expected calibration error (beside what
chance alone would make of exact probabilities on so few records), how often a right one is stated likelier than a wrong
one, and a reliability table; `--picture` draws the diagram. Without the data it says so and exits 0.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "training"))

from judging import (
    CLAIM,
    TARGETS,
    Forecast,
    JudgedReport,
    bins_of,
    calibration_error,
    judge_part,
    missing_data,
    print_reliability,
    print_scores,
)

SIDE, MARGIN, HEAD, COLUMNS = 150, 28, 34, 4  # of one panel of the picture, in pixels; and panels in a row
LEAST_DOT, DOT_PER_RECORD = 2.0, 0.08
STYLE = (
    "text{font:11px sans-serif;fill:#333}.frame{fill:none;stroke:#999}.same{stroke:#bbb}.dot{fill:#26c;fill-opacity:.6}"
)
LOWEST = 0.4  # probabilities here are high: the axes begin where there is something to see


def main() -> int:
    """Judge, print, draw."""
    parser = argparse.ArgumentParser(description="How far the stated probabilities can be trusted.")
    parser.add_argument("part", nargs="?", default="dev", choices=["dev", "test"])
    parser.add_argument("--picture", type=Path)
    asked = parser.parse_args()
    data = Path(os.environ.get("TOLLTRACE_DATA", "."))
    if missing := missing_data(data):
        print(f"skipped: TOLLTRACE_DATA names no folder with {', '.join(path.name for path in missing)}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        reports = judge_part(asked.part, data, Path(folder))
    forecasts = {target: found for target in TARGETS if (found := stated(reports, target))}
    if not forecasts:
        print("skipped: no claim carries a probability; knowledge/models.toml has no card [confidence]")
        return 0
    print_scores(forecasts)
    print_reliability(forecasts)
    if asked.picture:
        asked.picture.parent.mkdir(parents=True, exist_ok=True)
        asked.picture.write_text(draw(forecasts), encoding="utf-8")
        print(f"\nThe reliability diagram is in {asked.picture}")
    return 0


def stated(reports: Sequence[JudgedReport], target: str) -> list[Forecast]:
    """What the claims themselves say, and what came out."""
    found = []
    for report in reports:
        for n, is_right in report.outcomes(target):
            claim = report.claims[n]
            of_field = {each.field: each.confidence for each in claim.readings}
            confidence = claim.confidence if target == CLAIM else of_field.get(target)
            if confidence is not None:
                found.append((confidence, is_right))
    return found


# ── the picture ──────────────────────────────────────────────────────────────────────────────────────────────────────


def draw(forecasts: dict[str, list[Forecast]]) -> str:
    """A panel for each target: stated rightwards, right upwards; on the diagonal they agree. Dots grow with records."""
    rows = -(-len(forecasts) // COLUMNS)
    width, height = COLUMNS * (SIDE + MARGIN) + MARGIN, rows * (SIDE + HEAD + MARGIN) + MARGIN
    panels = []
    for n, (target, each) in enumerate(forecasts.items()):
        x, y = MARGIN + n % COLUMNS * (SIDE + MARGIN), HEAD + n // COLUMNS * (SIDE + HEAD + MARGIN)
        panels.append(f'<g transform="translate({x} {y})">{panel(target, each)}</g>\n')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
        f'<style>{STYLE}</style>\n<rect width="100%" height="100%" fill="#fff"/>\n{"".join(panels)}</svg>\n'
    )


def panel(target: str, forecasts: Sequence[Forecast]) -> str:
    """One target."""
    dots = "".join(
        f'<circle class="dot" cx="{place(each.stated):.1f}" cy="{SIDE - place(each.right):.1f}" '
        f'r="{LEAST_DOT + DOT_PER_RECORD * each.count:.1f}"/>'
        for each in bins_of(forecasts)
    )
    title = f"{escape(target.replace('_', ' '))} · error {calibration_error(forecasts):.3f}"
    return (
        f'<text x="0" y="-6">{title}</text><rect class="frame" width="{SIDE}" height="{SIDE}"/>'
        f'<path class="same" d="M0 {SIDE}L{SIDE} 0"/>{dots}'
        f'<text x="0" y="{SIDE + 13}">{LOWEST:g}</text>'
        f'<text x="{SIDE}" y="{SIDE + 13}" text-anchor="end">stated 1</text>'
    )


def place(probability: float) -> float:
    """Where a probability lies on an axis; what is lower than the axis begins lies on its edge."""
    return SIDE * max(probability - LOWEST, 0) / (1 - LOWEST)


if __name__ == "__main__":
    sys.exit(main())
