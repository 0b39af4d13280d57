"""`tolltrace merge` and `tolltrace split`: what people rule of statements."""

from typing import TYPE_CHECKING, Annotated

import typer

from tolltrace.cli.judging import ByFlag, WhyFlag
from tolltrace.cli.ledger import open_existing
from tolltrace.cli.trace import LedgerFlag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tolltrace.relays import Statement

OverruleFlag = Annotated[
    bool, typer.Option("--overrule", help="Also where people ruled otherwise on claims that this is about.")
]


def merge_command(
    ids: Annotated[
        list[str], typer.Argument(metavar="STATEMENT", help="Ids of two statements or more, or enough of their start.")
    ],
    by: ByFlag,
    why: WhyFlag,
    overrule: OverruleFlag = False,
    ledger: LedgerFlag = None,
) -> None:
    """Rule that statements are one act of saying: from then on they are one statement, whatever a program thinks.

    Where people ruled that claims of them are apart, nothing is written and you are told who did, unless with
    --overrule.
    """
    from tolltrace.cli.printing import open_console
    from tolltrace.merging import merge_statements

    with open_existing(ledger) as book:
        found = merge_statements(book, ids, by=by, why=why, overrule=overrule)
    open_console(stderr=True).print(f"Merged into one: {standing_words(found)}.")


def split_command(
    given_id: Annotated[
        str, typer.Argument(metavar="STATEMENT", help="A statement's id, or a claim's; or enough of its start.")
    ],
    apart: Annotated[
        list[str], typer.Option("--apart", metavar="CLAIM", help="A claim that is no relay of it; may be repeated.")
    ],
    by: ByFlag,
    why: WhyFlag,
    overrule: OverruleFlag = False,
    ledger: LedgerFlag = None,
) -> None:
    """Rule that some claims of a statement are another act of saying, or several: they are kept apart from the others.

    Where people put claims together that this would part, nothing is written and you are told who did, unless with
    --overrule.
    """
    from tolltrace.cli.printing import open_console
    from tolltrace.merging import split_statement

    with open_existing(ledger) as book:
        found = split_statement(book, given_id, apart, by=by, why=why, overrule=overrule)
    open_console(stderr=True).print(f"Split into: {standing_words(found)}.")


def standing_words(found: "Sequence[Statement]") -> str:
    """Where the claims stand now."""
    from tolltrace.cli.words import clean, counted

    return "; ".join(f"{clean(one.id)} ({counted(len(one.reports), 'report')})" for one in found)
