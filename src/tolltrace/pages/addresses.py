"""Where we may go: http and https, web ports, hosts whose every address is one of the open internet."""

import ipaddress
import socket

import httpx

from tolltrace.errors import SourceError
from tolltrace.settings import Settings

WEB_PORTS = frozenset({80, 443})
FIRST_FREE_PORT = 1024  # below it, apart from the two, listen mail, shells and the like
NAT64 = ipaddress.ip_network("64:ff9b::/96")
OPEN_IPV6 = ipaddress.ip_network("2000::/3")  # all that has ever been given out; Python calls more than this global
CLOSED = tuple(
    map(
        ipaddress.ip_network,
        (
            "168.63.129.16/32",  # a cloud's own services, seen from its machines alone
            "192.0.0.0/24",  # kept for protocols, and another cloud's metadata; older Pythons call it global
            "192.88.99.0/24",  # relays between IPv4 and IPv6, given up
            "3fff::/20",  # for examples; older Pythons call it global
        ),
    )
)


class UnreachableError(SourceError):
    """There is no way to a host, or none that we go: what was to be read there does not matter."""


def read_url(url: str) -> httpx.URL:
    """The URL, when it is one that we fetch."""
    try:
        place = httpx.URL(url)
        fetched = place.scheme in {"http", "https"} and place.host
    except (httpx.InvalidURL, UnicodeError) as error:
        raise SourceError(f"{url!r} is no URL ({error}); expected http:// or https://") from error
    if not fetched:
        raise SourceError(f"{url!r} is no address that we fetch; expected http:// or https:// and a host")
    if place.port is not None and place.port not in WEB_PORTS and place.port < FIRST_FREE_PORT:
        raise SourceError(f"{url!r}: port {place.port} is no web site's; expected 80, 443 or one from 1024")
    return place


def find_addresses(place: httpx.URL, settings: Settings) -> list[str]:
    """The addresses of a host, in the system's order. Raises UnreachableError where one of them is not public.

    However the host is spelled (a name, one number, octal, IPv6 around IPv4), the system says what it means, and that
    is what is judged.
    """
    host = place.raw_host.decode("ascii")
    port = place.port or (443 if place.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(f"no address found for {place.host} ({error}); check the URL and the network") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    private = [address for address in addresses if not is_public(address)]
    if private and not settings.allow_private_addresses:
        raise UnreachableError(
            f"{place.host} leads to {private[0]}, which is not a public address; "
            "where that is meant, set allow_private_addresses"
        )
    return addresses


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet; an address that wraps another is judged by that one."""
    ip = ipaddress.ip_address(address)
    if any(ip in network for network in CLOSED):
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if not inner and ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
        return ip.is_global and ip in OPEN_IPV6
    return ip.is_global and not ip.is_multicast
