"""The way of a statement: the speaker at the left, a column for each hop, who took it from whom, and where words moved.

Reports stand in the order of publication from top to bottom. Where the picture is too narrow for its columns, they
become an indented list: below each its takers, in the order of publication.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tolltrace.pictures.boxes import LINE, PAD, Box, box_of, quoted, rest_box, tell_hop, tell_stop, told
from tolltrace.pictures.svg import NARROWEST, cut_to, document, element, text_at, width_of, words, wrap_to
from tolltrace.pictures.ways import SPEAKER, Rest, Stop, Way, find_way
from tolltrace.relays import Statement

MARGIN = 20
GUTTER = 58  # between columns: for lines, and the marks on them
NARROWEST_COLUMN, WIDEST_COLUMN = 170, 400
INDENT, DEEPEST = 30, 4  # of the list: for a hop; how many are told apart so
GAP = 14  # between boxes
STEP = 24  # a report stands at least so much lower than the one before it
ENTRY = PAD + 8  # where lines meet a box, below its upper edge
LANES = 6  # upright lines beside each other in a gutter
ROW = 20
LEGEND = {
    "taken": "had it from there",
    "moved": "words moved on the way",
    "mended": "mended by its outlet",
    "outside": "no report of it in the ledger",
    "nobody": "names no source",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A box and where it is."""

    box: Box
    left: float
    top: float
    width: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.box.height

    @property
    def entry(self) -> float:
        """How far down lines meet it."""
        return self.top + ENTRY


def draw_relays(statement: Statement, *, width: int = 900) -> str:
    """An SVG document of the way of a statement, so many pixels wide, as tall as it must be.

    Some 60 reports are drawn, those first where words moved; the rest is counted. Its colours follow what the reader
    prefers, light or dark. Every box and line tells itself in whole words when pointed at.
    """
    width = max(NARROWEST, width)
    way = find_way(statement)
    heading = [*wrap_to(tell_figure(statement), (width - 2 * MARGIN) * 0.93, 3)]
    parts = [text_at(MARGIN, MARGIN + 8 + LINE * at, line, class_="name") for at, line in enumerate(heading)]
    y = MARGIN + 8 + LINE * len(heading)
    spread = wrap_to(tell_spread(statement), width - 2 * MARGIN, 3)
    parts += [text_at(MARGIN, y + LINE * at, line, class_="soft") for at, line in enumerate(spread)]
    y += LINE * len(spread)
    has_room = (width - 2 * MARGIN - GUTTER * (way.columns - 1)) / way.columns >= NARROWEST_COLUMN
    spots, rests = place_in_columns(way, width, y) if has_room else place_in_list(way, width, y)
    seen: dict[str, None] = {}
    lines = [*draw_hops(way, spots, seen, is_list=not has_room), *draw_mends(way, spots, seen)]
    parts += [*lines, *(draw_box(spot, seen) for spot in (*spots.values(), *rests))]
    bottom = max(spot.bottom for spot in (*spots.values(), *rests))
    legend, bottom = draw_legend([name for name in LEGEND if name in seen], width, bottom + 10)
    return document(width, bottom + 6, tell_title(statement), tell(way), "\n".join([*parts, legend]))


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def place_in_columns(way: Way, width: float, top: float) -> tuple[dict[str, Spot], list[Spot]]:
    """Where each stop stands, and what sums up the rest of each column."""
    wide = min(WIDEST_COLUMN, (width - 2 * MARGIN - GUTTER * (way.columns - 1)) / way.columns)
    floors = [top] * way.columns
    spots: dict[str, Spot] = {}
    lowest = top - STEP
    for stop in way.stops:
        at = max(floors[stop.column], lowest + (STEP if stop.number else 0))
        spot = Spot(box_of(stop, way, wide), MARGIN + stop.column * (wide + GUTTER), at, wide)
        spots[stop.key] = spot
        floors[stop.column] = spot.bottom + GAP
        lowest = max(lowest, at) if stop.key != SPEAKER else lowest
    rests = [
        Spot(rest_box(rest, wide), MARGIN + rest.column * (wide + GUTTER), floors[rest.column], wide)
        for rest in way.rests
    ]
    return spots, rests


