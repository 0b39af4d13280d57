"""Where it is said to have happened: areas as large as the words are unsure, over land without borders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from tolltrace.phrasing import PRECISIONS, precision_words
from tolltrace.pictures.svg import COLOURS, NARROWEST, cut_to, element, text_at, width_of, words
from tolltrace.pictures.world import REGIONS, Window, draw_land, fit_window, sized
from tolltrace.values import Place

# by UCDP's where_prec: the least pixels that can be told from the step before, how full
LOOKS: dict[int, tuple[float, float]] = {
    1: (4.5, 0.6),
    2: (7, 0.42),
    3: (10, 0.32),
    4: (14, 0.24),
    5: (19, 0.17),
    6: (24, 0.12),
    7: (29, 0.09),
}
DASHED = 5  # from here on the edge is broken: where it ends nobody says
MOST_LABELS, MOST_SPOTS = 24, 600
LINE, LABEL_HEIGHT = 22, 15
BOLD = 1.2  # times as wide as plain letters
DOT = 5  # pixels from the middle of a spot that no label may cover


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map: how many claims are of it, and the address of their list."""

    place: Place
    claims: int
    href: str | None = None

    @property
    def precision(self) -> int:
        """1 to 7; what is not known counts as a state's."""
        return self.place.where_prec if self.place.where_prec in PRECISIONS else 6

    @property
    def reach(self) -> float:
        """Kilometres."""
        return float(PRECISIONS[self.precision][1])

    @property
    def name(self) -> str:
        """Of the place."""
        return self.place.name or self.place.text


def draw_map(spots: Sequence[Spot], title: str, *, region: str | None = None, width: int = 1000) -> str:
    """An SVG document of a region (REGIONS), or of where the places are; so many pixels wide.

    Its areas are links where they have addresses; the widest lie below the others. Of more than 600 places, those with
    the most claims.
    """
    window = window_of(spots, region, max(NARROWEST, width))
    drawn = sorted((each for each in spots if is_placed(each)), key=lambda each: -each.claims)[:MOST_SPOTS]
    legend, floor = draw_legend(sorted({each.precision for each in drawn}), window)
    height = round(floor)
    told = "; ".join(tell(each) for each in drawn[:30]) or "No place of a claim lies here."
    frame = partial(element, "rect", x=0, y=0, width=window.pixels, height=round(window.height))
    content = [
        element("title", words(title)),
        element("desc", words(told + " Land is drawn without borders.")),
        element("style", COLOURS),
        element("clipPath", frame(), id="window"),
        frame(class_="sea"),
        element(
            "g",
            element("path", class_="graticule", d=draw_grid(window))
            + element("path", class_="land", fill_rule="evenodd", d=draw_land(window))
            + "\n".join(draw_spot(each, window) for each in sorted(drawn, key=lambda each: -each.precision))
            + "".join(draw_labels(drawn, window)),
            clip_path="url(#window)",
        ),
        legend,
    ]
    role = {"role": "group" if any(each.href for each in drawn) else "img", "aria_label": title}
    size = {"viewBox": f"0 0 {window.pixels} {height}", "width": window.pixels, "height": height}
    return element("svg", "\n".join(content), xmlns="http://www.w3.org/2000/svg", **size, **role) + "\n"


def window_of(spots: Sequence[Spot], region: str | None, pixels: int) -> Window:
    """The part of the world to draw."""
    if region in REGIONS:
        return sized(REGIONS[region], pixels)
    placed = (each for each in spots if is_placed(each))
    return fit_window(
        ((each.place.longitude or 0.0, each.place.latitude or 0.0, each.reach) for each in placed), pixels
    )


def is_placed(spot: Spot) -> bool:
    """Whether it has a point."""
    return spot.place.latitude is not None and spot.place.longitude is not None


