"""On how much each claim of a ledger rests: the statement that it relays, and how many origins that has."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from tolltrace.following import find_statements_of
from tolltrace.ledger import Ledger, RecordedClaim
from tolltrace.relays import Corroboration
from tolltrace.statements import Statements, is_followed
from tolltrace.summaries import Summary

BATCH = 200  # claims whose statements are loaded at once


def with_corroboration(
    ledger: Ledger, claims: Iterable[RecordedClaim], *, as_of: date | None = None
) -> Iterator[RecordedClaim]:
    """The claims, each with its corroboration, as they are read; as far as they are grouped: nothing is written."""
    left = iter(claims)
    while some := list(islice(left, BATCH)):
        ids = [each.claim.id for each in some]
        if as_of is None:
            told = find_corroboration(ledger, ids)
        else:
            stood = find_statements_of(ledger, ids, as_of=as_of)
            told = {claim: corroboration_of(statement) for claim, statement in stood.items()}
        yield from (replace(each, corroboration=told.get(each.claim.id)) for each in some)


def find_corroboration(ledger: Ledger, claim_ids: Sequence[str]) -> dict[str, Corroboration]:
    """On how much each of some claims rests, by its id: what `find_statements_of` counts, without words."""
    wanted, found = frozenset(claim_ids), dict[str, Corroboration]()
    with ledger.grouping(write=False) as store:
        if not store.recalled("followed so far", lambda: is_followed(store, so_far=True)):
            return {}
        own = dict.fromkeys(each.statement for each in store.of_claims(wanted) if each.statement)
        for one in sorted(Statements(store).summaries(tuple(own)).values(), key=lambda each: each.id):
            told = corroboration_of(one)
            for each in one.carried:
                if each.claim in wanted and (each.claim not in found or each.stance is one.stance):
                    found[each.claim] = told
        return found


def corroboration_of(one: Summary) -> Corroboration:
    """What a claim rests on that stands in a statement."""
    return Corroboration(one.id, len(one.reports), one.lineages, one.origins, one.independent)
