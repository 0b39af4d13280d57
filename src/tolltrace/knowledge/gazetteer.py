"""Names of places → where they are: GeoNames' towns and states, and a table of ours for regions, fronts and camps."""

import re
import sqlite3
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import cos, hypot, radians
from pathlib import Path
from threading import local

import msgspec

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.load import load_toml

SAME_START = 3  # letters that spellings of one name share: Mar'inka, Mar'yinka
STATE = 6  # where_prec of a state; above it lie seas
NEAR_KM = 700  # between a town and the middle of its province
KM_A_DEGREE = 111.2
WELL_KNOWN = 50_000  # people, in a town that is known by its other names, too


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """One place: GeoNames' id where it has one, degrees (WGS 84), UCDP's where_prec."""

    name: str
    geonames_id: int | None
    country: str  # ISO 3166 alpha-2; "" for what lies in several
    latitude: float | None
    longitude: float | None
    where_prec: int
    population: int = 0
    time_zone: str | None = None  # IANA name; None for a region, and for a state with several


class Region(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table of regions.toml; the middle is ours, to two decimals."""

    latitude: float
    longitude: float
    where_prec: int
    country: str = ""
    geonames_id: int | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """Looks places up by name. Reads its file when it is first asked, one connection a thread."""

    path: Path
    regions: Mapping[str, KnownPlace]  # by folded name
    _here: local = field(default_factory=local)

    def find(self, name: str, countries: Collection[str] = ()) -> KnownPlace | None:
        """The place that a name most likely means; None where nobody knows it.

        Of namesakes the one in one of `countries` (ISO 3166 alpha-2, the likelier first), then the most peopled. A
        region of ours comes before a town of the same name. Another name of a small town elsewhere is left alone: for
        most names there is some such town.
        """
        folded = fold_name(name)
        if folded in self.regions:
            return self.regions[folded]
        rank = {country: n for n, country in enumerate(countries)}
        likely = (place for place in self._named(folded) if is_likely(place, folded, rank))
        return min(likely, key=lambda place: (rank.get(place.country, len(rank)), -place.population), default=None)

    @lru_cache(maxsize=8192)  # noqa: B019 - the one gazetteer of a process lives as long as the process
    def _named(self, folded: str) -> tuple[KnownPlace, ...]:
        """Every town and state of a folded name."""
        rows = self._connection.execute(
            "select name, places.id, country, latitude, longitude, where_prec, population, time_zone "
            "from places join names using (id) left join zones on zone = zones.id where folded = ?",
            (folded,),
        )
        return tuple(KnownPlace(*row) for row in rows)

    @lru_cache(maxsize=8192)  # noqa: B019 - as above
    def country_of(self, geonames_id: int | None, name: str | None) -> str | None:
        """The country that a place lies in, by its id, else by its name; None for one in several, or unknown."""
        if geonames_id is not None:
            row = self._connection.execute("select country from places where id = ?", (geonames_id,)).fetchone()
            if row is not None:
                return row[0] or None
        known = self.find(name) if name else None
        return (known.country or None) if known else None

    def find_in(self, name: str, wider: str) -> KnownPlace | None:
        """The place that is printed with a wider one behind it (`Paris, Texas`); None where they do not fit."""
        around = self.find(wider)
        place = self.find(name, (around.country,)) if around else None
        return place if place and around and lies_in(place, around) else None

    def time_zone(self, place: KnownPlace) -> str | None:
        """The clock of a place, by its IANA name; for a region, that of the town nearest to its middle.

        None for a state with several clocks, and at sea.
        """
        if place.time_zone or place.where_prec >= STATE or place.latitude is None or place.longitude is None:
            return place.time_zone
        return self._zone_at(place.latitude, place.longitude, place.country)

    @lru_cache(maxsize=256)  # noqa: B019 - as above
    def _zone_at(self, latitude: float, longitude: float, country: str) -> str | None:
        """The time zone of the nearest town, in a country if one is given, over a flat map: zones are wide."""
        row = self._connection.execute(
            "select time_zone from places join zones on zone = zones.id where where_prec = 1 and ? in (country, '') "
            "order by (latitude - ?) * (latitude - ?) + (longitude - ?) * (longitude - ?) limit 1",
            (country, latitude, latitude, longitude, longitude),
        ).fetchone()
        return str(row[0]) if row else None

    @property
    def _connection(self) -> sqlite3.Connection:
        """This thread's connection; the file is never written."""
        if not hasattr(self._here, "connection"):
            self._here.connection = sqlite3.connect(f"file:{self.path.as_posix()}?mode=ro&immutable=1", uri=True)
        connection: sqlite3.Connection = self._here.connection
        return connection


def is_likely(place: KnownPlace, folded: str, countries: Collection[str]) -> bool:
    """Whether a place with a name is worth a guess: a spelling of its first name, or its country, or its size."""
    is_spelling = fold_name(place.name)[:SAME_START] == folded[:SAME_START]
    return is_spelling or place.country in countries or place.population >= WELL_KNOWN


def lies_in(place: KnownPlace, wider: KnownPlace) -> bool:
    """Whether a place can be part of another: of the same state, or near the middle of the province."""
    if wider.where_prec == STATE or None in {place.latitude, place.longitude, wider.latitude, wider.longitude}:
        return place.country == wider.country
    north = (place.latitude or 0) - (wider.latitude or 0)
    east = ((place.longitude or 0) - (wider.longitude or 0)) * cos(radians(wider.latitude or 0))
    return hypot(north, east) * KM_A_DEGREE <= NEAR_KM


def load_gazetteer(folder: Path) -> Gazetteer:
    """The gazetteer in a folder. Raises KnowledgeError where a file is missing or a region is named twice."""
    path = folder / "gazetteer.sqlite"
    if not path.exists():
        raise KnowledgeError(f"{path}: no such file; scripts/make_gazetteer.py builds it")
    regions: dict[str, KnownPlace] = {}
    for name, region in load_toml(folder / "regions.toml", dict[str, Region]).items():
        place = KnownPlace(
            name, region.geonames_id, region.country, region.latitude, region.longitude, region.where_prec
        )
        for each in (name, *region.names):
            if regions.setdefault(fold_name(each), place) is not place:
                raise KnowledgeError(f"{folder / 'regions.toml'}: {each!r} names two regions; keep one")
    return Gazetteer(path, regions)


@lru_cache(maxsize=4096)
def fold_name(name: str) -> str:
    """A name without accents, capitals, apostrophes and hyphens: `Khān Yūnis`, `Mar'yinka` → khan yunis, maryinka."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[-–_.,]", " ", re.sub(r"['’ʹʻʼ`‘ʿʾ]", "", letters)).split())
