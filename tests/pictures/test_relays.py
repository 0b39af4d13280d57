"""The picture of a statement's way: who had it from whom, where words moved, and nothing over anything else."""

from dataclasses import replace
from datetime import date
from itertools import combinations
from time import perf_counter

import pytest
from lxml import etree

from tests.builders import a_published
from tests.pictures.test_series import SVG, box_of, overlap, read
from tests.reckoning.builders import a_carrier, a_relay, a_statement
from tests.statements.stories import the_briefing
from tolltrace import open_ledger
from tolltrace.following import find_statements
from tolltrace.pictures import draw_relays
from tolltrace.pictures.svg import width_of, wrap_to
from tolltrace.relays import Drift, Hop, How, Relay, Revision, Statement
from tolltrace.values import Link, Span

WIDTHS = (100, 340, 620, 900, 1600)


@pytest.fixture(scope="module")
def briefing(tmp_path_factory) -> Statement:
    """The spokeswoman's 9,000, as the ledger has followed it."""
    with open_ledger(tmp_path_factory.mktemp("ledger") / "briefing.db") as ledger:
        ledger.record(the_briefing())
        return next(one for one in find_statements(ledger) if len(one.reports) == 5)


def relayed(report: str, outlet: str, day: int = 4, words: str = "over 20", *chain: str) -> Relay:
    """A report's claim, on a day of March."""
    carrier = a_carrier(report, outlet=outlet, published=a_published(date(2024, 3, day)), body_start=0)
    links = tuple(Link(name, cue="said") for name in chain or ("governor",))
    return a_relay(carrier=carrier, id=f"claim-{report}", mention=Span(words, 10, 10 + len(words)), chain=links)


def a_way(*relays: Relay, **changes) -> Statement:
    """A statement of the governor that these reports carry."""
    return a_statement(reference=relays[0], relays=relays, **changes)


def crowd(count: int, *, moved: int = 0, **changes) -> Statement:
    """So many reports, each with it from the governor; in the last ones a hedge is lost."""
    relays = tuple(relayed(f"r{at}", f"Outlet {at}") for at in range(count))
    hops = tuple(
        Hop("governor", f"r{at}", "it says: governor said", ("hedge",) if at >= count - moved else ())
        for at in range(count)
    )
    drift = tuple(lost(f"r{at}") for at in range(count - moved, count))
    return a_way(*relays, hops=hops, drift=drift, **changes)


def lost(report: str, was: str | None = "over 20", now: str | None = "20") -> Drift:
    """A hedge that a report lost."""
    return Drift(report, f"claim-{report}", "hedge", How.LOST, was, now)


def texts_of(root) -> list[str]:
    """All lines of words."""
    return [one.text or "" for one in root.iter(f"{SVG}text")]


def rects_of(root) -> list[tuple[float, float, float, float, str]]:
    """The boxes: left, top, right and bottom, and what each tells of itself."""
    found = []
    for group in root.iter(f"{SVG}g"):
        rect, title = group.find(f"{SVG}rect"), group.findtext(f"{SVG}title")
        if rect is not None and title:
            x, y, wide, high = (float(rect.get(name)) for name in ("x", "y", "width", "height"))
            found.append((x, y, x + wide, y + high, title))
    return found


def box_titled(root, start: str) -> tuple[float, float, float, float, str]:
    """The box that tells what begins so."""
    return next(box for box in rects_of(root) if box[4].startswith(start))


def assert_nothing_overlaps(root) -> None:
    """No words on other words, no box on another, none outside of the picture."""
    right, bottom = (float(one) for one in root.get("viewBox").split()[2:])
    for boxes in ([box_of(one) for one in root.iter(f"{SVG}text")], rects_of(root)):
        assert [pair for pair in combinations(boxes, 2) if overlap(*pair)] == []
        assert [box for box in boxes if box[0] < 0 or box[2] > right or box[3] > bottom] == []


# ── what is drawn ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_way_is_told_from_the_speaker_to_the_last_report(briefing):
    root = read(draw_relays(briefing))
    lefts = {box[4][:6]: box[0] for box in rects_of(root)}
    tops = [box[1] for box in rects_of(root) if box[4][0].isdigit()]

    assert lefts["Ana Ve"] < lefts["1 Radi"] < lefts["5 site"]  # site has it from Radio Lume
    assert lefts["1 Radi"] == lefts["2 wire"] == lefts["4 port"]
    assert tops == sorted(tops)


