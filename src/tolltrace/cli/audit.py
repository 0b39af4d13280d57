"""`tolltrace ledger verify` and `log`: that nothing was touched, and what happened."""

from typing import TYPE_CHECKING, Annotated

import typer

from tolltrace.cli.ledger import open_existing
from tolltrace.cli.trace import LedgerFlag

if TYPE_CHECKING:
    from tolltrace.seals import Verified

BROKEN = 1  # the exit code


def verify_command(
    head: Annotated[
        str | None,
        typer.Option(metavar="HASH", help="A head that you noted: it must be in the chain, else its end was cut off."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as one line of JSON.")] = False,
    ledger: LedgerFlag = None,
) -> None:
    """Prove that nothing in the ledger was altered, removed or reordered, or name the first break. Ends with 1 then.

    Note the head that it prints, where nobody can change it: with --head it proves later that all of today is still
    there. Statements, which are made from the claims, are no part of it.
    """
    from dataclasses import asdict

    from tolltrace.cli.events import verified_view
    from tolltrace.cli.printing import open_console, print_json_line

    with open_existing(ledger) as book, open_console(stderr=True).status("Verifying …"):
        found = book.verify(head)
    if as_json:
        begun_at = found.begun_at.isoformat() if found.begun_at else None
        print_json_line({"whole": is_whole(found, head)} | asdict(found) | {"begun_at": begun_at})
    else:
        open_console().print(verified_view(found, head))
    if not is_whole(found, head):
        raise typer.Exit(BROKEN)


def is_whole(found: "Verified", head: str | None) -> bool:
    """Whether nothing is broken, and the head that was asked for is there."""
    return found.broken is None and (head is None or found.after_head is not None)


def log_command(
    claim: Annotated[
        str | None, typer.Argument(metavar="CLAIM", help="A claim's id, or enough of its start: its whole life.")
    ] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="Without CLAIM: at most so many.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, one event a line.")] = False,
    ledger: LedgerFlag = None,
) -> None:
    """Tell who changed what, when and why: a claim's whole life, oldest first; or else the newest events."""
    from tolltrace.cli.events import log_view
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.ledger_records import event_to_json

    with open_existing(ledger) as book:
        claim_id = book.claim(claim).claim.id if claim is not None else None
        events = book.history(claim_id) if claim_id is not None else tuple(book.events(limit))
    if as_json:
        for event in events:
            print_json_line(event_to_json(event))
    else:
        open_console().print(log_view(events, claim_id))
