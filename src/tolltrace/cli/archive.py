"""`tolltrace archive`: runs over whole archives."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from tolltrace.cli.flags import SinceFlag, UntilFlag
from tolltrace.cli.trace import INTERRUPTED, LedgerFlag, print_lines

archive_app = typer.Typer(
    no_args_is_help=True, help="Read whole web archives, on one machine or many.", rich_markup_mode=None
)
OutArgument = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a run.", show_default=False)]
EngineFlag = Annotated[str, typer.Option("--engine", metavar="NAME", help="local: this machine. ray: a Ray cluster.")]
AddressFlag = Annotated[
    str | None,
    typer.Option("--address", metavar="HOST:PORT", help="The Ray cluster; auto is the one that this machine is in."),
]
ProcessesFlag = Annotated[
    int | None,
    typer.Option("--processes", min=1, metavar="N", help="Read N files at once. Default: as many as there are cores."),
]
AttemptsFlag = Annotated[
    int, typer.Option("--attempts", min=1, metavar="N", help="Try a file N times before it is set aside.")
]
LimitFlag = Annotated[
    float, typer.Option("--minutes", min=0.01, metavar="N", help="Stop reading a file after N minutes, and try again.")
]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON, and no more.")]


@archive_app.command("run", short_help="Trace every record of many web archives.")
def run_command(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE",
            help="WARC files, folders, glob patterns, https:// or s3:// URLs, or a listing (warc.paths.gz, .plan).",
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the dataset goes: an empty folder.")],
    since: SinceFlag = None,
    until: UntilFlag = None,
    prefix: Annotated[
        str | None, typer.Option("--prefix", metavar="URL", help="What stands before the names in a listing.")
    ] = None,
    engine: EngineFlag = "local",
    address: AddressFlag = None,
    processes: ProcessesFlag = None,
    attempts: AttemptsFlag = 3,
    minutes: LimitFlag = 120,
    by_rules: Annotated[bool, typer.Option("--by-rules", help="Read without the trained linker: faster.")] = False,
    no_sift: Annotated[
        bool, typer.Option("--no-sift", help="Parse also those pages that hold no word of a casualty.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Trace every record of SOURCE... into one dataset of Parquet files in FOLDER: reports, claims and rejections by
    day, and a manifest.

    A file is done or not done, whatever is killed on the way: `tolltrace archive resume FOLDER` does what is missing,
    and comes to the same files. --since and --until choose by the day in a file's name.

    Exit code 0 when every file was read, 1 when some were set aside, 2 for wrong use.
    """
    import msgspec

    from tolltrace.archive import Options, begin_run, find_sources
    from tolltrace.settings import load_settings

    meant = find_sources(sources, since=since, until=until, prefix=prefix)
    options = Options(by_rules, not no_sift, load_settings().max_page_bytes)
    with stoppable(out):
        outcome = begin_run(
            out, meant, options, engine, tell=teller(), processes=processes, address=address, attempts=attempts,
            limit_seconds=60 * minutes,
        )  # fmt: skip
    close_run(outcome.lines(out), msgspec.to_builtins(outcome), as_json=as_json, is_whole=outcome.is_whole)


@archive_app.command("resume", short_help="Do what is missing of a run.")
def resume_command(
    out: OutArgument,
    engine: EngineFlag = "local",
    address: AddressFlag = None,
    processes: ProcessesFlag = None,
    attempts: AttemptsFlag = 3,
    minutes: LimitFlag = 120,
    as_json: JsonFlag = False,
) -> None:
    """Go on with the run in FOLDER, on whichever engine: what was not done, and what was set aside.

    Exit code 0 when every file was read, 1 when some were set aside, 2 for wrong use.
    """
    import msgspec

    from tolltrace.archive import resume_run

    with stoppable(out):
        outcome = resume_run(
            out, engine, tell=teller(), processes=processes, address=address, attempts=attempts,
            limit_seconds=60 * minutes,
        )  # fmt: skip
    close_run(outcome.lines(out), msgspec.to_builtins(outcome), as_json=as_json, is_whole=outcome.is_whole)