def test_where_words_moved_both_wordings_stand_side_by_side(briefing):
    root = read(draw_relays(briefing))
    lines = {one.text: one for one in root.iter(f"{SVG}text")}

    assert {"◆ hedge lost", "◆ harm changed", "◆ place added", "not said"} <= set(lines)
    assert lines["“killed”"].get("y") == lines["“losses”"].get("y")
    assert float(lines["“killed”"].get("x")) < float(lines["“losses”"].get("x"))
    assert "already moved: place" in lines  # in the site's box: it moved at Radio Lume
    moved = [one for one in root.iter(f"{SVG}path") if one.get("class") == "moved"]
    assert len(moved) == 3 + 1  # and that of the legend


def test_a_picture_without_drift_has_nothing_in_its_colour():
    svg = draw_relays(crowd(3))

    assert 'class="moved"' not in svg
    assert 'class="sign"' not in svg


def test_what_an_outlet_mended_is_dashed_and_says_who_never_took_it_over():
    relays = relayed("a", "Wire"), relayed("b", "Wire", 5, "20"), relayed("c", "Daily", 6)
    hops = Hop("governor", "a", ""), Hop("a", "b", "the same outlet's earlier report"), Hop("governor", "c", "")
    mended = Revision("b", "a", "hedge", "over 20", "20", untaken=("c",))
    root = read(draw_relays(a_way(*relays, hops=hops, revisions=(mended,))))

    assert {"mends 1: hedge", "not taken over by 3"} <= set(texts_of(root))
    assert len([one for one in root.iter(f"{SVG}path") if one.get("class") == "line dashed"]) == 1 + 1
    assert box_titled(root, "1 Wire")[0] == box_titled(root, "2 Wire")[0]  # no hop further from the speaker


@pytest.mark.parametrize(
    ("hop", "chain", "left_of"),
    [
        pytest.param(Hop("AP", "a", "it credits AP"), (), "1 Site", id="a-wire"),
        pytest.param(Hop("Radio", "a", "it says: Radio"), ("governor", "Radio"), "1 Site", id="an-outlet-only-cited"),
    ],
)
def test_a_source_without_a_report_is_an_outlined_box(hop, chain, left_of):
    root = read(draw_relays(a_way(relayed("a", "Site", 4, "20", *chain), hops=(hop,))))
    outlined = [one for one in root.iter(f"{SVG}rect") if one.get("class") == "outside"]

    assert "no report of it in the ledger" in texts_of(root)
    assert box_titled(root, hop.source)[0] < box_titled(root, left_of)[0]
    assert (box_titled(root, hop.source)[0] > box_titled(root, "governor")[0]) is bool(chain)
    assert len(outlined) == 2  # it and the legend's


def test_who_names_nobody_has_an_empty_start():
    root = read(
        draw_relays(a_way(relayed("a", "Site"), hops=(Hop(None, "a", "it does not say where it has this from"),)))
    )

    assert len(list(root.iter(f"{SVG}circle"))) == 2
    assert "names no source" in texts_of(root)  # the legend
    assert "it does not say where" in " ".join(texts_of(root))


def test_a_narrow_picture_is_an_indented_list(briefing):
    root = read(draw_relays(briefing, width=340))
    boxes = rects_of(root)

    assert len({box[0] for box in boxes}) == 3
    assert {round(box[2]) for box in boxes} == {320}
    below = [box[4][:6] for box in sorted(boxes, key=lambda each: each[1])]
    assert below == ["Ana Ve", "1 Radi", "3 deni", "5 site", "2 wire", "4 port"]


# ── who reads it ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_tells_itself_to_who_does_not_see_it(briefing):
    root = read(draw_relays(briefing))
    labels = root.get("aria-labelledby").split()

    assert [root[at].get("id") for at in (0, 1)] == labels
    assert root[0].text.startswith("The way of a statement. Ana Veld: “more than 9,000” · killed · Dravia, said on")
    assert (
        "5 site · 2024-03-05 · “Over 9,000” · from 1 (it says: Radio Lume said) · already moved: place" in root[1].text
    )
    assert "hedge lost: from “more than 9,000” to “9,000”" in root[1].text


def test_it_has_both_colour_schemes_and_nothing_that_runs_or_is_fetched(briefing):
    svg = draw_relays(briefing)
    root = read(svg)
    tags = {etree.QName(one).localname for one in root.iter()}

    assert "prefers-color-scheme: dark" in svg
    assert tags <= {"svg", "title", "desc", "style", "g", "rect", "path", "circle", "text"}
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on") or "href" in name]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overlaps_in_the_briefing(briefing, width):
    assert_nothing_overlaps(read(draw_relays(briefing, width=width)))


