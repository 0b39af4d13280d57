"""What grouping reads from, and writes to, the ledger: it knows no rule of it (those are `statements`').

Its tables are derived (docs/decisions/0012): emptied and filled again at will, each time in one transaction.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Result, Row, Select, bindparam, delete, func, insert, or_, select, update

from tolltrace.ledger.queries import listed_claims, starts_with
from tolltrace.ledger.recorded import ClaimQuery
from tolltrace.ledger.recording import BATCH, read_chains
from tolltrace.ledger.rows import read_claim, read_details, read_published
from tolltrace.ledger.tables import (
    articles,
    bands,
    claims,
    events,
    figures,
    grouping,
    likenesses,
    relays,
    reports,
    rulings,
    sketches,
    versions,
)
from tolltrace.relays import Carrier, Kept, Loaded, NewRelay, Placed, Relay, Ruling
from tolltrace.values import Link

KEPT = (relays.c.key, relays.c.report, relays.c.component, relays.c.statement, relays.c.traits)
UNDATED = 0  # the day of what has none, in `figures`
MARK = 1  # the key of the one row of `grouping`


class Grouping:
    """One transaction's view of the derived tables."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

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
        for table in (figures, relays, likenesses, sketches, bands, grouping):
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
                carrier = read_carrier(first)
                relayed = tuple(Relay(read_claim(row, chain), carrier) for row, chain in together)
                text = "\n\n".join(part for part in (first.standfirst, first.body) if part)
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

    def by_figure(self, before: str) -> Iterator[tuple[str, list[Kept]]]:
        """All relays, a figure at a time, each as often as it has figures; those that sort before a text."""
        statement = (
            select(figures.c.figure, *KEPT)
            .join(relays, relays.c.key == figures.c.relay)
            .where(figures.c.figure < before)
            .order_by(figures.c.figure, figures.c.day, figures.c.relay)
        )
        with self._connection.execute(statement, execution_options={"yield_per": BATCH}) as result:
            for figure, rows in groupby(result, key=lambda row: row.figure):
                yield figure, [Kept(*row[1:]) for row in rows]

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

    def rulings(self, claim_ids: Iterable[str] | None = None) -> list[Ruling]:
        """Reviewers' newest word on each pair, of which one is among these claims; of all for None."""
        statement = select(rulings, events.c.actor, events.c.why).join(events).order_by(rulings.c.key)
        if claim_ids is not None:
            ids = tuple(claim_ids)
            statement = statement.where(or_(rulings.c.claim.in_(ids), rulings.c.other.in_(ids)))
        newest: dict[frozenset[str], Ruling] = {}
        for row in self._connection.execute(statement):
            newest[frozenset((row.claim, row.other))] = Ruling(row.claim, row.other, row.together, row.actor, row.why)
        return list(newest.values())

    # ── reports that share their text ────────────────────────────────────────────────────────────────────────────────

    def forget_texts(self, report_keys: Sequence[int]) -> None:
        """Take out what is known of the texts of these reports."""
        for at in range(0, len(report_keys), BATCH):
            some = report_keys[at : at + BATCH]
            for table in (bands, sketches):
                self._connection.execute(delete(table).where(table.c.report.in_(some)))
            theirs = or_(likenesses.c.report.in_(some), likenesses.c.other.in_(some))
            self._connection.execute(delete(likenesses).where(theirs))

    def sharing(self, found: Sequence[int], most: int) -> dict[int, bytes]:
        """The reports with one of these bands, the oldest first and so many at most, and their sketches."""
        wanted = select(bands.c.report).where(bands.c.band.in_(tuple(found))).distinct().order_by(bands.c.report)
        statement = select(sketches).where(sketches.c.report.in_(wanted.limit(most)))
        return {row.report: row.sketch for row in self._connection.execute(statement)}

    def keep_text(self, report: int, sketch: bytes, found: Sequence[int], like: Mapping[int, float]) -> None:
        """Write what a report is found and compared by, and how much of its text others share (0 to 1)."""
        self._connection.execute(insert(sketches), {"report": report, "sketch": sketch})
        self._connection.execute(insert(bands), [{"band": band, "report": report} for band in dict.fromkeys(found)])
        pairs = [(*sorted((report, other)), share) for other, share in like.items()]
        if pairs:
            self._connection.execute(
                insert(likenesses), [{"report": one, "other": other, "share": share} for one, other, share in pairs]
            )

    def alike(self, report_ids: Sequence[str]) -> frozenset[frozenset[str]]:
        """Pairs of these reports that share their text."""
        one, two = reports.alias(), reports.alias()
        pairs: set[frozenset[str]] = set()
        for at in range(0, len(report_ids), BATCH):
            statement = (
                select(one.c.id, two.c.id)
                .select_from(likenesses)
                .join(one, one.c.key == likenesses.c.report)
                .join(two, two.c.key == likenesses.c.other)
                .where(one.c.id.in_(report_ids[at : at + BATCH]))
            )
            pairs |= {frozenset(row) for row in self._connection.execute(statement)}
        return frozenset(pairs)

    # ── what came of it ──────────────────────────────────────────────────────────────────────────────────────────────

    def component_of(self, statement: str) -> set[int]:
        """The components of the statement with this id, or of the claim that begins so."""
        found = self._connection.execute(
            select(relays.c.component)
            .join(claims, claims.c.key == relays.c.claim)
            .where(or_(starts_with(relays.c.statement, statement), starts_with(claims.c.id, statement)))
            .distinct()
        )
        return {each for each in found.scalars() if each is not None}

    def components_with(self, statements: Collection[str]) -> set[int]:
        """The components of these statements."""
        wanted = sorted(statements)
        found: set[int] = set()
        for at in range(0, len(wanted), BATCH):
            of = relays.c.statement.in_(wanted[at : at + BATCH])
            found |= set(self._connection.execute(select(relays.c.component).where(of)).scalars()) - {None}
        return found

    def components_of(self, query: ClaimQuery) -> list[int]:
        """Components with a claim that lists would show for a query, the newest first."""
        listed = listed_claims(query).order_by(None).with_only_columns(claims.c.key, claims.c.newest).subquery()
        statement = (
            select(relays.c.component, func.max(listed.c.newest).label("newest"))
            .join(listed, listed.c.key == relays.c.claim)
            .group_by(relays.c.component)
            .order_by(func.max(listed.c.newest).desc(), relays.c.component)
        )
        return [row.component for row in self._connection.execute(statement) if row.component is not None]

    def statements_of(self, query: ClaimQuery) -> frozenset[str]:
        """The ids of the statements with a claim that lists would show for a query."""
        listed = listed_claims(query).order_by(None).with_only_columns(claims.c.key).subquery()
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
        statement = listed_claims(query).order_by(None).with_only_columns(claims.c.id)
        return frozenset(self._connection.execute(statement).scalars())

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


def _claims_by_report(as_of: date | None = None) -> Select[Any]:
    """What lists show of claims, a report at a time, in the order of its text."""
    return (
        listed_claims(ClaimQuery(as_of=as_of))
        .add_columns(
            reports.c.key.label("report_key"),
            articles.c.details,
            articles.c.standfirst,
            articles.c.body,
            versions.c.captured_at,
        )
        .order_by(None)
        .order_by(reports.c.key, claims.c.mention_start, claims.c.key)
    )


def read_carrier(row: Row[Any]) -> Carrier:
    """A report, from a row of `_claims_by_report`."""
    details = read_details(row.details)
    return Carrier(
        id=row.report_id,
        outlet=row.outlet,
        published=read_published(row),
        title=row.title,
        url=row.url,
        language=row.language,
        wire=details.get("wire"),
        forwarded_from=details.get("forwarded_from"),
        seen_at=row.captured_at or row.recorded_at,
        body_start=len(row.title) + 2 if row.title else 0,
    )