def tell(spot: Spot) -> str:
    """ "Kharkiv: 4 claims, a spot or a town"."""
    claims = "1 claim" if spot.claims == 1 else f"{spot.claims:,} claims"
    return f"{cut_to(spot.name, 400)}: {claims}, {precision_words(spot.precision)}"


def point_of(spot: Spot, window: Window) -> tuple[float, float]:
    """Where its middle stands."""
    return window.at(spot.place.longitude or 0.0, spot.place.latitude or 0.0)


def size_of(spot: Spot, window: Window) -> tuple[float, float]:
    """Half its width and height in pixels, never less than can be seen and told from the next kind."""
    across, up = window.reach(spot.reach, spot.place.latitude or 0.0)
    least = LOOKS[spot.precision][0]
    return max(across, least), max(up, least)


def draw_spot(spot: Spot, window: Window) -> str:
    """One area."""
    x, y = point_of(spot, window)
    across, up = size_of(spot, window)
    dashes = {"stroke_dasharray": "4 3"} if spot.precision >= DASHED else {}
    fill = LOOKS[spot.precision][1]
    shape = element("ellipse", class_="area", cx=x, cy=y, rx=across, ry=up, fill_opacity=f"{fill:g}", **dashes)
    told = element("title", words(tell(spot))) + shape
    return element("a", told, href=spot.href, aria_label=tell(spot)) if spot.href else element("g", told)


def draw_labels(spots: Sequence[Spot], window: Window) -> Iterator[str]:
    """The names of the places with the most claims, as many as stand apart and cover no other spot."""
    taken = [(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in (point_of(each, window) for each in spots)]
    most = len(taken) + MOST_LABELS
    for spot in spots:
        x, y = point_of(spot, window)
        across, _ = size_of(spot, window)
        label = cut_to(f"{spot.name} {spot.claims:,}", 160)
        wide = BOLD * width_of(label)
        for beside, left, anchor in (
            (x + across + DOT, x + across + DOT, "start"),
            (x - across - DOT, x - across - DOT - wide, "end"),
        ):
            box = (left, y - LABEL_HEIGHT / 2, left + wide, y + LABEL_HEIGHT / 2)
            inside = box[0] >= 0 and box[1] >= 0 and box[2] <= window.pixels and box[3] <= window.height and x >= 0
            if inside and not any(touches(box, other) for other in taken):
                taken.append(box)
                yield text_at(beside, y + 4, label, class_="placename", text_anchor=anchor)
                break
        if len(taken) >= most:
            return


def touches(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two boxes lie on one another."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def draw_grid(window: Window) -> str:
    """Meridians and parallels, so many degrees apart that there are a few."""
    wide = window.east - window.west
    step = next((each for each in (1, 2, 5, 10, 20, 30) if wide / each <= 12), 30)
    lines = []
    for degree in range(-180, 181, step):
        if window.west < degree < window.east:
            lines.append(f"M{window.at(degree, 0)[0]:.1f} 0V{window.height:.0f}")
        if window.south < degree < window.north:
            lines.append(f"M0 {window.at(0, degree)[1]:.1f}H{window.pixels}")
    return "".join(lines)


def draw_legend(precisions: Sequence[int], window: Window) -> tuple[str, float]:
    """What the areas mean, the surest first, in as many rows as they need; and where it ends."""
    parts: list[str] = []
    x, y = 4.0, window.height + LINE / 2 + 3
    for precision in precisions:
        fill, name = LOOKS[precision][1], precision_words(precision)
        if x + 22 + width_of(name) > window.pixels and x > 4:
            x, y = 4.0, y + LINE
        dashes = {"stroke_dasharray": "3 2"} if precision >= DASHED else {}
        parts.append(element("circle", class_="area", cx=x + 8, cy=y, r=7, fill_opacity=f"{fill:g}", **dashes))
        parts.append(text_at(x + 20, y + 4, name, class_="soft"))
        x += 20 + width_of(name) + 16
    return "".join(parts), y + LINE / 2 + 3 if parts else window.height