def place_in_list(way: Way, width: float, top: float) -> tuple[dict[str, Spot], list[Spot]]:
    """The same, below each other: after a stop those that had it from there."""
    takers: defaultdict[str | None, list[Stop]] = defaultdict(list)
    for stop in way.stops:
        takers[stop.source].append(stop)
    waiting = takers[None][::-1]
    spots: dict[str, Spot] = {}
    while waiting:
        stop = waiting.pop()
        spots[stop.key], top = place_in_row(stop, way, width, top)
        waiting += takers[stop.key][::-1]
    rests: list[Spot] = []
    for rest in way.rests:
        spot, top = place_in_row(rest, way, width, top)
        rests.append(spot)
    return spots, rests


def place_in_row(one: Stop | Rest, way: Way, width: float, top: float) -> tuple[Spot, float]:
    """A row of the list, and where the next begins."""
    left = MARGIN + INDENT * min(one.column, DEEPEST)
    wide = width - MARGIN - left
    spot = Spot(rest_box(one, wide) if isinstance(one, Rest) else box_of(one, way, wide), left, top, wide)
    return spot, spot.bottom + GAP


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def draw_hops(way: Way, spots: Mapping[str, Spot], seen: dict[str, None], *, is_list: bool) -> Iterator[str]:
    """A line into each stop from where it had it; an empty start where it names nobody."""
    lanes = {} if is_list else lanes_of(way, spots)
    for stop in way.stops:
        spot = spots[stop.key]
        if stop.source is None:
            if stop.number:
                seen.setdefault("nobody")
                yield draw_start(spot, tell_hop(stop, way) or LEGEND["nobody"])
            continue
        if any(each.revises == stop.source for each in stop.revisions):
            continue  # its line is that of what it mends
        source = spots[stop.source]
        x, end = lanes.get(stop.source, source.left + 7), spot.left
        trunk = f"M{source.right:.1f} {source.entry:.1f}H{x:.1f}"
        if is_list and source.left < spot.left:
            trunk = f"M{x:.1f} {source.bottom:.1f}"
        elif is_list:  # too deep to stand further in
            x, end = source.right + 10, spot.right
            trunk = f"M{source.right:.1f} {source.entry:.1f}H{x:.1f}"
        seen.setdefault("moved" if stop.moved else "taken")
        trunk += f"V{spot.entry:.1f}" if abs(source.entry - spot.entry) > 1 else ""
        yield draw_way(trunk, x, spot.entry, end, told_of=tell_stop(stop, way), is_moved=bool(stop.moved))


def draw_way(trunk: str, x: float, y: float, end: float, *, told_of: str, is_moved: bool) -> str:
    """The upright part is shared by all who had it from one; the last part is each one's own, and shows what moved."""
    back = 7 if end > x else -7
    branch = element("path", class_="moved" if is_moved else "way", d=f"M{x:.1f} {y:.1f}H{end - back:.1f}")
    tip = f"M{end:.1f} {y:.1f}l{-back} -4v8z"
    parts = [
        element("path", class_="way", d=trunk),
        branch,
        element("path", class_="sign" if is_moved else "tip", d=tip),
    ]
    if is_moved:
        parts.append(element("path", class_="sign", d=f"M{(x + end - back) / 2:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z"))
    return element("g", element("title", words(told_of)) + "".join(parts))


def draw_start(spot: Spot, told_of: str) -> str:
    """An empty circle: nobody is named."""
    x, y = spot.left - 12, spot.entry
    circle = element("circle", class_="outside", cx=x, cy=y, r=5)
    line = element("path", class_="way", d=f"M{x + 5:.1f} {y:.1f}H{spot.left:.1f}")
    return element("g", element("title", words(told_of)) + line + circle)


def lanes_of(way: Way, spots: Mapping[str, Spot]) -> dict[str, float]:
    """How far right the upright line of each source stands, so that lines of two do not become one."""
    lowest: dict[str, float] = {}
    for stop in way.stops:
        if stop.source is not None:
            lowest[stop.source] = max(lowest.get(stop.source, 0), spots[stop.key].entry)
    ends: defaultdict[float, list[float]] = defaultdict(lambda: [0.0] * LANES)
    lanes: dict[str, float] = {}
    for key, until in sorted(lowest.items(), key=lambda each: spots[each[0]].top):
        spot = spots[key]
        free = ends[spot.left]
        lane = next((at for at, end in enumerate(free) if end < spot.entry), free.index(min(free)))
        free[lane] = max(free[lane], until)
        lanes[key] = spot.right + 8 + 4 * lane
    return lanes


