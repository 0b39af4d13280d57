"""One speaker's figures through time: what goes into one series, what each point is to others, where it breaks."""

import json
import os
import random
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import pytest

from tests.builders import a_published
from tests.reckoning.builders import (
    a_carrier,
    a_period,
    a_place,
    a_relay,
    a_statement,
    at_least,
    at_most,
    exactly,
    more_than,
)
from tolltrace.knowledge import load_knowledge
from tolltrace.reckoning.series import TABLE_HEADINGS, build_series, line_up, series_table
from tolltrace.relay_records import line_up_to_json
from tolltrace.relays import Series, Statement
from tolltrace.values import Figure, Hedge, Link, Stance

FIRST = date(2024, 3, 1)
NO_FIGURE = Figure()


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


def a_total(day: int, value: int, **changes) -> Statement:
    """The ministry's running total, so many days after the first of March."""
    fields = {
        "speaker": "Ukrainian health ministry", "said_on": FIRST + timedelta(days=day), "figure": exactly(value),
        "aspect": "cumulative", "side": "Ukraine", "id": f"t{day}-{value}",
    }  # fmt: skip
    return a_statement(**(fields | changes))


def an_addition(day: int, value: int, **changes) -> Statement:
    """What was added in a day."""
    return a_total(day, value, **{"aspect": "increment", "id": f"a{day}-{value}"} | changes)


def shown(series: Series) -> list[tuple[int, str, int | None, str | None]]:
    """Day after the first of March, kind, number, note."""
    return [((p.on - FIRST).days, p.kind, p.figure.value or p.figure.low, p.note) for p in series.points]


# ── what belongs together ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        pytest.param({}, {"speaker": "Ministry of Health of Ukraine"}, 1, id="two-names-of-a-ministry"),
        pytest.param({}, {"speaker": "Russian health ministry"}, 2, id="two-speakers"),
        pytest.param({}, {"harm": "wounded"}, 2, id="two-harms"),
        pytest.param({}, {"side": "Russia"}, 2, id="two-sides"),
        pytest.param({}, {"demographic": "children"}, 2, id="the-children-are-no-later-total"),
        pytest.param({"status": "civilian"}, {"status": "combatant"}, 2, id="civilians-and-soldiers"),
        pytest.param({"status": "combatant"}, {}, 1, id="a-status-left-open"),
        pytest.param({"place": a_place("Karvel")}, {"place": a_place("Dravo")}, 2, id="two-towns"),
        pytest.param({"place": a_place("Karvel")}, {}, 2, id="no-place-is-not-a-town"),
        pytest.param({"place": a_place("Upland", 6)}, {}, 1, id="no-place-may-be-the-state"),
        pytest.param(
            {"period": a_period("2022-02-24/2024-03-01")}, {"period": a_period("2022-02/2024-03-02")}, 1, id="one-war"
        ),
        pytest.param(
            {"period": a_period("2022-02-24/2024-03-01")}, {"period": a_period("2024-02/2024-03-02")}, 2,
            id="since-the-war-began-and-since-february",
        ),
        pytest.param({}, {"aspect": "increment"}, 1, id="an-addition-beside-its-total"),
        pytest.param({}, {"stance": Stance.NOT_PROVIDED, "figure": NO_FIGURE}, 1, id="a-refusal-on-the-timeline"),
    ],
)  # fmt: skip
def test_a_series_is_one_speaker_on_one_subject(knowledge, one, other, count):
    series = build_series([a_total(0, 100, **one), a_total(1, 110, **other)], knowledge)

    assert len(series) == count
    assert sum(len(each.points) for each in series) == 2


def test_a_total_that_does_not_say_since_when_joins_where_it_fits(knowledge):
    since = {"period": a_period("2022-02-24/2024-03-09")}
    totals = [a_total(day, 100 + 10 * day, **since) for day in (0, 2, 4)]
    fits = a_total(3, 135)
    of_a_month = a_total(3, 12)

    (whole,) = build_series([*totals, fits], knowledge)
    apart = build_series([*totals, of_a_month], knowledge)

    assert (len(whole.points), whole.since) == (4, "2022-02-24")
    assert [(len(each.points), each.since) for each in apart] == [(1, None), (3, "2022-02-24")]


