"""What a person sends again, as after an answer that was lost, is recorded once: by the name that they gave it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from tolltrace.errors import UnfitError
from tolltrace.ledger.tables import events, reports

MAX_CHARS = 200
ONCE = "once"  # in an event's detail: the name, and the hash of what was asked for


def named(detail: dict[str, Any], once: str | None, asked: Mapping[str, Any]) -> dict[str, Any]:
    """An event's detail with the name under which it was sent."""
    return detail if once is None else {**detail, ONCE: [once, _hash_of(asked)]}


def was_recorded(
    connection: Connection, row: Row[Any], once: str | None, by: str, kind: str, why: str, asked: Mapping[str, Any]
) -> bool:
    """Whether a person's word on a claim is in the log under this name. Raises UnfitError where it is another word."""
    if once is None:
        return False
    if not once.strip() or len(once) > MAX_CHARS:
        raise UnfitError(f"claim {row.id}: a name for what is sent once has 1 to {MAX_CHARS} characters; mend it")
    theirs = (
        select(events)
        .join(reports, reports.c.key == events.c.report)
        .where(reports.c.id == row.report_id, events.c.claim == row.id, events.c.actor == by.strip())
    )
    for event in connection.execute(theirs):
        if event.detail.get(ONCE, [None])[0] == once:
            if (event.kind, event.why, event.detail[ONCE][1]) == (kind, why.strip(), _hash_of(asked)):
                return True
            raise UnfitError(f"claim {row.id}: {once!r} names another word of {by.strip()} on it; give a new name")
    return False


def _hash_of(asked: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(dict(asked), sort_keys=True, default=str).encode()).hexdigest()[:16]
