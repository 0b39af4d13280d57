"""A spreadsheet of coded claims: every cell to its field, every bad row named, everything else imported."""

import gc
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest

from tests.imports.files import a_row, write_sheet
from tolltrace.errors import SourceError
from tolltrace.imports import COLUMNS, import_file, write_template
from tolltrace.values import Aspect, Figure, Hedge, Link, Period, Place, Stance, Status

ENDINGS = (".csv", ".xlsx")


def needs(ending):
    if ending == ".xlsx":
        pytest.importorskip("openpyxl", reason="needs the extra: pip install 'tolltrace[xlsx]'")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_row_is_a_claim_with_its_words_at_their_place(book, bring_in, tmp_path, ending):
    needs(ending)
    counts, _ = bring_in(write_sheet(tmp_path / f"coded{ending}", [a_row()]))

    (recorded,) = book.claims()
    claim = recorded.claim
    assert counts == {"NEW": 1}
    assert (claim.mention.text, claim.evidence.text) == ("At least 12", a_row()["evidence"])
    assert claim.figure == Figure(12, None, 12, Hedge.AT_LEAST)
    assert claim.chain == (Link("governor", start=41, end=49), Link("Radio Karvel"))
    assert (recorded.outlet, recorded.published.iso) == ("The Karvel Courier", "2024-03-04")
    assert (recorded.imported.record, recorded.imported.dataset) == ("row 2 (1)", "coded")
    assert (claim.confidence, claim.readings) == (None, ())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"harm": "Wounded"}, {"harm": "wounded"}, id="case"),
        pytest.param({"side": "russian"}, {"side": "Russia"}, id="side-in-its-normal-form"),
        pytest.param({"side": "Lume Militia"}, {"side": "Lume Militia"}, id="side-that-we-do-not-know"),
        pytest.param({"status": "Civilian"}, {"status": Status.CIVILIAN}, id="status"),
        pytest.param({"demographic": "Aid workers"}, {"demographic": "aid_workers"}, id="demographic"),
        pytest.param(
            {"place": "in Bakhmut", "place_name": "Bakhmut", "place_lat": "48.5", "place_lon": "38"},
            {"place": Place("in Bakhmut", "Bakhmut", None, 48.5, 38.0, None)},
            id="place-as-coded",
        ),
        pytest.param({"place": "the old mill"}, {"place": Place("the old mill")}, id="place-of-words-alone"),
        pytest.param({"period": "2024-03"}, {"period": Period("2024-03", "2024-03", None)}, id="period-in-edtf"),
        pytest.param(
            {"period": "since May", "period_edtf": "2023-05~/2024-03-04", "period_date_prec": "4"},
            {"period": Period("since May", "2023-05~/2024-03-04", 4)},
            id="period",
        ),
        pytest.param({"aspect": "CUMULATIVE"}, {"aspect": Aspect.CUMULATIVE}, id="aspect"),
        pytest.param({"rate": "day"}, {"aspect": Aspect.RATE, "rate": "day"}, id="rate"),
        pytest.param({"stance": "disputed", "modality": "doubts"}, {"stance": Stance.DISPUTED}, id="stance"),
        pytest.param({"quoted": "Yes", "background": "no"}, {"quoted": True, "background": False}, id="yes-and-no"),
        pytest.param({"victims": "'=SUM"}, {"victims": "=SUM"}, id="the-apostrophe-of-a-table"),
    ],
)
def test_every_column_goes_to_its_field(book, bring_in, tmp_path, changes, expected):
    bring_in(write_sheet(tmp_path / "x.csv", [a_row() | changes]))

    (recorded,) = book.claims()
    assert {name: getattr(recorded.claim, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("cells", "figure"),
    [
        pytest.param({"value": "12"}, Figure(12, 12, 12), id="value"),
        pytest.param({"value": "1,200"}, Figure(1200, 1200, 1200), id="thousands"),
        pytest.param({"value": "12", "hedge": "about"}, Figure(12, 12, 12, Hedge.ABOUT), id="about"),
        pytest.param({"value": "12", "hedge": "more than"}, Figure(12, None, 12, Hedge.MORE_THAN), id="more-than"),
        pytest.param({"value": "12", "hedge": "at_most"}, Figure(None, 12, 12, Hedge.AT_MOST), id="at-most"),
        pytest.param({"low": "12"}, Figure(12, None, 12, Hedge.AT_LEAST), id="low"),
        pytest.param({"low": "15", "high": "20"}, Figure(15, 20, None, Hedge.RANGE), id="range"),
        pytest.param({"low": "24", "high": "99", "hedge": "vague"}, Figure(24, 99, None, Hedge.VAGUE), id="dozens"),
        pytest.param({"hedge": "vague", "mention": "many"}, Figure(hedge=Hedge.VAGUE), id="many"),
        pytest.param({"fraction": "0.5"}, Figure(fraction=0.5), id="share"),
        pytest.param({"mention": "1,200"}, Figure(1200, 1200, 1200), id="a-plain-number-as-printed"),
        pytest.param({"stance": "not_provided"}, Figure(), id="silence"),
        pytest.param({"value": "0"}, Figure(0, 0, 0), id="zero"),
    ],
)
def test_a_figure_is_what_the_cells_state(book, bring_in, tmp_path, cells, figure):
    names = ["harm", "value", "low", "high", "hedge", "fraction", "mention", "stance"]
    bring_in(write_sheet(tmp_path / "x.csv", [{"harm": "killed"} | cells], names))

    (recorded,) = book.claims()
    assert recorded.claim.figure == figure


BAD = [
    ({"harm": "slain"}, "column harm: found “slain”, expected one of killed"),
    ({"harm": ""}, "column harm: found nothing"),
    ({"low": "-5"}, "column low: found “-5”, expected a whole number from 0 up"),
    ({"low": "NaN"}, "column low: found “NaN”"),
    ({"low": "1e9"}, "column low: found “1e9”"),
    ({"low": "12.5"}, "column low: found “12.5”"),
    ({"low": "9" * 30}, "column low"),
    ({"low": "", "high": "", "hedge": ""}, "column value: found nothing, expected value, low, high or fraction"),
    ({"low": "20", "high": "15", "hedge": ""}, "low 20 above high 15"),
    ({"high": "15"}, "hedge at_least with low 12, high 15"),
    ({"hedge": "maybe"}, "column hedge: found “maybe”, expected one of exact"),
    ({"published": "03/04/2024"}, "column published: found “03/04/2024”, expected a day such as 2023-05-01"),
    ({"published": "2024-02-31"}, "column published"),
    ({"mention": "At most 12"}, "column mention: found “At most 12”, expected words of the sentence"),
    ({"chain": "→".join("abcdefghijklmnopqrstuvwxyz")}, "column chain: found 26, expected at most 20 names"),
    ({"side": "x" * 600}, "column side"),
    ({"outlet": "y" * 40_000}, "column outlet"),
]


@pytest.mark.parametrize(("changes", "says"), BAD, ids=[f"{each[1][:40]}" for each in BAD])
def test_a_bad_row_is_named_by_row_and_column_and_the_rest_is_imported(bring_in, tmp_path, changes, says):
    counts, outcomes = bring_in(write_sheet(tmp_path / "x.csv", [a_row(1), a_row(2) | changes, a_row(3)]))

    (refused,) = (each for each in outcomes if each.fate.name == "REFUSED")
    assert counts == {"NEW": 2, "REFUSED": 1}
    assert refused.records == ("row 3",)
    assert says in refused.detail


@pytest.mark.parametrize("ending", ENDINGS)
def test_order_case_and_spelling_of_columns_make_no_difference(book, bring_in, tmp_path, ending):
    needs(ending)
    row = {
        "Coder": "R.",
        "HARM": "killed",
        "Latitude": "48.5",
        " Place-Name ": "Lume",
        "place lon": "38",
        "Number": "7",
    }
    counts, outcomes = bring_in(write_sheet(tmp_path / f"x{ending}", [row]))

    (recorded,) = book.claims()
    assert counts == {"NEW": 1}
    assert recorded.claim.place == Place("Lume", "Lume", None, 48.5, 38.0, None)
    notices = [each.detail for each in outcomes if each.fate.name == "NOTICE"]
    assert any("Coder" in each for each in notices)
    assert any("no column id" in each for each in notices)
    assert "Coder: R." in book.article(recorded.report_id).text


def test_rows_of_one_report_are_claims_of_one_report(book, bring_in, tmp_path):
    rows = [
        a_row(1, report="r1", claim="1", part_of=""),
        a_row(
            2, report="r1", claim="2", part_of="1", outlet="", published="", mention="12", hedge="", low="3", high="3"
        ),
        a_row(3, report="r2", claim="1", part_of="9"),
        a_row(4, report="r1", claim="", part_of="", outlet="Another"),
    ]
    counts, outcomes = bring_in(write_sheet(tmp_path / "x.csv", rows))

    found = list(book.claims())
    assert counts == {"NEW": 2, "REFUSED": 2}
    assert {each.report_id for each in found} == {"sheet:x:report r1"}
    assert [(each.claim.number, each.claim.part_of, each.imported.record) for each in found] == [
        (1, None, "row 2 (1)"), (2, 1, "row 3 (2)"),
    ]  # fmt: skip
    told = {each.records[0]: each.detail for each in outcomes if each.fate.name == "REFUSED"}
    assert "column part_of: found 9" in told["row 4"]
    assert "column outlet: found “Another”, expected what row 2 of the same report has" in told["row 5"]


def test_a_sentence_that_is_the_headline_stands_in_the_headline(book, bring_in, tmp_path):
    title = "At least 12 dead on the lake"
    bring_in(write_sheet(tmp_path / "x.csv", [a_row(title=title, evidence=title)]))

    (recorded,) = book.claims()
    assert (recorded.title, recorded.claim.evidence.start) == (title, 0)
    assert recorded.claim.mention.end <= len(title)


def test_every_row_is_accounted_for(bring_in, tmp_path):
    rows = [a_row(1), {"id": ""}, a_row(1), {"id": "# a note"}, a_row(2, harm="slain"), a_row(3)]
    counts, _ = bring_in(write_sheet(tmp_path / "x.csv", rows, list(a_row())))

    assert counts == {"NEW": 2, "EMPTY": 1, "NOTE": 1, "REFUSED": 2}
    assert sum(counts.values()) == len(rows)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_is_read_as_spreadsheets_save_it(book, bring_in, tmp_path, delimiter, encoding):
    path = tmp_path / "x.csv"
    path.write_bytes(
        f'harm{delimiter}value{delimiter}victims\r\nkilled{delimiter}12{delimiter}"café goers, two"\r\n'.encode(
            encoding
        )
    )
    bring_in(path, "sheet")

    (recorded,) = book.claims()
    assert recorded.claim.victims == "café goers, two"


def test_our_own_csv_is_a_sheet_of_claims(book, bring_in, tmp_path):
    from tests.statements.stories import the_fire
    from tolltrace.exports import write_export
    from tolltrace.ledger import open_ledger

    with open_ledger(tmp_path / "first.db") as first:
        first.record(the_fire())
        write_export(first, "csv", tmp_path / "claims.csv")
        wanted = sorted((e.claim.mention.text, e.claim.harm, e.claim.figure) for e in first.claims())
    counts, _ = bring_in(tmp_path / "claims.csv")

    assert set(counts) == {"NEW"}
    assert sorted((e.claim.mention.text, e.claim.harm, e.claim.figure) for e in book.claims()) == wanted


# ── workbooks ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_days_and_numbers_of_a_workbook_are_read_as_what_they_are(book, bring_in, tmp_path):
    needs(".xlsx")
    row = a_row(7, low=12, published=date(2024, 3, 4), period=datetime(2024, 3, 3), quoted=True, place_lat=48.5)
    bring_in(write_sheet(tmp_path / "x.xlsx", [row | {"place": "here", "place_lon": 38.0}]))

    (recorded,) = book.claims()
    assert (recorded.published.iso, recorded.claim.period.edtf) == ("2024-03-04", "2024-03-03")
    assert (recorded.claim.figure.low, recorded.claim.quoted, recorded.claim.place.latitude) == (12, True, 48.5)


def test_a_formula_is_never_evaluated(book, bring_in, tmp_path):
    needs(".xlsx")
    rows = [a_row(1), a_row(2, low="=6*2"), a_row(3, coder="=HYPERLINK(1)")]
    counts, outcomes = bring_in(write_sheet(tmp_path / "x.xlsx", rows, [*a_row(), "coder"]))

    (refused,) = (each for each in outcomes if each.fate.name == "REFUSED")
    assert counts == {"NEW": 2, "REFUSED": 1}
    assert refused.records == ("row 3",)
    assert "formulas are not evaluated" in refused.detail
    assert not any("HYPERLINK" in book.article(each.report_id).text for each in book.claims())


def test_a_workbook_that_would_grow_without_end_is_refused(bring_in, tmp_path):
    needs(".xlsx")
    path = write_sheet(tmp_path / "x.xlsx", [a_row()])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/bomb.bin", "w") as part:
        for _ in range(80):
            part.write(b"\0" * 1024 * 1024)

    with pytest.raises(SourceError, match="unpack to"):
        bring_in(path)


@pytest.mark.parametrize(
    "entities",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>',
        "<!-- " + "x" * 100_000 + ' --><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>',
    ],
    ids=["first", "behind-a-long-remark"],
)
def test_a_workbook_with_entities_is_refused(bring_in, tmp_path, entities):
    needs(".xlsx")
    whole = write_sheet(tmp_path / "whole.xlsx", [a_row()])
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for each in old.infolist():
            content = old.read(each)
            if each.filename.endswith("sheet1.xml"):
                content = f'<?xml version="1.0"?>{entities}'.encode() + content.partition(b"?>")[2]
            new.writestr(each.filename, content)

    with pytest.raises(SourceError, match="declares a document type"):
        bring_in(path)


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 and then nothing", b"PK\x03\x04" + b"\0" * 5000],
    ids=["cut", "zeros"],
)
def test_a_damaged_workbook_says_so(bring_in, tmp_path, content):
    needs(".xlsx")
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)

    with pytest.raises(SourceError, match="no workbook"):
        bring_in(path)


