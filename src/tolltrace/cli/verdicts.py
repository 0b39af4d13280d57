"""What reviewers decided → what rich prints, and JSON. No file, no ledger, no flag is read here."""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tolltrace.cli.printing import ClaimsView, Row, short_id
from tolltrace.cli.recorded import how_sure
from tolltrace.cli.words import clean, counted
from tolltrace.reviews import PENDING, Agreement, Review, find_differences

if TYPE_CHECKING:
    from tolltrace.ledger import RecordedClaim


def reviews_view(reviews: Sequence[Review]) -> list[RenderableType]:
    """Each reviewer's newest word, and where they differ; nothing where nobody decided."""
    lines: list[RenderableType] = []
    for review in reviews:
        line = Text(f"  {review.at:%Y-%m-%d %H:%M:%S} UTC  ", style="dim")
        lines.append(
            line.append(f"{verdict_words(review)} by {clean(review.by)}: {clean(review.why)}", style="not dim")
        )
    differences = find_differences(reviews)
    return [*lines, differences_view(differences)] if differences else lines


def verdict_words(review: Review) -> str:
    """ "accepted", "duplicate of 3f2a…"."""
    return clean(review.verdict) + (f" of {clean(review.duplicate_of)}" if review.duplicate_of else "")


def differences_view(differences: Mapping[str, Mapping[str, Any]]) -> Text:
    """ "Reviewers disagree: low (A. Coder: 12, R. Viewer: 13)"."""
    told = [
        f"{name} ({', '.join(f'{by}: {value_words(value)}' for by, value in values.items())})"
        for name, values in differences.items()
    ]
    return Text(clean(f"  Reviewers disagree: {'; '.join(told)}"), style="yellow")


def value_words(value: Any) -> str:
    """A field's value as one writes it: text bare, nothing as "none", all else as JSON."""
    if value is None:
        return "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def queue_view(waiting: "Sequence[tuple[RecordedClaim, int]]") -> RenderableType:
    """What waits for a decision: how sure it is, and by how many reports it is carried."""
    if not waiting:
        return Text("No claim waits for a decision.")
    rows = [
        Row(
            short_id(recorded.claim.id),
            recorded.claim,
            recorded.outlet,
            counted(reach, "report"),
            how_sure(recorded, "claim"),
        )
        for recorded, reach in waiting
    ]
    pending = [Text(line, "yellow") for recorded, _ in waiting if (line := waiting_words(recorded))]
    told = f"\n{counted(len(rows), 'claim')}. Decide: tolltrace review ID --accept --by NAME --why TEXT"
    return Group(ClaimsView(rows, day="Reach"), *pending, Text(told, "dim"))


def waiting_words(recorded: "RecordedClaim") -> str:
    """Who waits for what; empty where nobody said so."""
    decision = recorded.decision
    if decision is None or decision.verdict != PENDING:
        return ""
    return f"{short_id(recorded.claim.id)}: {clean(decision.by)} waits: {clean(decision.why)}"


def agreement_view(found: Sequence[Agreement]) -> RenderableType:
    """A table for each two reviewers."""
    if not found:
        return Text("No claim was decided by two reviewers.")
    parts: list[RenderableType] = []
    for (one, other), several in groupby(found, key=lambda each: (each.one, each.other)):
        parts.append(Text(f"{clean(one)} and {clean(other)}", style="bold"))
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
        for name in ("field", "claims", "agreed", "Cohen's kappa"):
            table.add_column(name, justify="left" if name == "field" else "right")
        for each in several:
            kappa = f"{each.kappa:.2f}" if each.kappa is not None else "not defined"
            table.add_row(each.field, str(each.claims), f"{each.agreed / each.claims:.0%}", kappa)
        parts += [table, Text()]
    told = "Kappa is 1 for agreement throughout, 0 for what chance alone gives; not defined where both gave one value."
    return Group(*parts, Text(told, "dim"))
