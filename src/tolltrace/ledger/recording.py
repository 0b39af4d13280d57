"""What the program writes: reports, versions, readings and their claims (rules: docs/decisions/0002).

An *edition* of a report is the unit that is read and read again: pages with the same content, or the same bytes. All
its current claims come from its newest reading, save those that a person decided.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from packaging.version import InvalidVersion, Version
from sqlalchemy import Connection, Row, Table, func, select

from tolltrace import __version__
from tolltrace.errors import UnfitError
from tolltrace.imported import Imported
from tolltrace.ledger.copies import keep_copy
from tolltrace.ledger.matching import Current, Plan, plan_claims
from tolltrace.ledger.queries import chains_of, claims_with_reports, edition_of
from tolltrace.ledger.recorded import Recorded
from tolltrace.ledger.rows import article_row, claim_row, newest, read_claim, read_method
from tolltrace.ledger.sealing import Writer
from tolltrace.ledger.tables import (
    articles,
    claims,
    events,
    links,
    methods,
    readings,
    reports,
    speakers,
    supersessions,
    versions,
)
from tolltrace.values import Article, Claim, Link, Method, Traced

MAX_COUNT = 2**63 - 1  # what the database holds in an integer
BATCH = 1000
METHOD = tuple(field.name for field in dataclasses.fields(Method))

T = TypeVar("T")


class _Reading(NamedTuple):
    """Who last read an edition, and what version of it came out."""

    version: int
    method: Method


class _Meeting(NamedTuple):
    """A traced report, and what the ledger knew of it before."""

    traced: Traced
    at: datetime
    report: int
    content_sha256: str
    known: Sequence[Row[Any]]  # its versions, newest first
    same: Row[Any] | None  # the version with the same content
    edition: int
    last: _Reading | None  # of that edition; None for a new one


def record_traced(writer: Writer, traced: Traced, at: datetime) -> Recorded:
    """Record one report inside a transaction that is begun. Raises UnfitError for claims that do not fit it."""
    check_fit(traced)
    meeting = _meet(writer, traced, at)
    recorded = _record_reading(writer, meeting)
    return recorded + Recorded(copies=int(keep_copy(writer, traced, meeting.report, at)))


def _record_reading(writer: Writer, meeting: _Meeting) -> Recorded:
    traced, last = meeting.traced, meeting.last
    if last and last.method == traced.method:
        return Recorded(unchanged=len(traced.claims))
    if last and Version(traced.method.code) < Version(last.method.code):
        return Recorded(outdated=1)

    version = meeting.same.key if meeting.same else _insert_version(writer, meeting)
    current = _current_claims(writer.connection, meeting.report, meeting.edition) if last else []
    plan = plan_claims(traced, current, version)
    event = _insert_reading_event(writer, meeting, version, plan)
    method = key_of_method(writer, traced.method)
    (reading,) = writer.insert(readings, [{"version": version, "method": method, "event": event}])
    writer.insert(supersessions, [{"claim": row.key, "event": event} for row in plan.superseded])
    insert_claims(writer, plan.new, traced.article, version=version, reading=reading, event=event)
    return Recorded(
        reports=0 if meeting.known else 1,
        versions=0 if meeting.same else 1,
        claims=len(plan.new),
        superseded=len(plan.superseded),
        unchanged=len(plan.kept),
    )


def _meet(writer: Writer, traced: Traced, at: datetime) -> _Meeting:
    """Find the edition of the report that this is, by its content, else by its page's bytes."""
    report = _key_of(writer, reports, {"id": traced.article.id}, recorded_at=at)
    known = select(versions).where(versions.c.report == report).order_by(versions.c.number.desc())
    rows = writer.connection.execute(known).all()
    content = traced.article.content_sha256
    same = next((row for row in rows if row.content_sha256 == content), None)
    alike = same or next((row for row in rows if row.page_sha256 == traced.article.page_sha256), None)
    last = _last_reading(writer.connection, report, alike.edition) if alike else None
    if not same and last and last.method == traced.method:
        alike = last = None  # one page and one method, but two texts: two articles under one id, so an edition each
    edition = alike.edition if alike else max((row.edition for row in rows), default=0) + 1
    return _Meeting(traced, at, report, content, rows, same, edition, last)


