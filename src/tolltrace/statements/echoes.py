"""Which claims relay one act of saying → groups of them, the same in whatever order the claims come.

Two steps. Claims that agree by themselves make *components*: whatever order they come in, the components are the same,
and a new claim can only join some into one. A component whose members contradict one another (two speakers who give the
same figure, tied by a report that names none) is then parted, the best-founded ties first.
"""

import math
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby
from typing import Generic, TypeVar

from msgspec.structs import replace

from tolltrace.relays import Ruling
from tolltrace.statements.agreement import (
    FAR_DAYS,
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

MOST_OF_A_KIND = 10  # claims by which one kind is held against another
MOST_OF_A_FACE = 5  # claims alike in all but their reports that others are compared with: the rest agree as they do
MOST_TO_JOIN = 50  # claims of a group among which the reason of a join is looked for
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


class NumberedSets(Sets[int]):
    """The same of numbers from a first to a last one, in eight bytes each."""

    def __init__(self, first: int, last: int) -> None:
        self._parent = _Parents(first, last)  # type: ignore[assignment]  # all of a dictionary that is asked of it


class _Parents:
    def __init__(self, first: int, last: int) -> None:
        self._first = first
        self._above = array("q", range(first, last + 1))

    def get(self, number: int, _: int) -> int:
        return self._above[number - self._first]

    def __setitem__(self, number: int, above: int) -> None:
        self._above[number - self._first] = above


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


def in_time(traits: Iterable[Traits]) -> list[Traits]:
    """In the order in which `find_agreements` takes them: those of no day first, then by the day."""
    return sorted(traits, key=lambda each: (each.day is not None, each.day or 0, each.id))


def by_day(members: Iterable[tuple[Id, Traits]]) -> Iterator[tuple[Id, Traits]]:
    """Claims that come by their days, in the order of `in_time`: one day is held at a time."""
    for _, some in groupby(members, key=lambda member: member[1].day):
        yield from sorted(some, key=lambda member: member[1].id)


def find_agreements(
    members: Iterable[tuple[Id, Traits]], joined: Callable[[Id, Id], bool] = lambda one, other: False
) -> Iterator[tuple[Id, Id, Agreement]]:
    """All pairs that agree, of claims with one figure in common, in the order of `in_time`, by what each is known by.

    Near-linear and in flat memory, as only those near in time meet. `joined` tells of two that they need not be
    compared any more.
    """
    recent: dict[Hashable, list[tuple[Id, Traits]]] = defaultdict(list)
    faces: Counter[Hashable] = Counter()
    today = swept = 0
    for key, each in members:
        day = each.day or 0
        if day != today:
            today = day
            faces.clear()  # of that day alone
        if day - swept > FAR_DAYS:
            sweep(recent, day - FAR_DAYS)
            swept = day
        met: set[Id] = set()
        face = (kind_of(each), each.names, each.words, each.numbers)
        faces[face] += 1
        ways = ((far_keys(each), days_to_look(each)), (near_keys(each), NEAR_DAYS))
        for looked_up, days in ((one, days) for keys, days in ways for one in keys):
            entries = recent[looked_up]
            if each.day is not None:
                drop_before(entries, each.day - days)
            for known_by, other in entries[-MOST_ENTRIES:]:
                if known_by not in met:
                    met.add(known_by)
                    if not joined(known_by, key) and (agreement := compare(other, each)):
                        yield known_by, key, agreement
            if faces[face] <= MOST_OF_A_FACE or looked_up == ("outlet", each.outlet):  # who is cited must be found
                entries.append((key, each))


def sweep(recent: dict[Hashable, list[tuple[Id, Traits]]], day: int) -> None:
    """Forget, under all keys, what lies before a day: many keys are never asked about again."""
    for looked_up in list(recent):
        drop_before(recent[looked_up], day)
        if not recent[looked_up]:
            del recent[looked_up]


def drop_before(entries: list[tuple[Id, Traits]], day: int) -> None:
    """Forget what lies before a day; the undated, which stand first, stay."""
    start = bisect_left(entries, True, key=lambda entry: entry[1].day is not None)
    end = bisect_left(entries, day, lo=start, key=lambda entry: entry[1].day or 0)
    del entries[start:end]


def find_components(traits: Sequence[Traits], rulings: Sequence[Ruling] = ()) -> list[list[Traits]]:
    """Claims that hang together by agreements or by a reviewer's word; ordered by id."""
    sets = Sets[str]()
    blocks: dict[str, list[Traits]] = defaultdict(list)
    for each in traits:
        for key in each.keys:
            blocks[key].append(each)
    for block in blocks.values():
        ordered = ((each.id, each) for each in in_time(block))
        for one, other, _ in find_agreements(ordered, lambda a, b: sets.find(a) == sets.find(b)):
            sets.join(one, other)
    by_id = {each.id: each for each in traits}
    for ruling in rulings:
        if ruling.together and ruling.claim in by_id and ruling.other in by_id:
            sets.join(ruling.claim, ruling.other)
    found = sets.of(sorted(by_id))
    return [[by_id[member] for member in members] for _, members in sorted(found.items())]


# ── a component that contradicts itself is parted ────────────────────────────────────────────────────────────────────


def part(component: Sequence[Traits], rulings: Sequence[Ruling] = ()) -> list[list[Traits]]:
    """The acts of saying in a component. A reviewer's word comes before any agreement.

    Claims that nothing tells apart but their words are one kind: kinds are held against each other, so that a flood of
    copies costs no more than a few.
    """
    by_id = {each.id: each for each in component}
    known = [ruling for ruling in rulings if ruling.claim in by_id and ruling.other in by_id]
    alone = {each for ruling in known for each in (ruling.claim, ruling.other)} | counted_apart_in(component)
    kinds: dict[Hashable, list[Traits]] = defaultdict(list)
    for each in with_voices(sorted(component, key=lambda each: each.id)):
        kinds[each.id if each.id in alone else kind_of(each)].append(each)
    found = list(kinds.values())
    number = {each.id: at for at, kind in enumerate(found) for each in kind}
    against = {(a, b) for (a, one), (b, other) in combinations(enumerate(found), 2) if conflicts(one[0], other[0])}
    against |= {(a, b) for a, b in ruled_pairs(known, number, together=False)}
    ruled = ruled_pairs(known, number, together=True)
    against = without_joined(against, ruled)
    if not against:
        return [list(component)]
    ties = [(-math.inf, a, b) for a, b in ruled]
    ties += [(-score, a, b) for a, b in combinations(range(len(found)), 2) if (score := tie(found[a], found[b]))]
    groups = join_ties(len(found), sorted(ties), against)
    return [[by_id[each.id] for at in sorted(group) for each in found[at]] for group in groups]


def join_ties(count: int, ties: Iterable[tuple[float, int, int]], against: set[tuple[int, int]]) -> list[list[int]]:
    """Kinds put together by their ties, in order, as far as no two that contradict each other meet."""
    sets = Sets[int]()
    groups = {at: [at] for at in range(count)}
    for _, one, other in ties:
        first, second = sets.find(one), sets.find(other)
        if first == second or any((min(a, b), max(a, b)) in against for a in groups[first] for b in groups[second]):
            continue
        both = groups.pop(first) + groups.pop(second)
        groups[sets.join(first, second)] = both
    return [groups[at] for at in sorted(groups)]


def without_joined(against: set[tuple[int, int]], ruled: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Contradictions without those of kinds that reviewers put together, also by way of others."""
    sets = Sets[int]()
    for one, other in ruled:
        sets.join(one, other)
    return {(one, other) for one, other in against if sets.find(one) != sets.find(other)}


def kind_of(traits: Traits) -> Hashable:
    """All by which two claims can contradict each other."""
    said = traits.day if traits.said else None
    subject = (traits.harm, traits.side, traits.demographic, traits.aspect, traits.keys, traits.stance, traits.denied)
    place = (traits.point, traits.where_prec, traits.country)
    return subject, said, place, traits.period, traits.speakers, traits.voices, traits.media, traits.is_epidemic


def counted_apart_in(component: Sequence[Traits]) -> set[str]:
    """The claims that a report of theirs counts apart from another here."""
    by_report: dict[str, list[Traits]] = defaultdict(list)
    for each in component:
        by_report[each.report].append(each)
    return {
        each.id
        for own in by_report.values()
        for one, other in combinations(own, 2)
        if conflicts(one, other)
        for each in (one, other)
    }


def ruled_pairs(known: Sequence[Ruling], number: Mapping[str, int], *, together: bool) -> list[tuple[int, int]]:
    """The kinds that reviewers put together, or apart."""
    pairs = [sorted((number[each.claim], number[each.other])) for each in known if each.together == together]
    return [(one, other) for one, other in pairs]


def tie(one: Sequence[Traits], other: Sequence[Traits]) -> float:
    """How strongly two kinds agree: the best of some pairs; 0 where none does."""
    pairs = ((a, b) for a in one[:MOST_OF_A_KIND] for b in other[:MOST_OF_A_KIND])
    return max((agreement.score for a, b in pairs if (agreement := compare(a, b))), default=0.0)


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
    """For every claim but the reference, the one of its group that it agrees with most, and in what.

    Of a large group, some at its beginning are looked at, the reference among them.
    """
    joins: dict[str, tuple[str, Agreement]] = {}
    some = [*(each for each in group if each.id == reference), *group[:MOST_TO_JOIN]]
    for each in group:
        ties = [
            (agreement.score, other.id == reference, other.id, agreement)
            for other in some
            if other.id != each.id and (agreement := compare(each, other))
        ]
        if ties:
            _, _, other_id, agreement = max(ties, key=lambda tie: tie[:3])
            joins[each.id] = (other_id, agreement)
    return joins
