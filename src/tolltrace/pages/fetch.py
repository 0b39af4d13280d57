"""Fetch URLs as a good guest does: only where we may go, not too often, and nothing twice that did not change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

import httpx

from tolltrace.errors import SourceError
from tolltrace.pages.addresses import read_url
from tolltrace.pages.exchange import Answer, ask
from tolltrace.pages.kept import KeptPages
from tolltrace.pages.pace import Pace, read_retry_after
from tolltrace.pages.robots import MAX_BYTES, Robots
from tolltrace.settings import Settings

MAX_REDIRECTS = 5
MAX_TRIES = 3  # of a site that says it has too much to do
FIRST_WAIT_SECONDS = 2.0  # for such a site, where it does not say how long; twice as long each time after
BUSY = frozenset({httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a URL gave. `content` may be one byte over the limit, so that it can be told."""

    url: str  # after redirects
    content: bytes
    charset: str | None


@dataclass(slots=True)
class Budget:
    """The seconds that one URL has left, redirects included. Waiting for a host's turn costs none."""

    seconds: float


class Fetcher:
    """Fetches the URLs of one run, and remembers whom it asked when, and what each site lets us read.

    Only public addresses are asked, checked anew after every redirect; answers are bounded in size and time. A site is
    asked for its robots.txt first, and a host once in `seconds_between_requests` at most, more seldom where it says so.
    What was fetched in an earlier run is asked for only if it changed.
    """

    def __init__(self, settings: Settings, pace: Pace | None = None, *, clock: Callable[[], float] = monotonic) -> None:
        self._settings = settings
        self._pace = pace or Pace(settings.seconds_between_requests)
        self._kept = KeptPages(settings.fetch_cache, settings.fetch_cache_bytes)
        self._robots = Robots(settings.user_agent, self._fetch_robots, self._pace.slow_down, clock)

    def fetch(self, url: str) -> Fetched:
        """Fetch a page. Raises SourceError for anything but an answer 200 from a place where we may go."""
        answer = self._follow(read_url(url), self._ask_for_page)
        if answer.is_redirect:
            raise SourceError(
                f"more than {MAX_REDIRECTS} redirects, the last from {answer.place}; check the URL in a browser"
            )
        if answer.status != httpx.codes.OK:
            raise SourceError(f"{answer.place.host} answered {answer.status} {answer.reason}; expected 200 OK")
        return Fetched(str(answer.place), answer.content, answer.charset)

    def _fetch_robots(self, site: httpx.URL) -> Answer:
        """A site's robots.txt, wherever it sends us for it; a redirect where it sends us too far."""
        return self._follow(site, lambda place, budget: self._ask(place, budget, MAX_BYTES, {}))

    def _follow(self, place: httpx.URL, ask_for: Callable[[httpx.URL, Budget], Answer]) -> Answer:
        """The answer where the redirects end, or the last redirect that we follow."""
        budget = Budget(self._settings.fetch_timeout_seconds)
        answer = ask_for(place, budget)
        for _ in range(MAX_REDIRECTS):
            if not answer.is_redirect:
                break
            answer = ask_for(find_target(answer), budget)
        return answer

    def _ask_for_page(self, place: httpx.URL, budget: Budget) -> Answer:
        """One page, if its site lets us read it: as it is sent, or as it was kept where it did not change."""
        settings = self._settings
        if settings.obey_robots:
            self._robots.check(place)
        url = str(place)
        kept = self._kept.find(url, settings.max_page_bytes)
        answer = self._ask(place, budget, settings.max_page_bytes, kept.conditions if kept else {})
        if kept and answer.status == httpx.codes.NOT_MODIFIED:
            self._kept.touch(url)
            return Answer(place, 200, "OK", answer.headers, kept.content, kept.head.charset)
        if answer.status == httpx.codes.OK and len(answer.content) <= settings.max_page_bytes:
            self._kept.keep(url, answer)
        return answer

    def _ask(self, place: httpx.URL, budget: Budget, max_bytes: int, headers: Mapping[str, str]) -> Answer:
        """One answer, when it is the host's turn; asked for again, some times, where the host is busy."""
        for tried in range(MAX_TRIES):
            self._pace.wait(place.host)
            began = monotonic()
            answer = ask(place, self._settings, seconds=budget.seconds, max_bytes=max_bytes, headers=headers)
            budget.seconds -= monotonic() - began
            if answer.status not in BUSY:
                break
            told = read_retry_after(answer.headers.get("Retry-After", ""), now=datetime.now(UTC))
            self._pace.hold(place.host, FIRST_WAIT_SECONDS * 2**tried if told is None else told)
        return answer


def find_target(answer: Answer) -> httpx.URL:
    """Where a redirect leads. Raises SourceError where that is no place that we fetch."""
    try:
        target = str(answer.place.join(answer.headers["Location"]))
    except (httpx.InvalidURL, UnicodeError) as error:
        raise SourceError(f"{answer.place.host} did not answer as it should ({error}); try again later") from error
    return read_url(target)
