"""What every request passes first (host names, rate, size), and what every answer is sent with."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tolltrace.server.problems import RETRY_SECONDS, UNFORESEEN, ProblemError, Shape, for_programs, log

SECURITY_HEADERS = {  # an answer that has its own keeps it: pages of the site load their own scripts
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
MOST_ADDRESSES = 10_000  # that are remembered: who floods us from more is not stopped here
MOST_IN_HAND = 300  # requests at once
BUSY = "More are asking than can be answered; come again in a moment."
BURST_SECONDS = 10.0
STREAMS = frozenset({"/live"})  # last for minutes, and have a bound of their own
IS_HEAD = "tolltrace.head"  # in a request's scope: asked as GET, sent without its body
MINUTE = 60.0


@dataclass(slots=True)
class Rates:
    """How many requests each address has left: so many a minute, in bursts of a sixth. In this process alone."""

    per_minute: int
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)  # address → requests, when

    def wait_seconds(self, address: str, now: float) -> float:
        """Count a request; how long to wait before it may be sent again, 0 where it may go on."""
        if not self.per_minute:
            return 0.0
        each = self.per_minute / MINUTE
        burst = max(1.0, each * BURST_SECONDS)
        left, then = self._left.pop(address, (burst, now))
        left = min(burst, left + (now - then) * each)
        self._left[address] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > MOST_ADDRESSES:
            self._left.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) / each


class Guard:
    """An ASGI application around another."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        names: frozenset[str],
        per_minute: int,
        max_body_bytes: int,
        shape: Shape = for_programs,
    ) -> None:
        self._app = app
        self._shape = shape
        self._names = names
        self._rates = Rates(per_minute)
        self._max_body_bytes = max_body_bytes
        self._in_hand = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it pass."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = with_headers(send, without_body=scope["method"] == "HEAD")
        headers = Headers(scope=scope)
        refused = self._refusal(scope, headers)
        if refused:
            await self._shape(scope, refused)(scope, receive, told)
            return
        streams = scope["path"] in STREAMS
        if self._in_hand >= MOST_IN_HAND and not streams:
            told_when = {"Retry-After": str(RETRY_SECONDS)}
            await self._shape(scope, ProblemError(503, BUSY, told_when))(scope, receive, told)
            return
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET", IS_HEAD: True}
        begun = False
        self._in_hand += not streams

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await told(message)

        try:
            await self._app(scope, self._bounded(receive), sending)
        except Exception:
            log.exception("%s %s", scope["method"], scope["path"])  # here alone: a request's end is no other's
            if begun:
                raise  # the server then breaks the answer off, so that nobody takes it for whole
            await self._shape(scope, ProblemError(500, UNFORESEEN))(scope, receive, told)
        finally:
            self._in_hand -= not streams

    def _refusal(self, scope: Scope, headers: Headers) -> ProblemError | None:
        host = host_name(headers.get("host", ""))
        if self._names and host not in self._names:
            return ProblemError(
                421, f"Nothing is served under the name {host!r}; who runs this can add it: TOLLTRACE_SERVE_NAMES"
            )
        address = scope["client"][0] if scope.get("client") else ""
        wait = self._rates.wait_seconds(address, time.monotonic())
        if wait:
            told = {"Retry-After": str(int(wait) + 1)}
            return ProblemError(429, "More requests than one address may send; wait as Retry-After says.", told)
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > self._max_body_bytes:
            return self._too_large()
        return None

    def _too_large(self) -> ProblemError:
        return ProblemError(413, f"A body of more than {self._max_body_bytes:,} bytes; send less.")

    def _bounded(self, receive: Receive) -> Receive:
        read = 0

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._max_body_bytes:
                raise HTTPException(413, self._too_large().detail)  # the one kind that goes through those who read it
            return message

        return bounded


def host_name(host: str) -> str:
    """Of a Host header, without its port."""
    host = host.lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def with_headers(send: Send, *, without_body: bool) -> Send:
    """What is sent, with the headers that all has; to HEAD without its body."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
            if "frame-ancestors *" in headers["Content-Security-Policy"]:  # a page made for frames
                del headers["X-Frame-Options"]
        elif without_body:
            message = {**message, "body": b""}
        await send(message)

    return sending
