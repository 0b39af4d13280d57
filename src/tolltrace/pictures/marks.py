"""What a figure looks like: a dot, a bar between bounds, an arrow where one is missing; a silence below the axis."""

from collections.abc import Callable
from dataclasses import dataclass

from tolltrace.pictures.scales import Days, Heads
from tolltrace.pictures.svg import element
from tolltrace.relays import Point
from tolltrace.values import Figure, Hedge, Stance

ARROW = 15.0  # pixels from a bound to the tip of its arrow
HEAD = 3.5  # of an arrow, and half of a bar's end
NOT_STANDING = (Stance.DENIED, Stance.DISPUTED, Stance.RETRACTED)
ABOVE = "above the scale"
OFF_SCALE = "a share, or words alone"  # "half of them", "many": on no scale of heads
# what stands in the row below the axis, by the note of its point
SILENCES = {
    "refused": "no figure given",
    "denied": "denied, without a figure",
    "none reported": "none reported",
    "": OFF_SCALE,
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a mark goes."""

    x: float
    y: Callable[[int], float]
    dot: float  # radius
    start: float | None = None  # where the time begins that it counts, if that is to be seen
    is_old: bool = False  # revised since


def draw_point(point: Point, days: Days, heads: Heads, *, dot: float, is_old: bool) -> tuple[str, str]:
    """A figure's mark, and the name under which the legend has it."""
    start = days.at(max(point.since, days.first)) if point.since and point.kind != "cumulative" else None
    x = days.at(point.on)
    spot = Spot(x, heads.at, dot, start if start is not None and x - start > 2 * dot else None, is_old)
    name = ABOVE if main_number(point.figure) > heads.most else look_of(point)
    return element("g", draw_look(name, point.figure, spot), **({"class_": "old"} if is_old else {})), name


def look_of(point: Point) -> str:
    """The kind of mark, as the legend names it."""
    figure = point.figure
    if point.stance in NOT_STANDING:
        return str(point.note)
    if point.note == "added later":
        return "added later"
    if figure.low is not None and figure.high is not None and figure.low != figure.high:
        return "a vague word" if figure.hedge is Hedge.VAGUE else "between two bounds"
    if figure.high is None and figure.low is not None:
        return "more than" if figure.hedge is Hedge.MORE_THAN else "at least"
    if figure.low is None and figure.high is not None:
        return "less than" if figure.hedge is Hedge.LESS_THAN else "at most"
    return "about" if figure.hedge is Hedge.ABOUT else "a figure"


def draw_look(look: str, figure: Figure, spot: Spot) -> str:
    """One mark, by its name."""
    heads = main_number(figure)
    x, y = spot.x, spot.y(heads)
    if look in ("between two bounds", "a vague word"):
        return bar(spot, figure.low or 0, figure.high or 0, is_vague=look == "a vague word")
    if look in ("denied", "disputed", "retracted"):
        return cross(x, y)
    if look == "added later":
        return element("path", class_="open", d=f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5-5z")
    if look == ABOVE:
        return element("path", class_="open", d=f"M{x - 5:.1f} {y - 3:.1f}l5 -7l5 7zM{x - 5:.1f} {y + 1:.1f}h10")
    arrow = ""
    if look in ("more than", "at least"):
        arrow = draw_arrow(x, y, -1)
    elif look in ("less than", "at most"):
        arrow = draw_arrow(x, y, 1)
    is_open = look in ("about", "more than", "less than")
    if spot.start is not None:
        arrow += element("path", class_="line", d=f"M{spot.start:.1f} {y:.1f}H{x:.1f}")
    return arrow + element("circle", class_="open" if is_open else "figure", cx=x, cy=y, r=spot.dot)


def bar(spot: Spot, low: int, high: int, *, is_vague: bool) -> str:
    """From bound to bound; as wide as the time that it counts, where that is to be seen."""
    x, top, bottom = spot.x, spot.y(high), spot.y(low)
    if spot.start is not None:
        return element("rect", class_="band", x=spot.start, y=top, width=x - spot.start, height=max(1.0, bottom - top))
    ends = f"M{x - HEAD:.1f} {top:.1f}h{2 * HEAD}M{x - HEAD:.1f} {bottom:.1f}h{2 * HEAD}"
    dashes = {"stroke_dasharray": "2 2"} if is_vague else {}
    upright = element("path", class_="line", d=f"M{x:.1f} {top:.1f}V{bottom:.1f}", **dashes)
    return upright + element("path", class_="line", d=ends)


def draw_arrow(x: float, y: float, way: int) -> str:
    """An open arrow from a bound, up (-1) or down (1): how far it goes nobody says."""
    tip = y + way * ARROW
    head = f"M{x - HEAD:.1f} {tip - way * HEAD:.1f}l{HEAD} {way * HEAD}l{HEAD} {-way * HEAD}"
    return element("path", class_="line", d=f"M{x:.1f} {y:.1f}V{tip:.1f}{head}")


def cross(x: float, y: float) -> str:
    """What somebody does not let stand."""
    return element("path", class_="cross", d=f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8")


def is_off_scale(point: Point) -> bool:
    """Whether a point is no number of heads, so that it stands in the row below the axis."""
    figure = point.figure
    return point.kind == "silence" or (figure.low, figure.high, figure.value) == (None, None, None)


def draw_silence(note: str, x: float, y: float) -> str:
    """A mark in the row below the axis."""
    if note == "denied":
        return cross(x, y)
    if note == "none reported":
        return element("path", class_="cross", d=f"M{x - 5:.1f} {y:.1f}h10")
    if not note:
        return element("path", class_="silence", d=f"M{x:.1f} {y - 4:.1f}l4.5 8h-9z")
    return element("rect", class_="silence", x=x - 4, y=y - 4, width=8, height=8)


def draw_sample(name: str, x: float, y: float) -> str:
    """The mark of the legend."""
    if name in SILENCES.values():
        return draw_silence(next(note for note, shown in SILENCES.items() if shown == name), x, y)
    if name == "gap":
        return element("rect", class_="gap", x=x - 6, y=y - 6, width=12, height=12)
    if name == "revised":
        return element("circle", class_="figure old", cx=x, cy=y, r=3)
    low_high = Figure(0, 1) if name in ("between two bounds", "a vague word") else Figure(0, 0, 0)
    base = y + (5 if name in ("more than", "at least") else -5 if name in ("less than", "at most") else 0)
    return draw_look(name, low_high, Spot(x, lambda heads: base if low_high.value == 0 else y + 6 - 12 * heads, 3))


def main_number(figure: Figure) -> int:
    """Where a mark with one number stands."""
    return next((one for one in (figure.value, figure.low, figure.high) if one is not None), 0)
