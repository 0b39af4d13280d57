"""Who works on a ledger: accounts, what each may do, and what admits them. No secret is ever in one of these values."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

MAX_NAME_CHARS = 80
MIN_PASSWORD_CHARS = 12  # as NIST SP 800-63B and OWASP have it: length, and no rules of digits and signs
MAX_PASSWORD_CHARS = 1000  # whatever is longer costs time to hash, and makes nothing safer
FEWEST_CHARACTERS = 5  # different ones: "aaaaaaaaaaaa" is long, and no password


class Role(StrEnum):
    """What an account is for. Each may do what those before it may."""

    READER = "reader"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMIN = "admin"


class Scope(StrEnum):
    """One thing that may be done."""

    READ = "read"  # the texts of reports, too; write comments, which an editor lets through
    REVIEW = "review"  # decide on claims, rule
    EDIT = "edit"  # open and withhold names, take records down, let comments through
    ADMIN = "admin"  # accounts and tokens


SCOPES_OF = MappingProxyType({role: frozenset(tuple(Scope)[: at + 1]) for at, role in enumerate(Role)})


@dataclass(frozen=True, slots=True)
class Person:
    """An account as it now stands. Its name stands in the log under all that they do; a closed one admits nobody."""

    name: str
    role: Role
    closed: bool = False
    changed_at: datetime | None = None  # since when it stands so

    @property
    def scopes(self) -> frozenset[Scope]:
        """What its role may do; nothing where it is closed."""
        return frozenset() if self.closed else SCOPES_OF[self.role]


@dataclass(frozen=True, slots=True)
class Pass:
    """What a token or a session admits to, at this moment. `token` is the token's name; None: a session."""

    person: Person
    scopes: frozenset[Scope]
    expires_at: datetime
    token: str | None = None

    def allows(self, scope: Scope) -> bool:
        """Whether this may be done with it."""
        return scope in self.scopes


@dataclass(frozen=True, slots=True)
class Token:
    """A token for programs, as lists show it: never with what it is."""

    account: str
    name: str
    scopes: frozenset[Scope]
    made_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None = None


def read_name(name: str, what: str = "an account's name") -> str:
    """A name as it is kept: composed, without outer spaces. Raises ValueError for what is no name."""
    read = unicodedata.normalize("NFKC", name).strip()
    if not read or len(read) > MAX_NAME_CHARS or not read.isprintable():
        raise ValueError(f"{name[:MAX_NAME_CHARS]!r} is not {what}: 1 to {MAX_NAME_CHARS} printable characters")
    return read


def read_password(password: str, name: str) -> str:
    """A new password as it is kept. Raises ValueError, which never quotes it, for one that is too easy or too long."""
    read = unicodedata.normalize("NFKC", password)
    if not MIN_PASSWORD_CHARS <= len(read) <= MAX_PASSWORD_CHARS:
        limits = f"{MIN_PASSWORD_CHARS} to {MAX_PASSWORD_CHARS:,}"
        raise ValueError(f"a password of {len(read)} characters: {limits} are needed; take a few words")
    if len(set(read)) < FEWEST_CHARACTERS or (len(name) >= FEWEST_CHARACTERS and name.casefold() in read.casefold()):
        raise ValueError("a password that repeats a few characters, or holds the account's name; take a few words")
    return read


def read_scopes(scopes: Iterable[str], role: Role) -> frozenset[Scope]:
    """Scopes that a role may give on. Raises ValueError for none, for unknown ones, and for more than the role has."""
    given = list(scopes)
    known = ", ".join(Scope)
    if not given or any(each not in list(Scope) for each in given):
        raise ValueError(f"scopes {', '.join(map(repr, given)) or '(none)'}: some of {known} were expected")
    read = frozenset(Scope(each) for each in given)
    if too_many := sorted(read - SCOPES_OF[role]):
        raise ValueError(f"a {role} may not {', '.join(too_many)}; give some of {', '.join(sorted(SCOPES_OF[role]))}")
    return read
