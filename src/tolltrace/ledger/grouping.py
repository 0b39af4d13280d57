"""What grouping reads from, and writes to, the ledger: it knows no rule of it (those are `statements`').

Its tables are derived (docs/decisions/0012): emptied and filled again at will, each time in one transaction.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Connection, Result, Row, Select, bindparam, delete, func, insert, or_, select, update

from tolltrace.ledger.alike import Alike
from tolltrace.ledger.answering import still_found
from tolltrace.ledger.database import recalled
from tolltrace.ledger.lists import listed_claims
from tolltrace.ledger.queries import end_of, starts_with
from tolltrace.ledger.recorded import ClaimQuery
from tolltrace.ledger.recording import BATCH, read_chains
from tolltrace.ledger.rows import read_carrier, read_claim
from tolltrace.ledger.summing import KEPT, Summing
from tolltrace.ledger.tables import articles, claims, events, reports, rulings
from tolltrace.ledger.tables_grouping import bands, figures, grouping, likenesses, relays, sketches, summaries
from tolltrace.ledger.withholding import Withholding
from tolltrace.relays import Carrier, Kept, Loaded, NewRelay, Placed, Relay, Ruling
from tolltrace.values import Link

T = TypeVar("T")
UNDATED = 0  # the day of what has none, in `figures`
MOST_COMPONENTS = 100  # that the beginning of an id is looked for in
OWN_RECORDS = "jsonl"  # of imports: the format that holds sentences of the report itself
MARK = 1  # the key of the one row of `grouping`


class Grouping(Alike, Summing):
    """One transaction's view of the derived tables."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._withholding: Withholding | None = None  # nobody asked yet

    # ── what is shown ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def withholding(self) -> Withholding:
        """What is taken down, and whose names are withheld."""
        self._withholding = self._withholding or Withholding(self._connection)
        return self._withholding

    def recalled(self, key: str, make: Callable[[], T]) -> T:
        """What `make` finds out of this moment; asked once where the moment is shared (`Ledger.at_once`)."""
        return recalled(self._connection, key, make)

    # ── what is to be grouped ────────────────────────────────────────────────────────────────────────────────────────

    def stale(self, limit: int) -> tuple[list[int], int | None]:
        """Reports that something happened to since they were grouped, oldest first, and the last such event."""
        seen = self._connection.execute(select(grouping.c.event)).scalar_one_or_none() or 0
        rows = self._connection.execute(
            select(events.c.report, events.c.key).where(events.c.key > seen).order_by(events.c.key).limit(limit)
        ).all()
        return list(dict.fromkeys(row.report for row in rows)), rows[-1].key if rows else None

    def mark(self, event: int, rules: str) -> None:
        """Remember up to which event all is grouped, and by which rules."""
        self._connection.execute(delete(grouping))
        self._connection.execute(insert(grouping), {"key": MARK, "event": event, "rules": rules})

    def grouped_by(self) -> str | None:
        """The rules that what is kept was grouped by; None where nothing is."""
        return self._connection.execute(select(grouping.c.rules)).scalar_one_or_none()

    def count(self) -> int:
        """How many relays are kept."""
        return self._connection.execute(select(func.count()).select_from(relays)).scalar_one()

    def last_event(self) -> int:
        """The newest there is."""
        return self._connection.execute(select(func.max(events.c.key))).scalar_one() or 0

    def clear(self) -> None:
        """Forget all groups."""
        for table in (figures, relays, likenesses, sketches, bands, summaries, grouping):
            self._connection.execute(delete(table))

    def reports(self, keys: Sequence[int] | None = None, as_of: date | None = None) -> Iterator[Loaded]:
        """These reports, or all, with what lists would show of their claims: now, or of what was known on a day."""
        if keys is None:
            yield from self._reports(_claims_by_report(as_of))
            return
        for at in range(0, len(keys), BATCH):
            yield from self._reports(_claims_by_report(as_of).where(reports.c.key.in_(keys[at : at + BATCH])))

    def _reports(self, statement: Select[Any]) -> Iterator[Loaded]:
        with self._connection.execute(statement, execution_options={"yield_per": BATCH}) as result:
            for key, pairs in groupby(self._with_chains(result), key=lambda pair: pair[0].report_key):
                together = list(pairs)
                first = together[0][0]
                carrier = self.withholding.hidden.shown_carrier(read_carrier(first))
                relayed = tuple(Relay(read_claim(row, chain), carrier) for row, chain in together)
                told = (first.standfirst, first.body) if tells_of_itself(carrier) else ()
                text = "\n\n".join(part for part in told if part)
                yield Loaded(key, carrier, text, relayed, {row.id: row.key for row, _ in together})

    def _with_chains(self, result: Result[Any]) -> Iterator[tuple[Row[Any], Sequence[Link]]]:
        """Rows of claims with their chains, which are read for many at once."""
        for rows in result.partitions():
            chains = read_chains(self._connection, [row.key for row in rows])
            yield from ((row, chains.get(row.key, ())) for row in rows)

    # ── what is kept of it ───────────────────────────────────────────────────────────────────────────────────────────

    def forget(self, report_keys: Sequence[int]) -> set[int]:
        """Take out the relays of these reports; the components that they were in."""
        touched: set[int] = set()
        for at in range(0, len(report_keys), BATCH):
            some = report_keys[at : at + BATCH]
            rows = self._connection.execute(
                select(relays.c.key, relays.c.component).where(relays.c.report.in_(some))
            ).all()
            touched |= {row.component for row in rows if row.component is not None}
            keys = [row.key for row in rows]
            for start in range(0, len(keys), BATCH):
                self._connection.execute(delete(figures).where(figures.c.relay.in_(keys[start : start + BATCH])))
            self._connection.execute(delete(relays).where(relays.c.report.in_(some)))
        return touched

    def keep(self, found: Sequence[tuple[Loaded, Sequence[NewRelay]]]) -> list[int]:
        """Write the relays of some reports; their keys, in order."""
        flat = [(loaded, each) for loaded, relayed in found for each in relayed]
        rows = [
            {
                "claim": loaded.keys[each.claim_id],
                "report": loaded.key,
                "number": each.number,
                "denied": each.denied,
                "traits": each.traits,
            }
            for loaded, each in flat
        ]
        if not rows:
            return []
        written = self._connection.execute(insert(relays).returning(relays.c.key, sort_by_parameter_order=True), rows)
        keys = list(written.scalars())
        looked_up = [
            {"figure": figure, "day": each.day or UNDATED, "relay": key}
            for key, (_, each) in zip(keys, flat, strict=True)
            for figure in each.figures
        ]
        if looked_up:
            self._connection.execute(insert(figures), looked_up)
        return keys

    def near(self, figure_keys: Iterable[str], day: int | None, within: int) -> list[Kept]:
        """Relays of these figures, said within so many days of a day, and those of no day; of any day for None."""
        statement = (
            _kept().join(figures, figures.c.relay == relays.c.key).where(figures.c.figure.in_(tuple(figure_keys)))
        )
        if day is not None:
            statement = statement.where(
                or_(figures.c.day == UNDATED, figures.c.day.between(day - within, day + within))
            )
        return [Kept(*row) for row in self._connection.execute(statement.distinct())]

    def before(self, figure_keys: Iterable[str], first: int, last: int) -> list[Kept]:
        """Relays of these figures, said between two days, both included; none of no day."""
        wanted = select(figures.c.relay).where(
            figures.c.figure.in_(tuple(figure_keys)), figures.c.day.between(max(first, UNDATED + 1), last)
        )
        return [Kept(*row) for row in self._connection.execute(_kept().where(relays.c.key.in_(wanted)))]

    def members(self, components: Iterable[int]) -> list[Kept]:
        """All relays of some components."""
        wanted = sorted(components)
        found: list[Kept] = []
        for at in range(0, len(wanted), BATCH):
            of = relays.c.component.in_(wanted[at : at + BATCH])
            statement = _kept().where(of).order_by(relays.c.component, relays.c.key)
            found += [Kept(*row) for row in self._connection.execute(statement)]
        return found

    def of_claims(self, claim_ids: Iterable[str]) -> list[Kept]:
        """The relays of these claims."""
        statement = _kept().join(claims, claims.c.key == relays.c.claim).where(claims.c.id.in_(tuple(claim_ids)))
        return [Kept(*row) for row in self._connection.execute(statement)]

    def place(self, places: Sequence[tuple[int, int, str]]) -> None:
        """Say of relays (by key) in which component and statement they are."""
        if places:
            statement = (
                update(relays)
                .where(relays.c.key == bindparam("of"))
                .values(component=bindparam("into"), statement=bindparam("named"))
            )
            rows = [{"of": key, "into": component, "named": name} for key, component, name in places]
            self._connection.execute(statement, rows)

    def key_range(self) -> tuple[int, int]:
        """The smallest and the largest key of a relay; 1 and 0 for none."""
        first, last = self._connection.execute(select(func.min(relays.c.key), func.max(relays.c.key))).one()
        return first or 1, last or 0

    def by_figure(self, before: str) -> Iterator[tuple[str, Iterator[Kept]]]:
        """All relays, a figure at a time and in it by day, those of no day first; figures that sort before a text."""
        statement = (
            select(figures.c.figure, *KEPT)
            .join(relays, relays.c.key == figures.c.relay)
            .where(figures.c.figure < before)
            .order_by(figures.c.figure, figures.c.day, figures.c.relay)
        )
        with self._connection.execute(statement, execution_options={"yield_per": BATCH}) as result:
            for figure, rows in groupby(result, key=lambda row: row.figure):
                yield figure, (Kept(*row[1:]) for row in rows)

    def by_component(self) -> Iterator[list[Kept]]:
        """All relays, a component at a time. Each page is a query of its own: what is read may be written to."""
        last = -1
        while True:
            page = select(relays.c.component).where(relays.c.component > last).distinct()
            components = list(self._connection.execute(page.order_by(relays.c.component).limit(BATCH)).scalars())
            if not components:
                return
            last = components[-1]
            for _, rows in groupby(self.members(components), key=lambda each: each.component):
                yield list(rows)

    def set_components(self, of: Iterable[tuple[int, int]]) -> None:
        """Say of relays (by key) in which component they are."""
        statement = update(relays).where(relays.c.key == bindparam("of")).values(component=bindparam("into"))
        batch: list[dict[str, int]] = []
        for key, component in of:
            batch.append({"of": key, "into": component})
            if len(batch) == BATCH:
                self._connection.execute(statement, batch)
                batch = []
        if batch:
            self._connection.execute(statement, batch)

    def rulings(self, claim_ids: Iterable[str] | None = None, as_of: date | None = None) -> list[Ruling]:
        """Reviewers' newest word by the end of a day on each pair with one of these claims; of all for None."""
        statement = select(rulings, events.c.actor, events.c.why).join(events).order_by(rulings.c.key)
        if as_of is not None:
            statement = statement.where(events.c.at <= end_of(as_of))
        if claim_ids is not None:
            ids = tuple(claim_ids)
            statement = statement.where(or_(rulings.c.claim.in_(ids), rulings.c.other.in_(ids)))
        newest: dict[frozenset[str], Ruling] = {}
        for row in self._connection.execute(statement):
            newest[frozenset((row.claim, row.other))] = Ruling(row.claim, row.other, row.together, row.actor, row.why)
        return list(newest.values())

    # ── what came of it ──────────────────────────────────────────────────────────────────────────────────────────────

    def component_of(self, statement: str) -> set[int]:
        """The components of the statement with this id, or of the claim that begins so; some of them where many do."""
        return {component for component, _ in self._begun_by(statement) if component is not None}

    def statements_begun_by(self, text: str) -> list[str]:
        """The statements whose ids, or those of claims of theirs, begin so; some of them where many do."""
        return [
            name for _, name in sorted(self._begun_by(text), key=lambda each: (each[0] or 0, each[1] or "")) if name
        ]

    def _begun_by(self, text: str) -> set[tuple[int | None, str | None]]:
        told = select(relays.c.component, relays.c.statement).distinct().limit(MOST_COMPONENTS)
        its_claims = told.join(claims, claims.c.key == relays.c.claim).where(starts_with(claims.c.id, text))
        found: set[tuple[int | None, str | None]] = set()
        for asked in (told.where(starts_with(relays.c.statement, text)), its_claims):  # each by an index of its own
            found |= {(row.component, row.statement) for row in self._connection.execute(asked)}
        return found

    def in_order(self, statements: Collection[str]) -> list[str]:
        """These statements by their components, then by their ids."""
        found: set[tuple[int, str]] = set()
        wanted = sorted(statements)
        for at in range(0, len(wanted), BATCH):
            of = relays.c.statement.in_(wanted[at : at + BATCH])
            told = select(relays.c.component, relays.c.statement).where(of).distinct()
            found |= {(row.component or 0, row.statement) for row in self._connection.execute(told)}
        return [name for _, name in sorted(found)]

    def named_in(self, components: Sequence[int]) -> list[str]:
        """The ids of the statements of some components, a component after another."""
        names: dict[int, list[str]] = {}
        for at in range(0, len(components), BATCH):
            of = relays.c.component.in_(components[at : at + BATCH])
            told = select(relays.c.component, relays.c.statement).where(of, relays.c.statement.is_not(None)).distinct()
            for component, name in self._connection.execute(told):
                names.setdefault(component, []).append(name)
        return [name for component in components for name in sorted(names.get(component, ()))]

    def components_of(self, query: ClaimQuery) -> list[int]:
        """Components with a claim that lists would show for a query, the newest first."""
        listed = self._listed(query).with_only_columns(claims.c.key, claims.c.newest).subquery()
        statement = (
            select(relays.c.component, func.max(listed.c.newest).label("newest"))
            .join(listed, listed.c.key == relays.c.claim)
            .group_by(relays.c.component)
            .order_by(func.max(listed.c.newest).desc(), relays.c.component)
        )
        return [row.component for row in self._connection.execute(statement) if row.component is not None]

    def statements_of(self, query: ClaimQuery) -> frozenset[str]:
        """The ids of the statements with a claim that lists would show for a query."""
        listed = self._listed(query).with_only_columns(claims.c.key).subquery()
        statement = select(relays.c.statement).join(listed, listed.c.key == relays.c.claim).distinct()
        return frozenset(each for each in self._connection.execute(statement).scalars() if each is not None)

    def placed(self, report_ids: Sequence[str]) -> list[Placed]:
        """Where all relays of some reports stand."""
        found: list[Placed] = []
        for at in range(0, len(report_ids), BATCH):
            statement = (
                select(relays.c.statement, reports.c.id, relays.c.number, relays.c.denied)
                .join(reports, reports.c.key == relays.c.report)
                .where(reports.c.id.in_(report_ids[at : at + BATCH]))
                .order_by(relays.c.key)
            )
            found += [Placed(*row) for row in self._connection.execute(statement)]
        return found

    def claims_of(self, keys: Sequence[int], as_of: date) -> dict[str, Relay]:
        """Claims by the keys of their rows, as they could be known on a day, with their reports, by id."""
        found: dict[str, Relay] = {}
        for at in range(0, len(keys), BATCH):
            for loaded in self._reports(_claims_by_report(as_of).where(claims.c.key.in_(keys[at : at + BATCH]))):
                found |= {relay.claim.id: relay for relay in loaded.relays}
        return found

    def keys_of(self, report_ids: Sequence[str]) -> list[int]:
        """The keys of some reports."""
        found: list[int] = []
        for at in range(0, len(report_ids), BATCH):
            of = reports.c.id.in_(report_ids[at : at + BATCH])
            found += self._connection.execute(select(reports.c.key).where(of)).scalars()
        return sorted(found)

    def listed(self, query: ClaimQuery) -> frozenset[str]:
        """The ids of the claims that lists would show for a query."""
        statement = self._listed(query).with_only_columns(claims.c.id)
        return frozenset(self._connection.execute(statement).scalars())

    def _listed(self, query: ClaimQuery) -> Select[Any]:
        found = still_found(self._connection, self.withholding, query)
        return listed_claims(query, found).order_by(None)

    def relays_of(self, kept: Sequence[Kept]) -> dict[str, Relay]:
        """The claims behind some relays, with their reports, by id."""
        found: dict[str, Relay] = {}
        keys = [each.key for each in kept]
        for at in range(0, len(keys), BATCH):
            wanted = select(relays.c.claim).where(relays.c.key.in_(keys[at : at + BATCH]))
            for loaded in self._reports(_claims_by_report().where(claims.c.key.in_(wanted))):
                found |= {relay.claim.id: relay for relay in loaded.relays}
        return found


def _kept() -> Select[Any]:
    return select(*KEPT)


@lru_cache(maxsize=1)  # to build it takes longer than to ask it: mostly it is of today
def _claims_by_report(as_of: date | None = None) -> Select[Any]:
    """What lists show of claims, a report at a time, in the order of its text."""
    return (
        listed_claims(ClaimQuery(as_of=as_of))
        .add_columns(
            reports.c.key.label("report_key"),
            articles.c.details,
            articles.c.standfirst,
            articles.c.body,
        )
        .order_by(None)
        .order_by(reports.c.key, claims.c.mention_start, claims.c.key)
    )


def tells_of_itself(carrier: Carrier) -> bool:
    """Whether the text tells what a report is about: a record's cells do not, the report's own sentences do."""
    return carrier.imported is None or carrier.imported.format == OWN_RECORDS
