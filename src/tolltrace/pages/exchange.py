"""One question to a web site and its answer: to checked addresses only, bounded in size and time."""

import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

from tolltrace.errors import SourceError
from tolltrace.pages.addresses import UnreachableError, find_addresses
from tolltrace.settings import Settings

MAX_ADDRESSES = 4  # tried in turn
ACCEPTED = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
# No page, whatever is in it: a film is not worth a minute of download to find that out.
NO_PAGE = re.compile(
    r"(?:audio|font|haptics|image|model|video)/|application/(?:dash\+xml|(?:vnd\.apple|x)-?\.?mpegurl)"
)
Watch = Callable[[str, Mapping[str, Any]], None]  # told what the client does, step by step
CONNECTED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site said. `content` is that of a 200, and may be one byte over the limit, so that it can be told."""

    place: httpx.URL
    status: int
    reason: str
    headers: httpx.Headers
    content: bytes = b""
    charset: str | None = None

    @property
    def is_redirect(self) -> bool:
        """Whether it sends us elsewhere, and says where."""
        return self.status in {301, 302, 303, 307, 308} and "Location" in self.headers


def ask(
    place: httpx.URL,
    settings: Settings,
    *,
    seconds: float,
    max_bytes: int,
    headers: Mapping[str, str],
    body: bytes | None = None,
) -> Answer:
    """Ask for one place, once; with a `body`, send it there.

    Raises SourceError where no answer comes within `seconds`, or one that is none.

    The host is resolved once, its addresses are checked, and it is such a checked address that we connect to: a name
    that changes its address in between gains nothing. Proxies are not used, redirects not followed.
    """
    deadline = time.monotonic() + seconds
    with (
        hung_up_at(deadline) as watch,
        httpx.Client(trust_env=False, follow_redirects=False, verify=certificates()) as client,
    ):
        client.headers.update({"User-Agent": settings.user_agent, "Accept": ACCEPTED, "Accept-Encoding": "gzip"})
        problem: Exception | None = None
        for address in find_addresses(place, settings)[:MAX_ADDRESSES]:
            try:
                request = client.build_request(
                    "GET" if body is None else "POST",
                    place.copy_with(host=address),
                    headers={**headers, "Host": place.netloc.decode("ascii")},
                    content=body,
                    # TLS checks the certificate for this name
                    extensions={"sni_hostname": place.raw_host.decode("ascii"), "trace": watch},
                    timeout=seconds_left(deadline, settings),
                )
                with closing(client.send(request, stream=True)) as response:
                    answer = read_answer(response, place, max_bytes if body is None else None)
                seconds_left(deadline, settings)  # what was cut off at the deadline may look whole
                return answer
            except httpx.ConnectError as error:
                problem = error
            except httpx.TimeoutException as error:
                raise out_of_time(settings) from error
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError, zlib.error) as error:
                seconds_left(deadline, settings)
                raise SourceError(f"{place.host} did not answer as it should ({error}); try again later") from error
    raise UnreachableError(f"no connection to {place.host} ({problem}); check the URL and the network") from problem


@cache
def certificates() -> ssl.SSLContext:
    """Whom TLS trusts; read once, which takes as long as asking a site nearby."""
    return httpx.create_ssl_context(trust_env=False)


@contextmanager
def hung_up_at(deadline: float) -> Iterator[Watch]:
    """Cut, at the deadline, every connection that was watched.

    The client's timeouts are for one read each: a site that drips its headers, byte by byte, keeps them all.
    """
    sockets: list[socket.socket] = []

    def hang_up() -> None:
        for one in sockets:
            with suppress(OSError):  # closed already, or wrapped by TLS and then in the list once more
                one.shutdown(socket.SHUT_RDWR)

    def watch(event: str, info: Mapping[str, Any]) -> None:
        if event in CONNECTED:
            sockets.append(info["return_value"].get_extra_info("socket"))
            if time.monotonic() >= deadline:
                hang_up()

    timer = threading.Timer(deadline - time.monotonic(), hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()


def read_answer(response: httpx.Response, place: httpx.URL, max_bytes: int | None) -> Answer:
    """The answer, of a 200 with its body, read no further than the limit; without it where that is None."""
    status, reason, headers = response.status_code, response.reason_phrase, response.headers
    if status != httpx.codes.OK or max_bytes is None:
        return Answer(place, status, reason, headers)
    kind = headers.get("Content-Type", "").strip().lower()
    if NO_PAGE.match(kind):
        raise SourceError(f"{place.host} sends {kind.partition(';')[0]!r}, which is no page; expected HTML or text")
    return Answer(place, status, reason, headers, read_body(response, max_bytes), response.charset_encoding)


def read_body(response: httpx.Response, max_bytes: int) -> bytes:
    """The body, unpacked, of one over the limit its beginning, one byte over.

    Unpacked here and not by the client, which unpacks all that it received at once, as often as the answer says: of two
    kilobytes that makes a gigabyte.
    """
    packing = response.headers.get("Content-Encoding", "identity").lower()
    if packing not in {"identity", "gzip"}:
        raise SourceError(f"the page came packed as {packing!r}; expected gzip, or not packed at all")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16) if packing == "gzip" else None
    body = bytearray()
    for chunk in response.iter_raw():
        room = max_bytes + 1 - len(body)
        body += unpacker.decompress(chunk, room) if unpacker else chunk[:room]
        if len(body) > max_bytes:
            return bytes(body)
    if unpacker and body and not unpacker.eof:
        raise SourceError("the packed page breaks off before its end; try again later")
    return bytes(body)


def seconds_left(deadline: float, settings: Settings) -> float:
    """Until the deadline. Raises SourceError when it has passed."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise out_of_time(settings)
    return left


def out_of_time(settings: Settings) -> SourceError:
    """What is said when the time is over."""
    seconds = settings.fetch_timeout_seconds
    return SourceError(f"no full answer within {seconds:g} seconds; try again, or raise fetch_timeout_seconds")
