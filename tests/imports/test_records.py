"""What holds for records of every format: a report of their own, a reference, versions, statements, series, exports."""

import dataclasses
import json

import pytest

from tests.imports.files import a_review, a_row, an_estimate, write_lines, write_sheet
from tests.statements.stories import a_report, says
from tolltrace.errors import SourceError
from tolltrace.exports import write_export
from tolltrace.following import find_series, find_statements
from tolltrace.imports import IMPORTS, Fate, find_import, import_file
from tolltrace.imports.importing import hash_file
from tolltrace.ledger import ClaimQuery, open_ledger
from tolltrace.values import Aspect


@pytest.fixture
def files(tmp_path):
    """One of each format that has records of its own."""
    review = tmp_path / "reviews.json"
    review.write_text(json.dumps(a_review()))
    return {
        "economist": write_lines(tmp_path / "estimates.jsonl", [an_estimate()]),
        "claimreview": review,
        "sheet": write_sheet(tmp_path / "coded.csv", [a_row()]),
    }


FORMATS = ("economist", "claimreview", "sheet")


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_shows_its_format(files, name):
    assert find_import(None, files[name]).name == name


@pytest.mark.parametrize("name", FORMATS)
def test_a_claim_quotes_its_record_and_names_where_it_is(where, files, name):
    path = files[name]
    with open_ledger(where) as book:
        assert [each.fate for each in import_file(book, path) if each.records] == [Fate.NEW]
        (recorded,) = book.claims()
        article = book.article(recorded.report_id)
        copy = book.page(recorded.report_id)
        (event,) = book.history(recorded.claim.id)
        verified = book.verify()

    for span in (recorded.claim.mention, recorded.claim.evidence):
        assert article.text[span.start : span.end] == span.text
    found = recorded.imported
    assert (found.format, found.file, found.sha256) == (name, path.name, hash_file(path))
    assert found.claims == (recorded.claim.id,)
    assert (copy.kind, copy.sha256) == ("record", article.page_sha256)
    assert (event.kind, event.actor_kind) == ("imported", "program")
    assert path.name in event.why
    assert verified.broken is None


@pytest.mark.parametrize("name", FORMATS)
def test_a_second_import_changes_nothing(book, bring_in, files, name):
    assert bring_in(files[name])[0] == {"NEW": 1}
    events = len(list(book.events()))

    assert bring_in(files[name])[0] == {"KNOWN": 1}
    assert len(list(book.events())) == events


