"""All pages of the site put into the application, with their static files and their errors."""

from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import Headers
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from tolltrace.server.problems import ProblemError, problem, whole_characters
from tolltrace.server.site import (
    about,
    atlas,
    cards,
    changes,
    charts,
    commenting,
    digests,
    explain,
    feeds,
    front,
    live,
    offline,
    pointing,
    report,
    reviewing,
    search,
    signing,
    sources,
    statement,
    subscribing,
    tags,
    voices,
    vouching,
)
from tolltrace.server.site.frame import HEADERS, HTML, STATIC, Frame, MovedError, render
from tolltrace.server.site.sessions import by_session

PAGES = (  # to add pages, add theirs
    front,
    live,
    cards,
    feeds,
    search,
    statement,
    report,
    changes,
    signing,
    vouching,
    reviewing,
    commenting,
    pointing,
    charts,
    atlas,
    voices,
    tags,
    explain,
    about,
    offline,
    subscribing,  # before `digests`, whose pages are named by anything
    digests,
    sources,
)
ROUTERS = tuple(each.router for each in PAGES)
FOR_PROGRAMS = (".json", ".csv", ".svg", ".png", ".txt", ".xml", ".atom", ".bib")
NOT_FOUND = 404
ASK_WHO = (401, 403)  # where signing in may help
PHRASES = {  # in words that ask nothing of a reader
    401: "Sign in first",
    403: "This is not for you",
    NOT_FOUND: "Nothing is here",
    421: "Not under this name",
    409: "This was decided otherwise",
    422: "This cannot be asked",
    429: "Too many requests",
    500: "Something went wrong",
    503: "Come again in a moment",
}
FOR_EVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=300"


class Static(StaticFiles):
    """Files that a page names with their hash: who has one need not ask for it again."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """As it is, with how long it may be kept."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        scope = next((each for each in (*args, *kwargs.values()) if isinstance(each, dict)), {})
        response.headers["Cache-Control"] = FOR_EVER if b"v=" in scope.get("query_string", b"") else SHORTLY
        return response


def add_site(app: FastAPI) -> None:
    """Every page."""
    app.state.by_session = by_session
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)
    app.mount("/static", Static(directory=STATIC), name="static")
    app.add_exception_handler(MovedError, moved)


async def moved(_: Request, error: Exception) -> Response:
    """The same page at its own address."""
    assert isinstance(error, MovedError)  # noqa: S101
    return RedirectResponse(error.address, status_code=303)


def shape_of(scope: Scope, error: ProblemError) -> Response:
    """An error as a page for a browser; as `application/problem+json` for programs."""
    path = scope["path"]
    accepted = Headers(scope=scope).get("accept", "")
    if path.startswith("/api/") or path.endswith(FOR_PROGRAMS) or HTML not in accepted:
        return problem(error)
    frame = Frame(path, "", {}, None, None)
    last = path.rsplit("/", 1)[-1][:100]
    told = {
        "phrase": PHRASES.get(error.status, HTTPStatus(error.status).phrase),
        "detail": whole_characters(error.detail),
        "errors": [{name: whole_characters(text) for name, text in each.items()} for each in error.errors],
        "asks_who": error.status in ASK_WHO,
        "search": urlencode({"text": last}, errors="replace") if error.status == NOT_FOUND and last.strip() else "",
    }
    headers = {"Cache-Control": "no-store", "Vary": "Accept", **HEADERS, **error.headers}
    return Response(render("problem.html", frame, told), error.status, headers, media_type=HTML)
