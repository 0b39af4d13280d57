"""The explorer of figures through time: a selection as a picture with its table, as data, as a page for other sites."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from markupsafe import Markup
from pydantic import Field

from tolltrace.following import find_series
from tolltrace.ledger import ClaimQuery, Ledger
from tolltrace.paging import Facets, State
from tolltrace.pictures import bare, draw_series, style_source
from tolltrace.reckoning import series_table
from tolltrace.relay_records import finding_to_json, line_up_to_json
from tolltrace.relays import Finding, LineUp, Series
from tolltrace.server import views
from tolltrace.server.answers import Anybody, answer, send
from tolltrace.server.api import check_window
from tolltrace.server.asking import harms
from tolltrace.server.site import words
from tolltrace.server.site.asking import ChartAsking, series_query, speakers_of
from tolltrace.server.site.frame import HEADERS, POLICY, Frame, Reader, show
from tolltrace.server.site.tables import table

router = APIRouter()
SVG = "image/svg+xml"
WIDE, MEDIUM, NARROW = 1080, 700, 340  # pixels of the picture, for screens of three sizes
MOST_INLINE = 300_000  # characters of a picture that stands in the page itself
MOST_ROWS = 300  # in the page's tables; the CSV has all
MOST_SUGGESTED = 12
MOST_COUNTED = 50_000  # claims; of more, there are no suggestions
EMBEDDED = {"Content-Security-Policy": POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")}
COLUMNS = (
    "speaker", "side", "harm", "place", "status", "demographic", "since", "on", "said_on", "kind", "low", "high",
    "value", "hedge", "fraction", "rate", "note", "stance", "counts_from", "statement", "revises", "about",
)  # fmt: skip


class PictureAsking(ChartAsking):
    """A picture of a selection."""

    width: int = Field(WIDE, ge=280, le=2000, description="In pixels.")


@dataclass(frozen=True, slots=True)
class Selection:
    """Series side by side, what in them does not add up, and how many series of the past were left out."""

    lined_up: LineUp
    findings: tuple[Finding, ...]
    past: int


@dataclass(frozen=True, slots=True)
class Rows:
    """One series as a table."""

    series: Series
    subject: str
    rows: tuple[tuple[Any, ...], ...]
    more: int  # rows that are not shown


@dataclass(frozen=True, slots=True)
class Chart:
    """A selection as a page shows it."""

    told: Selection
    picture: Markup | None  # None where it is too large to stand in the page
    height: int  # of the picture, in pixels
    tables: tuple[Rows, ...]


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_series(ledger: Ledger, said: ChartAsking) -> Selection:
    """The series of a selection. Raises ProblemError where that is more than one answer can be made of.

    Of several speakers, the series of each whose name, or a name under which reports have it, holds what was asked for.
    Tolls of the past, told for comparison, are left out where there are others: they would press these into a corner.
    """
    check_window(said)
    named, query = speakers_of(said), series_query(said)
    views.check_size(ledger, query)
    lined_up, findings = find_series(ledger, query, since=said.since, until=said.until, as_of=said.as_of)
    chosen = [one for one in lined_up.series if len(named) < 2 or is_of(one, named)]
    shown = [one for one in chosen if said.past or not one.background] or chosen
    days = [point.on for one in shown for point in one.points]
    first, last = said.since or min(days, default=None), said.until or max(days, default=None)
    drawn = {point.statement for one in shown for point in one.points}
    told = tuple(each for each in findings if drawn.issuperset(each.statements))
    return Selection(LineUp(first, last, tuple(shown)), told, len(chosen) - len(shown))


def is_of(series: Series, named: Sequence[str]) -> bool:
    """Whether a series is one of these speakers'."""
    names = [each.casefold() for each in (series.speaker, *series.names)]
    return any(wanted.casefold() in each for wanted in named for each in names)


def is_chosen(said: ChartAsking) -> bool:
    """Whether anything narrows the selection: a whole ledger is no chart."""
    return any((said.harm, said.side, said.place, speakers_of(said)))


def read_chart(ledger: Ledger, said: ChartAsking, width: int = WIDE) -> Chart:
    """A selection with its picture and its tables."""
    told = read_series(ledger, said)
    picture = draw_series(told.lined_up, width=width)
    height = int(found[1]) if (found := re.search(r'height="(\d+)"', picture)) else 0
    inline = Markup(bare(picture)) if len(picture) <= MOST_INLINE else None  # noqa: S704  its words are escaped
    return Chart(told, inline, height, tuple(rows_of(told.lined_up)))


def rows_of(lined_up: LineUp) -> Iterator[Rows]:
    """The tables under a picture, with so many rows altogether."""
    left = MOST_ROWS
    for one in lined_up.series:
        rows = tuple((day_of(on), day_of(said_on), *rest) for on, said_on, *rest in series_table(one))
        yield Rows(one, subject_of(one), rows[:left], len(rows) - len(rows[:left]))
        left -= len(rows[:left])


