"""What reviewers decided as codes: what is in them, what is left out, and that our own reader finds it in place."""

import json

import pytest

from tests.builders import a_claim, a_method, a_traced, an_article
from tolltrace.errors import ExportError
from tolltrace.exports.codes import TEST, TRAIN, part_of, write_codes
from tolltrace.ledger import open_ledger
from tolltrace.pipeline import trace
from tolltrace.values import Traced


@pytest.fixture
def book(tmp_path):
    with open_ledger(tmp_path / "l.db") as book:
        yield book


def ids_in(part, count):
    """Ids of reports that go into a part."""
    return [each for each in (f"r{number}" for number in range(100)) if part_of(each) == part][:count]


def decide(book, report, *verdicts, by="A. Coder"):
    """A verdict for each claim of a report, in the order of its text; None for none."""
    for recorded, verdict in zip(book.claims(report=report, with_rejected=True), verdicts, strict=True):
        if verdict:
            changes = {"victims": "sailors"} if verdict == "corrected" else None
            book.decide(recorded.claim.id, by=by, verdict=verdict, why="read it", changes=changes)


A = " ".join(f"Boat{n} went out to pier{n} and came back empty{n}." for n in range(30))  # bare digits are not compared
B = " ".join(f"Lorry{n} brought flour{n} to village{n} in the hills." for n in range(30))


def lines(folder, name):
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]


def test_what_is_decided_stands_in_gold_and_what_is_rejected_does_not(book, tmp_path):
    (train,), (test,) = ids_in(TRAIN, 1), ids_in(TEST, 1)
    book.record(a_traced(id=report, body=f"{an_article().body}\n\n{own}") for report, own in ((train, A), (test, B)))
    decide(book, train, "accepted", "rejected", "corrected")
    decide(book, test, "accepted", "accepted", "accepted")

    codes = write_codes(book, tmp_path / "codes")

    assert [each["id"] for each in lines(tmp_path / "codes", "train.gold")] == [train]
    assert [each["id"] for each in lines(tmp_path / "codes", "test.reports")] == [test]
    (gold,) = lines(tmp_path / "codes", "train.gold")
    killed, missing = gold["claims"]
    assert (killed["harm"], killed["low"], killed["place"], killed["chain"]) == (
        "killed",
        12,
        "on Lake Dravo",
        ["governor"],
    )
    assert (missing["victims"], missing["decided_by"]) == ("sailors", ["A. Coder"])
    decided = lines(tmp_path / "codes", "train.decided")
    assert [(each["claim"]["harm"], each["negative"]) for each in decided] == [
        ("killed", False), ("wounded", True), ("missing", False)
    ]  # fmt: skip
    assert (codes.reports, codes.claims, codes.negatives[TRAIN]) == ({TRAIN: 1, TEST: 1}, {TRAIN: 2, TEST: 3}, 1)
    assert json.loads((tmp_path / "codes" / "receipt.json").read_text("utf-8"))["train"] == {
        "reports": 1, "claims": 2, "decided": 3, "negatives": 1
    }  # fmt: skip


def test_offsets_count_in_what_our_reader_reads_from_the_texts(book, tmp_path):
    book.record(a_traced(id="r1", standfirst="Rescuers searched all night."))
    decide(book, "r1", "accepted", "accepted", "accepted")
    write_codes(book, tmp_path / "codes")

    part = part_of("r1")
    (gold,) = lines(tmp_path / "codes", f"{part}.gold")
    (traced,) = trace(str(tmp_path / "codes" / f"{part}.reports.jsonl"))
    assert traced.article.id == "r1"
    for claim in gold["claims"]:
        mention = claim["mention"]
        assert traced.article.text[mention["start"] : mention["end"]] == mention["text"]


