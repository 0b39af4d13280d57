"""Follow figures through a ledger: group what was recorded, and find the statements, their echoes and their drift.

`statements` knows the rules and no database, `ledger` keeps things and knows no rule: here they meet.
"""

from collections.abc import Iterator
from datetime import date

from tolltrace.errors import LedgerError
from tolltrace.knowledge import Knowledge, load_knowledge
from tolltrace.ledger import ClaimQuery, Ledger
from tolltrace.relays import Statement
from tolltrace.statements import follow, load_statements
from tolltrace.statements import regroup as regroup_store


def group_recorded(ledger: Ledger, knowledge: Knowledge | None = None) -> int:
    """Group what was recorded or decided since the last time; how many reports that was.

    `tolltrace trace` does it for each report; what a run that was killed left undone is done before anything is asked.
    """
    knowledge = knowledge or load_knowledge()
    total = 0
    while True:
        with ledger.grouping() as store:
            count = follow(store, knowledge)
        if count == 0:
            return total
        total += count


def regroup(ledger: Ledger, knowledge: Knowledge | None = None) -> int:
    """Group the whole ledger anew, with the same result as recording gave; how many reports hold claims.

    Needed after an upgrade that groups otherwise. What reviewers ruled stays.
    """
    with ledger.grouping() as store:
        return regroup_store(store, knowledge or load_knowledge())


def find_statements(
    ledger: Ledger, query: ClaimQuery | None = None, *, as_of: date | None = None
) -> Iterator[Statement]:
    """The statements with a claim that a query lists, the newest first; all for None.

    `as_of`: only from reports that had appeared by the end of that day, grouped as they would have been then.
    """
    group_recorded(ledger)
    with ledger.grouping(write=False) as store:
        components = store.components_of(query or ClaimQuery())
        wanted = store.statements_of(query) if query else None
        yield from load_statements(store, components, wanted, as_of=as_of)


def find_statement(ledger: Ledger, statement_id: str, *, as_of: date | None = None) -> Statement:
    """The statement with this id, or with the only one that begins so; a claim's id means the statement it stands in.

    Raises LedgerError where there is none, or more than one.
    """
    group_recorded(ledger)
    wanted = statement_id.strip()
    with ledger.grouping(write=False) as store:
        components = store.component_of(wanted) if wanted else set()
        found = [
            statement
            for statement in load_statements(store, sorted(components), as_of=as_of)
            if statement.id.startswith(wanted) or any(relay.claim.id.startswith(wanted) for relay in statement.relays)
        ]
    exact = [one for one in found if wanted in (one.id, *(relay.claim.id for relay in one.relays))]
    found = exact or found
    if not found:
        known_by = f" as of {as_of}" if as_of else ""
        raise LedgerError(f"{ledger.path}: no statement {statement_id!r}{known_by}; `tolltrace statements` lists them")
    if len(found) > 1 and not any(one.id == wanted for one in found):
        # a denial carries the figure that it denies: the claim stands in both, and its own is meant
        own = [one for one in found if any(relay.claim.stance is one.stance for relay in one.relays)]
        ids = ", ".join(one.id for one in found[:5])
        if len(own) != 1:
            raise LedgerError(f"{ledger.path}: {statement_id!r} begins {len(found)} statements; add characters: {ids}")
        found = own
    return found[0]
