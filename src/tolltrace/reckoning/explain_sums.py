"""Which statements together give a number: sums of two to four that may be summed, and differences of totals.

Only what cannot hold one person twice is summed: other places, sides, people or days in one speaker's figures; parts of
one whole; a total and what was added since. Sums over different speakers are found too, last, and say so.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from heapq import nlargest
from itertools import combinations, islice

from tolltrace.days import Days, read_days
from tolltrace.phrasing import day_words
from tolltrace.reckoning.explain_axes import (
    AXES,
    HARMS,
    SEVERAL_SPEAKERS,
    Axis,
    Key,
    Term,
    day_of,
    people_of,
    place_of,
    saying_of,
    speaker_of,
    when_of,
)
from tolltrace.reckoning.phrasing import told
from tolltrace.reckoning.subjects import place_words
from tolltrace.relays import Asked, Sum
from tolltrace.values import Hedge

MOST_TERMS = 4
MOST_IN_POOL = 120  # of statements that may be summed with one another: 7,140 pairs
MOST_PAIRS = 400_000  # over all pools: a second or two
MOST_TRIED = 3_000  # sums of one pool that have the number, and are asked whether they may be made
MOST_SUMS = 12
SMALL = 100  # below, many sums give a number by chance
OURS = "It is our sum: nobody said it."
DIFFERENT_SPEAKERS = (
    "Sums over different speakers are never statements: nobody said it, and each may count other people in another way."
)
OUR_DIFFERENCE = "It is our difference: nobody said it."
NO_BOUND = "The difference of bounded figures has no bound."
BY_CHANCE = "Many sums give so small a number: this one may be chance."
SCOPE = "Whether all these places lie in the one asked about is not known here."
BOUNDED = "Not all figures are exact, so their sum is not."


def find_sums(
    asked: Asked, terms: Sequence[Term], wanted: int, axes: Sequence[Axis] = (*AXES, *SEVERAL_SPEAKERS)
) -> tuple[tuple[Sum, ...], bool]:
    """The sums that give a number, the plainest first, and whether all were tried that we know of."""
    found: dict[Key, Sum] = {}
    nearness = _nearness_of(asked, terms)
    days = read_days(asked.period)
    pairs_left, all_tried = MOST_PAIRS, True
    for axis in axes:
        fitting = [term for term in terms if 0 < term.value < wanted and _fits(asked, days, axis.kind, term)]
        for pool in _pools(axis, fitting, nearness, wanted):
            cost = min(len(pool), MOST_IN_POOL) ** 2 // 2
            if cost > pairs_left or len(found) >= MOST_SUMS:
                return tuple(found.values())[:MOST_SUMS], False
            all_tried &= len(pool) <= MOST_IN_POOL
            pairs_left -= cost
            for chosen in _sums_in(pool, wanted, axis):
                key = (axis.kind, tuple(sorted(term.value for term in chosen)), chosen[0].mouth)
                found.setdefault(key, _sum_of(asked, axis, chosen))
    return tuple(found.values())[:MOST_SUMS], all_tried


def _fits(asked: Asked, days: Days | None, kind: str, term: Term) -> bool:
    """Whether a figure may be part of what was asked about. Which places a place holds is not known here."""
    one = term.statement
    in_time = days is None or term.days is None or days.meets(term.days)
    side_fits = kind == "sides" or asked.side is None or one.side is None or asked.side == one.side
    place_fits = kind in ("places", "parts") or asked.place is None or one.place is None
    return in_time and side_fits and (place_fits or place_words(asked.place).casefold() == place_of(term))


def find_differences(asked: Asked, terms: Sequence[Term], wanted: int) -> Iterator[Sum]:
    """Two totals of one speaker on one subject whose difference is the number: what came about in between."""
    subjects: defaultdict[Key, list[Term]] = defaultdict(list)
    for term in terms:
        if term.statement.aspect == "cumulative" and term.said is not None and _fits(asked, None, "totals", term):
            subjects[term.mouth, *people_of(term), place_of(term)].append(term)
    for totals in subjects.values():
        by_value = {term.value: term for term in sorted(totals, key=day_of, reverse=True)}  # the earliest wins
        for later in totals:
            earlier = by_value.get(later.value - wanted)
            if earlier is not None and day_of(earlier) < day_of(later):
                days = f"from {day_words(day_of(earlier))} to {day_words(day_of(later))}"
                why = f"Both are running totals by {speaker_of([later])}; the difference is what was added {days}."
                yield _difference_of("difference of totals", later, earlier, why)


def find_harms(asked: Asked, terms: Sequence[Term], wanted: int) -> Iterator[Sum]:
    """Killed and wounded that one speaker gives for one subject and day, as the casualties they make."""
    days = read_days(asked.period)
    sayings: defaultdict[Key, dict[int, Term]] = defaultdict(dict)
    fitting = [term for term in terms if _fits(asked, days, "harms", term)]
    for term in fitting:
        if term.statement.harm == "wounded":
            sayings[saying_of(term)][term.value] = term
    for term in fitting:
        wounded = sayings.get(saying_of(term), {}) if term.statement.harm == "killed" else {}
        if other := wounded.get(wanted - term.value):
            yield _sum_of(asked, HARMS, (term, other))


def find_rests(asked: Asked, terms: Sequence[Term], wanted: int) -> Iterator[Sum]:
    """Casualties less the killed, or less the wounded, of one saying: what is left is the other part."""
    days = read_days(asked.period)
    sayings: defaultdict[Key, dict[int, Term]] = defaultdict(dict)
    fitting = [term for term in terms if term.statement.harm != asked.harm and _fits(asked, days, "harms", term)]
    for term in fitting:
        if term.statement.harm != "casualties":
            sayings[saying_of(term)][term.value] = term
    for whole in fitting:
        known = sayings.get(saying_of(whole), {}) if whole.statement.harm == "casualties" else {}
        if part := known.get(whole.value - wanted):
            why = f"Casualties are killed and wounded together: without the {part.statement.harm}, it is what is left."
            yield _difference_of("rest of casualties", whole, part, why)


def _pools(axis: Axis, terms: Sequence[Term], nearness: Mapping[str, int], wanted: int) -> list[list[Term]]:
    """Terms that share what an axis wants shared and can reach the number; those nearest to the question first."""
    pools: defaultdict[Key, dict[Key, Term]] = defaultdict(dict)
    for term in terms:
        if (key := axis.shared(term)) is not None:
            same = (term.value, term.mouth, *people_of(term), place_of(term), *when_of(term))
            pools[key].setdefault(same, term)  # said again, it is the same figure
    reach = [
        list(pool.values())
        for pool in pools.values()
        if len(pool) > 1 and sum(nlargest(MOST_TERMS, (term.value for term in pool.values()))) >= wanted
    ]
    for pool in reach:
        pool.sort(key=lambda term: (-nearness[term.statement.id], -day_of(term).toordinal(), term.statement.id))
    return sorted(reach, key=lambda pool: (-nearness[pool[0].statement.id], len(pool)))


def _nearness_of(asked: Asked, terms: Sequence[Term]) -> Mapping[str, int]:
    """By statement id, how much of what the question names it has."""
    days = read_days(asked.period)
    where = place_words(asked.place).casefold() if asked.place else None
    return {
        term.statement.id: (asked.side is not None and asked.side == term.statement.side)
        + (days is not None and term.days is not None and days.meets(term.days))
        + (where is not None and where == place_of(term))
        for term in terms
    }


def _sums_in(pool: Sequence[Term], wanted: int, axis: Axis) -> Iterator[tuple[Term, ...]]:
    """Sums with the fewest terms that have any: one of two explains more than one of four.

    Two terms are looked for in the whole pool; three and four, met in the middle, in its nearest.
    """
    for indices in (_twos(pool, wanted), _more(pool[:MOST_IN_POOL], wanted)):
        tried = dict.fromkeys(tuple(sorted(set(chosen))) for chosen in islice(indices, MOST_TRIED))
        allowed = [chosen for chosen in tried if _makes(pool, chosen, wanted, axis)][:MOST_SUMS]
        if allowed:
            fewest = min(len(chosen) for chosen in allowed)
            for chosen in allowed:
                if len(chosen) == fewest:
                    yield tuple(sorted((pool[at] for at in chosen), key=_order))
            return


def _twos(pool: Sequence[Term], wanted: int) -> Iterator[tuple[int, ...]]:
    """Pairs of places in the pool that make the number."""
    by_value: defaultdict[int, list[int]] = defaultdict(list)
    for at, term in enumerate(pool):
        yield from ((other, at) for other in by_value.get(wanted - term.value, ()))
        by_value[term.value].append(at)


def _more(pool: Sequence[Term], wanted: int) -> Iterator[tuple[int, ...]]:
    """Threes and fours that may make the number, by the sums of two; some meet one term twice."""
    pairs: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for (i, one), (j, other) in combinations(enumerate(pool), 2):
        if one.value + other.value < wanted:
            pairs[one.value + other.value].append((i, j))
    for i, one in enumerate(pool):
        yield from ((i, *pair) for pair in pairs.get(wanted - one.value, ()) if i < pair[0])
    for value, found in pairs.items():
        if 2 * value <= wanted:
            yield from ((*pair, *other) for pair in found for other in pairs.get(wanted - value, ()))


def _makes(pool: Sequence[Term], chosen: Sequence[int], wanted: int, axis: Axis) -> bool:
    terms = [pool[at] for at in chosen]
    whole = sum(term.value for term in terms) == wanted  # not where one of them was met twice
    return whole and axis.whole(terms) and all(axis.apart(one, other) for one, other in combinations(terms, 2))


def _order(term: Term) -> tuple[date, int]:
    return day_of(term), -term.value


def _sum_of(asked: Asked, axis: Axis, terms: Sequence[Term]) -> Sum:
    exact = all(term.statement.figure.hedge is Hedge.EXACT for term in terms)
    speakers = len({term.mouth for term in terms})
    warnings = [
        OURS if speakers == 1 else DIFFERENT_SPEAKERS,
        "" if exact else BOUNDED,
        SCOPE if asked.place and axis.kind == "places" else "",
        BY_CHANCE if sum(term.value for term in terms) < SMALL and axis.kind not in ("parts", "harms") else "",
    ]
    return Sum(
        kind=axis.kind,
        statements=tuple(term.statement.id for term in terms),
        says=" + ".join(told(term.statement) for term in terms),
        why=axis.why(terms),
        warnings=tuple(filter(None, warnings)),
        exact=exact,
    )


def _difference_of(kind: str, more: Term, less: Term, why: str) -> Sum:
    exact = all(term.statement.figure.hedge is Hedge.EXACT for term in (more, less))
    return Sum(
        kind=kind,
        statements=(more.statement.id, less.statement.id),
        says=f"{told(more.statement)} − {told(less.statement)}",
        why=why,
        warnings=(OUR_DIFFERENCE,) if exact else (OUR_DIFFERENCE, NO_BOUND),
        exact=exact,
    )
