"""Errors in one shape for all: RFC 9457, `application/problem+json`. No trace of the program is in any."""

import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import Scope

from tolltrace.errors import (
    AbsentError,
    AccountError,
    LedgerError,
    SlowError,
    TakenDownError,
    TooSoonError,
    UnfitError,
)

MEDIA = "application/problem+json"
RETRY_SECONDS = 5
TOLD = {"extra_forbidden": "there is no such parameter here; /api/v1/openapi.json names those there are"}
UNFORESEEN = "Something went wrong here that nobody foresaw; what you asked for is not to blame. It is in our log."
log = logging.getLogger("tolltrace.server")


class ProblemError(Exception):
    """Ends a request with this answer."""

    def __init__(
        self,
        status: int,
        detail: str,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[Mapping[str, str]] = (),
        taken_down: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})
        self.errors = errors
        self.taken_down = taken_down


def problem(error: ProblemError) -> Response:
    """The answer itself. `errors` says of each wrong field where it is and what is wrong,
    `taken_down` of what is gone when and why."""
    told: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": whole_characters(error.detail),
    }
    if error.errors:
        told["errors"] = [{name: whole_characters(text) for name, text in each.items()} for each in error.errors]
    if error.taken_down:
        told["taken_down"] = {name: whole_characters(text) for name, text in error.taken_down.items()}
    headers = {"Cache-Control": "no-store", **error.headers}
    return Response(msgspec.json.encode(told), error.status, headers, media_type=MEDIA)


def whole_characters(text: str) -> str:
    """What JSON can hold: half a character, which a request may bring, becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def problem_of(error: LedgerError, place: object) -> ProblemError:
    """What a ledger's error is over HTTP. Where the ledger lies is nobody's business."""
    told = str(error).removeprefix(f"{place}: ")
    if isinstance(error, TakenDownError):
        down = {"of": error.of, "at": error.at.isoformat(), "why": error.why}
        return ProblemError(410, told, taken_down=down)
    if isinstance(error, AbsentError):
        return ProblemError(404, told)
    if isinstance(error, TooSoonError):
        return ProblemError(429, told, {"Retry-After": str(max(1, round(error.seconds)))})
    if isinstance(error, UnfitError | AccountError):
        return ProblemError(422, told)
    if isinstance(error, SlowError):
        return ProblemError(503, told, {"Retry-After": str(RETRY_SECONDS)})
    log.error("the ledger: %s", error)
    return ProblemError(503, "The ledger cannot be read at the moment; try again.", {"Retry-After": str(RETRY_SECONDS)})


Shape = Callable[[Scope, ProblemError], Response]


def for_programs(_: Scope, error: ProblemError) -> Response:
    """The shape of an error for whoever asks."""
    return problem(error)


def answer_problems(app: FastAPI, place: object, shape: Shape = for_programs) -> None:
    """Let every error of an app have one shape."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, ProblemError)  # noqa: S101
        return shape(request.scope, error)

    async def ledgers(request: Request, error: Exception) -> Response:
        assert isinstance(error, LedgerError)  # noqa: S101
        return shape(request.scope, problem_of(error, place))

    async def asked_wrongly(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        errors = [
            {"where": ".".join(str(part) for part in each["loc"]), "what": TOLD.get(each["type"], str(each["msg"]))}
            for each in error.errors()[:20]
        ]
        told = "; ".join(f"{each['where']}: {each['what']}" for each in errors[:3])
        return shape(request.scope, ProblemError(422, f"The request cannot be read: {told}", errors=errors))

    async def https(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        told = {
            404: f"There is nothing at {request.url.path}; /api/v1/openapi.json says what there is.",
            405: f"{request.method} is not for {request.url.path}; the Allow header says what is.",
        }
        detail = told.get(error.status_code, error.detail)
        return shape(request.scope, ProblemError(error.status_code, detail, error.headers))

    app.add_exception_handler(ProblemError, ours)
    app.add_exception_handler(LedgerError, ledgers)
    app.add_exception_handler(RequestValidationError, asked_wrongly)
    app.add_exception_handler(HTTPException, https)
