"""Parts against wholes, inside what one speaker says on one day, or where a report itself says that one is part."""

from collections.abc import Iterator, Sequence
from itertools import combinations, islice, pairwise, product

from tolltrace.relays import Finding, Statement
from tolltrace.statements.amounts import Amount, add_up, is_lower_bound, printed, read_amount
from tolltrace.statements.phrasing import heads_words, listed, told, who_and_when
from tolltrace.statements.subjects import is_inside, may_be_same_people, same_people, why_apart

MOST_COMPARED = 40  # of one saying and harm: no speaker gives more at once, a table of figures does
WHOLE_HARMS = ("casualties", "losses")
PART_HARMS = ("killed", "wounded")
FEWEST_CONFUSED = 10  # smaller equal figures of two harms are chance: one killed, one casualty
DIVIDERS = (":", "—", "–", " - ")  # between a whole and a full list of its parts


def check_saying(saying: Sequence[Statement]) -> Iterator[Finding]:
    """What does not add up in what one speaker says on one day."""
    yield from _harms_against_wholes(saying)
    yield from _kinds_of_people(saying)
    yield from _harm_confused(saying)
    yield from _full_lists(saying)


def check_parts_of(statements: Sequence[Statement]) -> Iterator[Finding]:
    """Parts against the whole that a report itself gives them, whoever says so."""
    by_id = {one.id: one for one in statements}
    parts: dict[str, list[Statement]] = {}
    for one in statements:
        if one.part_of in by_id and one.part_of != one.id and one.figure.fraction is None:
            parts.setdefault(one.part_of, []).append(one)
    for id_, its_parts in parts.items():
        whole = by_id[id_]
        too_large = [found for part in its_parts for found in exceeds((part,), whole, certain=True)]
        yield from too_large
        if not too_large:
            yield from exceeds(_apart(its_parts), whole, certain=True)


def check_differences(statements: Sequence[Statement]) -> Iterator[Finding]:
    """Differences of bounds in one saying, or in one report by speakers who cite one another."""
    killed, wounded = (_of_harm(statements, harm) for harm in PART_HARMS)
    for whole in _of_harm(statements, "casualties"):
        for pair in islice(product(killed, wounded), MOST_COMPARED**2):
            if is_a_difference(pair, whole) and all(may_be_same_people(part, whole) for part in pair):
                yield from _difference_of_bounds(*pair, whole)


def exceeds(parts: Sequence[Statement], whole: Statement, *, certain: bool) -> Iterator[Finding]:
    """Parts that together are more than their whole can be."""
    amounts = [amount for part in parts if (amount := read_amount(part.figure))]
    most = read_amount(whole.figure)
    if most is None or not amounts or len(amounts) != len(parts):
        return
    total = add_up(amounts)
    if not (excess := total.excess_over(most)):
        return
    verb = "is" if len(parts) == 1 else f"make {at_least_words(total)},"
    says = f"{_sum_words(parts)} {verb} more than their whole, {heads_words(whole)} ({who_and_when(whole)})."
    check = "part-exceeds-whole" if len(parts) == 1 else "parts-exceed-whole"
    yield Finding(check, _ids(*parts, whole), says, _too_high(parts, whole, excess), certain and is_sure(
        excess, total, most
    ))  # fmt: skip


def is_sure(gap: int, *amounts: Amount) -> bool:
    """Whether neither a soft bound nor rounding explains a gap."""
    return not any(one.soft for one in amounts) and gap > sum(one.rounding for one in amounts)


def at_least_words(amount: Amount) -> str:
    """ "100,000", "at least 100,001", "80,000 to 90,000"."""
    if amount.high == amount.low:
        return f"{amount.low:,}"
    return f"at least {amount.low:,}" if amount.high is None else f"{amount.low:,} to {amount.high:,}"


# ── killed and wounded against casualties ────────────────────────────────────────────────────────────────────────────


def _harms_against_wholes(saying: Sequence[Statement]) -> Iterator[Finding]:
    killed, wounded = (_of_harm(saying, harm) for harm in PART_HARMS)
    for whole in (one for harm in WHOLE_HARMS for one in _of_harm(saying, harm)):
        alone = [part for part in (*killed, *wounded) if _belongs(part, whole)]
        too_large = {part.id for part in alone for _ in exceeds((part,), whole, certain=True)}
        for part in alone:
            yield from exceeds((part,), whole, certain=_certainly_inside(part, whole))
        for pair in islice(product(killed, wounded), MOST_COMPARED**2):
            if not too_large & {part.id for part in pair} and all(_belongs(part, whole) for part in pair):
                sure = all(_certainly_inside(part, whole) for part in pair)
                yield from exceeds(pair, whole, certain=sure)
            if whole.harm == "casualties":
                yield from _falls_short(pair, whole)


