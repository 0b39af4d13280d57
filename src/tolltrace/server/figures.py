"""The lean page of the API: claims as numbers and codes, `/api/v1/figures`; and the short way to it.

The route tells what may be asked and what is wrong; the short way answers, before anything of FastAPI's, what is asked
most: the newest figures and the pages behind them, by whom nobody needs to ask about. Both send the same bytes.
"""

import re
from typing import Annotated
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, Query, Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tolltrace.errors import TolltraceError
from tolltrace.paging import BareFigures, State
from tolltrace.server.answers import RECORDS, Anybody, Asked, has_it, send, validators
from tolltrace.server.asking import MOST, FiguresAsking
from tolltrace.server.cursors import MAX_CHARS, read_cursor, write_cursor
from tolltrace.server.desk import Desk
from tolltrace.server.openapi import one_of
from tolltrace.server.problems import ProblemError

PATH = "/api/v1/figures"
USUAL = 50
PLAIN = re.compile(rb"(?:limit=([1-9]\d{0,2}))?(?:&?cursor=([\w-]{1,%d}))?" % MAX_CHARS)
router = APIRouter()
_encode = msgspec.json.Encoder().encode


@router.get(PATH, **one_of("FigurePage", "List claims as bare figures: numbers, codes and normal forms, no words."))
async def figures(asked: Anybody, said: Annotated[FiguresAsking, Query()]) -> Response:
    """The claims of `claims` in the same order, many times as fast. `columns` names what a row holds."""
    query, after, ledger = said.query(), read_cursor(said.cursor, said.said()), asked.desk.ledger

    def make(_: State) -> bytes:
        filters = {name: str(value) for name, value in said.said().items() if value is not None}
        return page_of(ledger.figures(query, after, said.limit), filters, said.limit, said.said())

    return await send(asked, make, RECORDS, quick=said.is_quick, pack=False)


def page_of(page: BareFigures, filters: dict[str, str], limit: int, said: dict[str, object]) -> bytes:
    """The page as it is sent."""
    following = None
    if page.next:
        following = f"{PATH}?{urlencode({**filters, 'limit': limit, 'cursor': write_cursor(page.next, said)})}"
    return _encode({"columns": page.columns, "rows": page.rows, "next": following})


class ShortWay:
    """An ASGI application before another, which answers all that this one passes over."""

    def __init__(self, app: ASGIApp, *, desk: Desk) -> None:
        self._app, self._desk = app, desk
        self._is_open = desk.settings.serve_publicly and desk.ledger.is_quick

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        response = self._answer(scope) if self._is_open and scope.get("path") == PATH else None
        await (response or self._app)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        plain = PLAIN.fullmatch(scope["query_string"])
        request = Request(scope) if scope["method"] == "GET" and plain else None
        if plain is None or request is None or "authorization" in request.headers:
            return None
        limit, cursor = int(plain[1] or USUAL), plain[2]
        if limit > MOST:
            return None
        desk = self._desk
        try:
            after = read_cursor(cursor.decode() if cursor else None, {})
            state = desk.ledger.state()
            headers = validators(Asked(request, desk, None), state, desk.mark(state, RECORDS, "", ""))
            if has_it(request, headers):
                return Response(status_code=304, headers=headers)
            key = (PATH, scope["query_string"].decode(), RECORDS, "", "")
            body = desk.kept.find(state, key) if after is None else None  # who reads all would press out all else
            body = body or page_of(desk.ledger.figures(None, after, limit), {}, limit, {})
            if after is None:
                desk.kept.keep(state, key, body)
        except (ProblemError, TolltraceError):  # told by the route, in its words
            return None
        return Response(body, headers=headers, media_type=RECORDS)
