import csv
import io
import time
import tracemalloc
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tolltrace.articles import extract_articles
from tolltrace.knowledge import load_knowledge
from tolltrace.pages import read_sources, table
from tolltrace.pages.columns import COLUMNS
from tolltrace.pages.reader import Origin
from tolltrace.settings import Settings
from tolltrace.values import Article, Failed, Page, Reason, Rejected

NOTE = "At least 12 people were killed in Exampletown, the mayor said."
NOTE_UK = "Загинули 12 людей, повідомив мер."


def write(*rows, delimiter=",", encoding="utf-8", line_end="\r\n"):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return text.getvalue().encode(encoding)


def read(content, name="reports.csv", max_page_bytes=100_000):
    content = content if isinstance(content, bytes) else content.encode()
    assert table.READER.accepts(name, content[:4096])
    return list(table.READER.read(io.BytesIO(content), Origin(name), max_page_bytes=max_page_bytes))


def article(page):
    (found,) = extract_articles(page, load_knowledge())
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_row_is_an_article(delimiter, encoding):
    header = ("Title", "Published At", "source", "body", "Keywords", "byline", "notes, internal")
    row = ("Toll; rises", "2023-05-01", "Example Herald", f"{NOTE}\n\nSo said, again.", "a,b", "By Ann Example", "x|y")

    (page,) = read(write(header, row, delimiter=delimiter, encoding=encoding))
    found = article(page)

    assert (found.title, found.outlet, found.published.iso) == ("Toll; rises", "Example Herald", "2023-05-01")
    assert (found.body, found.tags, found.authors) == (f"{NOTE}\n\nSo said, again.", ("a", "b"), ("Ann Example",))
    assert found.source == page.source == "reports.csv:2"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_row_is_named_by_the_line_on_which_it_begins(line_end):
    content = write(("text", "id"), (f"{NOTE}{line_end}{line_end}More.", 1), (), (NOTE, 2), line_end=line_end)

    assert [page.source for page in read(content)] == ["reports.csv:2", "reports.csv:6"]


def test_what_a_spreadsheet_saved_in_its_own_encoding_is_read():
    (page,) = read(write(("text", "id"), (f"{NOTE_UK} Про це пишуть усі газети міста." * 5, 1), encoding="cp1251"))

    assert NOTE_UK in article(page).body


@pytest.mark.parametrize("key", COLUMNS)
def test_every_name_of_a_column_is_read(key):
    for name in COLUMNS[key]:
        names = dict.fromkeys((name if key in {"text", "html"} else "text", name, "url" if key != "url" else "id"))
        values = [NOTE if each in (*COLUMNS["text"], *COLUMNS["html"]) else "2023-05-01" for each in names]
        (page,) = read(write([each.upper().replace("_", " ") for each in names], values), name="reports")
        assert article(page).body == NOTE


def test_of_two_names_for_one_thing_the_plainer_wins():
    (page,) = read(write(("content", "text"), ("A summary of it.", NOTE)))

    assert article(page).body == NOTE


def test_a_bad_row_fails_with_its_line_and_the_rest_goes_on():
    good, short, long, last = read(write(("text", "id"), (NOTE, 1), (NOTE,), (NOTE, 3, 4), (NOTE, 5)))

    assert isinstance(good, Page)
    assert isinstance(last, Page)
    assert (short.source, "found 1 columns, expected 2" in short.detail) == ("reports.csv:3", True)
    assert (long.source, "found 3 columns, expected 2" in long.detail) == ("reports.csv:4", True)


def test_an_empty_text_is_rejected_as_empty():
    (page,) = read(write(("text", "id"), ("", 1)))

    assert [result.reason for result in extract_articles(page, load_knowledge())] == [Reason.EMPTY]


def test_a_quotation_mark_that_is_never_closed_costs_no_more_than_a_page():
    content = write(("text", "id"), (NOTE, 1)) + b'"x,2\n' + write(*[("12 people died", n) for n in range(1000)])

    results = read(content, max_page_bytes=10_000)

    assert isinstance(results[0], Page)
    assert (results[1].source, results[1].reason) == ("reports.csv:3", Reason.TOO_LARGE)
    assert sum(isinstance(result, Page) for result in results) > 400


@pytest.mark.parametrize("content", ["text,id\n", "text,id\n\n\n", "\n"])
def test_a_table_without_rows_is_rejected_as_empty(content):
    (rejected,) = read(content)

    assert rejected.reason == Reason.EMPTY


def test_a_table_of_something_else_is_named(tmp_path):
    path = tmp_path / "prices.csv"
    path.write_text("item,price\nbread,2\n")

    (named,) = read_sources([path], Settings())
    (found,) = read_sources([tmp_path], Settings())

    assert isinstance(named, Failed)
    assert isinstance(found, Rejected)
    assert "the columns item, price; expected a column text, body" in named.detail


@pytest.mark.parametrize("junk", ['"', '"\n', "x,", "x\n", "\r", '"",', "\n"])
def test_junk_takes_time_in_proportion_and_no_memory(junk):
    content = b"text,id\n" + junk.encode() * (500_000 // len(junk))
    tracemalloc.start()
    began = time.monotonic()

    results = sum(1 for _ in table.READER.read(io.BytesIO(content), Origin("x"), max_page_bytes=100_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert results
    assert time.monotonic() - began < 20
    assert peak < 10_000_000


def test_a_table_is_read_one_row_at_a_time():
    class Endless(io.RawIOBase):
        head = b"text,id\n"

        def read(self, size=-1):
            head, self.head = self.head, b""
            return head or f'"{NOTE}",1\n'.encode()

    pages = table.READER.read(Endless(), Origin("-"), max_page_bytes=10_000)

    assert len(list(islice(pages, 20_000))) == 20_000


@pytest.mark.parametrize(
    ("name", "head", "accepted"),
    [
        ("reports", b"id;text;date\n", True),
        ("reports", b'"id"\t"Full Text"\n', True),
        ("reports", b"id,price\n", False),
        ("reports", b"text\n", False),
        ("reports", f"{NOTE}\n".encode(), False),
        ("reports.csv", b"\x89PNG\r\n\x1a\n", False),
        ("reports.csv", b"\x00\x01\x02", False),
    ],
)
def test_a_table_is_told_by_its_columns(name, head, accepted):
    assert table.READER.accepts(name, head) is accepted


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_comes_there_is_a_result(data):
    content = bytearray(write(("text", "date", "id"), (NOTE, "2023-05-01", 1), (NOTE, "", 2)))
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 30))] = data.draw(
            st.binary(max_size=10) | st.sampled_from([b'"', b",", b"\n", b"\r", b"\x00", b"\xff\xfe"])
        )
    results = list(table.READER.read(io.BytesIO(bytes(content)), Origin("reports.csv"), max_page_bytes=200))
    assert results
    for page in results:
        if isinstance(page, Page):
            assert list(extract_articles(page, load_knowledge()))


def test_the_docs_name_every_column():
    told = (Path(__file__).parents[2] / "docs" / "inputs.md").read_text("utf-8")

    for key, (own, *others) in COLUMNS.items():
        assert key == own
        assert f"| `{key}` | {', '.join(f'`{name}`' for name in others)} |" in told