def _falls_short(parts: Sequence[Statement], whole: Statement) -> Iterator[Finding]:
    """Killed and wounded are all there is to casualties: together they may not be fewer."""
    amounts, least = [read_amount(part.figure) for part in parts], read_amount(whole.figure)
    if least is None or not all(same_people(part, whole) for part in parts):
        return
    total = add_up(amount for amount in amounts if amount)
    if not (lack := least.excess_over(total)):
        return
    says = f"{_sum_words(parts)} make {at_least_words(total)}, less than {heads_words(whole)} ({who_and_when(whole)})."
    wrong = (
        *(f"{told(part)} would have to be higher by at least {lack:,}" for part in parts),
        f"or {told(whole)} would have to be lower by at least {lack:,}",
    )
    yield Finding("parts-short-of-whole", _ids(*parts, whole), says, wrong, is_sure(lack, total, least))


def _difference_of_bounds(killed: Statement, wounded: Statement, whole: Statement) -> Iterator[Finding]:
    """An exact part that is the difference of two lower bounds: it was worked out, and has no bound."""
    for part, other in ((wounded, killed), (killed, wounded)):
        if is_lower_bound(part.figure) or not is_lower_bound(whole.figure) or not is_lower_bound(other.figure):
            continue
        if not all(may_be_same_people(one, whole) for one in (part, other)) or not is_a_difference(
            (part, other), whole
        ):
            continue
        says = (
            f"{heads_words(part)} is just {heads_words(whole)} less {heads_words(other)}, "
            "but the difference of two lower bounds has no bound."
        )
        wrong = (
            f"{told(part)} would be wrong if it was worked out and not said: "
            f"the other two figures allow any number of {part.harm}",
        )
        yield Finding("difference-of-bounds", _ids(part, other, whole), says, wrong, certain=False)


def is_a_difference(parts: Sequence[Statement], whole: Statement) -> bool:
    """Whether the numbers as printed, hedges aside, add up to the whole's."""
    values = [printed(part.figure) for part in parts]
    given = [value for value in values if value is not None]
    return len(given) == len(parts) and sum(given) == printed(whole.figure)


def _belongs(part: Statement, whole: Statement) -> bool:
    return part.part_of == whole.id or is_inside(part, whole)


def _certainly_inside(part: Statement, whole: Statement) -> bool:
    if part.part_of == whole.id:
        return True
    return same_people(part, whole) and whole.harm == "casualties"  # what losses hold, their speaker never says


# ── one harm, kinds of people ────────────────────────────────────────────────────────────────────────────────────────


def _kinds_of_people(saying: Sequence[Statement]) -> Iterator[Finding]:
    """Women and children, civilians and combatants against the whole of the same harm, place and time.

    What alone exceeds it is passed over: nothing says then that it is a part ("a driver and 21 passengers").
    """
    for harm in sorted({one.harm for one in saying}):
        same_harm = _of_harm(saying, harm)
        wholes = [one for one in same_harm if one.demographic is None and one.status in ("unknown", "mixed")]
        for whole in wholes:
            parts = [p for p in same_harm if _is_kind_of(p, whole) and p.part_of != whole.id]
            fitting = [part for part in parts if not list(exceeds((part,), whole, certain=False))]
            for pair in islice(combinations(fitting, 2), MOST_COMPARED):
                if why_apart(*pair):
                    yield from exceeds(pair, whole, certain=False)


def _is_kind_of(part: Statement, whole: Statement) -> bool:
    special = part.demographic is not None or part.status in ("civilian", "combatant")
    return special and (part.side, part.place, part.period, part.aspect) == (
        whole.side, whole.place, whole.period, whole.aspect,
    )  # fmt: skip


# ── the wrong word of harm ───────────────────────────────────────────────────────────────────────────────────────────


def _harm_confused(saying: Sequence[Statement]) -> Iterator[Finding]:
    """One figure of one speaker and day, once as casualties or losses and once as killed or wounded."""
    for whole in (one for harm in WHOLE_HARMS for one in _of_harm(saying, harm)):
        value = printed(whole.figure)
        if value is None or value < FEWEST_CONFUSED:
            continue
        for harm in PART_HARMS:
            for part in _of_harm(saying, harm):
                if printed(part.figure) == value and may_be_same_people(part, whole):
                    yield _confused(part, whole)


