"""What people grade: a speaker on a topic, a claim. Each grade is a row for good; the newest of each grader counts."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, Row, select

from tolltrace.errors import UnfitError
from tolltrace.grades import (
    CREDIBILITIES,
    RELIABILITIES,
    TOPICS,
    Credibility,
    Gradebook,
    Reliability,
    Topic,
    make_gradebook,
)
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger.hiding import read_hidden, report_is_shown
from tolltrace.ledger.recording import insert_event
from tolltrace.ledger.sealing import Writer
from tolltrace.ledger.tables import events, versions
from tolltrace.ledger.tables_judged import credibilities, reliabilities
from tolltrace.ledger.tables_people import acts
from tolltrace.relays import Identity

GRADED = "graded"  # the kind of its events, and of its acts
MAX_NAME_CHARS = 200
SHOWN = 40


def record_reliability(writer: Writer, one: Reliability) -> None:
    """Record a speaker's grade inside a transaction that is begun."""
    detail = {"topic": one.topic.value, "reliability": one.grade}
    act = {"at": one.at, "actor_kind": "person", "actor": one.by, "kind": GRADED, "about": one.speaker}
    (key,) = writer.insert(acts, [act | {"why": one.why, "detail": detail}])
    writer.insert(reliabilities, [{"speaker": one.speaker, "topic": one.topic.value, "grade": one.grade, "act": key}])


def record_credibility(writer: Writer, row: Row[Any], grade: int, *, by: str, why: str, at: datetime) -> Credibility:
    """Record a claim's grade inside a transaction that is begun."""
    version = writer.connection.execute(select(versions).where(versions.c.key == row.version)).one()
    event = insert_event(
        writer,
        at=at,
        actor_kind="person",
        actor=by,
        kind=GRADED,
        report=version.report,
        version=version.key,
        claim=row.id,
        why=why,
        detail={"credibility": grade},
    )
    writer.insert(credibilities, [{"claim": row.id, "grade": grade, "event": event}])
    return Credibility(row.id, grade, by, at, why)


def check_reliability(speaker: str, topic: str, grade: str, by: str, why: str, at: datetime) -> Reliability:
    """Raises UnfitError where it is no grade, or of nobody in particular."""
    name = " ".join(speaker.split())
    if not name or len(name) > MAX_NAME_CHARS:
        raise UnfitError(f"speaker {speaker[:SHOWN]!r}: a name of 1 to {MAX_NAME_CHARS} characters was expected")
    if topic not in list(Topic):
        known = "; ".join(f"{each.value} ({says})" for each, says in TOPICS.items())
        raise UnfitError(f"speaker {name!r}: no topic {topic!r}; known: {known}")
    if grade not in RELIABILITIES:
        known = ", ".join(f"{each} ({says})" for each, says in RELIABILITIES.items())
        raise UnfitError(f"speaker {name!r}: no reliability {grade!r}; known: {known}")
    _check_who_and_why(f"speaker {name!r}", by, why)
    if identify(name, None).is_vague:
        raise UnfitError(f"{name!r} may be anybody; give the name of the one you mean, with the state or town it is of")
    return Reliability(name, Topic(topic), grade, by.strip(), at, why.strip())


def check_credibility(claim_id: str, grade: int, by: str, why: str) -> None:
    """Raises UnfitError where it is no grade."""
    if grade not in CREDIBILITIES or isinstance(grade, bool):
        known = ", ".join(f"{each} ({says})" for each, says in CREDIBILITIES.items())
        raise UnfitError(f"claim {claim_id}: no credibility {grade!r}; known: {known}")
    _check_who_and_why(f"claim {claim_id}", by, why)


def _check_who_and_why(of: str, by: str, why: str) -> None:
    for name, value in (("by", by), ("why", why)):
        if not value.strip():
            raise UnfitError(f"{of}: {name!r} is empty; a grade says who gave it and why")


def identify(name: str, role: str | None) -> Identity:
    """Who a printed speaker is, by what we know."""
    return load_knowledge().identify_speaker(name, role)


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def load_gradebook(connection: Connection, as_of: date | None = None) -> Gradebook:
    """The grades of all speakers and claims; `as_of`: that were given by the end of a day."""
    told = find_credibilities(connection, as_of=as_of)
    return make_gradebook(find_reliabilities(connection, as_of), told, identify)


def find_reliabilities(connection: Connection, as_of: date | None = None) -> list[Reliability]:
    """All that were given, the oldest first."""
    statement = (
        select(reliabilities, acts.c.actor, acts.c.at, acts.c.why)
        .join(acts, acts.c.key == reliabilities.c.act)
        .order_by(reliabilities.c.key)
    )
    if as_of is not None:
        statement = statement.where(acts.c.at <= datetime.combine(as_of, time.max, UTC))
    return [
        Reliability(row.speaker, Topic(row.topic), row.grade, row.actor, row.at, row.why)
        for row in connection.execute(statement)
    ]


def find_credibilities(
    connection: Connection, claim_ids: Sequence[str] | None = None, as_of: date | None = None
) -> list[Credibility]:
    """All that were given to some claims, the oldest first; none of what was taken down."""
    statement = (
        select(credibilities.c.claim, credibilities.c.grade, events.c.actor, events.c.at, events.c.why)
        .join(events, events.c.key == credibilities.c.event)
        .where(report_is_shown(events.c.report))
        .order_by(credibilities.c.key)
    )
    if claim_ids is not None:
        statement = statement.where(credibilities.c.claim.in_(claim_ids))
    if as_of is not None:
        statement = statement.where(events.c.at <= datetime.combine(as_of, time.max, UTC))
    found = [Credibility(*row) for row in connection.execute(statement)]
    gone = {claim for _, claim in read_hidden(connection).claims} if found else set()
    return [one for one in found if one.claim not in gone]