def insert_claims(
    writer: Writer, found: Sequence[Claim], article: Article, *, version: int, reading: int, event: int
) -> dict[str, int]:
    """Insert claims with their chains, and return their keys by id. They are current: no supersession names them."""
    made = {"version": version, "reading": reading, "event": event}
    text, order = article.text, newest(article.published)
    written = writer.insert(claims, [claim_row(claim, text, order) | made for claim in found])
    keyed = list(zip(written, found, strict=True))
    speaker_keys = keys_of_speakers(writer, {link.name for claim in found for link in claim.chain})
    writer.insert(links, [row for key, claim in keyed for row in link_rows(key, claim, speaker_keys)])
    return {claim.id: key for key, claim in keyed}


def link_rows(key: int, claim: Claim, speaker_keys: Mapping[str, int]) -> list[dict[str, Any]]:
    """A claim's chain as rows of links."""
    return [
        {
            "claim": key,
            "position": at,
            "speaker": speaker_keys[link.name],
            "role": link.role,
            "cue": link.cue,
            "start": link.start,
            "end": link.end,
        }
        for at, link in enumerate(claim.chain, 1)
    ]


def check_fit(traced: Traced) -> None:
    """Raise UnfitError for what a ledger cannot hold, or would hold wrongly."""
    where = f"{traced.source}: report {traced.article.id!r}"
    text = traced.article.text
    if not _is_version(traced.method.code):
        raise UnfitError(f"{where}: method {traced.method.code!r} is no version number such as '0.1.0'")
    seen: set[str] = set()
    for claim in traced.claims:
        if claim.id in seen:
            raise UnfitError(f"{where}: two of its claims have the id {claim.id!r}; each needs its own")
        seen.add(claim.id)
        for span in (claim.mention, claim.evidence):
            if text[span.start : span.end] != span.text:
                found = text[span.start : span.end]
                raise UnfitError(f"{where}: {span.start}–{span.end} should quote {span.text!r}; the text has {found!r}")
        check_counts(claim, where)


@lru_cache(maxsize=100)
def _is_version(code: str) -> bool:
    try:
        Version(code)
    except InvalidVersion:
        return False
    return True


def check_counts(claim: Claim, where: str) -> None:
    """Raise UnfitError, which begins with `where`, for a figure that no column holds."""
    counts = (claim.figure.low, claim.figure.high, claim.figure.value)
    too_many = [count for count in counts if count is not None and abs(count) > MAX_COUNT]
    if too_many:
        found = f"{claim.mention.text!r} read as {too_many[0]}"
        raise UnfitError(f"{where}: {found} is more people than a ledger counts (up to {MAX_COUNT}); mend the figure")


def _last_reading(connection: Connection, report: int, edition: int) -> _Reading:
    newest = (
        select(func.max(readings.c.key))
        .join(versions, versions.c.key == readings.c.version)
        .where(edition_of(report, edition))
        .scalar_subquery()
    )
    statement = select(readings.c.version, methods).join(methods).where(readings.c.key == newest)
    row = connection.execute(statement).one()
    return _Reading(row.version, read_method(row))


def _current_claims(connection: Connection, report: int, edition: int) -> list[Current]:
    statement = claims_with_reports().where(edition_of(report, edition), supersessions.c.event.is_(None))
    rows = connection.execute(statement).all()
    chains = read_chains(connection, [row.key for row in rows])
    harms = {(row.version, row.id): {row.harm} for row in rows}
    for some in batches([row.id for row in rows if row.verdict]):
        corrected = select(claims.c.version, claims.c.id, claims.c.harm).where(claims.c.id.in_(some))
        for version, claim_id, harm in connection.execute(corrected):
            harms.setdefault((version, claim_id), set()).add(harm)
    return [
        Current(
            row.key,
            row.version,
            read_claim(row, chains.get(row.key, ())),
            decided=row.verdict is not None,
            harms=frozenset(harms[row.version, row.id]),
        )
        for row in rows
    ]


def read_chains(connection: Connection, keys: list[int]) -> dict[int, list[Link]]:
    """The chains of many claim rows; a row without links is not in it."""
    chains: dict[int, list[Link]] = {}
    for some in batches(keys):
        for row in connection.execute(chains_of(some)):
            chains.setdefault(row.claim, []).append(Link(row.name, row.role, row.cue, row.start, row.end))
    return chains


