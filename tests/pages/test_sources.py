import io
import json
import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from tolltrace.articles import extract_articles
from tolltrace.knowledge import load_knowledge
from tolltrace.pages import count_sources, read_sources
from tolltrace.pages.sources import READERS
from tolltrace.pipeline import trace_pages
from tolltrace.settings import Settings
from tolltrace.values import Article, Failed, Page, Reason, Rejected

NOTE = "At least 12 people were killed in Exampletown, the mayor said."
HTML = f"<!doctype html><html><head><title>Note</title></head><body><p>{NOTE}</p></body></html>"


def read(*sources, **settings):
    return list(read_sources(sources, Settings(**settings)))


def put(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# ── what kind it is ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        pytest.param("page.html", HTML, "html", id="html"),
        pytest.param("page", HTML, "html", id="html-without-a-name-that-says-so"),
        pytest.param("page.txt", "\n\n  " + HTML, "html", id="html-named-text"),
        pytest.param("page.htm", f"<h1>Note</h1><p>{NOTE}", "html", id="a-fragment-of-html"),
        pytest.param("page.html", HTML.encode("utf-16"), "html", id="html-in-utf-16"),
        pytest.param("note.txt", NOTE, "text", id="text"),
        pytest.param("note.txt", NOTE.encode("utf-16"), "text", id="text-in-utf-16"),
        pytest.param("note.txt", f"{NOTE} It wrote <p> and <html> on a wall.", "text", id="text-that-quotes-a-tag"),
        pytest.param(
            "mz", "MZ was the name of the ship on which 12 people died.", "text", id="text-that-begins-like-a-program"
        ),
        pytest.param("articles.jsonl", json.dumps({"text": NOTE}) + "\n", "jsonl", id="json-lines"),
        pytest.param("articles", json.dumps({"text": NOTE}) + "\n", "jsonl", id="json-lines-without-a-name"),
        pytest.param(
            "articles", json.dumps({"text": NOTE * 200}) + "\n", "jsonl", id="a-line-longer-than-what-is-sniffed"
        ),
        pytest.param(
            "articles", json.dumps({"text": f"<html>{NOTE}"}) + "\n", "jsonl", id="json-lines-that-hold-a-tag"
        ),
        pytest.param(
            "articles.jsonl",
            b"\xef\xbb\xbf" + json.dumps({"text": NOTE}).encode(),
            "jsonl",
            id="json-lines-after-a-mark",
        ),
    ],
)
def test_the_kind_is_told_by_content(tmp_path, name, content, kind):
    (page,) = read(put(tmp_path / name, content))

    assert isinstance(page, Page)
    assert page.kind == kind
    (article,) = extract_articles(page, load_knowledge())
    assert isinstance(article, Article)
    assert "12 people" in article.body


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        pytest.param("photo.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG image", id="png"),
        pytest.param("photo.html", b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image", id="jpeg-named-html"),
        pytest.param("saved.zip", b"PK\x03\x04\x14\x00\x00\x00", "a ZIP archive", id="zip"),
        pytest.param("setup.exe", b"MZ\x90\x00\x03\x00\x00\x00", "a program (Windows)", id="program"),
        pytest.param("page.json", '{\n  "text": "12 dead"\n}', "a JSON document", id="json-over-several-lines"),
        pytest.param("pages.json", '[{"text": "12 dead"}]', "a JSON document", id="a-json-list"),
        pytest.param("map.xml", '<?xml version="1.0"?><svg></svg>', "an XML document", id="xml-of-another-kind"),
        pytest.param("page.txt", b"12 people\x00 were killed", "binary data that begins b'12 peopl'", id="nul-in-text"),
        pytest.param("page.html", b"<html>\x00\x00\x00\x01\x02", "binary data that begins b'<html>", id="nul-in-html"),
        pytest.param("noise.txt", bytes(range(1, 256)) * 4, "binary data that begins", id="noise-without-nul"),
    ],
)
def test_what_is_not_read_is_refused_by_name(tmp_path, name, content, found):
    path = put(tmp_path / name, content)

    (failed,) = read(path)

    assert isinstance(failed, Failed)
    assert failed.source == str(path)
    assert failed.detail.startswith(f"found {found}")
    assert failed.detail.endswith("; we read " + ", ".join(reader.reads for reader in READERS))


def test_binary_data_after_a_beginning_of_text_are_refused(tmp_path):
    (failed,) = read(put(tmp_path / "page.html", HTML.encode() + b" " * 4096 + b"\x00" * 100_000))

    assert isinstance(failed, Failed)
    assert "binary data" in failed.detail


# ── too little, too much ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["empty.html", "empty.txt", "empty.jsonl", "empty"])
@pytest.mark.parametrize("content", [b"", b"\n \n\t\n"], ids=["nothing", "blanks"])
def test_an_empty_file_is_rejected_as_empty(tmp_path, name, content):
    (result,) = trace_pages(read(put(tmp_path / name, content)), load_knowledge())

    assert isinstance(result, Rejected)
    assert result.reason == Reason.EMPTY


