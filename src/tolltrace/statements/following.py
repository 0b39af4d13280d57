"""Group what a store holds: the reports that came since, or all anew; and give the statements of it.

A new claim is compared with those of its figure near its day. What hangs together then is parted again as a whole, so
that it makes no difference in which order reports come: `follow` after each report gives what `regroup` gives.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path

from tolltrace.errors import LedgerError
from tolltrace.knowledge import Knowledge
from tolltrace.relays import Kept, Loaded, NewRelay, Ruling, Statement
from tolltrace.statements.agreement import compare, days_to_look
from tolltrace.statements.build import Family, build_statements, statement_id
from tolltrace.statements.echoes import Sets, find_agreements, find_components, lookup_keys, part
from tolltrace.statements.incidents import INCIDENT, INCIDENT_DAYS, Timeline, incident_keys, updates_of
from tolltrace.statements.likeness import LIKE_FROM, find_bands, share_of_text, sketch_text
from tolltrace.statements.store import Store
from tolltrace.statements.traits import Traits, find_traits, pack_traits, unpack_traits

MOST_AT_ONCE = 50_000  # claims that are grouped anew without being asked: a minute
EVENTS = 500  # that are looked through at once
TOGETHER = 100  # reports whose claims are written at once
MOST_COPIES = 50  # of one text that a new one is compared with


def follow(store: Store, knowledge: Knowledge) -> int:
    """Group what happened since the last time, some reports at most; how many. None is left where it is 0.

    What other rules grouped is grouped anew, unless that is much: then LedgerError says which command does it.
    """
    if store.grouped_by() not in (None, rules_now()):
        if (count := store.count()) > MOST_AT_ONCE:
            raise LedgerError(f"its {count:,} claims were grouped by another tolltrace: run `tolltrace ledger regroup`")
        return regroup(store, knowledge)
    stale, event = store.stale(EVENTS)
    if event is None:
        return 0
    touched = store.forget(stale)
    store.forget_texts(stale)
    new: list[tuple[int, Traits]] = []
    for some in gather(store.reports(stale)):
        new += keep_reports(store, some, knowledge)
    place_new(store, new, touched)
    store.mark(event, rules_now())
    return len(stale)


def regroup(store: Store, knowledge: Knowledge) -> int:
    """Group everything anew, some reports, a figure and a component at a time; how many reports hold claims."""
    event = store.last_event()
    store.clear()
    count = 0
    for some in gather(store.reports()):
        keep_reports(store, some, knowledge)
        count += len(some)
    place_all(store)
    store.mark(event, rules_now())
    return count


@cache
def rules_now() -> str:
    """The hash of the sources that group: other ones may keep other things, or group otherwise."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def gather(reports: Iterable[Loaded]) -> Iterator[list[Loaded]]:
    """Some at a time."""
    left = iter(reports)
    while some := list(islice(left, TOGETHER)):
        yield some


def keep_reports(store: Store, reports: Sequence[Loaded], knowledge: Knowledge) -> list[tuple[int, Traits]]:
    """Write what is compared of some reports' claims, and of their texts."""
    found: list[Traits] = []
    rows: list[tuple[Loaded, list[NewRelay]]] = []
    for loaded in reports:
        own = find_traits(loaded.carrier, [relay.claim for relay in loaded.relays], knowledge, loaded.text)
        found += own
        rows.append((loaded, [new_relay(each) for each in own]))
        if sketch := sketch_text(loaded.text):
            bands = find_bands(sketch)
            shares = {other: share_of_text(sketch, its) for other, its in store.sharing(bands, MOST_COPIES).items()}
            like = {other: round(share, 3) for other, share in shares.items() if share >= LIKE_FROM}
            store.keep_text(loaded.key, sketch, bands, like)
    return list(zip(store.keep(rows), found, strict=True))


def new_relay(traits: Traits) -> NewRelay:
    """What is kept of one."""
    looked_up = (*traits.keys, *incident_keys(traits))
    return NewRelay(traits.claim, traits.number, traits.denied, pack_traits(traits), looked_up, traits.day)


# ── components and statements ────────────────────────────────────────────────────────────────────────────────────────


def place_new(store: Store, new: Sequence[tuple[int, Traits]], touched: set[int]) -> None:
    """Put new relays in their places, and again those that hang together with them, or did with what was taken out."""
    ties: list[tuple[int, int]] = []
    reached: set[int] = set(touched)
    for key, traits in new:
        own = lookup_keys(traits)
        for kept in store.near(traits.keys, traits.day, days_to_look(traits)):
            if kept.key == key:
                continue
            other = unpack_traits(kept.traits)
            if not own.isdisjoint(lookup_keys(other)) and compare(traits, other) is not None:
                ties.append((key, kept.key))
                reached |= {kept.component} if kept.component is not None else set()
    rulings = store.rulings([traits.claim for _, traits in new])
    ruled = store.of_claims({each for ruling in rulings for each in (ruling.claim, ruling.other)}) if rulings else []
    reached |= {each.component for each in ruled if each.component is not None}
    members = {each.key: each for each in store.members(reached)}
    traits_of = {key: unpack_traits(each.traits) for key, each in members.items()} | dict(new)
    whole = {each.component for each in members.values()} - touched  # these still hang together
    sets = Sets[int]()
    firsts: dict[int, int] = {}
    for key, each in members.items():
        if each.component in whole and each.component is not None:
            sets.join(key, firsts.setdefault(each.component, key))
    for first, second in ties:
        sets.join(first, second)
    again = [key for key, each in members.items() if each.component in touched]
    join_agreeing(sets, [(key, traits_of[key]) for key in again])
    rulings = store.rulings([each.claim for each in traits_of.values()])
    join_ruled(sets, traits_of, rulings)
    for component, keys in sets.of(sorted(traits_of)).items():
        place_component(store, component, {key: traits_of[key] for key in keys}, rulings)


