"""Counts as a record gives them → a Figure, and its words."""

from tolltrace.imports.importing import CellError
from tolltrace.values import Figure, Hedge

MAX_COUNT = 2**63 - 1  # what a ledger holds

BOUNDS_OF = {  # which bounds a hedge needs; of those that it may not have there must be none
    Hedge.EXACT: (True, True),
    Hedge.ABOUT: (True, True),
    Hedge.MORE_THAN: (True, False),
    Hedge.AT_LEAST: (True, False),
    Hedge.LESS_THAN: (False, True),
    Hedge.AT_MOST: (False, True),
    Hedge.RANGE: (True, True),
}


def make_figure(low: int | None, high: int | None, value: int | None, hedge: Hedge | None = None) -> Figure:
    """The figure that some counts make. Raises CellError where they contradict each other or the hedge.

    A number with bounds around it keeps all three: that range, and the number printed in it.
    """
    if low is not None and high is not None and low > high:
        raise CellError(low, "low no higher than high", told=f"low {low} above high {high}")
    if hedge is Hedge.VAGUE:
        return Figure(low, high, value, hedge)
    low, high = fill(low, high, value, hedge)
    if value is not None and not (low or 0) <= value <= (value if high is None else high):
        raise CellError(value, "value between low and high", told=f"value {value} outside of {low}–{high}")
    hedge = hedge or guess_hedge(low, high, value)
    needs_low, needs_high = BOUNDS_OF[hedge]
    if (low is not None, high is not None) != (needs_low, needs_high):
        bounds = " and ".join(name for name, needed in (("low", needs_low), ("high", needs_high)) if needed)
        raise CellError(
            hedge, f"just {bounds} with that hedge", told=f"hedge {hedge.value} with low {low}, high {high}"
        )
    if value is None and hedge is not Hedge.RANGE:
        value = high if hedge in (Hedge.LESS_THAN, Hedge.AT_MOST) else low
    return Figure(low, high, value, hedge)


def fill(low: int | None, high: int | None, value: int | None, hedge: Hedge | None) -> tuple[int | None, int | None]:
    """The bounds that a lone value stands for, by its hedge."""
    if value is None or low is not None or high is not None or hedge is Hedge.RANGE:
        return low, high
    needs_low, needs_high = BOUNDS_OF[hedge or Hedge.EXACT]
    return value if needs_low else None, value if needs_high else None


def guess_hedge(low: int | None, high: int | None, value: int | None) -> Hedge:
    """What bounds alone say; whether one is strict they do not."""
    if low is None:
        return Hedge.AT_MOST
    if high is None:
        return Hedge.AT_LEAST
    return Hedge.EXACT if low == high else Hedge.RANGE


def figure_words(figure: Figure) -> str:
    """A figure by the names of its cells: "12"; "low 15, high 20"; "18, low 15, high 20"."""
    if figure.fraction is not None:
        return f"{figure.fraction:g}"
    is_plain = figure.value is not None and figure.low == figure.value == figure.high
    value = [f"{figure.value}"] if figure.value is not None and figure.value not in (figure.low, figure.high) else []
    bounds = [f"{name} {count}" for name, count in (("low", figure.low), ("high", figure.high)) if count is not None]
    return f"{figure.value}" if is_plain else ", ".join([*value, *bounds]) or figure.hedge.value
