"""`tolltrace claims`, `show` and `reports`: what the ledger holds."""

import sys
from contextlib import AbstractContextManager
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tolltrace.cli.trace import LedgerFlag
from tolltrace.values import READ_FIELDS

if TYPE_CHECKING:
    from tolltrace.ledger import Ledger, RecordedClaim, RecordedReport
    from tolltrace.values import Page

CLAIM = "claim"  # its figure and harm together, beside the fields


def read_day(text: str) -> date:
    """A day as ISO 8601 has it. Raises BadParameter, which ends the program with exit code 2."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; expected one like 2023-05-01") from None


AsOfFlag = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        metavar="DAY",
        parser=read_day,
        help="Only what could be known on that day: from reports that had appeared by then, as they stood.",
    ),
]


class Order(StrEnum):
    """How claims are listed."""

    NEWEST = "newest"
    DOUBT = "doubt"


def read_harm(harm: str | None) -> str | None:
    """A harm that we know. Raises BadParameter, which names them all."""
    if harm is None:
        return None
    from tolltrace.knowledge import load_knowledge

    known = load_knowledge().harms
    if harm not in known:
        raise typer.BadParameter(f"{harm!r} is no harm that we know; known: {', '.join(known)}")
    return harm


def read_language(code: str | None) -> str | None:
    """A language that we read, by its code. Raises BadParameter, which names them all."""
    if code is None:
        return None
    from tolltrace.knowledge import load_knowledge

    known = load_knowledge().tells
    if code not in known:
        names = ", ".join(f"{one} ({known[one].name})" for one in sorted(known))
        raise typer.BadParameter(f"{code!r} is no language that we read; known: {names}")
    return code


def read_doubted(field: str) -> str:
    """A field that carries a confidence. Raises BadParameter, which names them all."""
    if field not in (CLAIM, *READ_FIELDS):
        raise typer.BadParameter(f"{field!r} has no confidence; known: {', '.join((CLAIM, *READ_FIELDS))}")
    return field


def open_existing(place: str | None) -> "AbstractContextManager[Ledger]":
    """The ledger to read from. Raises LedgerError where there is none yet: reading makes no empty one."""
    from tolltrace.ledger import open_ledger
    from tolltrace.settings import load_settings

    return open_ledger(load_settings(ledger=place).ledger, create=False)


def claims_command(
    harm: Annotated[
        str | None, typer.Option(metavar="HARM", callback=read_harm, help="killed, wounded, missing, … exactly.")
    ] = None,
    side: Annotated[str | None, typer.Option(metavar="NAME", help="Whose people the victims are.")] = None,
    place: Annotated[str | None, typer.Option(metavar="WORDS", help="Words of the place, or its name.")] = None,
    speaker: Annotated[str | None, typer.Option(metavar="WORDS", help="Words of any speaker in the chain.")] = None,
    outlet: Annotated[str | None, typer.Option(metavar="WORDS", help="Words of the outlet's name.")] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", callback=read_language, help="In this language alone: en, uk, ru.")
    ] = None,
    since: Annotated[
        date | None, typer.Option(metavar="DAY", parser=read_day, help="Published on this day or later: 2023-05-01.")
    ] = None,
    until: Annotated[
        date | None, typer.Option(metavar="DAY", parser=read_day, help="Published on this day or before.")
    ] = None,
    text: Annotated[str | None, typer.Option(metavar="WORDS", help="Words of the sentence or the title, all.")] = None,
    max_confidence: Annotated[
        float | None, typer.Option(metavar="P", min=0, max=1, help="No surer than this probability: 0.8.")
    ] = None,
    field: Annotated[
        str,
        typer.Option(
            metavar="FIELD",
            callback=read_doubted,
            help="What --sort doubt and --max-confidence look at: claim (figure and harm), or place, side, speaker, …",
        ),
    ] = CLAIM,
    sort: Annotated[
        Order, typer.Option(metavar="ORDER", help="newest (the newest reports first) or doubt (the least sure first).")
    ] = Order.NEWEST,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="At most so many.")] = None,
    all_versions: Annotated[bool, typer.Option("--all-versions", help="Also older versions of the reports.")] = False,
    as_of: AsOfFlag = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, one claim a line.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV for a spreadsheet.")] = False,
    ledger: LedgerFlag = None,
) -> None:
    """List the claims in the ledger, the newest reports first; every filter given must hold.

    What a person decided is in no doubt: --sort doubt lists it last, --max-confidence leaves it out. Where nobody
    estimated how sure a reading is (claims in Ukrainian and Russian), --sort doubt lists it first, and --max-confidence
    keeps it; --language en leaves these out.

    CSV is UTF-8, in a file with a byte order mark, as spreadsheets want it. Text that they would run as a formula (it
    starts with =, +, - or @) has an apostrophe before it.
    """
    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other: leave one out")
    if since and until and since > until:
        raise typer.BadParameter(f"--since {since} is after --until {until}: no day lies between; swap them")
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.cli.recorded import claims_view
    from tolltrace.exports import recorded_claim_to_json, write_claims_csv
    from tolltrace.knowledge import load_knowledge
    from tolltrace.ledger import ClaimQuery

    query = ClaimQuery(
        harm, side, place, speaker, outlet, since, until, text,
        all_versions=all_versions,
        limit=limit,
        max_confidence=max_confidence,
        by_doubt=sort is Order.DOUBT,
        doubted=None if field == CLAIM else field,
        language=language,
        as_of=as_of,
    )  # fmt: skip
    asks_for_doubt = max_confidence is not None or sort is Order.DOUBT
    with open_existing(ledger) as book:
        claims = book.claims(query)
        if as_json:
            for claim in claims:
                print_json_line(recorded_claim_to_json(claim, load_knowledge()))
        elif as_csv:
            write_claims_csv(claims, sys.stdout, load_knowledge())
        else:
            open_console().print(claims_view(tuple(claims), sure_of=field if asks_for_doubt else None))


def show_command(
    given_id: Annotated[
        str, typer.Argument(metavar="ID", help="A claim's id, or enough of its start; or a report's id, whole.")
    ],
    page: Annotated[
        bool, typer.Option("--page", help="Write the page that it was read from, byte for byte: --page > FILE.")
    ] = False,
    why: Annotated[bool, typer.Option("--why", help="Show why each field was read so, and how sure that is.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as one line of JSON.")] = False,
    ledger: LedgerFlag = None,
) -> None:
    """Show one claim: all its fields, its sentence, its chain, what made it and what became of it. Or one report: what
    its page says of it, and its claims.

    With --page, write the copy of the page that the ledger keeps to standard output, just as it was read.
    """
    if page and (as_json or why):
        raise typer.BadParameter("--page goes with neither --json nor --why: it writes the page and no more")
    from tolltrace.ledger import ClaimQuery

    with open_existing(ledger) as book:
        report = next(book.reports(ClaimQuery(report=given_id)), None) if given_id.strip() else None
        if page:
            write_page(page_of(book, report or book.claim(given_id)))
        elif report:
            if why:
                raise typer.BadParameter("--why goes with a claim: give the id of one of this report's")
            show_report(book, report, as_json=as_json)
        else:
            show_claim(book, book.claim(given_id), why=why, as_json=as_json)


def show_claim(book: "Ledger", recorded: "RecordedClaim", *, why: bool, as_json: bool) -> None:
    """Print one claim, with what is known of its report."""
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.cli.reasons import with_reasons
    from tolltrace.cli.recorded import claim_view
    from tolltrace.cli.verdicts import reviews_to_json, reviews_view
    from tolltrace.exports import recorded_claim_to_json
    from tolltrace.knowledge import load_knowledge
    from tolltrace.records import article_to_json

    knowledge = load_knowledge()
    article, reviews = book.article(recorded.report_id, recorded.version), book.reviews(recorded.claim.id)
    if as_json:
        record = recorded_claim_to_json(recorded, knowledge) | reviews_to_json(reviews)
        record["report"] |= article_to_json(article)
        print_json_line(with_reasons(record, recorded.claim, knowledge) if why else record)
        return
    out, history = open_console(), book.history(recorded.claim.id)
    plain, told = out.color_system is None, reviews_view(reviews)
    out.print(claim_view(recorded, article, history, knowledge, plain=plain, why=why, reviews=told))


def show_report(book: "Ledger", report: "RecordedReport", *, as_json: bool) -> None:
    """Print one report and its claims."""
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.cli.reports import recorded_report_to_json, report_view
    from tolltrace.ledger import ClaimQuery

    article = book.article(report.id, report.version)
    if as_json:
        print_json_line(recorded_report_to_json(report, article))
        return
    open_console().print(report_view(report, article, tuple(book.claims(ClaimQuery(report=report.id)))))


def page_of(book: "Ledger", recorded: "RecordedClaim | RecordedReport") -> "Page":
    """The page that a claim or a report was read from."""
    from tolltrace.ledger import RecordedReport

    report_id = recorded.id if isinstance(recorded, RecordedReport) else recorded.report_id
    return book.page(report_id, recorded.version)


def write_page(page: "Page") -> None:
    """The bytes of a page on standard output. Raises BadParameter for a terminal, which they could steer."""
    if sys.stdout.isatty():
        raise typer.BadParameter("--page writes a page as it was sent; let it go into a file: --page > FILE")
    sys.stdout.flush()
    sys.stdout.buffer.write(page.content)


def reports_command(
    as_of: AsOfFlag = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, one report a line.")] = False,
    all_versions: Annotated[bool, typer.Option("--all-versions", help="Also older versions of the reports.")] = False,
    ledger: LedgerFlag = None,
) -> None:
    """List the reports in the ledger, the newest first."""
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.cli.reports import recorded_report_to_json, reports_view
    from tolltrace.ledger import ClaimQuery

    with open_existing(ledger) as book:
        reports = book.reports(ClaimQuery(all_versions=all_versions, as_of=as_of))
        if as_json:
            for report in reports:
                print_json_line(recorded_report_to_json(report, book.article(report.id, report.version)))
        else:
            open_console().print(reports_view(tuple(reports)))
