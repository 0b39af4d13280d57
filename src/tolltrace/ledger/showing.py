"""What a ledger shows: all that leaves it goes through `withholding`."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any

from tolltrace.errors import LedgerError
from tolltrace.ledger.answering import report_answers
from tolltrace.ledger.browsing import Browsing
from tolltrace.ledger.copies import read_copy
from tolltrace.ledger.figures import read_figures
from tolltrace.ledger.hiding import read_hidden
from tolltrace.ledger.judgements import Judgements
from tolltrace.ledger.lists import listed_claims, listed_reports
from tolltrace.ledger.opened import Opened
from tolltrace.ledger.queries import copy_of, events_of, newest_acts, newest_events
from tolltrace.ledger.recorded import ClaimQuery, Event, RecordedClaim, RecordedReport
from tolltrace.ledger.reviewing import find_agreement, reviews_of, waiting_claims
from tolltrace.ledger.rows import read_act, read_article, read_event, read_recorded_report
from tolltrace.ledger.searching import find_matches
from tolltrace.ledger.verifying import verify_chain
from tolltrace.ledger.withholding import Withholding
from tolltrace.paging import BareFigures, Position, State
from tolltrace.reviews import Agreement, Review
from tolltrace.seals import Verified
from tolltrace.values import Article, Page

BATCH = 200  # claims whose chains are read at once


class Showing(Opened):
    """The half of a ledger that is read."""

    def claims(self, query: ClaimQuery | None = None, **filters: Any) -> Iterator[RecordedClaim]:
        """The current claims, newest publication first, then in the order of the report's text; as they are read.

        Filters are ClaimQuery's: `claims(harm="killed", side="Russia")`. The list shows one moment of the ledger, even
        while others write.
        """
        asked = _query(query, filters)
        with self._reading() as connection:
            statement, withholding = listed_claims(asked, find_matches(connection, asked)), Withholding(connection)
            judgements = Judgements(connection, asked.as_of)
            with connection.execute(statement, execution_options={"yield_per": BATCH}) as result:
                for rows in result.partitions():
                    found = self._with_chains(connection, rows, withholding, judgements)
                    yield from (one for one in found if withholding.still_answers(one, asked))

    def claim(self, claim_id: str, *, as_of: date | None = None) -> RecordedClaim:
        """The claim with this id, or with the only id that begins so; also where it is rejected or superseded.

        `as_of`: as it could be known at the end of that day, as ClaimQuery has it. Raises LedgerError where it was not.
        """
        with self._reading() as connection:
            row = self._find(connection, claim_id, as_of)
            return self._with_chains(connection, [row], judgements=Judgements(connection, as_of))[0]

    def history(self, claim_id: str, *, as_of: date | None = None) -> tuple[Event, ...]:
        """All that happened to a claim, oldest first; `as_of` a day, without what people decided after it."""
        with self._reading() as connection:
            row = self._find(connection, claim_id, as_of)
            shown = Withholding(connection).event
            found = connection.execute(events_of(row.id, row.report_id, as_of))
            return tuple(shown(read_event(event)) for event in found)

    def events(self, limit: int | None = None) -> Iterator[Event]:
        """The log, the newest event first."""
        streamed = {"yield_per": BATCH}
        with (
            self._reading() as connection,
            connection.execute(newest_events(limit), execution_options=streamed) as found,
            connection.execute(newest_acts(limit), execution_options=streamed) as acts,
        ):
            shown = Withholding(connection).event
            logs = (map(shown, map(read_event, found)), map(read_act, acts))
            yield from islice(merge(*logs, key=lambda event: event.at, reverse=True), limit)

    def reviews(self, claim_id: str, *, as_of: date | None = None) -> tuple[Review, ...]:
        """Each reviewer's newest word on a claim, the oldest first. The claim's status is the last of them."""
        with self._reading() as connection:
            row = self._find(connection, claim_id, as_of)
            withholding = Withholding(connection)
            found = reviews_of(connection, row.id, row.report_id, as_of)
            return tuple(withholding.review(one, row.report_id) for one in found)

    def agreement(self) -> tuple[Agreement, ...]:
        """How reviewers agree, two by two and field by field, over the claims that both decided."""
        with self._reading() as connection:
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
        with (
            self._reading() as connection,
            connection.execute(statement, execution_options={"yield_per": BATCH}) as result,
        ):
            withholding = Withholding(connection)
            for rows in result.partitions():
                yield from zip(
                    self._with_chains(connection, rows, withholding), (row.reach for row in rows), strict=True
                )

    def reports(self, query: ClaimQuery | None = None, **filters: Any) -> Iterator[RecordedReport]:
        """The reports, newest publication first: those with such a claim, where the filters speak of claims."""
        asked = _query(query, filters)
        with self._reading() as connection:
            matches, withholding = find_matches(connection, asked), Withholding(connection)
            statement = listed_reports(asked, matches)
            with connection.execute(statement, execution_options={"yield_per": BATCH}) as result:
                for rows in result.partitions():
                    found = withholding.reports([read_recorded_report(row) for row in rows])
                    yield from (one for one in found if report_answers(connection, withholding, one, asked))

    def article(self, report_id: str, version: int | None = None) -> Article:
        """A report's text as it was recorded; None is the latest version."""
        with self._reading() as connection:
            found = read_article(self._find_article(connection, report_id, version))
            return Withholding(connection).article(found)

    def page(self, report_id: str, version: int | None = None) -> Page:
        """The page that a version of a report was read from, byte for byte; None is the latest version.

        Raises LedgerError where no copy was kept, or where it is damaged.
        """
        with self._reading() as connection:
            article = self._find_article(connection, report_id, version)
            read_hidden(connection).check_page(report_id)
            copy = connection.execute(copy_of(article.page_sha256)).first()
            if copy is None:
                raise LedgerError(
                    f"{self.path}: no copy is kept of the page of report {report_id!r}, version "
                    f"{article.version_number}: it was recorded without (--no-snapshots, or by a tolltrace that kept "
                    f"none). Tracing the same file again keeps one: {article.source}"
                )
            return read_copy(copy, article)

    def names_withheld(self, report_ids: Iterable[str]) -> frozenset[str]:
        """The names of private persons in some reports, as far as no editor opened them: for who shows such words."""
        with self._reading() as connection:
            return Withholding(connection).names_in_all(report_ids)

    def state(self) -> State:
        """Which moment of the ledger this is: the same state, the same answers."""
        with self._told_plainly():
            return self._quick.state(self._read_state) if self._quick else self._read_state()

    def _read_state(self) -> State:
        with self.browsing() as view:
            return view.state()

    def figures(self, query: ClaimQuery | None = None, after: Position | None = None, limit: int = 50) -> BareFigures:
        """A page of claims as numbers and codes, in the order of `claims`: `after` is a page's `next`.

        The query may ask for a harm, a side, a place and days.
        """
        if self._quick and query in (None, ClaimQuery()):
            with self._told_plainly():
                return self._quick.figures(after, limit)
        with self._reading() as connection:
            return read_figures(connection, query or ClaimQuery(), after, limit)

    @contextmanager
    def browsing(self) -> Iterator[Browsing]:
        """What is read a page at a time, in one unchanging view."""
        with self._reading() as connection:
            yield Browsing(connection)

    def verify(self, head: str | None = None) -> Verified:
        """Hold every row against the chain of seals, up to the first break; nothing is raised for that.

        `head` is the hash of a newest seal that somebody noted: it must still be in the chain, else its end was cut
        off. Tables that are made from others are no part of it.
        """
        with self._reading() as connection:
            return verify_chain(connection, head.strip().lower() if head else None)


def _query(query: ClaimQuery | None, filters: dict[str, Any]) -> ClaimQuery:
    if query is not None and filters:
        raise TypeError("give a ClaimQuery or single filters, not both")
    return query or ClaimQuery(**filters)
