"""The application: a ledger, its doors, its routes; and running it."""

import gc
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.cors import CORSMiddleware

from tolltrace import __version__
from tolltrace.errors import SettingsError
from tolltrace.knowledge import load_knowledge
from tolltrace.ledger import open_ledger
from tolltrace.ledger_place import LedgerPlace
from tolltrace.server import api, figures, review
from tolltrace.server.desk import Desk
from tolltrace.server.guard import LOOPBACK_NAMES, Guard
from tolltrace.server.live import Live
from tolltrace.server.openapi import describe
from tolltrace.server.problems import answer_problems
from tolltrace.server.site import add_site, check_service, shape_of
from tolltrace.settings import Settings, load_settings

SELDOM = 50_000  # new objects; a page makes some thousands
KEEP_ALIVE_SECONDS = 15
MOST_CONNECTIONS = 1000  # idle ones, too; the guard counts requests
SHUTDOWN_SECONDS = 10
SENT_BY_BROWSERS = ("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match")


def make_app(place: LedgerPlace | str, *, settings: Settings | None = None) -> FastAPI:
    """The application that serves a ledger, which must be there. It is closed when the application ends.

    Whose token it is, the ledger's accounts tell. Raises LedgerError where the ledger cannot be opened, SettingsError
    for a service to sign in by that is none.
    """
    settings = settings or load_settings()
    check_service(settings)
    ledger = open_ledger(place, create=False, read_seconds=settings.serve_read_seconds)
    desk = Desk(ledger, load_knowledge(), settings)
    live = Live(desk, settings.serve_live_readers)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        live.close()
        ledger.close()

    app = FastAPI(
        title="tolltrace", version=__version__, docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan
    )
    app.state.desk, app.state.live, app.state.services = desk, live, {}
    add_routes(app)
    app.add_api_route(f"{api.ROOT}/openapi.json", openapi_document, include_in_schema=False)
    add_site(app)
    answer_problems(app, ledger.path, shape_of)
    app.add_middleware(figures.ShortWay, desk=desk)
    if settings.serve_origins.split():
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.serve_origins.split(),
            allow_methods=["GET", "POST"],
            allow_headers=SENT_BY_BROWSERS,
            expose_headers=["ETag", "Retry-After"],
        )
    app.add_middleware(
        Guard,
        names=names_of(settings),
        per_minute=settings.serve_requests_per_minute,
        max_body_bytes=settings.serve_max_body_bytes,
        shape=shape_of,
    )
    return app


def add_routes(app: FastAPI) -> None:
    """All that the API has."""
    app.include_router(api.router)
    app.include_router(figures.router)
    app.include_router(review.router)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]


def describe_api() -> dict[str, Any]:
    """The API in OpenAPI 3.1, without a ledger."""
    app = FastAPI()
    add_routes(app)
    return app.openapi()


async def openapi_document(request: Request) -> JSONResponse:
    """What the API is, in OpenAPI 3.1."""
    return JSONResponse(request.app.openapi())


def names_of(settings: Settings) -> frozenset[str]:
    """The host names that are answered; empty for any."""
    named = frozenset(settings.serve_names.lower().split())
    return named or (LOOPBACK_NAMES if settings.serve_host in LOOPBACK_NAMES else frozenset())


def serve(
    place: LedgerPlace | str,
    settings: Settings,
    announce: Callable[[str], None],
) -> None:
    """Serve a ledger until the program is stopped; `announce` is told the address when it can be reached.

    Raises SettingsError where nothing can listen at the settings' address.
    """
    app = make_app(place, settings=settings)
    keep_for_good()
    with listen(settings.serve_host, settings.serve_port) as listening:
        host, port = listening.getsockname()[:2]
        config = uvicorn.Config(
            app,
            log_level="warning",
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            limit_concurrency=MOST_CONNECTIONS,
            ws="none",
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
        announce(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        Server(config, app.state.live).run(sockets=[listening])


def keep_for_good() -> None:
    """What was loaded stays: garbage is not looked for in it, and seldomer elsewhere; that took some of each page."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(SELDOM, 10, 20)


class Server(uvicorn.Server):
    """Ends what lasts before it waits for all that is being answered."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        self._live.close()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """A socket at an address. Raises SettingsError where there can be none."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=MOST_CONNECTIONS)
    except OSError as error:
        said = f"{host}, port {port} ({error.strerror or error})"
        raise SettingsError(f"nothing can listen at {said}; give another --host or --port") from error