@archive_app.command("status", short_help="Show how far a run is.")
def status_command(out: OutArgument, as_json: JsonFlag = False) -> None:
    """Show what of the run in FOLDER is done, running, failed and left, how fast it goes, and how long it will take."""
    import msgspec

    from tolltrace.archive import read_status
    from tolltrace.cli.printing import open_console, print_json_line

    status = read_status(out)
    if as_json:
        print_json_line(msgspec.to_builtins(status) | {"left": status.left})
        return
    print_lines(open_console(), status.lines(out))


@archive_app.command("group", short_help="Group a run's claims into statements.")
def group_command(
    out: OutArgument,
    partitions: Annotated[
        int | None,
        typer.Option("--parts", min=1, max=100_000, metavar="N", help="Cut the work in N. Default: by the claims."),
    ] = None,
    engine: EngineFlag = "local",
    address: AddressFlag = None,
    processes: ProcessesFlag = None,
    attempts: AttemptsFlag = 3,
    minutes: LimitFlag = 120,
    as_json: JsonFlag = False,
) -> None:
    """Group the claims of the run in FOLDER into statements, on whichever engine: two more tables, statements (a row
    each) and relays (a row for each claim of one: why it stands there, what moved, whom it was taken from).

    The groups are those that a ledger makes of the same reports. Files of the run that are not done are left out. What
    is begun is gone on with; where the run has more since, all is grouped anew. The tables hold names and sentences
    as the claims do: they are no publication.

    Exit code 0 when all is grouped, 1 when a step failed, 2 for wrong use.
    """
    import msgspec

    from tolltrace.archive import group_run

    with stoppable(out, "group"):
        outcome = group_run(
            out, engine, tell=teller(), partitions=partitions, processes=processes, address=address, attempts=attempts,
            limit_seconds=60 * minutes,
        )  # fmt: skip
    close_run(outcome.lines(out), msgspec.to_builtins(outcome), as_json=as_json, is_whole=outcome.is_whole)


@archive_app.command("load", short_help="Bring a run's reports into a ledger.")
def load_command(out: OutArgument, ledger: LedgerFlag = None, as_json: JsonFlag = False) -> None:
    """Load the reports with claims of the run in FOLDER into the ledger. Loaded again, they change nothing."""
    from tolltrace.archive import load_results
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.following import group_recorded
    from tolltrace.ledger import Recorded, open_ledger
    from tolltrace.settings import load_settings

    settings = load_settings(ledger=ledger)
    unfit: list[str] = []
    out_, err = open_console(), open_console(stderr=True)
    with open_ledger(settings.ledger) as book:
        changed = sum(book.load(load_results(out), lambda error: unfit.append(str(error))), Recorded())
        group_recorded(book)
    if as_json:
        print_json_line({"reports": changed.reports, "claims": changed.claims, "versions": changed.versions,
                         "unfit": len(unfit)})  # fmt: skip
    else:
        print_lines(out_, [f"{changed.reports:,} reports and {changed.claims:,} claims are new in {settings.ledger}"])
    print_lines(err, unfit)
    if unfit:
        raise typer.Exit(1)


def teller() -> Callable[[str, bool], None]:
    """Says on standard error what fails, and to who looks on what is done too."""
    from tolltrace.cli.printing import open_console
    from tolltrace.cli.words import clean

    err = open_console(stderr=True)

    def tell(line: str, is_failure: bool) -> None:
        if is_failure or err.is_terminal:
            err.print(clean(line), soft_wrap=True)

    return tell


@contextmanager
def stoppable(out: Path, again: str = "resume") -> Iterator[None]:
    """Ctrl-C ends a run with a word on how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo(f"Stopped by you. What is done is kept; go on: tolltrace archive {again} {out}", err=True)
        raise typer.Exit(INTERRUPTED) from None


def close_run(lines: list[str], plain: dict[str, Any], *, as_json: bool, is_whole: bool) -> None:
    """Say what a run came to."""
    from tolltrace.cli.printing import open_console, print_json_line

    if as_json:
        print_json_line(plain)
    else:
        print_lines(open_console(), lines)
    if not is_whole:
        raise typer.Exit(1)
