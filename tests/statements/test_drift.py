"""What moved between a statement and a report that relays it, where the bundled family does not show it."""

from datetime import date

import pytest

from tests.statements.stories import a_report, says, the_epidemic
from tolltrace.following import find_statements, group_recorded
from tolltrace.ledger import open_ledger
from tolltrace.values import Place


@pytest.fixture(scope="module")
def statement(tmp_path_factory):
    """The one that the minister's figure and all its relays make."""
    with open_ledger(tmp_path_factory.mktemp("drift") / "a.db") as ledger:
        for report in the_epidemic():
            ledger.record(report)
        group_recorded(ledger)
        (found,) = find_statements(ledger)
    return found


def test_a_figure_moved_in_many_ways_is_still_one_statement(statement):
    assert set(statement.reports) == {report.article.id for report in the_epidemic()}
    assert statement.reference.carrier.id == "gazette"
    assert (statement.speaker, statement.origins, statement.independent) == ("Oda Lind", 1, 0)


@pytest.mark.parametrize(
    ("report", "moved"),
    [
        pytest.param("rounding", [("number", "changed", "At least 5,937", "About 5,900", None)], id="number-rounded"),
        pytest.param("turning", [("hedge", "flipped", "At least 5,937", "Up to 5,937", None)], id="hedge-turned-round"),
        pytest.param("longer", [("period", "changed", "since March", "since January", None)], id="period-longer"),
        pytest.param("across", [("side", "changed", "Karvel", "Dravia", None)], id="other-people"),
        pytest.param(
            "livelier",
            [
                (
                    "quotation",
                    "changed",
                    "At least 5,937 people have died of the fever since March,",
                    "No fewer than 5,937 of our people lie in their graves,",
                    None,
                )
            ],
            id="quotation-in-other-words",
        ),
        pytest.param("shorter", [], id="a-shorter-quotation-moves-nothing"),
        pytest.param("translated", [("hedge", "lost", "At least 5,937", "5937", "translation")], id="translated"),
    ],
)
def test_what_moved_says_from_what_to_what_and_for_which_cause(statement, report, moved):
    found = [(each.field, each.how.value, each.was, each.now, each.note) for each in statement.drift]

    assert [way for way, each in zip(found, statement.drift, strict=True) if each.report == report] == moved


def test_the_translation_comes_from_the_agency_that_it_names(statement):
    (hop,) = (each for each in statement.hops if each.taker == "translated")

    assert (hop.source, hop.moved) == ("gazette", ("hedge",))


PROVINCE = Place("Herat", "Herāt", 1140026, 34.3, 62.2, 4)
CITY = Place("Herat", "Herāt", 1140026, 34.3, 62.2, 1)
REGION = Place("Kherson", "Kherson Oblast", 706442, 46.6, 33.4, 4)
TOWN = Place("Kherson", "Kherson", 706448, 46.6, 32.6, 1)


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        pytest.param(
            ("in the province of Herat", PROVINCE), ("in the city of Herat", CITY),
            ("province of Herat", "city of Herat"), id="a-province-became-the-town-of-its-name",
        ),
        pytest.param(
            ("in the province of Herat", PROVINCE), ("in Herat", CITY),
            ("province of Herat", "Herat"), id="a-province-became-a-bare-name",
        ),
        pytest.param(
            ("in the region of Kherson", REGION), ("in Kherson", TOWN),
            ("region of Kherson", "Kherson"), id="other-places-of-one-name",
        ),
        pytest.param(("in Herat", CITY), ("in the province of Herat", PROVINCE), None, id="wider-moves-nothing"),
        pytest.param(("in Herat", CITY), ("in the city of Herat", CITY), None, id="the-same"),
    ],
)  # fmt: skip
def test_a_place_that_keeps_its_name_and_becomes_another_has_moved(tmp_path, was, now, told):
    def report(name, words, place, on):
        text = f"A quake killed 1,347 people {words} on Saturday, the relief minister Oda Lind said."
        return a_report(name, says(text, "1,347", by="Oda Lind", place=place), on=on)

    with open_ledger(tmp_path / "a.db") as ledger:
        ledger.record([report("first", *was, date(2024, 3, 4)), report("relay", *now, date(2024, 3, 5))])
        (statement,) = find_statements(ledger)

    moved = [(each.was, each.now) for each in statement.drift if each.field == "place"]
    assert moved == ([told] if told else [])
