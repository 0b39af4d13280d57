"""Where a ledger lies: a file of its own, or a database on a PostgreSQL server."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

URL = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)  # a Path keeps one "/"; a drive's name is one letter
SERVERS = ("postgresql", "postgres")
LOGIN = re.compile(r"^([^:]+://?[^:/?#]*):.*@", re.DOTALL)  # greedy: what people forget to escape is hidden, too
SECRET = re.compile(r"(password=)[^&]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Server:
    """A database on a PostgreSQL server, as a `postgresql://` URL names it. Shown without its password."""

    url: str = field(repr=False)

    def __str__(self) -> str:
        return SECRET.sub(r"\1***", LOGIN.sub(r"\1:***@", self.url))


LedgerPlace = Path | Server


def read_ledger_place(said: str | Path) -> LedgerPlace:
    """A path, or a URL: `sqlite:///PATH`, `postgresql://USER@HOST/DATABASE`.

    Raises ValueError, which says what was expected and shows no password.
    """
    text = str(said)
    if not URL.match(text):
        return _file(text)
    if isinstance(said, Path):
        raise ValueError("A URL that was taken for a path, which keeps one '/': give it as text")
    scheme = text.split(":")[0].lower()
    if scheme in SERVERS and text.lower().startswith(f"{scheme}://"):
        return Server(text)
    if scheme != "sqlite" or "://" not in text:  # the scheme alone in the message: a URL may hold a password
        raise ValueError(f"no ledger backend {scheme!r}; known: sqlite, postgresql. Give a path, or sqlite:///PATH")
    name = unquote(text[len("sqlite:///") :])
    if not text.startswith("sqlite:///") or name in ("", ":memory:") or "?" in text:
        raise ValueError(f"{text}: a ledger is a file: give a path, or sqlite:///PATH (a full path: sqlite:////PATH)")
    return _file(name)


def _file(name: str) -> Path:
    if not name.strip():
        raise ValueError("'': a folder, where a ledger's file was expected; add a file name: tolltrace.db")
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise ValueError(f"{name!r}: begins with the home of nobody here ({error}); give a full path") from error
