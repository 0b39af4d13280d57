"""The ledger's door: nothing else in tolltrace speaks to the database."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from tolltrace.errors import LedgerError, UnfitError
from tolltrace.ledger.copying import CopiedTable, copy_rows
from tolltrace.ledger.database import ledger_place, look_again, noting, open_database, reading, told_plainly
from tolltrace.ledger.deciding import asked_for, check_decision, check_duplicate, record_decision
from tolltrace.ledger.desk import DeskBook
from tolltrace.ledger.grouping import Grouping
from tolltrace.ledger.hiding import read_hidden
from tolltrace.ledger.judging import Judging
from tolltrace.ledger.listing import fill
from tolltrace.ledger.loading import in_batches, load_batch, without_indexes
from tolltrace.ledger.mailing import Mailing
from tolltrace.ledger.once import was_recorded
from tolltrace.ledger.people import People
from tolltrace.ledger.queries import article_of
from tolltrace.ledger.recorded import Decision, Recorded, RecordedClaim
from tolltrace.ledger.recording import read_chains, record_traced
from tolltrace.ledger.rows import read_claim
from tolltrace.ledger.ruling import JOINED, PARTED, record_ruling
from tolltrace.ledger.takedowns import lift, take_claim_down, take_report_down, write_opening
from tolltrace.ledger_place import LedgerPlace
from tolltrace.people import Pass
from tolltrace.relays import Ruling
from tolltrace.settings import load_settings
from tolltrace.values import Failed, Rejected, Result, Traced
from tolltrace.veil import Takedown

WAIT_SECONDS = 30.0  # for another process's write lock


def open_ledger(
    where: str | LedgerPlace | None = None,
    *,
    wait_seconds: float = WAIT_SECONDS,
    create: bool = True,
    read_seconds: float | None = None,
) -> "Ledger":
    """Open a ledger, and create it where there is none, unless `create` is False. Close it, or use it in a `with`.

    `where` is a path or a URL (`sqlite:///…`, `postgresql://…`); None is the ledger of the settings. `wait_seconds` is
    how long to wait for another process that writes, `read_seconds` how long one answer may take: SlowError is raised
    then; None is for ever. Raises LedgerError where it cannot be opened, or is none that we can read.
    """
    place = ledger_place(load_settings().ledger if where is None else where)
    with told_plainly(place, wait_seconds):
        engine = open_database(place, wait_seconds, fill, create=create)
        engine.update_execution_options(read_seconds=read_seconds)
        return Ledger(place, engine, wait_seconds)


class Ledger(Judging):
    """Keeps reports and claims, append-only, with who changed what and why.

    Every method raises LedgerError where it cannot be read or written. What a method acknowledged stays, also
    when the program is killed; of what `record` acknowledged, a power cut may undo the last reports, each whole.
    `path` is the file, or the Server whose database it is; printed, it shows no password.
    """

    def copy_to(self, where: str | LedgerPlace) -> Iterator[CopiedTable]:
        """Copy this ledger to another place, on either engine, a table at a time; derived tables are left empty.

        Called again, it goes on where it was stopped, or adds what came since. Each table is compared when it is done.
        Raises LedgerError where the other place holds anything but a copy of this ledger.
        """
        place = ledger_place(where)
        with told_plainly(place, self._wait_seconds):
            if place == self.path:
                raise LedgerError(f"{place}: the ledger itself; give another place to copy it to")
            target = open_database(place, self._wait_seconds, fill, copying=True)
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

    def load(
        self, results: Iterable[Result], on_unfit: Callable[[UnfitError], None] | None = None
    ) -> Iterator[Recorded]:
        """Record many reports, thousands in a transaction; yields what each of these changed, once it is committed.

        What comes of it is what `record` makes, and the same reports again change nothing. An empty ledger has its
        indexes made at the end. `on_unfit` is told of reports that are left out as they do not fit; without it the
        first such ends the load, after what came before it.
        """
        with self._told_plainly(), without_indexes(self._engine):
            self._is_loading = True
            try:
                for batch in in_batches(results):
                    yield self._load_batch(batch, on_unfit)
            finally:
                self._is_loading = False

    def _load_batch(self, batch: Sequence[Traced], on_unfit: Callable[[UnfitError], None] | None) -> Recorded:
        try:
            with self._writing(durable=False) as writer:
                return load_batch(writer, batch, datetime.now(UTC))
        except UnfitError:  # then each by itself, to leave out those alone that do not fit
            recorded = Recorded()
            for traced in batch:
                try:
                    recorded += self.record(traced)
                except UnfitError as error:
                    if on_unfit is None:
                        raise
                    on_unfit(error)
            return recorded

    def decide(
        self,
        claim_id: str,
        *,
        by: str,
        verdict: str,
        why: str,
        changes: Mapping[str, Any] | None = None,
        duplicate_of: str | None = None,
        once: str | None = None,
    ) -> RecordedClaim:
        """Record a person's verdict on a claim, and return the claim as it now stands. On disk when it returns.

        `verdict` is "accepted", "rejected" (lists leave the claim out), "corrected" by `changes`, which are fields of
        the codebook's record: `{"harm": "wounded", "low": 12}`, "duplicate" of another claim (lists leave it out), or
        "pending": `why` then says what it waits for. No program supersedes the claim after it.

        `once` is a name that the person gives this decision: sent again under it, as after a lost answer, it changes
        nothing. Raises UnfitError where another decision of theirs on the claim has it.
        """
        checked = check_decision(claim_id, by, verdict, why, changes or {}, duplicate_of)
        with self._writing(durable=True) as writer:
            connection = writer.connection
            row = self._find(connection, claim_id)
            if was_recorded(connection, row, once, by, checked.value, why, asked_for(changes or {}, duplicate_of)):
                return self._with_chains(connection, [row])[0]
            if row.superseded_by is not None:
                raise UnfitError(f"claim {row.id}: superseded by event {row.superseded_by}; decide on what replaced it")
            claim = read_claim(row, read_chains(connection, [row.key]).get(row.key, ()))
            other = check_duplicate(row, self._find(connection, duplicate_of)) if duplicate_of else None
            decision = Decision(checked, by.strip(), datetime.now(UTC), why.strip(), other)
            record_decision(writer, row, claim, decision, changes or {}, once)
            return self._with_chains(connection, [self._find(connection, row.id)])[0]

    def take_down(self, record_id: str, *, by: str, why: str, statement: str | None = None) -> Takedown:
        """Hide a report, or a claim with its sentences, from every view and export, also of the past. On disk then.

        The log keeps that it was done; `lift` undoes it. `statement` names what it went with others for. Raises
        TakenDownError where it was taken down before.
        """
        with self._writing(durable=True) as writer:
            if writer.connection.execute(article_of(record_id.strip(), None)).first():
                read_hidden(writer.connection).check_report(record_id.strip())
                return take_report_down(writer, record_id.strip(), by, why, datetime.now(UTC))
            row = self._find(writer.connection, record_id)
            return take_claim_down(writer, row, by, why, datetime.now(UTC), statement)

    def lift(self, record_id: str, *, by: str, why: str) -> tuple[Takedown, ...]:
        """Show again what was taken down as this report, claim (or the beginning of its id) or statement."""
        with self._writing(durable=True) as writer:
            return lift(writer, record_id, by, why, datetime.now(UTC))

    def open_names(self, record_id: str, *, by: str, why: str, opened: bool = True) -> None:
        """Show the names of private persons in a claim, or in all of a report; or withhold them again. On disk then.

        They are withheld unless an editor opens them. A newer word on the same record stands; one on a claim stands
        before one on its report.
        """
        with self._writing(durable=True) as writer:
            report, row = record_id.strip(), None
            if not writer.connection.execute(article_of(report, None)).first():
                row = self._find(writer.connection, record_id)
                report = row.report_id
            read_hidden(writer.connection).check_report(report)
            write_opening(writer, row, report, by, why, datetime.now(UTC), opened=opened)

    @contextmanager
    def grouping(self, *, write: bool = True) -> Iterator[Grouping]:
        """What grouping reads and writes, in one transaction; undone by an exception. `write=False` only reads."""
        with (
            self._told_plainly(),
            self._begun(durable=False) if write else reading(self._engine) as connection,
        ):
            yield Grouping(connection)
        if write:
            look_again(self._engine)

    def rule(
        self, claim_id: str, other_id: str, *, together: bool, by: str, why: str, once: str | None = None
    ) -> Ruling:
        """Record a person's word that two claims relay one act of saying, or do not. On disk when it returns.

        No program undoes it. A newer ruling on the same two replaces it. Raises LedgerError where it contradicts
        others: claims that rulings put together by way of a third cannot be kept apart, nor the other way round.
        `once` is as for `decide`.
        """
        with self._writing(durable=True) as writer:
            one, other = self._find(writer.connection, claim_id), self._find(writer.connection, other_id)
            kind = JOINED if together else PARTED
            if was_recorded(writer.connection, one, once, by, kind, why, {"with": other.id}):
                return Ruling(one.id, other.id, together, by.strip(), why.strip())
            at = datetime.now(UTC)
            return record_ruling(writer, one, other, together=together, by=by, why=why, at=at, once=once)

    @property
    def people(self) -> People:
        """The accounts of those who share this ledger, their sessions and tokens."""
        return People(self._reading, lambda: self._writing(durable=True))

    @property
    def mailing(self) -> Mailing:
        """The digests of this ledger, and who gets them."""
        return Mailing(self._reading, lambda: self._writing(durable=True))

    @property
    def desk(self) -> DeskBook:
        """What desks that watch sources remember between two visits."""
        return DeskBook(self._reading, self._noting)

    @contextmanager
    def _noting(self) -> Iterator[Connection]:
        with self._told_plainly(), noting(self._engine) as connection:
            yield connection

    def admit(self, token: str) -> Pass | None:
        """Whom a session or an API token stands for, and what they may do now; None where it admits nobody."""
        return self.people.admit(token)
