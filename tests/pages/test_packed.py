import gzip
import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tolltrace.articles import extract_articles
from tolltrace.errors import SourceError
from tolltrace.knowledge import load_knowledge
from tolltrace.pages import count_sources, packed, read_sources
from tolltrace.settings import Settings
from tolltrace.values import Article, Failed, Page, Reason

NOTE = "At least 12 people were killed in Exampletown, the mayor said."
HTML = f"<!doctype html><html><head><title>Note</title></head><body><p>{NOTE}</p></body></html>".encode()
LINES = [json.dumps({"id": str(number), "text": NOTE}).encode() + b"\n" for number in range(2000)]


def read(path, content, **settings):
    path.write_bytes(content)
    return list(read_sources([path], Settings(**settings)))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        pytest.param("page.html.gz", gzip.compress(HTML), "html", id="html"),
        pytest.param("page", gzip.compress(HTML), "html", id="without-a-name-that-says-so"),
        pytest.param("note.txt.gz", gzip.compress(NOTE.encode()), "text", id="text"),
        pytest.param("articles.jsonl.gz", gzip.compress(LINES[0]), "jsonl", id="json-lines"),
        pytest.param("page.html.gz.gz", gzip.compress(gzip.compress(HTML)), "html", id="gzipped-twice"),
        pytest.param("page.gz", gzip.compress(HTML[:20]) + gzip.compress(HTML[20:]), "html", id="in-two-members"),
        pytest.param("page.gz", gzip.compress(HTML) + bytes(600), "html", id="padded"),
        pytest.param("page.gz", gzip.compress(HTML) + b"junk", "html", id="junk-behind"),
    ],
)
def test_what_is_gzipped_is_read_as_what_it_is(tmp_path, name, content, kind):
    (page,) = read(tmp_path / name, content)

    assert isinstance(page, Page)
    assert page.kind == kind
    (article,) = extract_articles(page, load_knowledge())
    assert isinstance(article, Article)
    assert "12 people" in article.body


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        pytest.param(gzip.compress(HTML)[:60], "breaks off", id="cut"),
        pytest.param(b"\x1f\x8b\x08\x00\x00\x00", "breaks off", id="nothing-but-a-head"),
        pytest.param(gzip.compress(HTML)[:20] + b"\xff" * 40, "damaged", id="damaged"),
        pytest.param(gzip.compress(gzip.compress(gzip.compress(HTML))), "found a gzip archive", id="three-layers"),
        pytest.param(gzip.compress(b"\x89PNG\r\n\x1a\n"), "found a PNG image", id="a-picture"),
    ],
)
def test_what_cannot_be_unpacked_fails_and_says_why(tmp_path, content, detail):
    (failed,) = read(tmp_path / "page.html.gz", content)

    assert isinstance(failed, Failed)
    assert detail in failed.detail


def test_of_cut_json_lines_those_before_the_cut_are_kept(tmp_path):
    whole = gzip.compress(b"".join(LINES))

    *pages, failed = read(tmp_path / "articles.jsonl.gz", whole[: len(whole) // 2])

    assert 500 < len(pages) < 2000
    assert [page.content for page in pages] == [line.strip() for line in LINES[: len(pages)]]
    assert isinstance(failed, Failed)
    assert "breaks off" in failed.detail


@pytest.mark.parametrize("layers", [1, 2])
def test_a_page_that_unpacks_to_too_much_is_rejected_in_bounded_memory(tmp_path, layers):
    bomb = gzip.compress(HTML + b" " * 300_000_000)
    bomb = gzip.compress(bomb) if layers == 2 else bomb
    tracemalloc.start()
    (rejected,) = read(tmp_path / "bomb.html.gz", bomb, max_page_bytes=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert rejected.reason is Reason.TOO_LARGE
    assert peak < 5_000_000


def test_a_line_that_never_ends_is_a_trap(tmp_path, monkeypatch):
    monkeypatch.setattr(packed, "FREE_BYTES", 1_000_000)

    page, failed = read(tmp_path / "bomb.jsonl.gz", gzip.compress(LINES[0] + b"\n" * 10_000_000))

    assert page.content == LINES[0].strip()
    assert "200 times its size" in failed.detail


@pytest.mark.parametrize("name", ["articles.jsonl.gz", "crawl.warc.gz", "crawl.wet"])
def test_how_many_pages_a_file_of_several_holds_is_not_known(tmp_path, name):
    (tmp_path / name).touch()

    assert count_sources([tmp_path]) is None


@given(st.binary(max_size=300), st.integers(0, 200), st.integers(0, 30))
def test_whatever_the_bytes_unpacking_ends(junk, at, length):
    content = bytearray(gzip.compress(HTML))
    content[at : at + length] = junk
    stream = packed.open_packed(io.BytesIO(bytes(content)))
    try:
        unpacked = stream.read(1_000_000)
    except SourceError:
        return

    assert len(unpacked) <= 1_000_000
