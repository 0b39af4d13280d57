"""Signing in and out. Nobody learns from it who has an account: whatever was wrong, the answer is one."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from tolltrace.errors import TooSoonError
from tolltrace.people import MAX_NAME_CHARS, Scope
from tolltrace.server.asking import Asking
from tolltrace.server.problems import ProblemError
from tolltrace.server.site.frame import show_privately
from tolltrace.server.site.sessions import (
    FORM,
    SESSION,
    Visit,
    Visitor,
    check_origin,
    forget_cookie,
    is_private,
    keep_cookie,
    read_form,
)

router = APIRouter()
WRONG = "Name and password do not go together. Nothing else is told, whichever is wrong."
LISTENED = (
    "Here somebody on the way could read your password, so that none is asked for: open this site by https. Who runs "
    "it puts a server for https in front of it, or opens it on the machine itself."
)


@router.get("/sign-in")
async def sign_in_page(visit: Visitor, _: Annotated[Asking, Query()]) -> Response:
    """The form."""
    return await ask_to_sign_in(visit)


@router.post("/sign-in")
async def sign_in(visit: Visitor) -> Response:
    """Begin a session, in place of one that there was."""
    if not is_private(visit.request):
        raise ProblemError(403, LISTENED)
    said = await read_form(visit)
    name, password = said.get("name", "").strip(), said.get("password", "")
    people = visit.desk.ledger.people
    address = visit.request.client.host if visit.request.client else ""
    known = name.isprintable() and len(name) <= MAX_NAME_CHARS
    try:
        secret = await visit.desk.run(lambda: people.sign_in(name if known else "", password, address=address))
    except TooSoonError as error:
        wait = {"Retry-After": str(max(1, round(error.seconds)))}
        return await ask_to_sign_in(visit, f"{str(error)[:1].upper()}{str(error)[1:]}.", 429, wait, name)
    if secret is None:
        return await ask_to_sign_in(visit, WRONG, 422, name=name)
    return await begin_session(visit, secret)


async def begin_session(visit: Visit, secret: str) -> Response:
    """Give a browser its session, in place of one that there was; then where its person works."""
    if visit.secret:
        await visit.desk.run(lambda: visit.desk.ledger.people.sign_out(visit.secret))
    admitted = await visit.desk.run(lambda: visit.desk.ledger.admit(secret))
    reviews = admitted is not None and admitted.allows(Scope.REVIEW)
    response = RedirectResponse("/review" if reviews else "/", status_code=303)
    keep_cookie(visit.request, response, SESSION, secret)
    forget_cookie(visit.request, response, FORM)
    return response


@router.post("/sign-out")
async def sign_out(visit: Visitor) -> Response:
    """End a session, here and in the ledger."""
    check_origin(visit.request)  # also where no session is left: the cookie goes, and only we may ask for that
    response = RedirectResponse("/", status_code=303)
    if visit.secret:
        await read_form(visit)
        await visit.desk.run(lambda: visit.desk.ledger.people.sign_out(visit.secret))
    forget_cookie(visit.request, response, SESSION)
    return response


async def ask_to_sign_in(
    visit: Visit, trouble: str = "", status: int = 200, headers: dict[str, str] | None = None, name: str = ""
) -> Response:
    """The form, and what was wrong; with the name as it was given."""
    told: dict[str, Any] = {
        "name": name[:MAX_NAME_CHARS],
        "trouble": trouble,
        "listened": "" if is_private(visit.request) else LISTENED,
        "service": urlsplit(visit.desk.settings.oidc_issuer).hostname or "",
    }
    response = await show_privately(visit, "sign-in.html", lambda _: told, status=status)
    response.headers.update(headers or {})
    if visit.admitted is None:
        keep_cookie(visit.request, response, FORM, visit.key)
    return response
