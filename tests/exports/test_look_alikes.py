"""The tables with other projects' column names: what of a claim goes into which column, and what never does."""

import dataclasses
from datetime import UTC, date, datetime

import pytest

from tests.builders import a_claim, a_method, a_published
from tolltrace.exports import acled, airwars, hapi, ucdp
from tolltrace.ledger import RecordedClaim
from tolltrace.ledger.recorded import Selector
from tolltrace.values import Aspect, Figure, Hedge, Period, Place, Status

KARVEL = Place("in Karvel", "Karvel", 4711, 10.0, 20.0, 1)


def recorded(**changes):
    """The made-up claim as a ledger gives it: 12 people killed, by the governor."""
    claim = a_claim(**({"figure": Figure(12, 12, 12), "place": KARVEL} | changes))
    nowhere = Selector("", "", "", 0, 0)
    return RecordedClaim(
        claim, "r1", 1, "Fire", "The Karvel Courier", a_published(date(2024, 3, 5)), "https://karvel.example/1", "en",
        "https://karvel.example/1", datetime(2024, 3, 6, tzinfo=UTC), a_method(), None, True, nowhere, nowhere,
    )  # fmt: skip


AT_LEAST = Figure(12, None, 12, Hedge.AT_LEAST)
COLUMNS_OF_DEATHS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "low", "high")


@pytest.mark.parametrize(
    ("changes", "filled"),
    [
        pytest.param({}, {"deaths_unknown": 12, "best": 12, "low": 12, "high": 12}, id="one-figure"),
        pytest.param(
            {"figure": Figure(12, 12, 12, Hedge.ABOUT)},
            {"deaths_unknown": 12, "best": 12, "low": 12, "high": 12},
            id="about-is-one-figure",
        ),
        pytest.param({"figure": AT_LEAST}, {"low": 12}, id="a-bound-is-no-best"),
        pytest.param({"figure": Figure(None, 40, 40, Hedge.AT_MOST)}, {"high": 40}, id="up-to"),
        pytest.param({"figure": Figure(15, 20, None, Hedge.RANGE)}, {"low": 15, "high": 20}, id="a-range-is-no-mean"),
        pytest.param({"figure": Figure(24, 99, None, Hedge.VAGUE)}, {"low": 24, "high": 99}, id="dozens"),
        pytest.param(
            {"status": Status.CIVILIAN, "side": "Karvel"},
            {"deaths_civilians": 12, "best": 12, "low": 12, "high": 12},
            id="civilians-of-a-side-are-civilians",
        ),
        pytest.param(
            {"status": Status.COMBATANT, "side": "Karvel"},
            {"deaths_a": 12, "best": 12, "low": 12, "high": 12},
            id="fighters-of-a-side",
        ),
        pytest.param(
            {"status": Status.COMBATANT},
            {"deaths_unknown": 12, "best": 12, "low": 12, "high": 12},
            id="fighters-of-nobody",
        ),
    ],
)
def test_ucdp_best_is_empty_unless_the_words_give_one_figure(changes, filled):
    row = ucdp.row(recorded(**changes))

    assert {name: row[name] for name in COLUMNS_OF_DEATHS if row.get(name) is not None} == filled


@pytest.mark.parametrize(
    ("period", "start", "end", "precision", "year"),
    [
        pytest.param(None, None, None, None, None, id="the-reports-day-is-not-the-deaths-day"),
        pytest.param(Period("on Monday", "2024-03-04", 1), "2024-03-04", "2024-03-04", 1, 2024, id="day"),
        pytest.param(
            Period("since December", "2023-12~/2024-03-05", 4), "2023-12-01", "2024-03-05", 4, None, id="two-years"
        ),
        pytest.param(Period("so far", None, None), None, None, None, None, id="words-alone"),
    ],
)
def test_ucdp_dates_are_those_of_the_period(period, start, end, precision, year):
    row = ucdp.row(recorded(period=period))

    assert (row["date_start"], row["date_end"], row["date_prec"], row["year"]) == (start, end, precision, year)
    assert row["source_date"] == "2024-03-05"


@pytest.mark.parametrize(
    ("aspect", "clarity"), [(Aspect.EVENT, 1), (Aspect.CUMULATIVE, 2), (Aspect.INCREMENT, None)], ids=str
)
def test_ucdp_tells_a_running_total_from_an_incident(aspect, clarity):
    assert ucdp.row(recorded(aspect=aspect))["event_clarity"] == clarity


@pytest.mark.parametrize(
    ("edtf", "day", "precision"),
    [
        pytest.param("2024-03-04", "2024-03-04", 1, id="day"),
        pytest.param("2024-02-28/2024-03-05", "2024-02-28", 2, id="seven-days"),
        pytest.param("2024-02-28/2024-03-06", "2024-02-28", 3, id="eight-days"),
        pytest.param("2024-03", "2024-03-01", 3, id="month"),
        pytest.param("2024", None, None, id="a-year-is-no-month"),
        pytest.param("../2024-03-04", None, None, id="no-beginning"),
    ],
)
def test_acled_has_a_day_where_a_month_is_sure(edtf, day, precision):
    row = acled.row(recorded(period=Period("then", edtf, 1)))

    assert (row["event_date"], row["time_precision"]) == (day, precision)


