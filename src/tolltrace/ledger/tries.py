"""Slowing down who guesses passwords: of one account, and from one address."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from tolltrace.errors import TooSoonError
from tolltrace.ledger.folding import fold
from tolltrace.ledger.tables_people import tries

FORGOTTEN_AFTER = timedelta(hours=1)
# free tries, then the longest wait: short for an account, so that nobody can lock its owner out; longer for an address,
# which a whole newsroom may share
ACCOUNT = (5, 60)
ADDRESS = (20, 900)


def seconds_to_wait(connection: Connection, name: str, address: str, now: datetime) -> None:
    """Raise TooSoonError where one of both must wait."""
    waits = [_wait(connection, of, *limits, now) for of, limits in _kept_under(name, address)]
    if (longest := max(waits)) > 0:
        raise TooSoonError(longest)


def count_try(connection: Connection, name: str, address: str, now: datetime) -> None:
    """Count a try as failed; `clear_tries` takes it back. What is old is forgotten."""
    connection.execute(delete(tries).where(tries.c.last_at < now - FORGOTTEN_AFTER))
    for of, _ in _kept_under(name, address):
        counted = connection.execute(
            update(tries).where(tries.c.of == of).values(failed=tries.c.failed + 1, last_at=now)
        ).rowcount
        if not counted:
            connection.execute(insert(tries), {"of": of, "failed": 1, "last_at": now})


def clear_tries(connection: Connection, name: str, address: str) -> None:
    """Forget an account's tries once it was right. The address keeps its other tries: one of them may be right."""
    account, *others = (of for of, _ in _kept_under(name, address))
    connection.execute(delete(tries).where(tries.c.of == account))
    connection.execute(update(tries).where(tries.c.of.in_(others)).values(failed=tries.c.failed - 1))


def _kept_under(name: str, address: str) -> list[tuple[str, tuple[int, int]]]:
    found = [(f"account {fold(name.strip())[:100]}", ACCOUNT)]
    return [*found, (f"address {address.strip()[:100]}", ADDRESS)] if address.strip() else found


def _wait(connection: Connection, of: str, free: int, longest: int, now: datetime) -> float:
    """One second after the free tries, then twice as long each time."""
    row = connection.execute(select(tries).where(tries.c.of == of)).first()
    if row is None or row.failed < free:
        return 0.0
    due = row.last_at + timedelta(seconds=min(2 ** min(row.failed - free, 20), longest))
    return float((due - now).total_seconds())
