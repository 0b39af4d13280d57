import gzip
import http.server
import socket
import threading
import time
from contextlib import contextmanager

import httpx
import pytest

from tolltrace.errors import SourceError
from tolltrace.pages import addresses as addressing
from tolltrace.pages import read_sources
from tolltrace.pages.addresses import find_addresses, is_public, read_url
from tolltrace.pages.fetch import Fetcher
from tolltrace.pages.pace import Pace
from tolltrace.settings import Settings
from tolltrace.values import Failed, Page, Reason, Rejected

HTML = "<!doctype html><p>At least 12 people were killed in Exampletown, the mayor said.</p>"


ROBOTS = """\
User-agent: *
Disallow: /shut/
Allow: /shut/door
Crawl-delay: 3

User-agent: example-recorder
Disallow: /page
"""


class Site(http.server.BaseHTTPRequestHandler):
    """A small outlet: pages, redirects, and answers that no page should give. `seen` is what it was asked."""

    robots = (404, b"")
    seen: list = []  # noqa: RUF012 - one site
    busy: list = []  # noqa: RUF012 - answers given instead of the next pages: a status and its headers

    def do_GET(self):
        Site.seen.append((self.path, dict(self.headers)))
        if self.path == "/robots.txt":
            status, body, *to = Site.robots
            self.answer(status, body, **({"Location": to[0]} if to else {}))
            return
        if Site.busy:
            status, headers = Site.busy.pop(0)
            self.answer(status, **headers)
            return
        match self.path.split("/")[1:]:
            case ["page"]:
                self.answer(200, HTML.encode("cp1252"), **{"Content-Type": "text/html; charset=windows-1252"})
            case ["to", *rest]:
                self.answer(302, Location="/" + "/".join(rest))
            case ["away"]:
                self.answer(302, Location=Site.target)
            case ["file"]:
                self.answer(302, Location="file:///etc/hostname")
            case ["large"]:
                self.answer(200, b"<html>" + b" " * 100_000)
            case ["photo.png"]:
                self.answer(200, b"\x89PNG\r\n\x1a\n")
            case ["agent"]:
                self.answer(200, f"{self.headers['User-Agent']} killed 12 at {self.headers['Host']}.".encode())
            case ["slow"]:
                self.send_response(200)
                self.end_headers()
                for _ in range(100):
                    time.sleep(0.05)
                    self.wfile.write(b"<p>")
            case ["slow-to-begin"]:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                for _ in range(100):
                    time.sleep(0.05)
                    self.wfile.write(b"X")
            case ["packed"]:
                self.answer(200, gzip.compress(HTML.encode()), **{"Content-Encoding": "gzip"})
            case ["packed-blanks"]:
                self.answer(200, gzip.compress(b"<html>" + b" " * 10_000_000), **{"Content-Encoding": "gzip"})
            case ["packed-twice"]:
                self.answer(200, gzip.compress(gzip.compress(HTML.encode())), **{"Content-Encoding": "gzip, gzip"})
            case ["packed-badly"]:
                self.answer(200, HTML.encode(), **{"Content-Encoding": "gzip"})
            case ["packed-half"]:
                self.answer(200, gzip.compress(HTML.encode())[:-20], **{"Content-Encoding": "gzip"})
            case ["film"]:
                self.answer(200, b"<html>", **{"Content-Type": "video/mp4; codecs=avc1"})
            case ["kept" | "secret" as page]:
                told = {"ETag": '"one"', "Last-Modified": "Mon, 01 May 2023 19:29:00 GMT"}
                if page == "secret":
                    told["Cache-Control"] = "private, no-store"
                changed = self.headers["If-None-Match"] != '"one"'
                self.answer(200 if changed else 304, HTML.encode() if changed else b"", **told)
            case ["nowhere"]:
                self.answer(302, Location="http://xn--/")
            case ["broken"]:
                self.wfile.write(b"nonsense\r\n\r\n")
            case _:
                self.answer(404)

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that hangs up is what some of these tests are about."""


@pytest.fixture(scope="module")
def site():
    with QuietServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _a_quiet_day(monkeypatch):
    monkeypatch.setattr(Site, "robots", (404, b""))
    Site.seen.clear()
    Site.busy.clear()


def settings(**changed):
    """This machine may be asked, as often as we like, and nothing is kept: unless a test says otherwise."""
    ours = {"allow_private_addresses": True, "seconds_between_requests": 0, "fetch_cache_bytes": 0}
    return Settings(**{**ours, **changed})


def read(url, **changed):
    (result,) = read_sources([url], settings(**changed))
    return result


def pages_asked():
    """What the site was asked for, its robots.txt apart."""
    return [path for path, _ in Site.seen if path != "/robots.txt"]


def test_a_page_is_fetched_with_its_address_and_charset(site):
    page = read(f"{site}/page")

    assert isinstance(page, Page)
    assert page.content == HTML.encode("cp1252")
    assert (page.kind, page.source, page.url, page.charset) == ("html", f"{site}/page", f"{site}/page", "windows-1252")


def test_redirects_are_followed_to_the_page(site):
    page = read(f"{site}/to/to/to/page")

    assert (page.source, page.url) == (f"{site}/to/to/to/page", f"{site}/page")


def test_a_site_is_told_who_asks_and_for_which_host(site):
    page = read(f"{site}/agent", user_agent="Example Recorder")

    assert page.content.decode() == f"Example Recorder killed 12 at {site.removeprefix('http://')}."


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        pytest.param("/missing", "answered 404 Not Found", id="not-found"),
        pytest.param("/to" * 6 + "/page", "more than 5 redirects", id="too-many-redirects"),
        pytest.param("/file", "no address that we fetch", id="redirect-to-a-file"),
        pytest.param("/photo.png", "found a PNG image", id="an-image"),
        pytest.param("/broken", "did not answer as it should", id="no-http"),
        pytest.param("/nowhere", "did not answer as it should", id="redirect-to-a-name-that-is-none"),
        pytest.param("/packed-twice", "packed as 'gzip, gzip'; expected gzip", id="packed-as-a-bomb-is"),
        pytest.param("/packed-badly", "did not answer as it should", id="not-packed-as-it-says"),
        pytest.param("/packed-half", "breaks off before its end", id="packed-and-cut-off"),
        pytest.param("/film", "sends 'video/mp4', which is no page", id="a-film"),
    ],
)
def test_what_is_no_page_fails_with_its_reason(site, path, detail):
    failed = read(site + path)

    assert isinstance(failed, Failed)
    assert detail in failed.detail


@pytest.mark.parametrize("path", ["large", "packed-blanks"])
def test_a_page_over_the_limit_is_rejected(site, path):
    rejected = read(f"{site}/{path}", max_page_bytes=1000)

    assert isinstance(rejected, Rejected)
    assert rejected.reason == Reason.TOO_LARGE


def test_a_page_is_unpacked_no_further_than_the_limit(site):
    fetched = Fetcher(settings(max_page_bytes=1000)).fetch(f"{site}/packed-blanks")

    assert len(fetched.content) == 1001


def test_a_packed_page_is_unpacked(site):
    assert read(f"{site}/packed").content == HTML.encode()


@pytest.mark.parametrize("path", ["slow", "slow-to-begin"])
def test_a_site_that_drips_runs_out_of_time(site, path):
    started = time.monotonic()

    failed = read(f"{site}/{path}", fetch_timeout_seconds=0.3)

    assert "within 0.3 seconds" in failed.detail
    assert time.monotonic() - started < 2


def test_a_closed_port_fails():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert "no connection to 127.0.0.1" in read(f"http://127.0.0.1:{port}/").detail


@pytest.mark.parametrize(
    ("url", "detail"),
    [
        ("ftp://news.example/page", "no address that we fetch"),
        ("file:///etc/hostname", "no address that we fetch"),
        ("http://", "no address that we fetch"),
        ("http://news.example:port/page", "is no URL"),
        ("http://news.invalid/page", "no address found"),
        ("http://news.example/\udcff", "is no URL"),
        ("http://xn--/page", "is no URL"),
        ("http://news.example:25/page", "port 25 is no web site's"),
        ("http://0177.0.0.1/page", "is no URL"),
    ],
)
def test_an_address_that_is_none_fails(url, detail, monkeypatch):
    def resolve(host, port, **kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)

    failed = read(url)

    assert isinstance(failed, Failed)
    assert detail in failed.detail


# ── private addresses ────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def names(monkeypatch, **hosts):
    """Resolve these hosts to these lists of addresses, call by call, and count the calls."""
    calls = []

    def resolve(host, port, *args, **kwargs):
        calls.append(host)
        addresses = hosts.get(host.replace(".", "_"), [host])
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    yield calls


def test_this_machine_is_refused(site):
    failed = read(f"{site}/page", allow_private_addresses=False)

    assert isinstance(failed, Failed)
    assert "127.0.0.1, which is not a public address" in failed.detail
    assert "allow_private_addresses" in failed.detail


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - refused
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "64:ff9b:1::7f00:1",
        "::7f00:1",
        "::ffff:0:127.0.0.1",
        "fec0::1",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "3fff::1",
        "2001:0:7f00:1::80ff:fffe",  # Teredo, of 127.0.0.1
    ],
)
def test_a_name_that_leads_to_a_private_address_is_refused(monkeypatch, address):
    with names(monkeypatch, news_example=["93.184.215.14", address]):
        failed = read("http://news.example/page", allow_private_addresses=False)

    assert "not a public address" in failed.detail


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e", "::ffff:93.184.215.14"]
)
def test_a_public_address_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("2130706433", id="one-number"),
        pytest.param("0x7f000001", id="one-number-in-hexadecimal"),
        pytest.param("0x7f.1", id="hexadecimal"),
        pytest.param("127.1", id="two-numbers"),
        pytest.param("0", id="nought"),
        pytest.param("localhost", id="by-name"),
        pytest.param("[::]", id="ipv6-nought"),
        pytest.param("[::1]", id="ipv6"),
        pytest.param("[::ffff:127.0.0.1]", id="ipv6-around-ipv4"),
        pytest.param("[::ffff:7f00:1]", id="ipv6-around-ipv4-in-hexadecimal"),
        pytest.param("[64:ff9b::127.0.0.1]", id="nat64"),
        pytest.param("[fd00:ec2::254]", id="metadata-over-ipv6"),
        pytest.param("169.254.169.254", id="metadata"),
        pytest.param("2852039166", id="metadata-as-one-number"),
        pytest.param("[fe80::1%25lo]", id="with-a-zone"),
    ],
)
def test_however_this_machine_is_spelled_it_is_refused(host, monkeypatch):
    """By the system's own reading of the spelling, not by ours; and nothing is asked before."""
    monkeypatch.setattr(socket.socket, "connect", lambda *args: pytest.fail("connected"))

    failed = read(f"http://{host}:8080/page", allow_private_addresses=False)

    assert isinstance(failed, Failed)
    assert "not a public address" in failed.detail or "no address found" in failed.detail  # without IPv6: none