def draw_mends(way: Way, spots: Mapping[str, Spot], seen: dict[str, None]) -> Iterator[str]:
    """A dashed line from each report to the later one of its outlet that mends it."""
    drawn: set[tuple[str, str]] = set()
    for stop in way.stops:
        for revision in stop.revisions:
            pair = revision.revises, stop.key
            if revision.revises not in spots or pair in drawn or revision.revises == stop.key:
                continue
            first, second = spots[revision.revises], spots[stop.key]
            x, end, back = max(first.right, second.right) + 8 + 4 * (len(drawn) % 3), second.right, 7
            if first.right < second.left:
                x, end, back = second.left - 22, second.left, -7
            drawn.add(pair)
            seen.setdefault("mended")
            path = f"M{first.right:.1f} {first.entry + 10:.1f}H{x:.1f}V{second.entry - 5:.1f}H{end + back:.1f}"
            line = element("path", class_="line dashed", d=path)
            tip = element("path", class_="figure", d=f"M{end:.1f} {second.entry - 5:.1f}l{back} -3v6z")
            yield element("g", element("title", words(tell_stop(stop, way))) + line + tip)


# ── boxes and words ──────────────────────────────────────────────────────────────────────────────────────────────────


def draw_box(spot: Spot, seen: dict[str, None]) -> str:
    """A box with its lines."""
    box = spot.box
    if box.look == "outside":
        seen.setdefault("outside")
    rect = element("rect", class_=box.look, x=spot.left, y=spot.top, width=spot.width, height=float(box.height), rx=4)
    lines = [
        text_at(spot.left + piece.x, spot.top + PAD + 11 + LINE * at, piece.words, class_=piece.look or "said")
        for at, line in enumerate(box.lines)
        for piece in line
    ]
    return element("g", "\n".join([element("title", words(box.told)), rect, *lines]))


def draw_legend(names: Sequence[str], width: int, top: float) -> tuple[str, float]:
    """What the marks in the picture mean, in as many rows as they need; and where it ends."""
    parts: list[str] = []
    x, y = float(MARGIN), top + ROW / 2
    for name in names:
        needed = 34 + width_of(LEGEND[name]) + 14
        if x > MARGIN and x + needed > width - MARGIN:
            x, y = float(MARGIN), y + ROW
        parts += [draw_sample(name, x, y), text_at(x + 34, y + 4, LEGEND[name], class_="soft")]
        x += needed
    return element("g", "\n".join(parts) or element("title", "")), y + ROW / 2


def draw_sample(name: str, x: float, y: float) -> str:
    """The mark of the legend."""
    if name in ("taken", "moved"):
        return draw_way(f"M{x:.1f} {y:.1f}h1", x, y, x + 28, told_of=LEGEND[name], is_moved=name == "moved")
    if name == "mended":
        return element("path", class_="line dashed", d=f"M{x:.1f} {y:.1f}h28")
    if name == "nobody":
        return element("circle", class_="outside", cx=x + 14, cy=y, r=5)
    return element("rect", class_="outside", x=x + 2, y=y - 6, width=24, height=12, rx=4)


def tell_figure(statement: Statement) -> str:
    """ "John Kirby: “over 20,000” · killed · Russia · Bakhmut"."""
    place = statement.place.text if statement.place else None
    stance = str(statement.stance).replace("_", " ")
    parts: Iterable[str | None] = (
        f"{told(statement.speaker or 'nobody named')}: {quoted(told(statement.reference.claim.mention.text))}",
        statement.harm,
        statement.side,
        place,
        stance if stance != "asserted" else None,
    )
    return " · ".join(told(each) for each in parts if each)


def tell_spread(statement: Statement) -> str:
    """ "2023-05-01 · 8 reports · 1 origin · 0 independent"."""
    reports, origins = len(statement.reports), statement.origins
    said = f"said on {statement.said_on}" if statement.said_on else "undated"
    return (
        f"{said} · {reports:,} report{'s' * (reports != 1)} · {origins:,} origin{'s' * (origins != 1)}"
        f" · {statement.independent:,} independent"
    )


def tell_title(statement: Statement) -> str:
    """What it is a picture of."""
    return f"The way of a statement. {cut_to(tell_figure(statement), 1400)}, {tell_spread(statement)}"


def tell(way: Way) -> str:
    """The picture in words, for who does not see it."""
    stops = [tell_stop(stop, way) for stop in way.stops if stop.key != SPEAKER]
    rests = [spot.told for rest in way.rests for spot in [rest_box(rest, 400)]]
    return ". ".join([*stops, *rests]) + "."
