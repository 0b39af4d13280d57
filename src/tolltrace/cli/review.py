"""`tolltrace review` and `queue`, and `tolltrace ledger agreement`: what people decide, and how they agree."""

from enum import StrEnum
from typing import Annotated

import typer

from tolltrace.cli.flags import HarmFlag, PlaceFlag, SideFlag
from tolltrace.cli.ledger import open_existing
from tolltrace.cli.trace import LedgerFlag


class First(StrEnum):
    """What counts first in the queue."""

    DOUBT = "doubt"
    REACH = "reach"
    AGE = "age"


def review_command(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="A claim's id, or enough of its start.")],
    by: Annotated[str, typer.Option(metavar="NAME", help="Who decides.")],
    why: Annotated[str, typer.Option(metavar="TEXT", help="For which reason.")],
    corrections: Annotated[
        list[str] | None,
        typer.Argument(metavar="FIELD=VALUE", help="With --correct: low=12 harm=wounded place.name=Karvel rate=null"),
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="The claim is right as it stands.")] = False,
    reject: Annotated[bool, typer.Option("--reject", help="It is none: lists leave it out.")] = False,
    correct: Annotated[bool, typer.Option("--correct", help="It is right with these fields: FIELD=VALUE ….")] = False,
    pending: Annotated[
        bool, typer.Option("--pending", help="It stays in the queue; --why says what it waits for.")
    ] = False,
    duplicate_of: Annotated[
        str | None, typer.Option(metavar="CLAIM", help="It says this other claim once more: lists leave it out.")
    ] = None,
    ledger: LedgerFlag = None,
) -> None:
    """Decide on a claim: accept it, reject it, or correct some of its fields, by the names that --json gives them; or
    say that it waits for something, or is a duplicate.

    Nothing is overwritten, and no program undoes it. The newest decision is what lists show; where reviewers differ,
    `tolltrace show` says so.
    """
    verdict = read_verdict(
        accepted=accept, rejected=reject, corrected=correct, pending=pending, duplicate=duplicate_of is not None
    )
    if correct != bool(corrections):
        raise typer.BadParameter("--correct and FIELD=VALUE go together: --correct low=12 harm=wounded")
    from tolltrace.cli.corrections import read_corrections
    from tolltrace.cli.printing import open_console
    from tolltrace.cli.verdicts import differences_view
    from tolltrace.cli.words import clean
    from tolltrace.following import group_recorded
    from tolltrace.records import claim_to_json
    from tolltrace.reviews import find_differences

    with open_existing(ledger) as book:
        recorded = book.claim(claim)
        changes = read_corrections(corrections or (), claim_to_json(recorded.claim))
        decided = book.decide(
            recorded.claim.id, by=by, verdict=verdict, why=why, changes=changes, duplicate_of=duplicate_of
        )
        group_recorded(book)
        out = open_console(stderr=True)
        other = decided.decision.duplicate_of if decided.decision else None
        of = f" of {clean(other)}" if other else ""
        out.print(f"{clean(decided.claim.id)}: {verdict}{of} by {clean(by.strip())}.")
        differences = find_differences(book.reviews(decided.claim.id))
        if differences:
            out.print(differences_view(differences))


def read_verdict(**verdicts: bool) -> str:
    """The one verdict that is given. Raises BadParameter for none and for several."""
    given = [name for name, is_given in verdicts.items() if is_given]
    if len(given) != 1:
        raise typer.BadParameter("give one of --accept, --reject, --correct FIELD=VALUE …, --pending, --duplicate-of")
    return given[0]


def queue_command(
    harm: HarmFlag = None,
    side: SideFlag = None,
    place: PlaceFlag = None,
    reviewer: Annotated[
        str | None, typer.Option("--for", metavar="NAME", help="What this reviewer has not decided, others or not.")
    ] = None,
    first: Annotated[
        First, typer.Option(metavar="ORDER", help="What counts first: doubt, reach or age.")
    ] = First.DOUBT,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="At most so many.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, one claim a line.")] = False,
    ledger: LedgerFlag = None,
) -> None:
    """List the claims that wait for a decision, those first that need it most.

    The most doubtful first, in tenths; among these what most reports carry; among these what has waited longest.
    """
    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.cli.verdicts import queue_view
    from tolltrace.exports import recorded_claim_to_json
    from tolltrace.following import group_recorded
    from tolltrace.knowledge import load_knowledge
    from tolltrace.ledger import ClaimQuery

    query = ClaimQuery(harm=harm, side=side, place=place, limit=limit)
    with open_existing(ledger) as book:
        group_recorded(book)
        waiting = book.queue(query, first=first.value, reviewer=reviewer)
        if as_json:
            for recorded, reach in waiting:
                print_json_line(recorded_claim_to_json(recorded, load_knowledge()) | {"reach": reach})
        else:
            open_console().print(queue_view(tuple(waiting)))


def agreement_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines, one field a line.")] = False,
    ledger: LedgerFlag = None,
) -> None:
    """Tell how reviewers agree: Cohen's kappa for each field, two by two, over the claims that both decided.

    Fields are compared where both let the claim stand. Who accepts what another corrected agrees with them, and has
    seen it: for figures to publish, let each decide before the other's corrections are in.
    """
    from dataclasses import asdict

    from tolltrace.cli.printing import open_console, print_json_line
    from tolltrace.cli.verdicts import agreement_view

    with open_existing(ledger) as book:
        found = book.agreement()
    if as_json:
        for one in found:
            print_json_line(asdict(one))
    else:
        open_console().print(agreement_view(found))