def test_octal_is_refused_however_the_system_reads_it():
    """The client takes it for no URL; a system that resolves it gets to 127.0.0.1."""
    with pytest.raises(SourceError, match="is no URL"):
        read_url("http://0177.0.0.1/")
    with pytest.raises(SourceError, match=r"not a public address|no address found"):
        find_addresses(httpx.URL("http://017700000001/"), Settings())


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/page",
        "http://169.254.169.254/latest/",
        "http://[fd00::1]/",
        "http://[::]/",
        "http://167772161/",
    ],
)
def test_a_redirect_into_a_private_network_is_refused(site, monkeypatch, target):
    """Only the first host is taken for public here; what it redirects to is checked like any other."""
    monkeypatch.setattr(addressing, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(Site, "target", target, raising=False)

    failed = read(f"{site}/away", allow_private_addresses=False)

    assert "which is not a public address" in failed.detail
    assert pages_asked() == ["/away"]


def test_a_robots_txt_that_leads_into_a_private_network_is_not_followed(site, monkeypatch):
    monkeypatch.setattr(addressing, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(Site, "robots", (302, b"", "http://10.0.0.1/robots.txt"))

    failed = read(f"{site}/page", allow_private_addresses=False)

    assert "10.0.0.1, which is not a public address" in failed.detail
    assert pages_asked() == []


def test_the_address_that_was_checked_is_the_one_connected_to(site, monkeypatch):
    """A name is resolved once: a second answer, made for the connection, is never asked for."""
    port = site.rpartition(":")[2]
    with names(monkeypatch, news_example=["127.0.0.1"]) as calls:
        page = read(f"http://news.example:{port}/agent")

    assert page.content.decode().endswith(f"killed 12 at news.example:{port}.")
    assert calls.count("news.example") == 2  # for its robots.txt and for the page


# ── manners ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Watch:
    """A clock that only waiting moves."""

    def __init__(self):
        self.now = 1000.0
        self.waits = []

    def sleep(self, seconds):
        self.waits.append(seconds)
        self.now += seconds


def fetcher(watch, *, seconds_between=0.0, **changed):
    return Fetcher(settings(**changed), Pace(seconds_between, clock=lambda: watch.now, sleep=watch.sleep))


@pytest.mark.parametrize(
    ("path", "agent", "forbidden"),
    [
        pytest.param("/shut/page", "tolltrace", True, id="under-a-forbidden-path"),
        pytest.param("/shut/door", "tolltrace", False, id="allowed-inside-it"),
        pytest.param("/page", "tolltrace", False, id="not-mentioned"),
        pytest.param("/page", "Example-Recorder/2.1 (counts news)", True, id="by-the-name-of-the-agent"),
        pytest.param("/shut/door", "Example-Recorder", False, id="its-own-group-alone-counts"),
        pytest.param("/page", "Recorder (not an example-recorder)", False, id="not-by-its-description"),
    ],
)
def test_a_robots_txt_is_obeyed(site, monkeypatch, path, agent, forbidden):
    monkeypatch.setattr(Site, "robots", (200, ROBOTS.encode()))
    watch = Watch()

    try:
        fetcher(watch, user_agent=agent).fetch(site + path)
        said = ""
    except SourceError as error:
        said = str(error)

    assert (f"{site}/robots.txt forbids {path}" in said) == forbidden
    assert pages_asked() == ([] if forbidden else [path])
    assert not forbidden or "set obey_robots to false" in said


def test_a_robots_txt_is_not_asked_for_where_it_is_not_obeyed(site, monkeypatch):
    monkeypatch.setattr(Site, "robots", (200, b"User-agent: *\nDisallow: /"))

    assert isinstance(read(f"{site}/page", obey_robots=False), Page)
    assert [path for path, _ in Site.seen] == ["/page"]


def test_a_redirect_is_no_way_around_a_robots_txt(site, monkeypatch):
    monkeypatch.setattr(Site, "robots", (200, ROBOTS.encode()))

    with pytest.raises(SourceError, match="forbids /shut/page"):
        fetcher(Watch()).fetch(f"{site}/to/shut/page")
    assert pages_asked() == ["/to/shut/page"]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        pytest.param((404, b""), None, id="absent"),
        pytest.param((403, b""), None, id="kept-from-us"),
        pytest.param((200, b"<html><p>No such page.</p>"), None, id="a-page-instead"),
        pytest.param((200, b"\xff\xfe\x00\x00" * 1000), None, id="nonsense"),
        pytest.param((302, b"", "/robots.txt"), None, id="redirects-without-end"),
        pytest.param((302, b"", "ftp://news.example/"), "robots.txt could not be read", id="redirects-elsewhere"),
        pytest.param((500, b""), "robots.txt answered 500", id="trouble"),
        pytest.param((503, b""), "robots.txt answered 503", id="busy"),
        pytest.param((429, b""), "robots.txt answered 429", id="too-often"),
    ],
)
def test_without_a_robots_txt_all_is_allowed_and_with_a_broken_one_nothing(site, monkeypatch, answer, problem):
    monkeypatch.setattr(Site, "robots", answer)
    ours = fetcher(Watch())

    if problem is None:
        assert ours.fetch(f"{site}/page").content
        return
    for _ in range(2):
        with pytest.raises(SourceError, match=problem):
            ours.fetch(f"{site}/page")
    assert pages_asked() == []
    assert len(Site.seen) <= 3, "what is in trouble is not asked again for each page"


