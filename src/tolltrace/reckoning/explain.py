"""Where does this figure come from? Statements that give it, sums that make it, what comes near and how it differs."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from tolltrace.days import read_days
from tolltrace.phrasing import figure_words
from tolltrace.reckoning.amounts import rounding_of
from tolltrace.reckoning.explain_axes import AXES, SEVERAL_SPEAKERS, Axis, Term, as_terms
from tolltrace.reckoning.explain_sums import SMALL, find_differences, find_harms, find_rests, find_sums
from tolltrace.reckoning.phrasing import told
from tolltrace.reckoning.subjects import countable, mouths_of, place_words, said_day
from tolltrace.relays import Answer, Asked, Explanation, Match, Statement, Sum
from tolltrace.values import Claim, Figure, Place, Stance

DIVIDED = ("killed", "wounded", "casualties")  # the first two make the third: one is found from the others
NEAR_SHARE = 0.05
MOST_SHOWN = 20
MOST_LOOKED_AT = 5_000  # statements of about the number that are compared field by field
MOST_OFF = 4  # by how far a statement may be off, fields as below
_FIELDS_OFF = {"number": 3, "harm": 3, "place": 2, "side": 2, "stance": 2, "period": 1, "hedge": 1}


def asked_of(claim: Claim) -> Asked:
    """The question that a pasted claim asks."""
    words = claim.mention.text if claim.harm in claim.mention.text else f"{claim.mention.text} {claim.harm}"
    return Asked(words, claim.figure, claim.harm, claim.side, claim.place, claim.period)


def explain_figure(asked: Sequence[Asked], statements: Sequence[Statement]) -> Explanation:
    """What in a ledger gives the figures asked about, or comes near.

    Bounded: with 100,000 statements an answer takes seconds. Sums are of statements with the harm asked about, or of
    killed and wounded for casualties; none is ever made of figures that are denied or taken back.
    """
    index = _Index(statements, {*DIVIDED, *(one.harm for one in asked)})
    matched = [_match(one, index) for one in asked]
    answers = tuple(_answer(one, *matches, index) for one, matches in zip(asked, matched, strict=True))
    given = [[index.by_id[match.statement] for match in exact] for exact, _ in matched]
    return Explanation(answers, _together(given, index) if len(given) > 1 else ())


class _Index:
    """Statements by number, and those that may be summed by harm: built once for all figures of a question."""

    def __init__(self, statements: Sequence[Statement], harms: Collection[str]) -> None:
        self.by_id = {one.id: one for one in statements}
        self.mouths = dict(mouths_of(statements))
        numbered = [(one.figure.value, one) for one in statements if one.figure.value is not None]
        numbered.sort(key=lambda pair: (pair[0], pair[1].id))
        self.values = [value for value, _ in numbered]
        self.numbered = [one for _, one in numbered]
        self.unnumbered = [one for one in statements if one.figure.value is None]
        self.terms: defaultdict[str, list[Term]] = defaultdict(list)
        summable = [one for one in countable(statements) if one.harm in harms]
        for term in as_terms(summable, self.mouths):
            self.terms[term.statement.harm].append(term)

    def around(self, value: int) -> Sequence[Statement]:
        """Statements whose number is near, those with the very number first."""
        off = max(int(value * NEAR_SHARE), rounding_of(value))
        first, last = bisect_left(self.values, value - off), bisect_right(self.values, value + off)
        same = slice(bisect_left(self.values, value), bisect_right(self.values, value))
        others = [*self.numbered[first : same.start], *self.numbered[same.stop : last]]
        return [*self.numbered[same], *islice(others, MOST_LOOKED_AT)]


def _match(asked: Asked, index: _Index) -> tuple[list[Match], list[Match]]:
    """What gives it exactly, and what comes near, the best first."""
    ordered = sorted(_find_matches(asked, index), key=lambda pair: (pair[0], pair[1].statement))
    matches = [match for _, match in ordered]
    return [one for one in matches if not one.differs], [one for one in matches if one.differs]


def _answer(asked: Asked, exact: Sequence[Match], near: Sequence[Match], index: _Index) -> Answer:
    wanted = asked.figure.value
    axes = AXES if exact else (*AXES, *SEVERAL_SPEAKERS)  # what somebody said needs no sum over several
    sums, all_tried = _find_all_sums(asked, wanted, index, axes) if wanted else ((), True)
    shown = tuple(exact[:MOST_SHOWN]), sums, tuple(near[:MOST_SHOWN])
    found = Answer(asked, "", *shown, len(index.by_id), len(exact), len(near), all_tried)
    return replace(found, says=_answer_words(found))


def _find_all_sums(asked: Asked, wanted: int, index: _Index, axes: Sequence[Axis]) -> tuple[tuple[Sum, ...], bool]:
    terms = index.terms[asked.harm]
    divided = [term for harm in DIVIDED if asked.harm in DIVIDED for term in index.terms[harm]]
    of_one_saying = (find_harms if asked.harm == "casualties" else find_rests)(asked, divided, wanted)
    sums, all_tried = find_sums(asked, terms, wanted, axes)
    differences = find_differences(asked, terms, wanted)
    return (*islice(of_one_saying, MOST_SHOWN), *sums, *islice(differences, MOST_SHOWN))[:MOST_SHOWN], all_tried


# ── one statement against the question ───────────────────────────────────────────────────────────────────────────────


def _find_matches(asked: Asked, index: _Index) -> Iterator[tuple[float, Match]]:
    value = asked.figure.value
    candidates = index.around(value) if value is not None else index.unnumbered
    for one in candidates:
        off = list(_differences(asked, one))
        fields = {field for field, _ in off}
        if "number" in fields and ("harm" in fields or value is None):
            continue  # neither the number nor the harm: nothing of it is what was asked
        distance = float(sum(_FIELDS_OFF[field] for field in fields))
        if distance > MOST_OFF or (value is not None and value < SMALL and fields & {"place", "side", "harm"}):
            continue  # twelve dead elsewhere are no trace of these twelve
        if value and one.figure.value is not None:
            distance += abs(one.figure.value - value) / value
        leaves_open = tuple(_left_open(asked, one))
        yield distance + len(leaves_open) / 10, Match(one.id, told(one), tuple(how for _, how in off), leaves_open)


def _differences(asked: Asked, one: Statement) -> Iterator[tuple[str, str]]:
    """How a statement differs from what was asked, as the field and a clause."""
    yield from _figure_differences(asked.figure, one.figure)
    if one.harm != asked.harm:
        yield "harm", f"it counts {one.harm}, not {asked.harm}"
    if one.stance not in (Stance.ASSERTED, Stance.UNCONFIRMED):
        yield "stance", f"the figure is {one.stance.value.replace('_', ' ')}"
    if asked.side is not None and one.side is not None and one.side != asked.side:
        yield "side", f"it speaks of the side {one.side}, not {asked.side}"
    if asked.place is not None and one.place is not None and not _same_place(asked.place, one.place):
        yield "place", f"it speaks of {place_words(one.place)}, not {place_words(asked.place)}"
    days, others = read_days(asked.period), read_days(one.period)
    if asked.period and one.period and days and others and not days.holds(others):
        yield "period", f"it speaks of {one.period.text}, not {asked.period.text}"
    if one.rate is not None:
        yield "number", f"it is a rate, so many per {one.rate}"


def _figure_differences(asked: Figure, given: Figure) -> Iterator[tuple[str, str]]:
    if asked.value is None or given.value is None:
        if (asked.low, asked.high, asked.fraction) != (given.low, given.high, given.fraction):
            yield "number", f"it says {figure_words(given)}"
        elif asked.hedge is not given.hedge:
            yield "hedge", f"it says {figure_words(given)}"
        return
    if gap := given.value - asked.value:
        rounded = abs(gap) <= max(rounding_of(given.value), rounding_of(asked.value))
        why = ", as by rounding" if rounded else ""
        yield "number", f"it says {given.value:,}: {abs(gap):,} {'more' if gap > 0 else 'fewer'}{why}"
    if asked.hedge is not given.hedge:
        yield "hedge", f"it says {figure_words(given)}, not {figure_words(asked)}"


def _left_open(asked: Asked, one: Statement) -> Iterator[str]:
    for field in ("side", "place", "period"):
        if getattr(asked, field) is not None and getattr(one, field) is None:
            yield field


def _same_place(one: Place, other: Place) -> bool:
    if one.geonames_id is not None and one.geonames_id == other.geonames_id:
        return True
    return place_words(one).casefold() == place_words(other).casefold()


# ── all figures of a question ────────────────────────────────────────────────────────────────────────────────────────


def _together(given: Sequence[Sequence[Statement]], index: _Index) -> tuple[tuple[str, ...], ...]:
    """What one speaker said on one day that gives every figure asked about: the likeliest source of all of them."""
    sayings = [{(index.mouths[one.id], said_day(one)): one.id for one in reversed(exact)} for exact in given]
    shared = [key for key in sayings[0] if all(key in others for others in sayings[1:])]
    return tuple(tuple(ids[key] for ids in sayings) for key in shared[:MOST_SHOWN])


def _answer_words(answer: Answer) -> str:
    asked = answer.asked.words
    near = f"{_counted(answer.near_found, 'statement')} {'comes' if answer.near_found == 1 else 'come'} near"
    if answer.exact:
        return f"{_counted(answer.exact_found, 'statement')} {_gives(answer.exact_found)} exactly {asked}."
    if answer.sums:
        sums = f"No statement gives {asked}; {_counted(len(answer.sums), 'sum')} of statements would"
        return f"{sums}; {near}." if answer.near else f"{sums}."
    if answer.near:
        return f"No statement gives {asked}, nor does a sum of statements that we may make; {near}."
    return f"Nothing gives {asked}: no statement, no sum, nothing near, among {_counted(answer.compared, 'statement')}."


def _gives(number: int) -> str:
    return "gives" if number == 1 else "give"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
