"""`tolltrace ledger takedown` and `lift`: what is hidden from every view and export."""

from typing import Annotated

import typer

from tolltrace.cli.ledger import open_existing
from tolltrace.cli.trace import LedgerFlag

ByFlag = Annotated[str, typer.Option(metavar="NAME", help="Who decides.")]
WhyFlag = Annotated[str, typer.Option(metavar="TEXT", help="For which reason; it is shown to whoever asks for it.")]


def takedown_command(
    given_id: Annotated[
        str,
        typer.Argument(metavar="ID", help="A claim's id or a statement's, or enough of its start; a report's, whole."),
    ],
    by: ByFlag,
    why: WhyFlag,
    ledger: LedgerFlag = None,
) -> None:
    """Hide a record from every view and export at once, also from those of the past. The log keeps that it was done.

    A claim goes with all sentences of its report that state it, and what else these say; a statement with all claims
    that relay it; a report with all that is in it. Nothing is deleted, and `ledger lift` shows it again.
    """
    from tolltrace.following import take_down

    with open_existing(ledger) as book:
        found = take_down(book, given_id, by=by, why=why)
    told = [f"claim {one.claim} of {one.report}" if one.claim else f"report {one.report}" for one in found]
    for line in told:
        _tell(f"Taken down: {line}.")


def lift_command(
    given_id: Annotated[str, typer.Argument(metavar="ID", help="As it was taken down; `ledger log` tells.")],
    by: ByFlag,
    why: WhyFlag,
    ledger: LedgerFlag = None,
) -> None:
    """Show again what was taken down."""
    from tolltrace.following import group_recorded

    with open_existing(ledger) as book:
        found = book.lift(given_id, by=by, why=why)
        group_recorded(book)
    for one in found:
        _tell(f"Shown again: {f'claim {one.claim} of {one.report}' if one.claim else f'report {one.report}'}.")


def names_command(
    given_ids: Annotated[
        list[str],
        typer.Argument(metavar="ID…", help="A claim's id, or enough of its start; a report's, whole. One or several."),
    ],
    by: ByFlag,
    why: WhyFlag,
    opened: Annotated[
        bool, typer.Option("--open/--close", help="Show the names in it, or withhold them again.")
    ] = True,
    ledger: LedgerFlag = None,
) -> None:
    """Show the names of private persons in a claim or in all of a report, in every view and export; or withhold them.

    They are withheld, letter by letter, unless an editor opens them. Who holds an office is no private person.
    Of several ids each is an event of its own; those before one that is not known stay opened.
    """
    with open_existing(ledger) as book:
        for each in given_ids:
            book.open_names(each, by=by, why=why, opened=opened)
            _tell(f"The names in {each} are {'shown' if opened else 'withheld'} from now on.")


def _tell(line: str) -> None:
    from tolltrace.cli.printing import open_console
    from tolltrace.cli.words import clean

    open_console(stderr=True).print(clean(line), soft_wrap=True)
