"""The picture of series: each figure has its mark and nothing lies between, labels stand apart, names stay words."""

from datetime import date, timedelta
from itertools import combinations
from time import perf_counter

import pytest
from lxml import etree

from tests.reckoning.builders import a_point, about, at_least, at_most, more_than, share
from tolltrace.pictures import draw_series
from tolltrace.pictures.scales import Days, fit_heads, round_step, short
from tolltrace.pictures.svg import cut_to, width_of
from tolltrace.relays import Gap, LineUp, Point, Series
from tolltrace.values import Figure, Hedge, Stance

FIRST = date(2024, 3, 1)
SVG = "{http://www.w3.org/2000/svg}"


def on_day(day: int, figure: Figure | int = 5, kind: str = "cumulative", **changes) -> Point:
    """A point so many days after the first of March, of a statement of its own."""
    changes.setdefault("statement", f"{kind}-{day}-{figure}")
    return a_point(FIRST + timedelta(days=day), figure, kind, **changes)


def a_silence(day: int, stance: Stance, note: str) -> Point:
    """A point without a figure."""
    return on_day(day, Figure(), "silence", stance=stance, note=note)


def a_line_up(*series: Series) -> LineUp:
    """Over all of their days."""
    days = [point.on for one in series for point in one.points]
    return LineUp(min(days), max(days), series)


def one_series(*points: Point, **changes) -> Series:
    """The ministry's."""
    return Series(
        **({"speaker": "Upland health ministry", "side": "Upland", "harm": "killed", "place": None} | changes),
        points=points,
    )


def read(svg: str):
    """The document, as a strict reader of XML has it."""
    return etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False))


def marks_of(root) -> list[str]:
    """What each mark tells of itself."""
    titles = (one.text or "" for one in root.iter(f"{SVG}title"))
    return [told for told in titles if told[:4].isdigit()]


# ── what is drawn ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("point", "legend"),
    [
        pytest.param(on_day(1, 5), "a figure", id="exact"),
        pytest.param(on_day(1, about(5)), "about", id="about"),
        pytest.param(on_day(1, at_least(5)), "at least", id="lower-bound"),
        pytest.param(on_day(1, more_than(5)), "more than", id="strict-lower-bound"),
        pytest.param(on_day(1, at_most(5)), "at most", id="upper-bound"),
        pytest.param(on_day(1, Figure(15, 20, None, Hedge.RANGE)), "between two bounds", id="range"),
        pytest.param(on_day(1, Figure(24, 99, None, Hedge.VAGUE)), "a vague word", id="vague"),
        pytest.param(on_day(1, Figure(hedge=Hedge.VAGUE)), "a share, or words alone", id="many"),
        pytest.param(on_day(1, share(0.5)), "a share, or words alone", id="share"),
        pytest.param(on_day(1, 5, "increment", note="added later"), "added later", id="added-later"),
        pytest.param(on_day(1, 5, stance=Stance.DENIED, note="denied"), "denied", id="a-figure-denied"),
        pytest.param(on_day(1, 5, stance=Stance.RETRACTED, note="retracted"), "retracted", id="taken-back"),
        pytest.param(a_silence(1, Stance.DENIED, "denied"), "denied, without a figure", id="a-denial"),
        pytest.param(a_silence(1, Stance.NOT_PROVIDED, "refused"), "no figure given", id="a-refusal"),
        pytest.param(a_silence(1, Stance.NONE_REPORTED, "none reported"), "none reported", id="none-reported"),
    ],
)
def test_each_kind_of_figure_has_a_look_that_the_legend_names(point, legend):
    root = read(draw_series(a_line_up(one_series(on_day(0, 5, "event"), point))))

    assert legend in [one.text for one in root.iter(f"{SVG}text")]
    assert len(marks_of(root)) == 2


def test_an_arrow_leads_from_a_bound_to_the_open_side():
    def tips(figure: Figure) -> list[float]:
        root = read(draw_series(a_line_up(one_series(on_day(0, 100), on_day(1, figure)))))
        (mark,) = [one for one in root.iter(f"{SVG}g") if (one.findtext(f"{SVG}title") or "").startswith("2024-03-02")]
        start, tip = mark.find(f".//{SVG}path").get("d").split("M")[1].split()[1].split("V")
        return [float(start), float(tip)]

    up, down = tips(at_least(50)), tips(at_most(50))

    assert up[1] < up[0]  # up the page
    assert down[1] > down[0]


