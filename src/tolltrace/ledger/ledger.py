"""The ledger's door: nothing else in tolltrace speaks to the database."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, Row

from tolltrace.errors import LedgerError
from tolltrace.ledger.copies import read_copy
from tolltrace.ledger.copying import CopiedTable, copy_rows
from tolltrace.ledger.database import ledger_place, open_database, reading, told_plainly, writing
from tolltrace.ledger.deciding import check_decision, record_decision
from tolltrace.ledger.grouping import Grouping
from tolltrace.ledger.queries import (
    article_of,
    claims_whose_id_starts_with,
    copy_of,
    events_of,
    listed_claims,
    listed_reports,
    newest_events,
)
from tolltrace.ledger.recorded import ClaimQuery, Decision, Event, Recorded, RecordedClaim, RecordedReport
from tolltrace.ledger.recording import read_chains, record_traced
from tolltrace.ledger.reviewing import find_agreement, reviews_of, waiting_claims
from tolltrace.ledger.rows import read_article, read_event, read_recorded_claim, read_recorded_report
from tolltrace.ledger.ruling import record_ruling
from tolltrace.ledger.sealing import Writer
from tolltrace.ledger.verifying import verify_chain
from tolltrace.ledger_place import LedgerPlace
from tolltrace.relays import Ruling
from tolltrace.reviews import Agreement, Review
from tolltrace.seals import Verified
from tolltrace.settings import load_settings
from tolltrace.values import Article, Failed, Page, Rejected, Result, Traced

WAIT_SECONDS = 30.0  # for another process's write lock
BATCH = 200  # claims whose chains are read at once
SHOWN_MATCHES = 5


def open_ledger(
    where: str | LedgerPlace | None = None, *, wait_seconds: float = WAIT_SECONDS, create: bool = True
) -> "Ledger":
    """Open a ledger, and create it where there is none, unless `create` is False. Close it, or use it in a `with`.

    `where` is a path or a URL (`sqlite:///…`, `postgresql://…`); None is the ledger of the settings. `wait_seconds` is
    how long to wait for another process that writes. Raises LedgerError where it cannot be opened, or is none that we
    can read.
    """
    place = ledger_place(load_settings().ledger if where is None else where)
    with told_plainly(place, wait_seconds):
        return Ledger(place, open_database(place, wait_seconds, create=create), wait_seconds)


class Ledger:
    """Keeps reports and claims, append-only, with who changed what and why.

    Every method raises LedgerError where it cannot be read or written. What a method acknowledged stays, also
    when the program is killed; of what `record` acknowledged, a power cut may undo the last reports, each whole.
    `path` is the file, or the Server whose database it is; printed, it shows no password.
    """

    def __init__(self, path: LedgerPlace, engine: Engine, wait_seconds: float) -> None:
        self.path = path
        self._engine = engine
        self._wait_seconds = wait_seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the file, or the connections, back. Closing twice does no harm."""
        self._engine.dispose()

    def copy_to(self, where: str | LedgerPlace) -> Iterator[CopiedTable]:
        """Copy this ledger to another place, on either engine, a table at a time; derived tables are left empty.

        Called again, it goes on where it was stopped, or adds what came since. Each table is compared when it is done.
        Raises LedgerError where the other place holds anything but a copy of this ledger.
        """
        place = ledger_place(where)
        with told_plainly(place, self._wait_seconds):
            if place == self.path:
                raise LedgerError(f"{place}: the ledger itself; give another place to copy it to")
            target = open_database(place, self._wait_seconds, copying=True)
            try:
                yield from copy_rows(self._engine, target, place)
            finally:
                target.dispose()

    def record(self, results: Iterable[Result] | Result) -> Recorded:
        """Record what was traced; what was rejected or failed is passed over.

        Each report is one transaction, committed before the next result is asked for. The same report again changes
        nothing; which claims newer code or a changed page supersedes: docs/decisions/0002. A copy of its page is kept
        with it, where Traced holds that. Raises UnfitError for claims that do not fit their report's text: such a
        report is left out whole, and the next can be recorded.
        """
        recorded = Recorded()
        for result in [results] if isinstance(results, Traced | Rejected | Failed) else results:
            if isinstance(result, Traced):
                with self._writing(durable=False) as writer:
                    one = record_traced(writer, result, datetime.now(UTC))
                recorded += one
        return recorded

    def decide(
        self, claim_id: str, *, by: str, verdict: str, why: str, changes: Mapping[str, Any] | None = None
    ) -> RecordedClaim:
        """Record a person's verdict on a claim, and return the claim as it now stands. On disk when it returns.

        `verdict` is "accepted", "rejected" (lists leave the claim out) or "corrected" by `changes`, which are fields of
        the codebook's record: `{"harm": "wounded", "low": 12}`. No program supersedes the claim after it.
        """
        checked = check_decision(claim_id, by, verdict, why, changes or {})
        with self._writing(durable=True) as writer:
            connection = writer.connection
            row = self._find(connection, claim_id)
            if row.superseded_by is not None:
                raise LedgerError(
                    f"claim {row.id}: superseded by event {row.superseded_by}; decide on what replaced it"
                )
            claim = self._with_chains(connection, [row])[0].claim
            decision = Decision(checked, by.strip(), datetime.now(UTC), why.strip())
            record_decision(writer, row, claim, decision, changes or {})
            return self._with_chains(connection, [self._find(connection, row.id)])[0]

    def claims(self, query: ClaimQuery | None = None, **filters: Any) -> Iterator[RecordedClaim]:
        """The current claims, newest publication first, then in the order of the report's text; as they are read.

        Filters are ClaimQuery's: `claims(harm="killed", side="Russia")`. The list shows one moment of the ledger, even
        while others write.
        """
        statement = listed_claims(_query(query, filters))
        with (
            self._told_plainly(),
            reading(self._engine) as connection,
            connection.execute(statement, execution_options={"yield_per": BATCH}) as result,
        ):
            for rows in result.partitions():
                yield from self._with_chains(connection, rows)

    def claim(self, claim_id: str) -> RecordedClaim:
        """The claim with this id, or with the only id that begins so; also where it is rejected or superseded."""
        with self._told_plainly(), reading(self._engine) as connection:
            return self._with_chains(connection, [self._find(connection, claim_id)])[0]

    def history(self, claim_id: str) -> tuple[Event, ...]:
        """All that happened to a claim, oldest first."""
        with self._told_plainly(), reading(self._engine) as connection:
            row = self._find(connection, claim_id)
            return tuple(read_event(event) for event in connection.execute(events_of(row.id, row.report_id)))

    def events(self, limit: int | None = None) -> Iterator[Event]:
        """The log, the newest event first."""
        with self._told_plainly(), reading(self._engine) as connection:
            for row in connection.execution_options(yield_per=BATCH).execute(newest_events(limit)):
                yield read_event(row)

    def reviews(self, claim_id: str) -> tuple[Review, ...]:
        """Each reviewer's newest word on a claim, the oldest first. The claim's status is the last of them."""
        with self._told_plainly(), reading(self._engine) as connection:
            row = self._find(connection, claim_id)
            return reviews_of(connection, row.id, row.report_id)

    def agreement(self) -> tuple[Agreement, ...]:
        """How reviewers agree, two by two and field by field, over the claims that both decided."""
        with self._told_plainly(), reading(self._engine) as connection:
            return find_agreement(connection)

    def queue(
        self, query: ClaimQuery | None = None, *, first: str = "doubt", reviewer: str | None = None
    ) -> Iterator[tuple[RecordedClaim, int]]:
        """Claims of a query that wait for a decision, and how many reports carry the statement of each.

        In tenths of confidence, the least sure first; in each what most reports carry, of these the oldest. `first` is
        "doubt", "reach" or "age": what counts before all else. With `reviewer`, claims on which that person has not
        decided, whatever others did.
        """
        statement = waiting_claims(query or ClaimQuery(), first, reviewer.strip() if reviewer else None)
        with self._told_plainly(), reading(self._engine) as connection:
            result = connection.execution_options(yield_per=BATCH).execute(statement)
            for rows in result.partitions():
                yield from zip(self._with_chains(connection, rows), (row.reach for row in rows), strict=True)

    def reports(self, query: ClaimQuery | None = None, **filters: Any) -> Iterator[RecordedReport]:
        """The reports, newest publication first: those with such a claim, where the filters speak of claims."""
        statement = listed_reports(_query(query, filters))
        with (
            self._told_plainly(),
            reading(self._engine) as connection,
            connection.execute(statement, execution_options={"yield_per": BATCH}) as result,
        ):
            for row in result:
                yield read_recorded_report(row)

    def article(self, report_id: str, version: int | None = None) -> Article:
        """A report's text as it was recorded; None is the latest version."""
        with self._told_plainly(), reading(self._engine) as connection:
            return read_article(self._find_article(connection, report_id, version))

    def page(self, report_id: str, version: int | None = None) -> Page:
        """The page that a version of a report was read from, byte for byte; None is the latest version.

        Raises LedgerError where no copy was kept, or where it is damaged.
        """
        with self._told_plainly(), reading(self._engine) as connection:
            article = self._find_article(connection, report_id, version)
            copy = connection.execute(copy_of(article.page_sha256)).first()
            if copy is None:
                raise LedgerError(
                    f"{self.path}: no copy is kept of the page of report {report_id!r}, version "
                    f"{article.version_number}: it was recorded without (--no-snapshots, or by a tolltrace that kept "
                    f"none). Tracing the same file again keeps one: {article.source}"
                )
            return read_copy(copy, article)

    @contextmanager
    def grouping(self, *, write: bool = True) -> Iterator[Grouping]:
        """What grouping reads and writes, in one transaction; undone by an exception. `write=False` only reads."""
        with (
            self._told_plainly(),
            writing(self._engine, durable=False) if write else reading(self._engine) as connection,
        ):
            yield Grouping(connection)

    def rule(self, claim_id: str, other_id: str, *, together: bool, by: str, why: str) -> Ruling:
        """Record a person's word that two claims relay one act of saying, or do not. On disk when it returns.

        No program undoes it. A newer ruling on the same two replaces it. Raises LedgerError where it contradicts
        others: claims that rulings put together by way of a third cannot be kept apart, nor the other way round.
        """
        with self._writing(durable=True) as writer:
            one, other = self._find(writer.connection, claim_id), self._find(writer.connection, other_id)
            return record_ruling(writer, one, other, together=together, by=by, why=why, at=datetime.now(UTC))

    def verify(self, head: str | None = None) -> Verified:
        """Hold every row against the chain of seals, up to the first break; nothing is raised for that.

        `head` is the hash of a newest seal that somebody noted: it must still be in the chain, else its end was cut
        off. Tables that are made from others are no part of it.
        """
        with self._told_plainly(), reading(self._engine) as connection:
            return verify_chain(connection, head.strip().lower() if head else None)

    def _find_article(self, connection: Connection, report_id: str, version: int | None) -> Row[Any]:
        row = connection.execute(article_of(report_id, version)).first()
        if row is None:
            wanted = f"report {report_id!r}" + (f", version {version}" if version is not None else "")
            raise LedgerError(f"{self.path}: no {wanted}; `tolltrace reports` lists what there is")
        return row

    def _find(self, connection: Connection, claim_id: str) -> Row[Any]:
        """The row that an id means: the current one, else the one that was superseded last."""
        if not claim_id.strip():
            raise LedgerError("an empty claim id; give the id that `tolltrace claims` shows, or its beginning")
        rows = connection.execute(claims_whose_id_starts_with(claim_id.strip())).all()
        rows = [row for row in rows if row.superseded_by is None] or rows
        rows = [row for row in rows if row.id == claim_id.strip()] or rows
        matches = list(dict.fromkeys((row.id, row.report_id) for row in rows))
        if not matches:
            raise LedgerError(
                f"{self.path}: no claim {claim_id!r}; `tolltrace claims` and `reports` list what there is"
            )
        if len(matches) > 1:
            shown = ", ".join(f"{match} ({report})" for match, report in matches[:SHOWN_MATCHES])
            more = f" and {len(matches) - SHOWN_MATCHES} more" if len(matches) > SHOWN_MATCHES else ""
            raise LedgerError(f"{self.path}: {claim_id!r} begins {len(matches)} ids; add characters: {shown}{more}")
        return rows[-1]

    def _with_chains(self, connection: Connection, rows: Iterable[Row[Any]]) -> list[RecordedClaim]:
        rows = list(rows)
        chains = read_chains(connection, [row.key for row in rows])
        return [read_recorded_claim(row, chains.get(row.key, ())) for row in rows]

    @contextmanager
    def _writing(self, *, durable: bool) -> Iterator[Writer]:
        """One transaction, which is sealed before it is committed."""
        with self._told_plainly(), writing(self._engine, durable=durable) as connection:
            writer = Writer(connection)
            yield writer
            writer.seal(datetime.now(UTC))

    @contextmanager
    def _told_plainly(self) -> Iterator[None]:
        with told_plainly(self.path, self._wait_seconds):
            yield


def _query(query: ClaimQuery | None, filters: dict[str, Any]) -> ClaimQuery:
    if query is not None and filters:
        raise TypeError("give a ClaimQuery or single filters, not both")
    return query or ClaimQuery(**filters)