def test_a_spokesmans_figures_are_those_of_his_institution(knowledge):
    def said_by(day: int, name: str, role: str | None) -> Statement:
        relay = a_relay(chain=(Link(name, role=role),))
        return a_total(day, 100 + day, speaker=name, reference=relay, relays=(relay,))

    told = [
        said_by(0, "Jon Kerby", "White House spokesman"),
        said_by(1, "Jon Kerby", "National Security Council spokesman"),
        said_by(2, "Jon Kerby", None),
        said_by(3, "White House", None),
    ]
    (series,) = build_series(told, knowledge)

    assert (series.speaker, series.of, series.names) == ("White House", "United States", ("Jon Kerby", "White House"))
    assert len(series.points) == 4


@pytest.mark.parametrize(
    ("names", "speaker"),
    [
        pytest.param(("US", "Jon Kerby", "US intelligence"), "White House", id="a-spokesman-before-his-state"),
        pytest.param(("US", "US intelligence"), "US intelligence", id="an-institution-before-its-state"),
        pytest.param(("officials", "Washington"), "United States government", id="a-state-before-anybody"),
        pytest.param(("Jon Kerbyson",), "Jon Kerbyson", id="a-person-of-no-known-role"),
    ],
)
def test_of_several_names_the_one_counts_that_says_most(knowledge, names, speaker):
    relay = a_relay(chain=(Link("Jon Kerby", role="White House spokesman"),))
    known = a_total(0, 5, speaker="Jon Kerby", reference=relay, relays=(relay,), harm="wounded")
    series = build_series([known, a_total(1, 6, speaker=names[0], speakers=names)], knowledge)

    assert [one.speaker for one in series if one.harm == "killed"] == [speaker]


def test_who_may_be_anybody_is_marked_and_a_report_without_speaker_speaks_for_itself(knowledge):
    told = [a_total(0, 1, speaker="local officials"), a_total(1, 2, speaker=None), a_total(2, 3, speaker=None)]
    vague, outlet = sorted(build_series(told, knowledge), key=lambda each: not each.is_vague)

    assert (vague.speaker, vague.is_vague) == ("officials", True)
    assert (outlet.speaker, outlet.is_vague, len(outlet.points)) == ("Karvel Courier", False, 2)


def test_one_officials_figure_revises_no_others_and_makes_no_rhythm(knowledge):
    told = [a_total(day, 10 + day, speaker="officials") for day in (0, 1, 2, 3, 4, 9)]
    (series,) = build_series(
        [*told, a_total(9, 7, speaker="local officials", said_on=FIRST + timedelta(days=9))], knowledge
    )

    assert {point.note for point in series.points} == {None}
    assert series.gaps == ()


def test_nobody_is_said_to_deny_what_only_the_report_tells(knowledge):
    carrier = a_carrier(outlet="Wire Two", published=a_published())
    told = [a_statement(speaker=None, figure=NO_FIGURE, stance=s, id=s.value,
                        reference=a_relay(carrier=carrier, chain=(), figure=NO_FIGURE, stance=s))
            for s in (Stance.DISPUTED, Stance.NOT_PROVIDED)]  # fmt: skip
    assert not [one.speaker for one in build_series(told, knowledge) if one.speaker == "Wire Two"]


def test_an_outlets_own_figure_is_that_of_who_cites_it(knowledge):
    carrier = a_carrier(outlet="BBC News", published=a_published())
    relay = a_relay(carrier=carrier, chain=())
    own = a_total(0, 5, speaker=None, reference=relay, relays=(relay,))
    (series,) = build_series([own, a_total(1, 6, speaker="BBC")], knowledge)

    assert (series.speaker, len(series.points)) == ("BBC", 2)


def test_a_toll_of_the_past_is_no_point_of_todays_series(knowledge):
    past = a_relay(background=True)
    series = build_series([a_total(0, 5), a_total(1, 9, reference=past, relays=(past,))], knowledge)

    assert sorted((each.background, len(each.points)) for each in series) == [(False, 1), (True, 1)]


def test_the_order_of_arrival_changes_nothing(knowledge):
    since = {"period": a_period("2022-02-24/2024-03-20")}
    told = [
        *(a_total(day, 100 + day, **(since if day % 3 else {})) for day in range(12)),
        *(an_addition(day, 3) for day in range(0, 12, 2)),
        *(a_total(day, 50 + day, place=a_place(name)) for day, name in enumerate(["Karvel", "Dravo", "Karvel"])),
        a_total(4, 0, figure=NO_FIGURE, stance=Stance.NOT_PROVIDED, id="silence"),
        a_total(5, 200, said_on=FIRST + timedelta(days=9), id="late"),
    ]
    expected = build_series(told, knowledge)

    for seed in range(20):
        shuffled = random.Random(seed).sample(told, len(told))  # noqa: S311 - an order, no secret
        assert build_series(shuffled, knowledge) == expected


