"""Statements of one incident: a later toll brings an earlier one up to date, and is never merged with it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from tolltrace.statements.agreement import compare_places, happened_apart, lie_apart, share_words
from tolltrace.statements.traits import Traits

INCIDENT_DAYS = 7  # between neighbouring tolls of one incident
# weights and threshold were set on 420 pairs and 150 links of short reports, judged by reading (docs/method.md, §13)
SAME_INCIDENT = 1.25
INCIDENT = "~"  # sorts these keys behind all figures
DEADLY = dict.fromkeys(("killed", "casualties", "losses", "missing"), "killed")  # a toll goes on from one to another
MOST_WORDS = 3  # the longest
MOST_NAMES = 6  # of a sentence without a place under which an incident is looked up
MOST_UPDATES = 10


def incident_keys(traits: Traits) -> tuple[str, ...]:
    """What the tolls of one incident are looked up by: a harm at a place, or with a name."""
    if traits.fraction is not None or (traits.low is None and traits.high is None):
        return ()
    names = [f"in:{traits.place}"] if traits.place else []
    names += [f"land:{traits.country}"] if traits.country else []
    named = sorted({*traits.names, *traits.where, *traits.around}, key=lambda name: (-len(name), name))
    names += [f"with:{name}" for name in named[:MOST_NAMES]]
    names += [f"of:{word}" for word in sorted(traits.words, key=lambda word: (-len(word), word))[:MOST_WORDS]]
    return tuple(f"{INCIDENT}{name}|{DEADLY.get(traits.harm, traits.harm)}" for name in names)


class Timeline:
    """Claims in memory, looked up as a store does: by harm and place or name, in the days before."""

    def __init__(self, placed: Iterable[tuple[str, Traits]]) -> None:
        self._by_key: dict[str, list[tuple[str, Traits]]] = defaultdict(list)
        dated = [(traits.day, number, each) for number, each in enumerate(placed) if (traits := each[1]).day]
        for _, _, each in sorted(dated, key=lambda one: one[:2]):
            for key in incident_keys(each[1]):
                self._by_key[key].append(each)

    def near(self, own: Traits) -> list[tuple[str, Traits]]:
        """What a claim may bring up to date, with the statements that it stands in."""
        found: dict[tuple[str, str], Traits] = {}
        for key in incident_keys(own) if own.day else ():
            entries = self._by_key.get(key, [])
            start = bisect_left(entries, (own.day or 0) - INCIDENT_DAYS, key=day_of)
            for name, other in entries[start : bisect_right(entries, own.day or 0, key=day_of)]:
                found[name, other.id] = other
        return [(name, other) for (name, _), other in found.items() if other.id != own.id]


def day_of(entry: tuple[str, Traits]) -> int:
    """The day of a claim in a Timeline."""
    return entry[1].day or 0


def same_incident(earlier: Traits, later: Traits) -> float | None:
    """How much speaks for one incident behind two claims of a toll, whatever their figures; None where it cannot be.

    What tells most is what both reports name, and that the later one gives a running total. On one day two tolls are
    mostly those of two incidents.
    """
    harms = {DEADLY.get(each.harm, each.harm) for each in (earlier, later)}
    if len(harms) > 1 or earlier.denied or later.denied or happened_apart(earlier, later):
        return None
    if lie_apart(earlier, later) or (earlier.side and later.side and earlier.side != later.side):
        return None
    if earlier.day is None or later.day is None:
        return None
    if earlier.demographic and later.demographic and earlier.demographic != later.demographic:
        return None
    away = later.day - earlier.day
    if not 0 <= away <= INCIDENT_DAYS:
        return None
    names, about, numbers, words = share_words(earlier, later)
    same_period = earlier.period is not None and earlier.period == later.period
    counts = (earlier.value or earlier.low or 0, later.value or later.low or 0)
    return (
        0.5 * sum(weight for weight, _ in compare_places(earlier, later))
        + 0.75 * min(4, len(names))
        + 2.0 * min(4, len(about))
        + 0.5 * min(2, len(numbers))
        + 2.75 * words
        + 2.25 * (later.aspect == "cumulative")
        + 4.0 * same_period
        + (counts[1] > counts[0])
        - (counts[1] < counts[0])
        - 1.5 * (earlier.demographic != later.demographic)
        - 1.0 * (earlier.harm != later.harm)
        - 1.0 * max(0, away - 1)
        - 5.0 * (away == 0)
    )


def updates_of(own: Traits, others: Sequence[tuple[str, Traits]]) -> tuple[str, ...]:
    """The statements that a claim brings up to date, of those of other claims: earlier ones of the same incident."""
    found: dict[str, tuple[int, float]] = {}
    for statement, other in others:
        score = same_incident(other, own)
        if score is None or score < SAME_INCIDENT or not comes_before(other, own):
            continue
        rank = (-(other.day or 0), -score)
        found[statement] = min(found.get(statement, rank), rank)
    return tuple(sorted(found, key=lambda statement: (found[statement], statement))[:MOST_UPDATES])


def comes_before(one: Traits, other: Traits) -> bool:
    """Whether one figure is the older: said on an earlier day, or on the same with a smaller toll in another report."""
    if one.day is None or other.day is None or one.report == other.report:
        return False
    return one.day < other.day or (
        one.day == other.day and (one.value or 0, one.claim) < (other.value or 0, other.claim)
    )
