"""Statements of one incident: a later toll brings an earlier one up to date, and is never merged with it."""

from collections.abc import Sequence

from tolltrace.statements.agreement import compare_places, compare_subjects, compare_words, happened_apart
from tolltrace.statements.traits import Traits

INCIDENT_DAYS = 7  # between neighbouring tolls of one incident
SAME_INCIDENT = 4.0  # evidence that two claims count one incident; benchmarks/statements_quality.py shows what it gives
INCIDENT = "~"  # sorts these keys behind all figures
MOST_NAMES = 4  # of a sentence without a place under which an incident is looked up
MOST_UPDATES = 10


def incident_keys(traits: Traits) -> tuple[str, ...]:
    """What the tolls of one incident are looked up by: a harm at a place, or with a name."""
    if traits.fraction is not None or (traits.low is None and traits.high is None):
        return ()
    names = [f"in:{traits.place}"] if traits.place else []
    names += [f"with:{name}" for name in sorted(traits.names, key=lambda name: (-len(name), name))[:MOST_NAMES]]
    return tuple(f"{INCIDENT}{name}|{traits.harm}" for name in names)


def same_incident(one: Traits, other: Traits) -> float | None:
    """How much two claims of one harm agree in what happened, whatever their figures; None where they cannot."""
    if one.harm != other.harm or one.denied or other.denied or happened_apart(one, other):
        return None
    if (one.side and other.side and one.side != other.side) or (one.demographic != other.demographic):
        return None
    if one.day is None or other.day is None or abs(one.day - other.day) > INCIDENT_DAYS:
        return None
    parts = [*compare_places(one, other), *compare_words(one, other), *compare_subjects(one, other)]
    return sum(weight for weight, _ in parts) - 0.25 * abs(one.day - other.day)


def updates_of(own: Traits, others: Sequence[tuple[str, Traits]]) -> tuple[str, ...]:
    """The statements that a claim brings up to date, of those of other claims: earlier ones of the same incident."""
    found: dict[str, tuple[int, float]] = {}
    for statement, other in others:
        score = same_incident(own, other)
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