def test_a_file_of_50_megabytes_is_rejected_without_reading_it_all(tmp_path):
    path = put(tmp_path / "huge.html", HTML + " " * 4096)
    os.truncate(path, 50 * 1024 * 1024)

    (rejected,) = read(path)

    assert isinstance(rejected, Rejected)
    assert rejected.reason == Reason.TOO_LARGE
    assert f"{Settings().max_page_bytes:,} bytes" in rejected.detail


def test_of_json_lines_only_a_line_too_long_is_rejected(tmp_path):
    lines = [json.dumps({"text": text}) for text in (NOTE, NOTE * 100, NOTE)]
    path = put(tmp_path / "articles.jsonl", "\n".join(lines))

    first, second, third = read(path, max_page_bytes=1000)

    assert (first.source, third.source) == (f"{path}:1", f"{path}:3")
    assert (second.source, second.reason) == (f"{path}:2", Reason.TOO_LARGE)


def test_json_lines_are_read_one_at_a_time(monkeypatch):
    """A file larger than memory must do: here it never ends."""

    class Endless(io.RawIOBase):
        def readable(self):
            return True

        def readinto(self, buffer):
            line = (json.dumps({"text": NOTE}).encode() + b"\n")[: len(buffer)]
            buffer[: len(line)] = line
            return len(line)

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Endless(), 4096)))

    pages = read_sources(["-"], Settings())

    assert [next(pages).source for _ in range(1000)][-1] == "-:1000"


# ── where it comes from ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "source"),
    [(NOTE, "-"), (HTML, "-"), (json.dumps({"text": NOTE}), "-:1")],
    ids=["text", "html", "jsonl"],
)
def test_standard_input_is_read_whatever_its_kind(monkeypatch, content, source):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))

    (page,) = read("-")

    assert page.source == source


def test_a_folder_is_read_to_its_depth_in_order(tmp_path):
    for name in ("b.txt", "a.txt", "sub/c.txt", "sub/deep/d.txt", ".hidden.txt", ".git/e.txt"):
        put(tmp_path / name, NOTE)

    assert [page.source for page in read(tmp_path)] == [
        str(tmp_path / name) for name in ("a.txt", "b.txt", "sub/c.txt", "sub/deep/d.txt")
    ]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("*.txt", ["a.txt", "b.txt"]),
        ("**/*.txt", ["a.txt", "b.txt", "sub/c.txt"]),
        ("s*", ["sub/c.txt", "sub/d.html"]),
        ("[ab].txt", ["a.txt", "b.txt"]),
    ],
)
def test_a_pattern_stands_for_what_it_matches(tmp_path, pattern, names):
    for name in ("b.txt", "a.txt", "sub/c.txt", "sub/d.html"):
        put(tmp_path / name, NOTE)

    assert [page.source for page in read(str(tmp_path / pattern))] == [str(tmp_path / name) for name in names]


def test_a_file_whose_name_looks_like_a_pattern_is_read(tmp_path):
    path = put(tmp_path / "report [final].txt", NOTE)

    assert [page.source for page in read(str(path))] == [str(path)]


@pytest.mark.parametrize(
    ("source", "detail"),
    [
        pytest.param("missing.html", "no such file or folder", id="missing-file"),
        pytest.param("note.txt/inside.html", "no such file or folder", id="a-file-taken-for-a-folder"),
        pytest.param("missing/*.html", "no file matches this pattern", id="pattern-without-a-match"),
        pytest.param("nothing", "the folder holds no file", id="folder-without-a-file"),
        pytest.param("bad\0name", "cannot be opened", id="a-name-that-no-file-can-have"),
    ],
)
def test_a_source_that_is_not_there_fails_and_the_rest_goes_on(tmp_path, source, detail):
    put(tmp_path / "note.txt", NOTE)
    (tmp_path / "nothing").mkdir()

    failed, page = read(str(tmp_path / source), tmp_path / "note.txt")

    assert isinstance(failed, Failed)
    assert failed.source == str(tmp_path / source)
    assert detail in failed.detail
    assert isinstance(page, Page)


def test_an_empty_name_is_not_the_current_folder(tmp_path, monkeypatch):
    put(tmp_path / "note.txt", NOTE)
    monkeypatch.chdir(tmp_path)

    (failed,) = read("")

    assert isinstance(failed, Failed)
    assert "an empty name" in failed.detail


def test_of_many_files_one_bad_one_costs_only_itself(tmp_path):
    for number in range(50):
        put(tmp_path / f"{number:02}.txt", NOTE)
    put(tmp_path / "25.txt", b"\x89PNG\r\n\x1a\n")

    results = read(tmp_path)

    assert sum(isinstance(result, Page) for result in results) == 49
    (rejected,) = (result for result in results if isinstance(result, Rejected))
    assert (rejected.source, rejected.reason) == (str(tmp_path / "25.txt"), Reason.KIND)
    assert "PNG" in rejected.detail


