"""`tolltrace export`: what the ledger holds, in a format that others read."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tolltrace.cli.ledger import AsOfFlag, open_existing, read_day, read_harm, read_language
from tolltrace.cli.trace import LedgerFlag

if TYPE_CHECKING:
    from tolltrace.exports import Receipt

SHOWN = 8  # lines of what was lost; the receipt has all


def read_format(name: str) -> str:
    """A format that we write. Raises BadParameter, which names them all."""
    from tolltrace.exports import EXPORTS

    known = [export.name for export in EXPORTS]
    if name not in known:
        raise typer.BadParameter(f"{name!r} is no format that we write; known: {', '.join(known)}")
    return name


def export_command(
    name: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            callback=read_format,
            help="jsonl, csv, jsonl-statements, csv-statements, ucdp, acled, airwars, schema-org, prov, annotations or "
            "parquet.",
        ),
    ],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FILE|FOLDER", help="Where to. Default: a file of the usual name, in this folder."
        ),
    ] = None,
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
    as_of: AsOfFlag = None,
    no_quotes: Annotated[
        bool, typer.Option("--no-quotes", help="Write no sentence of a report, only the words of its figures.")
    ] = False,
    ledger: LedgerFlag = None,
) -> None:
    """Write the ledger's claims or statements in FORMAT, and beside the file NAME what was lost, in NAME.losses.json.

    Rejected claims are left out, texts of reports never written. Tables with the column names of other projects are
    claims all the same, and no events: rows must not be summed.
    """
    from tolltrace.cli.printing import open_console
    from tolltrace.exports import write_export
    from tolltrace.ledger import ClaimQuery

    query = ClaimQuery(harm, side, place, speaker, outlet, since, until, text, language=language, as_of=as_of)
    with open_existing(ledger) as book:
        receipt = write_export(book, name, to, query, quotes=not no_quotes)
    open_console(stderr=True).print(receipt_words(receipt), soft_wrap=True)


def receipt_words(receipt: "Receipt") -> str:
    """What was written, what was not, and where all of it is said."""
    from tolltrace.cli.words import clean

    counts = receipt.told["counts"]
    lines = [f"{clean(receipt.file)}: {counts['exported']:,} of {counts['all']:,} {counts['unit']}."]
    lines += [f"  left out  {each['records']:>9,}  {each['says']}" for each in receipt.told["left_out"]]
    lost = receipt.told["losses"]
    lines += [f"  lost of   {each['records']:>9,}  {each['says']}" for each in lost[:SHOWN]]
    lines.append(f"All that was lost: {clean(receipt.file)}.losses.json")
    return "\n".join(lines)
