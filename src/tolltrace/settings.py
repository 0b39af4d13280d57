"""One frozen Settings: defaults < settings file < environment < flags."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

import msgspec
import platformdirs

from tolltrace.errors import SettingsError
from tolltrace.ledger_place import URL, LedgerPlace, Server, read_ledger_place

APPLICATION = "tolltrace"
PREFIX = "TOLLTRACE_"
NO_SETTINGS = frozenset({"TOLLTRACE_SETTINGS", "TOLLTRACE_DATA"})  # where the file is; where the development data are

Bytes = msgspec.Meta(gt=0, le=2**31)
Count = msgspec.Meta(gt=0, le=10**6)
Seconds = msgspec.Meta(gt=0, le=24 * 60 * 60)
Pause = msgspec.Meta(ge=0, le=60 * 60)
CacheBytes = msgspec.Meta(ge=0, le=2**40)
Port = msgspec.Meta(ge=0, le=65535)
Rate = msgspec.Meta(ge=0, le=10**6)
Header = msgspec.Meta(pattern="^[!-~][ -~]*$")  # what HTTP takes
Site = msgspec.Meta(pattern="^(https?://[^/?#\\s]+)?$")  # without a path
Security = msgspec.Meta(pattern="^(starttls|tls|none)$")
Mailbox = msgspec.Meta(pattern="^([^@\\s<>]+@[^@\\s<>]+)?$")


def default_ledger() -> Path:
    """`tolltrace.db` where the platform keeps a user's data."""
    return platformdirs.user_data_path(APPLICATION, appauthor=False) / "tolltrace.db"


def default_cache() -> Path:
    """`fetched` where the platform keeps what programs can do without."""
    return platformdirs.user_cache_path(APPLICATION, appauthor=False) / "fetched"


def about(line: str, **shown: str) -> dict[str, str]:
    """What the generated docs say of a field. `default=` stands for a default that differs by machine."""
    return {"about": line, **shown}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may choose. Every field has a flag or an environment variable `TOLLTRACE_<FIELD>`."""

    ledger: LedgerPlace = field(
        default_factory=default_ledger,
        metadata=about(
            "The ledger's file, or the `postgresql://` URL of its database.",
            default="tolltrace.db in the user's data folder",
        ),
    )
    snapshots: bool = field(
        default=True,
        metadata=about(
            "Whether the ledger keeps a copy of each page, compressed, beside the report that was read from it."
        ),
    )
    max_page_bytes: Annotated[int, Bytes] = field(
        default=32 * 1024 * 1024,
        metadata=about(
            "The largest page that is read, in bytes; of JSON Lines, the longest line; of a web archive, a record."
        ),
    )
    follow: bool = field(
        default=False,
        metadata=about("Whether to fetch the reports that a feed or a sitemap only names, and to read them too."),
    )
    max_followed: Annotated[int, Count] = field(
        default=1000, metadata=about("How many such reports are fetched in one run, at most.")
    )
    fetch_timeout_seconds: Annotated[float, Seconds] = field(
        default=30.0,
        metadata=about("How long fetching one URL may take, redirects included, waiting for a host's turn not."),
    )
    seconds_between_requests: Annotated[float, Pause] = field(
        default=1.0,
        metadata=about("How long a host is left alone between two requests, at least; longer where it asks for that."),
    )
    obey_robots: bool = field(
        default=True,
        metadata=about("Whether a site's `robots.txt` is obeyed. Turn it off only where its owner lets you read it."),
    )
    fetch_cache: Path = field(
        default_factory=default_cache,
        metadata=about(
            "Where fetched pages are kept, so that one which did not change is not sent again.",
            default="`fetched` in the user's cache folder",
        ),
    )
    fetch_cache_bytes: Annotated[int, CacheBytes] = field(
        default=256 * 1024 * 1024,
        metadata=about("How much is kept there, the latest used; 0 keeps nothing and uses nothing kept."),
    )
    allow_private_addresses: bool = field(
        default=False,
        metadata=about("Whether a URL may lead to this machine or into a private network."),
    )
    user_agent: Annotated[str, Header] = field(
        default="tolltrace (reads news reports)", metadata=about("What we call ourselves when we fetch a URL.")
    )
    serve_host: str = field(
        default="127.0.0.1",
        metadata=about("The address that `tolltrace serve` listens on; `0.0.0.0` is every address of this machine."),
    )
    serve_port: Annotated[int, Port] = field(default=8350, metadata=about("Its port; 0 takes a free one."))
    serve_names: str = field(
        default="",
        metadata=about(
            "The host names under which it is reached, with spaces between; of a request for another, nothing is "
            "answered. Where this is empty and it listens on this machine alone: `localhost` and its addresses.",
            default="",
        ),
    )
    serve_origins: str = field(
        default="",
        metadata=about(
            "Other sites whose pages may read the API in a browser (CORS), with spaces between: "
            "`https://charts.example`.",
            default="",
        ),
    )
    serve_publicly: bool = field(
        default=True,
        metadata=about("Whether who has no token may read. The texts of reports always take one."),
    )
    serve_requests_per_minute: Annotated[int, Rate] = field(
        default=1200,
        metadata=about("How many requests a minute one address may send, in bursts of a sixth; 0 is any number."),
    )
    serve_max_body_bytes: Annotated[int, Bytes] = field(
        default=64 * 1024, metadata=about("The largest body of a request that is read.")
    )
    serve_read_seconds: Annotated[float, Seconds] = field(
        default=10.0, metadata=about("How long the ledger may be asked for one answer.")
    )
    site_address: Annotated[str, Site] = field(
        default="",
        metadata=about("Where readers reach the site, as `https://tolls.example`: links in mails begin so."),
    )
    mail_host: str = field(
        default="", metadata=about("The server (SMTP) by which digests are sent; empty: no mail is sent.")
    )
    mail_port: Annotated[int, Port] = field(default=587, metadata=about("Its port."))
    mail_security: Annotated[str, Security] = field(
        default="starttls",
        metadata=about("How mails go there: `starttls`, `tls` from the first byte, or `none`, for this machine alone."),
    )
    mail_from: Annotated[str, Mailbox] = field(
        default="", metadata=about("The address that digests come from: `digest@tolls.example`.")
    )
    mail_user: str = field(default="", metadata=about("The name by which that server admits us; empty: without one."))
    mail_password: str = field(
        default="",
        repr=False,
        metadata=about("The password that goes with it. Better in the environment than in a file."),
    )
    serve_live_readers: Annotated[int, Rate] = field(
        default=300,
        metadata=about("How many readers at once are told while they look that something new is there; 0 is nobody."),
    )
    oidc_issuer: str = field(
        default="",
        metadata=about("The OpenID Connect service by which people may sign in, an `https://` address; empty: none."),
    )
    oidc_client_id: str = field(default="", metadata=about("The name under which that service knows this site."))
    oidc_client_secret: str = field(
        default="",
        repr=False,
        metadata=about("The secret that it gave to this site. Better in the environment than in a file."),
    )


class SettingHelp(NamedTuple):
    """One row of the docs' table of settings."""

    name: str
    type: str
    default: str
    environment: str
    about: str


