"""`tolltrace statements`, `statement`, `drift`, `series` and `explain`; and what `tolltrace ledger` does to groups."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tolltrace.cli.flags import (
    AsOfFlag,
    HarmFlag,
    LimitFlag,
    PlaceFlag,
    SideFlag,
    SinceFlag,
    SpeakerFlag,
    UntilFlag,
    read_day,
)
from tolltrace.cli.ledger import open_existing
from tolltrace.cli.trace import LedgerFlag

if TYPE_CHECKING:
    from tolltrace.relays import Drift, Statement

SvgFlag = Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Also draw it, into an SVG file.")]

ledger_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Keep the ledger: verify it, read its log, group it anew.",
)


def statements_command(
    harm: HarmFlag = None,
    side: SideFlag = None,
    place: PlaceFlag = None,
    speaker: SpeakerFlag = None,
    since: SinceFlag = None,
    until: UntilFlag = None,
    limit: LimitFlag = None,
    as_of: AsOfFlag = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, one statement a line.")] = False,
    ledger: LedgerFlag = None,
) -> None:
    """List the statements in the ledger: who said what figure when, how many reports carry it, what moved on the way.

    Filters choose statements by the claims that relay them.
    """
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.cli.spread import statements_view
    from tolltrace.following import find_statements
    from tolltrace.ledger import ClaimQuery
    from tolltrace.relay_records import statement_to_json

    query = ClaimQuery(harm=harm, side=side, place=place, speaker=speaker, since=since, until=until, limit=limit)
    with open_existing(ledger) as book:
        found = find_statements(book, query, as_of=as_of)
        if as_json:
            for statement in found:
                print_json_line(statement_to_json(statement))
        else:
            open_console().print(statements_view(tuple(found)))


def statement_command(
    given_id: Annotated[
        str, typer.Argument(metavar="ID", help="A statement's id, or a claim's; or enough of its start.")
    ],
    why: Annotated[bool, typer.Option("--why", help="Show why each claim was put with the others.")] = False,
    as_of: AsOfFlag = None,
    svg: SvgFlag = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as one line of JSON.")] = False,
    ledger: LedgerFlag = None,
) -> None:
    """Show one statement: the words, who said them, the tree of reports that relay it, and what moved on which hop.

    What moved only in another headline of a page (OpenGraph, the browser's title, words of its address) is told too.
    """
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.cli.spread import statement_view
    from tolltrace.following import check_statement, find_statement
    from tolltrace.headlines import find_headline_drift
    from tolltrace.relay_records import finding_to_json, statement_to_json

    with open_existing(ledger) as book:
        statement = find_statement(book, given_id, as_of=as_of)
        findings = check_statement(book, statement, as_of=as_of)
        if svg:
            from tolltrace.pictures import draw_relays

            write_svg(svg, draw_relays(statement))
        statement = with_drift(statement, find_headline_drift(book, statement, as_of=as_of))
        if as_json:
            print_json_line(statement_to_json(statement) | {"findings": [finding_to_json(each) for each in findings]})
        else:
            open_console().print(statement_view(statement, findings, why=why))


def with_drift(statement: "Statement", more: "tuple[Drift, ...]") -> "Statement":
    """The statement with what moved elsewhere beside what moved in the text."""
    return replace(statement, drift=(*statement.drift, *more))


def write_svg(path: Path, picture: str) -> None:
    """A picture into a file. Raises BadParameter where it cannot be written."""
    try:
        path.write_text(picture, encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"--svg {path}: {error.strerror}; give a path that you may write") from error


def drift_command(
    report: Annotated[str | None, typer.Option("--report", metavar="ID", help="Only in this report.")] = None,
    as_of: AsOfFlag = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, one drift a line.")] = False,
    ledger: LedgerFlag = None,
) -> None:
    """Show what moved between statements and the reports that relay them.

    With --report, also what moved only in another headline of its page: OpenGraph, the browser's title, its address.
    """
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.cli.spread import drift_view
    from tolltrace.errors import LedgerError
    from tolltrace.following import find_statements
    from tolltrace.headlines import find_headline_drift
    from tolltrace.ledger import ClaimQuery
    from tolltrace.relay_records import drift_to_json

    with open_existing(ledger) as book:
        query = ClaimQuery(report=report) if report else None
        if report and next(iter(book.reports(ClaimQuery(report=report))), None) is None:
            raise LedgerError(f"{book.path}: no report {report!r}; `tolltrace reports` lists what there is")
        statements = list(find_statements(book, query, as_of=as_of))
        if report:
            statements = [
                with_drift(each, find_headline_drift(book, each, report=report, as_of=as_of)) for each in statements
            ]
        found = [
            (statement, tuple(each for each in statement.drift if report in (None, each.report)))
            for statement in statements
        ]
        if not as_json:
            open_console().print(drift_view([each for each in found if each[1]], report))
            return
        for statement, drift in found:
            for each in drift:
                print_json_line({"statement": statement.id, **drift_to_json(each)})


def series_command(
    side: SideFlag = None,
    harm: HarmFlag = None,
    place: PlaceFlag = None,
    speaker: SpeakerFlag = None,
    since: Annotated[date | None, typer.Option(metavar="DAY", parser=read_day, help="The window's first day.")] = None,
    until: Annotated[date | None, typer.Option(metavar="DAY", parser=read_day, help="Its last day.")] = None,
    as_of: AsOfFlag = None,
    svg: SvgFlag = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object: window, series, findings.")] = False,
    ledger: LedgerFlag = None,
) -> None:
    """Show what each speaker has said through time, side by side: nothing is summed, averaged or filled in.

    Totals, additions, events and rates are told apart; gaps, revisions, refusals and denials are shown as such.
    """
    if since and until and since > until:
        raise typer.BadParameter(f"--since {since} is after --until {until}: no day lies between; swap them")
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.cli.spread import series_view
    from tolltrace.following import find_series
    from tolltrace.ledger import ClaimQuery
    from tolltrace.relay_records import finding_to_json, line_up_to_json

    query = ClaimQuery(harm=harm, side=side, place=place, speaker=speaker)
    with open_existing(ledger) as book:
        lined_up, findings = find_series(book, query, since=since, until=until, as_of=as_of)
    if svg:
        from tolltrace.pictures import draw_series

        write_svg(svg, draw_series(lined_up))
    if as_json:
        print_json_line(line_up_to_json(lined_up) | {"findings": [finding_to_json(each) for each in findings]})
    else:
        open_console().print(series_view(lined_up, findings))


def explain_command(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A figure as a report has it, between quotation marks.")],
    as_of: AsOfFlag = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ledger: LedgerFlag = None,
) -> None:
    """Tell where a figure comes from: which statements give exactly this, which sums of statements do, what comes near.

    A sum is ours and nobody's statement; each says why it may be made.
    """
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.cli.spread import explanation_view
    from tolltrace.following import explain_text
    from tolltrace.relay_records import explanation_to_json

    with open_existing(ledger) as book:
        explanation = explain_text(book, text, as_of=as_of)
    if as_json:
        print_json_line(explanation_to_json(explanation))
    else:
        open_console().print(explanation_view(explanation))


@ledger_app.command("regroup")
def regroup_command(ledger: LedgerFlag = None) -> None:
    """Group all claims into statements anew. Recording does it for each report; an upgrade may group otherwise.

    What reviewers ruled stays.
    """
    from tolltrace.cli.printing import open_console
    from tolltrace.cli.words import counted
    from tolltrace.following import regroup

    with open_existing(ledger) as book:
        out = open_console(stderr=True)
        with out.status("Grouping …"):
            count = regroup(book)
        out.print(f"Grouped the claims of {counted(count, 'report')}.")


@ledger_app.command("rule")
def rule_command(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="A claim's id, or enough of its start.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Another claim's.")],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who rules.")],
    why: Annotated[str, typer.Option(metavar="TEXT", help="For which reason.")],
    together: Annotated[
        bool, typer.Option("--together/--apart", help="They relay one act of saying, or they do not.")
    ] = True,
    ledger: LedgerFlag = None,
) -> None:
    """Rule that two claims relay one act of saying, or do not. No program undoes it; a newer ruling does."""
    from tolltrace.cli.printing import open_console
    from tolltrace.following import group_recorded

    with open_existing(ledger) as book:
        ruling = book.rule(claim, other, together=together, by=by, why=why)
        group_recorded(book)
        kept = "together" if ruling.together else "apart"
        open_console(stderr=True).print(f"{ruling.claim} and {ruling.other} are kept {kept}.")


@ledger_app.command("copy")
def copy_command(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A ledger's file, or its postgresql:// URL.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="Where it is copied to: a file, or such a URL.")],
) -> None:
    """Copy a ledger, from a file to a server or back. What was stopped half-way goes on; what came since is added.

    Rows are compared by counts and hashes, a table at a time. The copy's claims are grouped anew.
    """
    from tolltrace.cli.printing import open_console
    from tolltrace.cli.words import clean, counted
    from tolltrace.following import regroup
    from tolltrace.ledger import open_ledger
    from tolltrace.settings import load_settings

    out = open_console(stderr=True)
    to = load_settings(ledger=target).ledger
    with open_existing(source) as book:
        for table in book.copy_to(to):
            new = f"{table.added:,} added" if table.added else "nothing new"
            out.print(f"{table.name:14} {table.rows:>12,} rows  sha256 {table.sha256[:16]}  {new}", soft_wrap=True)
    with open_ledger(to) as copied, out.status("Grouping …"):
        count = regroup(copied)
    out.print(f"Copied to {clean(str(to))}, and grouped the claims of {counted(count, 'report')}.", soft_wrap=True)
