import io
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tolltrace.articles import extract_articles
from tolltrace.knowledge import load_knowledge
from tolltrace.pages import parquet
from tolltrace.pages.reader import Origin
from tolltrace.values import Article, Failed, Page, Reason, Rejected

NOTE = "At least 12 people were killed in Exampletown, the mayor said."


def write(**columns):
    pyarrow = pytest.importorskip("pyarrow", reason="needs the extra: pip install 'tolltrace[parquet]'")
    from pyarrow.parquet import write_table

    out = io.BytesIO()
    write_table(pyarrow.table(columns), out)
    return out.getvalue()


def read(content, max_page_bytes=100_000):
    assert parquet.READER.accepts("reports", content[:4096])
    return list(parquet.READER.read(io.BytesIO(content), Origin("reports.parquet"), max_page_bytes=max_page_bytes))


def test_a_row_is_an_article():
    when = datetime(2023, 5, 1, 19, 29, tzinfo=UTC)

    (page,) = read(
        write(Title=["Toll"], maintext=[NOTE], date=[when], authors=[["Ann Example", None]], extra=[b"\x00"], id=[7])
    )
    (found,) = extract_articles(page, load_knowledge())

    assert isinstance(found, Article)
    assert (found.title, found.body, found.id, found.authors) == ("Toll", NOTE, "7", ("Ann Example",))
    assert (found.published.iso, found.source) == ("2023-05-01T19:29:00+00:00", "reports.parquet:1")


def test_of_many_rows_one_bad_one_costs_only_itself():
    results = read(write(text=[NOTE] * 99 + [None] + [NOTE * 2000] + [NOTE]))

    assert [result.source for result in results if isinstance(result, Rejected)] == ["reports.parquet:101"]
    assert sum(isinstance(result, Page) for result in results) == 101
    (empty,) = extract_articles(results[99], load_knowledge())
    assert empty.reason == Reason.EMPTY


def test_a_table_of_something_else_is_named():
    (rejected,) = read(write(item=["bread"], price=[2]))

    assert rejected.reason == Reason.KIND
    assert "the columns item, price; expected a column text" in rejected.detail


def test_a_table_without_rows_is_rejected_as_empty():
    (rejected,) = read(write(text=[]))

    assert rejected.reason == Reason.EMPTY


def test_a_file_that_is_cut_off_fails():
    (failed,) = read(write(text=[NOTE])[:-20])

    assert isinstance(failed, Failed)
    assert "the Parquet file is damaged" in failed.detail


def test_without_pyarrow_the_file_fails_with_how_to_read_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    (failed,) = read(b"PAR1")

    assert "pip install 'tolltrace[parquet]'" in failed.detail


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_whatever_comes_there_is_a_result(data):
    content = bytearray(write(text=[NOTE, NOTE], id=[1, 2]))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(4, len(content) - 1))
        content[at : at + data.draw(st.integers(1, 8))] = data.draw(st.binary(max_size=8))
    assert read(bytes(content))