# ── what a point is ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_later_figure_for_the_same_day_is_a_revision(knowledge):
    day = {"period": a_period("2024-03-02")}
    told = [
        an_addition(1, 12, **day),
        an_addition(3, 15, **day, id="later"),
        an_addition(4, 15, **day, id="again"),
        an_addition(4, 7),
    ]
    (series,) = build_series(told, knowledge)

    assert shown(series) == [
        (1, "increment", 12, None),
        (1, "increment", 15, "revision"),
        (1, "increment", 15, "repeated"),
        (4, "increment", 7, None),
    ]
    assert series.points[1].revises == series.points[0].statement


def test_the_evenings_total_revises_the_mornings(knowledge):
    def published(hour: int, value: int) -> Statement:
        at = a_published().at
        relay = a_relay(carrier=a_carrier(f"r{hour}", published=a_published(at.replace(hour=hour))))
        return a_total(3, value, reference=relay, relays=(relay,))

    (series,) = build_series([published(20, 45), published(8, 41)], knowledge)
    (unknown,) = build_series([a_total(3, 45), a_total(3, 41)], knowledge)

    assert [(p.figure.value, p.note) for p in series.points] == [(41, None), (45, "revision")]
    assert [p.note for p in unknown.points] == [None, "another figure"]


def test_a_week_is_no_revision_of_its_last_day_nor_one_event_of_another(knowledge):
    week = an_addition(6, 90, period=a_period("2024-03-01/2024-03-07"))
    of_the_day = an_addition(6, 11, period=a_period("2024-03-07"))
    events = [a_total(6, 3, aspect="event", id="one"), a_total(6, 4, aspect="event", id="two")]
    (series,) = build_series([week, of_the_day, *events], knowledge)

    assert {p.note for p in series.points} == {None}


def test_an_update_of_an_event_is_marked(knowledge):
    first = a_total(0, 3, aspect="event", id="first")
    second = a_total(1, 9, aspect="event", id="second", updates=("first", "elsewhere"))
    (series,) = build_series([first, second], knowledge)

    assert [(p.note, p.revises) for p in series.points] == [(None, None), ("update", "first")]


def test_what_is_added_to_the_past_is_kept_apart_from_new_events(knowledge):
    daily = [an_addition(day, 10) for day in range(60, 70)]
    found = an_addition(70, 25, period=a_period("2024-03-08"), id="found")
    (series,) = build_series([*daily, found], knowledge)

    assert shown(series)[0] == (7, "increment", 25, "added later")
    assert {p.note for p in series.points[1:]} == {None}
    assert series.gaps == ()  # no gap from March to May: nothing was reported then


def test_a_speaker_who_always_speaks_late_adds_nothing_to_the_past(knowledge):
    told = [
        an_addition(day + 30, 10, period=a_period((FIRST + timedelta(days=day)).isoformat()), id=f"m{day}")
        for day in range(10)
    ]
    (series,) = build_series(told, knowledge)

    assert {p.note for p in series.points} == {None}


@pytest.mark.parametrize(
    ("stance", "figure", "kind", "note"),
    [
        pytest.param(Stance.NOT_PROVIDED, NO_FIGURE, "silence", "refused", id="a-refusal"),
        pytest.param(Stance.NONE_REPORTED, exactly(0), "silence", "none reported", id="no-report-is-no-zero"),
        pytest.param(Stance.DENIED, NO_FIGURE, "silence", "denied", id="a-denial"),
        pytest.param(Stance.DENIED, exactly(900), "cumulative", "denied", id="a-figure-denied"),
        pytest.param(Stance.ASSERTED, exactly(0), "cumulative", None, id="zero-is-a-figure"),
        pytest.param(Stance.ASSERTED, Figure(hedge=Hedge.VAGUE), "cumulative", None, id="many-is-a-figure"),
        pytest.param(Stance.UNCONFIRMED, exactly(5), "cumulative", None, id="unconfirmed-stands"),
        pytest.param(Stance.RETRACTED, exactly(5), "cumulative", "retracted", id="taken-back"),
    ],
)
def test_a_silence_stands_on_the_timeline_with_its_speaker(knowledge, stance, figure, kind, note):
    (series,) = build_series([a_total(0, 4), a_total(1, 0, stance=stance, figure=figure)], knowledge)

    assert [(p.kind, p.note, p.stance) for p in series.points[1:]] == [(kind, note, stance)]


