"""Outlets: who publishes under which domain, from which country, by which clock."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from tolltrace.errors import KnowledgeError
from tolltrace.values import Outlet

MAX_HOST_CHARS = 253  # of a host name (RFC 1035): what is longer is none
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
COUNTRY = re.compile(r"[A-Z]{2}")


class OutletFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file in `outlets/`: the fields of an Outlet and no others."""

    domain: str
    name: str
    country: str | None = None
    time_zone: str | None = None
    aliases: tuple[str, ...] = ()


class Outlets(Mapping[str, Outlet]):
    """All outlets, by domain; found also by URL and by name."""

    def __init__(self, outlets: Mapping[str, Outlet]) -> None:
        self._by_domain = dict(outlets)
        self._by_name: dict[str, Outlet] = {}
        for outlet in outlets.values():
            for name in (outlet.name, outlet.domain, *outlet.aliases):
                self._by_name.setdefault(name.casefold(), outlet)

    def __getitem__(self, domain: str) -> Outlet:
        return self._by_domain[domain]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_domain)

    def __len__(self) -> int:
        return len(self._by_domain)

    def at_host(self, host: str) -> Outlet | None:
        """The outlet of "edition.cnn.com" is that of "cnn.com"."""
        labels = host.casefold().rstrip(".").split(".") if len(host) <= MAX_HOST_CHARS else []
        names = (".".join(labels[start:]) for start in range(len(labels) - 1))
        return next((self._by_name[name] for name in names if name in self._by_name), None)

    def at_url(self, url: str | None) -> Outlet | None:
        """The outlet whose domain the URL is on."""
        try:
            host = urlsplit(url or "").hostname
        except ValueError:  # "https://[": a page may print anything
            return None
        return self.at_host(host) if host else None

    def named(self, name: str | None) -> Outlet | None:
        """The outlet that prints this name for itself, whatever the case."""
        return self._by_name.get(name.casefold()) if name else None


def load_outlets(folder: Path) -> Outlets:
    """Every `<domain>.toml` in a folder. Raises KnowledgeError where one is not as it must be."""
    outlets = {path.stem: load_outlet(path) for path in sorted(folder.glob("*.toml"))}
    owners: dict[str, str] = {}
    for outlet in outlets.values():
        for name in {outlet.name.casefold(), outlet.domain, *(alias.casefold() for alias in outlet.aliases)}:
            other = owners.setdefault(name, outlet.domain)
            if other != outlet.domain:
                raise KnowledgeError(f"{folder}: {name!r} names both {other} and {outlet.domain}; it must name one")
    return Outlets(outlets)


def load_outlet(path: Path) -> Outlet:
    """One outlet's file, checked."""
    try:
        file = msgspec.convert(tomllib.loads(path.read_text("utf-8")), OutletFile)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise KnowledgeError(f"{path}: {error}; expected domain, name, country, time_zone, aliases") from error
    outlet = Outlet(**msgspec.structs.asdict(file))
    if outlet.domain != path.stem or not DOMAIN.fullmatch(outlet.domain):
        raise KnowledgeError(f"{path}: domain: found {outlet.domain!r}, expected the file's name in lower case")
    if not outlet.name.strip() or outlet.name != outlet.name.strip():
        raise KnowledgeError(f"{path}: name: found {outlet.name!r}, expected a name without outer spaces")
    if outlet.country is not None and not COUNTRY.fullmatch(outlet.country):
        raise KnowledgeError(f"{path}: country: found {outlet.country!r}, expected ISO 3166-1 alpha-2, such as 'GB'")
    try:
        ZoneInfo(outlet.time_zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise KnowledgeError(
            f"{path}: time_zone: found {outlet.time_zone!r}, expected an IANA name, such as 'Europe/London'"
        ) from error
    return outlet
