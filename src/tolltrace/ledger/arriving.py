"""What came since a moment that somebody has on their screen: counted, never more than a page needs to know."""

from typing import Any

from sqlalchemy import Connection, Select, func, select

from tolltrace.ledger.tables import claims, events, listings
from tolltrace.ledger.tables_grouping import relays

MOST_EVENTS = 2000  # the newest, which are looked at: behind by more than these, one reads the list anew in any case


def count_arrived(
    connection: Connection, listed: Select[Any], what: str, since: int, most: int, *, statement: str = ""
) -> int:
    """How many statements, claims or reports have a listed claim that was written after an event; `most` for more.

    `listed` chooses rows of `listings`: what was taken down or rejected has none. `statement`: of those, such as
    stand in a statement, by the id that it has or had: it is made of the id of a claim in it.
    """
    newest = select(events.c.report).where(events.c.key > since).order_by(events.c.key.desc()).limit(MOST_EVENTS)
    written = (
        select(listings.c.claim)
        .join(claims, claims.c.key == listings.c.claim)
        .where(listings.c.report.in_(select(newest.subquery().c.report)), claims.c.event > since)
        .limit(MOST_EVENTS)
    )
    keys = list(connection.execute(written).scalars())
    if not keys:
        return 0
    found = listed.where(listings.c.claim.in_(keys))
    if what == "statements" or statement:
        found = found.join(relays, relays.c.claim == listings.c.claim).where(relays.c.statement.is_not(None))
    if statement:
        own = select(claims.c.key).where(claims.c.id == statement.removeprefix("s"))
        stands = select(relays.c.statement).where(relays.c.claim.in_(own), relays.c.denied.is_(False))
        found = found.where(relays.c.statement.in_(stands))
    counted = {"claims": listings.c.claim, "reports": listings.c.report, "statements": relays.c.statement}[what]
    some = found.with_only_columns(counted).distinct().limit(most).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()