def test_a_denial_has_the_subject_of_what_it_denies(knowledge):
    estimate = a_total(0, 100_000, speaker="White House", side="Russia", harm="casualties", id="estimate")
    denial = a_total(
        1, 0, speaker="Kremlin", side=None, harm="casualties", stance=Stance.DENIED, figure=NO_FIGURE, about="estimate"
    )
    lined_up = line_up(build_series([estimate, denial], knowledge))

    assert [(one.speaker, one.side, one.points[0].kind) for one in lined_up.series] == [
        ("Kremlin", "Russia", "silence"),
        ("White House", "Russia", "cumulative"),
    ]
    assert lined_up.series[0].points[0].about == "estimate"


@pytest.mark.parametrize(
    ("period", "said_day", "on"),
    [
        pytest.param("2024-03-04", 9, 3, id="the-day-it-tells-of"),
        pytest.param("2022-02-24/2024-03-06", 9, 5, id="the-end-of-its-period"),
        pytest.param("2024", 9, 9, id="a-year-that-is-not-over"),
        pytest.param(None, 9, 9, id="when-it-was-said"),
        pytest.param("soon", 9, 9, id="a-period-that-we-cannot-read"),
    ],
)
def test_a_figure_stands_at_the_day_that_it_speaks_of(knowledge, period, said_day, on):
    (series,) = build_series([a_total(said_day, 5, period=a_period(period) if period else None)], knowledge)

    assert ((series.points[0].on - FIRST).days, (series.points[0].said_on - FIRST).days) == (on, said_day)


def test_a_statement_of_no_known_day_is_not_lost(knowledge):
    relay = a_relay(carrier=a_carrier(published=None))
    undated = a_total(0, 4, said_on=None, reference=relay, relays=(relay,), id="undated")
    (series,) = build_series([undated], knowledge)

    assert (series.points, series.undated) == ((), ("undated",))


# ── gaps ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("days", "gaps"),
    [
        pytest.param([0, 1, 2, 3, 5, 6, 7], [(4, 4, 1)], id="one-day-of-a-daily-series"),
        pytest.param([0, 7, 14, 21, 28, 49, 56], [(29, 48, 7)], id="two-weeks-of-a-weekly-one"),
        pytest.param([0, 31, 60, 91, 121, 152], [], id="months-differ"),
        pytest.param([0, 3, 4, 9, 11, 20, 22], [], id="no-rhythm-no-gap"),
        pytest.param([0, 3, 4, 9, 11, 90, 93], [(12, 89, 3)], id="far-longer-than-any-other-step"),
        pytest.param([0, 1, 2, 30], [], id="too-few-to-know"),
        pytest.param([], [], id="none"),
    ],
)
def test_a_gap_is_where_the_rhythm_broke(knowledge, days, gaps):
    series = build_series([a_total(day, 100 + day) for day in days], knowledge)
    found = [gap for each in series for gap in each.gaps]

    assert [((gap.first - FIRST).days, (gap.last - FIRST).days, gap.usual_days) for gap in found] == gaps


def test_totals_and_additions_have_gaps_of_their_own_and_a_refusal_fills_none(knowledge):
    totals = [a_total(day, 100 + day) for day in (0, 1, 2, 3, 4, 6, 7)]
    additions = [an_addition(day, 1) for day in (0, 1, 2, 4, 5, 6, 7)]
    refusal = a_total(5, 0, stance=Stance.NOT_PROVIDED, figure=NO_FIGURE)
    (series,) = build_series([*totals, *additions, refusal], knowledge)

    assert [(gap.kind, (gap.first - FIRST).days) for gap in series.gaps] == [("cumulative", 5), ("increment", 3)]


# ── side by side, and printed ────────────────────────────────────────────────────────────────────────────────────────


