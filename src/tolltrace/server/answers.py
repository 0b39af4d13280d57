"""From a question to a response: who asks, whether they have it already, in which shape they want it."""

import gzip
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated, Any, TypeVar

import msgspec
from fastapi import Depends, Request, Response, Security
from fastapi.security import HTTPBearer

from tolltrace.paging import State
from tolltrace.people import Pass
from tolltrace.server.desk import Desk
from tolltrace.server.doors import READ, REVIEW, read_token
from tolltrace.server.problems import ProblemError

T = TypeVar("T")
RECORDS = "application/json"
VALUES = "application/vnd.tolltrace.values+json"  # of our own Python client: docs/decisions/0017
MOST_TOLD = 20  # wrong parameters
WORTH_PACKING = 1000  # bytes
PACKED_HOW = 4  # of 9: half the time of the usual 6 for a tenth more bytes
SETTLED = timedelta(seconds=2)  # Last-Modified counts whole seconds: what is younger may change within its own
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="tolltrace"'}
_encode = msgspec.json.Encoder().encode

bearer = HTTPBearer(auto_error=False, description="A token of the ledger; what it lets you do are its scopes.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, by whom."""

    request: Request
    desk: Desk
    admitted: Pass | None

    @property
    def is_trusted(self) -> bool:
        """Whether publishers' texts, and the names of this machine's files, are for whoever asks."""
        return self.admitted is not None and READ in self.admitted.scopes

    @property
    def wants_values(self) -> bool:
        """Whether our own client asks."""
        return VALUES in self.request.headers.get("accept", "")

    def need(self, scope: str) -> str:
        """The name of who asks. Raises ProblemError where their token does not have this scope."""
        if self.admitted is None:
            raise ProblemError(401, f"This takes a token with scope {scope!r}: Authorization: Bearer …", CHALLENGE)
        if scope not in self.admitted.scopes:
            told = {"WWW-Authenticate": f'{CHALLENGE["WWW-Authenticate"]}, error="insufficient_scope", scope="{scope}"'}
            raise ProblemError(403, f"This token has no scope {scope!r}; ask an admin for one that has.", told)
        return self.admitted.person.name


async def asking(request: Request) -> Asked:
    """Who asks. Raises ProblemError for a token that is nobody's, and where only who has one may read."""
    desk: Desk = request.app.state.desk
    check_said_once(request)
    header = request.headers.get("authorization")
    admitted: Pass | None = None
    if header is not None:
        token = read_token(header)
        admitted = await desk.run(lambda: desk.ledger.admit(token)) if token else None
        if admitted is None:
            raise ProblemError(401, "This token is nobody's, or was withdrawn.", CHALLENGE)
    elif not desk.settings.serve_publicly:
        admitted = await request.app.state.by_session(request)  # of the site's own addresses alone
    if admitted is None and not desk.settings.serve_publicly:
        raise ProblemError(401, f"Reading takes a token with scope {READ!r}: Authorization: Bearer …", CHALLENGE)
    asked = Asked(request, desk, admitted)
    if not desk.settings.serve_publicly and not asked.is_trusted:
        asked.need(READ)
    return asked


def check_said_once(request: Request) -> None:
    """Raise ProblemError where a parameter is there twice: one of them would be passed over."""
    counts = Counter(name for name, _ in request.query_params.multi_items())
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        errors = [{"where": f"query.{name}", "what": "said more than once; say it once"} for name in twice[:MOST_TOLD]]
        told = f"The request cannot be read: {errors[0]['where']}: {errors[0]['what']}"
        raise ProblemError(422, told, errors=errors)


async def _reviewing(asked: Annotated[Asked, Depends(asking)], _: Annotated[Any, Security(bearer)]) -> Asked:
    asked.need(REVIEW)
    return asked


async def _trusted(asked: Annotated[Asked, Depends(asking)], _: Annotated[Any, Security(bearer)]) -> Asked:
    asked.need(READ)
    return asked


Anybody = Annotated[Asked, Depends(asking)]
Reviewer = Annotated[Asked, Depends(_reviewing)]
Trusted = Annotated[Asked, Depends(_trusted)]


async def answer(
    asked: Asked,
    read: Callable[[], T],
    tell: Callable[[T], Any],
    *,
    quick: bool = False,
    alone: bool = False,
    keep: bool = True,
) -> Response:
    """What `read` gives, as `tell` has it for everybody, or as it is for our own client; 304 for who has it already."""

    def make(_: State) -> bytes:
        value = read()
        return _encode(value if asked.wants_values else tell(value))

    return await send(asked, make, VALUES if asked.wants_values else RECORDS, quick=quick, alone=alone, keep=keep)


async def send(
    asked: Asked,
    make: Callable[[State], bytes],
    media: str,
    *,
    version: str = "",
    quick: bool = False,
    alone: bool = False,
    keep: bool = True,
    pack: bool = True,
) -> Response:
    """What `make` gives of the ledger's state; 304 for who has it already.

    `version` stands for all else that the answer is made of: with another one it is another answer. `pack`: whether it
    is packed for who can unpack it; what is small and made in a moment takes longer to pack than to send.
    """
    desk = asked.desk
    state = await desk.state()
    about = (media, version, "trusted" if asked.is_trusted else "")
    headers = validators(asked, state, desk.mark(state, *about))
    if has_it(asked.request, headers):
        return Response(status_code=304, headers=headers)
    key = (str(asked.request.url.path), asked.request.url.query, *about)
    body = desk.kept.find(state, key) if keep else None
    if body is None:
        body = await desk.run(lambda: _made(desk, make, state), quick=quick, alone=alone)
        if keep:
            desk.kept.keep(state, key, body)
    if pack and len(body) > WORTH_PACKING and "gzip" in asked.request.headers.get("accept-encoding", ""):
        packed = desk.kept.find(state, (*key, "gzip")) if keep else None
        if packed is None:
            packed = gzip.compress(body, PACKED_HOW, mtime=0)
            if keep:
                desk.kept.keep(state, (*key, "gzip"), packed)
        body, headers = packed, headers | {"Content-Encoding": "gzip"}
    return Response(body, headers=headers, media_type=media)


def _made(desk: Desk, make: Callable[[State], bytes], state: State) -> bytes:
    """All of one answer, of one moment."""
    with desk.ledger.at_once():
        return make(state)


def validators(asked: Asked, state: State, mark: str) -> dict[str, str]:
    """The headers by which an answer is asked for again."""
    desk = asked.desk
    headers = {
        "ETag": mark,
        "Cache-Control": "private, no-cache" if asked.admitted else "no-cache",
        "Vary": "Accept, Accept-Encoding, Authorization" + ("" if desk.settings.serve_publicly else ", Cookie"),
    }
    changed_at = max(desk.started_at, state.at) if state.at else desk.started_at
    if datetime.now(UTC) - changed_at > SETTLED:
        headers["Last-Modified"] = format_datetime(changed_at.astimezone(UTC), usegmt=True)
    return headers


def has_it(request: Request, headers: dict[str, str]) -> bool:
    """Whether whoever asks has this very answer: by its tag, and only where they give none by its time."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or headers["ETag"] in (each.strip() for each in tags.split(","))
    since = request.headers.get("if-modified-since")
    if since is None or "Last-Modified" not in headers:
        return False
    try:
        return parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


async def answer_privately(asked: Asked, read: Callable[[], T], tell: Callable[[T], Any]) -> Response:
    """What is for this person alone, and changes with what they do: asked for anew each time."""
    value = await asked.desk.run(read)
    headers = {"Cache-Control": "no-store"}
    media = VALUES if asked.wants_values else RECORDS
    return Response(_encode(value if asked.wants_values else tell(value)), headers=headers, media_type=media)


def written(asked: Asked, value: T, tell: Callable[[T], Any]) -> Response:
    """What a write call made."""
    body = _encode(value if asked.wants_values else tell(value))
    headers = {"Cache-Control": "no-store"}
    return Response(body, 201, headers, media_type=VALUES if asked.wants_values else RECORDS)
