"""Arithmetic on figures as intervals of whole heads: what bounds allow, and what they exclude.

As heads are whole, a strict bound is one head further on: "more than 20,000" is 20,001 or more.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tolltrace.values import Figure, Hedge

ABOUT_PART = (
    10  # one part in so many: how far "about" may lie off: no text says it, so what rests on it is never certain
)
ROUNDED_PART = 20  # one part in so many: the most that we take a round number to be rounded by
LOWER_BOUNDS = (Hedge.MORE_THAN, Hedge.AT_LEAST)


@dataclass(frozen=True, slots=True)
class Amount:
    """How many heads a figure allows, both ends included; `high` is None where nothing bounds it from above.

    `soft` where an end is a convention ("dozens", "about"), `rounding` is by how much round numbers may be rounded.
    """

    low: int
    high: int | None
    soft: bool = False
    rounding: int = 0

    def excess_over(self, other: "Amount") -> int:
        """By how much it is at least above the other; 0 where both may be equal, or it may be the lower one."""
        return max(0, self.low - other.high) if other.high is not None else 0

    def times(self, fewest: float, most: float) -> "Amount":
        """So many times as much, rounded outwards."""
        high = None if self.high is None else -int(-self.high * most // 1)
        return Amount(int(self.low * fewest), high, self.soft, int(self.rounding * most))


def read_amount(figure: Figure) -> Amount | None:
    """The heads that a figure allows; None for a share, a silence, or a vague word without bounds."""
    low, high = figure.low, figure.high
    if figure.fraction is not None or (low is None and high is None):
        return None
    match figure.hedge:
        case Hedge.MORE_THAN:
            return Amount((low or 0) + 1, high)
        case Hedge.LESS_THAN:
            return Amount(low or 0, max(0, high - 1) if high is not None else None)
        case Hedge.ABOUT:
            spread = _spread(low if low is not None else high)
            return Amount(max(0, (low or 0) - spread), high + spread if high is not None else None, soft=True)
        case Hedge.VAGUE:
            return Amount(low or 0, high, soft=True)
        case Hedge.EXACT:
            return Amount(low or 0, high, rounding=rounding_of(figure.value or 0))
    return Amount(low or 0, high)


def add_up(amounts: Iterable[Amount]) -> Amount:
    """The sum, which has an upper end only where all have one."""
    low, high, soft, rounding = 0, 0, False, 0
    unbounded = False
    for one in amounts:
        low += one.low
        high += one.high or 0
        unbounded |= one.high is None
        soft |= one.soft
        rounding += one.rounding
    return Amount(low, None if unbounded else high, soft, rounding)


def rounding_of(value: int) -> int:
    """By how much a printed number may be off if its zeros are rounding: 500 for 41,000, 0 for 41,017 and below 100.

    Reports round without saying so; what lies within is told, and called uncertain.
    """
    if value < 100 or value % 10:
        return 0
    unit = 10
    while value % (unit * 10) == 0:
        unit *= 10
    return min(unit // 2, value // ROUNDED_PART)


def is_lower_bound(figure: Figure) -> bool:
    """Whether the figure is bounded from below alone: "more than 20,000", "at least 12"."""
    return figure.hedge in LOWER_BOUNDS and figure.high is None and figure.low is not None


def printed(figure: Figure) -> int | None:
    """The number as printed, hedge aside; None for a range, a share, a vague word."""
    return figure.value if figure.fraction is None else None


def _spread(value: int | None) -> int:
    return max(1, (value or 0) // ABOUT_PART)
