"""Accounts, tokens and sessions: who may do what to a ledger that several people share (docs/decisions/0018).

What an account is, and every change of it, is recorded and sealed as all else. What admits somebody (a password's
hash, the SHA-256 of a token) is kept apart, and is gone when it is removed.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from tolltrace.errors import AccountError
from tolltrace.ledger import passwords
from tolltrace.ledger.folding import fold
from tolltrace.ledger.sealing import Writer
from tolltrace.ledger.tables_people import accounts, acts, credentials, keys, tokens, withdrawals
from tolltrace.ledger.tries import clear_tries, count_try, seconds_to_wait
from tolltrace.people import Pass, Person, Role, Scope, Token, read_name, read_password, read_scopes

SESSION_HOURS = 12  # that a session lasts, used or not …
IDLE_HOURS = 1  # … and that it lasts unused
NOTED_SECONDS = 60  # a use is written down once so often, so that reading does not write all the time
MAX_TOKEN_DAYS = 366
SECRET_BYTES = 32  # 256 bits: nobody guesses one, so that its hash needs no salt and no stretching
MAX_SECRET_CHARS = 100
SESSION, TOKEN = "tts_", "ttt_"  # what they begin with, so that scanners for leaked secrets can know them
NO_ACCOUNT = "no account {name!r}; `tolltrace people list` shows them all"

Opened = Callable[[], AbstractContextManager[Connection]]
Written = Callable[[], AbstractContextManager[Writer]]


class People:
    """The accounts of one ledger. Every change says by whom and why, and is on disk when it returns.

    Raises AccountError for what cannot be so: a name that is taken, a password that is too short, a closed account.
    """

    def __init__(self, reading: Opened, writing: Written) -> None:
        self._reading = reading
        self._writing = writing

    # ── accounts ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def everyone(self) -> tuple[Person, ...]:
        """All accounts, closed ones too, by name."""
        with self._reading() as connection:
            newest: dict[str, Person] = {row.name_folded: _person(row) for row in connection.execute(_accounts())}
        return tuple(sorted(newest.values(), key=lambda person: person.name.casefold()))

    def person(self, name: str) -> Person:
        """One account, in whatever case its name is given."""
        with self._reading() as connection:
            return _existing(connection, name)

    def open_account(
        self, name: str, role: str, *, by: str, why: str, password: str | None = None, email: str | None = None
    ) -> Person:
        """Open an account, or a closed one again. Without a password it admits by tokens, or by `email` elsewhere.

        Its name stands in the log forever, under all that its person does: take one that they want to be known by.
        """
        name, role = _said(read_name, name), _role(role)
        hashed = passwords.hash_password(_said(read_password, password, name)) if password is not None else None
        with self._writing() as writer:
            there = _account(writer.connection, name)
            if there is not None and (not there.closed or there.name != name):
                raise AccountError(f"there is an account {there.name!r} already; give another name")
            detail = {"role": role.value}
            person = _write_account(writer, name, role, by=by, why=why, kind="account opened", detail=detail)
            self._keep_email(writer.connection, name, email)
            _set(writer.connection, name, password=hashed)
        return person

    def change_role(self, name: str, role: str, *, by: str, why: str) -> Person:
        """Give an account another role. Its sessions end; its tokens then reach as far as both allow."""
        new = _role(role)
        with self._writing() as writer:
            person = _open(writer.connection, name)
            _keep_an_admin(writer.connection, person, new)
            detail = {"role": new.value, "was": person.role.value}
            changed = _write_account(writer, person.name, new, by=by, why=why, kind="role changed", detail=detail)
            _end_sessions(writer.connection, person.name)
        return changed

    def close_account(self, name: str, *, by: str, why: str) -> Person:
        """Close an account: it admits nobody from now on. What its person did stays; its secrets are removed."""
        with self._writing() as writer:
            person = _open(writer.connection, name)
            _keep_an_admin(writer.connection, person, None)
            kind, role = "account closed", person.role
            closed = _write_account(writer, person.name, role, by=by, why=why, kind=kind, detail={}, closed=True)
            for table in (credentials, keys):
                writer.connection.execute(delete(table).where(table.c.account == person.name))
        return closed

    def set_password(self, name: str, password: str, *, by: str, why: str) -> None:
        """Give an account another password. Its sessions end; its tokens stay."""
        known = self.person(name)
        hashed = passwords.hash_password(_said(read_password, password, known.name))
        with self._writing() as writer:
            person = _open(writer.connection, name)
            _act(writer, "password changed", person.name, by=by, why=why)
            _set(writer.connection, person.name, password=hashed)
            _end_sessions(writer.connection, person.name)

    # ── signing in ───────────────────────────────────────────────────────────────────────────────────────────────────

    def sign_in(self, name: str, password: str, *, address: str = "") -> str | None:
        """Begin a session: what admits to it, shown this once; None where name or password is wrong.

        Raises TooSoonError, and looks at nothing, while the account or the `address` that it is tried from must wait
        after tries that failed. It takes a tenth of a second, on purpose: not for an event loop.
        """
        with self._writing() as writer:  # counted before it is looked at, so that many tries at once are many
            seconds_to_wait(writer.connection, name, address, _now())
            count_try(writer.connection, name, address, _now())
        with self._reading() as connection:
            account = _account(connection, name)
            asked = select(credentials.c.password).where(credentials.c.account == (account.name if account else ""))
            hashed = connection.execute(asked).scalar_one_or_none() if account and not account.closed else None
        right = passwords.is_password(hashed, password)
        if account is None or not right:
            return None
        renewed = passwords.hash_anew(hashed, password)
        with self._writing() as writer:
            now_held = writer.connection.execute(asked).scalar_one_or_none()
            if now_held != hashed:  # it was changed meanwhile
                return None
            if renewed:
                _set(writer.connection, account.name, password=renewed)
            clear_tries(writer.connection, name, address)
            return _begin_session(writer.connection, account.name)

    def begin_session(self, name: str) -> str:
        """Begin a session for somebody whom another service vouched for: what admits to it, shown this once."""
        with self._writing() as writer:
            return _begin_session(writer.connection, _open(writer.connection, name).name)

    def sign_out(self, secret: str) -> None:
        """End a session. What is none does no harm."""
        with self._writing() as writer:
            theirs = keys.c.sha256 == _sha256(secret), keys.c.token.is_(None)
            writer.connection.execute(delete(keys).where(*theirs))

    def vouched_for(self, issuer: str, subject: str, email: str | None) -> Person | None:
        """Whose account another service speaks of: by what it calls them, or the first time by an address it verified.

        None where no open account is theirs. `email` is None where the service did not verify it.
        """
        with self._writing() as writer:
            connection = writer.connection
            by_subject = credentials.c.issuer == issuer, credentials.c.subject == subject
            name = connection.execute(select(credentials.c.account).where(*by_subject)).scalar_one_or_none()
            if name is None and email:
                by_email = credentials.c.email == fold(email.strip()), credentials.c.subject.is_(None)
                name = connection.execute(select(credentials.c.account).where(*by_email)).scalar_one_or_none()
                if name is not None:
                    _set(connection, name, issuer=issuer, subject=subject)
            person = _account(connection, name) if name is not None else None
            return None if person is None or person.closed else person

    # ── tokens ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def tokens(self, name: str | None = None) -> tuple[Token, ...]:
        """The tokens of an account, or all, withdrawn ones too, the oldest first."""
        with self._reading() as connection:
            statement = _tokens()
            if name is not None:
                statement = statement.where(tokens.c.account == _existing(connection, name).name)
            return tuple(_token(row) for row in connection.execute(statement))

    def make_token(
        self, name: str, token: str, scopes: Iterable[str], *, days: int, by: str, why: str
    ) -> tuple[Token, str]:
        """Make a token for a program that acts for an account, and what it is: shown this once, and kept nowhere."""
        label = _said(read_name, token, "a token's name")
        if not 1 <= days <= MAX_TOKEN_DAYS:
            raise AccountError(f"a token for {days} days: 1 to {MAX_TOKEN_DAYS} were expected; make another then")
        with self._writing() as writer:
            person = _open(writer.connection, name)
            given = _said(read_scopes, scopes, person.role)
            if any(row.name == label for row in _standing(writer.connection, person.name)):
                raise AccountError(f"{person.name} has a token {label!r} already; withdraw it, or give another name")
            until = _now() + timedelta(days=days)
            listed = sorted(given)
            detail = {"token": label, "scopes": listed, "expires_at": until.isoformat()}
            act = _act(writer, "token made", person.name, by=by, why=why, detail=detail)
            row = {"account": person.name, "name": label, "scopes": listed, "expires_at": until, "act": act}
            (key,) = writer.insert(tokens, [row])
            secret = _keep_key(writer.connection, TOKEN, person.name, until, key)
        return Token(person.name, label, given, _now(), until), secret

    def withdraw_token(self, name: str, token: str, *, by: str, why: str) -> None:
        """Withdraw a token: it admits nobody from now on."""
        with self._writing() as writer:
            person = _existing(writer.connection, name)
            row = next((row for row in _standing(writer.connection, person.name) if row.name == token.strip()), None)
            if row is None:
                raise AccountError(f"{person.name} has no token {token!r}; `tolltrace people token list` shows them")
            act = _act(writer, "token withdrawn", person.name, by=by, why=why, detail={"token": row.name})
            writer.insert(withdrawals, [{"token": row.key, "act": act}])
            writer.connection.execute(delete(keys).where(keys.c.token == row.key))

    def admit(self, secret: str) -> Pass | None:
        """What a session or a token admits to now; None for what is neither, expired, withdrawn or idle too long."""
        digest, now = _sha256(secret), _now()
        with self._reading() as connection:
            row = connection.execute(_key_row().where(keys.c.sha256 == digest)).first()
            # found by its hash, whose time tells nothing of the secret; and compared once more, in constant time
            if row is None or not hmac.compare_digest(row.sha256, digest) or now >= row.expires_at:
                return None
            person = _account(connection, row.account)
        is_session = row.token is None
        if person is None or person.closed or row.withdrawn is not None:
            return None
        if is_session and now >= row.used_at + timedelta(hours=IDLE_HOURS):
            return None
        if is_session and now >= row.used_at + timedelta(seconds=NOTED_SECONDS):
            with self._writing() as writer:
                writer.connection.execute(update(keys).where(keys.c.sha256 == digest).values(used_at=now))
        scopes = person.scopes if is_session else person.scopes & frozenset(Scope(each) for each in row.scopes)
        return Pass(person, scopes, row.expires_at, None if is_session else row.name)

    def _keep_email(self, connection: Connection, name: str, email: str | None) -> None:
        """The row of an account's secrets, and in it the address by which another service knows the person."""
        folded = fold(email.strip()) if email and email.strip() else None
        if folded is not None:
            if "@" not in folded or not folded.isprintable() or " " in folded:
                raise AccountError(f"{email!r} is no e-mail address; give one like name@newsroom.example")
            asked = select(credentials.c.account).where(credentials.c.email == folded)
            if connection.execute(asked).first():
                raise AccountError("another account has this e-mail address; each needs its own")
        connection.execute(insert(credentials), {"account": name, "email": folded})


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _now() -> datetime:
    return datetime.now(UTC)