CHANGED = {
    "economist": lambda path: write_lines(path, [an_estimate(point=9500)]),
    "claimreview": lambda path: path.write_text(json.dumps(a_review(reviewRating={"alternateName": "True"}))),
    "sheet": lambda path: write_sheet(path, [a_row(side="Ukraine")]),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_changed_record_is_a_new_version_and_the_old_one_stays(book, bring_in, files, name):
    bring_in(files[name])
    (before,) = book.claims()
    CHANGED[name](files[name])

    assert bring_in(files[name])[0] == {"CHANGED": 1}
    (after,) = book.claims()
    assert (before.version, after.version, after.report_id) == (1, 2, before.report_id)
    assert len(list(book.claims(ClaimQuery(all_versions=True)))) == 2
    assert after.imported.sha256 != before.imported.sha256


@pytest.mark.parametrize("name", FORMATS)
def test_what_a_person_decided_stays_when_the_same_is_imported_again(book, bring_in, files, name):
    bring_in(files[name])
    (claim,) = book.claims()
    book.decide(claim.claim.id, by="Reviewer Rho", verdict="corrected", why="as printed", changes={"victims": "crew"})
    bring_in(files[name])

    (after,) = book.claims()
    assert (after.claim.victims, after.verdict, after.imported.file) == ("crew", "corrected", files[name].name)


def test_imported_claims_stand_in_statements_with_those_of_reports(book, bring_in, files):
    sentence = "Some 9,000 Russian soldiers have been killed, the Karvel Defence Staff said on Monday."
    told = says(sentence, "9,000", by="Karvel Defence Staff", side="Russia", aspect=Aspect.CUMULATIVE)
    book.record(a_report("https://news.example/1", told, outlet="The Lume Post"))
    bring_in(files["economist"])

    (statement,) = find_statements(book)
    assert set(statement.reports) == {"https://news.example/1", "economist:e-001"}
    assert [relay.carrier.imported is None for relay in statement.relays].count(False) == 1


def test_imported_claims_make_series(book, bring_in, tmp_path):
    days = ("2024-01-01", "2024-02-01", "2024-03-01")
    rows = [an_estimate(n, date=day, point=8000 + 500 * n) for n, day in enumerate(days)]
    other = an_estimate(9, first_speaker="Lume Militia Watch", low=7000, high=9500, point=None)
    bring_in(write_lines(tmp_path / "x.jsonl", [*rows, other]))

    lined_up, findings = find_series(book)
    told = {
        one.speaker: [(f"{point.on}", point.kind, point.figure.value) for point in one.points]
        for one in lined_up.series
    }
    assert told["Karvel Defence Staff"] == [(day, "cumulative", 8000 + 500 * n) for n, day in enumerate(days)]
    assert told["Lume Militia Watch"] == [("2024-03-04", "cumulative", None)]
    assert findings == ()


def test_records_of_one_table_are_no_copies_of_each_other(book, bring_in, tmp_path):
    """Their labels are the table's: neither words nor texts that they share tell who had it from whom."""
    rows = [an_estimate(n, first_speaker=speaker) for n, speaker in enumerate(("Ana Veld", "Ilo Marr", "Oro Senn"))]
    bring_in(write_lines(tmp_path / "x.jsonl", rows))

    assert {(one.lineages, len(one.reports)) for one in find_statements(book)} == {(1, 1)}


@pytest.mark.parametrize("name", ["jsonl", "csv", "annotations", "prov", "parquet"])
def test_exports_keep_the_reference(book, bring_in, files, tmp_path, name):
    if name == "parquet":
        pytest.importorskip("pyarrow")
    bring_in(files["sheet"])
    (tmp_path / "out").mkdir()
    receipt = write_export(book, name, tmp_path / "out")
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())

    assert receipt.exported == 1
    sha256 = hash_file(files["sheet"]).encode()
    assert sha256 in written or (name == "parquet" and b"coded.csv" in written)
    assert str(tmp_path).encode() not in written


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        pytest.param(None, b"<html><body>Nothing</body></html>", "say so by --as", id="no-format"),
        pytest.param("sheet", b"a,b\n1,2\n", "row 1: found .a, b., expected columns named harm", id="no-claims"),
        pytest.param("sheet", b"", "empty", id="nothing"),
        pytest.param("gedcom", b"", "no format that is imported; known: jsonl", id="unknown"),
    ],
)
def test_what_cannot_be_imported_says_why(bring_in, tmp_path, name, content, says):
    path = tmp_path / "x"
    path.write_bytes(content)

    with pytest.raises(SourceError, match=says):
        bring_in(path, name)


def test_a_file_that_is_not_there_says_so(bring_in, tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        bring_in(tmp_path / "nowhere.csv")


def test_without_snapshots_no_copy_of_a_record_is_kept(book, files):
    list(import_file(book, files["sheet"], snapshots=False))

    (report,) = book.reports()
    assert (report.page_kept, report.imported) == (False, True)


def test_a_datasets_name_keeps_its_records_the_same_from_file_to_file(book, bring_in, tmp_path):
    bring_in(write_sheet(tmp_path / "march.csv", [a_row()]), dataset="coded")
    counts, _ = bring_in(write_sheet(tmp_path / "april.csv", [a_row(), a_row(2)]), dataset="coded")

    assert counts == {"KNOWN": 1, "NEW": 1}
    assert {each.dataset for each in (claim.imported for claim in book.claims())} == {"coded"}


def test_every_format_has_a_name_of_its_own():
    assert len({each.name for each in IMPORTS}) == len(IMPORTS)
    assert [each.name for each in IMPORTS if not dataclasses.is_dataclass(each)] == []
