"""What a site's robots.txt lets us read (RFC 9309), asked once a site and run."""

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from protego import Protego

from tolltrace.errors import SourceError
from tolltrace.pages.addresses import UnreachableError
from tolltrace.pages.exchange import Answer

MAX_BYTES = 500 * 1024  # what the RFC asks to be read of it; the rest is left
MAX_SITES = 64  # whose rules are remembered, the latest: the worst that fits into MAX_BYTES takes some megabytes parsed
RULES_HOLD_SECONDS = 24 * 60 * 60  # as the RFC has it
TROUBLE_HOLDS_SECONDS = 5 * 60  # a site that does not answer is not asked again for each of its pages
AGENT = re.compile(r"\s*user[-\s]*agent\b[\s:]*", re.IGNORECASE)
NOBODY = "nobody-that-is-here"
PERMITTED = "where its owner lets you read it, set obey_robots to false"


class ForbiddenError(SourceError):
    """A site does not let us read a place, by its own word."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site says to us, or why that could not be read, until `stale_at`."""

    stale_at: float
    rules: Protego | None = None
    trouble: str | None = None


class Robots:
    """The rules of every site that was asked in this run."""

    def __init__(
        self,
        user_agent: str,
        ask: Callable[[httpx.URL], Answer],
        slow_down: Callable[[str, float], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._agent = product(user_agent)
        self._ask = ask
        self._slow_down = slow_down
        self._clock = clock
        self._sites: OrderedDict[httpx.URL, Rules] = OrderedDict()

    def check(self, place: httpx.URL) -> None:
        """Raise SourceError where the site's robots.txt forbids this place, or cannot be read.

        No robots.txt, and any other answer 4xx, forbids nothing. One that should be there and is not given (5xx, 429,
        silence) forbids all, as the RFC has it: a site in trouble needs no more visitors, and what it forbids is not
        known.
        """
        site = httpx.URL(scheme=place.scheme, host=place.host, port=place.port, path="/robots.txt")
        known = self._sites.get(site)
        if known is None or known.stale_at <= self._clock():
            known = self._sites[site] = self._read(site)
            if len(self._sites) > MAX_SITES:
                self._sites.popitem(last=False)
        self._sites.move_to_end(site)
        if known.trouble:
            raise SourceError(known.trouble)
        if known.rules and not known.rules.can_fetch(str(place), self._agent):
            raise ForbiddenError(f"{site} forbids {place.path} to {self._agent!r}; {PERMITTED}")

    def _read(self, site: httpx.URL) -> Rules:
        """The rules, asked for; the pace that they set is kept from now on."""
        try:
            answer = self._ask(site)
        except UnreachableError as error:
            return self._in_trouble(str(error))
        except SourceError as error:
            return self._in_trouble(f"{site} could not be read: {error}; {PERMITTED}")
        if answer.status >= httpx.codes.INTERNAL_SERVER_ERROR or answer.status == httpx.codes.TOO_MANY_REQUESTS:
            said = f"{site} answered {answer.status} {answer.reason}, and so nothing is read there"
            return self._in_trouble(f"{said}; try again later, or {PERMITTED}")
        stale_at = self._clock() + RULES_HOLD_SECONDS
        if answer.status != httpx.codes.OK:
            return Rules(stale_at)
        rules = Protego.parse(keep_ours(answer.content[:MAX_BYTES].decode("utf-8-sig", "replace"), self._agent))
        rate = rules.request_rate(self._agent)
        delay = max(rules.crawl_delay(self._agent) or 0.0, rate.seconds / rate.requests if rate else 0.0)
        if delay:
            self._slow_down(site.host, delay)
        return Rules(stale_at, rules)

    def _in_trouble(self, trouble: str) -> Rules:
        """What is remembered of a site that does not answer."""
        return Rules(self._clock() + TROUBLE_HOLDS_SECONDS, trouble=trouble)


def product(user_agent: str) -> str:
    """The name in "Name/1.0 (what it does)", by which a robots.txt knows us."""
    return re.split(r"[/(]", user_agent, maxsplit=1)[0].strip().lower() or user_agent.lower()


def keep_ours(text: str, agent: str) -> str:
    """The file with all agents but us and "*" made into one that is nobody.

    The parser keeps a rule once for each agent of its group: of half a megabyte of agents and rules, that makes
    gigabytes.
    """
    lines: list[str] = []
    for line in text.splitlines():
        named = AGENT.match(line)
        if named:
            name = line[named.end() :].partition("#")[0].strip().lower()
            line = f"User-agent: {name if name == '*' else agent if product(name) == agent else NOBODY}"
        lines.append(line)
    return "\n".join(lines)
