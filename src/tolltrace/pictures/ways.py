"""A statement's hops → the stops of its way: who stands how many hops from the speaker, and what of it is drawn.

Of a statement that thousands carry, the reports that say most are drawn and the rest is counted, hop by hop.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tolltrace.relays import Drift, Hop, Relay, Revision, Statement
from tolltrace.values import Stance

SPEAKER = "\0speaker"  # the key of the first stop; no name holds it
MOST_STOPS = 60  # that are drawn
DENIALS = (Stance.DENIED, Stance.DISPUTED, Stance.RETRACTED)


@dataclass(frozen=True, slots=True)
class Stop:
    """The speaker, a report, or a name of which the ledger holds no report. `source` is the key of the stop before it.

    `column` counts hops from the speaker; a later report of one outlet that mends an earlier one stands in its column.
    """

    key: str
    column: int
    source: str | None = None
    hop: Hop | None = None
    number: int = 0  # of a report, in the order of publication, from 1
    relays: tuple[Relay, ...] = ()
    drift: tuple[Drift, ...] = ()
    revisions: tuple[Revision, ...] = ()

    @property
    def moved(self) -> tuple[Drift, ...]:
        """What moved on the hop to it."""
        return tuple(each for each in self.drift if self.hop and each.field in self.hop.moved)


@dataclass(frozen=True, slots=True)
class Rest:
    """The reports of one column that are not drawn."""

    column: int
    reports: int
    with_drift: int


@dataclass(frozen=True, slots=True)
class Way:
    """What is drawn of a statement: its stops in the order of publication, a name right before who had it from there.

    The first is the speaker.
    """

    statement: Statement
    stops: tuple[Stop, ...]
    rests: tuple[Rest, ...]
    numbers: Mapping[str, int] = field(default_factory=dict)  # of every report, by its id

    @property
    def columns(self) -> int:
        """How many there are."""
        return 1 + max([*(stop.column for stop in self.stops), *(rest.column for rest in self.rests)])


def find_way(statement: Statement) -> Way:
    """The way of a statement, of which 60 stops at most are drawn."""
    stops = find_stops(statement)
    numbers = {key: stop.number for key, stop in stops.items() if stop.number}
    chosen = choose(stops)
    drawn: dict[str, Stop] = {SPEAKER: stops[SPEAKER]}
    for stop in sorted((stops[key] for key in chosen), key=lambda each: each.number or len(stops)):
        path = [stop]
        while path[-1].source is not None and path[-1].source not in drawn and not stops[path[-1].source].number:
            path.append(stops[path[-1].source or SPEAKER])
        drawn.update((each.key, each) for each in reversed(path))
    last = max(stop.column for stop in drawn.values())
    left_out = [stop for key, stop in stops.items() if key not in drawn and stop.number]
    return Way(statement, tuple(drawn.values()), tuple(sum_up(left_out, max(1, last))), numbers)


def find_stops(statement: Statement) -> dict[str, Stop]:
    """All stops by key: the speaker, the reports in the order of publication, the names."""
    relays, drift, revisions = gather(statement)
    speakers = names_of_speaker(statement)
    hops = {
        hop.taker: hop
        for hop in reversed(statement.hops)
        if hop.taker in relays or hop.taker.casefold() not in speakers
    }
    source_of: dict[str, str | None] = {}
    for key in dict.fromkeys((*relays, *hops)):
        hop = hops.get(key)
        source = hop.source if hop and hop.source != key else None
        is_speaker = source is not None and source not in relays and source.casefold() in speakers
        source_of[key] = SPEAKER if is_speaker else source
    told = told_to(statement, speakers)
    for name in [each for each in source_of.values() if each not in (None, SPEAKER)]:
        teller = told.get(str(name).casefold())
        if name not in source_of and teller:
            hops[str(name)] = Hop(statement.speaker, str(name), f"so {teller} has it")
        source_of.setdefault(str(name), SPEAKER if teller else None)
    mends = {key: {one.revises for one in own} for key, own in revisions.items()}
    columns = place_in_columns(source_of, mends, relays)
    stops = {SPEAKER: Stop(SPEAKER, 0)}
    for key, column in columns.items():
        stops[key] = Stop(key, column, source_of[key], hops.get(key))
    for number, key in enumerate(relays, 1):
        own = tuple(relays[key])
        stops[key] = replace(
            stops[key], number=number, relays=own, drift=tuple(drift[key]), revisions=tuple(revisions[key])
        )
    return stops


def gather(
    statement: Statement,
) -> tuple[dict[str, list[Relay]], defaultdict[str, list[Drift]], defaultdict[str, list[Revision]]]:
    """Relays, drift and revisions, each by report; the reports in the order of publication."""
    relays: dict[str, list[Relay]] = {}
    drift: defaultdict[str, list[Drift]] = defaultdict(list)
    revisions: defaultdict[str, list[Revision]] = defaultdict(list)
    for relay in statement.relays:
        relays.setdefault(relay.carrier.id, []).append(relay)
    for each in statement.drift:
        drift[each.report].append(each)
    for one in statement.revisions:
        revisions[one.report].append(one)
    return relays, drift, revisions


def names_of_speaker(statement: Statement) -> set[str]:
    """The names of the first speaker, case folded: whom any report names first; not who only denies the figure."""
    firsts = (
        relay.claim.chain[0].name
        for relay in statement.relays
        if relay.claim.chain and (relay.claim.stance not in DENIALS or statement.stance in DENIALS)
    )
    return {name.casefold() for name in (statement.speaker, *firsts) if name}


def told_to(statement: Statement, speakers: Collection[str]) -> dict[str, str]:
    """Names that a report's chain puts right after the speaker, case folded, and the outlet that does so."""
    told: dict[str, str] = {}
    for relay in statement.relays:
        for before, link in pairwise(relay.claim.chain):
            if before.name.casefold() in speakers:
                told.setdefault(link.name.casefold(), relay.carrier.outlet or relay.carrier.id)
    return told