def place_all(store: Store) -> None:
    """Put all relays in their places: first what hangs together, a figure at a time; then what is said in it."""
    sets = Sets[int]()
    everyone: set[int] = set()
    for _, block in store.by_figure(INCIDENT):
        everyone.update(each.key for each in block)
        join_agreeing(sets, [(each.key, unpack_traits(each.traits)) for each in block])
    rulings = store.rulings()
    ruled = store.of_claims({each for ruling in rulings for each in (ruling.claim, ruling.other)}) if rulings else []
    join_ruled(sets, {each.key: unpack_traits(each.traits) for each in ruled}, rulings)
    store.set_components((key, sets.find(key)) for key in sorted(everyone))
    for members in store.by_component():
        component = members[0].component
        assert component is not None  # noqa: S101 - all were set just now
        place_component(store, component, {each.key: unpack_traits(each.traits) for each in members}, rulings)


def place_component(store: Store, component: int, members: dict[int, Traits], rulings: Sequence[Ruling]) -> None:
    """Part a component into its statements, and write them."""
    keys = {each.id: key for key, each in members.items()}
    groups = part(list(members.values()), rulings)
    store.place([(keys[each.id], component, name_group(group)) for group in groups for each in group])


def name_group(group: Sequence[Traits]) -> str:
    """A statement's id; of a figure that is only denied, one that no statement has."""
    return statement_id(group) if not all(each.denied for each in group) else f"~{min(each.id for each in group)}"


def join_agreeing(sets: "Sets[int]", members: Sequence[tuple[int, Traits]]) -> None:
    """Join what agrees among some relays."""
    keys = {each.id: key for key, each in members}
    for one, other, _ in find_agreements(
        [each for _, each in members], lambda a, b: sets.find(keys[a]) == sets.find(keys[b])
    ):
        sets.join(keys[one.id], keys[other.id])


def join_ruled(sets: "Sets[int]", members: dict[int, Traits], rulings: Sequence[Ruling]) -> None:
    """Join what reviewers put together."""
    keys = {each.id: key for key, each in members.items()}
    for ruling in rulings:
        if ruling.together and ruling.claim in keys and ruling.other in keys:
            sets.join(keys[ruling.claim], keys[ruling.other])


# ── statements, from what is kept ────────────────────────────────────────────────────────────────────────────────────


def load_statements(
    store: Store, components: Iterable[int], wanted: frozenset[str] | None = None
) -> Iterator[Statement]:
    """The statements of some components, in their order; or those of them that are wanted."""
    left = iter(components)
    while some := list(islice(left, TOGETHER)):
        yield from load_some(store, some, wanted)


def load_some(store: Store, components: Sequence[int], wanted: frozenset[str] | None) -> Iterator[Statement]:
    """The statements of a few components, read together."""
    members: dict[int | None, list[Kept]] = {}
    for each in store.members(components):
        members.setdefault(each.component, []).append(each)
    relays = store.relays_of([each for some in members.values() for each in some])
    rulings = store.rulings(relays)
    report_ids = sorted({relay.carrier.id for relay in relays.values()})
    alike = store.alike(report_ids)
    kin = {(e.report_id, e.number, e.denied): e.statement for e in store.placed(report_ids) if e.statement}
    for component in components:
        groups: dict[str | None, list[Traits]] = {}
        for each in members.get(component, ()):
            groups.setdefault(each.statement, []).append(unpack_traits(each.traits))
        own = rulings_among(rulings, [each for group in groups.values() for each in group])
        family = Family([groups[name] for name in sorted(groups, key=str)], relays, own, alike, kin)
        for statement in build_statements(family):
            if wanted is None or statement.id in wanted:
                yield replace(statement, updates=find_updates(store, statement, groups[statement.id]))


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
    rulings = store.rulings() if traits else []
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


def rulings_among(rulings: Sequence[Ruling], members: Iterable[Traits]) -> list[Ruling]:
    """The rulings that are about some claims."""
    known = {each.claim for each in members}
    return [ruling for ruling in rulings if ruling.claim in known]


def find_updates(store: Store, statement: Statement, group: Sequence[Traits]) -> tuple[str, ...]:
    """The earlier statements of the same incident that one brings up to date, the nearest first."""
    own = next(each for each in group if each.id == statement.reference.claim.id)
    if own.day is None:
        return ()
    near = store.near(incident_keys(own), own.day, INCIDENT_DAYS)
    others = ((each.statement, unpack_traits(each.traits)) for each in near)
    return updates_of(own, [(name, other) for name, other in others if name and name != statement.id])
