"""Which claims of a new reading are there already, and what becomes of those that are. Pure."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from tolltrace.anchors import occurrences
from tolltrace.values import Claim, Traced


@dataclass(frozen=True, slots=True)
class Current:
    """A claim row of an edition that no supersession names."""

    key: int
    version: int
    claim: Claim
    decided: bool  # by a person
    harms: frozenset[str]  # its own; of a decided one also those that it had before corrections


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reading changes: claims to insert, rows to supersede. `kept` are ids; `decided` rows stay, too."""

    new: list[Claim]
    superseded: list[Current]
    kept: list[str]
    decided: list[Current]


def plan_claims(traced: Traced, current: Sequence[Current], version: int) -> Plan:
    """Compare what was read now, as `version`, with the current claims of the same edition.

    A claim of the same version that says the same is kept, with the reasons and confidence of its own reading. Where a
    person decided on a claim, their row stands for what the program now reads at those words. All other current claims
    are superseded.
    """
    decided = [row for row in current if row.decided]
    found = _without_the_decided(traced, current)
    here = {row.claim.id: row.claim for row in current if row.version == version and not row.decided}
    kept = {claim.id for claim in found if claim.id in here and _says_the_same(here[claim.id], claim)}
    return Plan(
        new=[claim for claim in found if claim.id not in kept],
        superseded=[row for row in current if not row.decided and (row.version != version or row.claim.id not in kept)],
        kept=sorted(kept),
        decided=decided,
    )


def _says_the_same(before: Claim, now: Claim) -> bool:
    """Whether two readings differ in nothing but reasons and confidence; a row from before these were kept is replaced.

    Why: docs/decisions/0008.
    """
    if now.readings and not before.readings:
        return False
    return dataclasses.replace(now, readings=before.readings, confidence=before.confidence) == before


def _without_the_decided(traced: Traced, current: Sequence[Current]) -> list[Claim]:
    """The claims on which nobody decided.

    Mentions of one claim share its number; `part_of` and `about` refer to it. The numbers in decided rows, their own
    and those they refer to, go on to mean what they meant: what was read now is renumbered around them.
    """
    found = list(traced.claims)
    numbers: dict[int, int] = {}
    decided = [row.claim for row in current if row.decided]
    taken = {number for one in decided for number in (one.number, one.part_of, one.about) if number is not None}
    for row in sorted(current, key=lambda row: not row.decided):
        if row.claim.number not in taken:
            continue
        alike = [claim for claim in found if _is_the_claim_of(row, claim, traced.article.text)]
        if alike:  # several where the text says the same sentence twice: the one nearest to where it stood
            same = min(alike, key=lambda claim: abs(claim.mention.start - row.claim.mention.start))
            if row.decided:
                found.remove(same)
            if row.decided or row.claim.number not in numbers.values():  # where newer code splits a claim: its first
                numbers.setdefault(same.number, row.claim.number)
    free = max(taken | {claim.number for claim in traced.claims}, default=0) + 1
    for number in sorted({claim.number for claim in found} - numbers.keys()):
        if number in taken:
            numbers[number], free = free, free + 1
    return [_renumber(claim, numbers) for claim in found]


def _is_the_claim_of(row: Current, claim: Claim, text: str) -> bool:
    """Whether this is the row's claim, read again.

    The text may be another reading of the page: the row's evidence is found again in it by its words.
    """
    before = row.claim
    if claim.id == before.id:
        return True
    offset = before.mention.start - before.evidence.start
    starts = (at + offset for at in occurrences(before.evidence.text, text))
    return claim.harm in row.harms and claim.mention.text == before.mention.text and claim.mention.start in starts


def _renumber(claim: Claim, numbers: dict[int, int]) -> Claim:
    def renumbered(number: int | None) -> int | None:
        return numbers.get(number, number) if number is not None else None

    return dataclasses.replace(
        claim,
        number=numbers.get(claim.number, claim.number),
        part_of=renumbered(claim.part_of),
        about=renumbered(claim.about),
    )
