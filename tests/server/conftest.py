"""A made-up ledger, served: in this process for questions one by one, at an address for the client."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import anyio.from_thread
import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from tests.builders import a_traced
from tests.statements.stories import the_briefing, the_fire
from tolltrace.ledger import Ledger, open_ledger
from tolltrace.server import make_app
from tolltrace.server.app import listen
from tolltrace.settings import Settings

PLENTY = 10**6


# who → name, role, what their token is for
PEOPLE = {
    "reader": ("R. Reader", "reader", ["read"]),
    "reviewer": ("A. Coder", "reviewer", ["read", "review"]),
    "second": ("B. Coder", "reviewer", ["review"]),
}
BY = {"by": "A. Admin", "why": "they work with us"}
Tokens = dict[str, str]


def give_tokens(ledger: Ledger) -> Tokens:
    """Open an account for each, with a token: who → what admits them."""
    made = {}
    for who, (name, role, scopes) in PEOPLE.items():
        ledger.people.open_account(name, role, **BY)
        _, made[who] = ledger.people.make_token(name, "tests", scopes, days=1, **BY)
    return made


class Questions:
    """Asks an application in this process."""

    def __init__(self, portal: Any, app: FastAPI, tokens: Tokens) -> None:
        self._portal = portal
        self._app = app
        self._tokens = tokens

    def __call__(
        self, path: str, *, method: str = "GET", who: str | None = None, root: str = "/api/v1/", **more: Any
    ) -> httpx.Response:
        headers = more.pop("headers", {}) | ({"Authorization": f"Bearer {self._tokens.get(who, who)}"} if who else {})

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                address = path if path.startswith("/") else root + path
                return await client.request(method, address, headers=headers, **more)

        answered: httpx.Response = self._portal.call(ask)
        return answered

    def items(self, path: str, **more: Any) -> list[Any]:
        """All items of a list, page after page."""
        found: list[Any] = []
        address: str | None = path
        while address:
            response = self(address, **more)
            assert response.status_code == 200, response.text
            found += response.json()["items"]
            address = response.json()["next"]
        return found


def the_ledger() -> list[Any]:
    """The briefing and its way, a fire, and a ferry; the ferry was read from a file of this machine."""
    return [*the_briefing(), *the_fire(), a_traced(source="folder/of/somebody/ferry.html")]


def settings_for(where: str, **changes: Any) -> Settings:
    return replace(Settings(serve_requests_per_minute=PLENTY), **changes)


@pytest.fixture
def book(where: str) -> Iterator[Ledger]:
    with open_ledger(where) as ledger:
        ledger.record(the_ledger())
        yield ledger


@pytest.fixture
def file_book(tmp_path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger.record(the_ledger())
        yield ledger


@pytest.fixture
def portal() -> Iterator[Any]:
    with anyio.from_thread.start_blocking_portal() as portal:
        yield portal


@pytest.fixture
def serving(portal) -> Iterator[Any]:
    """Make questions to a ledger, with settings changed."""
    apps = []

    def serve(ledger: Ledger, *, people: bool = True, **changes: Any) -> Questions:
        app = make_app(ledger.path, settings=settings_for(str(ledger.path), **changes))
        apps.append(app)
        return Questions(portal, app, give_tokens(ledger) if people and not ledger.people.everyone() else {})

    yield serve
    for app in apps:
        app.state.desk.ledger.close()


@pytest.fixture
def ask(serving, book) -> Questions:
    """Questions to a ledger on either engine."""
    return serving(book)


@pytest.fixture
def ask_file(serving, file_book) -> Questions:
    """Questions to a ledger in a file: for what does not depend on the engine."""
    return serving(file_book)


@pytest.fixture
def tokens(book) -> Tokens:
    """Of the people of a ledger."""
    return give_tokens(book)


@pytest.fixture
def served(book) -> Iterator[str]:
    """The address of a served ledger."""
    app = make_app(book.path, settings=settings_for(str(book.path)))
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()