def _confused(part: Statement, whole: Statement) -> Finding:
    other = "wounded" if part.harm == "killed" else "killed"
    says = (
        f"{who_and_when(part)} gives the same number once as {whole.harm} and once as {part.harm}; "
        f"both hold only if {_nobody(whole.harm, other)}."
    )
    wrong = (
        f"“{part.harm}” would be the wrong word for {heads_words(part)}, if the speaker said {whole.harm}",
        f"or “{whole.harm}” for {heads_words(whole)}, if the speaker said {part.harm}",
    )
    return Finding(f"{whole.harm}-as-{part.harm}", _ids(part, whole), says, wrong, certain=False)


def _nobody(whole_harm: str, other: str) -> str:
    return f"nobody was {other}" if whole_harm == "casualties" else f"the losses were all of one kind, none {other}"


# ── lists that a text gives in full ──────────────────────────────────────────────────────────────────────────────────


def _full_lists(saying: Sequence[Statement]) -> Iterator[Finding]:
    """ "20 died: 12 in Karvel, 3 in Lorn and 5 in Sund": the text gives all, so they must make the whole."""
    sentences: dict[tuple[str, int, str], list[Statement]] = {}
    for one in saying:
        if read_amount(one.figure):
            evidence = one.reference.claim.evidence
            sentences.setdefault((one.reference.carrier.id, evidence.start, one.harm), []).append(one)
    for listed_ones in sentences.values():
        found = _whole_and_parts(sorted(listed_ones[:MOST_COMPARED], key=_position))
        if found is not None:
            yield from _list_against_whole(*found)


def _whole_and_parts(ordered: Sequence[Statement]) -> tuple[Statement, Sequence[Statement]] | None:
    """The first or last of a sentence's figures as the whole of the others, where a colon or dash sets it apart."""
    if len(ordered) < 3:
        return None
    if _divided(ordered[0], ordered[1]) and _is_list(ordered[1:]):
        return ordered[0], ordered[1:]
    if _divided(ordered[-2], ordered[-1]) and _is_list(ordered[:-1]):
        return ordered[-1], ordered[:-1]
    return None


def _divided(one: Statement, next_one: Statement) -> bool:
    evidence = one.reference.claim.evidence
    start, end = one.reference.claim.mention.end, next_one.reference.claim.mention.start
    between = evidence.text[max(0, start - evidence.start) : max(0, end - evidence.start)]
    return any(divider in between for divider in DIVIDERS)


def _is_list(parts: Sequence[Statement]) -> bool:
    one_by_one = all(not _divided(one, other) for one, other in pairwise(parts))
    return one_by_one and len(_apart(parts)) == len(parts)


def _list_against_whole(whole: Statement, parts: Sequence[Statement]) -> Iterator[Finding]:
    amounts, amount = [read_amount(part.figure) for part in parts], read_amount(whole.figure)
    total = add_up(one for one in amounts if one)
    if amount is None:
        return
    excess, lack = total.excess_over(amount), amount.excess_over(total)
    if not excess and not lack:
        return
    gap, way, other_way = (excess, "lower", "higher") if excess else (lack, "higher", "lower")
    says = f"The list {_sum_words(parts)} makes {at_least_words(total)}, not {heads_words(whole)}."
    wrong = (
        *(f"{told(part)} would have to be {way} by at least {gap:,}" for part in parts),
        f"or {told(whole)} would have to be {other_way} by at least {gap:,}",
        *(["or one more part was left out"] if lack else []),
    )
    yield Finding("list-against-whole", _ids(*parts, whole), says, wrong, is_sure(gap, total, amount))


# ── shared ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _apart(parts: Sequence[Statement]) -> tuple[Statement, ...]:
    """As many of the parts as certainly hold nobody twice, largest first."""
    chosen: list[Statement] = []
    for part in sorted(parts, key=lambda part: -(part.figure.low or 0))[:MOST_COMPARED]:
        if all(_different_harms(part, other) or why_apart(part, other) for other in chosen):
            chosen.append(part)
    return tuple(chosen)


def _different_harms(one: Statement, other: Statement) -> bool:
    return {one.harm, other.harm} == set(PART_HARMS)


def _of_harm(saying: Sequence[Statement], harm: str) -> tuple[Statement, ...]:
    counted = (one for one in saying if one.harm == harm and read_amount(one.figure) and one.rate is None)
    return tuple(islice(counted, MOST_COMPARED))


def _too_high(parts: Sequence[Statement], whole: Statement, gap: int) -> tuple[str, ...]:
    return (
        *(f"{told(part)} would have to be lower by at least {gap:,}" for part in parts),
        f"or {told(whole)} would have to be higher by at least {gap:,}",
    )


def _sum_words(parts: Sequence[Statement]) -> str:
    return listed([heads_words(part) for part in parts])


def _ids(*statements: Statement) -> tuple[str, ...]:
    return tuple(one.id for one in statements)


def _position(statement: Statement) -> int:
    return statement.reference.claim.mention.start