def _said(read: Callable[..., Any], *values: Any) -> Any:
    """What `people` reads, with its ValueError as ours."""
    try:
        return read(*values)
    except ValueError as error:
        raise AccountError(str(error)) from None


def _role(role: str) -> Role:
    if role not in list(Role):
        raise AccountError(f"no role {role!r}; known: {', '.join(Role)}")
    return Role(role)


def _accounts() -> Any:
    return select(accounts, acts.c.at).join(acts, acts.c.key == accounts.c.act).order_by(accounts.c.key)


def _person(row: Row[Any]) -> Person:
    return Person(row.name, Role(row.role), row.closed, row.at)


def _account(connection: Connection, name: str) -> Person | None:
    """As it now stands; None where there never was one."""
    folded = accounts.c.name_folded == fold(name.strip())
    row = connection.execute(_accounts().where(folded).order_by(None).order_by(accounts.c.key.desc()).limit(1)).first()
    return _person(row) if row else None


def _existing(connection: Connection, name: str) -> Person:
    person = _account(connection, _said(read_name, name))
    if person is None:
        raise AccountError(NO_ACCOUNT.format(name=name))
    return person


def _open(connection: Connection, name: str) -> Person:
    person = _existing(connection, name)
    if person.closed:
        raise AccountError(f"the account {person.name!r} is closed; open it again: tolltrace people add")
    return person


