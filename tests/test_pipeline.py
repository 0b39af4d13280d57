"""What a run gives beside the claims, and what it holds on the way."""

import dataclasses
from datetime import UTC, datetime

import pytest

from tests.builders import BODY, a_page, an_article
from tolltrace import pipeline
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import open_ledger
from tolltrace.pipeline import Extracted, gather, trace, trace_page, trace_pages
from tolltrace.settings import Settings

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


def test_a_copy_from_the_ledger_can_be_read_again_with_the_same_result(tmp_path):
    (traced,) = trace_pages([PAGE], load_knowledge())

    with open_ledger(tmp_path / "a.db") as ledger:
        ledger.record(traced)
        assert list(trace_page(ledger.page(traced.article.id), load_knowledge())) == [traced]
