"""Taking records down, and lifting that: what an editor writes (docs/decisions/0019)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from tolltrace.errors import LedgerError
from tolltrace.ledger.hiding import OPENED, RESTORED, TAKEN_DOWN, WITHHELD, read_takedown, standing
from tolltrace.ledger.recording import insert_event
from tolltrace.ledger.sealing import Writer
from tolltrace.ledger.tables import claims, reports, supersessions, versions
from tolltrace.ledger.tables_restraint import lifts, openings, takedowns
from tolltrace.veil import Takedown


def take_claim_down(writer: Writer, row: Row[Any], by: str, why: str, at: datetime, statement: str | None) -> Takedown:
    """Take a claim down, wherever its report states it, inside a transaction that is begun."""
    version = writer.connection.execute(select(versions).where(versions.c.key == row.version)).one()
    mentions = writer.connection.execute(
        select(claims.c.key)
        .join(versions, versions.c.key == claims.c.version)
        .outerjoin(supersessions, supersessions.c.claim == claims.c.key)
        .where(
            versions.c.report == version.report,
            or_(
                claims.c.key == row.key,
                and_(
                    versions.c.edition == version.edition,
                    claims.c.number == row.number,
                    supersessions.c.event.is_(None),
                ),
            ),
        )
        .order_by(claims.c.key)
    ).scalars()
    detail = {"statement": statement} if statement else {}
    event = note(writer, TAKEN_DOWN, by, why, at, version.report, version.key, row.id, detail)
    rows = [{"report": version.report, "claim": key, "event": event} for key in mentions]
    writer.insert(takedowns, rows)
    return Takedown(row.report_id, row.id, statement, at, by.strip(), why.strip())


def take_report_down(writer: Writer, report_id: str, by: str, why: str, at: datetime) -> Takedown:
    """Take a whole report down, inside a transaction that is begun."""
    row = newest_version(writer.connection, report_id)
    event = note(writer, TAKEN_DOWN, by, why, at, row.report, row.key, None, {})
    writer.insert(takedowns, [{"report": row.report, "claim": None, "event": event}])
    return Takedown(report_id, None, None, at, by.strip(), why.strip())


def lift(writer: Writer, wanted: str, by: str, why: str, at: datetime) -> tuple[Takedown, ...]:
    """Lift the takedowns of a report, a claim or a statement, inside a transaction that is begun."""
    rows = writer.connection.execute(standing()).all()
    meant = events_meant(rows, wanted.strip())
    found = [row for row in rows if row.event in meant]  # a claim's title and lead were taken down as one
    if not found:
        raise LedgerError(f"nothing that stands was taken down as {wanted!r}; `tolltrace ledger log` tells what was")
    noted: dict[int, int] = {}  # one event for each takedown that had one
    for row in found:
        if row.event not in noted:
            version = newest_version(writer.connection, row.report_id)
            detail = {"statement": row.detail["statement"]} if "statement" in row.detail else {}
            about = (row.report, version.key, row.asked, detail)
            noted[row.event] = note(writer, RESTORED, by, why, at, *about)
    writer.insert(lifts, [{"takedown": row.key, "event": noted[row.event]} for row in found])
    return tuple(dict.fromkeys(read_takedown(row) for row in found))


def write_opening(
    writer: Writer, row: Row[Any] | None, report_id: str, by: str, why: str, at: datetime, *, opened: bool
) -> None:
    """Open the names in a claim's row, or in a whole report, or withhold them again, inside a transaction."""
    version = newest_version(writer.connection, report_id)
    claim = row.id if row is not None else None
    kind = OPENED if opened else WITHHELD
    event = note(writer, kind, by, why, at, version.report, version.key, claim, {})
    opening = {"report": version.report, "claim": claim, "opened": opened, "event": event}
    writer.insert(openings, [opening])


def events_meant(rows: Sequence[Row[Any]], wanted: str) -> set[int]:
    """Of `standing` takedowns, the events of those that an id names: a report's, or a claim's or a statement's start.

    Raises LedgerError for a start that fits several: a slip of the hand would show what nobody asked for.
    """
    events_of: dict[str, set[int]] = {}
    for row in rows:
        for name in (row.claim_id or row.report_id, row.detail.get("statement")):
            if name:
                events_of.setdefault(name, set()).add(row.event)
    if wanted in events_of:
        return events_of[wanted]
    starts = {name for row in rows if row.claim_id for name in (row.claim_id, row.detail.get("statement")) if name}
    fitting = sorted(name for name in starts if wanted and name.startswith(wanted))
    if len({frozenset(events_of[name]) for name in fitting}) > 1:  # a claim's title and lead went as one
        some = ", ".join(fitting[:5]) + (", …" if len(fitting) > 5 else "")
        raise LedgerError(f"{wanted!r} fits {len(fitting)} records that were taken down: {some}; give more of the id")
    return {event for name in fitting for event in events_of[name]}


def newest_version(connection: Connection, report_id: str) -> Row[Any]:
    """Of a report, also of one that is taken down. Raises LedgerError where there is none."""
    statement = select(versions).join(reports).where(reports.c.id == report_id).order_by(versions.c.key.desc()).limit(1)
    row = connection.execute(statement).first()
    if row is None:
        raise LedgerError(f"no report {report_id!r}; `tolltrace reports` lists what there is")
    return row


def note(
    writer: Writer, kind: str, by: str, why: str, at: datetime,
    report: int, version: int, claim: str | None, detail: dict[str, Any],
) -> int:  # fmt: skip
    """The event; its key."""
    for name, value in (("by", by), ("why", why)):
        if not value.strip():
            raise LedgerError(f"{name!r} is empty; what is taken down or opened says by whom and why")
    return insert_event(
        writer, at=at, actor_kind="person", actor=by.strip(), kind=kind, report=report, version=version, claim=claim,
        why=why.strip(), detail=detail,
    )  # fmt: skip
