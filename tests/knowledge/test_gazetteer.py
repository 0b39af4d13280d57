"""Names of places → where they are."""

from zoneinfo import ZoneInfo

import pytest

from tolltrace.errors import KnowledgeError
from tolltrace.knowledge import load_knowledge
from tolltrace.knowledge.gazetteer import fold_name, load_gazetteer


@pytest.fixture(scope="module")
def gazetteer():
    return load_knowledge().gazetteer


@pytest.mark.parametrize(
    ("name", "geonames_id"),
    [
        pytest.param("Bakhmut", 713174, id="the-name-of-today"),
        pytest.param("Artemivsk", 713174, id="a-former-name"),
        pytest.param("Бахмут", 713174, id="cyrillic"),
        pytest.param("Khan Younis", 281124, id="another-spelling"),
        pytest.param("khān yūnis", 281124, id="accents-and-capitals-do-not-matter"),
        pytest.param("Mar'inka", 701845, id="apostrophe"),
        pytest.param("Sudan", 366755, id="a-state"),
        pytest.param("U.S.", 6252001, id="a-state-by-its-letters"),
    ],
)
def test_a_place_is_found_by_any_of_its_names(gazetteer, name, geonames_id):
    assert gazetteer.find(name).geonames_id == geonames_id


@pytest.mark.parametrize(
    ("name", "where_prec"),
    [
        pytest.param("Peshawar", 1, id="town"),
        pytest.param("Darfur", 4, id="region"),
        pytest.param("Waziristan", 5, id="vague"),
        pytest.param("Mali", 6, id="state"),
        pytest.param("the Black Sea".removeprefix("the "), 7, id="water"),
    ],
)
def test_a_place_has_its_precision(gazetteer, name, where_prec):
    assert gazetteer.find(name).where_prec == where_prec


@pytest.mark.parametrize(
    ("name", "geonames_id"),
    [
        pytest.param("Donetsk region", 709716, id="ukraine"),
        pytest.param("Primorsky Krai", 2017623, id="russia"),
        pytest.param("Anbar Governorate", 99592, id="iraq"),
        pytest.param("North Sinai", 349401, id="a-governorate"),
        pytest.param("Sinai", None, id="a-peninsula-of-several"),
        pytest.param("Gaza Strip", 281132, id="gaza"),
        pytest.param("Texas", 4736286, id="an-american-state"),
        pytest.param("South Waziristan", 1164536, id="a-second-order-district"),
    ],
)
def test_a_province_has_geonames_id(gazetteer, name, geonames_id):
    assert gazetteer.find(name).geonames_id == geonames_id


def test_no_two_regions_share_an_id(gazetteer):
    regions = set(gazetteer.regions.values())
    ids = [region.geonames_id for region in regions if region.geonames_id is not None]

    assert len(ids) == len(set(ids)) > 200


def test_the_middle_of_a_province_is_within_some_hundred_miles_of_a_town_of_its_country(gazetteer):
    query = "select country from places where where_prec = 1 and abs(latitude - ?) < 4 and abs(longitude - ?) < 4"
    elsewhere = {
        region.name
        for region in gazetteer.regions.values()
        if region.country and region.where_prec in {3, 4} and region.latitude is not None
        if (region.country,) not in gazetteer._connection.execute(query, (region.latitude, region.longitude)).fetchall()
    }

    assert elsewhere == set()


@pytest.mark.parametrize(
    ("name", "wider", "geonames_id"),
    [
        pytest.param("Paris", "Texas", 4717560, id="a-namesake-in-its-province"),
        pytest.param("Kyiv", "Ukraine", 703448, id="in-its-state"),
        pytest.param("Kyiv", "Texas", None, id="not-there"),
        pytest.param("London", "Ontario", None, id="the-wider-place-is-not-known"),
        pytest.param("Karvel", "Ukraine", None, id="not-known"),
    ],
)
def test_a_place_is_found_by_the_wider_one_behind_it(gazetteer, name, wider, geonames_id):
    assert getattr(gazetteer.find_in(name, wider), "geonames_id", None) == geonames_id


@pytest.mark.parametrize(
    ("name", "time_zone"),
    [
        pytest.param("Tokyo", "Asia/Tokyo", id="town"),
        pytest.param("Sinai", "Africa/Cairo", id="region-by-the-nearest-town-of-its-country"),
        pytest.param("Sahel", "Africa/Niamey", id="region-of-several-countries"),
        pytest.param("Japan", "Asia/Tokyo", id="state-of-one-clock"),
        pytest.param("Russia", None, id="state-of-several"),
        pytest.param("Black Sea", None, id="sea"),
    ],
)
def test_a_place_has_its_clock(gazetteer, name, time_zone):
    assert gazetteer.time_zone(gazetteer.find(name)) == time_zone


def test_every_clock_is_one_that_python_knows(gazetteer):
    zones = [zone for (zone,) in gazetteer._connection.execute("select time_zone from zones")]

    assert len(zones) > 300
    assert {zone for zone in zones if ZoneInfo(zone).key != zone} == set()


def test_of_namesakes_the_most_peopled_is_meant(gazetteer):
    assert gazetteer.find("London").country == "GB"


def test_of_namesakes_the_one_in_a_country_of_the_report_is_meant(gazetteer):
    assert gazetteer.find("London", ("FR", "CA")).country == "CA"


def test_another_name_of_a_small_town_needs_its_country_in_the_report(gazetteer):
    assert gazetteer.find("Calau") is None
    assert gazetteer.find("Calau", ("DE",)).geonames_id == 2940424


def test_what_nobody_knows_is_none(gazetteer):
    assert gazetteer.find("Karvel-on-Dravo") is None


def test_names_are_folded_alike():
    assert fold_name("al-Bāb") == fold_name("Al Bab") == "al bab"


def test_a_name_of_two_regions_is_refused(tmp_path):
    (tmp_path / "gazetteer.sqlite").touch()
    region = "latitude = 1.0\nlongitude = 1.0\nwhere_prec = 4\n"
    (tmp_path / "regions.toml").write_text(f'[North]\n{region}\n[Upland]\n{region}names = ["north"]\n')

    with pytest.raises(KnowledgeError, match="'north' names two regions"):
        load_gazetteer(tmp_path)


def test_a_missing_file_says_what_builds_it(tmp_path):
    with pytest.raises(KnowledgeError, match=r"make_gazetteer\.py builds it"):
        load_gazetteer(tmp_path)