def place_in_columns(
    source_of: dict[str, str | None], mends: Mapping[str, set[str]], relays: Mapping[str, object]
) -> dict[str, int]:
    """How many hops each stands from the start. Who has it from nobody named stands one hop off, a mere name none.

    What runs in a circle begins anew at its first stop; `source_of` then has no source for it.
    """
    columns: dict[str, int] = {SPEAKER: 0}
    for start in source_of:
        path: list[str] = []
        key: str | None = start
        on_path: set[str] = set()
        while key is not None and key not in columns and key not in on_path:
            path.append(key)
            on_path.add(key)
            key = source_of[key]
        if key in on_path:
            source_of[path[-1]] = None
        for each in reversed(path):
            source = source_of[each]
            if source is None:
                columns[each] = 1 if each in relays else 0
            else:
                columns[each] = columns[source] + (0 if source in mends.get(each, ()) else 1)
    del columns[SPEAKER]
    return columns


def choose(stops: Mapping[str, Stop]) -> set[str]:
    """Which are drawn: first where words moved or were mended, then whom others have it from, then the earliest; each
    with all before it on its way."""
    sources = {stop.source for stop in stops.values()}

    def rank(stop: Stop) -> tuple[bool, bool, int]:
        return not (stop.moved or stop.revisions), stop.key not in sources, stop.number

    chosen: set[str] = set()
    for stop in sorted((each for each in stops.values() if each.number), key=rank):
        path: list[str] = []
        key: str | None = stop.key
        while key not in (None, SPEAKER) and key not in chosen and len(chosen) + len(path) <= MOST_STOPS:
            path.append(str(key))
            key = stops[str(key)].source
        if len(chosen) + len(path) <= MOST_STOPS:
            chosen.update(path)
    return chosen


def sum_up(left_out: Iterable[Stop], last: int) -> Sequence[Rest]:
    """What is not drawn, by column; what lies beyond the last with it."""
    counts: defaultdict[int, list[bool]] = defaultdict(list)
    for stop in left_out:
        counts[min(stop.column, last)].append(bool(stop.moved))
    return [Rest(column, len(moved), sum(moved)) for column, moved in sorted(counts.items())]
