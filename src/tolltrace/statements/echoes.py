"""Which claims relay one act of saying → groups of them, the same in whatever order the claims come.

Two steps. Claims that agree by themselves make *components*: whatever order they come in, the components are the same,
and a new claim can only join some into one. A component whose members contradict one another (two speakers who give the
same figure, tied by a report that names none) is then parted, the best-founded ties first.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Generic, TypeVar

from msgspec.structs import replace

from tolltrace.relays import Ruling
from tolltrace.statements.agreement import (
    NEAR_DAYS,
    TELLING,
    Agreement,
    compare,
    conflicts,
    days_to_look,
    weight_of_figure,
)
from tolltrace.statements.traits import ANYBODY, Traits

Id = TypeVar("Id", int, str)

MOST_ENTRIES = 2000  # of one look-up key within its days that are compared: a flood of copies needs no more


class Sets(Generic[Id]):
    """Disjoint sets of ids, each known by its smallest member."""

    def __init__(self) -> None:
        self._parent: dict[Id, Id] = {}

    def find(self, member: Id) -> Id:
        """The smallest member of its set; itself where it was never joined."""
        root = member
        while (above := self._parent.get(root, root)) != root:
            root = above
        while (above := self._parent.get(member, member)) != root:
            self._parent[member] = root
            member = above
        return root

    def join(self, one: Id, other: Id) -> Id:
        """Make one set of two, and return what it is known by."""
        first, second = self.find(one), self.find(other)
        low, high = (first, second) if first <= second else (second, first)
        self._parent[high] = low
        return low

    def of(self, members: Iterable[Id]) -> dict[Id, list[Id]]:
        """The sets of these members."""
        sets: dict[Id, list[Id]] = defaultdict(list)
        for member in members:
            sets[self.find(member)].append(member)
        return sets


# ── who is compared with whom ────────────────────────────────────────────────────────────────────────────────────────


def lookup_keys(traits: Traits) -> frozenset[Hashable]:
    """What two claims must have in common to be compared at all, beside a figure: a word of weight."""
    return far_keys(traits) | near_keys(traits)


def far_keys(traits: Traits) -> frozenset[Hashable]:
    """What ties claims for weeks: who said it."""
    keys: set[Hashable] = {("speaker", name.rpartition(" ")[2]) for name in traits.speakers}
    keys |= {("voice", voice.partition("/")[0]) for voice in traits.voices if not voice.startswith(ANYBODY)}
    return frozenset(keys | {("outlet", name) for name in (traits.outlet, *traits.media) if name})


def near_keys(traits: Traits) -> frozenset[Hashable]:
    """What ties claims for days: where it happened, and what their sentences name."""
    keys: set[Hashable] = {("report", traits.report)}
    keys |= {("name", name) for name in (*traits.names, *traits.where)} | {
        ("number", number) for number in traits.numbers
    }
    if traits.place:
        keys.add(("place", traits.place))
    if weight_of_figure(traits, traits) >= TELLING:
        keys.add("figure")
    return frozenset(keys)


def find_agreements(
    block: Sequence[Traits], joined: Callable[[str, str], bool] = lambda one, other: False
) -> Iterator[tuple[Traits, Traits, Agreement]]:
    """All pairs that agree, of claims with one figure in common; near-linear, as only those near in time meet.

    `joined` tells of two ids that they need not be compared any more.
    """
    dated = sorted((each for each in block if each.day is not None), key=lambda each: (each.day, each.id))
    undated = sorted((each for each in block if each.day is None), key=lambda each: each.id)
    recent: dict[Hashable, list[Traits]] = defaultdict(list)
    for each in (*undated, *dated):
        met: set[str] = set()
        ways = ((far_keys(each), days_to_look(each)), (near_keys(each), NEAR_DAYS))
        for key, days in ((key, days) for keys, days in ways for key in keys):
            entries = recent[key]
            if each.day is not None:
                drop_before(entries, each.day - days)
            for other in entries[-MOST_ENTRIES:]:
                if other.id not in met:
                    met.add(other.id)
                    if joined(other.id, each.id):
                        continue
                    if agreement := compare(other, each):
                        yield other, each, agreement
            entries.append(each)


def drop_before(entries: list[Traits], day: int) -> None:
    """Forget what lies before a day; the undated, which stand first, stay."""
    start = bisect_left(entries, True, key=lambda each: each.day is not None)
    end = bisect_left(entries, day, lo=start, key=lambda each: each.day or 0)
    del entries[start:end]


def find_components(traits: Sequence[Traits], rulings: Sequence[Ruling] = ()) -> list[list[Traits]]:
    """Claims that hang together by agreements or by a reviewer's word; ordered by id."""
    sets = Sets[str]()
    blocks: dict[str, list[Traits]] = defaultdict(list)
    for each in traits:
        for key in each.keys:
            blocks[key].append(each)
    for block in blocks.values():
        for one, other, _ in find_agreements(block):
            sets.join(one.id, other.id)
    by_id = {each.id: each for each in traits}
    for ruling in rulings:
        if ruling.together and ruling.claim in by_id and ruling.other in by_id:
            sets.join(ruling.claim, ruling.other)
    found = sets.of(sorted(by_id))
    return [[by_id[member] for member in members] for _, members in sorted(found.items())]


