"""Series side by side: a panel for each speaker and kind of figure, over the same days, nothing joined between them.

What one harm counts has one scale in all panels, so that heights can be compared. No line leads from figure to figure:
what lies between them nobody said.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from tolltrace.pictures.marks import SILENCES, draw_point, draw_sample, draw_silence, is_off_scale
from tolltrace.pictures.scales import LARGEST, Days, Heads, fit_heads
from tolltrace.pictures.svg import NARROWEST, cut_to, document, element, text_at, width_of, words
from tolltrace.relays import Gap, LineUp, Point, Series

MARGIN, RIGHT = 16, 40
HEADING, PLOT, AXIS, ROW = 46, 120, 22, 20  # heights in pixels: of a heading, a plot, its days, the row of silences
ROOM_ABOVE = 18  # for the arrow of the highest bound
MOST_PANELS = 60  # more are named as left out
NO_NUMBER = "silence"
KINDS = {
    "cumulative": "running total",
    "increment": "added",
    "event": "single events",
    "rate": "rate",
    NO_NUMBER: "no number given",
}
NAME_PIXELS = 600  # of a name in the words for who does not see the picture
# a figure so many times as high as all others, of so many, does not press them to the ground: it stands above the scale
OUTLIER, FEWEST, MOST_OUTLIERS = 3, 8, 3


@dataclass(frozen=True, slots=True)
class Panel:
    """The figures of one kind of a series; with the first of them, its silences."""

    series: Series
    kind: str  # of KINDS and its unit; NO_NUMBER where there are silences alone
    points: tuple[Point, ...]
    silences: tuple[Point, ...]
    gaps: tuple[Gap, ...]

    @property
    def height(self) -> int:
        """All of it, in pixels."""
        return HEADING + (PLOT if self.points else 0) + AXIS + (ROW if self.silences else 0)


def draw_series(lined_up: LineUp, *, width: int = 720) -> str:
    """An SVG document of the series of a line-up, so many pixels wide, as tall as it must be.

    Its colours follow what the reader prefers, light or dark. Every mark tells itself in words when pointed at.
    """
    width = max(NARROWEST, width)
    panels = [panel for one in lined_up.series for panel in panels_of(one)]
    shown, left_out = panels[:MOST_PANELS], len(panels) - MOST_PANELS
    scales = scales_of(shown)
    labels = [label for heads in scales.values() for _, label in heads.ticks()]
    left = MARGIN + max((width_of(label) for label in labels), default=0) + 8
    parts: list[str] = []
    seen: dict[str, None] = {}
    y = float(MARGIN)
    for panel in shown:
        if lined_up.since and lined_up.until:
            days = Days(lined_up.since, lined_up.until, left, width - RIGHT)
            parts.append(draw_panel(panel, days, scales.get(scale_of(panel)), y, seen))
        y += panel.height
    notes = [f"{left_out} more are left out."] if left_out > 0 else []
    notes += ["There is no figure."] if not panels else []
    for note in notes:
        y += ROW
        parts.append(text_at(MARGIN, y - 6, note, class_="soft"))
    legend, y = draw_legend(list(seen), width, y + 8)
    return document(width, y + 4, tell_title(lined_up), tell(lined_up), "\n".join([*parts, legend]))


# ── panels ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def panels_of(series: Series) -> Iterator[Panel]:
    """A panel for each kind of figure in a series."""
    silences = tuple(point for point in series.points if is_off_scale(point))
    counted = sorted((p for p in series.points if not is_off_scale(p)), key=kind_of)
    for kind, points in groupby(counted, key=kind_of):
        gaps = tuple(gap for gap in series.gaps if gap.kind == kind.partition(" ")[0])
        yield Panel(series, kind, tuple(points), silences, gaps)
        silences = ()
    if silences:
        yield Panel(series, NO_NUMBER, (), silences, ())


def kind_of(point: Point) -> str:
    """Its kind; of a rate, with its unit."""
    return f"{point.kind} per {point.rate}" if point.rate else point.kind


def scale_of(panel: Panel) -> tuple[str, str]:
    """Panels that share a scale: the same harm and kind."""
    return panel.series.harm, panel.kind


def scales_of(panels: Iterable[Panel]) -> Mapping[tuple[str, str], Heads]:
    """The scale of each harm and kind, as tall as the largest figure in any panel."""
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for panel in panels:
        found[scale_of(panel)] += [largest_of(point) for point in panel.points]
    return {scale: fit_heads(top_of(largest), ROOM_ABOVE, PLOT) for scale, largest in found.items() if largest}


def largest_of(point: Point) -> int:
    """The highest number of a figure."""
    figure = point.figure
    return max(one for one in (figure.low, figure.high, figure.value, 0) if one is not None)


def top_of(numbers: Sequence[int]) -> int:
    """The largest that the scale must hold: all but a few that stand far above the rest: a digit too many."""
    ordered = sorted(numbers)
    for outliers in range(min(MOST_OUTLIERS, len(ordered) - FEWEST), 0, -1):
        rest, above = ordered[-outliers - 1], ordered[-outliers]
        if above > OUTLIER * max(1, rest):
            return rest
    return ordered[-1]


def draw_panel(panel: Panel, days: Days, heads: Heads | None, top: float, seen: dict[str, None]) -> str:
    """Heading, plot, days and silences; `seen` gathers what the legend must tell."""
    room = days.right + RIGHT - 2 * MARGIN
    subject = subject_of(panel)
    parts = [
        element("title", words(f"{cut_to(panel.series.speaker, NAME_PIXELS)}: {cut_to(subject, NAME_PIXELS)}")),
        text_at(MARGIN, top + 16, cut_to(panel.series.speaker, room * 0.93), class_="name"),
        text_at(MARGIN, top + 33, cut_to(subject, room), class_="soft"),
    ]
    floor = top + HEADING
    if heads and panel.points:
        placed = Heads(heads.most, floor + heads.top, floor + heads.bottom)
        floor = placed.bottom
        parts += [*draw_gaps(panel.gaps, days, placed, seen), *draw_grid(days, placed)]
        parts += draw_points(panel.points, days, placed, seen)
    parts.append(element("path", class_="axis", d=f"M{days.left:.1f} {floor:.1f}H{days.right:.1f}"))
    for x, label in days.ticks():
        parts.append(element("path", class_="axis", d=f"M{x:.1f} {floor:.1f}v4"))
        parts.append(text_at(x, floor + 17, label, class_="soft", text_anchor="middle"))
    parts += draw_silences(panel.silences, days, floor + AXIS + ROW / 2 - 2, seen)
    return element("g", "\n".join(parts))


def draw_grid(days: Days, heads: Heads) -> Iterator[str]:
    """Lines of equal figures, with the figure."""
    for y, label in heads.ticks():
        yield element("path", class_="grid", d=f"M{days.left:.1f} {y:.1f}H{days.right:.1f}")
        yield text_at(days.left - 6, y + 4, label, class_="soft", text_anchor="end")


def draw_gaps(gaps: Sequence[Gap], days: Days, heads: Heads, seen: dict[str, None]) -> Iterator[str]:
    """A ground of its own where figures are missing, never less than can be seen."""
    for gap in gaps:
        seen.setdefault("gap")
        left, right = days.at(gap.first), days.at(gap.last)
        width = max(1.5, right - left)
        told = f"No figure from {gap.first} to {gap.last}; usually one every {gap.usual_days} days"
        yield element(
            "rect", element("title", words(told)), class_="gap", x=left, y=heads.top - ROOM_ABOVE / 2, width=width,
            height=heads.bottom - heads.top + ROOM_ABOVE / 2,
        )  # fmt: skip


def draw_points(points: Sequence[Point], days: Days, heads: Heads, seen: dict[str, None]) -> Iterator[str]:
    """The figures, small where they are many; what would cover another to half a pixel is drawn once."""
    dot = 3.2 if len(points) * 6 < days.right - days.left else 1.6
    revised = {point.revises for point in points if point.revises}
    drawn: set[tuple[object, ...]] = set()
    for point in points:
        is_old = point.statement in revised
        mark, look = draw_point(point, days, heads, dot=dot, is_old=is_old)
        low, high = (heads.at(one) if one is not None else -1 for one in (point.figure.low, point.figure.high))
        spot = (look, is_old, point.since, round(days.at(point.on) * 2), round(low * 2), round(high * 2))
        if spot in drawn or point.note == "repeated":
            continue
        drawn.add(spot)
        seen.setdefault(look)
        if is_old:
            seen.setdefault("revised")
        yield element("g", element("title", words(tell_point(point))) + mark)


def draw_silences(silences: Sequence[Point], days: Days, y: float, seen: dict[str, None]) -> Iterator[str]:
    """Their row; of several of one kind on one spot, the first."""
    drawn: set[str] = set()
    for point in silences:
        note = point.note if point.note in SILENCES else ""
        mark = draw_silence(note or "", days.at(point.on), y)
        if mark not in drawn:
            drawn.add(mark)
            seen.setdefault(SILENCES[note or ""])
            yield element("g", element("title", words(tell_point(point))) + mark)


def draw_legend(names: Sequence[str], width: int, top: float) -> tuple[str, float]:
    """What the marks in the picture mean, in as many rows as they need; and where it ends."""
    parts: list[str] = []
    x, y = float(MARGIN), top + ROW / 2
    for name in names:
        needed = 20 + width_of(name) + 14
        if x > MARGIN and x + needed > width - MARGIN:
            x, y = float(MARGIN), y + ROW + 2
        parts.append(draw_sample(name, x + 6, y))
        parts.append(text_at(x + 20, y + 4, name, class_="soft"))
        x += needed
    return element("g", "\n".join(parts) or element("title", "")), y + ROW / 2


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def subject_of(panel: Panel) -> str:
    """ "Russia · casualties · running total since 2022-02-24"."""
    series = panel.series
    aspect, _, unit = panel.kind.partition(" ")
    kind = " ".join(filter(None, (KINDS.get(aspect, panel.kind), unit)))
    if series.since and aspect == "cumulative":
        kind += f" since {series.since}"
    parts = (
        series.side,
        series.harm,
        series.demographic,
        series.status,
        f"in {series.place}" if series.place else None,
        kind,
        "of the past" if series.background else None,
        "may be several speakers" if series.is_vague else None,
        "of its own side" if series.of and series.of == series.side else None,
    )
    return " · ".join(part for part in parts if part)


def tell_point(point: Point) -> str:
    """A point in words, for who points at it."""
    said = f"said on {point.said_on}" if point.said_on and point.said_on != point.on else ""
    doubt = str(point.stance) if point.stance == "unconfirmed" else ""
    parts = (point.on.isoformat(), tell_figure(point), point.note, doubt, said, point.statement)
    return " · ".join(part for part in parts if part)


def tell_figure(point: Point) -> str:
    """ "more than 20,000", "15 to 20"; nothing for a silence."""
    figure = point.figure
    if figure.fraction is not None:
        return f"{figure.fraction:g} of the whole"
    if point.kind == "silence":
        return ""
    low, high = (f"{min(bound, LARGEST):,}" if bound is not None else "" for bound in (figure.low, figure.high))
    hedge = str(figure.hedge).replace("_", " ")
    if low and high and low != high:
        return f"{low} to {high}"
    return low + high if low == high == "" else f"{'' if hedge == 'exact' else hedge + ' '}{low or high}"


def tell_title(lined_up: LineUp) -> str:
    """Who, of whom, and when."""
    speakers = list(dict.fromkeys(cut_to(one.speaker, NAME_PIXELS) for one in lined_up.series))
    if not speakers:
        return "No series"
    subjects = dict.fromkeys(" ".join(filter(None, (one.side, one.harm))) for one in lined_up.series)
    what = cut_to(", ".join(list(subjects)[:4]), NAME_PIXELS)
    who = ", ".join(speakers[:4]) + (f" and {len(speakers) - 4} more" if len(speakers) > 4 else "")
    return f"{what} by {who}, {lined_up.since} to {lined_up.until}"


def tell(lined_up: LineUp) -> str:
    """The picture in words, for who does not see it."""
    panels = [panel for one in lined_up.series for panel in panels_of(one)][:MOST_PANELS]
    told = [tell_panel(panel) for panel in panels]
    return " ".join([*told, "Figures are not joined by lines, as nobody said what lies between them."])


def tell_panel(panel: Panel) -> str:
    """ "UK Ministry of Defence, Russia · casualties · running total: 42 figures, the first …, the last …; 1 gap."."""
    points = panel.points
    parts = [f"{len(points)} figures" if len(points) != 1 else "1 figure"] if points else []
    if points:
        parts.append(f"the first {tell_figure(points[0])} on {points[0].on}")
    if len(points) > 1:
        parts.append(f"the last {tell_figure(points[-1])} on {points[-1].on}")
    parts += [f"{len(panel.gaps)} gaps" if len(panel.gaps) != 1 else "1 gap"] if panel.gaps else []
    parts += [f"{point.note or 'no number'} on {point.on}" for point in panel.silences[:10]]
    who, what = cut_to(panel.series.speaker, NAME_PIXELS), cut_to(subject_of(panel), NAME_PIXELS)
    return f"{who}, {what}: {', '.join(parts)}."
