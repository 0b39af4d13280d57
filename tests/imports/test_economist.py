"""The Economist's table: what each cell becomes."""

import pytest

from tests.imports.conftest import open_names
from tests.imports.files import an_estimate, write_lines
from tolltrace.values import Aspect, Figure, Hedge, Status


def only(book):
    (recorded,) = book.claims()
    return recorded


@pytest.mark.parametrize(
    ("counts", "figure", "words"),
    [
        pytest.param({"point": 9000}, Figure(9000, 9000, 9000), "9000", id="point"),
        pytest.param(
            {"point": None, "low": 9000}, Figure(9000, None, 9000, Hedge.AT_LEAST), "low 9000", id="low-alone"
        ),
        pytest.param(
            {"point": None, "high": 9000}, Figure(None, 9000, 9000, Hedge.AT_MOST), "high 9000", id="high-alone"
        ),
        pytest.param(
            {"point": None, "low": 8000, "high": 9000},
            Figure(8000, 9000, None, Hedge.RANGE),
            "low 8000, high 9000",
            id="a-range-has-no-mean",
        ),
        pytest.param(
            {"point": 8300, "low": 8000, "high": 9000},
            Figure(8000, 9000, 8300, Hedge.RANGE),
            "8300, low 8000, high 9000",
            id="a-point-with-its-bounds",
        ),
    ],
)
def test_a_figure_is_what_the_cells_state(book, bring_in, tmp_path, counts, figure, words):
    bring_in(write_lines(tmp_path / "x.jsonl", [an_estimate(**counts)]))

    claim = only(book).claim
    assert (claim.figure, claim.mention.text) == (figure, words)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"quantity": "deaths"}, {"harm": "killed"}, id="deaths"),
        pytest.param({"quantity": "casualties"}, {"harm": "casualties"}, id="casualties-are-no-deaths"),
        pytest.param({"victims": "ukraine military"}, {"side": "Ukraine", "status": Status.COMBATANT}, id="side"),
        pytest.param({"victims": "ukraine civilian"}, {"side": "Ukraine", "status": Status.CIVILIAN}, id="civilians"),
        pytest.param({"victims": "people"}, {"side": None, "status": Status.UNKNOWN}, id="nobodys"),
        pytest.param({}, {"aspect": Aspect.CUMULATIVE, "period": None, "said": None}, id="a-running-total"),
    ],
)
def test_a_row_is_a_claim(book, bring_in, tmp_path, changes, expected):
    bring_in(write_lines(tmp_path / "x.jsonl", [an_estimate(**changes)]))

    claim = only(book).claim
    assert {name: getattr(claim, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        pytest.param({"first_speaker": "Ana Veld"}, ["Ana Veld"], id="a-speaker"),
        pytest.param({"first_speaker": "Ana Veld", "via": "Radio Lume"}, ["Ana Veld", "Radio Lume"], id="by-way-of"),
    ],
)
def test_the_chain_is_who_says_so_and_by_way_of_whom(book, bring_in, tmp_path, changes, names):
    bring_in(write_lines(tmp_path / "x.jsonl", [an_estimate(**changes)]))
    open_names(book)

    recorded = only(book)
    text = book.article(recorded.report_id).text
    assert [link.name for link in recorded.claim.chain] == names
    assert [text[link.start : link.end] for link in recorded.claim.chain] == names


def test_the_whole_row_is_the_reports_text_and_its_day_the_reports(book, bring_in, tmp_path):
    bring_in(write_lines(tmp_path / "x.jsonl", [an_estimate(party_to_war=True, note="as told")]))

    recorded = only(book)
    text = book.article(recorded.report_id).text
    assert text.startswith("Karvel Defence Staff · 9000 · deaths · russia military\n\nid: e-001\ndate: 2024-03-04\n")
    assert "party_to_war: yes" in text
    assert (recorded.outlet, recorded.published.iso) == ("The Economist", "2024-03-04")
    assert recorded.published.known_from == "the date that the record gives"
    assert recorded.imported.address == recorded.url == "https://staff.example/1"


def test_an_address_with_a_remark_behind_it_is_an_address(book, bring_in, tmp_path):
    bring_in(write_lines(tmp_path / "x.jsonl", [an_estimate(url="https://a.example/x (note, without the first week)")]))

    assert only(book).url == "https://a.example/x"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"quantity": "tanks"}, "column quantity: found “tanks”, expected one of deaths", id="no-harm"),
        pytest.param({"point": -5}, "column point: found “-5”", id="less-than-none"),
        pytest.param({"point": 1.5}, "column point: found “1.5”", id="half-a-person"),
        pytest.param({"point": 10**25}, "column point", id="more-than-there-are"),
        pytest.param({"point": "many"}, "column point: found “many”, expected a whole number", id="a-word"),
        pytest.param({"point": None}, "column point: found nothing", id="no-figure"),
        pytest.param({"low": 9, "high": 3, "point": None}, "low 9 above high 3", id="crossed"),
        pytest.param({"low": 1, "high": 3}, "value 9000 outside of 1–3", id="point-outside"),
        pytest.param({"first_speaker": None}, "column first_speaker: found nothing", id="nobody-says-so"),
        pytest.param({"date": "04/03/2024"}, "column date: found “04/03/2024”, expected a day such as", id="two-days"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_imported(bring_in, tmp_path, changes, says):
    counts, outcomes = bring_in(write_lines(tmp_path / "x.jsonl", [an_estimate(1, **changes), an_estimate(2)]))

    (refused,) = (each for each in outcomes if each.fate.name == "REFUSED")
    assert counts == {"REFUSED": 1, "NEW": 1}
    assert refused.records == ("line 1 (e-001)",)
    assert says in refused.detail


def test_two_rows_with_one_id_are_not_one(bring_in, tmp_path):
    counts, outcomes = bring_in(write_lines(tmp_path / "x.jsonl", [an_estimate(), an_estimate(point=5)]))

    assert counts == {"NEW": 1, "REFUSED": 1}
    assert "e-001 is that of line 1 too" in outcomes[1].detail