def day_of(printed: str) -> str | Markup:
    """ "1 May 2023" for 2023-05-01; a span of days likewise."""
    return Markup(" – ").join(words.day(date.fromisoformat(each)) for each in printed.split(" – ") if each)


def subject_of(series: Series) -> str:
    """ "Russia · casualties · in Bakhmut"."""
    parts = (series.side, series.demographic, series.harm, series.status, series.place and f"in {series.place}")
    since = f"counted since {series.since}" if series.since else None
    past = "of the past" if series.background else None
    return " · ".join(words.shorten(each, words.NAME_CHARS) for each in (*parts, since, past) if each)


def suggest(ledger: Ledger, said: ChartAsking) -> Facets | None:
    """What there is to choose from; None where it would take too long to count."""
    query = ClaimQuery(as_of=said.as_of)
    with ledger.browsing() as view:
        return view.facets(query) if view.count(query, MOST_COUNTED + 1) <= MOST_COUNTED else None


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/series")
async def series(asked: Reader, said: Annotated[ChartAsking, Query()]) -> Response:
    """The explorer."""
    ledger = asked.desk.ledger

    def read(frame: Frame) -> Mapping[str, Any]:
        check_window(said)
        chosen = is_chosen(said)
        facets = asked.desk.recall(frame.state or State(), ("suggested", said.as_of), lambda: suggest(ledger, said))
        chart = read_chart(ledger, said) if chosen else None
        found = chart.told.lined_up.series if chart else ()
        return {
            "chart": chart,
            "facets": facets,
            "suggested": MOST_SUGGESTED,
            "harms": harms(),
            "named": speakers_of(said),
            "speakers": tuple(dict.fromkeys(one.speaker for one in found))[:MOST_SUGGESTED],
            "embed": embed_of(frame, chart) if chart else "",
            "widths": (NARROW, MEDIUM),
        }

    return await show(asked, said, "series.html", read, twins=("json", "csv", "svg") if is_chosen(said) else ())


def embed_of(frame: Frame, chart: Chart) -> str:
    """What to copy into another page."""
    address = frame.base + frame.link("/series/embed", **frame.said)
    height = min(max(chart.height + 120, 260), 1200)
    shown = address.replace("&", "&amp;").replace('"', "%22")
    return (
        f'<iframe src="{shown}" title="Casualty figures as they were said" width="100%" height="{height}" '
        'style="border:0" loading="lazy"></iframe>'
    )


@router.get("/series/embed")
async def embed(asked: Reader, said: Annotated[ChartAsking, Query()]) -> Response:
    """The picture alone, for a frame in another site's page: nowhere else may we be framed."""
    ledger = asked.desk.ledger
    response = await show(
        asked, said, "embed.html", lambda _: {"chart": read_chart(ledger, said), "widths": (NARROW, MEDIUM)}
    )
    response.headers.update(EMBEDDED)
    return response


@router.get("/series.json")
async def series_record(asked: Anybody, said: Annotated[ChartAsking, Query()]) -> Response:
    """The same for programs."""
    ledger = asked.desk.ledger
    return await answer(
        asked,
        lambda: read_series(ledger, said),
        lambda told: (
            line_up_to_json(told.lined_up)
            | {"findings": [finding_to_json(each) for each in told.findings], "left_out_of_the_past": told.past}
        ),
    )


@router.get("/series.csv")
async def series_rows(asked: Anybody, said: Annotated[ChartAsking, Query()]) -> Response:
    """The same as a table: a row a figure, none for a gap."""
    ledger = asked.desk.ledger
    return await table(asked, COLUMNS, lambda: flat_rows(read_series(ledger, said).lined_up), "series.csv")


def flat_rows(lined_up: LineUp) -> Iterator[tuple[object, ...]]:
    """Rows in the order of COLUMNS."""
    for one in lined_up.series:
        subject = (one.speaker, one.side, one.harm, one.place, one.status, one.demographic, one.since)
        for point in one.points:
            figure = point.figure
            bounds = (figure.low, figure.high, figure.value, figure.hedge.value, figure.fraction, point.rate)
            marks = (point.note, point.stance.value, point.since, point.statement, point.revises, point.about)
            yield (*subject, point.on, point.said_on, point.kind, *bounds, *marks)


@router.get("/series.svg")
async def series_picture(asked: Anybody, said: Annotated[PictureAsking, Query()]) -> Response:
    """The same as a picture."""
    ledger = asked.desk.ledger

    def draw(_: object) -> bytes:
        return draw_series(read_series(ledger, said).lined_up, width=said.width).encode("utf-8", "replace")

    response = await send(asked, draw, SVG)
    response.headers.update(picture_headers())
    return response


def picture_headers() -> Mapping[str, str]:
    """Of an SVG: its colours stand in it, this very style sheet is let pass and nothing else."""
    policy = f"default-src 'none'; style-src '{style_source()}'; frame-ancestors 'none'"
    return {**HEADERS, "Content-Security-Policy": policy}