def _keep_an_admin(connection: Connection, person: Person, role: Role | None) -> None:
    """Raise AccountError where nobody would be left who may open accounts."""
    newest = {row.name_folded: row for row in connection.execute(_accounts())}
    admins = {row.name for row in newest.values() if row.role == Role.ADMIN and not row.closed}
    if admins == {person.name} and role is not Role.ADMIN:
        raise AccountError(f"{person.name!r} is the only admin; make somebody else one first")


def _act(writer: Writer, kind: str, about: str, *, by: str, why: str, detail: dict[str, Any] | None = None) -> int:
    """Note in the log what was done; its key. Never with a secret in it."""
    for name, value in (("by", by), ("why", why)):
        if not value.strip():
            raise AccountError(f"{name!r} is empty; a change of an account says who and why")
    row = {"at": _now(), "actor_kind": "person", "actor": by.strip(), "kind": kind, "about": about}
    (key,) = writer.insert(acts, [row | {"why": why.strip(), "detail": detail or {}}])
    return key


def _write_account(
    writer: Writer, name: str, role: Role, *, by: str, why: str, kind: str, detail: dict[str, Any], closed: bool = False
) -> Person:
    act = _act(writer, kind, name, by=by, why=why, detail=detail)
    row = {"name": name, "name_folded": fold(name), "role": role.value, "closed": closed, "act": act}
    writer.insert(accounts, [row])
    return Person(name, role, closed, _now())


