"""Where it is said to have happened: the map, and the page of a place."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Query, Response
from markupsafe import Markup
from pydantic import Field

from tolltrace.ledger import ClaimQuery, Ledger
from tolltrace.paging import Places
from tolltrace.phrasing import PRECISIONS, precision_words
from tolltrace.pictures import Spot, bare, draw_map
from tolltrace.relay_records import statement_to_json
from tolltrace.server import api, views
from tolltrace.server.answers import Anybody, answer, send
from tolltrace.server.asking import AsOf, harms
from tolltrace.server.cursors import read_cursor
from tolltrace.server.mail.posting import can_send
from tolltrace.server.problems import ProblemError
from tolltrace.server.site.asking import MapAsking, NameAsking, Region
from tolltrace.server.site.charts import SVG, day_of, picture_headers
from tolltrace.server.site.frame import Frame, Reader, cursor_of, show
from tolltrace.server.site.search import statements_of
from tolltrace.server.site.tables import table

router = APIRouter()
MAPPED = 20_000  # of the newest claims of a selection
MOST_PLACES = 1000
MOST_ROWS = 200  # in the page's table; the other forms have all
WIDE, SMALL = 1080, 420  # pixels
COLUMNS = (
    "place", "words", "geonames_id", "latitude", "longitude", "where_prec", "precision", "claims", "reports", "newest",
)  # fmt: skip


class PictureAsking(MapAsking):
    """A picture of a map."""

    width: int = Field(WIDE, ge=280, le=2000, description="In pixels.")


def read_places(ledger: Ledger, query: ClaimQuery) -> Places:
    """The places of the newest claims of a query."""
    with ledger.browsing() as view:
        return view.places(query, MAPPED, MOST_PLACES)


def spots_of(places: Places, frame: Frame | None = None) -> list[Spot]:
    """What is drawn of them; with links where a page is shown."""
    return [Spot(one.place, one.claims, address_of(one.place, frame) if frame else None) for one in places.places]


def address_of(place: Any, frame: Frame) -> str:
    """The page of a place."""
    return frame.link("/place", name=place.name or place.text)


def region_name(region: str) -> str:
    """ "Middle East"."""
    return region.replace("-", " ").title()


# ── the map ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/map")
async def world_map(asked: Reader, said: Annotated[MapAsking, Query()]) -> Response:
    """Where claims say that it happened."""
    ledger = asked.desk.ledger

    def read(frame: Frame) -> Mapping[str, Any]:
        places = read_places(ledger, said.query())
        picture = draw_map(spots_of(places, frame), "Where it is said to have happened", region=said.region, width=WIDE)
        return {
            "places": places,
            "rows": [(each, day_of(each.newest)) for each in places.places[:MOST_ROWS]],
            "picture": Markup(bare(picture)),  # noqa: S704  its words are escaped
            "regions": {each: region_name(each) for each in get_args(Region)},
            "harms": harms(),
            "precision": precision_words,
        }

    return await show(asked, said, "map.html", read, twins=("json", "csv", "svg"))


@router.get("/map.json")
async def map_record(asked: Anybody, said: Annotated[MapAsking, Query()]) -> Response:
    """The same for programs."""
    return await answer(asked, lambda: read_places(asked.desk.ledger, said.query()), places_to_json)


def places_to_json(places: Places) -> dict[str, Any]:
    """Every place, and of how many claims."""
    return {
        "claims": places.claims,
        "without": places.without,
        "more": places.more,
        "cut": places.cut,
        "items": [asdict(each) | {"precision": precision_words(each.place.where_prec)} for each in places.places],
    }


@router.get("/map.csv")
async def map_rows(asked: Anybody, said: Annotated[MapAsking, Query()]) -> Response:
    """The same as a table."""
    return await table(asked, COLUMNS, lambda: place_rows(read_places(asked.desk.ledger, said.query())), "map.csv")


def place_rows(places: Places) -> Iterator[tuple[object, ...]]:
    """Rows in the order of COLUMNS."""
    for one in places.places:
        place = one.place
        point = (place.latitude, place.longitude, place.where_prec, precision_words(place.where_prec))
        yield (place.name, place.text, place.geonames_id, *point, one.claims, one.reports, one.newest)


@router.get("/map.svg")
async def map_picture(asked: Anybody, said: Annotated[PictureAsking, Query()]) -> Response:
    """The same as a picture."""

    def draw(_: object) -> bytes:
        spots = spots_of(read_places(asked.desk.ledger, said.query()))
        picture = draw_map(spots, "Where it is said to have happened", region=said.region, width=said.width)
        return picture.encode("utf-8", "replace")

    response = await send(asked, draw, SVG)
    response.headers.update(picture_headers())
    return response


@router.get("/about/borders")
async def borders(asked: Reader, said: Annotated[AsOf, Query()]) -> Response:
    """Why the map has none."""
    return await show(asked, said, "borders.html", lambda _: {"precisions": PRECISIONS}, quick=True)


# ── one place ────────────────────────────────────────────────────────────────────────────────────────────────────────


@router.get("/place")
async def place(asked: Reader, said: Annotated[NameAsking, Query()]) -> Response:
    """What is said to have happened at a place."""
    ledger, after = asked.desk.ledger, read_cursor(said.cursor, said.said())

    def read(frame: Frame) -> Mapping[str, Any]:
        query = said.as_place()
        places = found_places(ledger, said)
        page = views.list_summaries(ledger, query, after, said.limit)
        picture = draw_map(spots_of(places), f"Where {said.name} lies, as far as we know", width=SMALL)
        return {
            "name": said.name,
            "places": places,
            "placed": any(each.place.latitude is not None for each in places.places),
            "picture": Markup(bare(picture)),  # noqa: S704  its words are escaped
            "statements": page.items,
            "cursor": cursor_of(said, page),
            "precision": precision_words,
            "sends": can_send(asked.desk.settings),
        }

    return await show(
        asked, said, "place.html", read, twins=("json", "csv"), lists="statements", about={"about": "place"}
    )


def found_places(ledger: Ledger, said: NameAsking) -> Places:
    """The points that claims give to a name. Raises ProblemError where no claim names it."""
    places = read_places(ledger, said.as_place())
    if not places.places:
        raise ProblemError(404, f"No claim names the place {said.name!r}; /map and /tags list those there are.")
    return places


@router.get("/place.csv")
async def place_statements(asked: Anybody, said: Annotated[NameAsking, Query()]) -> Response:
    """The statements of a page, a line each."""
    return await statements_of(asked, said, said.as_place(), "place.csv")


@router.get("/place.json")
async def place_record(asked: Anybody, said: Annotated[NameAsking, Query()]) -> Response:
    """The same for programs."""
    ledger, after = asked.desk.ledger, read_cursor(said.cursor, said.said())

    def read() -> tuple[Places, Any]:
        places = found_places(ledger, said)
        page = views.list_statements(ledger, said.as_place(), after, said.limit, trusted=asked.is_trusted)
        return places, api.paged(asked, said, page)

    return await answer(
        asked,
        read,
        lambda found: (
            places_to_json(found[0])
            | {"places": places_to_json(found[0])["items"], **api.telling(statement_to_json)(found[1])}
        ),
    )