@pytest.mark.parametrize(
    ("others", "reason"),
    [
        pytest.param([("A. Coder", None)], "undecided", id="nobody"),
        pytest.param([("A. Coder", "pending")], "undecided", id="pending"),
        pytest.param([("A. Coder", "accepted"), ("R. Viewer", "pending")], "undecided", id="one-waits"),
        pytest.param([("A. Coder", "accepted"), ("R. Viewer", "rejected")], "disputed", id="verdict"),
        pytest.param([("A. Coder", "accepted"), ("R. Viewer", "corrected")], "disputed", id="field"),
    ],
)
def test_a_report_with_a_claim_that_is_open_measures_nothing(book, tmp_path, others, reason):
    (report,) = ids_in(TEST, 1)
    book.record(a_traced(id=report))
    decide(book, report, None, "accepted", "rejected")
    for by, verdict in others:
        decide(book, report, verdict, None, None, by=by)

    codes = write_codes(book, tmp_path / "codes")

    assert lines(tmp_path / "codes", "test.gold") == lines(tmp_path / "codes", "test.reports") == []
    assert len(lines(tmp_path / "codes", "test.decided")) == 2
    assert (codes.left_out, codes.reports_left_out) == ({reason: 1}, {"not whole": 1})


def test_reviewers_who_agree_are_all_named(book, tmp_path):
    book.record(a_traced(id="r1"))
    for by in ("A. Coder", "R. Viewer"):
        decide(book, "r1", "accepted", "accepted", "rejected", by=by)

    codes = write_codes(book, tmp_path / "codes")
    (gold,) = lines(tmp_path / "codes", f"{part_of('r1')}.gold")
    assert {tuple(claim["decided_by"]) for claim in gold["claims"]} == {("A. Coder", "R. Viewer")}
    assert codes.reviewers == {"A. Coder": 3, "R. Viewer": 3}


def test_a_duplicate_is_no_claim_where_it_says_one_of_its_own_report_once_more(book, tmp_path):
    book.record([a_traced(id="r1"), a_traced(id="r2", body=an_article().body + "\n\nThe lake is deep.")])
    first, second = (next(book.claims(report=report)).claim.id for report in ("r1", "r2"))
    decide(book, "r1", "accepted", None, "accepted")
    decide(book, "r2", None, "accepted", "accepted")
    wounded = [each.claim.id for each in book.claims(report="r1")][1]
    book.decide(wounded, by="A. Coder", verdict="duplicate", why="so", duplicate_of=first)
    book.decide(second, by="A. Coder", verdict="duplicate", why="the same page", duplicate_of=first)

    write_codes(book, tmp_path / "codes")
    negatives = {
        (each["report"], each["claim"]["harm"])
        for part in (TRAIN, TEST)
        for each in lines(tmp_path / "codes", f"{part}.decided")
        if each["negative"]
    }
    assert negatives <= {("r1", "wounded")}
    assert ("r2", "killed") not in negatives


def test_who_learns_from_a_report_is_not_measured_with_its_copy(book, tmp_path):
    body = (
        an_article().body
        + "\n\n"
        + "\n\n".join(f"On day {n} the rescuers went on with their search." for n in range(20))
    )
    (train,), (test,) = ids_in(TRAIN, 1), ids_in(TEST, 1)
    for report in (train, test):
        book.record(a_traced(id=report, body=body))
        decide(book, report, "accepted", "accepted", "accepted")

    codes = write_codes(book, tmp_path / "codes")
    assert codes.reports == {TEST: 1}
    assert codes.reports_left_out == {"copies": 1}
    assert lines(tmp_path / "codes", "train.decided") == []


def test_a_decision_on_words_that_newer_code_reads_elsewhere_goes_along(book, tmp_path):
    page = {"page_sha256": "9" * 64, "id": "r1"}
    first = an_article(**page)
    claim = a_claim(article=first)
    book.record(Traced(first, (claim,), a_method("0.1.0")))
    book.decide(claim.id, by="A. Coder", verdict="accepted", why="so")
    longer = an_article(**page, standfirst="Rescuers searched all night.")
    book.record(Traced(longer, (), a_method("0.2.0")))

    write_codes(book, tmp_path / "codes")
    (gold,) = lines(tmp_path / "codes", f"{part_of('r1')}.gold")
    assert gold["claims"][0]["mention"]["start"] == longer.text.index("At least 12")


def test_a_folder_is_written_whole_and_never_over_another(book, tmp_path):
    book.record(a_traced(id="r1"))
    decide(book, "r1", "accepted", "accepted", "accepted")
    write_codes(book, tmp_path / "codes")

    with pytest.raises(ExportError, match="is there already"):
        write_codes(book, tmp_path / "codes")
    with pytest.raises(ExportError, match="no such folder; make it first"):
        write_codes(book, tmp_path / "none" / "codes")
    assert [each.name for each in tmp_path.glob(".tolltrace-*")] == []