def test_a_picture_that_was_named_itself_fails_with_what_we_read(tmp_path):
    put(tmp_path / "photo.png", b"\x89PNG\r\n\x1a\n")

    (failed,) = read(tmp_path / "photo.png")

    assert isinstance(failed, Failed)
    assert "found a PNG image; we read" in failed.detail


@contextmanager
def without_rights():
    """As somebody who may read only what all may: root may read everything."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="the rights of this platform are others")
@pytest.mark.parametrize("closed", ["closed", "closed/note.txt"])
def test_what_may_not_be_read_fails_and_the_rest_goes_on(closed):
    with tempfile.TemporaryDirectory() as name:  # tmp_path lies where only its owner may go
        folder = Path(name)
        put(folder / "closed" / "note.txt", NOTE)
        put(folder / "open.txt", NOTE)
        folder.chmod(0o755)
        (folder / closed).chmod(0)
        try:
            with without_rights():
                results = read(folder)
        finally:
            (folder / closed).chmod(0o700)

    (failed,) = (result for result in results if isinstance(result, Failed))
    assert failed.source == str(folder / closed)
    assert "permission denied" in failed.detail
    assert [page.source for page in results if isinstance(page, Page)] == [str(folder / "open.txt")]


def test_a_folder_that_the_system_refuses_fails_and_the_rest_goes_on(tmp_path, monkeypatch):
    put(tmp_path / "closed" / "note.txt", NOTE)
    put(tmp_path / "open.txt", NOTE)
    scan = os.scandir

    def refuse(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)

    page, failed = read(tmp_path)

    assert page.source == str(tmp_path / "open.txt")
    assert failed == Failed(
        str(tmp_path / "closed"), "the folder cannot be read (permission denied); make it readable or leave it out"
    )


def test_a_link_to_nowhere_fails_and_a_ring_of_links_ends(tmp_path):
    put(tmp_path / "note.txt", NOTE)
    try:
        (tmp_path / "ring").symlink_to(tmp_path, target_is_directory=True)
        (tmp_path / "nowhere.txt").symlink_to(tmp_path / "missing")
    except OSError:
        pytest.skip("this system lets us make no links")

    page, failed = read(tmp_path)

    assert page.source == str(tmp_path / "note.txt")
    assert failed.source == str(tmp_path / "nowhere.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
@pytest.mark.parametrize("source", [".", "*", "**/*"])
def test_a_pipe_that_only_lies_in_a_folder_is_not_waited_for(tmp_path, monkeypatch, source):
    put(tmp_path / "note.txt", NOTE)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "pipe.txt")
    monkeypatch.chdir(tmp_path)

    assert [page.source for page in read(source)] == ["note.txt"]


@pytest.mark.parametrize("source", [".", "*.txt"])
def test_a_file_about_which_the_system_says_nothing_fails_and_the_rest_goes_on(tmp_path, monkeypatch, source):
    """As a link into a folder that may not be entered."""
    for name in ("closed.txt", "open.txt"):
        put(tmp_path / name, NOTE)
    stat, open_ = Path.stat, Path.open

    def refuse(act):
        def refusing(path, *args, **kwargs):
            if path.name == "closed.txt":
                raise PermissionError(13, "Permission denied", str(path))
            return act(path, *args, **kwargs)

        return refusing

    monkeypatch.setattr(Path, "stat", refuse(stat))
    monkeypatch.setattr(Path, "open", refuse(open_))
    monkeypatch.chdir(tmp_path)

    failed, page = read(source)

    assert isinstance(failed, Failed)
    assert (failed.source, "permission denied" in failed.detail) == ("closed.txt", True)
    assert page.source == "open.txt"


def test_a_name_that_is_no_text_is_spelled_out_so_that_it_can_be_kept(tmp_path):
    try:
        put(tmp_path / os.fsdecode(b"caf\xe9.txt"), NOTE)
    except OSError:
        pytest.skip("this system has no such names")

    (page,) = read(tmp_path)

    assert page.source == str(tmp_path / "caf\\udce9.txt")


@pytest.mark.parametrize(
    ("sources", "count"),
    [
        pytest.param(["a.txt"], 1, id="file"),
        pytest.param(["."], None, id="a-folder-with-json-lines"),
        pytest.param(["sub"], 2, id="folder"),
        pytest.param(["a.txt", "-"], None, id="standard-input"),
        pytest.param(["missing.txt", "a.txt"], 2, id="what-is-missing-counts-for-it-is-reported"),
        pytest.param(["https://news.example/page"], 1, id="url"),
    ],
)
def test_pages_are_counted_where_that_is_cheap(tmp_path, monkeypatch, sources, count):
    for name in ("a.txt", "articles.jsonl", "sub/b.txt", "sub/c.html"):
        put(tmp_path / name, NOTE)
    monkeypatch.chdir(tmp_path)

    assert count_sources(sources) == count