@pytest.mark.parametrize(
    ("where_prec", "geo_precision"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, None), (6, None), (7, None), (None, None)]
)
def test_acled_calls_no_country_precise(where_prec, geo_precision):
    place = dataclasses.replace(KARVEL, where_prec=where_prec)

    assert acled.row(recorded(place=place))["geo_precision"] == geo_precision


@pytest.mark.parametrize(
    ("figure", "fatalities"),
    [(Figure(12, 12, 12), 12), (AT_LEAST, None), (Figure(15, 20, None, Hedge.RANGE), None), (Figure(0, 0, 0), 0)],
    ids=["one", "bound", "range", "zero"],
)
def test_acled_fatalities_are_one_figure_or_empty(figure, fatalities):
    row = acled.row(recorded(figure=figure))

    assert row["fatalities"] == fatalities
    assert "At least 12 people were killed" not in row["notes"]  # no sentence of the report


@pytest.mark.parametrize(
    ("changes", "stem"),
    [
        pytest.param({}, "undetermined_killed", id="unknown"),
        pytest.param({"status": Status.MIXED}, "undetermined_killed", id="mixed"),
        pytest.param({"status": Status.CIVILIAN}, "civilian_non_combatants_killed", id="civilians"),
        pytest.param(
            {"status": Status.CIVILIAN, "demographic": "children", "harm": "wounded"}, "children_injured", id="children"
        ),
        pytest.param({"demographic": "medics"}, "healthcare_personnel_killed", id="medics"),
        pytest.param({"status": Status.CIVILIAN, "demographic": "elderly"}, "civilian_non_combatants_killed", id="old"),
        pytest.param({"status": Status.COMBATANT, "demographic": "women"}, "belligerents_killed", id="fighting-women"),
    ],
)
def test_airwars_bounds_stand_in_one_pair_of_columns(changes, stem):
    row = airwars.row(recorded(figure=Figure(15, 20, None, Hedge.RANGE), **changes))

    assert {name: row[name] for name in airwars.COUNTS if row.get(name) is not None} == {
        f"{stem}_min": 15,
        f"{stem}_max": 20,
    }


@pytest.mark.parametrize(
    ("where_prec", "filled"),
    [
        pytest.param(1, {}, id="a-town-is-no-area"),
        pytest.param(3, {"admin_level": 2, "provider_admin2_name": "Karvel"}, id="district"),
        pytest.param(4, {"admin_level": 1, "provider_admin1_name": "Karvel"}, id="province"),
        pytest.param(6, {"admin_level": 0, "location_name": "Karvel"}, id="state"),
        pytest.param(5, {}, id="vague"),
    ],
)
def test_hapi_names_an_area_where_one_is_meant(where_prec, filled):
    row = hapi.row(recorded(place=dataclasses.replace(KARVEL, where_prec=where_prec)))

    areas = [name for name in hapi.COLUMNS if "admin" in name or "location" in name]
    assert {name: row[name] for name in areas if row.get(name) is not None} == filled


@pytest.mark.parametrize(
    ("changes", "fatalities", "start", "end"),
    [
        pytest.param({}, 12, None, None, id="the-reports-day-is-no-period"),
        pytest.param({"period": Period("in May", "2024-05", 4)}, 12, "2024-05-01", "2024-05-31", id="month"),
        pytest.param({"period": Period("on Monday", "2024-03-04", 1)}, 12, "2024-03-04", "2024-03-04", id="day"),
        pytest.param({"period": Period("so far", "../2024-03-04", 4)}, 12, None, "2024-03-04", id="no-beginning"),
        pytest.param({"figure": AT_LEAST}, None, None, None, id="a-bound-is-no-count"),
        pytest.param({"figure": Figure(15, 20, None, Hedge.RANGE)}, None, None, None, id="a-range-is-no-mean"),
    ],
)
def test_hapi_counts_no_events_and_no_month_that_a_claim_does_not_give(changes, fatalities, start, end):
    row = hapi.row(recorded(**changes))

    told = (row["fatalities"], row["reference_period_start"], row["reference_period_end"])
    assert told == (fatalities, start, end)
    assert not {"events", "event_type"} & set(row)


@pytest.mark.parametrize("module", [ucdp, acled, airwars, hapi], ids=["ucdp", "acled", "airwars", "hapi"])
def test_a_row_has_only_columns_that_are_said_to_be_filled(module):
    row = module.row(recorded(period=Period("on Monday", "2024-03-04", 1)))

    assert set(row) <= module.FILLED <= set(module.COLUMNS)
    assert len(module.COLUMNS) == len(set(module.COLUMNS))
