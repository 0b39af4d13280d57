"""What a ledger gives over HTTP: every address of the API and the site, to anybody and to who may read all."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

import anyio
import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Mount

from tolltrace.digests import Digest, Every
from tolltrace.ledger import Ledger
from tolltrace.server import make_app
from tolltrace.server.answers import VALUES
from tolltrace.settings import Settings

LATER = date(2031, 1, 1)
BY = {"by": "A. Admin", "why": "to look at every door"}
SHAPES = ("application/json", VALUES)
LISTS = ("", f"?as_of={LATER}", "?text={word}", "?harm=killed", "?speaker=tavi", "?report={report}")
ONE = ("", f"?as_of={LATER}")

# the path of a route → what it is asked; {claim}, {report} … are of the record that is looked for
ASKED: dict[str, tuple[str, ...]] = {
    "/claims": (*LISTS, "?all_versions=true&with_rejected=true", "?sort=doubt"),
    "/claims/{claim_id}": ("/{claim}", "/{claim}?as_of=" + str(LATER), "/{sister}"),
    "/reports": (*LISTS, "?all_versions=true"),
    "/report": ("?id={report}", "?id={report}&version=1", f"?id={{report}}&as_of={LATER}"),
    "/report/changes": ("?id={report}", "?id={report}&before=1", f"?id={{report}}&as_of={LATER}"),
    "/report/text": ("?id={report}", "?id={report}&version=1"),
    "/statements": LISTS,
    "/statements/{statement_id}": ("/{claim}", "/{statement}", "/{sister}", f"/{{sister}}?as_of={LATER}"),
    "/drift": LISTS,
    "/series": ONE,
    "/explain": ("?text={figure} killed in Karvel", "?text={figure} killed in Karvel&side=Karvel"),
    "/facets": LISTS,
    "/figures": ("", "?harm=killed", "?limit=3", "?place=a"),
    "/events": ("",),
    "/corrections": ONE,
    "/moved": ONE,
    "/denied": ONE,
    "/statements/{statement_id}/card": ("/{claim}/card", "/{statement}/card", "/{sister}/card"),
    "/series/embed": ONE,
    "/map": ("", f"?as_of={LATER}", "?harm=killed"),
    "/place": ("?name=Karvel", f"?name=Karvel&as_of={LATER}"),
    "/speaker": ("?name=governor", "?name=Mira Koss", f"?name=governor&as_of={LATER}"),
    "/outlet": ("?name=other", "?name=https://other.example/second"),
    "/tags": ONE,
    "/tag": ("?harm=killed", "?side=Karvel", "?conflict=russia-ukraine"),
    "/queue": ("", "?mine=true", "?speaker=tavi"),
    "/review": ("", "?mine=true", "?claim={claim}", "?claim={sister}&done={claim}", "?at=1&first=age"),
    "/comment": ("?claim={claim}", "?claim={sister}", "?claim={sister}&sent=held"),
    "/comment/words": ("?report={report}", "?report={report}&words=killed", "?report={report}&start=0&end=40"),
    "/moderate": ("", "?standing=shown", "?standing=refused"),
    "/": ONE,
    "/front": ONE,
    "/digests": ONE,
    "/digests/{name}": ("/2024-03-05", f"/2024-03-05?as_of={LATER}"),
}
SAYS_NOTHING = {  # of a record
    "/agreement", "/health", "/openapi.json", "/search", "/live", "/method", "/privacy", "/api",
    "/about/borders", "/about/comments", "/sign-in", "/sign-in/service", "/signed-in", "/sources",
    "/offline", "/service-worker.js", "/manifest.webmanifest",
    "/digests/sign-up", "/digests/confirm", "/digests/unsubscribe",
}  # fmt: skip
ASKED_FOR = re.compile(
    r'<title>[^<]*|<id>[^<]*|(?:href|value|action|data-stream)="[^"]*"|<b>[^<]*</b>|<textarea[^>]*>[^<]*'
    r'|"(?:title|home_page_url|feed_url)":"[^"]*"'
)
FORMS = (".feed.json", ".json", ".csv", ".svg", ".png", ".bib", ".ris", ".txt", ".xml", ".atom")


def asked_of(path: str) -> tuple[str, ...]:
    """The questions for a route, whatever the form of its answer. KeyError where nobody said any."""
    plain, form = path.removeprefix("/api/v1"), ""
    for one in FORMS:
        if plain.endswith(one) and plain != "/openapi.json":
            plain, form = plain.removesuffix(one), one
    if plain in SAYS_NOTHING:
        return ()
    base = path.removesuffix(form).partition("/{")[0]
    questions = []
    for each in ASKED[plain]:
        at, _, query = each.partition("?")
        questions.append(f"{base}{at}{form}" + (f"?{query}" if query else ""))
    return tuple(questions)


def a_digest(ledger: Ledger, wanted: dict[str, str]) -> Digest:
    """One that was published when nothing was taken down yet."""
    ids = dict.fromkeys((wanted["statement"], *(f"s{wanted[each]}" for each in ("claim", "sister"))))
    at = datetime(2024, 3, 5, tzinfo=UTC)
    return ledger.mailing.publish(Every.DAILY, at, at, list(ids), by="tolltrace")


def routes_of(app: FastAPI) -> list[str]:
    """Every path that answers GET, those of routers that were included among them."""
    found = []
    for one in app.routes:
        routes = [one] if isinstance(one, APIRoute | Mount) else one.original_router.routes
        found += [each.path for each in routes if isinstance(each, APIRoute) and "GET" in each.methods]
    return found


def served(ledger: Ledger, wanted: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What every address gives, to anybody and to a reviewer; how their answers begin is told, too."""
    if not ledger.people.everyone():
        ledger.people.open_account("A. Coder", "reviewer", **BY)
    a_digest(ledger, wanted)
    label = f"doors {len(ledger.people.tokens())}"
    _, token = ledger.people.make_token("A. Coder", label, ["read", "review"], days=1, **BY)
    app = make_app(ledger.path, settings=Settings(serve_requests_per_minute=0))
    addresses = [each for path in routes_of(app) for each in asked_of(path)]
    said = {name: quote(value, safe="") for name, value in wanted.items()}
    try:
        assert len(addresses) > 100  # else somebody routes otherwise, and nothing was looked at
        session = ledger.people.begin_session("A. Coder")
        yield from anyio.run(ask_all, app, [each.format(**said) for each in addresses], token, session)
    finally:
        app.state.desk.ledger.close()


