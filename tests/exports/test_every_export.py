"""What holds for every format: the counts add up, nothing is lost in silence, nobody's texts and machines are shown."""

import csv
import hashlib
import io
import json
import re
import textwrap
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.exports.conftest import FILLER, HOME, content
from tests.exports.shapes import ANNOTATIONS, PROV, SCHEMA_ORG
from tolltrace.errors import ExportError
from tolltrace.exports import EXPORTS, write_export
from tolltrace.exports.export import Context, Unit
from tolltrace.exports.receipt import Tally
from tolltrace.following import find_statements
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import ClaimQuery, open_ledger
from tolltrace.printable import FORMULA_STARTS, HOSTILE

NAMES = [export.name for export in EXPORTS]
BY_NAME = {export.name: export for export in EXPORTS}
LOOK_ALIKES = ("ucdp", "acled", "airwars", "hapi")
TABLES = ("csv", "csv-statements", *LOOK_ALIKES)
DOCUMENTS = {"schema-org": SCHEMA_ORG, "prov": PROV, "annotations": ANNOTATIONS}


@pytest.fixture
def export(book, tmp_path, request):
    """Write a format; the file, and its receipt."""

    def write(name, query=None, *, quotes=True):
        if name == "parquet":
            pytest.importorskip("pyarrow", reason="needs the extra: pip install 'tolltrace[parquet]'")
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        write_export(book, name, folder, query, quotes=quotes)
        path = folder / BY_NAME[name].file_name
        assert {each.name for each in folder.iterdir()} == {path.name, f"{path.name}.losses.json"}
        return path, json.loads(path.with_name(f"{path.name}.losses.json").read_text("utf-8"))

    return write


def records_in(name, path):
    """How many records a file holds."""
    if name in TABLES:
        return len(rows_of(path))
    if name.startswith("jsonl"):
        return len(path.read_text("utf-8").splitlines())
    if name == "parquet":
        from pyarrow.dataset import dataset

        return dataset(path, partitioning="hive").count_rows()
    document = json.loads(path.read_text("utf-8"))
    if name == "annotations":
        return len(document["items"])
    kind = "Claim" if name == "schema-org" else "tolltrace:Claim"
    return sum(kind in [*each.get("@type", [])] or each.get("@type") == kind for each in document["@graph"])


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "query",
    [
        pytest.param(None, id="all"),
        pytest.param(ClaimQuery(harm="wounded"), id="harm"),
        pytest.param(ClaimQuery(harm="captured"), id="nothing"),
        pytest.param(ClaimQuery(as_of=date(2024, 3, 4)), id="as-of"),
        pytest.param(ClaimQuery(speaker="Ana Veld", since=date(2024, 3, 5)), id="speaker-and-day"),
    ],
)
def test_what_is_exported_and_what_is_left_out_is_all_there_is(export, book, name, query):
    path, receipt = export(name, query)
    counts = receipt["counts"]

    listed = {
        Unit.CLAIMS: lambda: sum(1 for _ in book.claims(every(query))),
        Unit.STATEMENTS: lambda: sum(1 for _ in statements(book, query)),
    }
    assert counts["all"] == listed[BY_NAME[name].unit]()
    assert counts["all"] == counts["exported"] + counts["left_out"]
    assert counts["left_out"] == sum(each["records"] for each in receipt["left_out"])
    assert counts["exported"] == records_in(name, path)
    assert [each for each in receipt["losses"] if not 0 < each["records"] <= counts["exported"]] == []


def every(query):
    query = query or ClaimQuery()
    return ClaimQuery(harm=query.harm, speaker=query.speaker, since=query.since, as_of=query.as_of, with_rejected=True)


def statements(book, query):
    only_a_day = query == ClaimQuery(as_of=query.as_of) if query else True
    return find_statements(book, None if only_a_day else query, as_of=query.as_of if query else None)


