"""Names of places → where they are: GeoNames' towns and states, and a table of ours for regions, fronts and camps."""

import re
import sqlite3
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import local

import msgspec

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge.load import load_toml

SAME_START = 3  # letters that spellings of one name share: Mar'inka, Mar'yinka
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
            "select name, id, country, latitude, longitude, where_prec, population from places join names using (id) "
            "where folded = ?",
            (folded,),
        )
        return tuple(KnownPlace(*row) for row in rows)

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