async def ask_all(app: FastAPI, addresses: list[str], token: str, session: str) -> list[tuple[str, str]]:
    """Each address as anybody and as a reviewer asks for it: the API in its two shapes, pages in the one they have."""
    found = []
    of_the_api = ({"Accept": SHAPES[0]}, {"Accept": SHAPES[1], "Authorization": f"Bearer {token}"})
    of_a_page = ({"Accept": "text/html"}, {"Accept": "text/html", "Cookie": f"tolltrace-session={session}"})
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for address in addresses:
            for who in of_the_api if address.startswith("/api/") else of_a_page:
                answered = await client.get(address, headers=who)
                assert answered.status_code < 500, (address, answered.text)
                found.append((door_of(address), unpacked(answered, address)))
    return found


def door_of(address: str) -> str:
    path = address.partition("?")[0]
    return f"explain: GET {path}" if "/explain" in path else f"GET {path}"


def unpacked(answered: httpx.Response, address: str) -> str:
    """The body as text; where a page repeats what it was asked, without that."""
    if answered.status_code == 303:
        return ""
    is_page = any(each in answered.headers["content-type"] for each in ("text/html", "atom+xml", "feed+json"))
    repeats = is_page and ("?" in address or answered.is_error)
    return ASKED_FOR.sub("", answered.text) if repeats else answered.text


def refused(ledger: Ledger, addresses: list[str], **headers: str) -> list[Any]:
    """What some addresses answer: the status, and the record of the error."""
    app = make_app(ledger.path, settings=Settings(serve_requests_per_minute=0))

    async def ask() -> list[Any]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            answers = [await client.get(each, headers=headers) for each in addresses]
        return [(each.status_code, each.headers["content-type"], each.json()) for each in answers]

    try:
        return anyio.run(ask)
    finally:
        app.state.desk.ledger.close()
