"""What a person writes of two claims: that they relay one act of saying, or do not."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from tolltrace.errors import LedgerError
from tolltrace.ledger.grouping import Grouping
from tolltrace.ledger.recording import insert_event
from tolltrace.ledger.sealing import Writer
from tolltrace.ledger.tables import rulings, versions
from tolltrace.relays import Ruling


def record_ruling(
    writer: Writer, one: Row[Any], other: Row[Any], *, together: bool, by: str, why: str, at: datetime
) -> Ruling:
    """Record it inside a transaction that is begun, once for the history of each claim."""
    ruling = Ruling(one.id, other.id, together, by.strip(), why.strip())
    check_ruling(ruling, Grouping(writer.connection).rulings())
    keys = []
    for row, partner in ((one, other), (other, one)):
        version = writer.connection.execute(select(versions).where(versions.c.key == row.version)).one()
        event = insert_event(
            writer,
            at=at,
            actor_kind="person",
            actor=ruling.by,
            kind="joined" if together else "parted",
            report=version.report,
            version=version.key,
            claim=row.id,
            why=ruling.why,
            detail={"with": partner.id},
        )
        keys.append(event)
    writer.insert(rulings, [{"claim": one.id, "other": other.id, "together": together, "event": keys[0]}])
    return ruling


def check_ruling(new: Ruling, known: Iterable[Ruling]) -> None:
    """Raise LedgerError for a ruling that says nothing, or that contradicts what others add up to."""
    if new.claim == new.other:
        raise LedgerError(f"claim {new.claim}: ruled on with itself; give two claims")
    for name, value in (("by", new.by), ("why", new.why)):
        if not value:
            raise LedgerError(f"claims {new.claim} and {new.other}: {name!r} is empty; a ruling says who and why")
    pair = {new.claim, new.other}
    others = [ruling for ruling in known if {ruling.claim, ruling.other} != pair]
    reached = reach(new.claim, others)
    if not new.together and new.other in reached:
        way = " and ".join(sorted(reached[new.other]))
        raise LedgerError(
            f"claims {new.claim} and {new.other} cannot be parted: rulings by {way} put them together by way of "
            "others; part those first"
        )
    if new.together:
        both = {**reached, new.claim: set()}
        theirs = reach(new.other, others) | {new.other: set()}
        for ruling in others:
            ends = {ruling.claim, ruling.other}
            if not ruling.together and ends & set(both) and ends & set(theirs) and not ends <= set(both):
                raise LedgerError(
                    f"claims {new.claim} and {new.other} cannot be put together: {ruling.by} ruled that "
                    f"{ruling.claim} and {ruling.other}, which would then be one statement, are apart "
                    f"({ruling.why!r}); take that back first"
                )


def reach(start: str, known: Iterable[Ruling]) -> dict[str, set[str]]:
    """The claims that rulings put together with one, and whose rulings lead there."""
    found: dict[str, set[str]] = {start: set()}
    todo = [start]
    ties = [ruling for ruling in known if ruling.together]
    while todo:
        here = todo.pop()
        for ruling in ties:
            if here in (ruling.claim, ruling.other):
                there = ruling.other if here == ruling.claim else ruling.claim
                if there not in found:
                    found[there] = found[here] | {ruling.by}
                    todo.append(there)
    return {claim: by for claim, by in found.items() if claim != start}