LEFT_OUT = {"rejected": 1, "stance": 6, "share": 1, "rate": 1, "no_figure": 1}


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        pytest.param("jsonl", {"rejected": 1}, id="jsonl"),
        pytest.param("ucdp", LEFT_OUT | {"harm": 7}, id="ucdp"),
        pytest.param("acled", LEFT_OUT | {"harm": 7}, id="acled"),
        pytest.param("airwars", LEFT_OUT | {"harm": 5}, id="airwars"),
        pytest.param("hapi", LEFT_OUT | {"harm": 7}, id="hapi"),
        pytest.param("annotations", {"rejected": 1}, id="annotations"),
        pytest.param("schema-org", {}, id="schema-org"),
    ],
)
def test_the_receipt_says_why_claims_are_left_out(export, name, left_out):
    _, receipt = export(name)

    assert {each["what"]: each["records"] for each in receipt["left_out"]} == left_out


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        pytest.param("jsonl", {"decision_details": 2, "source": 31}, id="decisions-and-files"),
        pytest.param("csv", {"decision_details": 2, "why": 1, "chain_details": 12}, id="flat"),
        pytest.param("ucdp", {"decision_details": 2, "field_confidence": 1, "chain_details": 7}, id="look-alike"),
        pytest.param("annotations", {"decision_details": 2, "url": 1, "why": 1}, id="annotations"),
        pytest.param("schema-org", {"decisions": 2, "confidence": 1}, id="statements"),
    ],
)
def test_the_receipt_counts_the_records_that_a_loss_touched(export, name, lost):
    _, receipt = export(name)
    found = {each["what"]: each["records"] for each in receipt["losses"]}

    assert {what: found.get(what, 0) for what in lost} == lost


def test_the_receipt_says_how_it_was_made(export):
    path, receipt = export("csv", ClaimQuery(harm="killed", since=date(2024, 3, 1), as_of=date(2024, 3, 9)))

    assert receipt["filters"] == {"harm": "killed", "since": "2024-03-01"}
    assert (receipt["format"], receipt["as_of"], receipt["quotes"]) == ("csv", "2024-03-09", True)
    assert set(receipt["made_by"]) == {"code", "code_sha256", "knowledge_sha256"}
    assert sum(each["records"] for each in receipt["read_by"]) == receipt["counts"]["exported"]
    (file,) = receipt["files"]
    assert file["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", NAMES)
def test_no_text_no_reviewer_and_no_machine_is_shown(export, filled, name):
    path, receipt = export(name)
    written = content(path) + json.dumps(receipt)

    assert [each for each in (FILLER, HOME, "secret-project", "Reviewer Rho", str(filled)) if each in written] == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != "parquet"])
def test_a_sentence_is_quoted_only_where_that_is_meant_and_never_with_no_quotes(export, book, name):
    sentences = {each.claim.evidence.text for each in book.claims() if len(each.claim.evidence.text) < 60}
    with_quotes, without = content(export(name)[0]), content(export(name, quotes=False)[0])

    assert any(each in with_quotes for each in sentences) is BY_NAME[name].holds_quotes or name == "schema-org"
    assert [each for each in sentences if each in without] == []
    if BY_NAME[name].holds_quotes:
        assert [each["records"] for each in export(name, quotes=False)[1]["losses"] if each["what"] == "quotes"]


@pytest.mark.parametrize("name", TABLES)
def test_no_cell_of_a_table_is_run_as_a_formula_or_steers_a_terminal(export, name):
    path, _ = export(name)
    cells = [cell for row in rows_of(path) for cell in row.values()]

    assert [cell for cell in cells if cell.lstrip().startswith(FORMULA_STARTS) and not is_number(cell)] == []
    assert [cell for cell in cells if HOSTILE.search(cell)] == []
    assert any(cell.startswith("'=HYPERLINK") for cell in cells) or name == "csv-statements"


def is_number(cell):
    return cell.lstrip("-").replace(".", "", 1).isdigit()


@pytest.mark.parametrize("name", [name for name in NAMES if name not in (*TABLES, "parquet")])
def test_json_steers_no_terminal_and_holds_the_same_data(export, name):
    written = content(export(name)[0])

    assert HOSTILE.sub("", written.replace("\n", "")) == written.replace("\n", "")
    assert "\\u001b[2J" in written
    assert "javascript:" not in written or name.startswith("jsonl")  # a link in linked data, a text in a record


