"""Which statements may be compared: the same mouth, the same saying, the same or an overlapping subject."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from tolltrace.relays import Statement
from tolltrace.statements.days import read_days
from tolltrace.values import Place, Stance

COUNTED = (Stance.ASSERTED, Stance.UNCONFIRMED)  # a figure denied, disputed or taken back is no input of a sum
TOWN = 2  # where_prec of a town or a point in one: of two such places, none holds the other
AREAS = (3, 4, 6)  # district, province, state: of two on one level, none holds the other; 5 and 7 have no border
_EXCLUSIVE = (frozenset({"children", "women"}), frozenset({"children", "men"}), frozenset({"women", "men"}))


def countable(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Those whose speaker stands for the figure, and not as background."""
    return tuple(s for s in statements if s.stance in COUNTED and not s.reference.claim.background)


def mouths_of(statements: Sequence[Statement]) -> Mapping[str, str]:
    """By statement id, who says it: one name for all the names that any of them gives to one speaker.

    Where no speaker is named, the report speaks for itself.
    """
    head: dict[str, str] = {}

    def find(name: str) -> str:
        while head.setdefault(name, name) != name:
            head[name] = name = head[head[name]]
        return name

    named: dict[str, list[str]] = {}
    for one in statements:
        names = sorted({name.casefold() for name in (one.speaker, *one.speakers) if name})
        named[one.id] = names or [f"\0{one.reference.carrier.id}"]
        for name in names[1:]:
            head[find(name)] = find(names[0])
    return {id_: find(names[0]) for id_, names in named.items()}


def said_day(statement: Statement) -> date | None:
    """The day of saying, else of publication."""
    published = statement.reference.carrier.published
    return statement.said_on or (published.on if published else None)


def group_sayings(statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], ...]:
    """Statements that one speaker made on one day; where no day is known, in one report."""
    mouths = mouths_of(statements)
    sayings: defaultdict[tuple[str, date | str], list[Statement]] = defaultdict(list)
    for one in statements:
        sayings[mouths[one.id], said_day(one) or one.reference.carrier.id].append(one)
    return tuple(tuple(saying) for saying in sayings.values())


def group_citing(statements: Sequence[Statement]) -> tuple[tuple[Statement, ...], ...]:
    """Statements that one report carries with one name in their chains: a spokesman, and what he cites."""
    groups: defaultdict[tuple[str, str], dict[str, Statement]] = defaultdict(dict)
    for one in statements:
        for relay in one.relays:
            for link in relay.claim.chain:
                groups[relay.carrier.id, link.name.casefold()][one.id] = one
    found = {tuple(group): tuple(group.values()) for group in groups.values() if len(group) > 2}
    return tuple(found.values())


def same_people(one: Statement, other: Statement) -> bool:
    """Whether both count among the same people: the same side, kind of people, place, period and aspect.

    A status that one leaves open ("people") may be the other's; places and periods that only one gives may not.
    """
    return (
        _subject_words(one) == _subject_words(other)
        and one.demographic == other.demographic
        and _agree(_known(one.status), _known(other.status))
        and same_period(one, other)
    )


def is_inside(part: Statement, whole: Statement) -> bool:
    """Whether a part is of the whole's people as far as both say: the same side, place and aspect, in its time.

    In one sentence, what one of them leaves open is the other's.
    """
    if part.demographic != whole.demographic and whole.demographic is not None:
        return False
    if one_sentence(part, whole):
        return may_be_same_people(part, whole)
    days, others = read_days(part.period), read_days(whole.period)
    in_time = same_period(part, whole) or (days is not None and others is not None and others.holds(days))
    statuses = _agree(_known(part.status), _known(whole.status))
    return _subject_words(part) == _subject_words(whole) and statuses and in_time


def may_be_same_people(one: Statement, other: Statement) -> bool:
    """Whether nothing that both say tells them apart: what one leaves open, the other may name."""
    return (
        _agree(one.side, other.side)
        and _agree(one.demographic, other.demographic)
        and _agree(_known(one.status), _known(other.status))
        and _agree(_where_words(one.place), _where_words(other.place))
        and (same_period(one, other) or one.period is None or other.period is None)
        and not {one.aspect, other.aspect} & {"rate", "increment"}
    )


def one_sentence(one: Statement, other: Statement) -> bool:
    """Whether the claims that stand for them are in one sentence of one report."""
    mine, theirs = one.reference, other.reference
    same = mine.carrier.id == theirs.carrier.id
    return same and mine.claim.evidence == theirs.claim.evidence


def same_period(one: Statement, other: Statement) -> bool:
    """Whether both speak of the same time, or neither of any."""
    if one.period is None or other.period is None:
        return one.period is other.period
    return (one.period.edtf or one.period.text) == (other.period.edtf or other.period.text)


def why_apart(one: Statement, other: Statement) -> str | None:
    """Why no person can be in both figures, in words; None where nothing shows that."""
    if people := exclusive_people(one, other):
        return people
    if places_apart(one.place, other.place):
        return f"{place_words(one.place)} and {place_words(other.place)} are different places"
    days, others = read_days(one.period), read_days(other.period)
    if days and others and not days.meets(others) and one.aspect == other.aspect != "cumulative":
        return "they speak of different days"
    return None


def exclusive_people(one: Statement, other: Statement) -> str | None:
    """Why nobody is of both kinds of people, in words; None where somebody may be: a medic may be a woman."""
    if frozenset({one.demographic, other.demographic}) in _EXCLUSIVE:
        return f"{one.demographic} and {other.demographic} are different people"
    if {one.status, other.status} == {"combatant", "civilian"}:
        return "civilians and combatants are different people"
    return None


def places_apart(one: Place | None, other: Place | None) -> bool:
    """Whether both are places of one level and not the same, so that neither holds the other."""
    if not one or not other or not one.name or not other.name or one.name == other.name:
        return False
    if one.geonames_id is not None and one.geonames_id == other.geonames_id:
        return False
    sizes = [place.where_prec for place in (one, other) if place.where_prec is not None]
    return len(sizes) == 2 and (max(sizes) <= TOWN or sizes[0] == sizes[1] in AREAS)


def place_words(place: Place | None) -> str:
    """The name of a place, else its words."""
    return (place.name or place.text) if place else "no place named"


def _subject_words(statement: Statement) -> tuple[str | None, str | None, str]:
    return statement.side, _where_words(statement.place), statement.aspect


def _where_words(place: Place | None) -> str | None:
    return (place.name or place.text).casefold() if place else None


def _known(status: str) -> str | None:
    return None if status == "unknown" else status


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other
