"""The program `tolltrace`: its commands, and how it ends.

Nothing heavy is imported here or at the top of a command's module: `tolltrace --help` answers at once.
"""

import io
import os
import sys
from typing import Annotated, Any, TextIO

import typer
from typer.core import TyperGroup

from tolltrace import __version__
from tolltrace.cli import (
    archive,
    audit,
    digest,
    export,
    imports,
    judging,
    ledger,
    merging,
    people,
    read,
    restraint,
    review,
    serve,
    statements,
    trace,
    watch,
)
from tolltrace.cli.words import clean
from tolltrace.errors import SettingsError, TolltraceError

WRONG_USE = 2


class Program(TyperGroup):
    """Ends with a message where something must be mended, never with a trace back."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command. Exit code 2 for flags and settings that we cannot use, 1 for everything else."""
        try:
            return super().invoke(ctx)
        except TolltraceError as error:
            typer.echo(f"tolltrace: {clean(str(error))}", err=True)
            raise typer.Exit(WRONG_USE if isinstance(error, SettingsError) else 1) from error
        except BrokenPipeError:
            raise  # who read our output has enough: `main` ends quietly
        except OSError as error:
            typer.echo(f"tolltrace: {clean(str(error))}", err=True)
            raise typer.Exit(1) from error


app = typer.Typer(
    name="tolltrace",
    cls=Program,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # its panels show "--json <bool>", as if the flag took a value
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tolltrace {__version__}")
        raise typer.Exit


@app.callback()
def tolltrace(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Trace the casualty figures in news reports back to who first said them."""


app.command("trace", short_help="Find the claims in pages, record and print them.")(trace.trace_command)
app.command("read", short_help="Show the articles of pages, without looking for claims.")(read.read_command)
app.command("claims", short_help="List the claims in the ledger.")(ledger.claims_command)
app.command("show", short_help="Show one claim or report in full, or its page.")(ledger.show_command)
app.command("statements", short_help="List who said what, and how far it spread.")(statements.statements_command)
app.command("statement", short_help="Show one statement, and the tree of its relays.")(statements.statement_command)
app.command("drift", short_help="Show what moved between statements and reports.")(statements.drift_command)
app.command("series", short_help="Show what each speaker has said through time.")(statements.series_command)
app.command("explain", short_help="Tell where a figure comes from.")(statements.explain_command)
app.command("reports", short_help="List the reports in the ledger.")(ledger.reports_command)
app.command("export", short_help="Write the ledger in a format that others read.")(export.export_command)
app.command("import", short_help="Take in claims that others recorded.")(imports.import_command)
app.command("queue", short_help="List the claims that wait for a decision.")(review.queue_command)
app.command("review", short_help="Accept, reject or correct a claim.")(review.review_command)
app.command("merge", short_help="Make one statement of several.")(merging.merge_command)
app.command("split", short_help="Take claims out of a statement.")(merging.split_command)
app.add_typer(judging.grade_app, name="grade")
app.add_typer(judging.comment_app, name="comment")
app.command("watch", short_help="Watch sources; trace, record and tell what is new.")(watch.watch_command)
app.command("serve", short_help="Serve the ledger over HTTP.")(serve.serve_command)
statements.ledger_app.command("verify")(audit.verify_command)
statements.ledger_app.command("log")(audit.log_command)
statements.ledger_app.command("export-codes")(export.export_codes_command)
statements.ledger_app.command("takedown")(restraint.takedown_command)
statements.ledger_app.command("lift")(restraint.lift_command)
statements.ledger_app.command("names")(restraint.names_command)
statements.ledger_app.command("agreement")(review.agreement_command)
app.add_typer(statements.ledger_app, name="ledger")
app.add_typer(people.people_app, name="people")
app.add_typer(digest.digest_app, name="digest")
app.add_typer(archive.archive_app, name="archive")


def print_any_name(stream: TextIO) -> None:
    """Files and pipes get UTF-8 whatever the machine's own encoding; a terminal gets "?" for what it cannot show."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def main() -> None:
    """The console script. Printing to a pipe that was closed (`| head`) ends the program without a word."""
    for stream in (sys.stdout, sys.stderr):
        print_any_name(stream)
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # else the interpreter flushes once more at its end, and complains
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
