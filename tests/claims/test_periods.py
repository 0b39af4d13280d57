import pytest

from tests.claims.conftest import MONDAY
from tolltrace.claims.periods import find_period, is_background
from tolltrace.claims.time_phrases import ONLY_WORDS, PRINTED, RELATIVE, find_time_phrases
from tolltrace.knowledge.tables import TimeReading
from tolltrace.values import Period


@pytest.mark.parametrize(
    ("phrase", "edtf", "date_prec"),
    [
        ("today", "2023-05-01", 1),
        ("this morning", "2023-05-01", 1),
        ("yesterday", "2023-04-30", 1),
        ("overnight", "2023-04-30/2023-05-01", 1),
        ("last night", "2023-04-30/2023-05-01", 1),
        ("on Monday", "2023-05-01", 1),
        ("on Saturday", "2023-04-29", 1),
        ("Sunday night", "2023-04-30", 1),
        ("at the weekend", "2023-04-29/2023-04-30", 2),
        ("in the past 24 hours", "2023-04-30/2023-05-01", 1),
        ("in the last three days", "2023-04-28/2023-05-01", 2),
        ("over the past two weeks", "2023-04-17/2023-05-01", 3),
        ("in the last month", "2023-04~/2023-05-01", 4),
        ("in the last five months", "2022-12~/2023-05-01", 5),
        ("during the past two years", "2021~/2023-05-01", 5),
        ("three days ago", "2023-04-28", 1),
        ("two weeks ago", "2023-04-17~", 3),
        ("a month ago", "2023-04~", 4),
        ("five years ago", "2018~", 5),
        ("this week", "2023-05-01/2023-05-01", 3),
        ("last week", "2023-04-24/2023-04-30", 3),
        ("this month", "2023-05", 4),
        ("last month", "2023-04", 4),
        ("this year", "2023", 5),
        ("last year", "2022", 5),
        ("on April 9", "2023-04-09", 1),
        ("on 12 May 2015", "2015-05-12", 1),
        ("on Dec. 24", "2022-12-24", 1),
        ("in March", "2023-03", 4),
        ("in October", "2022-10", 4),
        ("in March 2011", "2011-03", 4),
        ("since Friday", "2023-04-28/2023-05-01", 2),
        ("since November 5", "2022-11-05/2023-05-01", 5),
        ("since December", "2022-12/2023-05-01", 5),
        ("since 2011", "2011/2023-05-01", 5),
        ("between 2015 and 2020", "2015/2020", 5),
        ("1979–89", "1979/1989", 5),
        ("in 2011", "2011", 5),
        ("earlier this year", "2023-01-01/2023-05-01", 5),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_phrase_is_resolved_against_monday_the_first_of_may_2023(phrase, edtf, date_prec, english):
    (found,) = find_time_phrases(f"12 people died {phrase}.", MONDAY, english)

    assert found.period == Period(phrase, edtf, date_prec)


@pytest.mark.parametrize("phrase", ["in 2024", "since 2030"])
def test_a_phrase_that_names_a_year_to_come_is_no_period(phrase, english):
    assert find_time_phrases(f"12 people died {phrase}.", MONDAY, english) == ()


@pytest.mark.parametrize(
    ("phrase", "edtf"), [("on Saturday", None), ("last month", None), ("in March 2011", "2011-03"), ("in 2030", "2030")]
)
def test_without_a_day_only_what_is_printed_is_resolved(phrase, edtf, english):
    (found,) = find_time_phrases(f"12 people died {phrase}.", None, english)

    assert (found.period.text, found.period.edtf) == (phrase, edtf)


@pytest.mark.parametrize(
    ("body", "period"),
    [
        pytest.param("A flood killed 12 people on Saturday.", "on Saturday", id="beside-the-harm"),
        pytest.param("A flood killed 12 people, the mayor said Sunday.", None, id="the-day-of-saying"),
        pytest.param("It was the deadliest flood since 1962, killing 12 people.", None, id="a-record"),
        pytest.param("A flood killed 12 people.", None, id="none"),
    ],
)
def test_the_period_is_the_harm_s_own(body, period, read_harmed):
    ((passage, harmed),) = read_harmed(body)

    found, _ = find_period(passage, harmed)

    assert (found and found.text) == period


@pytest.mark.parametrize(
    ("edtf", "background"),
    [
        ("2022", True),
        ("1979/1989", True),
        ("2023-03", True),
        ("2023-04-20", False),
        ("2022-12~/2023-05-01", False),
        ("2023", False),
        (None, False),
    ],
)
def test_a_period_that_ended_a_month_ago_is_background(edtf, background):
    assert is_background(Period("then", edtf), MONDAY) is background


def test_every_reading_of_a_time_phrase_has_a_function():
    assert {*PRINTED, *RELATIVE, *ONLY_WORDS} == set(TimeReading.__args__)
