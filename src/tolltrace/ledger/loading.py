"""Many reports at once: what `recording` writes for a report that is new, in few statements for hundreds of them."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Index, Table, func, select

from tolltrace.ledger.copies import keep_copy
from tolltrace.ledger.database import continue_keys, index_names, reading, writing
from tolltrace.ledger.listing import index_words, last_indexed, list_new
from tolltrace.ledger.recorded import Recorded
from tolltrace.ledger.recording import (
    batches,
    check_fit,
    first_event_row,
    key_of_method,
    keys_of_speakers,
    link_rows,
    record_traced,
)
from tolltrace.ledger.rows import article_row, claim_row, newest
from tolltrace.ledger.sealing import Writer
from tolltrace.ledger.tables import (
    articles,
    claims,
    events,
    links,
    metadata,
    readings,
    reports,
    versions,
    words,
)
from tolltrace.ledger.tables_desk import OF_THE_DESK
from tolltrace.ledger.tables_grouping import GROUPED
from tolltrace.ledger.tables_mail import OF_MAIL
from tolltrace.ledger.tables_people import OF_PEOPLE
from tolltrace.ledger.tables_restraint import OF_RESTRAINT
from tolltrace.values import Method, Result, Traced

CLAIMS_AT_ONCE = 5000  # of one transaction, about …
REPORTS_AT_ONCE = 2000  # … where reports have few claims
NUMBERED = (reports, versions, events, readings, claims)
LEFT_ALONE = (*GROUPED, *OF_PEOPLE, *OF_RESTRAINT, *OF_MAIL, *OF_THE_DESK)  # grouping fills its tables later
INDEXES = tuple(index for table in metadata.sorted_tables if table not in LEFT_ALONE for index in table.indexes)


def in_batches(results: Iterable[Result]) -> Iterator[list[Traced]]:
    """Traced reports, so many as one transaction takes; what was rejected or failed is passed over."""
    batch: list[Traced] = []
    weight = 0.0
    for result in results:
        if isinstance(result, Traced):
            batch.append(result)
            weight += max(1 / REPORTS_AT_ONCE, len(result.claims) / CLAIMS_AT_ONCE)
        if weight >= 1:
            yield batch
            batch, weight = [], 0.0
    if batch:
        yield batch


def load_batch(writer: Writer, batch: Sequence[Traced], at: datetime) -> Recorded:
    """Record reports inside a transaction that is begun. Raises UnfitError where one does not fit."""
    for traced in batch:
        check_fit(traced)
    seen = _known_among(writer.connection, [traced.article.id for traced in batch])
    fresh: list[Traced] = []
    others: list[Traced] = []
    for traced in batch:
        (others if traced.article.id in seen else fresh).append(traced)
        seen.add(traced.article.id)
    recorded = Recorded()
    if fresh:
        with _without_garbage():
            recorded = _load_new(writer, fresh, at)
    for traced in others:
        recorded += record_traced(writer, traced, at)
    return recorded


@contextmanager
def _without_garbage() -> Iterator[None]:
    """Rows make no circles: to look for some among the thousands of a batch takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _known_among(connection: Connection, report_ids: Sequence[str]) -> set[str]:
    """Those of which the ledger has a report."""
    found: set[str] = set()
    for some in batches(report_ids):
        found |= set(connection.execute(select(reports.c.id).where(reports.c.id.in_(some))).scalars())
    return found


def _load_new(writer: Writer, fresh: Sequence[Traced], at: datetime) -> Recorded:
    """Record reports of which the ledger has none, each once."""
    keys = {table.name: _last_key(writer.connection, table) for table in NUMBERED}
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in (*NUMBERED, articles, links)}
    speakers = keys_of_speakers(writer, {link.name for one in fresh for claim in one.claims for link in claim.chain})
    found_by: dict[Method, int] = {}
    for traced in fresh:
        for name in ("reports", "versions", "events", "readings"):
            keys[name] += 1
        if traced.method not in found_by:
            found_by[traced.method] = key_of_method(writer, traced.method)
        _add_report(rows, keys, traced, found_by[traced.method], at)
        day = traced.article.published.on if traced.article.published else None
        text, order = traced.article.text, newest(traced.article.published)
        for claim in traced.claims:
            keys["claims"] += 1
            row = claim_row(claim, text, order)
            row |= {"key": keys["claims"], "version": keys["versions"]}
            row |= {"reading": keys["readings"], "event": keys["events"]}
            chain = link_rows(keys["claims"], claim, speakers)
            rows["claims"].append(row)
            rows["links"] += chain
            row |= {"report": keys["reports"], "published_on": day}  # no columns of its own: for its list
            row["speaker"] = chain[0]["speaker"] if chain else None
    for table in (reports, versions, articles, events, readings, claims, links):
        writer.write(table, rows[table.name])
    list_new(writer.connection, rows["claims"])
    continue_keys(writer.connection, NUMBERED)
    first = keys["reports"] - len(fresh)
    copies = sum(keep_copy(writer, traced, first + at_, at) for at_, traced in enumerate(fresh, 1))
    return Recorded(reports=len(fresh), versions=len(fresh), claims=len(rows["claims"]), copies=copies)


def _add_report(
    rows: dict[str, list[dict[str, Any]]], keys: dict[str, int], traced: Traced, method: int, at: datetime
) -> None:
    """What a new report has besides its claims."""
    article, version, event = traced.article, keys["versions"], keys["events"]
    rows["reports"].append({"key": keys["reports"], "id": article.id, "recorded_at": at})
    rows["versions"].append(
        {
            "key": version,
            "report": keys["reports"],
            "number": traced.version_before + 1,
            "edition": 1,
            "content_sha256": article.content_sha256,
            "page_sha256": article.page_sha256,
            "source": traced.source,
            "recorded_at": at,
            "rereads": None,
            "captured_at": article.captured_at,
        }
    )
    rows["articles"].append(article_row(article) | {"version": version})
    rows["events"].append(
        first_event_row(traced, at=at, report=keys["reports"], version=version) | {"key": event, "claim": None}
    )
    rows["readings"].append({"key": keys["readings"], "version": version, "method": method, "event": event})


def _last_key(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.max(table.c.key))).scalar_one() or 0


@contextmanager
def without_indexes(engine: Engine) -> Iterator[None]:
    """Take down the indexes of an empty ledger, and make them anew at the end: sorted once, several times as fast.

    Where a program is killed in between, its next writer does it (`finish_load`).
    """
    with writing(engine, durable=False) as connection:
        is_empty = _last_key(connection, reports) == 0
        for index in _indexes(connection) if is_empty else ():
            index.drop(connection, checkfirst=True)
    try:
        yield
    finally:
        finish_load(engine)


def finish_load(engine: Engine) -> None:
    """Make those indexes that are not there, and claims findable by their words."""
    with reading(engine.execution_options(read_seconds=None)) as connection:
        has_indexes = {str(index.name) for index in _indexes(connection)} <= index_names(connection)
        is_done = has_indexes and last_indexed(connection) == _last_key(connection, claims)
    if is_done:
        return
    with writing(engine, durable=False) as connection:
        index_words(connection)
        there = index_names(connection)
        for index in _indexes(connection):
            if str(index.name) not in there:
                index.create(connection)


def _indexes(connection: Connection) -> Iterator[Index]:
    """SQLite keeps words in a table that is an index by itself."""
    in_a_server = connection.dialect.name == "postgresql"
    return (index for index in INDEXES if in_a_server or index.table is not words)
