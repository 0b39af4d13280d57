"""Group what a store holds: the reports that came since, or all anew; and keep what lists show of the statements.

A new claim is compared with those of its figure near its day. What hangs together then is parted again as a whole, so
that it makes no difference in which order reports come: `follow` after each report gives what `regroup` gives.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from tolltrace.errors import LedgerError
from tolltrace.knowledge import Knowledge
from tolltrace.relays import Loaded, NewRelay, Ruling
from tolltrace.statements.agreement import compare, days_to_look
from tolltrace.statements.build import count_others, name_group
from tolltrace.statements.echoes import NumberedSets, Sets, by_day, find_agreements, in_time, lookup_keys, part
from tolltrace.statements.incidents import INCIDENT, incident_keys
from tolltrace.statements.likeness import LIKE_FROM, MOST_COPIES, find_bands, share_of_text, sketch_text
from tolltrace.statements.loading import assemble
from tolltrace.statements.store import Store
from tolltrace.statements.summing import pack
from tolltrace.statements.traits import Traits, find_traits, pack_traits, unpack_traits

MOST_AT_ONCE = 50_000  # claims that are grouped anew without being asked: a minute
EVENTS = 500  # that are looked through at once
TOGETHER = 100  # reports whose claims are written at once


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
    known = store.statements_in(stale)
    touched = store.forget(stale)
    store.forget_texts(stale)
    new: list[tuple[int, Traits]] = []
    for some in gather(store.reports(stale)):
        new += keep_reports(store, some, knowledge)
    sum_up(store, place_new(store, new, touched), known)
    store.mark(event, rules_now())
    return len(stale)


def is_followed(store: Store, *, so_far: bool = False) -> bool:
    """Whether `follow` would find nothing to do: so that who only reads need not wait for who writes.

    `so_far`: whether what is kept, all or not, can be read: others' rules may have kept other things.
    """
    by = store.grouped_by()
    return by == rules_now() if so_far else store.stale(1)[1] is None and by in (None, rules_now())


def regroup(store: Store, knowledge: Knowledge) -> int:
    """Group everything anew, some reports, a figure and a component at a time; how many reports hold claims."""
    event = store.last_event()
    store.clear()
    count = 0
    for some in gather(store.reports()):
        keep_reports(store, some, knowledge)
        count += len(some)
    place_all(store)
    sum_up_all(store)
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
        sketch = b"" if loaded.carrier.imported else sketch_text(loaded.text)  # of an imported one we hold pieces
        if sketch:
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


def place_new(store: Store, new: Sequence[tuple[int, Traits]], touched: set[int]) -> "Replaced":
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
    again = {traits_of[key].id: key for key, each in members.items() if each.component in touched}
    join_agreeing(sets, [(again[each.id], each) for each in in_time(traits_of[key] for key in again.values())])
    rulings = store.rulings([each.claim for each in traits_of.values()])
    join_ruled(sets, traits_of, rulings)
    placed = [
        place_component(store, component, {key: traits_of[key] for key in keys}, rulings)
        for component, keys in sets.of(sorted(traits_of)).items()
    ]
    return Replaced({key: each.statement for key, each in members.items()}, placed)


def place_all(store: Store) -> None:
    """Put all relays in their places: first what hangs together, a figure at a time; then what is said in it."""
    first, last = store.key_range()
    sets = NumberedSets(first, last)
    has_figure = bytearray(last + 1 - first)
    for _, block in store.by_figure(INCIDENT):
        unpacked = ((each.key, unpack_traits(each.traits)) for each in block)
        join_agreeing(sets, mark_all(has_figure, first, by_day(unpacked)))
    rulings = store.rulings()
    ruled = store.of_claims({each for ruling in rulings for each in (ruling.claim, ruling.other)}) if rulings else []
    join_ruled(sets, {each.key: unpack_traits(each.traits) for each in ruled}, rulings)
    store.set_components((key, sets.find(key)) for key in range(first, last + 1) if has_figure[key - first])
    for members in store.by_component():
        component = members[0].component
        assert component is not None  # noqa: S101 - all were set just now
        place_component(store, component, {each.key: unpack_traits(each.traits) for each in members}, rulings)


def mark_all(marks: bytearray, first: int, members: Iterable[tuple[int, Traits]]) -> Iterator[tuple[int, Traits]]:
    """Pass them on, and remember their keys; the first has the mark at 0."""
    for key, each in members:
        marks[key - first] = 1
        yield key, each


def place_component(store: Store, component: int, members: dict[int, Traits], rulings: Sequence[Ruling]) -> "Component":
    """Part a component into its statements, and write them."""
    keys = {each.id: key for key, each in members.items()}
    groups = part(list(members.values()), rulings)
    store.place([(keys[each.id], component, name_group(group)) for group in groups for each in group])
    return Component(component, [([keys[each.id] for each in group], group) for group in groups])


def join_agreeing(sets: "Sets[int]", members: Iterable[tuple[int, Traits]]) -> None:
    """Join what agrees among some relays, which come in the order of `in_time`."""
    for one, other, _ in find_agreements(members, lambda a, b: sets.find(a) == sets.find(b)):
        sets.join(one, other)


def join_ruled(sets: "Sets[int]", members: dict[int, Traits], rulings: Sequence[Ruling]) -> None:
    """Join what reviewers put together."""
    keys = {each.id: key for key, each in members.items()}
    for ruling in rulings:
        if ruling.together and ruling.claim in keys and ruling.other in keys:
            sets.join(keys[ruling.claim], keys[ruling.other])


# ── what is kept of the statements ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Component:
    """One that was parted: its groups, each as the keys of its relays and what is compared of them."""

    key: int
    groups: list[tuple[list[int], list[Traits]]]


@dataclass(frozen=True, slots=True)
class Replaced:
    """Components that were put in their places again, and where each of their relays stood before, by its key."""

    stood: dict[int, str | None]
    components: list[Component]


def sum_up(store: Store, replaced: Replaced, known: Collection[str]) -> None:
    """Keep what lists show of statements that changed; `known` are those that the relays taken out stood in."""
    before = {*known, *(name for name in replaced.stood.values() if name)}
    kept = store.summed_up(before)
    there: set[str] = set()
    changed: set[str] = set()
    components: list[int] = []
    for component in replaced.components:
        others = {name_group(group): 1 + count for group, count in count_others([each for _, each in component.groups])}
        own = {
            name
            for keys, group in component.groups
            if (name := name_group(group)) in others
            if kept.get(name) != (len(group), others[name]) or {replaced.stood.get(key) for key in keys} != {name}
        }
        there |= others.keys()
        changed |= own
        components += [component.key] if own else []
    store.forget_summaries((kept.keys() - there) | changed)
    for at in range(0, len(components), TOGETHER):
        members = store.members(components[at : at + TOGETHER])
        store.keep_summaries([pack(statement, group) for statement, group in assemble(store, members, changed)])


def sum_up_all(store: Store) -> None:
    """Keep what lists show of all statements."""
    left = store.by_component()
    while some := list(islice(left, TOGETHER)):
        members = [each for component in some for each in component]
        store.keep_summaries([pack(statement, group) for statement, group in assemble(store, members)])