@pytest.mark.parametrize("width", [340, 900])
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("<script>alert(1)</script>", id="an-element"),
        pytest.param('" onload="alert(1)', id="an-attribute"),
        pytest.param("]]></style>&bull;&#x41;", id="entities"),
        pytest.param("a\x00\x1b[31m\ufffe\uffff\ud800\u202eb", id="what-xml-cannot-hold"),
        pytest.param("х" * 10_000, id="long"),
        pytest.param("統計局" * 40, id="wide"),
        pytest.param("long words " * 900, id="many-words"),
        pytest.param("", id="empty"),
        pytest.param("\u202e", id="nothing-visible"),
    ],
)
def test_a_hostile_name_stays_words(name, width):
    relays = relayed("a", name, 4, name, name), relayed("b", name, 5, name), relayed(name, "", 6)
    hops = Hop(name, "a", name, ("hedge",)), Hop(f"AP {name}", "b", name), Hop("a", name, name)
    mended = Revision("b", "a", name, name, name, untaken=(name,))
    statement = a_way(
        *relays, speaker=name, side=name, harm=name, hops=hops, drift=(lost("a", name, name),), revisions=(mended,)
    )
    svg = draw_relays(replace(statement, speakers=(name,), said_from=name), width=width)
    root = read(svg)

    assert "script" not in {etree.QName(one).localname for one in root.iter()}
    assert not [key for one in root.iter() for key in one.attrib if key.startswith("on")]
    assert "\u202e" not in svg
    assert len(svg) < 120_000  # of a long name, as much as a person reads
    assert_nothing_overlaps(root)


# ── bounds ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_up_to_sixty_reports_are_drawn_and_the_rest_is_summed_up():
    whole, cut = texts_of(read(draw_relays(crowd(60)))), texts_of(read(draw_relays(crowd(91))))

    assert not [text for text in whole if " more" in text]
    assert "and 31 more, without drift" in cut
    assert len([text for text in cut if "Outlet" in text]) == 60


def test_where_words_moved_is_drawn_first():
    texts = texts_of(read(draw_relays(crowd(5000, moved=3))))

    assert {"4998 Outlet 4997", "5000 Outlet 4999", "1 Outlet 0"} <= set(texts)
    assert "and 4,940 more, without drift" in texts
    assert "and 40 more, 40 of them with drift" in " ".join(texts_of(read(draw_relays(crowd(100, moved=100)))))


@pytest.fixture(scope="module")
def five_thousand() -> Statement:
    """All with it from the governor."""
    return crowd(5000, moved=5)


@pytest.mark.parametrize("width", [340, 900])
@pytest.mark.parametrize("shape", ["star", "chain", "sources", "circle", "no-hops"])
def test_five_thousand_reports_stay_a_picture(five_thousand, shape, width):
    statement = five_thousand
    hops = {
        "star": statement.hops,
        "chain": tuple(Hop(f"r{at - 1}" if at else "governor", f"r{at}", "it says so") for at in range(5000)),
        "sources": tuple(Hop(f"Wire {at}", f"r{at}", "it credits it") for at in range(5000)),
        "circle": tuple(Hop(f"r{(at + 1) % 5000}", f"r{at}", "it says so") for at in range(5000)),
        "no-hops": (),
    }[shape]
    started = perf_counter()
    svg = draw_relays(replace(statement, hops=hops), width=width)

    assert perf_counter() - started < 10
    assert len(svg) < 250_000
    assert_nothing_overlaps(read(svg))


@pytest.mark.parametrize(
    ("text", "lines", "wrapped"),
    [
        pytest.param("one two three", 3, ("one two", "three"), id="at-a-blank"),
        pytest.param("abcdefghijkl", 3, ("abcdefgh", "ijkl"), id="a-long-word"),
        pytest.param("one two three four", 2, ("one two", "three f…"), id="an-ellipsis"),
        pytest.param("", 3, (), id="nothing"),
        pytest.param("統計局統計局", 1, ("統計局統…",), id="wide-letters"),
    ],
)
def test_words_are_wrapped_and_cut(text, lines, wrapped):
    assert wrap_to(text, 60, lines) == wrapped
    assert all(width_of(line) <= 60 for line in wrapped)
