"""One site's addresses, asked again and again over days: only for what changed, and without waiting for who is busy."""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from urllib.parse import urlsplit

import httpx

from tolltrace.errors import SourceError
from tolltrace.pages.addresses import read_url
from tolltrace.pages.exchange import Answer, ask
from tolltrace.pages.fetch import BUSY, MAX_REDIRECTS, Budget, Fetcher, find_target
from tolltrace.pages.kept import INSTANT, TAG
from tolltrace.pages.pace import SECONDS_OF_A_DAY, Pace, read_retry_after
from tolltrace.pages.reader import Origin, Reference
from tolltrace.pages.robots import ForbiddenError
from tolltrace.pages.section import find_links
from tolltrace.pages.sources import read_stream
from tolltrace.settings import Settings
from tolltrace.values import Failed, Page, Rejected
from tolltrace.visits import NO_MARKS, Listed, Marks, Outcome, Visit

PERMANENT = frozenset({httpx.codes.MOVED_PERMANENTLY, httpx.codes.PERMANENT_REDIRECT})


class Visitor(Fetcher):
    """Asks one site at a time, as often as it may be asked. What changes between two visits is the caller's to keep.

    It differs from a run's Fetcher in that: it keeps no copies, gives back how each visit ended instead of raising, and
    leaves a busy site alone instead of asking again. Not for several threads at once.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(settings, Pace(settings.seconds_between_requests, clock=clock, sleep=sleep), clock=clock)
        self._moved: str | None = None

    def seconds_left(self, host: str) -> float:
        """How long a host wants to be left alone still."""
        return self._pace.seconds_left(host)

    def visit(self, address: str, marks: Marks = NO_MARKS, *, links: str | None = None) -> Visit:
        """Ask for an address. With `links`, a page is a list: the addresses in it that this pattern matches."""
        self._moved = None
        try:
            answer = self._follow(read_url(address), lambda place, budget: self._visit(place, budget, marks))
            if answer.status == httpx.codes.OK:
                return self._read(address, answer, links)
        except ForbiddenError as error:
            return Visit(Outcome.FORBIDDEN, address, str(error))
        except SourceError as error:
            return Visit(Outcome.FAILED, address, str(error))
        return self._refused(answer, marks)

    def send(self, address: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, float | None]:
        """Send something where somebody asked for it: the status, its words, how long to wait where it says so.

        Redirects are not followed: who asked gave the address. Raises SourceError where nothing answers.
        """
        place, settings = read_url(address), self._settings
        seconds = settings.fetch_timeout_seconds
        answer = ask(place, settings, seconds=seconds, max_bytes=0, headers=headers, body=body)
        return answer.status, answer.reason, asked_to_wait(answer)

    def _visit(self, place: httpx.URL, budget: Budget, marks: Marks) -> Answer:
        """One page, if its site lets us read it, and if it changed."""
        if self._settings.obey_robots:
            self._robots.check(place)
        answer = self._ask(place, budget, self._settings.max_page_bytes, conditions(marks))
        if answer.status in PERMANENT and answer.is_redirect:
            self._moved = str(find_target(answer))
        return answer

    def _ask(self, place: httpx.URL, budget: Budget, max_bytes: int, headers: Mapping[str, str]) -> Answer:
        """One answer, when it is the host's turn. A busy host is asked no more until its time has come."""
        self._pace.wait(place.host)
        began = time.monotonic()
        answer = ask(place, self._settings, seconds=budget.seconds, max_bytes=max_bytes, headers=headers)
        budget.seconds -= time.monotonic() - began
        if answer.status in BUSY and (wait := asked_to_wait(answer)) is not None:
            self._pace.hold(place.host, wait)
        return answer

    def _read(self, address: str, answer: Answer, links: str | None) -> Visit:
        """What a page holds."""
        url = str(answer.place)
        origin = Origin(address, url=url, charset=answer.charset)
        filename = urlsplit(url).path.rpartition("/")[2]
        pages: list[Page | Rejected | Failed] = []
        listed: list[Listed] = []
        for found in read_stream(BytesIO(answer.content), filename, origin, self._settings):
            if isinstance(found, Reference):
                listed.append(Listed(found.url, found.stamp, found.dated, found.is_list))
            elif links is not None and isinstance(found, Page) and found.kind == "html":
                listed += find_links(found.content, url, links, found.charset)
            else:
                pages.append(found)
        return Visit(
            Outcome.READ,
            url,
            status=answer.status,
            marks=marks_of(answer.headers),
            pages=tuple(pages),
            listed=tuple(listed),
            moved_to=self._moved,
        )

    def _refused(self, answer: Answer, marks: Marks) -> Visit:
        """An answer other than a page."""
        status, url, said = answer.status, str(answer.place), f"{answer.place.host} answered {answer.status}"
        if answer.is_redirect:
            detail = f"more than {MAX_REDIRECTS} redirects, the last from {url}; check the address in a browser"
            return Visit(Outcome.FAILED, url, detail, status)
        if status == httpx.codes.NOT_MODIFIED and (marks.etag or marks.last_modified):
            return Visit(Outcome.UNCHANGED, url, status=status, marks=marks, moved_to=self._moved)
        if status == httpx.codes.GONE:
            return Visit(
                Outcome.GONE, url, f"{said} {answer.reason}: it is gone for good, and not asked for again", status
            )
        if status in BUSY:
            wait = asked_to_wait(answer)
            told = f", and asks to be left alone for {wait:,.0f} s" if wait is not None else ""
            return Visit(Outcome.BUSY, url, f"{said} {answer.reason}{told}", status, wait_seconds=wait)
        return Visit(Outcome.FAILED, url, f"{said} {answer.reason}; expected 200 OK", status)


def conditions(marks: Marks) -> dict[str, str]:
    """The headers that ask for a page only if it changed."""
    asked = {"If-None-Match": marks.etag, "If-Modified-Since": marks.last_modified}
    return {name: value for name, value in asked.items() if value}


def marks_of(headers: httpx.Headers) -> Marks:
    """What an answer gives to ask by. A date is sent back as it came: that its clock is wrong does not matter."""
    etag, last_modified = headers.get("ETag", ""), headers.get("Last-Modified", "")
    return Marks(etag if TAG.fullmatch(etag) else None, last_modified if INSTANT.fullmatch(last_modified) else None)


def asked_to_wait(answer: Answer) -> float | None:
    """The seconds of a Retry-After, a day at most. An instant counts from the site's own clock, which may be wrong."""
    try:
        now = parsedate_to_datetime(answer.headers.get("Date", "")[:64])
        now = now if now.tzinfo else now.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        now = datetime.now(UTC)
    wait = read_retry_after(answer.headers.get("Retry-After", ""), now=now)
    return None if wait is None else min(wait, float(SECONDS_OF_A_DAY))
