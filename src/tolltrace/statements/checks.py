"""Does it add up? Arithmetic on statements and series, with bounds: no finding where bounds allow agreement.

Each finding says which input would have to be wrong, and by how much. What rests on a convention ("dozens"), on
"about", or on digits that may be rounded, is told as uncertain.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tolltrace.relays import Finding, Point, Series, Statement
from tolltrace.statements.check_parts import check_differences, check_parts_of, check_saying
from tolltrace.statements.check_shares import check_rates, check_shares
from tolltrace.statements.check_totals import check_additions, check_steps, check_totals
from tolltrace.statements.days import read_days
from tolltrace.statements.subjects import countable, group_citing, group_sayings, mouths_of, place_words, said_day

OVERNIGHT = 2  # "in the past 24 hours" is yesterday and today; what was added over more is not a day's


def find_findings(statements: Sequence[Statement]) -> tuple[Finding, ...]:
    """What does not add up among statements of one family, in the order of the checks; the same fault once.

    A family is what is related by `part_of`, subject and time. Figures of different speakers are compared only where a
    report itself says that one is part of the other: that two speakers disagree is no error.
    """
    statements = countable(statements)
    mouths = mouths_of(statements)
    sayings = group_sayings(statements)
    found = [finding for saying in sayings for finding in check_saying(saying)]
    found.extend(finding for one in (*sayings, *group_citing(statements)) for finding in check_differences(one))
    found.extend(check_parts_of(statements))
    found.extend(check_shares(statements, mouths))
    found.extend(check_rates(statements, mouths))
    for points in _points_by_subject(statements, mouths):
        found.extend(_check_points(points))
    return _each_once(found)


def check_series(series: Series) -> tuple[Finding, ...]:
    """What does not add up in one speaker's figures through time.

    Falls of a running total, each told once; a figure ten times its neighbours; additions that do not make the next
    total. A total that falls a little and stays there is told as a revision. Figures denied or refused are left out.
    """
    return _each_once(_check_points(series.points))


def _check_points(points: Sequence[Point]) -> Iterator[Finding]:
    falls = check_totals(points)
    yield from falls
    yield from check_steps(points)
    known = {id_ for fall in falls for id_ in fall.statements}
    for finding in check_additions(points):
        if not known & set(finding.statements):  # a wrong total makes its additions wrong: that is the same fault
            yield finding


def _points_by_subject(statements: Sequence[Statement], mouths: Mapping[str, str]) -> Iterator[tuple[Point, ...]]:
    """Each speaker's figures on one subject. The period is left out: that of a running total moves with it."""
    points: defaultdict[tuple[str | None, ...], list[Point]] = defaultdict(list)
    for one in statements:
        days = read_days(one.period)
        on = days.last if days else said_day(one)
        over_long = one.aspect == "increment" and days is not None and (days.count or 0) > OVERNIGHT
        if on is None or one.aspect == "event" or over_long:
            continue
        place = place_words(one.place).casefold() if one.place else None
        subject = (mouths[one.id], one.harm, one.side, one.demographic, one.status, place, one.rate)
        points[subject].append(Point(on, one.said_on, one.figure, one.id, one.aspect, stance=one.stance))
    return (tuple(group) for group in points.values())


def _each_once(found: Iterator[Finding] | Sequence[Finding]) -> tuple[Finding, ...]:
    """One finding for a check and the statements that it compares, the first."""
    return tuple({(one.check, frozenset(one.statements)): one for one in reversed(list(found))}.values())[::-1]
