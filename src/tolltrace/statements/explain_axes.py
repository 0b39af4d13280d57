"""The ways in which two figures can be apart, so that nobody is in both and they may be summed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tolltrace.relays import Statement
from tolltrace.statements.days import Days, read_days
from tolltrace.statements.phrasing import listed
from tolltrace.statements.subjects import exclusive_people, place_words, places_apart, said_day


@dataclass(frozen=True, slots=True)
class Term:
    """A statement that may be summed, with what is asked of it many times."""

    statement: Statement
    value: int
    mouth: str
    days: Days | None
    said: date | None


Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """One way in which figures may be apart: what they share, and whether two of them are."""

    kind: str
    shared: Callable[[Term], Key | None]  # None: not on this axis
    apart: Callable[[Term, Term], bool]
    why: Callable[[Sequence[Term]], str]
    whole: Callable[[Sequence[Term]], bool] = lambda _: True  # whether all is there that the kind needs


def as_terms(statements: Sequence[Statement], mouths: dict[str, str]) -> list[Term]:
    """The statements with a printed number, ready to be summed."""
    return [
        Term(one, one.figure.value, mouths[one.id], read_days(one.period), said_day(one))
        for one in statements
        if one.figure.value is not None and one.figure.fraction is None and one.rate is None
    ]


def people_of(term: Term) -> Key:
    """What happened to whom, place and time aside."""
    return (term.statement.harm, term.statement.side, term.statement.demographic, term.statement.status)


def place_of(term: Term) -> str | None:
    """The place as it is compared; None where none is given."""
    return place_words(term.statement.place).casefold() if term.statement.place else None


def when_of(term: Term) -> Key:
    """The time it speaks of, else the day on which it was said."""
    return (term.statement.aspect, term.days or term.said)


def saying_of(term: Term) -> Key:
    """The same mouth, people, place and day, whatever the harm."""
    one = term.statement
    return (term.mouth, one.side, one.demographic, one.status, place_of(term), one.aspect, term.said)


def day_of(term: Term) -> date:
    """The last day that it speaks of."""
    return term.days.last if term.days else term.said or date.min


def speaker_of(terms: Sequence[Term]) -> str:
    """Who says it, for a person."""
    return terms[0].statement.speaker or "one report"


# ── what two figures share, and whether they are apart ───────────────────────────────────────────────────────────────


def _shared_parts(term: Term) -> Key | None:
    one = term.statement
    return (one.part_of, one.harm) if one.part_of else None


def _shared_total(term: Term) -> Key | None:
    running = term.statement.aspect in ("cumulative", "increment")
    return (term.mouth, *people_of(term), place_of(term)) if running else None


def _shared_places(term: Term) -> Key | None:
    return (*people_of(term), *when_of(term)) if term.statement.place and _dated(term) else None


def _shared_people(term: Term) -> Key | None:
    one = term.statement
    return (term.mouth, one.harm, one.side, place_of(term), *when_of(term)) if _dated(term) else None


def _shared_sides(term: Term) -> Key | None:
    one = term.statement
    return (one.harm, one.demographic, place_of(term), *when_of(term)) if one.side and _dated(term) else None


def _shared_days(term: Term) -> Key | None:
    summable = term.days is not None and term.statement.aspect in ("event", "increment")
    return (term.mouth, *people_of(term), place_of(term)) if summable else None


def _by_one_speaker(shared: Callable[[Term], Key | None]) -> Callable[[Term], Key | None]:
    return lambda term: (term.mouth, *key) if (key := shared(term)) is not None else None


def _dated(term: Term) -> bool:
    return term.days is not None or term.said is not None


def _places_apart(one: Term, other: Term) -> bool:
    return _not_nested(one, other) and places_apart(one.statement.place, other.statement.place)


def _sides_apart(one: Term, other: Term) -> bool:
    return _not_nested(one, other) and one.statement.side != other.statement.side


def _people_apart(one: Term, other: Term) -> bool:
    return _not_nested(one, other) and exclusive_people(one.statement, other.statement) is not None


def _days_apart(one: Term, other: Term) -> bool:
    return one.days is not None and other.days is not None and not one.days.meets(other.days)


def _parts_apart(one: Term, other: Term) -> bool:
    return _places_apart(one, other) or _people_apart(one, other) or _days_apart(one, other)


def _added_since(one: Term, other: Term) -> bool:
    """One total and what was added after it, each addition of a day of its own."""
    aspects = {one.statement.aspect, other.statement.aspect}
    if aspects == {"increment"}:
        return day_of(one) != day_of(other)
    total, step = (one, other) if one.statement.aspect == "cumulative" else (other, one)
    return aspects == {"cumulative", "increment"} and day_of(total) < day_of(step)


def _not_nested(one: Term, other: Term) -> bool:
    mine, theirs = one.statement, other.statement
    return mine.part_of != theirs.id and theirs.part_of != mine.id


def _has_a_total(terms: Sequence[Term]) -> bool:
    return any(term.statement.aspect == "cumulative" for term in terms)


# ── why, for a person ────────────────────────────────────────────────────────────────────────────────────────────────


def _place_reason(terms: Sequence[Term]) -> str:
    places = listed([place_words(term.statement.place) for term in terms])
    return f"{places} are different places of one level, and the figures speak of the same time."


def _side_reason(terms: Sequence[Term]) -> str:
    sides = listed([str(term.statement.side) for term in terms])
    return f"{sides} are given as different sides; where one holds another, people would be counted twice."


def _people_reason(terms: Sequence[Term]) -> str:
    kinds = listed([term.statement.demographic or f"{term.statement.status}s" for term in terms])
    return f"{kinds[0].upper()}{kinds[1:]} are different people, at one place and time."


def _day_reason(terms: Sequence[Term]) -> str:
    return f"They speak of different days, all by {speaker_of(terms)} of the same people and place."


def _part_reason(_: Sequence[Term]) -> str:
    return "Reports give them as parts of one whole, and no person can be in two of them."


def _added_reason(terms: Sequence[Term]) -> str:
    return f"Both the total and what was added to it later are by {speaker_of(terms)}."


AXES = (  # the plainest first
    Axis("parts", _shared_parts, _parts_apart, _part_reason),
    Axis("total and additions", _shared_total, _added_since, _added_reason, _has_a_total),
    Axis("places", _by_one_speaker(_shared_places), _places_apart, _place_reason),
    Axis("people", _shared_people, _people_apart, _people_reason),
    Axis("sides", _by_one_speaker(_shared_sides), _sides_apart, _side_reason),
    Axis("days", _shared_days, _days_apart, _day_reason),
)
SEVERAL_SPEAKERS = (
    Axis("places", _shared_places, _places_apart, _place_reason),
    Axis("sides", _shared_sides, _sides_apart, _side_reason),
)
HARMS = Axis("harms", saying_of, lambda *_: True, lambda _: "Casualties are killed and wounded together.")