def test_a_robots_txt_is_asked_for_once(site):
    ours = fetcher(Watch())

    for _ in range(3):
        ours.fetch(f"{site}/page")

    assert [path for path, _ in Site.seen] == ["/robots.txt", "/page", "/page", "/page"]


@pytest.mark.parametrize(
    ("robots", "seconds_between", "waits"),
    [
        pytest.param(b"", 1.0, [1.0, 1.0], id="ours"),
        pytest.param(b"User-agent: *\nCrawl-delay: 3", 1.0, [3.0, 3.0], id="crawl-delay"),
        pytest.param(b"User-agent: *\nRequest-rate: 1/5", 1.0, [5.0, 5.0], id="request-rate"),
        pytest.param(b"User-agent: *\nCrawl-delay: 0.1", 1.0, [1.0, 1.0], id="less-than-ours"),
        pytest.param(b"User-agent: *\nCrawl-delay: 86400", 1.0, [60.0, 60.0], id="beyond-reason"),
        pytest.param(b"User-agent: other\nCrawl-delay: 9", 0.0, [], id="not-for-us"),
    ],
)
def test_a_host_is_left_alone_between_two_questions(site, monkeypatch, robots, seconds_between, waits):
    monkeypatch.setattr(Site, "robots", (200, robots))
    watch = Watch()
    ours = fetcher(watch, seconds_between=seconds_between)

    ours.fetch(f"{site}/page")
    ours.fetch(f"{site}/page")

    assert watch.waits == waits


