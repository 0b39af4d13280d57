"""Signing in on the site: a session in a cookie, and forms that only our own pages can send (docs/decisions/0018).

A form is taken from our own origin alone, with a token that stands in no page but one made for this very session. The
API knows no cookie, and so needs neither.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request, Response

from tolltrace.people import Pass
from tolltrace.server.answers import Asked, asking
from tolltrace.server.desk import Desk
from tolltrace.server.guard import LOOPBACK_NAMES, host_name
from tolltrace.server.problems import ProblemError

SESSION, FORM = "tolltrace-session", "tolltrace-form"  # the cookies; FORM stands for a session where there is none yet
HOST_ONLY = "__Host-"  # with it a browser takes a cookie by https alone, from this host alone, for all of it
TOKEN = "csrf"  # noqa: S105 - a field's name
MAX_COOKIE_CHARS = 200
MOST_FIELDS = 60
FORM_MEDIA = "application/x-www-form-urlencoded"
STALE = "This form is from a page of another session. Go back, load its page anew, and send it again."


@dataclass(frozen=True, slots=True)
class Visit:
    """Who looks at the site, as far as their cookie tells; and what the forms of their pages must hold."""

    request: Request
    desk: Desk
    secret: str  # of the session; empty where there is none
    admitted: Pass | None
    key: str  # what form tokens are made with

    @property
    def token(self) -> str:
        """What every form of this visitor's pages holds: it follows from what only their browser and we know."""
        return form_token(self.key)


def form_token(key: str) -> str:
    """A token for forms. It tells nothing of what it was made from."""
    return hmac.new(key.encode(), b"a form of the site", hashlib.sha256).hexdigest()


def cookie_name(request: Request, name: str) -> str:
    """Its name where it can be kept from other hosts and from who listens; else the plain one."""
    return HOST_ONLY + name if request.url.scheme == "https" else name


def read_cookie(request: Request, name: str) -> str:
    """A cookie of ours; empty where there is none that could be."""
    value = request.cookies.get(cookie_name(request, name), "")
    return value if len(value) <= MAX_COOKIE_CHARS and value.isascii() and value.isprintable() else ""


def keep_cookie(request: Request, response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """Until the browser is closed, or so long: how long a session lasts, the ledger says. No script reads it."""
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=seconds,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def forget_cookie(request: Request, response: Response, name: str) -> None:
    """As it was set, else a browser keeps it."""
    secure = request.url.scheme == "https"
    response.delete_cookie(cookie_name(request, name), secure=secure, httponly=True, samesite="lax")


async def visiting(request: Request) -> Visit:
    """Who looks at the site. A session that has ended is none."""
    desk: Desk = request.app.state.desk
    secret = read_cookie(request, SESSION)
    admitted = await desk.run(lambda: desk.ledger.admit(secret)) if secret else None
    if admitted is None or admitted.token is not None:  # a program's token is no session
        return Visit(request, desk, "", None, read_cookie(request, FORM) or secrets.token_urlsafe(32))
    return Visit(request, desk, secret, admitted, secret)


Visitor = Annotated[Visit, Depends(visiting)]


async def asking_or_signed_in(request: Request) -> tuple[Asked, str]:
    """Who reads a page, and what its forms hold: a header says who, else a session, else nobody does.

    Raises ProblemError as the API does.
    """
    if "authorization" not in request.headers and read_cookie(request, SESSION):
        visit = await visiting(request)
        if visit.admitted is not None:
            return Asked(request, visit.desk, visit.admitted), visit.token
    return await asking(request), ""


async def by_session(request: Request) -> Pass | None:
    """Whom a session admits to the site's tables, records and pictures. The API, below /api/, knows no cookie."""
    if request.url.path.startswith("/api/") or not read_cookie(request, SESSION):
        return None
    return (await visiting(request)).admitted


async def read_form(visit: Visit) -> Mapping[str, str]:
    """The fields of a form that one of our own pages sent. Raises ProblemError for every other."""
    check_origin(visit.request)
    if visit.request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_MEDIA:
        raise ProblemError(415, f"A form comes as {FORM_MEDIA}; send it from its page.")
    try:
        body = (await visit.request.body()).decode("ascii")
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:  # UnicodeDecodeError, too
        raise ProblemError(422, "The form cannot be read; send it from its page.") from None
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ProblemError(422, "A field of the form is there twice; send it from its page.")
    if not hmac.compare_digest(fields.pop(TOKEN, "").encode(), visit.token.encode()):
        raise ProblemError(403, STALE)
    return fields


def check_origin(request: Request) -> None:
    """Raise ProblemError for a form that another site's page sends, or that does not say whose page sends it."""
    own = f"{request.url.scheme}://{request.headers.get('host', '')}".lower()
    if request.headers.get("origin", "").lower() != own:
        raise ProblemError(
            403,
            f"Forms are taken from the pages of {own} alone. Where this is one of them, who runs this site has to let "
            "the proxy in front of it pass on its name and scheme (Host, X-Forwarded-Proto).",
        )


def is_private(request: Request) -> bool:
    """Whether nobody can listen on the way: by https, or where it does not leave this machine."""
    return request.url.scheme == "https" or host_name(request.headers.get("host", "")) in LOOPBACK_NAMES
