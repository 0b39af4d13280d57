"""The desk's configuration file (docs/desk.md): which sources, how politely, who is told. TOML → a frozen Plan."""

import difflib
import os
import re
import socket
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tolltrace import __version__
from tolltrace.errors import SettingsError
from tolltrace.watching import LOCAL, Kind, Watched

DURATION = re.compile(r"(\d{1,6})\s*(s|m|h|d)")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
SHORTEST = {Kind.FOLDER: 1}  # seconds between two looks; of a site:
SHORTEST_OF_A_SITE = 60
CHANNEL = re.compile(r"@?([A-Za-z]\w{3,63})|https://t\.me/(?:s/)?([A-Za-z]\w{3,63})/?")
PLACES = tuple(kind.value for kind in Kind)
EVERY = {Kind.FEED: "15m", Kind.SITEMAP: "1h", Kind.SECTION: "30m", Kind.TELEGRAM: "10m", Kind.FOLDER: "10s"}
LONGEST_DAYS = 300  # a time further off is taken for one that a wrong clock wrote
MAX_BYTES = 1024 * 1024  # of the file
TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
CONTACT = re.compile(r"(?:https?://|mailto:)\S+|[^\s@]+@[^\s@]+")


class DeskTable(msgspec.Struct, forbid_unknown_fields=True):
    """`[desk]`."""

    contact: str
    name: str = ""
    listen: str = ""
    keep: str = "claims"
    fetchers: int = 8
    seconds_between_requests: float = 2.0
    fetch_timeout_seconds: float = 30.0
    max_page_bytes: int = 16 * 1024 * 1024
    allow_private_addresses: bool = False
    obey_robots: bool = True
    look_again: list[str] = msgspec.field(default_factory=lambda: ["1h", "6h", "1d", "3d", "7d"])
    forget_after: str = "300d"
    digests_at: str = ""


class SourceTable(msgspec.Struct, forbid_unknown_fields=True):
    """`[[source]]`: one of `feed`, `sitemap`, `section`, `telegram`, `folder` says what and where."""

    name: str
    feed: str | None = None
    sitemap: str | None = None
    section: str | None = None
    telegram: str | None = None
    folder: str | None = None
    every: str | None = None
    links: str = "*"
    newer_than: str = "2d"
    look_again: list[str] | None = None


class TellTable(msgspec.Struct, forbid_unknown_fields=True):
    """`[[tell]]`: a webhook or a command, and what it is told."""

    name: str
    webhook: str | None = None
    command: list[str] | None = None
    secret_env: str | None = None
    secret_file: str | None = None
    timeout: str = "30s"
    give_up_after: str = "3d"
    kinds: list[str] = []
    harms: list[str] = []
    sides: list[str] = []
    places: list[str] = []
    at_least: int = 0
    allow_private_addresses: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """One source, and how it is watched."""

    watched: Watched
    every: timedelta
    links: str  # of a section: which paths are reports
    newer_than: timedelta  # of a sitemap that is read for the first time: what is taken of it
    look_again: tuple[timedelta, ...]  # how long after a report was listed it is looked at again

    @property
    def name(self) -> str:
        """By which it is known in the ledger."""
        return self.watched.name

    @property
    def kind(self) -> Kind:
        """What it is."""
        return self.watched.kind


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who is told, how, and what."""

    name: str
    webhook: str | None
    command: tuple[str, ...]
    secret: bytes | None = field(repr=False)
    timeout_seconds: float
    give_up_after: timedelta
    kinds: frozenset[str]
    harms: frozenset[str]
    sides: frozenset[str]
    places: frozenset[str]
    at_least: int
    allow_private_addresses: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a configuration says."""

    user_agent: str
    listen: tuple[str, int] | None
    keeps_all: bool  # reports without claims, too
    fetchers: int
    fetching: Mapping[str, Any]  # of Settings
    forget_after: timedelta
    digests_at: time | None  # of day, UTC; None: a timer sends them, or nobody
    sources: tuple[Source, ...]
    subscribers: tuple[Subscriber, ...]

    def source(self, name: str) -> Source:
        """The source of that name."""
        return next(one for one in self.sources if one.name == name)