@pytest.mark.parametrize(
    ("busy", "waits"),
    [
        pytest.param([(429, {"Retry-After": "7"})], [7.0], id="as-long-as-it-says"),
        pytest.param([(503, {}), (503, {})], [2.0, 4.0], id="longer-each-time"),
        pytest.param([(503, {"Retry-After": "soon"})], [2.0], id="no-time"),
        pytest.param([(503, {"Retry-After": "Mon, 01 May 2023 19:29:00 GMT"})], [], id="a-time-that-has-passed"),
    ],
)
def test_a_busy_site_is_asked_again_when_it_said(site, busy, waits):
    Site.busy[:] = busy
    watch = Watch()

    assert fetcher(watch).fetch(f"{site}/page").content
    assert watch.waits == waits


def test_a_site_that_stays_busy_is_given_up(site):
    Site.busy[:] = [(503, {})] * 5

    with pytest.raises(SourceError, match="answered 503 Service Unavailable"):
        fetcher(Watch()).fetch(f"{site}/page")
    assert len(pages_asked()) == 3


def test_a_site_that_asks_for_an_hour_is_not_asked_again_in_it(site):
    Site.busy[:] = [(429, {"Retry-After": "3600"})]
    watch = Watch()
    ours = fetcher(watch)

    for _ in range(2):
        with pytest.raises(SourceError, match="left alone for 3,600 seconds more"):
            ours.fetch(f"{site}/page")
    assert pages_asked() == ["/page"]
    watch.now += 3590
    assert ours.fetch(f"{site}/page").content
    assert watch.waits == [10.0]


