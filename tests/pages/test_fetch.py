import gzip
import http.server
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from tolltrace.pages import fetch as fetching
from tolltrace.pages import read_sources
from tolltrace.settings import Settings
from tolltrace.values import Failed, Page, Reason, Rejected

HTML = "<!doctype html><p>At least 12 people were killed in Exampletown, the mayor said.</p>"


class Site(http.server.BaseHTTPRequestHandler):
    """A small outlet: pages, redirects, and answers that no page should give."""

    def do_GET(self):
        match self.path.split("/")[1:]:
            case ["page"]:
                self.answer(200, HTML.encode("cp1252"), **{"Content-Type": "text/html; charset=windows-1252"})
            case ["to", *rest]:
                self.answer(302, Location="/" + "/".join(rest))
            case ["away"]:
                self.answer(302, Location="http://10.0.0.1/page")
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


def read(url, **settings):
    (result,) = read_sources([url], Settings(**{"allow_private_addresses": True, **settings}))
    return result


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
    fetched = fetching.fetch(f"{site}/packed-blanks", Settings(allow_private_addresses=True, max_page_bytes=1000))

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
    ],
)
def test_a_name_that_leads_to_a_private_address_is_refused(monkeypatch, address):
    with names(monkeypatch, news_example=["93.184.215.14", address]):
        failed = read("http://news.example/page", allow_private_addresses=False)

    assert "not a public address" in failed.detail


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_a_public_address_is_public(address):
    assert fetching.is_public(address)


def test_a_redirect_into_a_private_network_is_refused(site, monkeypatch):
    """Only the first host is taken for public here; what it redirects to is checked like any other."""
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1")

    failed = read(f"{site}/away", allow_private_addresses=False)

    assert "10.0.0.1, which is not a public address" in failed.detail


def test_the_address_that_was_checked_is_the_one_connected_to(site, monkeypatch):
    """A name is resolved once: a second answer, made for the connection, is never asked for."""
    port = site.rpartition(":")[2]
    with names(monkeypatch, news_example=["127.0.0.1"]) as calls:
        page = read(f"http://news.example:{port}/agent")

    assert page.content.decode().endswith(f"killed 12 at news.example:{port}.")
    assert calls.count("news.example") == 1
