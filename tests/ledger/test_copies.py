"""Copies of pages: kept once, given back byte for byte, or a plain word why not. Rules: docs/decisions/0010."""

import dataclasses
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import a_method, a_page, a_traced
from tolltrace.errors import LedgerError
from tolltrace.ledger import Ledger, Recorded, copies, open_ledger
from tolltrace.values import Page

OTHER_ADS = a_page(b"<title>Ferry fire</title><p>At least 12 people died.<aside>Buy now")


def count_of_copies(ledger: Ledger) -> int:
    with ledger._engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM copies").scalar_one())


def test_a_page_comes_back_as_it_was_read(ledger):
    page = a_page(
        "<p>Über 12 Tote\x00".encode("utf-16"),
        url="https://karvel.example/news/ferry-fire?page=1",
        charset="utf-16",
        captured_at=datetime(2024, 3, 6, tzinfo=UTC),
    )
    traced = a_traced(page=page, source=page.source, captured_at=page.captured_at)

    assert ledger.record(traced) == Recorded(reports=1, versions=1, claims=3, copies=1)
    assert ledger.page(traced.article.id) == page


@settings(max_examples=20, deadline=None)
@given(content=st.binary(min_size=1, max_size=2000) | st.builds(lambda part: part * 5000, st.binary(max_size=50)))
def test_any_bytes_come_back(content, tmp_path_factory):
    with open_ledger(tmp_path_factory.mktemp("any") / "a.db") as ledger:
        traced = a_traced(page=a_page(content))
        ledger.record(traced)

        assert ledger.page(traced.article.id).content == content


def test_the_page_of_several_articles_is_kept_once(ledger):
    posts = [a_traced(id=f"post-{number}", page=a_page()) for number in range(3)]

    assert [ledger.record(each).copies for each in posts] == [1, 0, 0]
    assert ledger.page("post-2").content == a_page().content


def test_each_version_has_the_page_that_it_was_read_from(ledger):
    first, second = a_traced(page=a_page()), a_traced(title="Dozens dead", page=OTHER_ADS)

    assert ledger.record([first, second]).copies == 2
    assert ledger.page(first.article.id, 1).content == first.page.content
    assert ledger.page(first.article.id).content == second.page.content


@pytest.mark.parametrize(
    ("again", "copies_kept"),
    [
        pytest.param(a_traced(page=a_page()), 1, id="the-same"),
        pytest.param(a_traced(page=OTHER_ADS), 1, id="the-same-report-with-other-ads"),
        pytest.param(a_traced(page=OTHER_ADS, method=a_method("0.2.0")), 1, id="read-by-newer-code"),
        pytest.param(a_traced(page=OTHER_ADS, method=a_method("0.0.1")), 1, id="read-by-older-code"),
        pytest.param(a_traced(page=OTHER_ADS, title="Dozens dead"), 2, id="changed"),
    ],
)
def test_a_page_that_says_the_same_is_not_kept_twice(ledger, again, copies_kept):
    ledger.record(a_traced(page=a_page()))
    ledger.record(again)

    assert count_of_copies(ledger) == copies_kept


def test_tracing_again_keeps_a_copy_that_is_missing(ledger):
    ledger.record(dataclasses.replace(a_traced(page=a_page()), page=None))
    with pytest.raises(LedgerError, match=r"no copy is kept .* version 1: .*--no-snapshots.*: pages/ferry-fire.html"):
        ledger.page(a_traced().article.id)

    assert ledger.record(a_traced(page=a_page())) == Recorded(unchanged=3, copies=1)
    assert ledger.page(a_traced().article.id).content == a_page().content


def test_a_page_of_no_report_is_named(ledger):
    with pytest.raises(LedgerError, match="no report 'nothing', version 2"):
        ledger.page("nothing", 2)


@pytest.mark.parametrize(
    ("traced", "says"),
    [
        pytest.param(
            dataclasses.replace(a_traced(page=a_page()), page=OTHER_ADS), "its article names a page", id="another-page"
        ),
        pytest.param(
            a_traced(page=a_page(os.urandom(2000))), "more than a ledger keeps; use --no-snapshots", id="huge"
        ),
    ],
)
def test_a_page_that_cannot_be_kept_leaves_its_report_out_whole(ledger, monkeypatch, traced, says):
    monkeypatch.setattr(copies, "MAX_CONTENT", 1000)

    with pytest.raises(LedgerError, match=says):
        ledger.record(traced)
    assert list(ledger.reports()) == []


def spoiled(path: Path, content: bytes, codec: str = "zstd") -> Page:
    """What the ledger gives of a page whose copy is another by now."""
    with open_ledger(path) as ledger:
        traced = a_traced(page=a_page())
        ledger.record(traced)
    with sqlite3.connect(path) as raw:
        raw.execute("DROP TRIGGER copies_no_update")
        raw.execute("UPDATE copies SET content = ?, codec = ?", (content, codec))
    raw.close()
    with open_ledger(path) as ledger:
        return ledger.page(traced.article.id)


@pytest.mark.parametrize(
    ("content", "codec", "says"),
    [
        pytest.param(b"", "zstd", "came out as e3b0c442", id="empty"),
        pytest.param(b"no frame", "zstd", "its copy is damaged", id="no-frame"),
        pytest.param(zstandard.compress(a_page().content)[:-5], "zstd", "came out as|is damaged", id="cut-off"),
        pytest.param(zstandard.compress(b"forged"), "zstd", "came out as", id="forged"),
        pytest.param(zstandard.compress(bytes(10**8)), "zstd", "came out as", id="bomb"),
        pytest.param(b"", "future", "packed as 'future'.*upgrade tolltrace", id="newer"),
    ],
)
def test_a_copy_that_is_not_what_was_kept_is_never_given(tmp_path, content, codec, says):
    with pytest.raises(LedgerError, match=says):
        spoiled(tmp_path / "a.db", content, codec)
