"""What does not add up in one speaker's figures through time."""

import dataclasses
import json
import os
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.statements.builders import DAY, a_period, a_point, a_series, a_statement, about, at_least, exactly, more_than
from tolltrace.statements.checks import check_series, find_findings
from tolltrace.values import Stance

DATA = os.environ.get("TOLLTRACE_DATA")
RISING = [1000 + 60 * day for day in range(40)]


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def changed(changes: dict[int, int], figures: list[int] = RISING) -> list[int]:
    return [changes.get(at, figure) for at, figure in enumerate(figures)]


@pytest.mark.parametrize(
    ("figures", "checks", "days"),
    [
        pytest.param(RISING, [], [], id="a-total-that-rises"),
        pytest.param([500] * 9, [], [], id="a-total-that-stands-still"),
        pytest.param(changed({20: 22000}), ["tenfold"], [20], id="a-digit-too-many"),
        pytest.param(changed({20: 220}), ["tenfold"], [20], id="a-digit-too-few"),
        pytest.param(changed({20: 220000}), ["tenfold"], [20], id="two-digits-too-many"),
        pytest.param(changed({20: 2700}), ["total-falls"], [20], id="one-too-high"),
        pytest.param(changed({20: 1900}), ["total-falls"], [20], id="one-too-low"),
        pytest.param(changed({12: 17200, 25: 2900}), ["tenfold", "total-falls"], [12, 25], id="two-faults"),
        pytest.param(changed({20: 22000, 21: 22600}), ["tenfold"], [20], id="copied-to-the-next-day"),
        pytest.param(changed({39: 33400}), ["tenfold"], [39], id="the-newest-is-tenfold"),
        pytest.param(RISING[:20] + [f - 300 for f in RISING[20:]], ["total-revised-down"], [19], id="taken-back"),
        pytest.param([2800, 4300, 5300, 5710, 5840, 9000, 11000], [], [], id="a-war-that-begins"),
    ],
)
def test_a_running_total_is_checked(figures, checks, days):
    found = check_series(a_series(figures))

    assert [one.check for one in found] == checks
    assert all(f"cumulative-{day(at)}" in one.statements for at, one in zip(days, found, strict=True))


STEPS = st.lists(st.integers(1, 90), min_size=12, max_size=60)


@settings(deadline=None)
@given(STEPS)
def test_no_total_that_only_rises_is_found(steps):
    assert check_series(a_series(list(accumulate(steps, initial=1000)))) == ()


@settings(deadline=None)
@given(STEPS, st.data())
def test_one_digit_too_many_is_found_wherever_it_stands(steps, data):
    totals = list(accumulate(steps, initial=1000))
    at = data.draw(st.integers(1, len(totals) - 3))

    (found,) = check_series(a_series(changed({at: totals[at] * 10}, totals)))

    assert (found.check, found.statements[0], found.certain) == ("tenfold", f"cumulative-{day(at)}", True)


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**6), max_size=60))
def test_any_totals_are_checked_and_the_order_of_the_points_does_not_matter(figures):
    series = a_series(figures)

    assert check_series(series) == check_series(dataclasses.replace(series, points=series.points[::-1]))


def test_one_wrong_total_is_told_with_what_would_fit():
    (found,) = check_series(a_series(changed({20: 2700})))

    assert found.certain
    assert found.says == "The running total falls from 2,700 on 24 March 2024 to 2,260 on 25 March 2024, " + (
        "and the next 7 stay below."
    )
    assert found.wrong == (
        "2,700 on 24 March 2024 would have to be lower by at least 440: from 2,140 to 2,260 fits its neighbours",
    )


def test_a_revision_is_uncertain_and_says_how_much_was_taken_back():
    (found,) = check_series(a_series(RISING[:20] + [f - 300 for f in RISING[20:]]))

    assert not found.certain
    assert "as after a revision downwards" in found.says
    assert found.wrong[0] == "no input is wrong if the speaker took 240 or more back"


@pytest.mark.parametrize(
    ("figures", "count"),
    [
        pytest.param([12, at_least(10), 14], 0, id="a-lower-bound-below-what-was-said"),
        pytest.param([more_than(12), 12, 14], 1, id="a-strict-bound-excludes-its-number"),
        pytest.param([at_least(12), 12, 14], 0, id="an-inclusive-bound-allows-it"),
        pytest.param([530, about(500), 540], 0, id="about-is-near-enough"),
        pytest.param([530, about(300), 540], 1, id="about-has-an-end"),
    ],
)
def test_bounds_that_allow_agreement_are_no_finding(figures, count):
    assert len(check_series(a_series(figures))) == count


