"""`tolltrace digest`: the digests that go out by mail, and who gets none any more."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tolltrace.cli.ledger import open_existing
from tolltrace.cli.serve import INSTALL
from tolltrace.cli.trace import LedgerFlag

if TYPE_CHECKING:
    from tolltrace.server import Sent

digest_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Send digests by mail, and forget addresses."
)

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@digest_app.command("send")
def send_command(
    weekly: Annotated[bool, typer.Option("--weekly/--daily", help="Of this week; --daily is of today.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be sent; record and send nothing.")
    ] = False,
    as_json: JsonFlag = False,
    ledger: LedgerFlag = None,
) -> None:
    """Make the digest of today or of this week, unless it is there, and send it to whom it was not sent yet.

    For a timer: run again, also after it was killed, it sends to no address twice. It tells of what was recorded
    since the last one. Addresses are asked for on the site; the server for mails is named by TOLLTRACE_MAIL_….
    """
    from datetime import UTC, datetime

    from tolltrace.cli.printing import print_json_line
    from tolltrace.digests import Every
    from tolltrace.settings import load_settings

    try:
        from tolltrace.server import send_digest
    except ModuleNotFoundError as error:
        typer.echo(INSTALL.format(error), err=True)
        raise typer.Exit(1) from error
    every = Every.WEEKLY if weekly else Every.DAILY
    with open_existing(ledger) as book:
        sent = send_digest(book, load_settings(), every, datetime.now(UTC), dry_run=dry_run)
    if as_json:
        print_json_line(sent_to_json(sent))
    else:
        typer.echo(sent_words(sent, dry_run=dry_run))


@digest_app.command("forget")
def forget_command(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Whose owner asked for it.")],
    ledger: LedgerFlag = None,
) -> None:
    """Erase an address to which digests are sent. Nothing of it is left in the ledger, nor in its log."""
    with open_existing(ledger) as book:
        was_there = book.mailing.forget(address)
    typer.echo("The address is erased." if was_there else "No digest is sent to this address.")


def sent_words(sent: "Sent", *, dry_run: bool) -> str:
    """What a run came to, for a person."""
    from tolltrace.cli.words import counted

    if sent.digest is None:
        return "Nothing was said since the last digest; none is sent."
    made = "Made" if sent.is_new else "There was already"
    made = "It would be" if dry_run and sent.is_new else made
    lines = [f"{made} {sent.digest.name}: {counted(len(sent.digest.statements), 'statement')}."]
    if dry_run:
        to = f"{sent.waiting - sent.without:,} of {sent.waiting:,} who wait for it"
        return f"{lines[0]} It would be sent to {to}; for the others it holds nothing that they chose."
    told = ", ".join(f"{count:,} {answer}" for answer, count in sent.answers.items() if count) or "none were waiting"
    lines.append(f"Mails: {told}; for {sent.without:,} it holds nothing that they chose.")
    if sent.erased:
        lines.append(f"Addresses erased, as their server knows them no more: {sent.erased:,}.")
    return "\n".join(lines)


def sent_to_json(sent: "Sent") -> dict[str, Any]:
    """What a run came to, for programs."""
    return {
        "digest": sent.digest.name if sent.digest else None,
        "statements": len(sent.digest.statements) if sent.digest else 0,
        "is_new": sent.is_new,
        "waiting": sent.waiting,
        "without": sent.without,
        "erased": sent.erased,
        **{name.replace(" ", "_"): count for name, count in sent.answers.items()},
    }
