"""Which conflict a statement is put under: by a side and a place that its words name, and by nothing else."""

from datetime import date

import pytest

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge import load_knowledge
from tolltrace.knowledge.conflicts import load_conflicts
from tolltrace.values import Place


def placed(name):
    known = load_knowledge().gazetteer.find(name)
    return Place(name, known.name, known.geonames_id, known.latitude, known.longitude, known.where_prec)


@pytest.mark.parametrize(
    ("side", "place", "year", "conflicts"),
    [
        pytest.param("Russia", "Bakhmut", 2023, ("russia-ukraine",), id="side-and-place"),
        pytest.param("Ukraine", "Donbas", 2015, ("russia-ukraine",), id="a-region"),
        pytest.param("Russia", "Aleppo", 2016, ("syria",), id="the-same-side-elsewhere"),
        pytest.param("Sudan", "Khartoum", 2024, ("darfur", "sudan"), id="several"),
        pytest.param("Sudan", "Khartoum", 2010, ("darfur",), id="before-one-of-them"),
        pytest.param("Russia", "Kyiv", 1943, (), id="long-before"),
        pytest.param("Russia", "Kyiv", None, ("russia-ukraine",), id="undated"),
        pytest.param("Norway", "Bakhmut", 2023, (), id="another-side"),
        pytest.param("Russia", "Paris", 2023, (), id="another-place"),
        pytest.param("Russia", None, 2023, (), id="no-place"),
        pytest.param(None, "Bakhmut", 2023, (), id="nobody's-people"),
    ],
)
def test_a_statement_fits_where_its_side_and_its_place_do(side, place, year, conflicts):
    said_on = date(year, 5, 1) if year else None

    assert load_knowledge().conflicts_of(side, placed(place) if place else None, said_on) == conflicts


@pytest.mark.parametrize(
    "place",
    [
        Place("in the city"),
        Place("in Bakhmut", "Bakhmut"),  # a name that nobody looked up
        Place("in Bakhmut", "Bakhmut", 1, 1.0, 1.0, 1),  # a namesake elsewhere
        Place("nowhere", "Nowhere at all", 5, 1.0, 1.0, 1),
    ],
)
def test_a_place_that_we_do_not_know_fits_nothing(place):
    assert load_knowledge().conflicts_of("Russia", place, None) == ()


def test_each_conflict_has_a_name_of_its_own_and_takes_no_side():
    names = [one.name for one in load_knowledge().conflicts.values()]

    assert len(set(names)) == len(names) >= 30
    loaded = {"terror", "aggression", "occupation", "invasion", "genocide", "liberation", "operation"}
    assert not {word for name in names for word in name.lower().split()} & loaded


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[a]\nname = "A"\nsince = 2001\nsides = ["Nobody"]\ncountries = ["UA"]', "no such side.*Nobody"),
        ('[a]\nname = "A"\nsince = 2001\nsides = ["Russia"]\ncountries = ["Ukraine"]', "countries"),
        ('[a]\nname = "A"\nsince = 20\nsides = ["Russia"]\ncountries = ["UA"]', "since"),
        ('[a]\nname = "A"\nsince = 2001\nsides = []\ncountries = ["UA"]', "sides"),
        ('[a]\nname = "A"\nsince = 2001\nsides = ["Russia"]\ncountries = ["UA"]\nwon = "x"', "won"),
    ],
)
def test_a_conflict_that_cannot_be_is_refused(tmp_path, text, why):
    path = tmp_path / "conflicts.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(KnowledgeError, match=why):
        load_conflicts(path, {"Russia"})