def test_what_is_no_running_total_is_one_finding():
    (found,) = check_series(a_series([100, 5] * 40))

    assert (found.check, found.certain) == ("no-running-total", False)


def test_denied_figures_are_no_input():
    points = [a_point(day(0), 100), a_point(day(1), 90, stance=Stance.DENIED), a_point(day(2), 120)]

    assert check_series(a_series(points)) == ()


@pytest.mark.parametrize(
    ("step", "later", "count"),
    [
        pytest.param(1050, 1080660, 0, id="adds-up"),
        pytest.param(1500, 1080660, 1, id="adds-too-much"),
        pytest.param(1050, 1080990, 1, id="adds-too-little"),
        pytest.param(more_than(900), 1080660, 0, id="a-bound-that-allows-it"),
    ],
)
def test_an_addition_makes_the_next_total(step, later, count):
    points = [a_point(day(0), 1079610), a_point(day(1), step, "increment"), a_point(day(1), later)]

    found = check_series(a_series(points))

    assert [one.check for one in found] == ["addition-against-total"] * count


def test_an_addition_against_totals_names_all_three_and_the_gap():
    points = [a_point(day(0), 1079610), a_point(day(1), 1500, "increment"), a_point(day(1), 1080660)]

    (found,) = check_series(a_series(points))

    assert found.certain
    assert found.says == "1,079,610 and 1,500 added make 1,081,110, not the 1,080,660 on 5 March 2024."
    assert "by at least 450" in found.wrong[0]


def test_an_addition_far_off_may_be_that_of_a_week():
    points = [a_point(day(0), 1000), a_point(day(1), 700, "increment"), a_point(day(1), 1100)]
    week = a_period(f"{day(-6)}/{day(1)}")
    statements = [
        a_statement(figure=exactly(1000), aspect="cumulative", said_on=day(0)),
        a_statement(figure=exactly(700), aspect="increment", said_on=day(1), period=week),
        a_statement(figure=exactly(1100), aspect="cumulative", said_on=day(1)),
    ]

    (found,) = check_series(a_series(points))

    assert not found.certain
    assert found.wrong[-1] == "or the addition is not that of one day"
    assert find_findings(statements) == ()


def test_additions_over_a_gap_are_not_summed():
    points = [a_point(day(0), 100), a_point(day(9), 5, "increment"), a_point(day(9), 190)]

    assert check_series(a_series(points)) == ()


def test_a_tenfold_addition_stands_out_of_steady_ones():
    steps = [a_point(day(at), figure, "increment") for at, figure in enumerate([980, 1040, 10100, 990, 1100])]
    uneven = [a_point(day(at), figure, "increment") for at, figure in enumerate([3, 40, 100, 9, 11])]

    assert [one.check for one in check_series(a_series(steps))] == ["tenfold"]
    assert check_series(a_series(uneven)) == ()


def test_statements_are_checked_as_their_series_is():
    statements = [
        a_statement(id=f"s{at}", figure=exactly(figure), aspect="cumulative", said_on=day(at))
        for at, figure in enumerate(changed({7: 14200}, RISING[:14]))
    ]
    other = a_statement(id="other", speaker="monitor", figure=exactly(3), aspect="cumulative", said_on=day(13))

    (found,) = find_findings([*statements, other])

    assert (found.check, found.statements) == ("tenfold", ("s7", "s8"))


@pytest.mark.skipif(not DATA, reason="TOLLTRACE_DATA names no folder")
def test_both_typing_errors_of_a_real_series_are_found_and_nothing_else():
    lines = (Path(DATA or "") / "ua_general_staff_daily.jsonl").read_text("utf-8").splitlines()
    totals = [(date.fromisoformat(line["date"]), line["gold"]["value"]) for line in map(json.loads, lines)]

    found = check_series(a_series([a_point(on, value) for on, value in totals]))

    assert [(one.check, one.statements[0], one.certain) for one in found] == [
        ("total-falls", "cumulative-2024-06-11", True),
        ("tenfold", "cumulative-2025-11-17", True),
    ]