# ── a component that contradicts itself is parted ────────────────────────────────────────────────────────────────────


def part(component: Sequence[Traits], rulings: Sequence[Ruling] = ()) -> list[list[Traits]]:
    """The acts of saying in a component. A reviewer's word comes before any agreement."""
    members = {each.id: each for each in component}
    known = [ruling for ruling in rulings if ruling.claim in members and ruling.other in members]
    knowing = {each.id: each for each in with_voices(component)}
    against = {
        frozenset((one.id, other.id)) for one, other in combinations(knowing.values(), 2) if conflicts(one, other)
    }
    against |= {frozenset((ruling.claim, ruling.other)) for ruling in known if not ruling.together}
    against -= {frozenset((ruling.claim, ruling.other)) for ruling in known if ruling.together}
    if not against:
        return [list(component)]
    sets = Sets[str]()
    groups: dict[str, set[str]] = {each: {each} for each in members}

    def join(one: str, other: str) -> None:
        first, second = sets.find(one), sets.find(other)
        if first != second:
            both = groups.pop(first) | groups.pop(second)
            groups[sets.join(one, other)] = both

    for ruling in known:
        if ruling.together:
            join(ruling.claim, ruling.other)
    ties: list[tuple[float, str, str]] = [
        (-agreement.score, min(one.id, other.id), max(one.id, other.id))
        for one, other in combinations(members.values(), 2)
        if (agreement := compare(one, other)) is not None
    ]
    for _, one, other in sorted(ties):
        first, second = groups[sets.find(one)], groups[sets.find(other)]
        if not any(frozenset((a, b)) in against for a in first for b in second):
            join(one, other)
    return [[members[each] for each in sorted(group)] for _, group in sorted(groups.items())]


def with_voices(component: Sequence[Traits]) -> Iterator[Traits]:
    """Members that know what others of them say: for whom a speaker speaks, and who told the outlet that they cite."""
    told: dict[str, set[str]] = defaultdict(set)
    heard: dict[str, set[str]] = defaultdict(set)
    for each in component:
        for name in each.speakers:
            told[name] |= set(each.voices)
        if each.outlet:
            heard[each.outlet] |= set(each.speakers)
    for each in component:
        names = set(each.speakers)
        if names <= set(each.media):  # `Radio Lume reported`, and no more
            names = names.union(*(heard[outlet] for outlet in each.media))
        voices = set(each.voices).union(*(told[name] for name in names))
        yield replace(each, speakers=tuple(sorted(names)), voices=tuple(sorted(voices)))


def group_echoes(traits: Sequence[Traits], rulings: Sequence[Ruling] = ()) -> list[list[Traits]]:
    """All acts of saying among some claims, each as its claims."""
    return [group for component in find_components(traits, rulings) for group in part(component, rulings)]


def tell_joins(group: Sequence[Traits], reference: str) -> Mapping[str, tuple[str, Agreement]]:
    """For every claim but the reference, the one of its group that it agrees with most, and in what."""
    joins: dict[str, tuple[str, Agreement]] = {}
    for each in group:
        ties = [(agreement.score, other.id == reference, other.id, agreement)
                for other in group if other is not each and (agreement := compare(each, other))]  # fmt: skip
        if ties:
            _, _, other_id, agreement = max(ties, key=lambda tie: tie[:3])
            joins[each.id] = (other_id, agreement)
    return joins