def test_speakers_stand_side_by_side_over_one_window(knowledge):
    ours = [a_total(day, 100 + day) for day in (0, 1, 2, 3, 4, 9, 10)]
    theirs = [a_total(day, 500 + day, speaker="Russian defence ministry") for day in (2, 20)]
    elsewhere = [a_total(90, 7, speaker="SOHR")]
    series = build_series([*ours, *theirs, *elsewhere], knowledge)
    lined_up = line_up(series, FIRST + timedelta(days=2), FIRST + timedelta(days=6))

    assert [(one.speaker, [p.figure.value for p in one.points]) for one in lined_up.series] == [
        ("Russian Ministry of Defence", [502]),
        ("Ukraine health ministry", [102, 103, 104]),
    ]
    assert [((gap.first - FIRST).days, (gap.last - FIRST).days) for gap in lined_up.series[1].gaps] == [(5, 6)]
    assert line_up(series).until == FIRST + timedelta(days=90)
    assert line_up([]).series == ()


def test_the_table_shows_figures_silences_and_gaps_in_their_order(knowledge):
    told = [
        *(a_total(day, 100 + day) for day in range(5)),
        a_total(6, 0, figure=at_least(150), stance=Stance.UNCONFIRMED, id="t6"),
        a_total(7, 0, figure=more_than(160), said_on=FIRST + timedelta(days=8), period=a_period("2024-03-08"), id="t7"),
        a_total(8, 0, figure=NO_FIGURE, stance=Stance.NOT_PROVIDED, id="t8"),
        a_total(9, 0, figure=at_most(30), aspect="rate", rate="day", id="t9"),
    ]
    (series,) = build_series(told, knowledge)
    rows = series_table(series)

    assert {len(row) for row in rows} == {len(TABLE_HEADINGS)}
    assert rows[5:] == (
        ("2024-03-06 – 2024-03-06", "", "cumulative", "no figure", "gap of 1 days; usually one every day", ""),
        ("2024-03-07", "", "cumulative", "at least 150", "unconfirmed", "t6"),
        ("2024-03-08", "2024-03-09", "cumulative", "more than 160", "", "t7"),
        ("2024-03-09", "", "silence", "—", "refused", "t8"),
        ("2024-03-10", "", "rate", "at most 30 per day", "", "t9"),
    )


def test_a_line_up_is_plain_json(knowledge):
    told = [a_total(0, 4), a_total(1, 0, stance=Stance.NONE_REPORTED, figure=exactly(0))]
    record = json.loads(json.dumps(line_up_to_json(line_up(build_series(told, knowledge)))))
    (series,) = record["series"]

    assert (record["since"], record["until"]) == ("2024-03-01", "2024-03-02")
    assert (series["speaker"], series["of"], series["side"]) == ("Ukraine health ministry", "Ukraine", "Ukraine")
    assert [(p["on"], p["kind"], p["value"], p["note"]) for p in series["points"]] == [
        ("2024-03-01", "cumulative", 4, None),
        ("2024-03-02", "silence", 0, "none reported"),
    ]


def test_many_statements_take_time_in_step_with_their_number(knowledge):
    places = [a_total(0, 1, aspect="event", place=a_place(f"Karvel {n}"), id=f"p{n}") for n in range(3000)]
    months = [a_total(0, n, period=a_period(f"{1000 + n}-02/2024-03-01"), id=f"m{n}") for n in range(800)]
    same_day = [a_total(0, n, id=f"s{n}") for n in range(3000)]
    started = perf_counter()
    series = build_series([*places, *months, *same_day], knowledge)

    assert sum(len(each.points) for each in series) == 6800
    assert perf_counter() - started < 10


@pytest.mark.skipif("TOLLTRACE_DATA" not in os.environ, reason="needs the daily losses in the data folder")
def test_a_real_daily_series_is_one_with_its_gaps_and_nothing_filled_in(knowledge):
    lines = (Path(os.environ["TOLLTRACE_DATA"]) / "ua_general_staff_daily.jsonl").read_text("utf-8").splitlines()
    told = []
    for record in map(json.loads, lines):
        on = date.fromisoformat(record["date"])
        gold = record["gold"]
        told.append(a_statement(
            id=record["id"], speaker=gold["first_speaker"], said_on=on, figure=exactly(gold["value"]),
            harm="losses", side="Russia", aspect="cumulative", period=a_period(f"2022-02-24/{on}"),
        ))  # fmt: skip
    (series,) = build_series(told, knowledge)
    days = {point.on for point in series.points}
    missing = {
        day for gap in series.gaps for day in (gap.first + timedelta(n) for n in range((gap.last - gap.first).days + 1))
    }

    assert (series.speaker, series.of) == ("General Staff of the Armed Forces of Ukraine", "Ukraine")
    assert len(series.points) == len(lines)
    assert not days & missing
    assert len(days | missing) == (max(days) - min(days)).days + 1