def test_nothing_is_drawn_between_figures():
    days = (0, 1, 2, 9, 10, 11)
    gap = Gap(FIRST + timedelta(days=3), FIRST + timedelta(days=8), "cumulative", 1)
    root = read(draw_series(a_line_up(one_series(*(on_day(day, 10 + day) for day in days), gaps=(gap,)))))
    gaps = [one for one in root.iter(f"{SVG}rect") if one.get("class") == "gap" and one.find(f"{SVG}title") is not None]
    figures = list(root.iter(f"{SVG}circle"))

    assert [one.find(f"{SVG}title").text for one in gaps] == [
        "No figure from 2024-03-04 to 2024-03-09; usually one every 1 days"
    ]
    assert len(figures) == len(days) + 1  # and that of the legend
    assert not root.findall(f".//{SVG}polyline")
    assert not [one for one in root.iter(f"{SVG}path") if one.get("class") == "line"]


def test_a_revised_figure_stays_beside_its_revision_and_a_repetition_is_no_second_mark():
    first, again = on_day(1, 5, statement="first"), on_day(1, 5, statement="again", note="repeated")
    second = on_day(1, 9, statement="second", note="revision", revises="first")
    root = read(draw_series(a_line_up(one_series(on_day(0, 1), first, again, second))))

    assert len(marks_of(root)) == 3
    assert "revised" in [one.text for one in root.iter(f"{SVG}text")]


def test_a_digit_too_many_does_not_press_the_rest_to_the_ground():
    points = [on_day(day, 1000 + 10 * day) for day in range(30)]
    root = read(draw_series(a_line_up(one_series(*points, on_day(31, 12_000)))))
    texts = [one.text for one in root.iter(f"{SVG}text")]

    assert "above the scale" in texts
    assert "1,500" in texts
    assert "12,000" not in texts
    assert any("12,000" in told for told in marks_of(root))


def test_speakers_of_one_harm_have_one_scale_and_no_sum():
    small = one_series(on_day(0, 100), on_day(3, 120))
    large = one_series(on_day(1, 800), on_day(3, 900), speaker="Lowland army")
    root = read(draw_series(a_line_up(small, large)))
    labels = [one.text for one in root.iter(f"{SVG}text") if one.get("text-anchor") == "end"]

    assert labels[: len(labels) // 2] == labels[len(labels) // 2 :]
    assert "1,000" in labels
    assert not any("1,020" in (one.text or "") for one in root.iter())


# ── who reads it ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_tells_itself_to_who_does_not_see_it():
    silence = a_silence(2, Stance.NOT_PROVIDED, "refused")
    root = read(draw_series(a_line_up(one_series(on_day(0, 5), on_day(1, more_than(7)), silence))))
    labels = root.get("aria-labelledby").split()

    assert [root[n].get("id") for n in (0, 1)] == labels
    assert root[0].text == "Upland killed by Upland health ministry, 2024-03-01 to 2024-03-03"
    assert (
        "2 figures, the first 5 on 2024-03-01, the last more than 7 on 2024-03-02, refused on 2024-03-03"
        in root[1].text
    )
    assert root.get("role") == "img"


def test_it_has_both_colour_schemes_and_nothing_that_runs_or_is_fetched():
    svg = draw_series(a_line_up(one_series(on_day(0, 5), on_day(1, 7))))
    root = read(svg)
    tags = {etree.QName(one).localname for one in root.iter()}

    assert "prefers-color-scheme: dark" in svg
    assert tags <= {"svg", "title", "desc", "style", "g", "rect", "path", "circle", "text"}
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on") or "href" in name]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("<script>alert(1)</script>", id="an-element"),
        pytest.param('" onload="alert(1)', id="an-attribute"),
        pytest.param("]]></style>&bull;&#x41;", id="entities"),
        pytest.param("a\x00\x1b[31m\ufffe\uffff\ud800\u202eb", id="what-xml-cannot-hold"),
        pytest.param("х" * 50_000, id="long"),
        pytest.param("統計局" * 40, id="wide"),
        pytest.param("", id="empty"),
    ],
)
def test_a_hostile_name_stays_words(name):
    series = one_series(on_day(0, 5), on_day(1, 7), speaker=name, side=name, harm=name, place=name)
    svg = draw_series(a_line_up(series), width=400)
    root = read(svg)
    tags = {etree.QName(one).localname for one in root.iter()}

    assert "script" not in tags
    assert not [key for one in root.iter() for key in one.attrib if key.startswith("on")]
    assert len(svg) < 20_000  # of a long name, as much as a person reads