def test_a_sheet_that_claims_to_be_endless_ends(bring_in, tmp_path):
    needs(".xlsx")
    whole = write_sheet(tmp_path / "whole.xlsx", [a_row()])
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        for each in old.infolist():
            content = old.read(each)
            if each.filename.endswith("sheet1.xml"):
                far = b'<row r="99999999999"><c r="XFD99999999999"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", far)
            new.writestr(each.filename, content)
    counts, _ = bring_in(path)

    assert counts == {"NEW": 1}


# ── hostile cells, and long files ────────────────────────────────────────────────────────────────────────────────────


def test_no_cell_steers_a_terminal_or_hides_its_order(book, bring_in, tmp_path):
    hostile = "\u202eevil\x1b[2J\u2066 <script>\x9b31m"
    bring_in(write_sheet(tmp_path / "x.csv", [a_row(victims=hostile, outlet=hostile, place=hostile)]))

    (recorded,) = book.claims()
    told = (
        f"{recorded.claim.victims}{recorded.outlet}{recorded.claim.place.text}{book.article(recorded.report_id).text}"
    )
    assert not set(told) & set("\u202e\x1b\u2066\x9b")


@pytest.mark.parametrize(
    "row",
    [
        pytest.param('killed,"12', id="an-open-quotation-mark"),
        pytest.param("killed,12,x,y,z", id="too-many-cells"),
        pytest.param('killed,"' + "x" * 5_000_000 + '"', id="a-huge-cell"),
    ],
)
def test_a_row_that_is_none_costs_itself_alone(bring_in, tmp_path, row):
    path = tmp_path / "x.csv"
    path.write_text(f"harm,value\nkilled,7\n{row}\n", "utf-8")
    counts, _ = bring_in(path)

    assert counts == {"NEW": 1, "REFUSED": 1}


