"""Claims as bare figures: numbers, codes and normal forms alone, in one question to the database.

No words of a report are among them, and so no name that is withheld: a side and a place are known words, which no
private name is made of (`naming`). What was taken down or left out is in no list (docs/decisions/0019, 0027).
"""

import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, Select, bindparam, select
from sqlalchemy.exc import DBAPIError

from tolltrace.ledger.keyset import check_position, paged
from tolltrace.ledger.lists import claims_order, listed_keys
from tolltrace.ledger.recorded import ClaimQuery
from tolltrace.ledger.searching import find_matches
from tolltrace.ledger.tables import claims, events, listings, reports, seals
from tolltrace.paging import BareFigures, Position, State

SHOWN = (
    claims.c.id, reports.c.id.label("report"), listings.c.day.label("published"), claims.c.harm, claims.c.low,
    claims.c.high, claims.c.value, claims.c.hedge, claims.c.fraction, claims.c.side, claims.c.status,
    claims.c.demographic, claims.c.place_name.label("place"), claims.c.place_geonames_id.label("geonames_id"),
    claims.c.place_latitude.label("lat"), claims.c.place_longitude.label("lon"), claims.c.period_edtf.label("period"),
    claims.c.aspect, claims.c.rate, claims.c.stance, claims.c.confidence,
)  # fmt: skip
COLUMNS = tuple(str(each.name) for each in SHOWN)
ORDER = claims_order(ClaimQuery())
IN_ORDER = slice(len(COLUMNS), len(COLUMNS) + len(ORDER))
AT = tuple(f"after_{number}" for number in range(len(ORDER)))
MOST = "most"


def read_figures(connection: Connection, query: ClaimQuery, after: Position | None, limit: int) -> BareFigures:
    """A page of a list, which asks for nothing that may be withheld: no words, no speaker."""
    check_position(ORDER, after)
    chosen = listed_keys(query, find_matches(connection, query))
    return _page([tuple(row) for row in connection.execute(_figures(chosen, after, limit + 1))], limit)


def _figures(chosen: Select[Any], after: Position | None, most: Any) -> Select[Any]:
    more = (listings.c.report, listings.c.day)
    page = paged(chosen.add_columns(*more), ORDER, after, 0).limit(most).subquery()
    told = [page.c.day.label("published") if each.name == "published" else each for each in SHOWN]
    at = [page.c[f"at_{number}"] for number in range(len(ORDER))]
    joined = page.join(claims, claims.c.key == page.c.claim).join(reports, reports.c.key == page.c.report)
    ordered = [each.desc() if one.down else each for each, one in zip(at, ORDER, strict=True)]
    return select(*told, *at).select_from(joined).order_by(*ordered)


def _page(rows: list[tuple[Any, ...]], limit: int) -> BareFigures:
    found = tuple(row[: len(COLUMNS)] for row in rows[:limit])
    return BareFigures(COLUMNS, found, tuple(rows[limit - 1][IN_ORDER]) if len(rows) > limit else None)


# ── past SQLAlchemy, in a file: to put such a question together takes longer than to answer it ───────────────────────


NEWEST = select(
    select(seals.c.hash).order_by(seals.c.key.desc()).limit(1).scalar_subquery(),
    select(events.c.key).order_by(events.c.key.desc()).limit(1).scalar_subquery(),
)


class Quick:
    """What is asked thousands of times a second of a ledger in a file."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._state: State | None = None

    def state(self, read: Callable[[], State]) -> State:
        """Which moment this is; read in full only where it is another than the last."""
        head, newest = self._ask("newest", {})[0]
        known = self._state
        if known is None or (known.head, known.events) != (head, newest or 0):
            known = self._state = read()
        return known

    def figures(self, after: Position | None, limit: int) -> BareFigures:
        """The newest figures, or those behind a place in their order."""
        check_position(ORDER, after)
        given = {**dict(zip(AT, after or (), strict=False)), MOST: limit + 1}
        return _page(self._ask("first" if after is None else "next", given), limit)

    def _ask(self, kind: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
        statement, names, fixed = _compiled(self._engine.dialect, kind)
        pooled = self._engine.raw_connection()
        try:
            raw: Any = pooled.driver_connection
            raw.set_progress_handler(None, 0)  # of who had this connection before
            found: list[tuple[Any, ...]] = raw.execute(
                statement, [{**fixed, **given}[name] for name in names]
            ).fetchall()
            return found
        except sqlite3.Error as error:
            raise DBAPIError(statement, None, error) from error
        finally:
            pooled.close()


@lru_cache(maxsize=16)
def _compiled(dialect: Dialect, kind: str) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    """A question as its database takes it, the names of what it is asked with in order, and what of that is fixed."""
    question = NEWEST if kind == "newest" else _newest_figures(kind == "next")
    compiled = question.compile(dialect=dialect)
    return str(compiled), tuple(getattr(compiled, "positiontup", None) or ()), dict(compiled.params)


def _newest_figures(is_next: bool) -> Select[Any]:
    at = tuple(bindparam(name, type_=one.column.type) for name, one in zip(AT, ORDER, strict=True))
    return _figures(listed_keys(ClaimQuery(), None), at if is_next else None, bindparam(MOST))
