"""Which claims of a new reading are there already, and what becomes of those that are. Pure."""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tolltrace.values import Claim, Traced


@dataclass(frozen=True, slots=True)
class Current:
    """A claim row of an edition that no supersession names."""

    key: int
    version: int
    claim: Claim
    decided: bool = False  # by a person
    harms: frozenset[str] = frozenset()  # of a decided one: its own, and those that it had before corrections


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reading changes: claims to insert, rows to supersede. `kept` are ids; `decided` rows stay, too."""

    new: list[Claim]
    superseded: list[Current]
    kept: list[str]
    decided: list[Current]


def plan_claims(traced: Traced, current: Sequence[Current], version: int) -> Plan:
    """Compare what was read now, as `version`, with the current claims of the same edition.

    An equal claim of the same version is kept. Where a person decided on a claim, their row stands for what the program
    now reads at those words. All other current claims are superseded.
    """
    decided = [row for row in current if row.decided]
    found = _without_the_decided(traced, decided)
    here = {row.claim.id: row.claim for row in current if row.version == version and not row.decided}
    kept = {claim.id for claim in found if here.get(claim.id) == claim}
    return Plan(
        new=[claim for claim in found if claim.id not in kept],
        superseded=[row for row in current if not row.decided and (row.version != version or row.claim.id not in kept)],
        kept=sorted(kept),
        decided=decided,
    )


def _without_the_decided(traced: Traced, decided: Sequence[Current]) -> list[Claim]:
    """The claims on which nobody decided.

    Mentions of one claim share its number, and `part_of` refers to it. The numbers of decided rows stay theirs, so what
    was read now is renumbered around them.
    """
    found = list(traced.claims)
    numbers: dict[int, int] = {}
    for row in decided:
        alike = [claim for claim in found if _is_decided_by(claim, row, traced.article.text)]
        if alike:  # several where the text says the same sentence twice: the one nearest to where it stood
            same = min(alike, key=lambda claim: abs(claim.mention.start - row.claim.mention.start))
            found.remove(same)
            numbers.setdefault(same.number, row.claim.number)
    taken = {row.claim.number for row in decided}
    free = max(taken | {claim.number for claim in traced.claims}, default=0) + 1
    for number in sorted({claim.number for claim in found} - numbers.keys()):
        if number in taken:
            numbers[number], free = free, free + 1
    return [_renumber(claim, numbers) for claim in found]


def _is_decided_by(claim: Claim, row: Current, text: str) -> bool:
    """Whether they decided on this claim, as it was read before or as they corrected it.

    The text may be another reading of the page: their evidence is found again in it by its words.
    """
    decided = row.claim
    if claim.id == decided.id:
        return True
    offset = decided.mention.start - decided.evidence.start
    starts = (at + offset for at in _occurrences(decided.evidence.text, text))
    return claim.harm in row.harms and claim.mention.text == decided.mention.text and claim.mention.start in starts


def _occurrences(words: str, text: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _renumber(claim: Claim, numbers: dict[int, int]) -> Claim:
    def renumbered(number: int | None) -> int | None:
        return numbers.get(number, number) if number is not None else None

    return dataclasses.replace(
        claim,
        number=numbers.get(claim.number, claim.number),
        part_of=renumbered(claim.part_of),
        about=renumbered(claim.about),
    )
