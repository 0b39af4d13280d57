"""What a desk remembers, in the ledger's database and outside of its chain (docs/decisions/0025).

Several desks share it: a host belongs to one of them at a time, by a lease that ends by itself. Times are the caller's.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, insert, or_, select, update

from tolltrace.ledger.tables import events, reports, versions
from tolltrace.ledger.tables_desk import desk_hosts, desk_items, desk_sources, desk_tellings, desk_untold
from tolltrace.visits import Marks
from tolltrace.watching import (
    LOCAL,
    Due,
    Entry,
    Fate,
    Happening,
    Item,
    ItemNote,
    SourceNote,
    SourceState,
    Task,
    Telling,
    Watched,
)

FURTHEST = timedelta(days=400)  # what is due later than that was written by a clock that went wrong
FILES_AT_ONCE = 32  # of a folder; of a site one address
ASKED_AT_ONCE = 500  # addresses in one question
RECORDED = ("recorded", "reread", "imported")

Begin = Callable[[], AbstractContextManager[Connection]]


class DeskBook:
    """The memory of desks. Every method is one short transaction."""

    def __init__(self, read: Begin, write: Begin) -> None:
        self._read = read
        self._write = write

    # ── sources ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def watch(self, sources: Iterable[Watched], now: datetime) -> None:
        """Remember these sources. One that moved, or became another kind, is as a new one."""
        with self._write() as connection:
            known = {row.name: row for row in connection.execute(select(desk_sources))}
            for one in sources:
                _add_host(connection, one.host, now)
                row = known.get(one.name)
                fields = {"kind": one.kind.value, "place": one.place, "host": one.host}
                if row is not None and all(getattr(row, name) == value for name, value in fields.items()):
                    continue
                anew: dict[str, Any] = {
                    **fields, "state": "new", "next_at": now, "etag": None, "last_modified": None, "failures": 0,
                    "error": None, "moved_to": None, "read_at": None,
                }  # fmt: skip
                if row is None:  # on a server another desk may add it at the same moment
                    made = _insert_once(connection, desk_sources).values(name=one.name, **anew)
                    connection.execute(made.on_conflict_do_nothing(index_elements=["name"]))
                else:
                    connection.execute(update(desk_sources).where(desk_sources.c.name == one.name), anew)

    def sources(self) -> tuple[SourceState, ...]:
        """Every source that was ever watched, as it is now."""
        counted = select(
            desk_items.c.source,
            desk_items.c.state,
            func.count().label("many"),
            func.sum(desk_items.c.claims).label("claims"),
        ).group_by(desk_items.c.source, desk_items.c.state)
        joined = select(desk_sources, desk_hosts.c.turn_at).outerjoin(
            desk_hosts, desk_hosts.c.host == desk_sources.c.host
        )
        with self._read() as connection:
            items: dict[str, dict[str, int]] = {}
            claims: dict[str, int] = {}
            for row in connection.execute(counted):
                items.setdefault(row.source, {})[row.state] = row.many
                claims[row.source] = claims.get(row.source, 0) + int(row.claims or 0)
            return tuple(
                _source_state(row, items.get(row.name, {}), claims.get(row.name, 0))
                for row in connection.execute(joined.order_by(desk_sources.c.name))
            )

    # ── leases ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def take(self, by: str, names: Collection[str], now: datetime, until: datetime, most: int) -> tuple[Task, ...]:
        """Take hosts that nobody has, whose turn it is, and that have something due of these sources: with that.

        On a server, desks that take at the same time pass over each other's rows; in a file one waits for the other.
        """
        asked = (
            select(desk_hosts.c.host)
            .where(*_has_work(names, now, now))
            .order_by(desk_hosts.c.turn_at, desk_hosts.c.host)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        with self._write() as connection:
            hosts = list(connection.execute(asked).scalars())
            if not hosts:
                return ()
            held = update(desk_hosts).where(desk_hosts.c.host.in_(hosts))
            connection.execute(held.values(leased_by=by, leased_until=until))
            return tuple(_task(connection, host, names, now, until) for host in hosts)

    def give_back(self, host: str, by: str, turn_at: datetime | None) -> None:
        """A host is no more ours; it may be asked again at `turn_at`, where we asked it ourselves."""
        ours = update(desk_hosts).where(desk_hosts.c.host == host, desk_hosts.c.leased_by == by)
        turn = {"turn_at": turn_at} if turn_at is not None else {}
        with self._write() as connection:
            connection.execute(ours.values(leased_by=None, leased_until=None, **turn))

    def free_leases(self, is_dead: Callable[[str], bool]) -> int:
        """End the leases of desks that are known to be dead; how many that were."""
        freed = 0
        with self._write() as connection:
            for table in (desk_hosts, desk_tellings):
                held = select(table.c.leased_by).where(table.c.leased_by.is_not(None)).distinct()
                for by in connection.execute(held).scalars().all():
                    if is_dead(by):
                        ended = update(table).where(table.c.leased_by == by).values(leased_by=None, leased_until=None)
                        freed += connection.execute(ended).rowcount
        return freed

    def is_due(self, names: Collection[str], now: datetime, soon: timedelta) -> bool:
        """Whether something of these sources is due now, and its host has its turn soon."""
        asked = select(desk_hosts.c.host).where(*_has_work(names, now, now + soon)).limit(1)
        with self._read() as connection:
            return connection.execute(asked).first() is not None

    def next_due(self, names: Collection[str], now: datetime) -> datetime | None:
        """When the next of these sources, or of what they list, is due and its host has its turn; None for never.

        What a desk is busy with is left out.
        """

        def first(table: Any) -> Any:
            name = table.c.name if table is desk_sources else table.c.source
            here = table.c.host == desk_hosts.c.host, name.in_(names), table.c.next_at.is_not(None)
            return select(func.min(table.c.next_at)).where(*here).scalar_subquery()

        asked = select(
            desk_hosts.c.turn_at, first(desk_sources).label("source"), first(desk_items).label("item")
        ).where(_is_free(desk_hosts, now))
        with self._read() as connection:
            found = [
                max(row.turn_at, min(each for each in (row.source, row.item) if each is not None))
                for row in connection.execute(asked)
                if row.source is not None or row.item is not None
            ]
        return min(found, default=None)

    # ── what visits came to ──────────────────────────────────────────────────────────────────────────────────────────

    def note_source(self, note: SourceNote, now: datetime, entries: Sequence[Entry] = ()) -> int:
        """How a visit to a source ended, and what it listed; how much of that is new or changed."""
        was_read = note.state in ("read", "unchanged")
        with self._write() as connection:
            news = _list(connection, note.name, entries, now)
            fields: dict[str, Any] = {
                "state": note.state, "next_at": note.next_at, "etag": note.marks.etag,
                "last_modified": note.marks.last_modified, "failures": note.failures, "error": note.error,
                "moved_to": note.moved_to, "checked_at": now,
                **({"read_at": now} if was_read else {}), **({"news_at": now} if news else {}),
            }  # fmt: skip
            connection.execute(update(desk_sources).where(desk_sources.c.name == note.name), fields)
        return news

    def stamps(self, addresses: Sequence[str]) -> dict[str, str]:
        """Of these addresses those that are known, each with its stamp."""
        with self._read() as connection:
            return {row.address: row.stamp for row in _known(connection, addresses)}

    def list_more(self, source: str, entries: Sequence[Entry], now: datetime) -> int:
        """Remember what a list below a source holds; how much of it is new or changed."""
        with self._write() as connection:
            return _list(connection, source, entries, now)

    def note_items(self, notes: Iterable[ItemNote], now: datetime) -> None:
        """How visits to items ended."""
        with self._write() as connection:
            for note in notes:
                fields: dict[str, Any] = {
                    "state": note.fate.value, "next_at": note.next_at, "etag": note.marks.etag,
                    "last_modified": note.marks.last_modified, "tries": note.tries, "error": note.error,
                    "checked_at": now,
                    **({"looks": desk_items.c.looks + 1} if note.was_read else {}),
                    **({} if note.claims is None else {"claims": note.claims}),
                }  # fmt: skip
                connection.execute(update(desk_items).where(desk_items.c.key == note.key).values(**fields))

    def forget(self, before: datetime) -> int:
        """Forget what was listed, and looked at for the last time, before a day; how many that were."""
        old = desk_items.c.listed_at < before, desk_items.c.next_at.is_(None)
        with self._write() as connection:
            return connection.execute(delete(desk_items).where(*old)).rowcount

    # ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def tell(self, names: Iterable[str], now: datetime) -> None:
        """Remember who is told. What happened before they asked is not told."""
        with self._write() as connection:
            known = set(connection.execute(select(desk_tellings.c.name)).scalars())
            last = connection.execute(select(func.max(events.c.key))).scalar() or 0
            for name in sorted(set(names) - known):
                made = _insert_once(connection, desk_tellings).values(name=name, event=last, next_at=now, tries=0)
                connection.execute(made.on_conflict_do_nothing(index_elements=["name"]))

    def take_telling(self, by: str, names: Collection[str], now: datetime, until: datetime) -> Telling | None:
        """Take one of these whose turn it is, and that has something before it; None where there is none."""
        is_turn = or_(desk_tellings.c.next_at <= now, desk_tellings.c.next_at > now + FURTHEST)
        has_news = desk_tellings.c.event < select(func.coalesce(func.max(events.c.key), 0)).scalar_subquery()
        asked = (
            select(desk_tellings)
            .where(desk_tellings.c.name.in_(names), _is_free(desk_tellings, now), is_turn, has_news)
            .order_by(desk_tellings.c.next_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with self._write() as connection:
            row = connection.execute(asked).first()
            if row is None:
                return None
            mine = update(desk_tellings).where(desk_tellings.c.name == row.name)
            connection.execute(mine.values(leased_by=by, leased_until=until))
            return Telling(row.name, row.event, row.tries, row.next_at, row.error, row.told_at)

    def told(self, name: str, by: str, event: int, now: datetime, *, was_sent: bool) -> None:
        """Everything up to an event was told, or was not for them. The lease stays."""
        mine = update(desk_tellings).where(desk_tellings.c.name == name, desk_tellings.c.leased_by == by)
        said = {"event": event, "tries": 0, "error": None, "next_at": now, **({"told_at": now} if was_sent else {})}
        with self._write() as connection:
            connection.execute(mine.values(**said))

    def could_not_tell(self, name: str, by: str, error: str, next_at: datetime) -> None:
        """Telling failed; to be tried again, from the same event."""
        mine = update(desk_tellings).where(desk_tellings.c.name == name, desk_tellings.c.leased_by == by)
        with self._write() as connection:
            connection.execute(mine.values(tries=desk_tellings.c.tries + 1, error=error, next_at=next_at))

    def give_up(self, name: str, by: str, event: int, error: str, now: datetime) -> None:
        """Set an event aside that could not be told, and go on behind it."""
        mine = update(desk_tellings).where(desk_tellings.c.name == name, desk_tellings.c.leased_by == by)
        with self._write() as connection:
            if connection.execute(mine.values(event=event, tries=0, next_at=now)).rowcount:
                connection.execute(insert(desk_untold), {"telling": name, "event": event, "at": now, "error": error})

    def stop_telling(self, name: str, by: str) -> None:
        """Give a telling back."""
        mine = update(desk_tellings).where(desk_tellings.c.name == name, desk_tellings.c.leased_by == by)
        with self._write() as connection:
            connection.execute(mine.values(leased_by=None, leased_until=None))

    def tellings(self) -> tuple[Telling, ...]:
        """Everybody who is told, and how far they have been."""
        waiting = select(func.count()).where(events.c.key > desk_tellings.c.event, events.c.kind.in_(RECORDED))
        untold = select(func.count()).where(desk_untold.c.telling == desk_tellings.c.name)
        asked = select(
            desk_tellings, waiting.scalar_subquery().label("waiting"), untold.scalar_subquery().label("untold")
        ).order_by(desk_tellings.c.name)
        with self._read() as connection:
            return tuple(
                Telling(row.name, row.event, row.tries, row.next_at, row.error, row.told_at, row.waiting, row.untold)
                for row in connection.execute(asked)
            )

    def happenings(self, after: int, most: int) -> tuple[int, tuple[Happening, ...]]:
        """Of the next events of the log those that read a report; and which was the last that was looked at."""
        asked = (
            select(events.c.key, events.c.kind, events.c.at, events.c.report, versions.c.edition, versions.c.number)
            .add_columns(reports.c.id)
            .join(reports, reports.c.key == events.c.report)
            .join(versions, versions.c.key == events.c.version)
            .where(events.c.key > after)
            .order_by(events.c.key)
            .limit(most)
        )
        with self._read() as connection:
            rows = connection.execute(asked).all()
            found = tuple(_happening(connection, row) for row in rows if row.kind in RECORDED)
        return (rows[-1].key if rows else after), found


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _due(table: Any, names: Collection[str], now: datetime) -> list[ColumnElement[bool]]:
    """Of these sources, and its time has come; or lies so far off that no clock that was right wrote it."""
    name = table.c.name if table is desk_sources else table.c.source
    return [name.in_(names), or_(table.c.next_at <= now, table.c.next_at > now + FURTHEST)]


def _has_work(names: Collection[str], now: datetime, turn_by: datetime) -> list[ColumnElement[bool]]:
    """Hosts that nobody has, with something due of these sources, that have their turn by then."""
    theirs = (
        select(1).where(table.c.host == desk_hosts.c.host, *_due(table, names, now)).exists()
        for table in (desk_sources, desk_items)
    )
    is_turn = or_(desk_hosts.c.turn_at <= turn_by, desk_hosts.c.turn_at > now + FURTHEST)
    return [_is_free(desk_hosts, now), is_turn, or_(*theirs)]


def _is_free(table: Any, now: datetime) -> ColumnElement[bool]:
    """No desk has it; or one that had it has not given it back in time."""
    return or_(table.c.leased_until.is_(None), table.c.leased_until <= now)


def _task(connection: Connection, host: str, names: Collection[str], now: datetime, until: datetime) -> Task:
    """What is due of a host: its source that waited longest, else its items."""

    def due(table: Any, most: int) -> Select[Any]:
        here = select(table).where(table.c.host == host, *_due(table, names, now))
        return here.order_by(table.c.next_at, *([table.c.key] if table is desk_items else [])).limit(most)

    row = connection.execute(due(desk_sources, 1)).first()
    if row is not None:
        marks = Marks(row.etag, row.last_modified)
        return Task(host, until, Due(row.name, marks, row.failures, row.read_at))
    rows = connection.execute(due(desk_items, FILES_AT_ONCE if host.startswith(LOCAL) else 1))
    return Task(host, until, None, tuple(_item(row) for row in rows))


def _item(row: Row[Any]) -> Item:
    marks = Marks(row.etag, row.last_modified)
    return Item(row.key, row.address, row.source, row.depth, marks, row.tries, row.looks, row.listed_at)


def _add_host(connection: Connection, host: str, now: datetime) -> None:
    """On a server another desk may add it at the same moment."""
    made = _insert_once(connection, desk_hosts).values(host=host, turn_at=now)
    connection.execute(made.on_conflict_do_nothing(index_elements=["host"]))


def _insert_once(connection: Connection, table: Any) -> Any:
    from sqlalchemy.dialects import postgresql, sqlite

    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)


def _known(connection: Connection, addresses: Sequence[str]) -> Iterable[Any]:
    """The rows of those that are known, some hundred at a time: engines take only so many values in one question."""
    for at in range(0, len(addresses), ASKED_AT_ONCE):
        some = addresses[at : at + ASKED_AT_ONCE]
        columns = desk_items.c.key, desk_items.c.address, desk_items.c.stamp
        yield from connection.execute(select(*columns).where(desk_items.c.address.in_(some)))


def _list(connection: Connection, source: str, entries: Sequence[Entry], now: datetime) -> int:
    """Add what is new, and make due again what changed; each address once, as it stands first."""
    wanted: dict[str, Entry] = {}
    for entry in entries:
        wanted.setdefault(entry.address, entry)
    known = {row.address: row for row in _known(connection, list(wanted))}
    wanted = {address: wanted[address] for address in sorted(wanted)}  # in one order everywhere: desks never deadlock
    for host in sorted({entry.host for entry in wanted.values()}):
        _add_host(connection, host, now)
    news = 0
    for address, entry in wanted.items():
        next_at = now if entry.fate is Fate.WAITING else None
        row = known.get(address)
        said = {"state": entry.fate.value, "stamp": entry.stamp, "next_at": next_at}
        if row is not None and row.stamp == entry.stamp:
            continue
        news += 1
        if row is not None:
            changed = said | {"tries": 0} | ({} if next_at else {"claims": entry.claims})
            connection.execute(update(desk_items).where(desk_items.c.key == row.key).values(**changed))
            continue
        looks = 0 if entry.fate is Fate.WAITING else 1
        added = {"address": address, "source": source, "host": entry.host, "depth": entry.depth, **said}
        added |= {"tries": 0, "looks": looks, "claims": entry.claims, "listed_at": now}
        made = _insert_once(connection, desk_items).values(**added)
        connection.execute(made.on_conflict_do_nothing(index_elements=["address"]))
    return news


def _source_state(row: Row[Any], items: dict[str, int], claims: int) -> SourceState:
    return SourceState(
        row.name, row.kind, row.place, row.state, row.next_at, row.failures, row.error, row.moved_to,
        row.checked_at, row.read_at, row.news_at, items, claims, row.turn_at,
    )  # fmt: skip


def _happening(connection: Connection, row: Row[Any]) -> Happening:
    """An event, with the versions of its edition and of the one before."""

    def numbers(edition: int) -> tuple[int, ...]:
        theirs = versions.c.report == row.report, versions.c.edition == edition
        return tuple(connection.execute(select(versions.c.number).where(*theirs)).scalars())

    before = numbers(row.edition - 1) if row.edition > 1 and row.kind == "recorded" else ()
    return Happening(row.key, row.at, row.kind, row.id, row.number, numbers(row.edition), before)
