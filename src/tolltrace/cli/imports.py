"""`tolltrace import`: records that others keep, into the ledger."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tolltrace.cli.trace import INTERRUPTED, LedgerFlag, print_lines

if TYPE_CHECKING:
    from tolltrace.imports import Outcome
    from tolltrace.ledger_place import LedgerPlace


def read_format(name: str | None) -> str | None:
    """A format that we import. Raises BadParameter, which names them all."""
    from tolltrace.imports import IMPORTS

    known = [each.name for each in IMPORTS]
    if name is not None and name not in known:
        raise typer.BadParameter(f"{name!r} is no format that is imported; known: {', '.join(known)}")
    return name


def import_command(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="The file to import; with --template, the one to write.", show_default=False
        ),
    ] = None,
    as_format: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="FORMAT",
            callback=read_format,
            help="jsonl, sheet, claimreview or economist. Default: as the file shows.",
        ),
    ] = None,
    dataset: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="What its records belong to: a later file of the same NAME brings them up to date. Default: of a "
            "sheet the file's name, else the format's.",
        ),
    ] = None,
    template: Annotated[
        bool, typer.Option("--template", help="Write an empty sheet for coded claims (.csv or .xlsx), and end.")
    ] = False,
    no_snapshots: Annotated[
        bool, typer.Option("--no-snapshots", help="Keep no copies of the records in the ledger.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON Lines: what became of each record, and no more.")
    ] = False,
    ledger: LedgerFlag = None,
) -> None:
    """Import claims that others recorded: our own JSON Lines, a sheet of coded claims, ClaimReview, The Economist's
    table.

    Each claim names the record that it comes from: the file, its SHA-256, the row. A second import of the same changes
    nothing; a record that changed is a new version. What cannot be imported is named, and the rest is.

    Exit code 0 when every record was imported or left out for a reason, 1 when some were refused, 2 for wrong use.
    """
    from tolltrace.imports import write_template

    if template:
        path = write_template(file)
        typer.echo(f"{path}: write a claim a row, then: tolltrace import {path}", err=True)
        return
    if file is None:
        raise typer.BadParameter("give the FILE to import; --template writes an empty sheet")
    import_records(file, as_format, dataset, no_snapshots=no_snapshots, as_json=as_json, place=ledger)


def import_records(
    file: Path, as_format: str | None, dataset: str | None, *, no_snapshots: bool, as_json: bool, place: str | None
) -> None:
    """Import a file, say what was refused, and account for every record."""
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.imports import find_import, import_file
    from tolltrace.ledger import open_ledger
    from tolltrace.settings import load_settings

    settings = load_settings(ledger=place, snapshots=False if no_snapshots else None)
    form = find_import(as_format, file)
    out, err = open_console(), open_console(stderr=True)
    tally = Tally(settings.ledger)
    try:
        with open_ledger(settings.ledger) as book:
            for outcome in import_file(book, file, form.name, dataset=dataset, snapshots=settings.snapshots):
                tally.add(outcome)
                if as_json:
                    print_json_line(outcome_to_json(outcome))
                elif told := outcome_words(outcome):
                    err.print(told, soft_wrap=True)
    except KeyboardInterrupt:
        err.print("Stopped by you. What is counted here is done and kept:")
        print_lines(err, tally.lines(form.name))
        raise typer.Exit(INTERRUPTED) from None
    print_lines(err if as_json else out, tally.lines(form.name))
    if tally.refused:
        raise typer.Exit(1)


class Tally:
    """Counts records by what became of them: all that were read."""

    def __init__(self, ledger: "LedgerPlace") -> None:
        self.ledger = ledger
        self.fates: Counter[str] = Counter()
        self.reports = self.claims = self.superseded = 0

    def add(self, outcome: "Outcome") -> None:
        """Count the records of one outcome."""
        from tolltrace.imports import Fate

        self.fates[outcome.fate.value] += len(outcome.records)
        if outcome.fate in (Fate.NEW, Fate.CHANGED):
            self.reports += 1
            self.claims += outcome.claims
            self.superseded += outcome.superseded

    @property
    def refused(self) -> int:
        """How many are left out because something in them must be mended."""
        from tolltrace.imports import Fate

        return self.fates[Fate.REFUSED.value]

    def lines(self, format_name: str) -> list[str]:
        """The closing summary: the parts add up to the records that were read."""
        from tolltrace.cli.words import clean, counted
        from tolltrace.imports import Fate

        told = [f"{self.fates[fate.value]:,} {fate.value}" for fate in Fate if self.fates[fate.value]]
        ledger = (
            f"Ledger {clean(str(self.ledger))}: {counted(self.claims, 'claim')} of {counted(self.reports, 'report')}"
        )
        gone = f", {counted(self.superseded, 'claim')} superseded" if self.superseded else ""
        return [
            f"Records read ({format_name}) {self.fates.total():,} = {' + '.join(told) or 'none'}",
            f"{ledger} imported{gone}",
        ]


def outcome_words(outcome: "Outcome") -> str | None:
    """What a person must know at once: what was refused and why, and what holds for the whole file."""
    from tolltrace.cli.words import clean
    from tolltrace.imports import Fate

    if outcome.fate is Fate.NOTICE:
        return f"Note: {clean(outcome.detail)}"
    named = clean(", ".join(outcome.records[:3])) + (" and more" if len(outcome.records) > 3 else "")
    if outcome.fate is Fate.REFUSED:
        return f"Refused {named}: {clean(outcome.detail)}"
    return f"Left {named}: {clean(outcome.detail)}" if outcome.fate is Fate.HELD else None


def outcome_to_json(outcome: "Outcome") -> dict[str, Any]:
    """What became of some records of one report."""
    return {
        "fate": outcome.fate.name.lower(),
        "records": list(outcome.records),
        "detail": outcome.detail,
        "claims": outcome.claims,
    }
