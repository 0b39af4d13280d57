import gzip
import io
import itertools
import json
import sys
import tracemalloc
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pages.archived import NOTE, PAGE, answer, pages, record, zipped
from tests.pages.printed import block, write_pdf
from tolltrace.articles import extract_articles
from tolltrace.knowledge import load_knowledge
from tolltrace.pages import read_sources, warc, warc_records
from tolltrace.pages.reader import Origin
from tolltrace.settings import Settings
from tolltrace.values import Article, Failed, Page, Reason, Rejected

URLS = [f"http://news.example/{number}" for number in range(5)]


@pytest.fixture(params=["fastwarc", "warcio"])
def library(request, monkeypatch):
    if request.param == "warcio":
        monkeypatch.setattr(warc_records, "ENGINES", (warc_records.read_by_warcio,))
    return request.param


def read(content, max_page_bytes=1_000_000):
    return list(warc.READER.read(io.BytesIO(content), Origin("crawl.warc"), max_page_bytes=max_page_bytes))


def urls(results):
    return [result.url for result in results if isinstance(result, Page)]


# ── what a record comes to ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pack", [b"".join, zipped], ids=["plain", "gzipped"])
def test_each_page_comes_with_where_and_when_it_was_captured(library, pack):
    results = read(pack(pages(3)))

    assert urls(results) == URLS[:3]
    page = results[1]
    assert (page.kind, page.source, page.charset) == ("html", f"crawl.warc:{URLS[1]}", "utf-8")
    assert page.content.startswith(PAGE)
    assert page.captured_at == datetime(2023, 5, 1, 12, 30, tzinfo=UTC)


def test_an_archive_gzipped_as_one_is_read():
    assert urls(read(gzip.compress(b"".join(pages(3))))) == URLS[:3]


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        pytest.param(record(block=answer()), "html", id="response"),
        pytest.param(record("resource", block=PAGE, content_type="text/html"), "html", id="resource"),
        pytest.param(record("conversion", block=NOTE.encode()), "text", id="wet"),
        pytest.param(record(block=answer(NOTE.encode(), content_type="text/plain")), "text", id="text-answer"),
        pytest.param(record(block=answer(content_type="")), "html", id="html-that-nothing-says-is-html"),
        pytest.param(record(block=answer(content_type="text/plain")), "html", id="html-called-text"),
        pytest.param(record(block=answer(content_type="Application/XHTML+XML")), "html", id="xhtml"),
        pytest.param(record(url="<http://news.example/1>", block=answer()), "html", id="url-in-brackets"),
        pytest.param(record(block=answer().replace(b"\r\n", b"\n")), "html", id="http-with-bare-line-ends"),
        pytest.param(record(block=answer()).replace(b"\r\nWARC", b"\nWARC"), "html", id="mixed-line-ends"),
    ],
)
def test_html_and_text_are_pages(library, one, kind):
    (page,) = read(one)

    assert (page.kind, page.url) == (kind, "http://news.example/1")
    (article,) = extract_articles(page, load_knowledge())
    assert isinstance(article, Article)
    assert "12 people" in article.body


@pytest.mark.parametrize(
    ("one", "reason", "detail"),
    [
        pytest.param(record("revisit", block=b""), Reason.NO_ARTICLE, "a revisit", id="revisit"),
        pytest.param(record("continuation", block=b"abc"), Reason.NO_ARTICLE, "further part", id="continuation"),
        pytest.param(
            record(block=answer(status="404 Not Found")), Reason.NO_ARTICLE, "answered 404 Not Found", id="missing"
        ),
        pytest.param(record(block=answer(status="301 Moved")), Reason.NO_ARTICLE, "answered 301", id="redirect"),
        pytest.param(
            record(block=answer(b"\x89PNG\r\n\x1a\n", content_type="image/png")), Reason.KIND, "image/png", id="image"
        ),
        pytest.param(
            record(block=answer(b"\x89PNG\r\n\x1a\n")), Reason.KIND, "a PNG image", id="an-image-that-says-it-is-html"
        ),
        pytest.param(record(block=answer(b"a{}", content_type="text/css")), Reason.KIND, "text/css", id="style"),
        pytest.param(
            record(url="dns:news.example", block=b"news.example. 1 IN A", content_type="text/dns"),
            Reason.KIND,
            "text/dns",
            id="dns",
        ),
        pytest.param(record(block=answer(b"")), Reason.EMPTY, "no content", id="empty"),
        pytest.param(record(block=answer(PAGE * 20_000)), Reason.TOO_LARGE, "max_page_bytes", id="too-large"),
        pytest.param(record("warcinfo", block=b"software: x"), Reason.EMPTY, "1 records", id="nothing-but-its-own"),
    ],
)
def test_what_is_no_page_is_rejected_with_the_reason(library, one, reason, detail):
    (rejected,) = read(one)

    assert isinstance(rejected, Rejected)
    assert rejected.reason is reason
    assert detail in rejected.detail


