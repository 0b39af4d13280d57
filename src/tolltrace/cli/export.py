"""`tolltrace export`: what the ledger holds, in a format that others read."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tolltrace.cli.flags import (
    AsOfFlag,
    HarmFlag,
    LanguageFlag,
    OutletFlag,
    PlaceFlag,
    SideFlag,
    SinceFlag,
    SpeakerFlag,
    TextFlag,
    UntilFlag,
)
from tolltrace.cli.ledger import open_existing
from tolltrace.cli.trace import LedgerFlag

if TYPE_CHECKING:
    from tolltrace.exports import Codes, Receipt

SHOWN = 8  # lines of what was lost; the receipt has all


def read_format(name: str) -> str:
    """A format that we write. Raises BadParameter, which names them all."""
    from tolltrace.exports import EXPORTS

    known = [export.name for export in EXPORTS]
    if name not in known:
        raise typer.BadParameter(f"{name!r} is no format that we write; known: {', '.join(known)}")
    return name


def read_target(text: str) -> Path:
    """Where to write. Raises BadParameter for a folder that is not there: else a file would be named after it."""
    if text.endswith(("/", os.sep)) and not Path(text).is_dir():
        raise typer.BadParameter(f"{text}: there is no such folder; make it first, or for a file leave the last / out")
    return Path(text)


def export_command(
    name: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            callback=read_format,
            help="jsonl, csv, jsonl-statements, csv-statements, ucdp, acled, airwars, hapi, schema-org, prov, "
            "annotations or parquet.",
        ),
    ],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="FILE|FOLDER",
            parser=read_target,
            help="Where to. Default: a file of the usual name, in this folder.",
        ),
    ] = None,
    harm: HarmFlag = None,
    side: SideFlag = None,
    place: PlaceFlag = None,
    speaker: SpeakerFlag = None,
    outlet: OutletFlag = None,
    language: LanguageFlag = None,
    since: SinceFlag = None,
    until: UntilFlag = None,
    text: TextFlag = None,
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


def export_codes_command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A new folder.")],
    ledger: LedgerFlag = None,
) -> None:
    """Write what reviewers decided as codes to learn from and to measure with: texts, and their claims as decided.

    A report of which every claim is decided is whole, and stands in train or test by its id. Claims on which reviewers
    disagree are left out and counted. The texts belong to their publishers: the folder is for your own use.
    """
    from tolltrace.cli.printing import open_console
    from tolltrace.exports import write_codes

    with open_existing(ledger) as book:
        codes = write_codes(book, folder)
    open_console(stderr=True).print(codes_words(codes, folder), soft_wrap=True)


def codes_words(codes: "Codes", folder: Path) -> str:
    """What was written, and what was not."""
    from tolltrace.cli.words import clean

    told = codes.told()
    lines = [
        f"{clean(str(folder))}: {part}: {counts['reports']:,} reports with {counts['claims']:,} claims; "
        f"{counts['decided']:,} decided claims in all, {counts['negatives']:,} of them no claims"
        for part, counts in ((part, told[part]) for part in ("train", "test"))
    ]
    for unit, several in told["left_out"].items():
        lines += [f"  left out  {each[unit]:>9,}  {each['says']}" for each in several if each[unit]]
    return "\n".join(lines)
