"""Runs in words, for a person."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tolltrace.archive.manifest import Aside, Counts, Entry
from tolltrace.archive.plan import Unit

UNITS = (("d", 86400, "h", 3600), ("h", 3600, "min", 60), ("min", 60, "s", 1))


def tell_done(unit: Unit, entry: Entry, left: int) -> str:
    """A unit that is done."""
    counts = entry.counts
    return f"{unit.source}: {counts.results:,} records, {counts.claims:,} claims; {left:,} files left"


def tell_failed(unit: Unit, error: str, *, again: bool) -> str:
    """One that is not."""
    return f"Failed {unit.source}, {'is tried again' if again else 'is set aside'}: {first_line(error)}"


def tell_counts(counts: Counts) -> Iterator[str]:
    """What records came to."""
    if not counts.results:
        return
    skipped = sum(counts.skipped.values())
    why = "; ".join(f"{why}: {count:,}" for why, count in counts.skipped.items())
    yield (
        f"{counts.results:,} records: {counts.reports:,} reports, {counts.with_claims:,} of them with "
        f"{counts.claims:,} claims; {counts.rejected:,} rejected, {counts.failed:,} failed"
    )
    yield f"{skipped:,} ({100 * skipped / counts.results:.1f} %) skipped before the parse{f' ({why})' if why else ''}"


def tell_aside(aside: Sequence[Aside], root: Path) -> Iterator[str]:
    """What was given up, and what to do."""
    if aside:
        were = "file was" if len(aside) == 1 else "files were"
        yield f"{len(aside):,} {were} set aside; try again: tolltrace archive resume {root}"
    yield from (f"  {each.source} (tried {tell_times(each.attempts)}): {first_line(each.error)}" for each in aside)


def tell_times(count: int) -> str:
    """ "once", "3 times"."""
    return "once" if count == 1 else f"{count:,} times"


def tell_time(seconds: float) -> str:
    """A length of time in two units at most."""
    for unit, size, smaller, part in UNITS:
        if seconds >= size:
            return f"{int(seconds // size)} {unit} {int(seconds % size // part)} {smaller}"
    return f"{seconds:.1f} s"


def first_line(error: str) -> str:
    """What is said first."""
    return error.partition("\n")[0]