def test_what_is_held_does_not_grow_with_the_file(book, tmp_path, monkeypatch):
    monkeypatch.setattr("tolltrace.imports.record.group_recorded", lambda *_: 0)  # holds 500 reports at most, by itself

    def peak(count):
        path = tmp_path / f"{count}.csv"
        write_sheet(path, [a_row(number) for number in range(count)])
        tracemalloc.start()
        for number, _ in enumerate(import_file(book, path)):
            if number % 40 == 0:
                gc.collect()  # SQLAlchemy's statements are circles
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    peak(40)  # what is read once, and what SQLAlchemy remembers
    few, many = peak(40), peak(120)
    assert many < few + 500_000


# ── the template ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_template_is_a_sheet_without_a_claim(bring_in, tmp_path, ending):
    needs(ending)
    path = tmp_path / f"to-code{ending}"
    write_template(path)
    counts, outcomes = bring_in(path)

    assert counts == {"NOTE": 2}
    assert [each for each in outcomes if each.fate.name == "NOTICE"] == []


def test_the_templates_example_is_a_claim(book, bring_in, tmp_path):
    example = {column.name: column.example for column in COLUMNS}
    counts, _ = bring_in(write_sheet(tmp_path / "x.csv", [example]))

    (recorded,) = book.claims()
    assert counts == {"NEW": 1}
    assert (recorded.claim.mention.text, recorded.claim.figure.hedge) == ("At least 12", Hedge.AT_LEAST)
    assert recorded.claim.place.name == "Lake Dravo"
