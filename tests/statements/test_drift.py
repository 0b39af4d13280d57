"""What moved between a statement and a report that relays it, where the bundled family does not show it."""

import pytest

from tests.statements.stories import the_epidemic
from tolltrace.following import find_statements, group_recorded
from tolltrace.ledger import open_ledger


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
