"""What a person writes of two claims: that they relay one act of saying, or do not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from tolltrace.errors import UnfitError
from tolltrace.ledger.grouping import Grouping
from tolltrace.ledger.once import named
from tolltrace.ledger.recording import insert_event
from tolltrace.ledger.sealing import Writer
from tolltrace.ledger.tables import rulings, versions
from tolltrace.relays import Ruling

JOINED, PARTED = "joined", "parted"  # the kinds of its events


def record_ruling(
    writer: Writer,
    one: Row[Any],
    other: Row[Any],
    *,
    together: bool,
    by: str,
    why: str,
    at: datetime,
    once: str | None = None,
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
            kind=JOINED if together else PARTED,
            report=version.report,
            version=version.key,
            claim=row.id,
            why=ruling.why,
            detail=named({"with": partner.id}, once, {"with": partner.id}),
        )
        keys.append(event)
    writer.insert(rulings, [{"claim": one.id, "other": other.id, "together": together, "event": keys[0]}])
    return ruling


@dataclass(frozen=True, slots=True)
class Act:
    """Several rulings that a person means as one: statements that are merged, or one that is split."""

    kind: str  # "merge", "split"
    statements: tuple[str, ...]  # the ids of those that it is about, as they were then
    pairs: tuple[tuple[str, str], ...]  # ids of claims
    together: bool
    by: str
    why: str


def record_act(
    writer: Writer, act: Act, rows: Mapping[str, Row[Any]], *, overrule: bool, at: datetime
) -> tuple[Ruling, ...]:
    """Record an act inside a transaction that is begun: all of it, or nothing where it contradicts other rulings.

    One event for each claim; all but the first say by `group` which that was. `rows` are the claims, by id.
    """
    known = Grouping(writer.connection).rulings()
    new = check_act(act, known, overrule=overrule)
    partners: dict[str, list[str]] = {}
    for ruling in new:
        partners.setdefault(ruling.claim, []).append(ruling.other)
        partners.setdefault(ruling.other, []).append(ruling.claim)
    keys: dict[str, int] = {}
    for claim, others in partners.items():
        row = rows[claim]
        version = writer.connection.execute(select(versions).where(versions.c.key == row.version)).one()
        detail = {"act": act.kind, "statements": list(act.statements), "with": others}
        keys[claim] = insert_event(
            writer,
            at=at,
            actor_kind="person",
            actor=act.by,
            kind="joined" if act.together else "parted",
            report=version.report,
            version=version.key,
            claim=claim,
            why=act.why,
            detail=detail | ({"group": next(iter(keys.values()))} if keys else {}),
        )
    writer.insert(
        rulings,
        [{"claim": r.claim, "other": r.other, "together": r.together, "event": keys[r.claim]} for r in new],
    )
    return new


def check_act(act: Act, known: Iterable[Ruling], *, overrule: bool) -> tuple[Ruling, ...]:
    """The rulings of an act. Raises UnfitError where it says nothing, or contradicts what people ruled before.

    With `overrule`, what they ruled the other way of claims that the act is about is ruled anew.
    """
    by, why = act.by.strip(), act.why.strip()
    for name, value in (("by", by), ("why", why)):
        if not value:
            raise UnfitError(f"{act.kind} of {', '.join(act.statements)}: {name!r} is empty; say who and why")
    new = {frozenset(pair): Ruling(*pair, act.together, by, why) for pair in act.pairs}
    concerned = {claim for pair in act.pairs for claim in pair}
    held = {frozenset((each.claim, each.other)): each for each in known}
    # putting together asks for every pair among them; parting for those of the act alone
    against = [
        each
        for pair, each in held.items()
        if each.together != act.together and (pair in new or (act.together and pair <= concerned))
    ]
    if against and not overrule:
        first = against[0]
        raise UnfitError(
            f"{act.kind} of {', '.join(act.statements)}: {first.by} ruled that claims {first.claim} and {first.other} "
            f"are {'together' if first.together else 'apart'} ({first.why!r}), and {len(against) - 1} more such: take "
            "that back first, or give --overrule"
        )
    for each in against:
        new.setdefault(frozenset((each.claim, each.other)), Ruling(each.claim, each.other, act.together, by, why))
    check_whole(act, held | new)
    return tuple(new.values())


def check_whole(act: Act, held: Mapping[frozenset[str], Ruling]) -> None:
    """Raise UnfitError where rulings that put claims together, one by one, join two that are ruled apart."""
    ties = [ruling for ruling in held.values() if ruling.together]
    parent: dict[str, str] = {}

    def root(claim: str) -> str:
        while (above := parent.get(claim, claim)) != claim:
            parent[claim] = parent.get(above, above)
            claim = above
        return claim

    for tie in ties:
        parent[root(tie.claim)] = root(tie.other)
    for ruling in held.values():
        if not ruling.together and root(ruling.claim) == root(ruling.other):
            raise UnfitError(
                f"{act.kind} of {', '.join(act.statements)}: {ruling.by} ruled that claims {ruling.claim} and "
                f"{ruling.other} are apart ({ruling.why!r}), and rulings put them together by way of others; take one "
                "of these back first: tolltrace ledger rule"
            )


def check_ruling(new: Ruling, known: Iterable[Ruling]) -> None:
    """Raise UnfitError for a ruling that says nothing, or that contradicts what others add up to."""
    if new.claim == new.other:
        raise UnfitError(f"claim {new.claim}: ruled on with itself; give two claims")
    for name, value in (("by", new.by), ("why", new.why)):
        if not value:
            raise UnfitError(f"claims {new.claim} and {new.other}: {name!r} is empty; a ruling says who and why")
    pair = {new.claim, new.other}
    others = [ruling for ruling in known if {ruling.claim, ruling.other} != pair]
    reached = reach(new.claim, others)
    if not new.together and new.other in reached:
        way = " and ".join(sorted(reached[new.other]))
        raise UnfitError(
            f"claims {new.claim} and {new.other} cannot be parted: rulings by {way} put them together by way of "
            "others; part those first"
        )
    if new.together:
        both = {**reached, new.claim: set()}
        theirs = reach(new.other, others) | {new.other: set()}
        for ruling in others:
            ends = {ruling.claim, ruling.other}
            if not ruling.together and ends & set(both) and ends & set(theirs) and not ends <= set(both):
                raise UnfitError(
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
