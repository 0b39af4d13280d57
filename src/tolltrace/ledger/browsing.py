"""What a ledger shows a page at a time: by keyset, so that no page costs more than the first, and none moves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, func, literal, select

from tolltrace.ledger.answering import report_answers, still_found
from tolltrace.ledger.arriving import count_arrived
from tolltrace.ledger.judgements import Judgements
from tolltrace.ledger.keyset import Sort, check_position, paged
from tolltrace.ledger.lists import (
    REPORTS_ORDER,
    claims_order,
    listed_claims,
    listed_keys,
    listed_reports,
    looks_beyond_listings,
    page_of_claims,
)
from tolltrace.ledger.placing import count_places
from tolltrace.ledger.queries import EVENTS_ORDER, every_event
from tolltrace.ledger.recorded import ClaimQuery, Event, RecordedClaim, RecordedReport
from tolltrace.ledger.recording import read_chains
from tolltrace.ledger.rows import read_article, read_event, read_recorded_claim, read_recorded_report
from tolltrace.ledger.searching import Matches, find_matches
from tolltrace.ledger.tables import articles, claims, events, links, listings, seals, versions
from tolltrace.ledger.tables_grouping import relays
from tolltrace.ledger.withholding import Withholding
from tolltrace.paging import Facets, Page, Places, Position, State
from tolltrace.values import Article

MONTH, DAY = len("2023-05"), len("2023-05-01")
MOST_VALUES = 50  # of one facet
MOST_AT_ONCE = 20_000  # claims whose values are counted here; of more, the database counts
AT_ONCE = 10_000  # keys in one question
AHEAD = 4  # claims that are looked at for each statement of a page: most statements have few


Counts = tuple[tuple[Any, int], ...]


class Browsing:
    """One unchanging view of the ledger. `after` is a page's `next`; `limit` is how many a page holds at most."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._withholding: Withholding | None = None  # nobody asked yet
        self._matches: dict[ClaimQuery, Matches | None] = {}

    @property
    def withholding(self) -> Withholding:
        """What is taken down, and whose names are withheld."""
        self._withholding = self._withholding or Withholding(self._connection)
        return self._withholding

    def state(self) -> State:
        """Which moment this is."""
        row = self._connection.execute(NEWEST).first()
        return State(row.number or 0, row.hash, row.at) if row else State()

    def claims(self, query: ClaimQuery, after: Position | None, limit: int) -> Page[RecordedClaim]:
        """Claims as `Ledger.claims` lists them."""
        order = claims_order(query)
        check_position(order, after)
        statement = page_of_claims(query, find_matches(self._connection, query), after, limit)
        rows, following = self._cut(statement, order, limit)
        chains = read_chains(self._connection, [row.key for row in rows])
        found = [read_recorded_claim(row, chains.get(row.key, ())) for row in rows]
        found = self.withholding.claims(Judgements(self._connection, query.as_of).add_to(found))
        return Page(tuple(one for one in found if self.withholding.still_answers(one, query)), following)

    def reports(self, query: ClaimQuery, after: Position | None, limit: int) -> Page[tuple[RecordedReport, Article]]:
        """Reports as `Ledger.reports` lists them, each with what is known of its article, less its text."""
        told = [each for each in articles.c if each.name not in ("body", "title", "outlet", "url", "language")]
        told = [each for each in told if not each.name.startswith("published") and each.name != "repairs"]
        matches = find_matches(self._connection, query)
        statement = listed_reports(query, matches).add_columns(*told, literal("").label("body"), versions.c.captured_at)
        rows, following = self._page(statement, REPORTS_ORDER, after, limit)
        shown = self.withholding.reports([read_recorded_report(row) for row in rows])
        found = zip(shown, (self.withholding.article(read_article(row, quotes=False)) for row in rows), strict=True)
        answers = (one for one in found if report_answers(self._connection, self.withholding, one[0], query))
        return Page(tuple(answers), following)

    def check_report(self, report_id: str) -> None:
        """Raise TakenDownError for a report that is."""
        self.withholding.hidden.check_report(report_id)

    def events(self, after: Position | None, limit: int) -> Page[Event]:
        """The log of records, the newest first. What people did to accounts is no part of it."""
        rows, following = self._page(every_event(), EVENTS_ORDER, after, limit)
        return Page(tuple(self.withholding.event(read_event(row)) for row in rows), following)

    def statements(self, query: ClaimQuery, after: Position | None, limit: int) -> Page[str]:
        """The ids of statements with a claim that lists show, those with the newest such claim first, then by id."""
        listed, of = self._listed(query)
        # so written that SQLite takes claims in their order and stops, and sorts no table of statements before
        in_order = listed.outerjoin(relays, relays.c.claim == of.c.claim)
        in_order = in_order.where(func.coalesce(relays.c.statement, "") != "")
        order = (Sort(of.c.newest, down=True), Sort(relays.c.statement))
        told = in_order.with_only_columns(relays.c.statement, of.c.newest)
        found: dict[str, str] = {}
        at = after
        while len(found) <= limit:
            rows, at = self._page(told, order, at, AHEAD * limit)
            ids = sorted({row.statement for row in rows})
            top = self._newest_of(listed, of, ids)
            found |= {row.statement: row.newest for row in rows if top[row.statement] == row.newest}
            if at is None:
                break
        ids = list(found)
        more = len(ids) > limit
        return Page(tuple(ids[:limit]), (found[ids[limit - 1]], ids[limit - 1]) if more else None)

    def _newest_of(self, listed: Select[Any], of: FromClause, statements: Sequence[str]) -> dict[str, str]:
        """When the newest listed claim of each statement appeared: of their claims, not of all that are listed."""
        theirs = select(relays.c.claim, relays.c.statement).where(relays.c.statement.in_(statements))
        stand_in: dict[int, list[str]] = {}
        for claim, statement in self._connection.execute(theirs):
            stand_in.setdefault(claim, []).append(statement)
        top: dict[str, str] = {}
        keys = list(stand_in)
        for at in range(0, len(keys), AT_ONCE):
            some = listed.with_only_columns(of.c.claim, of.c.newest).where(of.c.claim.in_(keys[at : at + AT_ONCE]))
            for claim, newest in self._connection.execute(some):
                for statement in stand_in[claim]:
                    top[statement] = max(newest, top.get(statement, ""))
        return top

    def noted(self, window: int) -> tuple[tuple[str, str, int], ...]:
        """Of so many of the newest claims: statement, stance and how many of these claims it has so, newest first."""
        newest = select(listings.c.claim, listings.c.newest).order_by(listings.c.newest.desc()).limit(window).subquery()
        found = newest.join(relays, relays.c.claim == newest.c.claim).join(claims, claims.c.key == newest.c.claim)
        told = (relays.c.statement, claims.c.stance, func.count())
        asked = select(*told).select_from(found).where(relays.c.statement.is_not(None))
        asked = asked.group_by(relays.c.statement, claims.c.stance)
        asked = asked.order_by(func.max(newest.c.newest).desc(), relays.c.statement)
        return tuple((row[0], row[1], row[2]) for row in self._connection.execute(asked))

    def count(self, query: ClaimQuery, most: int) -> int:
        """How many claims lists show; `most` where they are more."""
        listed, _ = self._listed(query)
        return self._connection.execute(select(func.count()).select_from(listed.limit(most).subquery())).scalar_one()

    def arrived(self, query: ClaimQuery, what: str, since: int, most: int, *, statement: str = "") -> int:
        """How many "statements", "claims" or "reports" have a claim that lists show, written after an event.

        `statement`: a claim that stands in this statement.
        """
        matches = still_found(self._connection, self.withholding, query)
        return count_arrived(self._connection, listed_keys(query, matches), what, since, most, statement=statement)

    def facets(self, query: ClaimQuery) -> Facets:
        """How many claims of a query have which value."""
        found = self.facets_of_few(query, MOST_AT_ONCE)
        if found is not None:
            return found
        listed, of = self._listed(query)
        spoken = listed.join(links, links.c.claim == of.c.claim)
        month = func.substr(of.c.day, 1, MONTH)
        # of a subquery: without a filter, only its columns name the table
        count = self._connection.execute(select(func.count()).select_from(listed.subquery())).scalar_one()
        return self._facets(
            count,
            self._counted(listed, of.c.harm),
            self._counted(listed, of.c.side_folded),
            self._counted(spoken, links.c.speaker, func.count(of.c.claim.distinct())),
            self._counted(listed.where(of.c.day != ""), month, newest_first=True),
        )

    def facets_of_few(self, query: ClaimQuery, most: int) -> Facets | None:
        """The same, of so many claims at most, which are looked up once; None where they are more."""
        listed, of = self._listed(query)
        told = listed.with_only_columns(of.c.claim, of.c.harm, of.c.side_folded, of.c.day).limit(most + 1)
        rows = self._connection.execute(told).all()
        if len(rows) > most:
            return None
        keys, harms, sides, days = zip(*rows, strict=True) if rows else ((), (), (), ())
        said: Counter[int] = Counter()
        for at in range(0, len(keys), AT_ONCE):
            spoken = select(links.c.claim, links.c.speaker).where(links.c.claim.in_(keys[at : at + AT_ONCE]))
            said.update(speaker for _, speaker in set(map(tuple, self._connection.execute(spoken))))
        months = sorted(Counter(day[:MONTH] for day in days if day).items(), reverse=True)
        return self._facets(len(rows), _most(Counter(harms)), _most(Counter(sides)), _most(said), tuple(months))

    def _facets(self, claims_: int, harms: Counts, sides: Counts, speaking: Counts, months: Counts) -> Facets:
        facets = {"harms": harms, "sides": sides, "speakers": speaking, "months": months}
        name_of = self.withholding.speakers([key for key, _ in speaking[: MOST_VALUES + 1]])
        return Facets(
            claims=claims_,
            harms=harms[:MOST_VALUES],
            sides=tuple((self._as_written(folded), count) for folded, count in sides[:MOST_VALUES]),
            speakers=tuple((name_of[key], count) for key, count in speaking[:MOST_VALUES] if key in name_of),
            months=months[:MOST_VALUES],
            cut=tuple(name for name, found in facets.items() if len(found) > MOST_VALUES),
        )

    def places(self, query: ClaimQuery, window: int, most: int) -> Places:
        """Where the newest claims of a query, so many at most, say that it happened; so many places at most."""
        listed, of = self._listed(query)
        newest = listed.order_by(of.c.newest.desc()).limit(window).subquery()
        return count_places(self._connection, newest, most, more=self.count(query, window + 1) > window)

    def _listed(self, query: ClaimQuery) -> tuple[Select[Any], FromClause]:
        """The keys of the claims that lists show, and what they can be counted and sorted by: listings' columns."""
        if query not in self._matches:  # a page counts, and tells of values, too
            self._matches[query] = still_found(self._connection, self.withholding, query)
        matches = self._matches[query]
        if not looks_beyond_listings(query):
            return listed_keys(replace(query, by_doubt=False), matches), listings
        kept = listed_claims(replace(query, limit=None, by_doubt=False), matches).order_by(None)
        day = func.substr(claims.c.newest, 1, DAY).label("day")
        told = (claims.c.key.label("claim"), claims.c.newest, claims.c.harm, claims.c.side_folded, day)
        stood = kept.with_only_columns(*told).subquery()
        return select(stood.c.claim), stood

    def _counted(
        self, listed: Select[Any], value: ColumnElement[Any], count: Any = None, *, newest_first: bool = False
    ) -> tuple[tuple[Any, int], ...]:
        """The most frequent values, one more than are shown."""
        many = func.count() if count is None else count
        order = (value.desc(),) if newest_first else (many.desc(), value)
        grouped = listed.with_only_columns(value, many).where(value.is_not(None)).group_by(value).order_by(*order)
        return tuple((row[0], row[1]) for row in self._connection.execute(grouped.limit(MOST_VALUES + 1)))

    def _as_written(self, folded: str) -> str:
        """A side as some claim writes it."""
        asked = select(claims.c.side).where(claims.c.side_folded == folded).limit(1)
        return str(self._connection.execute(asked).scalar_one())

    def _page(
        self, statement: Select[Any], order: Sequence[Sort], after: Position | None, limit: int
    ) -> tuple[list[Row[Any]], Position | None]:
        check_position(order, after)
        return self._cut(paged(statement, order, after, limit), order, limit)

    def _cut(self, statement: Select[Any], order: Sequence[Sort], limit: int) -> tuple[list[Row[Any]], Position | None]:
        rows = list(self._connection.execute(statement).all())
        if len(rows) <= limit:
            return rows, None
        last = rows[limit - 1]._mapping
        return rows[:limit], tuple(last[f"at_{n}"] for n in range(len(order)))


def _most(counts: Counter[Any]) -> Counts:
    """Values with how many there are, the most frequent first."""
    return tuple(
        sorted(((each, n) for each, n in counts.items() if each is not None), key=lambda one: (-one[1], one[0]))
    )


NEWEST = (
    select(seals.c.hash, seals.c.at, select(func.max(events.c.key)).scalar_subquery().label("number"))
    .order_by(seals.c.key.desc())
    .limit(1)
)