def test_a_report_in_pdf_is_read_where_it_is_archived():
    content = write_pdf([block([NOTE])], made="20230501")

    (page,) = read(record(block=answer(content, content_type="application/pdf")))

    assert (page.kind, page.source, page.url) == ("jsonl", f"crawl.warc:{URLS[1]}", URLS[1])
    assert page.captured_at == datetime(2023, 5, 1, 12, 30, tzinfo=UTC)
    assert json.loads(page.content) == {"text": NOTE, "published": "2023-05-01", "url": URLS[1]}


def test_requests_and_metadata_come_to_nothing_beside_their_page(library):
    records = [record("warcinfo", block=b"a: b"), record("request", block=b"GET /"), *pages(1), record("metadata")]

    assert urls(read(zipped(records))) == URLS[:1]
    assert len(read(zipped(records))) == 1


def test_an_answer_that_is_no_http_fails(library):
    (failed,) = read(record(block=b"not http"))

    assert isinstance(failed, Failed)
    assert "answer of HTTP" in failed.detail


def chunked(body):
    return b"".join(b"%x\r\n%s\r\n" % (len(body[at : at + 50]), body[at : at + 50]) for at in range(0, len(body), 50))


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(chunked(PAGE) + b"0\r\n\r\n", {"Transfer_Encoding": "chunked"}, id="chunked"),
        pytest.param(PAGE, {"Transfer_Encoding": "chunked"}, id="said-to-be-chunked"),
        pytest.param(gzip.compress(PAGE), {"Content_Encoding": "gzip"}, id="gzip"),
        pytest.param(PAGE, {"Content_Encoding": "gzip"}, id="said-to-be-gzip"),
        pytest.param(PAGE, {"Content_Encoding": "br"}, id="said-to-be-brotli"),
        pytest.param(zlib.compress(PAGE), {"Content_Encoding": "deflate"}, id="deflate"),
        pytest.param(zlib.compress(PAGE)[2:-4], {"Content_Encoding": "deflate"}, id="deflate-without-a-header"),
        pytest.param(
            chunked(gzip.compress(PAGE)) + b"0\r\n\r\n",
            {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"},
            id="gzip-in-chunks",
        ),
        pytest.param(PAGE, {"Content_Length": "17"}, id="wrong-length-in-http"),
    ],
)
def test_the_page_is_unpacked_as_its_answer_says_or_taken_as_it_is(body, headers):
    (page,) = read(record(block=answer(body, **headers)))

    assert page.content == PAGE


def test_brotli_and_zstandard_are_unpacked():
    stream_io = pytest.importorskip("fastwarc.stream_io")
    for writer, name in ((stream_io.BrotliWriter, "br"), (stream_io.ZstdWriter, "zstd")):
        packed = io.BytesIO()
        with writer(packed) as out:
            out.write(PAGE)
            out.finish()

        (page,) = read(record(block=answer(packed.getvalue(), Content_Encoding=name)))

        assert page.content == PAGE


def test_an_unknown_packing_fails_by_name():
    (failed,) = read(record(block=answer(PAGE, Content_Encoding="exi")))

    assert isinstance(failed, Failed)
    assert "'exi'" in failed.detail


# ── damage ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("cut", [5, 60, 150, 250])
@pytest.mark.parametrize("pack", [b"".join, zipped], ids=["plain", "gzipped"])
def test_what_stands_before_the_end_of_a_cut_archive_is_kept(library, pack, cut):
    whole = pack(pages(3))
    results = read(whole[: len(pack(pages(2))) + cut])

    assert urls(results) in (URLS[:2], URLS[:3])
    if pack is zipped and cut > 20:
        assert "nothing behind it was read" in results[-1].detail


def test_behind_a_damaged_member_reading_goes_on(library):
    records = [gzip.compress(one) for one in pages(5)]
    damaged = bytearray(records[2])
    damaged[30:120] = bytes(90)

    results = read(b"".join([*records[:2], bytes(damaged), *records[3:]]))

    assert urls(results) == [*URLS[:2], *URLS[3:5]]
    (failed,) = (result for result in results if isinstance(result, Failed))
    assert f"reading went on at byte {sum(map(len, records[:3])):,}" in failed.detail