def read_plan(path: Path, environment: Mapping[str, str] | None = None) -> Plan:
    """The plan of a file. Raises SettingsError: where, what was found, what was expected, what to do.

    Secrets come from the environment or from files of their own; a relative path counts from the file's folder.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise SettingsError(f"{path}: more than {MAX_BYTES:,} bytes; a configuration was expected")
        table = tomllib.loads(raw.decode("utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"{path}: no such file; docs/desk.md shows one to begin with") from None
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}); make it readable") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: is not TOML in UTF-8 ({error}); mend it there") from error
    return make_plan(table, path, os.environ if environment is None else environment)


def make_plan(table: Mapping[str, Any], path: Path, environment: Mapping[str, str]) -> Plan:
    """The plan of a table."""
    for name in table:
        if name not in ("desk", "source", "tell"):
            raise SettingsError(f"{path}: [{name}]: unknown; expected [desk], [[source]] and [[tell]]")
    desk = convert(table.get("desk", {}), DeskTable, f"{path}: [desk]")
    again = durations(desk.look_again, f"{path}: [desk]: look_again")
    sources = [
        read_source(convert(one, SourceTable, f"{path}: source {at}"), f"{path}: source {at}", path, again)
        for at, one in enumerate(tables(table, "source", path), 1)
    ]
    subscribers = [
        read_subscriber(convert(one, TellTable, f"{path}: tell {at}"), f"{path}: tell {at}", path, environment)
        for at, one in enumerate(tables(table, "tell", path), 1)
    ]
    if not sources:
        raise SettingsError(f"{path}: nothing to watch; add a source: [[source]] with name = … and feed = …")
    check_names([one.name for one in sources], f"{path}: [[source]]")
    check_names([one.name for one in subscribers], f"{path}: [[tell]]")
    return read_desk(desk, f"{path}: [desk]", sources, subscribers)


def read_desk(desk: DeskTable, where: str, sources: list[Source], subscribers: list[Subscriber]) -> Plan:
    """What is said once for all sources."""
    if not CONTACT.fullmatch(desk.contact):
        raise SettingsError(
            f"{where}: contact: found {desk.contact!r}, expected an address where sites can complain: "
            "https://newsroom.example/about-our-reader, or desk@newsroom.example"
        )
    if desk.keep not in ("claims", "all"):
        raise SettingsError(f'{where}: keep: found {desk.keep!r}, expected "claims" or "all"')
    for name, low, high in (
        ("fetchers", 1, 64),
        ("seconds_between_requests", 0, 3600),
        ("max_page_bytes", 1000, 2**31),
    ):
        if not low <= getattr(desk, name) <= high:
            raise SettingsError(f"{where}: {name}: found {getattr(desk, name)}, expected {low} to {high:,}")
    if not 0 < desk.fetch_timeout_seconds <= 600:
        raise SettingsError(f"{where}: fetch_timeout_seconds: found {desk.fetch_timeout_seconds}, expected 1 to 600")
    who = f"{desk.name}; " if desk.name else ""
    agent = f"tolltrace/{__version__} ({who}+{desk.contact})"
    if not re.fullmatch("[ -~]+", agent):
        raise SettingsError(
            f"{where}: name and contact go into the User-Agent, which takes ASCII alone; mend {agent!r}"
        )
    fetching = {
        "user_agent": agent,
        "seconds_between_requests": desk.seconds_between_requests,
        "fetch_timeout_seconds": desk.fetch_timeout_seconds,
        "max_page_bytes": desk.max_page_bytes,
        "allow_private_addresses": desk.allow_private_addresses,
        "obey_robots": desk.obey_robots,
        "fetch_cache_bytes": 0,
        "follow": False,
    }
    return Plan(
        user_agent=agent,
        listen=read_listen(desk.listen, where),
        keeps_all=desk.keep == "all",
        fetchers=desk.fetchers,
        fetching=fetching,
        forget_after=duration(desk.forget_after, f"{where}: forget_after"),
        digests_at=read_time(desk.digests_at, where),
        sources=tuple(sources),
        subscribers=tuple(subscribers),
    )


def read_source(table: SourceTable, where: str, path: Path, look_again: tuple[timedelta, ...]) -> Source:
    """One source."""
    where = f"{where} ({table.name!r})"
    given = [kind for kind in Kind if getattr(table, kind.value) is not None]
    if len(given) != 1 or not table.name.strip():
        raise SettingsError(f"{where}: expected a name and one of {', '.join(PLACES)}; found {[*given] or 'none'}")
    kind = given[0]
    place, host = read_place(kind, getattr(table, kind.value), f"{where}: {kind.value}", path)
    every = duration(table.every or EVERY[kind], f"{where}: every")
    shortest = SHORTEST.get(kind, SHORTEST_OF_A_SITE)
    if every.total_seconds() < shortest:
        raise SettingsError(
            f"{where}: every: found {table.every!r}, expected {shortest} s or more; leave sites in peace"
        )
    again = look_again if table.look_again is None else durations(table.look_again, f"{where}: look_again")
    newer = duration(table.newer_than, f"{where}: newer_than")
    return Source(Watched(table.name.strip(), kind, place, host), every, table.links, newer, again)


def read_place(kind: Kind, said: str, where: str, path: Path) -> tuple[str, str]:
    """Where a source is, and whose turn it takes."""
    if kind is Kind.FOLDER:
        if not said.strip():
            raise SettingsError(f"{where}: found {said!r}, expected a folder")
        return str((path.parent / Path(said).expanduser()).resolve()), f"{LOCAL}{socket.gethostname()}"
    if kind is Kind.TELEGRAM:
        found = CHANNEL.fullmatch(said.strip())
        if found is None:
            raise SettingsError(f"{where}: found {said!r}, expected a public channel: its name, or https://t.me/NAME")
        return f"https://t.me/s/{found[1] or found[2]}", "t.me"
    return said.strip(), host_of(said.strip(), where)


def host_of(address: str, where: str) -> str:
    """The host of an address. Raises SettingsError where that is none to fetch."""
    try:
        parts = urlsplit(address)
        host = parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        host = None
    if not host:
        raise SettingsError(f"{where}: found {address!r}, expected an address: https://outlet.example/…")
    return host


def read_subscriber(table: TellTable, where: str, path: Path, environment: Mapping[str, str]) -> Subscriber:
    """Somebody who is told."""
    where = f"{where} ({table.name!r})"
    if (table.webhook is None) == (table.command is None) or not table.name.strip():
        raise SettingsError(f"{where}: expected a name, and either webhook or command")
    if table.webhook is not None:
        host_of(table.webhook, f"{where}: webhook")
    if table.command is not None and not (table.command and all(table.command)):
        raise SettingsError(f'{where}: command: expected a program and what it is given: ["/usr/bin/alert", "--loud"]')
    unknown = set(table.kinds) - {"report", "changed", "reread", "imported"}
    if unknown:
        raise SettingsError(f"{where}: kinds: found {min(unknown)!r}, expected report, changed, reread or imported")
    return Subscriber(
        name=table.name.strip(),
        webhook=table.webhook,
        command=tuple(table.command or ()),
        secret=read_secret(table, where, path, environment),
        timeout_seconds=duration(table.timeout, f"{where}: timeout").total_seconds(),
        give_up_after=duration(table.give_up_after, f"{where}: give_up_after"),
        kinds=frozenset(table.kinds or ("report", "changed")),
        harms=frozenset(table.harms),
        sides=frozenset(one.casefold() for one in table.sides),
        places=frozenset(one.casefold() for one in table.places),
        at_least=table.at_least,
        allow_private_addresses=table.allow_private_addresses,
    )


def read_secret(table: TellTable, where: str, path: Path, environment: Mapping[str, str]) -> bytes | None:
    """By what a webhook's bodies are signed: never in the configuration itself, which others read."""
    if table.webhook is None:
        return None
    if (table.secret_env is None) == (table.secret_file is None):
        raise SettingsError(f"{where}: expected secret_env (a variable) or secret_file (a file) that holds the secret")
    if table.secret_env is not None:
        secret = environment.get(table.secret_env, "").strip().encode()
        named = f"${table.secret_env}"
    else:
        file = path.parent / Path(table.secret_file or "").expanduser()
        named = str(file)
        try:
            secret = file.read_bytes()[:4096].strip()
        except OSError as error:
            raise SettingsError(f"{where}: secret_file: {file} cannot be read ({error.strerror})") from error
    if len(secret) < 16:
        raise SettingsError(f"{where}: {named} holds {len(secret)} bytes; a secret of 16 or more was expected")
    return secret


