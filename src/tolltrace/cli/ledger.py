"""`tolltrace claims`, `show` and `reports`: what the ledger holds."""

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from tolltrace.cli.flags import (
    AsOfFlag,
    HarmFlag,
    LanguageFlag,
    LimitFlag,
    OutletFlag,
    PlaceFlag,
    SideFlag,
    SinceFlag,
    SpeakerFlag,
    TextFlag,
    UntilFlag,
)
from tolltrace.cli.trace import LedgerFlag
from tolltrace.values import READ_FIELDS

if TYPE_CHECKING:
    from tolltrace.ledger import Ledger, RecordedClaim, RecordedReport
    from tolltrace.values import Page

MOST_TOLD = 200  # claims of a list of which it is told how many rest on one origin: their statements are loaded for it
CLAIM = "claim"  # its figure and harm together, beside the fields


class Order(StrEnum):
    """How claims are listed."""

    NEWEST = "newest"
    DOUBT = "doubt"


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
    harm: HarmFlag = None,
    side: SideFlag = None,
    place: PlaceFlag = None,
    speaker: SpeakerFlag = None,
    outlet: OutletFlag = None,
    language: LanguageFlag = None,
    since: SinceFlag = None,
    until: UntilFlag = None,
    text: TextFlag = None,
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
    limit: LimitFlag = None,
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
    from tolltrace.corroboration import with_corroboration
    from tolltrace.exports import recorded_claim_to_json, write_claims_csv
    from tolltrace.following import group_recorded
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
        if as_json or as_csv:
            group_recorded(book)
        if as_json:
            for claim in with_corroboration(book, claims, as_of=as_of):
                print_json_line(recorded_claim_to_json(claim, load_knowledge()))
        elif as_csv:
            write_claims_csv(with_corroboration(book, claims, as_of=as_of), sys.stdout, load_knowledge())
        else:
            listed = tuple(claims)
            alone = count_alone(book, listed, as_of)
            open_console().print(claims_view(listed, sure_of=field if asks_for_doubt else None, with_one_origin=alone))


def count_alone(book: "Ledger", listed: "Sequence[RecordedClaim]", as_of: date | None) -> int | None:
    """How many claims of a list stand in a statement of one origin; None for a long list, or before it is grouped."""
    from tolltrace.following import find_statements_of

    if len(listed) > MOST_TOLD:
        return None
    found = find_statements_of(book, [each.claim.id for each in listed], as_of=as_of)
    return sum(each.origins == 1 for each in found.values()) if len(found) == len(listed) else None


def show_command(
    given_id: Annotated[
        str, typer.Argument(metavar="ID", help="A claim's id, or enough of its start; or a report's id, whole.")
    ],
    page: Annotated[
        bool, typer.Option("--page", help="Write the page that it was read from, byte for byte: --page > FILE.")
    ] = False,
    why: Annotated[bool, typer.Option("--why", help="Show why each field was read so, and how sure that is.")] = False,
    as_of: AsOfFlag = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as one line of JSON.")] = False,
    ledger: LedgerFlag = None,
) -> None:
    """Show one claim: all its fields, its sentence, its chain, what made it and what became of it. Or one report: what
    its page says of it, and its claims.

    With --page, write the copy of the page that the ledger keeps to standard output, just as it was read. With --as-of,
    an edition that changed later stands as it was, and what people decided later is left out.
    """
    if page and (as_json or why):
        raise typer.BadParameter("--page goes with neither --json nor --why: it writes the page and no more")
    with open_existing(ledger) as book:
        report = find_report(book, given_id, as_of)
        if page:
            write_page(page_of(book, report or book.claim(given_id, as_of=as_of)))
        elif report:
            if why:
                raise typer.BadParameter("--why goes with a claim: give the id of one of this report's")
            show_report(book, report, as_of, as_json=as_json)
        else:
            show_claim(book, book.claim(given_id, as_of=as_of), as_of, why=why, as_json=as_json)


def find_report(book: "Ledger", given_id: str, as_of: date | None) -> "RecordedReport | None":
    """The report with this id, as it stood. Raises LedgerError where it has not appeared by a day; None: no such id."""
    from tolltrace.errors import LedgerError
    from tolltrace.ledger import ClaimQuery

    if not given_id.strip():
        return None
    found = next(book.reports(ClaimQuery(report=given_id, as_of=as_of)), None)
    if found is None and as_of and (later := next(book.reports(ClaimQuery(report=given_id)), None)):
        appeared = f"it appeared on {later.published.on}" if later.published else "it is undated, and was seen later"
        raise LedgerError(f"{book.path}: report {later.id!r} was not known on {as_of}: {appeared}; give a later day")
    return found


def show_claim(
    book: "Ledger", recorded: "RecordedClaim", as_of: date | None = None, *, why: bool, as_json: bool
) -> None:
    """Print one claim, with what is known of its report."""
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.cli.recorded import claim_view
    from tolltrace.cli.spread import rests_words
    from tolltrace.cli.verdicts import reviews_view
    from tolltrace.corroboration import with_corroboration
    from tolltrace.exports import recorded_claim_to_json
    from tolltrace.following import find_statements_of
    from tolltrace.knowledge import load_knowledge
    from tolltrace.ledger_records import reviews_to_json, with_reasons
    from tolltrace.records import article_to_json

    knowledge = load_knowledge()
    statement = find_statements_of(book, [recorded.claim.id], as_of=as_of).get(recorded.claim.id)
    article, reviews = book.article(recorded.report_id, recorded.version), book.reviews(recorded.claim.id, as_of=as_of)
    if as_json:
        (recorded,) = with_corroboration(book, [recorded], as_of=as_of)
        record = recorded_claim_to_json(recorded, knowledge) | reviews_to_json(reviews)
        record["report"] |= article_to_json(article)
        print_json_line(with_reasons(record, recorded.claim, knowledge) if why else record)
        return
    out, history = open_console(), book.history(recorded.claim.id, as_of=as_of)
    plain, told = out.color_system is None, reviews_view(reviews)
    carried = f"{rests_words(statement)} (tolltrace statement {statement.id[:11]})" if statement else ""
    out.print(claim_view(recorded, article, history, knowledge, plain=plain, why=why, reviews=told, statement=carried))


def show_report(book: "Ledger", report: "RecordedReport", as_of: date | None = None, *, as_json: bool) -> None:
    """Print one report, its claims and the comments on it."""
    from tolltrace.cli.judgements import comments_view
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.cli.recorded import section
    from tolltrace.cli.reports import report_view
    from tolltrace.comments import comment_to_json
    from tolltrace.ledger import ClaimQuery
    from tolltrace.ledger_records import recorded_report_to_json

    article = book.article(report.id, report.version)
    comments = book.comments(report.id, version=report.version, as_of=as_of)
    if as_json:
        remarked = {"comments": [comment_to_json(each) for each in comments]}
        print_json_line(recorded_report_to_json(report, article) | remarked)
        return
    claims = tuple(book.claims(ClaimQuery(report=report.id, as_of=as_of)))
    out = open_console()
    out.print(report_view(report, article, claims))
    if comments:
        out.print(section("Comments"), *comments_view(comments), sep="\n")


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
    from tolltrace.cli.reports import reports_view
    from tolltrace.ledger import ClaimQuery
    from tolltrace.ledger_records import recorded_report_to_json

    with open_existing(ledger) as book:
        reports = book.reports(ClaimQuery(all_versions=all_versions, as_of=as_of))
        if as_json:
            for report in reports:
                print_json_line(recorded_report_to_json(report, book.article(report.id, report.version)))
        else:
            open_console().print(reports_view(tuple(reports)))
