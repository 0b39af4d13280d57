"""Shares against their base, and rates against a period and its total."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from tolltrace.days import Days, read_days
from tolltrace.phrasing import figure_words
from tolltrace.reckoning.amounts import Amount, is_lower_bound, printed, read_amount
from tolltrace.reckoning.phrasing import heads_words, listed, told
from tolltrace.reckoning.subjects import same_period, why_apart
from tolltrace.relays import Finding, Statement
from tolltrace.values import Hedge

EXACT_SHARE, ABOUT_SHARE = 0.05, 0.1  # how far "half" and "about half" may lie off, as a part of the share
RATE_SHARE = 0.1  # how far a rate may lie off over its period: it is an average, and printed as a round one
UNIT_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.44, "year": 365.25}
ROUGH_DAYS = 31  # how far an approximate end of a period may lie off
MOST_COMPARED = 40


# ── shares ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def check_shares(statements: Sequence[Statement], said_by: Mapping[str, str]) -> Iterator[Finding]:
    """Shares of one base that are more than all of it; heads that are not the share of the base that is given.

    `said_by` has the speaker of each statement, by its id.
    """
    by_id = {one.id: one for one in statements}
    shares = [one for one in statements if one.figure.fraction is not None and one.part_of in by_id]
    counts: defaultdict[tuple[object, ...], list[Statement]] = defaultdict(list)
    for one in statements:
        if read_amount(one.figure) and one.rate is None:
            counts[said_by[one.id], *_people_and_day(one)].append(one)
    for share in shares:
        base = by_id[share.part_of or ""]
        if _people(share) == _people(base):
            continue  # nothing tells its heads from those of the base
        for count in counts[said_by[share.id], *_people_and_day(share)][:MOST_COMPARED]:
            if count.id != base.id and same_period(count, share):
                yield from _share_against_count(share, base, count)
    of_base: defaultdict[str, list[Statement]] = defaultdict(list)
    for share in shares:
        of_base[share.part_of or ""].append(share)
    for id_, its_shares in of_base.items():
        yield from _too_many_shares(its_shares, by_id[id_])


def share_bounds(statement: Statement) -> tuple[float, float]:
    """The lowest and highest share that the words allow: "half" is near 0.5, "nearly half" below it."""
    fraction = statement.figure.fraction or 0.0
    match statement.figure.hedge:
        case Hedge.MORE_THAN | Hedge.AT_LEAST:
            return fraction, 1.0
        case Hedge.LESS_THAN | Hedge.AT_MOST:
            return 0.0, fraction
        case Hedge.EXACT:
            return fraction * (1 - EXACT_SHARE), min(1.0, fraction * (1 + EXACT_SHARE))
    return fraction * (1 - ABOUT_SHARE), min(1.0, fraction * (1 + ABOUT_SHARE))


def _people_and_day(statement: Statement) -> tuple[object, ...]:
    return (statement.harm, statement.said_on, *_people(statement))


def _people(statement: Statement) -> tuple[str | None, ...]:
    return (statement.side, statement.demographic, statement.status)


def _share_against_count(share: Statement, base: Statement, count: Statement) -> Iterator[Finding]:
    whole, heads = read_amount(base.figure), read_amount(count.figure)
    if whole is None or heads is None:
        return
    made = whole.times(*share_bounds(share))
    over, under = made.excess_over(heads), heads.excess_over(made)
    if over or under:
        gap, way = over or under, "higher" if over else "lower"
        says = f"{_share_words(share)} of {heads_words(base)} is {_span(made)}, not {heads_words(count)}."
        wrong = (
            f"{told(count)} would have to be {way} by at least {gap:,}",
            f"or {heads_words(base)}, or the share, another: they come from {told(base)}",
        )
        certain = not (whole.soft or heads.soft) and gap > made.rounding + heads.rounding
        yield Finding("share-against-count", (share.id, base.id, count.id), says, wrong, certain)
    elif is_lower_bound(base.figure) and not is_lower_bound(count.figure) and _is_worked_out(share, base, count):
        says = (
            f"{heads_words(count)} is just {_share_words(share)} of {heads_words(base)}, "
            "but a share of a lower bound has no upper bound."
        )
        worked_out = f"{told(count)} would be wrong if it was worked out and not said: more are allowed"
        yield Finding("share-of-bound", (share.id, base.id, count.id), says, (worked_out,), certain=False)


def _is_worked_out(share: Statement, base: Statement, count: Statement) -> bool:
    number, whole = printed(count.figure), printed(base.figure)
    return number is not None and whole is not None and number == round(whole * (share.figure.fraction or 0))


def _too_many_shares(shares: Sequence[Statement], base: Statement) -> Iterator[Finding]:
    chosen: list[Statement] = []
    for share in shares[:MOST_COMPARED]:
        if all(why_apart(share, other) for other in chosen):
            chosen.append(share)
    least = sum(share_bounds(share)[0] for share in chosen)
    if len(chosen) < 2 or least <= 1:
        return
    says = f"{listed([_share_words(one) for one in chosen])} of {heads_words(base)} make more than all of them."
    wrong = tuple(f"{told(one)} would have to be lower by at least {least - 1:.2g} of the whole" for one in chosen)
    yield Finding("shares-exceed-whole", (*(one.id for one in chosen), base.id), says, wrong)


def _share_words(share: Statement) -> str:
    return figure_words(share.figure).removesuffix(" of the whole")


# ── rates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def check_rates(statements: Sequence[Statement], said_by: Mapping[str, str]) -> Iterator[Finding]:
    """So many a day against the total that the same speaker gives for the same days."""
    rates = [one for one in statements if one.rate in UNIT_DAYS and read_amount(one.figure)]
    totals = [one for one in statements if one.rate is None and one.aspect in ("cumulative", "event")]
    for rate in islice(rates, MOST_COMPARED):
        for total in islice((one for one in totals if said_by[one.id] == said_by[rate.id]), MOST_COMPARED):
            days = read_days(total.period)
            if days is not None and days.count is not None and _rate_of(rate, total):
                yield from _rate_against_total(rate, total, days)


def _rate_of(rate: Statement, total: Statement) -> bool:
    subject = (rate.harm, rate.side, rate.demographic, rate.status, rate.place)
    return subject == (total.harm, total.side, total.demographic, total.status, total.place)


def _rate_against_total(rate: Statement, total: Statement, days: Days) -> Iterator[Finding]:
    one, heads, own = read_amount(rate.figure), read_amount(total.figure), read_days(rate.period)
    within = own is None or days.holds(own)
    counted = own.count if own is not None else days.count
    if one is None or heads is None or counted is None or not within:
        return
    slack = ROUGH_DAYS if days.approximate or (own is not None and own.approximate) else 1
    unit = UNIT_DAYS[rate.rate or "day"]
    fewest, most = max(0, counted - slack) / unit, (counted + slack) / unit
    made = one.times(fewest * (1 - RATE_SHARE), most * (1 + RATE_SHARE))
    whole_time = own is None or same_period(rate, total)
    over, under = made.excess_over(heads), heads.excess_over(made) if whole_time else 0
    if not (gap := over or under):
        return
    pace = f"{heads_words(rate)} per {rate.rate}"
    says = f"{pace} over {counted:,} days makes {_span(made)}, not {heads_words(total)}."
    way, other = ("lower", "higher") if over else ("higher", "lower")
    wrong = (
        f"{pace} would have to be {way}, by at least {max(1, int(gap / max(1.0, most))):,} per {rate.rate}",
        f"or {told(total)} {other} by at least {gap:,}",
        *(["or the rate speaks of another time than the total"] if own is None else []),
    )
    certain = own is not None and one.rounding == 0 and not (one.soft or heads.soft) and gap > heads.rounding
    yield Finding("rate-against-total", (rate.id, total.id), says, wrong, certain)


def _span(amount: Amount) -> str:
    if amount.high is None:
        return f"{amount.low:,} or more"
    return f"{amount.low:,} to {amount.high:,}" if amount.low != amount.high else f"{amount.low:,}"
