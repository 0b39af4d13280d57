"""`tolltrace trace`: read, record, print, one report at a time."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from tolltrace.errors import TolltraceError, UnfitError

if TYPE_CHECKING:
    from rich.console import Console

    from tolltrace.cli.tally import Tally
    from tolltrace.ledger import Ledger, Recorded
    from tolltrace.values import Failed, Rejected, Result

INTERRUPTED = 130

LedgerFlag = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        metavar="PLACE",
        help="The ledger's file, or its postgresql:// URL. Default: tolltrace.db in your data folder.",
    ),
]
SourcesArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE",
        help="Files, folders (to their depth), glob patterns, URLs, or - for standard input.",
        show_default=False,
    ),
]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON Lines, one report a line, and no more.")]


def trace_command(
    sources: SourcesArgument,
    ledger: LedgerFlag = None,
    no_ledger: Annotated[bool, typer.Option("--no-ledger", help="Only print; record nothing.")] = False,
    no_snapshots: Annotated[
        bool, typer.Option("--no-snapshots", help="Keep no copies of the pages in the ledger.")
    ] = False,
    as_json: JsonFlag = False,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Show each claim's sentence, its figure marked.")
    ] = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="Fetch, and trace, the reports that a feed or a sitemap only names.")
    ] = False,
    processes: Annotated[
        int, typer.Option("--processes", min=1, metavar="N", help="Read in N processes at once. The order stays.")
    ] = 1,
    by_rules: Annotated[
        bool,
        typer.Option(
            "--by-rules",
            help="Read without the trained linker: faster on news of war, and fewer places and speakers are right.",
        ),
    ] = False,
    why: Annotated[bool, typer.Option("--why", help="Show why each field was read so, and how sure that is.")] = False,
    trace_back: Annotated[
        bool, typer.Option("--trace-back", help="For a page that failed by our fault, print where in our code.")
    ] = False,
) -> None:
    """Trace the casualty figures in SOURCE... to who said them, record the claims, and print them.

    Exit code 0 when every page was traced or rejected for a reason, 1 when something failed, 2 for wrong use.
    """
    if ledger is not None and no_ledger:
        raise typer.BadParameter("--ledger and --no-ledger exclude each other: leave one out")
    from tolltrace.cli.printing import open_console, print_json_line, report_view
    from tolltrace.cli.progress import RunProgress
    from tolltrace.cli.reasons import reasons_view, report_with_reasons
    from tolltrace.cli.tally import Tally
    from tolltrace.knowledge import load_knowledge
    from tolltrace.ledger import open_ledger
    from tolltrace.pages import count_sources
    from tolltrace.pipeline import trace
    from tolltrace.records import report_to_json
    from tolltrace.settings import load_settings
    from tolltrace.values import Traced

    wants_no_copies = no_snapshots or no_ledger
    settings = load_settings(ledger=ledger, follow=follow or None, snapshots=False if wants_no_copies else None)
    knowledge = load_knowledge()
    out, err = open_console(), open_console(stderr=True)
    tally = Tally(None if no_ledger else settings.ledger)
    total = count_sources(sources) if err.is_terminal else None
    with (
        nullcontext() if no_ledger else open_ledger(settings.ledger) as book,
        summed_up(tally, err if as_json else out, err),
        RunProgress(err, total) as progress,
    ):
        for result in trace(*sources, settings=settings, processes=processes, by_rules=by_rules):
            result, changes = record_result(book, result)  # first: what is printed is in the ledger
            tally.add(result, changes)
            progress.step(result.source)
            with progress.aside() if out.is_terminal or not isinstance(result, Traced) else nullcontext():
                if not isinstance(result, Traced):
                    print_refusal(err, result, trace_back=trace_back)
                elif as_json:
                    plain = report_to_json(result, wikidata=knowledge.wikidata)
                    print_json_line(report_with_reasons(plain, result.claims, knowledge) if why else plain)
                else:
                    out.print(report_view(result, evidence=evidence, plain=out.color_system is None))
                    if why and result.claims:
                        out.print(reasons_view(result.claims, knowledge))
    if tally.failed:
        raise typer.Exit(1)


def record_result(book: "Ledger | None", result: "Result") -> "tuple[Result, Recorded | None]":
    """The result and what recording it changed. A report that does not fit has failed, and the run goes on."""
    from tolltrace.values import Failed, Traced

    if book is None or not isinstance(result, Traced):
        return result, None
    from tolltrace.following import group_recorded

    try:
        recorded = book.record([result])
        group_recorded(book)  # what a kill leaves undone here is done before anybody asks
        return result, recorded
    except UnfitError as error:
        return Failed(result.source, f"{error}. This is a fault of tolltrace: please report it with the page"), None


@contextmanager
def summed_up(tally: "Tally", console: "Console", err: "Console") -> Iterator[None]:
    """Print the closing summary, also where the run ends early by Ctrl-C or an error that a person must mend."""
    try:
        yield
    except KeyboardInterrupt:
        err.print("Stopped by you. What is counted here is done and kept:")
        print_lines(err, tally.lines())
        raise typer.Exit(INTERRUPTED) from None
    except TolltraceError:
        err.print("The run ended early. What is counted here is done and kept:")
        print_lines(err, tally.lines())
        raise
    print_lines(console, tally.lines())


def print_lines(console: "Console", lines: list[str]) -> None:
    """Lines as they are, unbroken, so that a path in them can be copied."""
    for line in lines:
        console.print(line, soft_wrap=True)


def print_refusal(err: "Console", result: "Rejected | Failed", *, trace_back: bool) -> None:
    """Which page was rejected or failed, and why, on standard error."""
    from tolltrace.cli.words import clean
    from tolltrace.values import Failed

    if not isinstance(result, Failed):
        detail = f" ({clean(result.detail)})" if result.detail else ""
        err.print(f"Rejected {clean(result.source)}: {result.reason.value}{detail}", soft_wrap=True)
        return
    err.print(f"Failed {clean(result.source)}: {clean(result.detail)}", soft_wrap=True)
    if trace_back and result.trace:
        print_lines(err, [clean(line) for line in result.trace.splitlines()])
