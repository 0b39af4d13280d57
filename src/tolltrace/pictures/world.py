"""The outlines of land, without borders, and where a place stands in a window of them."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, radians
from pathlib import Path

LAND = Path(__file__).parent / "land.json"  # made by scripts/make_land.py
HUNDREDTHS = 100
DEGREE_KM = 111.2
SOUTH, NORTH = -58.0, 80.0  # nobody is said to have been harmed beyond
NARROWEST, WIDEST = 16.0, 300.0  # degrees of longitude: less shows no outline, more is the world
SHAPE = 0.55  # of a window: its height to its width
MARGIN = 1.25

Point = tuple[float, float]  # longitude, latitude


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the world, in degrees, and how it is drawn: straight parallels, true to scale in the middle one."""

    west: float
    south: float
    east: float
    north: float
    pixels: int = 1000  # from west to east

    @property
    def middle(self) -> float:
        """The parallel on which east and north have one scale."""
        return min(60.0, abs(self.south + self.north) / 2) if self.east - self.west < WIDEST else 30.0

    @property
    def degree(self) -> float:
        """Pixels of a degree of latitude."""
        return self.pixels / ((self.east - self.west) * cos(radians(self.middle)))

    @property
    def height(self) -> float:
        """In pixels."""
        return (self.north - self.south) * self.degree

    def at(self, longitude: float, latitude: float) -> Point:
        """Where a point stands, in pixels from the upper left."""
        return (longitude - self.west) * self.pixels / (self.east - self.west), (self.north - latitude) * self.degree

    def reach(self, kilometres: float, latitude: float) -> Point:
        """How wide and how high so many kilometres are at a latitude, in pixels."""
        high = kilometres / DEGREE_KM * self.degree
        return high * cos(radians(self.middle)) / max(0.2, cos(radians(latitude))), high


WORLD = Window(-180, SOUTH, 180, NORTH)
REGIONS = {  # by name: what one sees of them, not what belongs to them
    "world": WORLD,
    "africa": Window(-25, -37, 60, 38),
    "americas": Window(-170, -56, -20, 72),
    "asia": Window(45, -12, 150, 60),
    "europe": Window(-15, 34, 50, 71),
    "middle-east": Window(24, 10, 66, 43),
    "oceania": Window(90, -48, 180, 22),
}


def fit_window(places: Iterable[tuple[float, float, float]], pixels: int = 1000) -> Window:
    """The window that holds points, given as longitude, latitude and how many kilometres they reach; else the world."""
    wests, souths, easts, norths = [], [], [], []
    for longitude, latitude, kilometres in places:
        up = kilometres / DEGREE_KM
        across = up / max(0.2, cos(radians(latitude)))
        wests.append(longitude - across)
        easts.append(longitude + across)
        souths.append(latitude - up)
        norths.append(latitude + up)
    if not wests:
        return sized(WORLD, pixels)
    middle, level = (min(wests) + max(easts)) / 2, (min(souths) + max(norths)) / 2
    narrowing = cos(radians(min(60.0, abs(level))))
    high = (max(norths) - min(souths)) * MARGIN
    wide = max((max(easts) - min(wests)) * MARGIN, NARROWEST, high / SHAPE / narrowing)
    if wide > WIDEST * 0.7:
        return sized(WORLD, pixels)
    high = max(high, wide * SHAPE * narrowing)
    level = min(max(level, -90 + high / 2), 90 - high / 2)
    middle = min(max(middle, -180 + wide / 2), 180 - wide / 2)
    return Window(middle - wide / 2, level - high / 2, middle + wide / 2, level + high / 2, pixels)


def sized(window: Window, pixels: int) -> Window:
    """The same part of the world and more of its sides, so many pixels wide: none is taller than a screen."""
    wide = (window.north - window.south) / SHAPE / cos(radians(window.middle))
    more = max(0.0, wide - (window.east - window.west)) / 2
    return Window(max(-180, window.west - more), window.south, min(180, window.east + more), window.north, pixels)


@cache
def load_land() -> tuple[tuple[Point, ...], ...]:
    """Every ring: the outline of a piece of land, or of a sea in it."""
    rings = []
    for packed in json.loads(LAND.read_text("utf-8")):
        x = y = 0
        ring = []
        for across, up in zip(packed[::2], packed[1::2], strict=True):
            x, y = x + across, y + up
            ring.append((x / HUNDREDTHS, y / HUNDREDTHS))
        rings.append(tuple(ring))
    return tuple(rings)


@cache
def draw_land(window: Window) -> str:
    """The outlines in a window, as the `d` of a path."""
    beyond = 2.0  # degrees: so that no edge of the window looks like a coast
    parts = []
    for ring in (each for one in load_land() for each in around(one)):
        points: Sequence[Point] = ring
        points = cut(points, lambda at: at[0] - (window.west - beyond))
        points = cut(points, lambda at: (window.east + beyond) - at[0])
        points = cut(points, lambda at: at[1] - (window.south - beyond))
        points = cut(points, lambda at: (window.north + beyond) - at[1])
        if len(points) > 2:
            parts.append(path_of([window.at(*each) for each in points]))
    return "".join(parts)


def around(ring: Sequence[Point]) -> Iterator[Sequence[Point]]:
    """A ring, and where it goes on behind the 180th meridian, on the other edge of the map, too."""
    yield ring
    if max(x for x, _ in ring) > 180:
        yield [(x - 360, y) for x, y in ring]
    if min(x for x, _ in ring) < -180:
        yield [(x + 360, y) for x, y in ring]


def cut(points: Sequence[Point], inside: Callable[[Point], float]) -> list[Point]:
    """A ring less what lies beyond a line, of which `inside` is the distance (Sutherland and Hodgman)."""
    kept: list[Point] = []
    for one, other in pairwise((*points[-1:], *points)):
        here, there = inside(one), inside(other)
        if (here >= 0) != (there >= 0):
            share = here / (here - there)
            kept.append((one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])))
        if there >= 0:
            kept.append(other)
    return kept


def path_of(points: Sequence[Point]) -> str:
    """A ring in pixels, to a half of one; nothing where it is smaller."""
    rounded = [(round(x * 2) / 2, round(y * 2) / 2) for x, y in points]
    kept = rounded[:1] + [two for one, two in pairwise(rounded) if one != two]
    if len(kept) < 3:
        return ""
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z"
