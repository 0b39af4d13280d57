"""Statements out of a store: as they were kept, as they are put together from their claims, as they stood on a day."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import Enum
from itertools import islice

from tolltrace.knowledge import Knowledge
from tolltrace.relays import Kept, Ruling, Statement
from tolltrace.statements.build import Family, build_statements, name_group
from tolltrace.statements.echoes import find_components, part
from tolltrace.statements.incidents import INCIDENT_DAYS, Timeline, incident_keys, updates_of
from tolltrace.statements.store import Store
from tolltrace.statements.summing import read_summaries, unpack
from tolltrace.statements.traits import Traits, find_traits, unpack_traits
from tolltrace.summaries import Summary

TOGETHER = 100  # components, or statements, that are read at once


class Updates(Enum):
    """Which of a statement's updates are looked up: that can take longer than all else."""

    ALL = "all"
    AMONG = "among"  # those statements that are asked for
    NONE = "none"


class Statements:
    """What a store keeps of statements, to be read."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def summaries(self, ids: Collection[str]) -> dict[str, Summary]:
        """What lists show of these statements, those that are there, by id."""
        return {each.id: each for each in read_summaries(self._store.shown(ids))}

    def whole(self, ids: Sequence[str], *, updates: Updates = Updates.ALL) -> Iterator[Statement]:
        """These statements, those that are there, in the order of the ids."""
        timeline, left = Timeline(()), iter(dict.fromkeys(ids))
        if updates is Updates.AMONG:
            members = (each for each in self._store.members_of(ids) if each.statement)
            timeline = Timeline([(each.statement or "", unpack_traits(each.traits)) for each in members])
        while some := list(islice(left, TOGETHER)):
            members_of: dict[str, list[Kept]] = {each: [] for each in some}
            for each in self._store.members_of(some):
                members_of[each.statement or ""].append(each)
            for one in self._with_claims(members_of):
                if updates is Updates.NONE:
                    yield one
                    continue
                own = reference_of(one, map(unpack_traits, (each.traits for each in members_of[one.id])))
                others = timeline.near(own) if updates is Updates.AMONG else near_in(self._store, own)
                yield replace(one, updates=updates_of(own, [each for each in others if each[0] != one.id]))

    def _with_claims(self, members: Mapping[str, Sequence[Kept]]) -> Iterator[Statement]:
        """Some statements with the claims of their relays."""
        kept = {each.statement: unpack(each) for each in self._store.summaries(members)}
        relays = self._store.relays_of([each for name in kept for each in members[name]])
        reports = sorted({report for each in kept.values() for report in each.told.ties.reports})
        kin = {(e.report_id, e.number, e.denied): e.statement for e in self._store.placed(reports) if e.statement}
        found = (kept[name].with_claims(relays, kin) for name in members if name in kept)
        yield from (each for each in found if each)

    def as_of(self, knowledge: Knowledge, day: date, reports: Sequence[int] | None = None) -> Iterator[Statement]:
        """The statements that could be known at the end of a day, grouped anew."""
        return load_as_of(self._store, knowledge, day, reports)


# ── put together from their claims ───────────────────────────────────────────────────────────────────────────────────


def load_statements(
    store: Store, components: Iterable[int], wanted: frozenset[str] | None = None
) -> Iterator[Statement]:
    """The statements of some components, in their order; or those of them that are wanted."""
    left = iter(components)
    while some := list(islice(left, TOGETHER)):
        for statement, group in assemble(store, store.members(some), wanted):
            yield replace(statement, updates=find_updates(store, statement, group))


def assemble(
    store: Store, members: Sequence[Kept], wanted: Container[str] | None = None
) -> Iterator[tuple[Statement, list[Traits]]]:
    """The statements of whole components, or those that are wanted of them, each with its group. Without updates."""
    relays = store.relays_of([each for each in members if wanted is None or (each.statement or "") in wanted])
    rulings = store.rulings(relays)
    report_ids = sorted({relay.carrier.id for relay in relays.values()})
    alike = store.alike(report_ids)
    kin = {(e.report_id, e.number, e.denied): e.statement for e in store.placed(report_ids) if e.statement}
    components: dict[int | None, dict[str | None, list[Traits]]] = {}
    for each in members:
        groups = components.setdefault(each.component, {})
        groups.setdefault(each.statement, []).append(unpack_traits(each.traits))
    for groups in components.values():
        own = rulings_among(rulings, [each for group in groups.values() for each in group])
        family = Family([groups[name] for name in sorted(groups, key=str)], relays, own, alike, kin)
        for statement in build_statements(family, wanted):
            yield statement, groups[statement.id]


# ── as they stood ────────────────────────────────────────────────────────────────────────────────────────────────────


def load_as_of(
    store: Store, knowledge: Knowledge, as_of: date, reports: Sequence[int] | None = None
) -> Iterator[Statement]:
    """The statements that could be known at the end of a day, from all reports, or from those with these keys.

    They are grouped anew from what had appeared by then, as it stood; what is compared of all claims is held in memory.
    """
    rows: dict[str, int] = {}
    traits: list[Traits] = []
    for loaded in store.reports(reports, as_of):
        traits += find_traits(loaded.carrier, [relay.claim for relay in loaded.relays], knowledge, loaded.text)
        rows |= loaded.keys
    rulings = store.rulings(as_of=as_of) if traits else []
    families = [part(component, rulings) for component in find_components(traits, rulings)]
    kin = {
        (each.report, each.number, each.denied): name_group(group)
        for groups in families
        for group in groups
        for each in group
    }
    timeline = Timeline([(name_group(group), each) for groups in families for group in groups for each in group])
    for groups in families:
        relays = store.claims_of([rows[each.claim] for group in groups for each in group], as_of)
        report_ids = sorted({relay.carrier.id for relay in relays.values()})
        own = rulings_among(rulings, [each for group in groups for each in group])
        for statement in build_statements(Family(groups, relays, own, store.alike(report_ids), kin)):
            reference = next(e for group in groups for e in group if e.id == statement.reference.claim.id)
            yield replace(statement, updates=updates_of(reference, timeline.near(reference)))


# ── what both look up ────────────────────────────────────────────────────────────────────────────────────────────────


def rulings_among(rulings: Sequence[Ruling], members: Iterable[Traits]) -> list[Ruling]:
    """The rulings that are about some claims."""
    known = {each.claim for each in members}
    return [ruling for ruling in rulings if ruling.claim in known]


def find_updates(store: Store, statement: Statement, group: Sequence[Traits]) -> tuple[str, ...]:
    """The earlier statements of the same incident that one brings up to date, the nearest first."""
    own = reference_of(statement, group)
    return updates_of(own, [each for each in near_in(store, own) if each[0] != statement.id])


def reference_of(statement: Statement, group: Iterable[Traits]) -> Traits:
    """What is compared of the claim nearest to the speaker."""
    return next(each for each in group if each.id == statement.reference.claim.id)


def near_in(store: Store, own: Traits) -> list[tuple[str, Traits]]:
    """What a claim may bring up to date, with the statements that it stands in."""
    if own.day is None:
        return []
    near = store.before(incident_keys(own), own.day - INCIDENT_DAYS, own.day)
    return [(each.statement, unpack_traits(each.traits)) for each in near if each.statement]