@pytest.mark.parametrize("width", [100, 280, 340, 720, 1600])
@pytest.mark.parametrize("span_days", [0, 1, 9, 45, 400, 3000, 40_000, 700_000])
def test_no_label_touches_another_or_leaves_the_picture(width, span_days):
    first = date(23, 11, 17)
    points = [
        a_point(first, 5), a_point(first + timedelta(days=span_days // 2), 7_300_000),
        a_point(first + timedelta(days=span_days), at_least(9_999_999)),
        a_point(first + timedelta(days=span_days), Figure(), "silence", note="refused", stance=Stance.NOT_PROVIDED),
    ]  # fmt: skip
    lined_up = a_line_up(one_series(*points, place="Karvel " * 20), one_series(*points, speaker="Lowland army " * 20))
    root = read(draw_series(lined_up, width=width))
    boxes = [box_of(one) for one in root.iter(f"{SVG}text")]
    right, bottom = (float(one) for one in root.get("viewBox").split()[2:])

    assert [pair for pair in combinations(boxes, 2) if overlap(*pair)] == []
    assert [box for box in boxes if box[0] < 0 or box[2] > right or box[3] > bottom] == []


def box_of(text) -> tuple[float, float, float, float, str]:
    """Left, top, right and bottom of a line of words; capitals are 9 pixels high, and 3 go below."""
    x, y, long = float(text.get("x")), float(text.get("y")), width_of(text.text or "")
    left = x - {"end": long, "middle": long / 2}.get(text.get("text-anchor"), 0)
    return left, y - 9, left + long, y + 3, text.text or ""


def overlap(one, other) -> bool:
    """Whether two boxes share a pixel."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


# ── bounds ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_many_figures_and_many_speakers_stay_a_picture():
    many = one_series(*(on_day(day % 9000, day % 977) for day in range(40_000)))
    crowd = [one_series(on_day(0, 5), speaker=f"Speaker {number}") for number in range(300)]
    started = perf_counter()
    svg = draw_series(a_line_up(many, *crowd))

    assert perf_counter() - started < 20
    assert len(svg) < 12_000_000
    assert "241 more are left out." in svg


def test_numbers_and_days_without_measure_are_drawn():
    points = [a_point(date.min, 10**400), a_point(date.max, 0)]
    root = read(draw_series(a_line_up(one_series(*points))))

    assert len(marks_of(root)) == 2


def test_no_series_is_said():
    assert "There is no figure." in draw_series(LineUp(None, None, ()))


@pytest.mark.parametrize(
    ("most", "top", "step"),
    [(0, 1, 1), (1, 1, 1), (7, 8, 2), (99, 100, 50), (1_079_610, 1_500_000, 500_000), (20_001, 30_000, 10_000)],
)
def test_a_scale_ends_at_a_round_number(most, top, step):
    assert (fit_heads(most, 0, 100).most, round_step(max(1, most))) == (top, step)


@pytest.mark.parametrize(
    ("heads", "words"), [(0, "0"), (12_000, "12,000"), (1_500_000, "1.5 million"), (10**9, "1 billion")]
)
def test_heads_are_short(heads, words):
    assert short(heads) == words


def test_days_are_labelled_as_finely_as_they_stand_apart():
    wide, narrow = Days(FIRST, date(2024, 5, 30), 0, 700), Days(FIRST, date(2024, 5, 30), 0, 150)

    assert [label for _, label in wide.ticks()][:2] == ["2024-03-01", "2024-03-15"]
    assert [label for _, label in narrow.ticks()] == ["2024-03", "2024-05"]


def test_words_are_cut_with_an_ellipsis():
    assert cut_to("a long name", 40) == "a lo…"
    assert cut_to("short", 400) == "short"