def test_a_page_that_did_not_change_is_not_sent_again(site, tmp_path):
    kept = {"fetch_cache": tmp_path / "deep" / "cache", "fetch_cache_bytes": 100_000}
    first, second = (read(f"{site}/to/kept", **kept) for _ in range(2))

    assert first == second
    assert first.content == HTML.encode()
    asked = [headers for path, headers in Site.seen if path == "/kept"]
    assert "If-None-Match" not in asked[0]
    assert (asked[1]["If-None-Match"], asked[1]["If-Modified-Since"]) == ('"one"', "Mon, 01 May 2023 19:29:00 GMT")


@pytest.mark.parametrize(
    ("path", "limit", "files"),
    [
        pytest.param("kept", 100_000, 1, id="kept"),
        pytest.param("kept", 0, 0, id="turned-off"),
        pytest.param("kept", 50, 0, id="larger-than-all-that-may-be-kept"),
        pytest.param("secret", 100_000, 0, id="to-be-forgotten"),
        pytest.param("page", 100_000, 0, id="nothing-to-ask-with"),
    ],
)
def test_only_what_may_be_kept_is_kept(site, tmp_path, path, limit, files):
    read(f"{site}/{path}", fetch_cache=tmp_path, fetch_cache_bytes=limit)

    assert len(list(tmp_path.iterdir())) == files


def test_nothing_is_kept_of_what_takes_a_password(site, tmp_path):
    address = site.replace("http://", "http://user:secret@")

    assert isinstance(read(f"{address}/kept", fetch_cache=tmp_path, fetch_cache_bytes=100_000), Page)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_costs_nothing(site, tmp_path):
    (tmp_path / "file").touch()

    assert isinstance(read(f"{site}/kept", fetch_cache=tmp_path / "file", fetch_cache_bytes=100_000), Page)