@pytest.mark.parametrize(("name", "shape"), DOCUMENTS.items(), ids=DOCUMENTS)
@pytest.mark.parametrize("quotes", [True, False], ids=["quotes", "no-quotes"])
def test_a_document_has_the_shape_of_its_format(export, name, shape, quotes):
    document = json.loads(export(name, quotes=quotes)[0].read_text("utf-8"))

    assert list(document) == [*(key for key in document if key not in ("@graph", "items")), list(document)[-1]]
    errors = [f"{list(each.path)}: {each.message[:200]}" for each in Draft202012Validator(shape).iter_errors(document)]
    assert errors == []


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_a_table_that_looks_like_anothers_is_never_taken_for_it(export, book, tmp_path, name):
    path, receipt = export(name)
    rows = rows_of(path)

    assert path.name == f"tolltrace-{name}-like.csv"
    assert [row for row in rows if not row["tolltrace_dataset"].startswith(f"tolltrace-{name}-like: ")] == []
    assert next(iter(rows[0])) == "tolltrace_dataset"
    assert [column for column in receipt["always_empty"] if any(row[column] for row in rows)] == []
    with pytest.raises(ExportError, match=f"tolltrace-{name}-like"):
        write_export(book, name, tmp_path / "ged241.csv")


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_a_column_is_said_to_be_empty_or_can_be_filled(export, name):
    rows = rows_of(export(name)[0])
    filled = {column for row in rows for column, value in row.items() if value}
    empty = set(BY_NAME[name].always_empty)
    ours = {column for column in rows[0] if column.startswith("tolltrace_")}
    never = [column for column in rows[0] if column not in filled | empty | ours]

    assert filled & empty == set()
    assert [column for column in never if "_killed_" not in column and "_injured_" not in column] == []


def test_what_fails_leaves_nothing_behind(book, tmp_path, monkeypatch):
    (tmp_path / "tolltrace-claims.csv").write_text("what stood there")

    def break_off(row, context):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tolltrace.exports.own_claims.claim_row", break_off)
    with pytest.raises(ExportError, match="No space left"):
        write_export(book, "csv", tmp_path)

    assert [each.name for each in tmp_path.iterdir()] == ["tolltrace-claims.csv"]
    assert (tmp_path / "tolltrace-claims.csv").read_text() == "what stood there"


@pytest.mark.parametrize(
    ("name", "to", "says"),
    [
        pytest.param("gedcom", ".", "known: jsonl, csv", id="unknown"),
        pytest.param("csv", "nowhere/x.csv", "no such folder", id="no-folder"),
        pytest.param("parquet", "there", "not written over", id="a-folder-that-is-there"),
    ],
)
def test_what_cannot_be_written_says_why(book, tmp_path, name, to, says):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "tolltrace-claims").mkdir()
    with pytest.raises(ExportError, match=says):
        write_export(book, name, tmp_path / to)


def test_an_empty_ledger_gives_empty_files(tmp_path):
    with open_ledger(tmp_path / "empty.db") as book:
        receipts = [write_export(book, name, tmp_path) for name in NAMES if name != "parquet"]

    assert {receipt.exported for receipt in receipts} == {0}
    assert json.loads((tmp_path / "tolltrace-prov.jsonld").read_text("utf-8"))["@graph"]


def test_the_example_of_how_to_add_one_is_an_export(book, tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "add-an-export.md").read_text("utf-8")
    (block,) = re.findall(r"^    ```python\n(.*?)^    ```", page, re.MULTILINE | re.DOTALL)
    example = {}
    exec(textwrap.dedent(block), example)  # noqa: S102  our own page

    tally = Tally(example["EXPORT"], quotes=True)
    example["EXPORT"].write(tally.keep(book.claims()), tmp_path / "x", Context(load_knowledge()))
    features = [json.loads(line) for line in (tmp_path / "x").read_text("utf-8").splitlines()]

    assert tally.exported == len(features) > 3
    assert tally.left_out["no_point"] > 3
    assert {tuple(each["geometry"]["coordinates"]) for each in features} >= {(20.0, 10.0)}
