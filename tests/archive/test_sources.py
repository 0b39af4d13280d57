"""Which files are meant, and how they are opened."""

import gzip
import io
import threading
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.archive.here import Here
from tests.archive.warcs import write_warc
from tolltrace.archive import begin_run, find_sources
from tolltrace.archive.plan import make_plan, name_unit
from tolltrace.archive.sources import Source, Whole, day_of
from tolltrace.archive.worker import Options
from tolltrace.errors import ArchiveError
from tolltrace.knowledge import load_knowledge

fsspec = pytest.importorskip("fsspec", reason="other places are read through fsspec")


@pytest.fixture
def folder(tmp_path):
    for name in ("b/CC-NEWS-20240305100000-1.warc.gz", "a/CC-NEWS-20240304100000-1.warc.gz", "a/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def test_a_folder_stands_for_its_archives(folder):
    assert [name.rpartition("/")[2][8:16] for name in find_sources([str(folder)])] == ["20240304", "20240305"]


def test_a_pattern_stands_for_what_it_matches(folder):
    assert find_sources([f"{folder}/*/CC-NEWS-20240305*"]) == [str(folder / "b" / "CC-NEWS-20240305100000-1.warc.gz")]


def test_a_listing_of_common_crawl_is_read_with_a_range_of_days(tmp_path):
    listing = tmp_path / "warc.paths.gz"
    names = [f"crawl-data/CC-NEWS/2024/03/CC-NEWS-202403{day:02}101112-00001.warc.gz" for day in range(1, 31)]
    listing.write_bytes(gzip.compress("\n".join(names).encode()))

    found = find_sources([str(listing)], since=date(2024, 3, 4), until=date(2024, 3, 5))

    assert found == [
        f"https://data.commoncrawl.org/crawl-data/CC-NEWS/2024/03/CC-NEWS-202403{day}101112-00001.warc.gz"
        for day in ("04", "05")
    ]
    assert find_sources([str(listing)], prefix="s3://mine/", since=date(2024, 3, 30)) == [f"s3://mine/{names[-1]}"]


def test_names_in_a_plan_stand_beside_it(folder):
    (folder / "my.plan").write_text("# two\na/CC-NEWS-20240304100000-1.warc.gz\n\nhttps://karvel.example/x.warc.gz\n")

    assert find_sources([str(folder / "my.plan")]) == [
        str(folder / "a" / "CC-NEWS-20240304100000-1.warc.gz"), "https://karvel.example/x.warc.gz",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "an empty name"),
        ("no-such.warc.gz", "no such file"),
        ("no-*.warc.gz", "no such file"),
        ("no-such.paths.gz", "cannot be read as a listing"),
    ],
)
def test_a_name_that_stands_for_nothing_is_told(tmp_path, monkeypatch, name, said):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ArchiveError, match=said):
        find_sources([name])


def test_a_folder_without_archives_is_told(tmp_path):
    with pytest.raises(ArchiveError, match="holds no web archive"):
        find_sources([str(tmp_path)])


def test_a_name_without_a_day_cannot_be_chosen_by_day():
    with pytest.raises(ArchiveError, match="no day in its name"):
        day_of("https://karvel.example/crawl-99999999.warc.gz")


def test_another_place_is_read_through_fsspec():
    with fsspec.open("memory://crawl/one.warc.gz", "wb") as file:
        file.write(b"WARC/1.0 and so on")

    with Source("memory://crawl/one.warc.gz").open() as stream:
        assert stream.read() == b"WARC/1.0 and so on"
    assert find_sources(["memory://crawl/*.warc.gz"]) == ["memory:///crawl/one.warc.gz"]


def test_a_pattern_elsewhere_that_fits_nothing_is_told():
    with pytest.raises(ArchiveError, match=r"memory://nowhere/\*.warc.gz: no file has a name like that"):
        find_sources(["memory://nowhere/*.warc.gz"])


def test_days_of_which_no_file_is_are_told_with_those_that_there_are(tmp_path):
    for day in ("20240304", "20240309"):
        (tmp_path / f"CC-NEWS-{day}000000-00001.warc.gz").touch()

    with pytest.raises(ArchiveError, match="none of 2 files is of these days: they are from 2024-03-04 to 2024-03-09"):
        find_sources([str(tmp_path)], since=date(2025, 1, 1))


def test_a_place_that_nobody_knows_is_told():
    with pytest.raises((ArchiveError, OSError, ValueError)), Source("nosuch://x/one.warc.gz").open():
        pass


def test_a_stream_that_breaks_off_is_no_end():
    stream = Whole(io.BytesIO(b"half"), 8, "https://karvel.example/x.warc.gz")

    assert stream.read(10) == b"half"
    with pytest.raises(OSError, match="broke off after 4 of 8 bytes"):
        stream.read(10)


def test_units_have_names_that_files_can_have_and_no_two_the_same():
    sources = ["a/x.warc.gz", "b/x.warc.gz", "s3://b/ü?/../x y.warc.gz", "/", "a/x.warc.gz"]
    plan = make_plan(sources, Options(), load_knowledge().method)

    names = [unit.name for unit in plan.units]
    assert len(set(names)) == len(names) == 4
    assert all(name.replace("-", "").replace(".", "").replace("_", "").isalnum() for name in names)
    assert name_unit("a/x.warc.gz").startswith("x-")


@pytest.fixture
def server(tmp_path):
    """A server of this folder, on this machine."""
    handler = partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_a_file_on_the_web_is_a_unit_like_any_other(server, tmp_path):
    pytest.importorskip("aiohttp", reason="fsspec asks the web through it")
    write_warc(tmp_path / "one.warc.gz", pages=30, one_in=3)

    outcome = begin_run(
        tmp_path / "run", [f"{server}/one.warc.gz", f"{server}/none.warc.gz"], Options(), Here,
        tell=lambda line, _: None, attempts=2,
    )  # fmt: skip

    assert (outcome.done, outcome.counts.with_claims) == (1, 10)
    assert [each.source for each in outcome.aside] == [f"{server}/none.warc.gz"]
