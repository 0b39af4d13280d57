"""Build src/tolltrace/pictures/land.json: the outlines of land, without borders, from Natural Earth 1:110m.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    .venv/bin/python scripts/make_land.py package/land-110m.json

Natural Earth is in the public domain; the npm package world-atlas (ISC, NOTICE) carries it as TopoJSON. A ring is a
list of hundredths of degrees: longitude and latitude of its first point, then how far it is from each to the next.
One that crosses the 180th meridian goes on behind it: 181 degrees east.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "src" / "tolltrace" / "pictures" / "land.json"
HUNDREDTHS = 100

Ring = list[tuple[int, int]]


def main(source: str) -> None:
    """Write the file anew."""
    topology = json.loads(Path(source).read_text("utf-8"))
    arcs = [read_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    rings = [packed(ring) for ring in read_rings(topology["objects"]["land"], arcs)]
    TARGET.write_text("[\n" + ",\n".join(json.dumps(ring, separators=(",", ":")) for ring in rings) + "\n]\n", "utf-8")


def read_arc(arc: Sequence[Sequence[int]], transform: Mapping[str, Sequence[float]]) -> Ring:
    """The points of an arc, which has the first whole and of all others how far they are from the one before."""
    x = y = 0
    points = []
    for across, up in arc:
        x, y = x + across, y + up
        where = (at * scale + begin for at, scale, begin in zip((x, y), *transform.values(), strict=True))
        points.append(tuple(round(one * HUNDREDTHS) for one in where))
    return points


def read_rings(geometry: Mapping[str, Any], arcs: Sequence[Ring]) -> Iterator[Ring]:
    """Every ring of a geometry: outlines of land, and of seas in it."""
    for each in geometry.get("geometries", ()):
        yield from read_rings(each, arcs)
    polygons = {"Polygon": [geometry.get("arcs", [])], "MultiPolygon": geometry.get("arcs", [])}
    for polygon in polygons.get(geometry["type"], ()):
        for ring in polygon:
            yield [point for number in ring for point in (arcs[number] if number >= 0 else arcs[~number][::-1])]


def packed(ring: Ring) -> list[int]:
    """A ring as one list of numbers, without points that are the same as the one before."""
    points = ring[:1] + [point for before, point in pairwise(ring) if point != before]
    steps = [(shorter(two[0] - one[0]), two[1] - one[1]) for one, two in pairwise(points)]
    return [number for point in (points[0], *steps) for number in point]


def shorter(across: int) -> int:
    """The same step the short way round: a ring that crosses the 180th meridian goes on behind it."""
    half = 180 * HUNDREDTHS
    return (across + half) % (2 * half) - half


if __name__ == "__main__":
    main(sys.argv[1])
