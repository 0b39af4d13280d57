"""What a run gives beside the claims, and what it holds on the way."""

import dataclasses
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import BODY, a_page, an_article
from tolltrace import pipeline
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import open_ledger
from tolltrace.pipeline import Extracted, gather, trace, trace_page, trace_pages
from tolltrace.settings import Settings
from tolltrace.values import Original

EXAMPLES = Path(__file__).parent.parent / "examples"
PAGE = a_page(BODY.encode(), kind="text", captured_at=datetime(2024, 3, 6, tzinfo=UTC))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "ferry.txt"
    path.write_bytes(PAGE.content)
    return path


def test_a_report_comes_with_the_page_that_it_was_read_from(path):
    (traced,) = trace(path, settings=Settings())

    assert traced.page.content == PAGE.content
    assert traced.page.sha256 == traced.article.page_sha256


def test_where_no_copies_are_wanted_no_page_is_carried(path):
    (traced,) = trace(path, settings=Settings(snapshots=False))

    assert traced.page is None


def test_a_page_that_is_traced_by_itself_or_among_others_comes_to_the_same():
    (alone,) = trace_page(PAGE, load_knowledge())
    (among,) = trace_pages([PAGE], load_knowledge())

    assert alone == among
    assert alone.page is among.page is PAGE


def test_when_a_page_was_captured_is_known_without_the_page():
    (traced,) = trace_pages([PAGE], load_knowledge(), with_pages=False)

    assert (traced.page, traced.article.captured_at) == (None, PAGE.captured_at)


@pytest.mark.parametrize(
    ("kept", "batches"),
    [
        pytest.param(1000, [5], id="small"),
        pytest.param(60, [2, 2, 1], id="too-large-together"),
        pytest.param(10, [1, 1, 1, 1, 1], id="too-large"),
    ],
)
def test_pages_that_wait_for_the_ledger_are_bounded(monkeypatch, kept, batches):
    monkeypatch.setattr(pipeline, "MAX_KEPT", kept)
    pages = [dataclasses.replace(a_page(b"x" * 40), source=str(number)) for number in range(5)]

    assert [len(each) for each in gather((Extracted(an_article(), page) for page in pages), 100)] == batches


def test_pages_that_nobody_keeps_do_not_count(monkeypatch):
    monkeypatch.setattr(pipeline, "MAX_KEPT", 1)

    assert [len(each) for each in gather([Extracted(an_article(), None)] * 5, 100)] == [5]


@pytest.mark.parametrize("name", ["pdf-situation-report.pdf", "eml-storm-letter.eml"])
def test_the_copy_of_a_report_that_is_no_page_is_the_file_itself_and_reads_the_same(tmp_path, name):
    file = EXAMPLES / name
    (traced,) = trace(file)

    with open_ledger(tmp_path / "a.db") as ledger:
        ledger.record(traced)
        copy = ledger.page(traced.article.id)
        assert copy.content == file.read_bytes()
        assert traced.article.page_sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
        assert list(trace_page(copy, load_knowledge())) == [traced]


def test_a_large_file_behind_a_short_report_counts_as_it_is(monkeypatch):
    monkeypatch.setattr(pipeline, "MAX_KEPT", 100)
    page = dataclasses.replace(a_page(b"x"), original=Original("pdf", b"x" * 60))

    assert [len(each) for each in gather([Extracted(an_article(), page)] * 3, 100)] == [2, 1]
    assert [len(each) for each in gather([page] * 3, 100)] == [2, 1]


def test_a_copy_from_the_ledger_can_be_read_again_with_the_same_result(tmp_path):
    (traced,) = trace_pages([PAGE], load_knowledge())

    with open_ledger(tmp_path / "a.db") as ledger:
        ledger.record(traced)
        assert list(trace_page(ledger.page(traced.article.id), load_knowledge())) == [traced]
