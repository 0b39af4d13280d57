"""Statements merged and split, as a person thinks of them: rulings on their claims, all written at once or none."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tolltrace.errors import UnfitError
from tolltrace.following import find_statement, group_recorded
from tolltrace.values import Stance

if TYPE_CHECKING:
    from tolltrace.ledger import Ledger
    from tolltrace.relays import Statement

MOST_CLAIMS = 500  # of one act: each claim that is ruled on is compared by itself from then on
MOST_PAIRS = 20_000
DENIALS = frozenset({Stance.DENIED, Stance.DISPUTED, Stance.RETRACTED})


def merge_statements(
    ledger: "Ledger", ids: Sequence[str], *, by: str, why: str, overrule: bool = False
) -> "tuple[Statement, ...]":
    """Rule that statements are one act of saying. Gives what they are then: one, which no program parts again.

    Raises UnfitError, and writes nothing, where people ruled that claims of them are apart, unless with `overrule`.
    """
    found = {one.id: one for one in (find_statement(ledger, each) for each in ids)}
    if len(found) < 2:
        raise UnfitError(f"{', '.join(found)}: one statement; give two or more, which are then merged")
    for one in found.values():
        if other := next((each for each in (one.part_of, one.about) if each in found), None):
            how = "a part of" if other == one.part_of else "about"
            raise UnfitError(f"{one.id} is {how} {other}, and so no other telling of it; correct the claim first")
    claims = list(dict.fromkeys(claim for one in found.values() for claim in own_claims(one)))
    check_size(claims, found)
    first, *others = claims
    pairs = [(first, other) for other in others]
    ledger.rule_at_once("merge", pairs, together=True, statements=tuple(found), by=by, why=why, overrule=overrule)
    return standing(ledger, claims)


def split_statement(
    ledger: "Ledger", statement_id: str, apart: Sequence[str], *, by: str, why: str, overrule: bool = False
) -> "tuple[Statement, ...]":
    """Rule that some claims of a statement are no relays of it. Gives where all its claims stand then.

    Whether those taken out are one act of saying is left to what they say. Raises UnfitError, and writes nothing,
    where people put claims together that this would part, unless with `overrule`.
    """
    one = find_statement(ledger, statement_id)
    claims = own_claims(one)
    taken = list(dict.fromkeys(ledger.claim(each).claim.id for each in apart))
    strangers = [each for each in taken if each not in claims]
    if strangers:
        raise UnfitError(f"statement {one.id}: {', '.join(strangers)} is no claim of it; its claims: {shown(claims)}")
    left = [each for each in claims if each not in taken]
    if not taken or not left:
        raise UnfitError(f"statement {one.id}: name some of its claims to take out, and not all: {shown(claims)}")
    check_size(claims, {one.id: one})
    pairs = [(here, there) for here in taken for there in left]
    if len(pairs) > MOST_PAIRS:
        raise UnfitError(f"statement {one.id}: {len(pairs):,} pairs to part, at most {MOST_PAIRS:,}: take out fewer")
    ledger.rule_at_once("split", pairs, together=False, statements=(one.id,), by=by, why=why, overrule=overrule)
    return standing(ledger, claims)


def own_claims(statement: "Statement") -> list[str]:
    """The ids of its claims, its reference first; without denials that only carry its figure."""
    denies = statement.stance in DENIALS
    ids = [relay.claim.id for relay in statement.relays if denies or relay.claim.stance not in DENIALS]
    return list(dict.fromkeys([statement.reference.claim.id, *ids]))


def check_size(claims: Sequence[str], statements: "dict[str, Statement]") -> None:
    """Raise UnfitError for more than one act can be about."""
    if len(claims) > MOST_CLAIMS:
        names = ", ".join(statements)
        raise UnfitError(
            f"{names}: {len(claims):,} claims, at most {MOST_CLAIMS}: rule on some pairs of them: tolltrace ledger rule"
        )


def shown(claims: Sequence[str]) -> str:
    """Some ids, for a message."""
    return ", ".join(claims[:10]) + (f" and {len(claims) - 10} more" if len(claims) > 10 else "")


def standing(ledger: "Ledger", claims: Sequence[str]) -> "tuple[Statement, ...]":
    """The statements that claims stand in, in the order of the claims."""
    group_recorded(ledger)
    found: dict[str, Statement] = {}
    placed: set[str] = set()
    for claim in claims:
        if claim not in placed:
            one = find_statement(ledger, claim)
            found.setdefault(one.id, one)
            placed.update(own_claims(one))
    return tuple(found.values())
