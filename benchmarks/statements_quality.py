"""How well claims are grouped: the family of relays, and groups and links of short reports that were judged by reading.

    TOLLTRACE_DATA=… python benchmarks/statements_quality.py

Prints what the scorer of statements says of the eight made-up reports in the data folder; then, for each set of
`training/statements/judged.jsonl`: B³ precision over the judged claims; the share of pairs of one incident on
neighbouring days that are linked, by one statement or by an update, and that of pairs of two incidents; how many of the
update links judged are right. The sets hold ids alone. What set the weights is `worked-with`; the other was drawn and
judged afterwards. Only the reports that were judged are traced, so a group may lack what ties it elsewhere.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tolltrace.following import find_statements, regroup
from tolltrace.ledger import Ledger, open_ledger
from tolltrace.pipeline import trace
from tolltrace.relay_records import statement_to_json
from tolltrace.relays import Statement

ROOT = Path(__file__).parents[1]
JUDGED = ROOT / "training" / "statements" / "judged.jsonl"
EVENTS = "current_events_2002_2021.jsonl.gz"


def main() -> None:
    """Print it all."""
    if not os.environ.get("TOLLTRACE_DATA"):
        print("TOLLTRACE_DATA names no folder: nothing to measure, skipped")
        return
    data = Path(os.environ["TOLLTRACE_DATA"])
    with tempfile.TemporaryDirectory() as folder:
        score_family(data, Path(folder))
        score_judged(data, Path(folder))


def score_family(data: Path, folder: Path) -> None:
    """The eight reports, by the scorer of the data folder."""
    with open_ledger(folder / "family.db") as ledger:
        ledger.record(trace(data / "kirby_dev.jsonl"))
        found = "\n".join(json.dumps(statement_to_json(each)) for each in find_statements(ledger))
    (folder / "family.jsonl").write_text(found, "utf-8")
    scorer = data.parent / "bench" / "score_statements.py"
    gold = data / "kirby_dev.gold.json"
    shown = subprocess.run(
        [sys.executable, str(scorer), str(gold), str(folder / "family.jsonl")],
        capture_output=True,
        text=True,
        check=True,
    )
    print(shown.stdout, end="")


def score_judged(data: Path, folder: Path) -> None:
    """What was judged by reading, a set at a time."""
    judged = [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines()]
    reports = {report for each in judged for report in each["reports"]}
    chosen = folder / "chosen.jsonl"
    with gzip.open(data / EVENTS, "rt", encoding="utf-8") as lines, chosen.open("w", encoding="utf-8") as out:
        out.writelines(line for line in lines if json.loads(line)["id"] in reports)
    with open_ledger(folder / "judged.db") as ledger:
        ledger.record(trace(chosen))
        regroup(ledger)
        statements = list(read_statements(ledger))
    for name in dict.fromkeys(each["set"] for each in judged):
        print_set(name, [each for each in judged if each["set"] == name], statements)


def read_statements(ledger: Ledger) -> Iterator[Statement]:
    """All of a ledger."""
    yield from find_statements(ledger)


def print_set(name: str, judged: Sequence[Mapping[str, Any]], statements: Sequence[Statement]) -> None:
    """One set's figures."""
    group_of = {relay.claim.id: one.id for one in statements for relay in one.relays}
    groups = [each for each in judged if each["kind"] == "group"]
    several = [each for each in groups if len(each["reports"]) > 1]
    print(f"{name}: B³ precision {b_cubed(groups, group_of):.3f} over {len(groups)} groups judged", end="")
    print(f", {b_cubed(several, group_of):.3f} over the {len(several)} of several reports")
    carried: dict[str, set[str]] = defaultdict(set)
    updates = {one.id: set(one.updates) for one in statements}
    for one in statements:
        for report in one.reports:
            carried[report].add(one.id)
    for kind, told in (("same", "of one incident"), ("other", "of two incidents")):
        for days, when in ((1, "on neighbouring days"), (2, "two days apart")):
            pairs = [e for e in judged if e["kind"] == "pair" and e["judged"] == kind and e["days"] == days]
            linked = sum(is_linked(*each["reports"], carried, updates) for each in pairs)
            print(f"{name}: {linked} of {len(pairs)} pairs {told} {when} linked ({linked / max(1, len(pairs)):.3f})")
    links = [each for each in judged if each["kind"] == "update"]
    if not links:
        return
    kept = [
        each for each in links if group_of.get(each["claims"][1]) in updates.get(group_of.get(each["claims"][0]), ())
    ]
    right = sum(each["judged"] != "wrong" for each in kept)
    print(
        f"{name}: {right} of {len(kept)} update links right ({right / max(1, len(kept)):.3f}), of {len(links)} judged"
    )


def b_cubed(groups: Sequence[Mapping[str, Any]], group_of: Mapping[str, str]) -> float:
    """The mean over claims of the share of its group, as far as judged, that truly belongs with it."""
    shares = []
    for each in groups:
        true = {claim: number for number, part in enumerate(each["parts"]) for claim in part if claim in group_of}
        for claim, part in true.items():
            mates = [other for other in true if group_of[other] == group_of[claim]]
            shares.append(sum(true[other] == part for other in mates) / len(mates))
    return sum(shares) / max(1, len(shares))


def is_linked(one: str, other: str, carried: Mapping[str, set[str]], updates: Mapping[str, set[str]]) -> bool:
    """Whether two reports carry one statement, or statements of which one brings the other up to date."""
    ours, theirs = carried[one], carried[other]
    return bool(ours & theirs) or any(updates[a] & theirs for a in ours) or any(updates[b] & ours for b in theirs)


if __name__ == "__main__":
    main()