def read_listen(said: str, where: str) -> tuple[str, int] | None:
    """Where health and metrics are served; None for nowhere."""
    if not said:
        return None
    host, _, port = said.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise SettingsError(f'{where}: listen: found {said!r}, expected "127.0.0.1:9350"')
    return host.strip("[]"), int(port)


def read_time(said: str, where: str) -> time | None:
    """When digests go out; None for never."""
    if not said:
        return None
    if not TIME_OF_DAY.fullmatch(said):
        raise SettingsError(f'{where}: digests_at: found {said!r}, expected a time of day in UTC: "06:00"')
    return time.fromisoformat(said)


# ── plain values ─────────────────────────────────────────────────────────────────────────────────────────────────────


def tables(table: Mapping[str, Any], name: str, path: Path) -> list[Any]:
    """An array of tables."""
    found = table.get(name, [])
    if not isinstance(found, list):
        raise SettingsError(f"{path}: [{name}]: write [[{name}]], with two brackets: there may be several")
    return found


def convert(table: Any, to: type[Any], where: str) -> Any:
    """A table as its struct. Raises SettingsError, which names the field, and one that was meant."""
    try:
        return msgspec.convert(table, to)
    except msgspec.ValidationError as error:
        said = str(error).replace("Object ", "the table ").replace(" - at `$.", ", at `")
        known = [one.name for one in msgspec.structs.fields(to)]
        unknown = [name for name in table if name not in known] if isinstance(table, dict) else []
        near = difflib.get_close_matches(unknown[0], known, n=1) if unknown else []
        meant = f"; did you mean {near[0]}?" if near else ""
        raise SettingsError(f"{where}: {said}{meant}; known: {', '.join(known)}") from None


def durations(said: list[str], where: str) -> tuple[timedelta, ...]:
    """Several, from the shortest."""
    return tuple(sorted(duration(one, where) for one in said))


def duration(said: str, where: str) -> timedelta:
    """ "90s", "15m", "6h", "3d"."""
    found = DURATION.fullmatch(said.strip())
    seconds = int(found[1]) * UNITS[found[2]] if found else 0
    if not 0 < seconds <= LONGEST_DAYS * UNITS["d"]:
        expected = f'a time such as "90s", "15m", "6h" or "3d", {LONGEST_DAYS} days at most'
        raise SettingsError(f"{where}: found {said!r}, expected {expected}")
    return timedelta(seconds=seconds)


def check_names(names: list[str], where: str) -> None:
    """A name is one's own: under it the ledger remembers."""
    doubled = next((name for name in names if names.count(name) > 1), None)
    if doubled:
        raise SettingsError(f"{where}: {doubled!r} is there twice; each needs a name of its own")
