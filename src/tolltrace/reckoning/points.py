"""A statement as a point of a series; what a point is to those before it; where a rhythm broke."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta
from itertools import groupby, pairwise
from statistics import median

from tolltrace.days import read_days
from tolltrace.relays import Gap, Point, Statement
from tolltrace.values import Figure, Hedge, Stance

SILENCE = "silence"
TOTAL = "cumulative"
STANDS = (Stance.ASSERTED, Stance.UNCONFIRMED)  # the speaker stands for the figure
NOTES = {
    Stance.NOT_PROVIDED: "refused",
    Stance.NONE_REPORTED: "none reported",
    Stance.DENIED: "denied",
    Stance.DISPUTED: "disputed",
    Stance.RETRACTED: "retracted",
}
LATE_DAYS = 7  # so much later than its speaker is wont to, and after later days were told of: added to the past
FEWEST_STEPS = 4  # between figures, to know a rhythm by
REGULAR, ALIKE = 0.8, 0.2  # so many of the steps differ by no more than this share: daily, weekly, monthly
MISSED, RARE = 1.5, 4.0  # a regular series has a gap where a figure is left out; another only where it is far longer


def day_said(statement: Statement) -> date | None:
    """The day of saying; where it is not known, that of publication, the latest that it can be."""
    published = statement.reference.carrier.published
    return statement.said_on or (published.on if published else None)


def day_meant(statement: Statement) -> date | None:
    """The day that a figure speaks of: the end of its period, and no day after it was said."""
    said, days = day_said(statement), read_days(statement.period)
    if days is None:
        return said
    return min(days.last, said) if said else days.last


def kind_of(statement: Statement) -> str:
    """What a figure counts, an aspect's name; "silence" for a refusal, a denial, or that none are reported."""
    figure = statement.figure
    has_figure = (figure.low, figure.high, figure.value, figure.fraction) != (None,) * 4 or figure.hedge is Hedge.VAGUE
    is_silent = statement.stance in (Stance.NOT_PROVIDED, Stance.NONE_REPORTED)
    return SILENCE if is_silent or not has_figure else str(statement.aspect)


def make_points(statements: Sequence[Statement], *, is_one_voice: bool = True) -> tuple[Point, ...]:
    """The statements of which a day is known as points, the oldest first, each with what it is to those before.

    Where several may speak ("officials"), one's figure revises nobody else's: only links between statements are told.
    """
    dated = [(on, one) for one in statements if (on := day_meant(one))]
    ordered = sorted(dated, key=lambda each: (each[0], day_said(each[1]) or each[0], instant(each[1]), each[1].id))
    points = [make_point(on, one) for on, one in ordered]
    updates = {one.id: one.updates for _, one in ordered}
    instants = {one.id: (day_said(one), instant(one)) for _, one in ordered}
    by_order = {**find_revisions(points, instants), **find_late(points)} if is_one_voice else {}
    noted = {**by_order, **find_updates(points, updates)}
    return tuple(noted.get(point.statement, point) if point.note is None else point for point in points)


def make_point(on: date, statement: Statement) -> Point:
    """A statement at its day."""
    days = read_days(statement.period)
    return Point(
        on=on,
        said_on=day_said(statement),
        figure=statement.figure,
        statement=statement.id,
        kind=kind_of(statement),
        note=NOTES.get(statement.stance),
        stance=statement.stance,
        since=days.first if days and days.first and days.first <= on else None,
        rate=statement.rate,
        about=statement.about,
    )


def instant(statement: Statement) -> float:
    """When it was first published, as far as known, to tell the morning's figure from the evening's."""
    published = statement.reference.carrier.published
    if published is None or published.at is None:
        return 0.0
    return (published.at if published.at.tzinfo else published.at.replace(tzinfo=UTC)).timestamp()


def find_revisions(points: Sequence[Point], instants: Mapping[str, tuple[date | None, float]]) -> dict[str, Point]:
    """Of several figures for one day and one kind, each but the first: a revision where it is another figure.

    Two events of one day may be two events: only the link of an update makes one the other's revision.
    """
    found: dict[str, Point] = {}
    last: dict[tuple[object, ...], Point] = {}
    for point in points:
        if point.kind in (SILENCE, "event") or point.stance not in STANDS:
            continue
        window = None if point.kind == TOTAL else (point.since, point.rate)
        before = last.get(key := (point.on, point.kind, window))
        if before is None:
            last[key] = point
        elif before.figure == point.figure:
            found[point.statement] = replace(point, note="repeated")
        elif instants[before.statement] == instants[point.statement]:
            found[point.statement] = replace(point, note="another figure")  # which of them is the later is not known
        else:
            found[point.statement] = replace(point, note="revision", revises=before.statement)
            last[key] = point
    return found


def find_late(points: Sequence[Point]) -> dict[str, Point]:
    """Additions and events of days that their speaker had already gone past: bodies found in June, killed in March."""
    found: dict[str, Point] = {}
    for kind in ("increment", "event"):
        told = sorted(((p.said_on, p) for p in points if p.kind == kind and p.said_on), key=lambda each: each[0])
        if not told:
            continue
        usual = median((said - point.on).days for said, point in told)
        reached: date | None = None  # the latest day that was told of on an earlier day of saying
        for said, group in groupby(told, key=lambda each: each[0]):
            same_day = [point for _, point in group]
            for point in same_day:
                if reached and point.on < reached and (said - point.on).days > usual + LATE_DAYS:
                    found[point.statement] = replace(point, note="added later")
            reached = max([point.on for point in same_day] + ([reached] if reached else []))
    return found


def find_updates(points: Sequence[Point], updates: Mapping[str, tuple[str, ...]]) -> dict[str, Point]:
    """Points whose statement brings an earlier one of the same series up to date."""
    ours = {point.statement for point in points}
    known = {point: [one for one in updates[point.statement] if one in ours] for point in points}
    return {p.statement: replace(p, note="update", revises=earlier[-1]) for p, earlier in known.items() if earlier}


def find_gaps(points: Sequence[Point]) -> tuple[Gap, ...]:
    """Where figures of one kind came with a rhythm, and broke it. Events have none; a silence does not fill a gap."""
    days: defaultdict[str, set[date]] = defaultdict(set)
    for point in points:
        if point.kind not in (SILENCE, "event") and point.stance in STANDS and point.note != "added later":
            days[point.kind].add(point.on)
    return tuple(gap for kind in sorted(days) for gap in gaps_between(sorted(days[kind]), kind))


def gaps_between(days: Sequence[date], kind: str) -> Iterator[Gap]:
    """The gaps of one kind, by the steps between its own days."""
    steps = [(later - earlier).days for earlier, later in pairwise(days)]
    if len(steps) < FEWEST_STEPS:
        return
    usual = median(steps)
    is_regular = sum(abs(step - usual) <= ALIKE * usual for step in steps) >= REGULAR * len(steps)
    longest = usual * (MISSED if is_regular else RARE)
    for (earlier, later), step in zip(pairwise(days), steps, strict=True):
        if step > longest:
            yield Gap(earlier + timedelta(days=1), later - timedelta(days=1), kind, max(1, round(usual)))


def number_of(figure: Figure) -> int | None:
    """One number to tell whether a total fell: the printed one, else a bound."""
    return next((one for one in (figure.value, figure.low, figure.high) if one is not None), None)
