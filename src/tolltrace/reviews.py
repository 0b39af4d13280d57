"""What several people decided of one claim: where they differ, and how often they agree. Pure."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any

from tolltrace.records import claim_to_json
from tolltrace.values import Claim

# where a claim stands in its report, and what a program thinks of its reading: nothing that people differ about
NOT_REVIEWED = ("id", "claim", "mention", "evidence", "confidence", "field_confidence")
REJECTED = "rejected"
DUPLICATE = "duplicate"
PENDING = "pending"  # no word on the claim: it waits for something
KEPT = "kept"  # accepted or corrected: the claim stands
VERDICT = "verdict"  # beside the fields: whether a claim stands


@dataclass(frozen=True, slots=True)
class Review:
    """A reviewer's newest word on a claim, and the claim as it then stood, their corrections made."""

    by: str
    verdict: str  # "accepted", "rejected", "corrected", "pending", "duplicate"
    at: datetime
    why: str
    claim: Claim
    duplicate_of: str | None = None  # the id of the claim that it says once more

    @property
    def stance(self) -> str:
        """Whether the claim stands, to this reviewer."""
        return self.verdict if self.verdict in (REJECTED, DUPLICATE, PENDING) else KEPT


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two reviewers agree on one field, over the claims that both decided.

    Fields are compared where both let the claim stand. `kappa` is Cohen's; None where chance alone would make them
    agree, as both gave one value throughout.
    """

    one: str
    other: str
    field: str
    claims: int
    agreed: int
    kappa: float | None


def fields_of(claim: Claim) -> dict[str, Any]:
    """What a reviewer stands for: the fields of the codebook's record."""
    return {name: value for name, value in claim_to_json(claim).items() if name not in NOT_REVIEWED}


def find_differences(reviews: Sequence[Review]) -> dict[str, dict[str, Any]]:
    """Where reviewers of one claim differ: field → reviewer → value. Empty where they do not.

    Who accepts what another corrected agrees with them. A rejected claim has no fields, nor has a duplicate; who left
    it pending differs from nobody.
    """
    stances = {review.by: review.stance for review in reviews if review.stance != PENDING}
    stated = {review.by: fields_of(review.claim) for review in reviews if review.stance == KEPT}
    found: dict[str, dict[str, Any]] = {VERDICT: stances} if len(set(stances.values())) > 1 else {}
    for name in next(iter(stated.values()), {}):
        values = {by: record[name] for by, record in stated.items()}
        if len({_label(value) for value in values.values()}) > 1:
            found[name] = values
    return found


@dataclass(slots=True)
class Agreements:
    """Adds up claims, one after another, in memory that does not grow with their number but with their variety."""

    _counts: dict[tuple[str, str, str], Counter[tuple[str, str]]] = field(default_factory=dict)

    def add(self, reviews: Iterable[Review]) -> None:
        """All reviews of one claim, one of each reviewer."""
        decided = [review for review in reviews if review.stance != PENDING]
        for one, other in combinations(sorted(decided, key=lambda review: review.by), 2):
            self._count(one, other, VERDICT, one.stance, other.stance)
            if one.stance == other.stance == KEPT:
                here, there = fields_of(one.claim), fields_of(other.claim)
                for name in here:
                    self._count(one, other, name, here[name], there[name])

    def result(self) -> tuple[Agreement, ...]:
        """Two reviewers after two, field after field."""
        return tuple(
            Agreement(*key, counts.total(), sum(n for (a, b), n in counts.items() if a == b), estimate_kappa(counts))
            for key, counts in self._counts.items()
        )

    def _count(self, one: Review, other: Review, name: str, here: Any, there: Any) -> None:
        counts = self._counts.setdefault((one.by, other.by, name), Counter())
        counts[_label(here), _label(there)] += 1


def estimate_kappa(counts: Mapping[tuple[str, str], int]) -> float | None:
    """Cohen's kappa of two raters, from how often they gave which pair of labels; None where it is not defined."""
    total = sum(counts.values())
    ones: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for (one, other), count in counts.items():
        ones[one] += count
        others[other] += count
    by_chance = sum(ones[label] * others[label] for label in ones)  # times total², as a whole number
    if total == 0 or by_chance == total**2:
        return None
    observed = sum(count for (one, other), count in counts.items() if one == other)
    return (observed * total - by_chance) / (total**2 - by_chance)


def _label(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
