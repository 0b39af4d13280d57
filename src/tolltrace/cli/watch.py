"""`tolltrace watch`: a desk that watches its sources."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tolltrace.cli.serve import INSTALL
from tolltrace.cli.trace import LedgerFlag

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tolltrace.desk import Plan
    from tolltrace.digests import Every
    from tolltrace.ledger import Ledger
    from tolltrace.settings import Settings


def watch_command(
    configuration: Annotated[
        Path, typer.Argument(metavar="FILE", help="The configuration: which sources, who is told (docs/desk.md).")
    ],
    ledger: LedgerFlag = None,
    once: Annotated[bool, typer.Option("--once", help="Look at what is due, tell what is new, and end.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Only read the configuration, and say what it means.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Log what went wrong, and no more.")] = False,
) -> None:
    """Watch feeds, sitemaps, sections, channels and folders: trace what is new, record it, tell who asked.

    It runs until it is stopped (Ctrl+C, SIGTERM), and goes on where it was, whatever stopped it. Its log is JSON Lines
    on standard error.
    """
    from tolltrace.cli.words import clean, counted
    from tolltrace.desk import log_as_json, read_plan, watch
    from tolltrace.settings import load_settings

    plan = read_plan(configuration)
    post = sends_digests(load_settings(ledger=ledger)) if plan.digests_at else None
    if check:
        print_plan(plan)
        return
    settings = load_settings(ledger=ledger)
    log_as_json("warning" if quiet else "info")
    told = watch(
        plan,
        settings.ledger,
        settings,
        once=once,
        announce=lambda at: typer.echo(f"Health: {at}", err=True),
        post=post,
    )
    counts = told.counts
    read, recorded = counts["pages traced"], counted(counts["reports"], "new report")
    typer.echo(
        f"{counted(read, 'page')} traced, {recorded}, {counted(counts['claims'], 'claim')}; "
        f"{counted(counts['told'], 'message')} sent. In {clean(str(settings.ledger))}"
    )


def sends_digests(settings: "Settings") -> "Callable[[Ledger, Every, datetime, Callable[[], bool]], tuple[int, int]]":
    """What sends a digest. Raises MailError where the settings name no server for mails: told at the start."""
    try:
        from tolltrace.server import check_settings, send_digest
    except ModuleNotFoundError as error:
        typer.echo(INSTALL.format(error), err=True)
        raise typer.Exit(1) from error
    check_settings(settings)

    def post(book: "Ledger", every: "Every", now: "datetime", is_stopped: "Callable[[], bool]") -> tuple[int, int]:
        sent = send_digest(book, settings, every, now, is_stopped=is_stopped)
        return sent.answers["taken"], sent.answers["not now"]

    return post


def print_plan(plan: "Plan") -> None:
    """What a configuration means, a line each."""
    from tolltrace.cli.words import clean, counted

    typer.echo(f"As {plan.user_agent}")
    for source in plan.sources:
        every = f"every {source.every.total_seconds():g} s"
        typer.echo(f"{source.kind.value:9} {clean(source.name)}: {clean(source.watched.place)}, {every}")
    for one in plan.subscribers:
        how = f"webhook {one.webhook}" if one.webhook else f"command {' '.join(one.command)}"
        typer.echo(f"tells     {clean(one.name)}: {clean(how)}")
    if plan.digests_at:
        typer.echo(f"digests   by mail, every day from {plan.digests_at:%H:%M} UTC; a week's on Monday")
    typer.echo(f"{counted(len(plan.sources), 'source')}, {len(plan.subscribers)} told. The configuration is well.")