def _insert_version(writer: Writer, meeting: _Meeting) -> int:
    article = meeting.traced.article
    row = {
        "report": meeting.report,
        "number": max((row.number for row in meeting.known), default=meeting.traced.version_before) + 1,
        "edition": meeting.edition,
        "content_sha256": meeting.content_sha256,
        "page_sha256": article.page_sha256,
        "source": meeting.traced.source,
        "recorded_at": meeting.at,
        "rereads": meeting.last.version if meeting.last else None,
        "captured_at": article.captured_at,
    }
    (version,) = writer.insert(versions, [row])
    writer.insert(articles, [article_row(article) | {"version": version}])
    return version


def _insert_reading_event(writer: Writer, meeting: _Meeting, version: int, plan: Plan) -> int:
    method, last = meeting.traced.method, meeting.last
    if not last and not meeting.known:
        row = first_event_row(meeting.traced, at=meeting.at, report=meeting.report, version=version)
        return insert_event(writer, **row)
    records = meeting.traced.article.imported
    why = "the report changed"
    if records:
        why = import_words(records) if last else f"the record changed: {import_words(records)}"
    elif last:
        why = f"read before by tolltrace {last.method.code}, now by {method.code}"
        why += " with other code or knowledge" if last.method.code == method.code else ""
    detail = {
        "method": dataclasses.asdict(method),
        "previous_method": dataclasses.asdict(last.method) if last else None,
        "new": [claim.id for claim in plan.new],
        "kept": plan.kept,
        "superseded": [row.claim.id for row in plan.superseded],
        "decided": [row.claim.id for row in plan.decided],
        **imported_detail(records),
    }
    return insert_event(
        writer,
        at=meeting.at,
        actor_kind="program",
        actor=f"tolltrace {__version__ if records else method.code}",
        kind="imported" if records else "reread" if last else "recorded",
        report=meeting.report,
        version=version,
        why=why,
        detail=detail,
    )


def import_words(records: Sequence[Imported]) -> str:
    """Which records of which file."""
    first = records[0]
    more = f" and {len(records) - 1} more" if len(records) > 1 else ""
    return f"imported from {first.file} ({first.format}), {first.record}{more}; the file's SHA-256 is {first.sha256}"


def imported_detail(records: Sequence[Imported]) -> dict[str, Any]:
    """The records of an imported report, as an event keeps them."""
    return {"imported": [dataclasses.asdict(each) for each in records]} if records else {}


def first_event_row(traced: Traced, *, at: datetime, report: int, version: int) -> dict[str, Any]:
    """That a report was read for the first time, as a row of events."""
    records = traced.article.imported
    detail = {
        "method": {name: getattr(traced.method, name) for name in METHOD},
        "previous_method": None,
        "new": [claim.id for claim in traced.claims],
        "kept": [],
        "superseded": [],
        "decided": [],
        **imported_detail(records),
    }
    return {
        "at": at,
        "actor_kind": "program",
        "actor": f"tolltrace {__version__ if records else traced.method.code}",
        "kind": "imported" if records else "recorded",
        "report": report,
        "version": version,
        "why": import_words(records) if records else "read for the first time",
        "detail": detail,
    }


def insert_event(writer: Writer, **columns: Any) -> int:
    """Its key."""
    (key,) = writer.insert(events, [columns])
    return key


def keys_of_speakers(writer: Writer, names: Iterable[str]) -> dict[str, int]:
    """The keys of speakers by name, inserted where there are none."""
    keys: dict[str, int] = {}
    for some in batches(sorted(names)):
        asked = select(speakers.c.name, speakers.c.key).where(speakers.c.name.in_(some))
        keys |= {row.name: row.key for row in writer.connection.execute(asked)}
        missing = [name for name in some if name not in keys]
        keys |= zip(missing, writer.insert(speakers, [{"name": name} for name in missing]), strict=True)
    return keys


def key_of_method(writer: Writer, method: Method) -> int:
    """The key of a method, inserted where there is none."""
    return _key_of(writer, methods, dataclasses.asdict(method))


def batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Few enough at once for the variables of one statement (SQLite: 32,766)."""
    yield from (values[at : at + BATCH] for at in range(0, len(values), BATCH))


def _key_of(writer: Writer, table: Table, identity: dict[str, Any], **others: Any) -> int:
    """The key of the row with this identity, inserted where there is none."""
    conditions = [table.c[name] == value for name, value in identity.items()]
    key: int | None = writer.connection.execute(select(table.c.key).where(*conditions)).scalar_one_or_none()
    return key if key is not None else writer.insert(table, [identity | others])[0]
