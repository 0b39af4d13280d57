"""The series of a ledger of estimates that others made: a line a speaker and subject, with its points, first and last.

To read: whether aliases of one speaker are one, and what stands apart. `--table` prints every point.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tolltrace.knowledge import load_knowledge
from tolltrace.reckoning.series import build_series, series_table
from tolltrace.relays import Carrier, Relay, Statement
from tolltrace.values import Aspect, Claim, Figure, Hedge, Link, Span, Stance

HARMS = {"casualties": "casualties", "deaths": "killed"}


def read_statements(path: Path) -> Iterator[Statement]:
    """Each record as a statement: its speaker's running total on a day."""
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        yield make_statement(record["id"], date.fromisoformat(record["date"]), record["gold"])


def make_statement(id_: str, on: date, gold: Mapping[str, Any]) -> Statement:
    """One record. A point with bounds beside it keeps both: bounds, and the number given."""
    low, high, point = gold["low"], gold["high"], gold["point"]
    if point is not None and low is None and high is None:
        figure = Figure(point, point, point, Hedge.EXACT)
    else:
        hedge = Hedge.RANGE if None not in (low, high) else Hedge.AT_MOST if low is None else Hedge.AT_LEAST
        figure = Figure(low, high, point, hedge)
    span = Span(gold["source_raw"], 0, len(gold["source_raw"]))
    claim = Claim(id_, 1, span, span, figure, HARMS[gold["quantity"]], chain=(Link(gold["first_speaker"]),))
    relay = Relay(claim, Carrier(id_))
    side, status = gold["victims"].split()
    return Statement(
        id=id_, speaker=gold["first_speaker"], said_on=on, said_from=None, figure=figure,
        harm=claim.harm, stance=Stance.ASSERTED, side=side.capitalize(), place=None, period=None,
        reference=relay, relays=(relay,), aspect=Aspect.CUMULATIVE,
        status="combatant" if status == "military" else "unknown",
    )  # fmt: skip


def main() -> int:
    """Print, and end with 0."""
    folder = os.environ.get("TOLLTRACE_DATA")
    if not folder:
        print("TOLLTRACE_DATA names no folder; nothing to do")
        return 0
    statements = list(read_statements(Path(folder) / "economist_ledger.jsonl"))
    series = build_series(statements, load_knowledge())
    names = {one.speaker for one in statements}
    print(f"{len(statements)} statements · {len(names)} names · {len({one.speaker for one in series})} speakers")
    for one in series:
        subject = f"{one.side} {one.harm}"
        span = f"{one.points[0].on} – {one.points[-1].on}" if one.points else "no day known"
        notes = ", ".join(sorted({point.note for point in one.points if point.note}))
        print(f"{one.speaker[:48]:<48}  {subject:<20}  {len(one.points):>3}  {span}  {len(one.gaps)} gaps  {notes}")
        if "--table" in sys.argv[1:]:
            for row in series_table(one):
                print("   ", *(cell.ljust(width) for cell, width in zip(row, (25, 12, 12, 24, 30, 10), strict=True)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
