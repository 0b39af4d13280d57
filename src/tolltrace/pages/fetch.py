"""Fetch one URL: http and https only, public addresses only, bounded in size, time and redirects."""

import ipaddress
import socket
import time
from dataclasses import dataclass

import httpx

from tolltrace.errors import SourceError
from tolltrace.settings import Settings

MAX_REDIRECTS = 5
MAX_ADDRESSES = 4  # tried in turn
NAT64 = ipaddress.ip_network("64:ff9b::/96")


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
    with httpx.Client(trust_env=False, follow_redirects=False) as client:
        for _ in range(MAX_REDIRECTS + 1):
            answer = fetch_once(client, place, settings, deadline)
            if isinstance(answer, Fetched):
                return answer
            place = answer
    raise SourceError(f"more than {MAX_REDIRECTS} redirects, the last to {place}; check the URL in a browser")


def read_url(url: str) -> httpx.URL:
    """The URL, when it is one that we fetch."""
    try:
        place = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise SourceError(f"{url!r} is no URL ({error}); expected http:// or https://") from error
    if place.scheme not in {"http", "https"} or not place.host:
        raise SourceError(f"{url!r} is no address that we fetch; expected http:// or https:// and a host")
    return place


def fetch_once(client: httpx.Client, place: httpx.URL, settings: Settings, deadline: float) -> Fetched | httpx.URL:
    """The page, or where its answer sends us."""
    problem: Exception | None = None
    for address in find_addresses(place, settings)[:MAX_ADDRESSES]:
        request = client.build_request(
            "GET",
            place.copy_with(host=address),
            headers={"Host": place.netloc.decode("ascii"), "User-Agent": settings.user_agent},
            extensions={"sni_hostname": place.raw_host.decode("ascii")},  # TLS checks the certificate for this name
            timeout=seconds_left(deadline, settings),
        )
        try:
            return read_answer(client.send(request, stream=True), place, settings, deadline)
        except httpx.ConnectError as error:
            problem = error
        except httpx.TimeoutException as error:
            raise out_of_time(settings) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise SourceError(f"{place.host} did not answer as it should ({error}); try again later") from error
    raise SourceError(f"no connection to {place.host} ({problem}); check the URL and the network") from problem


def read_answer(answer: httpx.Response, place: httpx.URL, settings: Settings, deadline: float) -> Fetched | httpx.URL:
    """The body of an answer 200, read no further than the limit; the target of a redirect."""
    try:
        if answer.is_redirect:
            return read_url(str(place.join(answer.headers["Location"])))
        if answer.status_code != httpx.codes.OK:
            raise SourceError(f"{place.host} answered {answer.status_code} {answer.reason_phrase}; expected 200 OK")
        content = bytearray()
        for chunk in answer.iter_bytes():
            content += chunk[: settings.max_page_bytes + 1 - len(content)]
            if len(content) > settings.max_page_bytes:
                break
            seconds_left(deadline, settings)
        return Fetched(str(place), bytes(content), answer.charset_encoding)
    finally:
        answer.close()


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
