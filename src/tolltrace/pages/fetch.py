"""Fetch one URL: http and https only, public addresses only, bounded in size, time and redirects."""

import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx

from tolltrace.errors import SourceError
from tolltrace.settings import Settings

MAX_REDIRECTS = 5
MAX_ADDRESSES = 4  # tried in turn
NAT64 = ipaddress.ip_network("64:ff9b::/96")
OPEN_IPV6 = ipaddress.ip_network("2000::/3")  # all that has ever been given out; Python calls more than this global
Watch = Callable[[str, Mapping[str, Any]], None]  # told what the client does, step by step
CONNECTED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a URL gave. `content` may be one byte over the limit, so that it can be told."""

    url: str  # after redirects
    content: bytes
    charset: str | None


def fetch(url: str, settings: Settings) -> Fetched:
    """Fetch a page. Raises SourceError for anything but an answer 200 from a place where we may go.

    Each host, that of a redirect too, is resolved once, its addresses are checked, and it is such a checked address
    that we connect to: a name that changes its address in between gains nothing. Proxies are not used.
    """
    deadline = time.monotonic() + settings.fetch_timeout_seconds
    place = read_url(url)
    with hung_up_at(deadline) as watch, httpx.Client(trust_env=False, follow_redirects=False) as client:
        client.headers.update({"User-Agent": settings.user_agent, "Accept-Encoding": "gzip"})
        for _ in range(MAX_REDIRECTS + 1):
            answer = fetch_once(client, place, settings, deadline, watch)
            if isinstance(answer, Fetched):
                return answer
            place = answer
    raise SourceError(f"more than {MAX_REDIRECTS} redirects, the last to {place}; check the URL in a browser")


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


def read_url(url: str) -> httpx.URL:
    """The URL, when it is one that we fetch."""
    try:
        place = httpx.URL(url)
        fetched = place.scheme in {"http", "https"} and place.host
    except (httpx.InvalidURL, UnicodeError) as error:
        raise SourceError(f"{url!r} is no URL ({error}); expected http:// or https://") from error
    if not fetched:
        raise SourceError(f"{url!r} is no address that we fetch; expected http:// or https:// and a host")
    return place


def fetch_once(
    client: httpx.Client,
    place: httpx.URL,
    settings: Settings,
    deadline: float,
    watch: Watch,
) -> Fetched | httpx.URL:
    """The page, or where its answer sends us."""
    problem: Exception | None = None
    for address in find_addresses(place, settings)[:MAX_ADDRESSES]:
        request = client.build_request(
            "GET",
            place.copy_with(host=address),
            headers={"Host": place.netloc.decode("ascii")},
            # TLS checks the certificate for this name
            extensions={"sni_hostname": place.raw_host.decode("ascii"), "trace": watch},
            timeout=seconds_left(deadline, settings),
        )
        try:
            with closing(client.send(request, stream=True)) as answer:
                read = read_answer(answer, place, settings)
            seconds_left(deadline, settings)  # what was cut off at the deadline may look whole
            return read
        except httpx.ConnectError as error:
            problem = error
        except httpx.TimeoutException as error:
            raise out_of_time(settings) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError, zlib.error) as error:
            seconds_left(deadline, settings)
            raise SourceError(f"{place.host} did not answer as it should ({error}); try again later") from error
    raise SourceError(f"no connection to {place.host} ({problem}); check the URL and the network") from problem


def read_answer(answer: httpx.Response, place: httpx.URL, settings: Settings) -> Fetched | httpx.URL:
    """The body of an answer 200, read no further than the limit; the target of a redirect."""
    if answer.is_redirect:
        return read_url(str(place.join(answer.headers["Location"])))
    if answer.status_code != httpx.codes.OK:
        raise SourceError(f"{place.host} answered {answer.status_code} {answer.reason_phrase}; expected 200 OK")
    return Fetched(str(place), read_body(answer, settings.max_page_bytes), answer.charset_encoding)


def read_body(answer: httpx.Response, max_bytes: int) -> bytes:
    """The body, unpacked, of one over the limit its beginning, one byte over.

    Unpacked here and not by the client, which unpacks all that it received at once, as often as the answer says: of two
    kilobytes that makes a gigabyte.
    """
    packing = answer.headers.get("Content-Encoding", "identity").lower()
    if packing not in {"identity", "gzip"}:
        raise SourceError(f"the page came packed as {packing!r}; expected gzip, or not packed at all")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16) if packing == "gzip" else None
    body = bytearray()
    for chunk in answer.iter_raw():
        room = max_bytes + 1 - len(body)
        body += unpacker.decompress(chunk, room) if unpacker else chunk[:room]
        if len(body) > max_bytes:
            break
    return bytes(body)


def find_addresses(place: httpx.URL, settings: Settings) -> list[str]:
    """The addresses of a host, in the system's order. Raises SourceError where one of them is not public."""
    host = place.raw_host.decode("ascii")
    port = place.port or (443 if place.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceError(f"no address found for {place.host} ({error}); check the URL and the network") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    private = [address for address in addresses if not is_public(address)]
    if private and not settings.allow_private_addresses:
        raise SourceError(
            f"{place.host} leads to {private[0]}, which is not a public address; "
            "where that is meant, set allow_private_addresses"
        )
    return addresses


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet; an address that wraps another is judged by that one."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if not inner and ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
        return ip.is_global and ip in OPEN_IPV6
    return ip.is_global and not ip.is_multicast


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
