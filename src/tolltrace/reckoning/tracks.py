"""Which of a speaker's statements are of one subject: those that say the same of place, status and beginning.

What one leaves open, another may state. It joins where only one track fits; a running total joins only where the totals
together fall no more often than apart, as a total of a month would make that of a year fall.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tolltrace.days import read_days
from tolltrace.reckoning.points import TOTAL, day_meant, day_said, kind_of, number_of
from tolltrace.relays import Statement

WIDE = 6  # where_prec of a state: who names no place may mean that of a state, and never that of a town
UNKNOWN = "unknown"
ENOUGH = 3  # totals that say from when they count, before one that does not is taken for one of them
MOST_TRACKS = 300  # of one speaker, side and harm: with more, all stay as they are


@dataclass(frozen=True, slots=True)
class Where:
    """What tells the tracks of a speaker, side and harm apart; None where a statement leaves it open."""

    place: str | None
    is_wide: bool
    status: str | None
    since: str | None  # of a running total: the month, or year, from which it counts

    @property
    def stated(self) -> int:
        """How many of the three are stated."""
        return sum(one is not None for one in (self.place, self.status, self.since))

    def leads_to(self, other: "Where") -> bool:
        """Whether the other states all that this one does, and more, and nothing against it."""
        if other.stated <= self.stated:
            return False
        fits = all(mine in (None, its) for mine, its in ((self.status, other.status), (self.since, other.since)))
        return fits and (self.place == other.place or (self.place is None and other.is_wide))


@dataclass(slots=True)
class Track:
    """Statements of one subject."""

    at: Where
    statements: list[Statement] = field(default_factory=list)


def find_where(statement: Statement, about: Statement | None) -> Where:
    """Place, status and beginning of a statement; a silence has the place of what it is about, if none of its own."""
    place = statement.place or (about.place if about else None)
    status = str(statement.status)
    return Where(
        place=(place.name or place.text).casefold() if place else None,
        is_wide=place is not None and (place.where_prec or 0) >= WIDE,
        status=None if status == UNKNOWN else status,
        since=(printed[:7] if (printed := beginning_of(statement)) else None),
    )


def beginning_of(statement: Statement) -> str | None:
    """From when a running total counts: "2022-02-24", "2022-02", "2022"; None where it does not say."""
    days = read_days(statement.period)
    if kind_of(statement) != TOTAL or not days or not days.first or not statement.period or not statement.period.edtf:
        return None
    start, slash, _ = statement.period.edtf.partition("/")
    start = start.rstrip("~?%")
    return start if slash or len(start) == len("2022") else None  # a day alone is that of the total, not its first


def join_tracks(found: Iterable[tuple[Where, Statement]]) -> list[Track]:
    """The tracks of one speaker, side and harm: totals first, then what stands beside them."""
    totals: dict[Where, Track] = {}
    others: dict[Where, Track] = {}
    for at, statement in found:
        tracks = totals if kind_of(statement) == TOTAL else others
        tracks.setdefault(at, Track(at)).statements.append(statement)
    joined = join_open(totals)
    for track in join_open(others):
        into = beside(track.at, joined)
        if into:
            into.statements.extend(track.statements)
        else:
            joined.append(track)
    return joined


def join_open(tracks: Mapping[Where, Track]) -> list[Track]:
    """Those that leave something open into the one that states it, the least stated last, so that each moves once."""
    left = dict(tracks)
    if len(left) > MOST_TRACKS:
        return list(left.values())
    for at in sorted(tracks, key=lambda at: (-at.stated, repr(at))):
        fits = [other for other in left if at.leads_to(other)]
        if len(fits) == 1 and may_join(left[at], left[fits[0]]):
            left[fits[0]].statements.extend(left.pop(at).statements)
    return list(left.values())


def beside(at: Where, totals: Sequence[Track]) -> Track | None:
    """The track of totals that additions, events, rates and silences belong beside, where there is one."""
    same = [track for track in totals if (track.at.place, track.at.status) == (at.place, at.status)]
    near = [track for track in totals if at.place == track.at.place or (at.place is None and track.at.is_wide)]
    near = [track for track in near if at.status is None or track.at.status in (None, at.status)]
    for fits in (same, near):
        if len(fits) == 1:
            return fits[0]
    return None


def may_join(open_track: Track, stated: Track) -> bool:
    """Whether totals of the one can be totals of the other."""
    if kind_of(open_track.statements[0]) != TOTAL:
        return True
    if open_track.at.since is None and stated.at.since is not None and len(stated.statements) < ENOUGH:
        return False
    together = [*open_track.statements, *stated.statements]
    return count_falls(together) <= count_falls(open_track.statements) + count_falls(stated.statements)


def count_falls(statements: Iterable[Statement]) -> int:
    """How often a total is below the one before."""
    dated = [(on, day_said(one) or on, one) for one in statements if (on := day_meant(one))]
    ordered = [one for *_, one in sorted(dated, key=lambda each: (each[0], each[1], each[2].id))]
    numbers = [number for one in ordered if (number := number_of(one.figure)) is not None]
    return sum(later < earlier for earlier, later in pairwise(numbers))
