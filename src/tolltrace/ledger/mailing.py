"""Digests as they were published, and who gets them (docs/decisions/0024).

A digest is recorded and sealed as all else. An address is kept apart, and is gone when its owner says so.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from tolltrace.digests import Digest, Every, Subscriber, Wish
from tolltrace.errors import AbsentError
from tolltrace.ledger.folding import fold
from tolltrace.ledger.sealing import Writer
from tolltrace.ledger.tables_mail import digests, mail_asks, mail_secrets, subscribers
from tolltrace.ledger.tables_people import acts

SECRET_BYTES = 32
MAX_ID_CHARS = 100
COUNTED_HOURS = 24  # that asking for mails is remembered
REFUSALS = 3  # digests in a row that a server refuses for good, after which an address is erased
MADE = "digest made"

Opened = Callable[[], AbstractContextManager[Connection]]
Written = Callable[[], AbstractContextManager[Writer]]


class Mailing:
    """The digests of one ledger, and who gets them. Every change is on disk when it returns."""

    def __init__(self, reading: Opened, writing: Written) -> None:
        self._reading = reading
        self._writing = writing

    # ── digests ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def digests(self, *, before: int | None = None, limit: int = 50) -> tuple[Digest, ...]:
        """Those that were published, the newest first; `before` a key, for the next page."""
        asked = select(digests).order_by(digests.c.key.desc()).limit(limit)
        if before is not None:
            asked = asked.where(digests.c.key < before)
        with self._reading() as connection:
            return tuple(map(_digest, connection.execute(asked)))

    def digest(self, name: str) -> Digest:
        """The one of that name. Raises AbsentError."""
        with self._reading() as connection:
            row = connection.execute(select(digests).where(digests.c.name == name)).first()
        if row is None:
            raise AbsentError(f"no digest {name[:40]!r}; they are called as a day, 2026-11-23, or a week, 2026-W48")
        return _digest(row)

    def newest(self, every: Every) -> Digest | None:
        """The last one of a kind."""
        with self._reading() as connection:
            asked = select(digests).where(digests.c.every == every.value).order_by(digests.c.key.desc()).limit(1)
            row = connection.execute(asked).first()
        return _digest(row) if row else None

    def publish(self, every: Every, since: datetime, until: datetime, statements: Sequence[str], *, by: str) -> Digest:
        """Record a digest; where the day or week has one, that stays, and is given back."""
        name = every.name_of(until.date())
        with self._writing() as writer:
            row = writer.connection.execute(select(digests).where(digests.c.name == name)).first()
            if row is not None:
                return _digest(row)
            act = {"at": until, "actor_kind": "program", "actor": by, "kind": MADE, "about": name}
            said = {"why": f"the {every.value} digest", "detail": {"statements": len(statements)}}
            (act_key,) = writer.insert(acts, [act | said])
            own = {"name": name, "every": every.value, "since": since, "until": until, "act": act_key}
            (key,) = writer.insert(digests, [own | {"statements": list(statements)}])
        return Digest(key, name, every, since, until, tuple(statements))

    # ── who gets them ────────────────────────────────────────────────────────────────────────────────────────────────

    def subscribe(self, wish: Wish) -> Subscriber:
        """Keep a confirmed wish; in place of the one that the address had. They get what is published from now on."""
        folded = fold(wish.address)
        chosen = {"every": wish.every.value, "sides": list(wish.sides), "places": list(wish.places)}
        row = {"id": secrets.token_urlsafe(SECRET_BYTES), "address": wish.address, "address_folded": folded}
        with self._writing() as writer:
            connection = writer.connection
            there = connection.execute(select(subscribers).where(subscribers.c.address_folded == folded)).first()
            if there is not None:
                values = chosen | {"refused": 0, "address": wish.address}
                connection.execute(update(subscribers).where(subscribers.c.id == there.id).values(**values))
                return Subscriber(there.id, wish, there.last)
            last = connection.execute(select(func.coalesce(func.max(digests.c.key), 0))).scalar_one()
            kept = {"confirmed_at": _now(), "last": last, "refused": 0}
            connection.execute(insert(subscribers), row | chosen | kept)
        return Subscriber(row["id"], wish, last)

    def unsubscribe(self, subscriber_id: str) -> None:
        """Erase who has this id. Whether there was one is not told."""
        with self._writing() as writer:
            writer.connection.execute(delete(subscribers).where(subscribers.c.id == subscriber_id[:MAX_ID_CHARS]))

    def forget(self, address: str) -> bool:
        """Erase an address, as its owner asked of who runs the site; whether it was there."""
        with self._writing() as writer:
            folded = subscribers.c.address_folded == fold(address.strip())
            return bool(writer.connection.execute(delete(subscribers).where(folded)).rowcount)

    def waiting(self, digest: Digest) -> tuple[Subscriber, ...]:
        """Who gets a digest and for whom it was not begun yet."""
        mine = (subscribers.c.every == digest.every.value, subscribers.c.last < digest.key)
        with self._reading() as connection:
            return tuple(map(_subscriber, connection.execute(select(subscribers).where(*mine))))

    def counts(self) -> dict[str, int]:
        """How many get each kind."""
        asked = select(subscribers.c.every, func.count()).group_by(subscribers.c.every)
        with self._reading() as connection:
            found = {row[0]: row[1] for row in connection.execute(asked)}
        return {each.value: found.get(each.value, 0) for each in Every}

    # ── sending ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def begin(self, one: Subscriber, digest: Digest) -> bool:
        """Note, before anything is sent, that they get this digest; False where it was noted, or they left."""
        mine = (subscribers.c.id == one.id, subscribers.c.last < digest.key)
        with self._writing() as writer:
            return bool(writer.connection.execute(update(subscribers).where(*mine).values(last=digest.key)).rowcount)

    def undo(self, one: Subscriber, digest: Digest) -> None:
        """Take the note back: it is certain that nothing was sent, and another run may try again."""
        mine = (subscribers.c.id == one.id, subscribers.c.last == digest.key)
        with self._writing() as writer:
            writer.connection.execute(update(subscribers).where(*mine).values(last=one.last))

    def note_answer(self, one: Subscriber, *, taken: bool) -> bool:
        """What their server said to a mail; whether the address was erased, as it was refused too often."""
        mine = subscribers.c.id == one.id
        with self._writing() as writer:
            connection = writer.connection
            refused = 0 if taken else subscribers.c.refused + 1
            if taken:
                mine = mine & (subscribers.c.refused > 0)
            connection.execute(update(subscribers).where(mine).values(refused=refused))
            if taken:
                return False
            gone = delete(subscribers).where(mine, subscribers.c.refused >= REFUSALS)
            return bool(connection.execute(gone).rowcount)

    # ── asking for a mail ────────────────────────────────────────────────────────────────────────────────────────────

    def secret(self) -> bytes:
        """What links of mails are signed with: made when it is first asked for."""
        asked = select(mail_secrets.c.secret).where(mail_secrets.c.purpose == "links")
        with self._reading() as connection:
            found = connection.execute(asked).scalar_one_or_none()
        if found is not None:
            return bytes(found)
        with self._writing() as writer:  # one writes at a time: whoever comes second finds the first one's
            found = writer.connection.execute(asked).scalar_one_or_none()
            if found is None:
                found = secrets.token_bytes(SECRET_BYTES)
                writer.connection.execute(insert(mail_secrets), {"purpose": "links", "secret": found})
        return bytes(found)

    def count_asking(self, of: str, most: int) -> bool:
        """Count that a mail was asked for, to an address or from one; False where it was too often today."""
        named = hmac.new(self.secret(), of.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
        now = _now()
        with self._writing() as writer:
            connection = writer.connection
            old = mail_asks.c.first_at < now - timedelta(hours=COUNTED_HOURS)
            connection.execute(delete(mail_asks).where(old))
            counted = update(mail_asks).where(mail_asks.c.of == named).values(asked=mail_asks.c.asked + 1)
            if not connection.execute(counted).rowcount:
                connection.execute(insert(mail_asks), {"of": named, "asked": 1, "first_at": now})
            return bool(
                connection.execute(select(mail_asks.c.asked).where(mail_asks.c.of == named)).scalar_one() <= most
            )


def _now() -> datetime:
    return datetime.now(UTC)


def _digest(row: Row[Any]) -> Digest:
    return Digest(row.key, row.name, Every(row.every), row.since, row.until, tuple(row.statements))


def _subscriber(row: Row[Any]) -> Subscriber:
    wish = Wish(row.address, Every(row.every), tuple(row.sides), tuple(row.places))
    return Subscriber(row.id, wish, row.last)
