"""A table of estimates that others made, imported into a ledger of its own: what became of its rows, what they join.

Imported twice, as the second time must change nothing. To read: how many rows came in, which were refused and why, how
many statements and series they make, and what in these does not add up.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tolltrace.following import find_series, find_statements
from tolltrace.imports import Fate, import_file
from tolltrace.ledger import Ledger, open_ledger


def import_once(book: Ledger, path: Path) -> Counter[str]:
    """Import a file, and print what was refused; how many records came to what."""
    fates: Counter[str] = Counter()
    for outcome in import_file(book, path):
        fates[outcome.fate.value] += len(outcome.records)
        if outcome.fate is Fate.REFUSED:
            print(f"  refused {', '.join(outcome.records)}: {outcome.detail}")
    return fates


def main() -> int:
    """Print, and end with 1 where a second import changes anything."""
    folder = os.environ.get("TOLLTRACE_DATA")
    if not folder:
        print("TOLLTRACE_DATA names no folder; nothing to do")
        return 0
    path = Path(folder) / "economist_ledger.jsonl"
    with tempfile.TemporaryDirectory() as made, open_ledger(Path(made) / "l.db") as book:
        began = time.process_time()
        first = import_once(book, path)
        spent = time.process_time() - began
        events = sum(1 for _ in book.events())
        second = import_once(book, path)
        is_same = events == sum(1 for _ in book.events())
        statements = list(find_statements(book))
        lined_up, findings = find_series(book)
    for name, fates in (("rows", first), ("again", second)):
        print(f"{name} {fates.total()} = {' + '.join(f'{count} {fate}' for fate, count in fates.items())}")
    print(f"{spent:.1f} s of CPU")
    joined = [one for one in statements if len(one.reports) > 1]
    speakers = {one.speaker for one in lined_up.series}
    print(f"statements {len(statements)}, of which {len(joined)} of several rows")
    print(f"series {len(lined_up.series)} of {len(speakers)} speakers, {len(findings)} findings")
    for one in lined_up.series:
        if len(one.points) > 2:
            print(f"  {one.speaker[:48]:<48}  {f'{one.side} {one.harm}':<20}  {len(one.points):>3}")
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main())
