"""Sites that send what no site should: each costs its page, little time and little memory."""

import socketserver
import threading
import time

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.pages.test_manners import allows
from tolltrace.pages import read_sources
from tolltrace.settings import Settings
from tolltrace.values import Failed, Page, Rejected

OK = b"HTTP/1.1 200 OK\r\n"


class Reply(socketserver.BaseRequestHandler):
    """Reads one request and sends these pieces, whatever was asked."""

    pieces = ()

    def handle(self):
        self.request.recv(65536)
        try:
            for piece in Reply.pieces:
                self.request.sendall(piece)
        except OSError:
            pass  # the client hung up, as it should


@pytest.fixture(scope="module")
def site():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Reply) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/page"
        server.shutdown()
        thread.join()


def read(site, pieces, **changed):
    Reply.pieces = pieces
    ours = {"seconds_between_requests": 0, "fetch_cache_bytes": 0, "obey_robots": False, "fetch_timeout_seconds": 2}
    return list(read_sources([site], Settings(**{"allow_private_addresses": True, **ours, **changed})))


def without_end(piece):
    while True:
        yield piece


@given(
    st.binary(max_size=200)
    | st.binary(max_size=200).map(lambda body: OK + b"\r\n" + body)
    | st.binary(max_size=100).map(lambda headers: OK + headers + b"\r\n\r\n<html>")
    | st.binary(max_size=60).map(lambda place: b"HTTP/1.1 302 Found\r\nLocation: " + place + b"\r\n\r\n")
    | st.binary(max_size=60).map(lambda packed: OK + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08" + packed)
)
@example(b"HTTP/1.1 302 Found\r\nLocation: http://[::1/\r\n\r\n")
@example(b"HTTP/1.1 302 Found\r\nLocation: http://\xc3\xa4\xff/\r\n\r\n")
@example(OK + b"Content-Type: text/html; charset=\xff\r\n\r\n<html>")
@example(OK + b"Content-Length: -5\r\n\r\n<html>")
@example(OK + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\n<html>")
@example(b"HTTP/1.1 503 \xff\r\nRetry-After: 99999999999999999999\r\n\r\n")
@example(b"HTTP/9.9 200\r\n\r\n")
@settings(deadline=None)
def test_any_answer_comes_to_something(site, answer):
    results = read(site, [answer])

    assert results
    assert all(isinstance(result, Page | Rejected | Failed) for result in results)


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param(lambda: [OK, *([b"X-Filler: " + b"a" * 1000 + b"\r\n"] * 100_000)], id="headers-without-end"),
        pytest.param(lambda: [b"A" * 100_000_000], id="a-status-without-end"),
        pytest.param(lambda: without_end(b"HTTP/1.1 100 Continue\r\n\r\n"), id="going-on-without-end"),
        pytest.param(lambda: [OK, b"\r\n", *without_end_of(b"<p>", 200_000)], id="a-body-without-end"),
        pytest.param(
            lambda: [OK, b"Transfer-Encoding: chunked\r\n\r\n", b"FFFFFFFFFFFFFFFFFFFF\r\n<p>"], id="a-chunk-too-large"
        ),
    ],
)
def test_what_does_not_end_is_cut_off(site, pieces):
    began = time.monotonic()

    (result,) = read(site, pieces(), max_page_bytes=100_000)

    assert isinstance(result, Failed | Rejected)
    assert time.monotonic() - began < 10


def without_end_of(piece, times):
    return [piece * 1000] * (times // 1000)


@given(st.text(max_size=80) | st.text("/%a*$?=&;.#\\[]ä", max_size=80))
def test_any_path_is_checked_against_a_robots_txt(path):
    try:
        place = httpx.URL("http://news.example/" + path)
    except httpx.InvalidURL:
        return
    allowed, _ = allows(b"User-agent: *\nDisallow: /*a$\nAllow: /%C3%A4", place)

    assert isinstance(allowed, bool)
