"""One speaker's figures through time: totals that fall, a digit too many, additions that do not make the total."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from tolltrace.days import day_before
from tolltrace.phrasing import day_words, figure_words
from tolltrace.reckoning.amounts import Amount, add_up, read_amount
from tolltrace.reckoning.subjects import COUNTED
from tolltrace.relays import Finding, Point

TENFOLD = (8.0, 12.5)  # how many times its neighbours a figure with one digit too many is: totals grow a little
_DIGIT_WORDS = {10: "one digit", 100: "two digits", 1000: "three digits"}
SMALL_SHARE = 0.2  # the most of a total that a speaker takes back by a revision; a deeper fall is told as a fall
OUT_OF_LINE = 3  # so many times the usual rise, and a rise is a fault rather than a bad day
NEIGHBOURS = 5  # on either side, that say what is usual
STEADY = 3.0  # at most so far apart, neighbours of an addition are steady enough to call it tenfold
MOST_COPIED = 3  # days that an error is copied on before somebody sees it; a longer run may be another subject
LOOKED_AROUND = 400  # totals on either side of a fall that are compared with it: a year of daily figures
FEWEST_TENFOLD = 100  # below, ten times as many is an ordinary day
MOST_FALLS, MOST_FALLING = 5, 0.2  # more falls, and a larger share of them: no running total at all


@dataclass(frozen=True, slots=True)
class _Given:
    """A point with the heads that it allows."""

    point: Point
    amount: Amount

    @property
    def words(self) -> str:
        return f"{figure_words(self.point.figure)} on {day_words(self.point.on)}"

    @property
    def middle(self) -> int:
        return self.point.figure.value or self.amount.low or self.amount.high or 0


@dataclass(frozen=True, slots=True)
class _Fall:
    """A total below those before it: which earlier ones it contradicts, and which later ones stay low with it."""

    before: tuple[_Given, ...]  # the last of the earlier totals, all above `after`, oldest first
    after: tuple[_Given, ...]  # the total that falls and those that follow and stay below, oldest first
    base: _Given | None  # the last total before those
    comes_back: bool  # whether a later total is above again
    usual: float  # how much the total usually rises from one to the next


def check_totals(points: Sequence[Point]) -> tuple[Finding, ...]:
    """Totals of one speaker on one subject, in any order, that no running total can give."""
    totals = _given(points, "cumulative")
    kept: list[_Given] = []
    found = list(_find_falls(totals, kept))
    if len(found) > max(MOST_FALLS, MOST_FALLING * len(totals)):
        return (_no_running_total(totals, len(found)),)
    return (*found, *_last_is_tenfold(kept))


def _no_running_total(totals: Sequence[_Given], falls: int) -> Finding:
    says = (
        f"{falls:,} of {len(totals):,} totals from {day_words(totals[0].point.on)} to {day_words(totals[-1].point.on)} "
        "are below one before them: this is no running total of one subject."
    )
    wrong = (f"at least {falls:,} of the totals, or that they speak of the same people",)
    return Finding("no-running-total", _ids(*totals[:1], *totals[-1:]), says, wrong, certain=False)


def _find_falls(totals: Sequence[_Given], kept: list[_Given]) -> Iterator[Finding]:
    """Each fall, told once; `kept` then holds the totals that do not contradict one another."""
    at = 0
    while at < len(totals):
        one = totals[at]
        if not kept or not kept[-1].amount.excess_over(one.amount):
            kept.append(one if not kept or one.amount.low >= kept[-1].amount.low else _raised(one, kept[-1]))
            at += 1
            continue
        fall = _read_fall(totals, kept, at)
        yield _tell(fall)
        if len(fall.after) < len(fall.before):  # the lower ones are wrong: go on from the higher
            at += len(fall.after)
        else:
            del kept[len(kept) - len(fall.before) :]


def check_steps(points: Sequence[Point]) -> Iterator[Finding]:
    """Additions or rates that are ten times their neighbours, where those are steady."""
    for kind in ("increment", "rate"):
        steps = _given(points, kind)
        for at, one in enumerate(steps):
            around = [other.middle for other in (*steps[max(0, at - 3) : at], *steps[at + 1 : at + 4])]
            if len(around) < 4 or min(around) < 10 or max(around) > STEADY * min(around):
                continue
            if TENFOLD[0] <= one.middle / median(around) <= TENFOLD[1]:
                yield _tenfold_step(one, int(median(around)))


def check_additions(points: Sequence[Point]) -> Iterator[Finding]:
    """Additions of a day against the totals of that day and the day before: 1,079,610 + 1,050 = 1,080,660."""
    totals, steps = _given(points, "cumulative"), _given(points, "increment")
    days = [one.point.on for one in totals]
    additions, given = Counter(one.point.on for one in steps), Counter(days)
    for step in steps:
        on = step.point.on
        at = bisect_right(days, on) - 1
        if at < 1 or additions[on] > 1 or given[on] > 1 or days[at] != on or days[at - 1] != day_before(on):
            continue  # of several on one day, none is the day's
        yield from _against_totals(totals[at - 1], step, totals[at])


# ── totals that fall ─────────────────────────────────────────────────────────────────────────────────────────────────


def _raised(one: _Given, before: _Given) -> _Given:
    """A bound below what was said already ("at least 10" after 12) leaves the total where it was."""
    high = one.amount.high
    return _Given(one.point, Amount(min(before.amount.low, high) if high is not None else before.amount.low, high))


def _read_fall(totals: Sequence[_Given], kept: Sequence[_Given], at: int) -> _Fall:
    low, top = totals[at], kept[-1]
    start = len(kept)
    while start > max(0, len(kept) - LOOKED_AROUND) and kept[start - 1].amount.excess_over(low.amount):
        start -= 1
    end = at
    while end < min(len(totals), at + LOOKED_AROUND) and top.amount.excess_over(totals[end].amount):
        end += 1
    around = [*kept[max(0, start - NEIGHBOURS) : start], *totals[at : at + NEIGHBOURS + 1]]
    rises = [b.middle - a.middle for a, b in pairwise(around) if b.middle >= a.middle]
    return _Fall(
        before=tuple(kept[start:]),
        after=tuple(totals[at:end]),
        base=kept[start - 1] if start else None,
        comes_back=end < len(totals),
        usual=median(rises) if rises else 0.0,
    )


def _tell(fall: _Fall) -> Finding:
    if digits := _digits_between(fall):
        return _tell_digits(fall, digits)
    many_before, many_after = len(fall.before), len(fall.after)
    if many_before == 1 and many_after > 1:
        return _tell_one_wrong(fall, fall.before[0], too_high=True)
    if many_after == 1 and many_before > 1 and fall.comes_back:
        return _tell_one_wrong(fall, fall.after[0], too_high=False)
    if min(many_before, many_after) > 1 and _share_lost(fall) <= SMALL_SHARE:
        return _tell_revision(fall)
    return _tell_either(fall)


def _digits_between(fall: _Fall) -> int:
    """10, 100 or 1000 where the totals on one side are just so many times the other; else 0."""
    top, low = fall.before[-1].middle, fall.after[0].middle
    for digits in _DIGIT_WORDS:
        if low and top >= FEWEST_TENFOLD and TENFOLD[0] * digits <= 10 * top / low <= TENFOLD[1] * digits:
            return digits
    return 0


def _tell_digits(fall: _Fall, digits: int) -> Finding:
    """The side with fewer totals is wrong; of one and one, that which the total before them contradicts."""
    too_high = len(fall.before) <= len(fall.after)
    wrong, beside = (fall.before, fall.after[0]) if too_high else (fall.after, fall.before[-1])
    one, low = wrong[0], fall.after[0]
    gap = (one if too_high else beside).amount.excess_over(low.amount)
    if too_high:
        share, way, fewer, room = f"{digits}", "lower", "fewer", _room(fall.base, low)
        fits = one.middle // digits
    else:
        share, way, fewer, room = f"1/{digits}", "higher", "more", ""
        fits = one.middle * digits
    says = f"The total of {one.words} is about {share} times its neighbours, as {beside.words}."
    off = f"by at least {gap:,}{room}; with {_DIGIT_WORDS[digits]} {fewer} it is {fits:,}"
    stands_alone = len(wrong) <= MOST_COPIED and len(fall.before) != len(fall.after)
    certain = stands_alone and (fall.base is not None if too_high else fall.comes_back)
    return Finding("tenfold", _ids(*wrong, beside), says, (f"{one.words} would have to be {way} {off}",), certain)


def _tell_one_wrong(fall: _Fall, one: _Given, *, too_high: bool) -> Finding:
    """One total stands out, and those around it agree with one another."""
    top, low = fall.before[-1], fall.after[0]
    says = f"The running total falls from {top.words} to {low.words}, and {_rest_words(fall, too_high=too_high)}."
    gap = top.amount.excess_over(low.amount)
    if too_high:
        wrong = f"{one.words} would have to be lower by at least {gap:,}{_room(fall.base, low)}"
        rise = one.middle - fall.base.middle if fall.base else 0
        certain = fall.base is not None and rise > OUT_OF_LINE * fall.usual > 0
    else:
        wrong = f"{one.words} would have to be higher by at least {gap:,}"
        certain = True
    certain = certain and not (top.amount.soft or low.amount.soft)
    otherwise = () if certain else ("or the speaker took back a part of it",)
    return Finding("total-falls", _ids(top, low), says, (wrong, *otherwise), certain)


def _rest_words(fall: _Fall, *, too_high: bool) -> str:
    if not too_high:
        return "the next is above again"
    return f"the next {len(fall.after) - 1:,} stay below" if fall.comes_back else "all later ones stay below"


def _room(base: _Given | None, low: _Given) -> str:
    if base is None or low.amount.high is None:
        return ""
    return f": from {base.amount.low:,} to {low.amount.high:,} fits its neighbours"


def _tell_revision(fall: _Fall) -> Finding:
    top, low = fall.before[-1], fall.after[0]
    gap = top.amount.excess_over(low.amount)
    says = f"The running total falls from {top.words} to {low.words} and stays there, as after a revision downwards."
    wrong = (
        f"no input is wrong if the speaker took {gap:,} or more back",
        f"else the {len(fall.before)} totals up to {top.words} would have to be lower by {gap:,} at most",
    )
    return Finding("total-revised-down", _ids(top, low), says, wrong, certain=False)


def _tell_either(fall: _Fall) -> Finding:
    top, low = fall.before[-1], fall.after[0]
    gap = top.amount.excess_over(low.amount)
    says = f"The running total falls from {top.words} to {low.words}."
    wrong = (
        f"{top.words} would have to be lower by at least {gap:,}",
        f"or {low.words} higher by at least {gap:,}",
        "or the speaker took back a part of it",
    )
    return Finding("total-falls", _ids(top, low), says, wrong, certain=False)


def _share_lost(fall: _Fall) -> float:
    top = fall.before[-1]
    return top.amount.excess_over(fall.after[0].amount) / max(1, top.amount.low)


def _last_is_tenfold(kept: Sequence[_Given]) -> Iterator[Finding]:
    """The newest total has none after it that could fall: it is tenfold beside a history of small rises."""
    if len(kept) < NEIGHBOURS:
        return
    *earlier, before, last = kept[-NEIGHBOURS - 1 :]
    rises = [b.middle - a.middle for a, b in zip(earlier, [*earlier[1:], before], strict=True)]
    times = last.middle / max(1, before.middle)
    if (
        before.middle < FEWEST_TENFOLD
        or not TENFOLD[0] <= times <= TENFOLD[1]
        or last.middle - before.middle <= OUT_OF_LINE**2 * max(*rises, 1)
    ):
        return
    says = f"The total of {last.words} is ten times the one before it, {before.words}, and none came after it yet."
    off = last.middle - last.middle // 10
    wrong = (f"{last.words} would have to be lower by about {off:,}: {last.middle // 10:,}, with one digit fewer",)
    yield Finding("tenfold", _ids(last, before), says, wrong, certain=False)


# ── additions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tenfold_step(one: _Given, usual: int) -> Finding:
    says = f"The {one.words} added is ten times its neighbours, about {usual:,} each."
    off = one.middle - one.middle // 10
    wrong = (f"{one.words} would have to be lower by about {off:,}: {one.middle // 10:,}, with one digit fewer",)
    return Finding("tenfold", _ids(one), says, wrong, certain=False)


def _against_totals(earlier: _Given, step: _Given, later: _Given) -> Iterator[Finding]:
    made = add_up((earlier.amount, step.amount))
    over, under = made.excess_over(later.amount), later.amount.excess_over(made)
    gap = over or under
    if not gap:
        return
    amounts = (earlier.amount, step.amount, later.amount)
    says = (
        f"{figure_words(earlier.point.figure)} and {figure_words(step.point.figure)} added make "
        f"{earlier.middle + step.middle:,}, not the {later.words}."
    )
    way, other = ("lower", "higher") if over else ("higher", "lower")
    far_off = gap > step.middle // 2
    wrong = (
        f"{earlier.words} or the {figure_words(step.point.figure)} added would have to be {way} by at least {gap:,}",
        f"or {later.words} {other} by at least {gap:,}",
        *(["or the speaker also added to earlier days"] if under else []),
        *(["or the addition is not that of one day"] if far_off else []),
    )
    hard = not any(one.soft for one in amounts) and gap > sum(one.rounding for one in amounts)
    certain = bool(over) and hard and not far_off
    yield Finding("addition-against-total", _ids(earlier, step, later), says, wrong, certain)


# ── shared ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _given(points: Sequence[Point], kind: str) -> list[_Given]:
    """The points of one kind that count heads, by the day they speak of."""
    counted = ((p, read_amount(p.figure)) for p in points if p.kind == kind and p.stance in COUNTED)
    found = [_Given(point, amount) for point, amount in counted if amount is not None]
    return sorted(found, key=lambda one: (one.point.on, one.point.said_on or one.point.on, one.amount.low))


def _ids(*given: _Given) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.point.statement for one in given))