def describe_settings() -> tuple[SettingHelp, ...]:
    """Every setting, in the order of the class, for the docs."""
    values = Settings()
    return tuple(
        SettingHelp(
            name=one.name,
            type=type_name(one.name),
            default=str(one.metadata.get("default", getattr(values, one.name))),
            environment=PREFIX + one.name.upper(),
            about=one.metadata["about"],
        )
        for one in fields(Settings)
    )


def load_settings(**flags: object) -> Settings:
    """The settings as file, environment and flags give them; a flag that is None was not given.

    The file is `settings.toml` in the user's configuration folder, or what $TOLLTRACE_SETTINGS names; a relative
    path in it counts from the file's own folder. Raises SettingsError for an unknown name or an unusable value.
    """
    chosen = read_file() | read_environment(os.environ)
    for name, value in flags.items():
        if value is not None:
            chosen[name] = read_value(name, value, where=f"flag {name}", strict=True)
    return Settings(**chosen)


def read_file() -> dict[str, Any]:
    """What the settings file says; nothing where the usual file does not exist."""
    named = os.environ.get("TOLLTRACE_SETTINGS")
    path = Path(named) if named else platformdirs.user_config_path(APPLICATION, appauthor=False) / "settings.toml"
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if named:
            raise SettingsError(f"$TOLLTRACE_SETTINGS: no such file: {path}. Expected a settings.toml") from None
        return {}
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}). Make it readable or remove it") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: is not TOML in UTF-8 ({error}). Mend it or remove it") from error
    read = {name: read_value(name, value, where=f"{path}: {name}", strict=True) for name, value in table.items()}
    return {name: path.parent / value if isinstance(value, Path) else value for name, value in read.items()}


def read_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """What the variables `TOLLTRACE_<FIELD>` say; an empty one counts as not set."""
    return {
        variable.removeprefix(PREFIX).lower(): read_value(
            variable.removeprefix(PREFIX).lower(), value, where=f"environment variable {variable}", strict=False
        )
        for variable, value in environment.items()
        if variable.startswith(PREFIX) and variable not in NO_SETTINGS and value
    }


def read_value(name: str, value: object, *, where: str, strict: bool) -> Any:
    """The value as the field's type. `strict=False` also reads "true" and "12" as what they say."""
    if name not in field_types():
        near = difflib.get_close_matches(name, field_types(), n=1)
        meant = f"; did you mean {near[0]}?" if near else "."
        raise SettingsError(f"{where}: there is no setting {name!r}{meant} Known: {', '.join(field_types())}")
    try:
        if field_types()[name] == LedgerPlace and isinstance(value, str | Path | Server):
            return value if isinstance(value, Server) else read_ledger_place(value)
        wanted = Path if field_types()[name] == LedgerPlace else field_types()[name]
        return msgspec.convert(value, wanted, strict=strict, dec_hook=read_path)
    except (msgspec.ValidationError, ValueError) as error:
        found = str(value) if isinstance(value, Path) else value
        if isinstance(found, str) and URL.match(found):
            found = str(Server(found))  # without a password
        raise SettingsError(f"{where}: found {found!r}, expected {type_name(name)} ({error})") from error


def read_path(type_: type, value: object) -> Path:
    """A path from a string that is not empty, "~" read as the user's home: msgspec reads all our other types itself."""
    if not isinstance(value, str | Path) or not str(value):
        raise ValueError(f"Expected a {type_.__name__}")
    if URL.match(str(value)):
        raise ValueError("A URL: leave out what stands before the path")
    try:
        return Path(value).expanduser()
    except RuntimeError as error:
        raise ValueError(f"Nobody's home: {error}") from error


@cache
def field_types() -> dict[str, Any]:
    """Each field's type, with its bounds."""
    return get_type_hints(Settings, include_extras=True)


def type_name(name: str) -> str:
    """What a field's type is called, without its bounds."""
    hint = field_types()[name]
    if hint == LedgerPlace:
        return "Path or URL"
    bare: type = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    return bare.__name__
