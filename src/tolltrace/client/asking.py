"""Questions over HTTP: sent again where the server says later, answered with values or with an error in plain words."""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx
import msgspec

from tolltrace.errors import AbsentError, LedgerError, SlowError, TakenDownError, UnfitError

T = TypeVar("T")
VALUES = "application/vnd.tolltrace.values+json"
TRIES = 4
AGAIN = frozenset({429, 503})
LONGEST_WAIT_SECONDS = 30.0
FIRST_WAIT_SECONDS = 0.5


class Listed(msgspec.Struct, frozen=True):
    """A page as it is sent."""

    items: list[msgspec.Raw]
    next: str | None = None


class TakenDown(msgspec.Struct, frozen=True):
    """What was taken down, when and why."""

    of: str
    at: datetime
    why: str


class Problem(msgspec.Struct, frozen=True):
    """An error as it is sent: RFC 9457."""

    detail: str = ""
    title: str = ""
    taken_down: TakenDown | None = None


class Exchange:
    """One server. Connections are kept between questions."""

    def __init__(self, url: str, client: httpx.Client) -> None:
        self.url = url.rstrip("/")
        self._client = client

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def one(self, path: str, of: type[T], params: Mapping[str, Any] | None = None) -> T:
        """One value."""
        return self._read(self._ask("GET", path, params=sayable(params or {})), of)

    def pages(self, path: str, of: type[T], params: Mapping[str, Any], most: int | None = None) -> Iterator[T]:
        """The items of a list, page after page, as they are read; `most` of them."""
        address: str | None = path
        asked: dict[str, Any] | None = sayable(params)
        given = 0
        while address is not None:
            page = self._read(self._ask("GET", address, params=asked), Listed)
            for raw in page.items:
                if most is not None and given >= most:
                    return
                given += 1
                yield self._decode(raw, of)
            address, asked = page.next, None

    def send(self, path: str, body: Mapping[str, Any], of: type[T], once: str) -> T:
        """A write call, which is recorded once, however often it is sent."""
        return self._read(self._ask("POST", path, json=body, headers={"Idempotency-Key": once}), of)

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        address = path if path.startswith("/api/") else f"/api/v1/{path}"
        wait = FIRST_WAIT_SECONDS
        for left in range(TRIES - 1, -1, -1):
            try:
                response = self._client.request(method, self.url + address, **more)
            except httpx.TimeoutException as error:
                raise SlowError(
                    f"{self.url}: no answer in time; ask for less, or give connect() more seconds"
                ) from error
            except httpx.HTTPError as error:
                if left and isinstance(error, httpx.ConnectError | httpx.RemoteProtocolError):
                    time.sleep(wait)
                    wait *= 2
                    continue
                raise LedgerError(
                    f"{self.url}: not reached ({error}); check the address, and that it is served"
                ) from error
            if response.status_code not in AGAIN or not left:
                return response
            time.sleep(min(told_wait(response) or wait, LONGEST_WAIT_SECONDS))
            wait *= 2
        raise AssertionError  # the last try returns or raises

    def _read(self, response: httpx.Response, of: type[T]) -> T:
        if not response.is_success:
            raise self._error(response)
        if not response.headers.get("content-type", "").startswith(VALUES):
            raise LedgerError(f"{self.url}: no tolltrace answers there; give the address that `tolltrace serve` prints")
        return self._decode(response.content, of)

    def _decode(self, content: bytes | msgspec.Raw, of: type[T]) -> T:
        try:
            return msgspec.json.decode(content, type=of)
        except msgspec.DecodeError as error:
            raise LedgerError(
                f"{self.url}: an answer that this tolltrace does not read ({error}); have one version on both sides"
            ) from error

    def _error(self, response: httpx.Response) -> LedgerError:
        status = response.status_code
        try:
            told = msgspec.json.decode(response.content, type=Problem)
        except msgspec.DecodeError:
            told = Problem()
        said = f"{self.url}: {told.detail or told.title or f'answered {status}'}"
        if status == 410 and (down := told.taken_down):
            return TakenDownError(f"{self.url}: {down.of}", down.at, down.why)
        if status in (404, 410) and told.detail:
            return AbsentError(said)
        if status in (401, 403):
            return LedgerError(f"{said} Give connect() a token: token=…")
        if status in (400, 413, 422):
            return UnfitError(said)
        return SlowError(said) if status in AGAIN else LedgerError(said)


def sayable(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as an address has them; what is None, False or empty is not said."""
    said = {name: value for name, value in params.items() if value not in (None, False, "")}
    return {name: "true" if value is True else str(value) for name, value in said.items()}


def told_wait(response: httpx.Response) -> float | None:
    """The seconds of Retry-After, which may be a date; None where there is none."""
    told = response.headers.get("retry-after", "").strip()
    if told.isdigit():
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