def _tokens() -> Any:
    gone = acts.alias("gone")
    return (
        select(tokens, acts.c.at.label("made_at"), gone.c.at.label("withdrawn_at"))
        .join(acts, acts.c.key == tokens.c.act)
        .outerjoin(withdrawals, withdrawals.c.token == tokens.c.key)
        .outerjoin(gone, gone.c.key == withdrawals.c.act)
        .order_by(tokens.c.key)
    )


def _token(row: Row[Any]) -> Token:
    scopes = frozenset(Scope(each) for each in row.scopes)
    return Token(row.account, row.name, scopes, row.made_at, row.expires_at, row.withdrawn_at)


def _standing(connection: Connection, account: str) -> list[Row[Any]]:
    """An account's tokens that nobody withdrew."""
    return [row for row in connection.execute(_tokens().where(tokens.c.account == account)) if not row.withdrawn_at]


# ── secrets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _sha256(secret: str) -> str:
    """Of no more than a secret has, so that nobody makes us hash megabytes."""
    return hashlib.sha256(secret[:MAX_SECRET_CHARS].encode(errors="replace")).hexdigest()


def _key_row() -> Any:
    return (
        select(keys, tokens.c.name, tokens.c.scopes, withdrawals.c.act.label("withdrawn"))
        .outerjoin(tokens, tokens.c.key == keys.c.token)
        .outerjoin(withdrawals, withdrawals.c.token == keys.c.token)
    )


def _keep_key(connection: Connection, prefix: str, account: str, until: datetime, token: int | None = None) -> str:
    """A new secret, of which the hash alone is kept; what expired is removed on the way."""
    secret = prefix + secrets.token_urlsafe(SECRET_BYTES)
    connection.execute(delete(keys).where(keys.c.expires_at < _now()))
    row = {"sha256": _sha256(secret), "account": account, "token": token, "expires_at": until, "used_at": _now()}
    connection.execute(insert(keys), row)
    return secret


def _begin_session(connection: Connection, account: str) -> str:
    return _keep_key(connection, SESSION, account, _now() + timedelta(hours=SESSION_HOURS))


def _end_sessions(connection: Connection, account: str) -> None:
    connection.execute(delete(keys).where(keys.c.account == account, keys.c.token.is_(None)))


def _set(connection: Connection, account: str, **columns: str | None) -> None:
    held = update(credentials).where(credentials.c.account == account).values(**columns)
    if not connection.execute(held).rowcount:  # a copy of a ledger has accounts, and no secrets of them
        connection.execute(insert(credentials), {"account": account, **columns})