@pytest.mark.parametrize("pack", [b"".join, zipped], ids=["plain", "gzipped"])
@pytest.mark.parametrize(
    ("length", "read_too"),
    [
        pytest.param(200, True, id="too-short"),
        pytest.param(330, True, id="a-little-too-long"),
        pytest.param(10**9, False, id="longer-than-the-file"),
        pytest.param("many", False, id="no-number"),
        pytest.param(-5, False, id="negative"),
    ],
)
def test_a_wrong_length_costs_one_record_at_most(pack, length, read_too):
    bad = record(url="http://bad.example/", block=answer(), length=length)

    results = read(pack([*pages(2), bad, *pages(5)[2:]]))

    assert [url for url in urls(results) if "bad" not in url] == URLS
    assert ("http://bad.example/" in urls(results)) == read_too
    assert any(isinstance(result, Failed) for result in results)


def test_a_record_never_holds_the_next_ones_page():
    """The claims of one report would be laid to another's outlet."""
    first, second = (
        record(block=answer(), length=len(answer()) + 300),
        record(url="http://other.example/", block=answer()),
    )

    page = read(first + second)[0]

    assert b"WARC/1.0" not in page.content


def test_junk_between_records_is_told_and_passed_over(library):
    one, two = pages(2)

    results = read(one + b"junk\r\n\r\n" + two)

    assert urls(results) == URLS[:2]
    assert any(isinstance(result, Failed) for result in results)


def test_records_without_carriage_returns_are_read():
    head, _, block = record(block=answer()).partition(b"\r\n\r\n")

    assert urls(read((head.replace(b"\r\n", b"\n") + b"\n\n" + block) * 2)) == ["http://news.example/1"] * 2


# ── bounds ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(answer(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip"), id="in-the-answer"),
        pytest.param(answer(b" " * 50_000_000), id="in-the-member"),
    ],
)
def test_a_bomb_is_rejected_in_bounded_memory(block):
    bomb = zipped([record(block=block), *pages(1)])
    del block
    tracemalloc.start()
    rejected, page = read(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (rejected.reason, page.url) == (Reason.TOO_LARGE, URLS[0])
    assert peak < 10_000_000


def test_a_record_too_long_to_be_unpacked_is_left_for_the_next_member(monkeypatch):
    monkeypatch.setattr(warc_records, "SKIPPED_BYTES", 1_000_000)

    results = read(zipped([record(block=answer(b" " * 2_000_000)), *pages(2)]))

    assert (results[0].reason, urls(results)) == (Reason.TOO_LARGE, URLS[:2])


def test_beginnings_without_a_record_do_not_keep_us_busy():
    results = read(b"WARC/1.0\r\n" * 50_000)

    assert all(isinstance(result, Failed) for result in results)


@pytest.mark.parametrize("pack", [b"".join, zipped], ids=["plain", "gzipped"])
def test_memory_stays_flat_however_many_records(pack):
    class Endless(io.RawIOBase):
        """An archive that never ends."""

        def __init__(self):
            self.rest = itertools.repeat(pack(pages(50)))
            self.buffer = b""

        def readable(self):
            return True

        def readinto(self, buffer):
            self.buffer = self.buffer or next(self.rest)
            chunk, self.buffer = self.buffer[: len(buffer)], self.buffer[len(buffer) :]
            buffer[: len(chunk)] = chunk
            return len(chunk)

    stream = io.BufferedReader(Endless())
    results = warc.READER.read(stream, Origin("-"), max_page_bytes=1_000_000)
    for _ in itertools.islice(results, 2000):
        pass
    tracemalloc.start()
    for _ in itertools.islice(results, 10_000):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 8_000_000


# ── how it is found ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.wet.gz", "crawl", "page.html"])
@pytest.mark.parametrize("pack", [b"".join, zipped, lambda ones: gzip.compress(zipped(ones))])
def test_an_archive_is_told_by_its_content(tmp_path, name, pack):
    path = tmp_path / name
    path.write_bytes(pack(pages(2)))

    assert [page.source for page in read_sources([path], Settings())] == [f"{path}:{url}" for url in URLS[:2]]


def test_an_archive_is_read_from_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(zipped(pages(2)))))

    assert [page.source for page in read_sources(["-"], Settings())] == [f"-:{url}" for url in URLS[:2]]


def test_a_picture_in_an_archive_that_was_named_is_only_rejected(tmp_path):
    path = tmp_path / "crawl.warc"
    path.write_bytes(record(block=answer(b"GIF89a", content_type="image/gif")))

    (rejected,) = read_sources([path], Settings())

    assert isinstance(rejected, Rejected)


@given(st.data())
def test_whatever_the_bytes_every_archive_comes_to_something(data):
    whole = bytearray(data.draw(st.sampled_from([b"".join(pages(3)), zipped(pages(3)), record("revisit") * 2])))
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(whole)))
        whole[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    engines = data.draw(st.sampled_from([warc_records.ENGINES, (warc_records.read_by_warcio,)]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warc_records, "ENGINES", engines)
        results = read(bytes(whole), max_page_bytes=10_000)

    assert results
    assert all(len(result.content) <= 10_000 for result in results if isinstance(result, Page))
