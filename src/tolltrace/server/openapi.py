"""What the OpenAPI tells beside what FastAPI reads from the functions: shapes of answers, errors, scopes."""

from typing import Any

import msgspec
from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi

from tolltrace import __version__
from tolltrace.server import shapes
from tolltrace.server.answers import RECORDS, VALUES
from tolltrace.server.problems import MEDIA

PROBLEMS = {
    400: "The body cannot be read.",
    401: "A token is needed, or this one is nobody's.",
    403: "The token does not have the scope.",
    404: "There is no such thing.",
    410: "It is there, and was taken down: when and why.",
    413: "The body is too large.",
    421: "Nothing is served under this host name.",
    422: "What was asked for cannot be: which parameter, what was expected.",
    429: "More requests than one address may send; Retry-After says when.",
    500: "Something went wrong that nobody foresaw.",
    503: "It would take too long, or the ledger cannot be read now; Retry-After says when.",
}
ABOUT = """\
What a ledger of tolltrace holds: who said which casualty figure, when, and what became of it on the way.

Lists are paged: follow `next` until it is null. Every answer has an ETag and can be asked for again by
`If-None-Match`. Errors are `application/problem+json`. A name of a parameter that is none is refused."""


def one_of(shape: str, summary: str, scope: str | None = None) -> dict[str, Any]:
    """What a route that reads tells."""
    return {
        "summary": summary,
        "response_class": Response,
        "response_model": None,
        "openapi_extra": {"x-scope": scope} if scope else None,
        "responses": {
            200: {"description": "Found.", "content": _content(shape)},
            304: {"description": "You have it already."},
            **_problems(401, 403, 404, 410, 421, 422, 429, 500, 503),
        },
    }


def written_as(shape: str, summary: str, scope: str) -> dict[str, Any]:
    """What a route that writes tells."""
    return {
        "summary": summary,
        "status_code": 201,
        "response_class": Response,
        "response_model": None,
        "openapi_extra": {"x-scope": scope},
        "responses": {
            201: {"description": "Recorded, and on disk.", "content": _content(shape)},
            **_problems(400, 401, 403, 404, 410, 413, 421, 422, 429, 500, 503),
        },
    }


def _content(shape: str) -> dict[str, Any]:
    return {RECORDS: {"schema": {"$ref": f"#/components/schemas/{shape}"}}, VALUES: {"schema": {}}}


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    content = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": PROBLEMS[status], "content": content} for status in statuses}


def describe(app: FastAPI) -> dict[str, Any]:
    """The whole document, made once."""
    if not app.openapi_schema:
        told = get_openapi(title="tolltrace", version=__version__, description=ABOUT, routes=app.routes)
        schemas = told.setdefault("components", {}).setdefault("schemas", {})
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        _, ours = msgspec.json.schema_components(shapes.ALL, ref_template="#/components/schemas/{name}")
        schemas.update(ours)
        for call in (call for calls in told["paths"].values() for call in calls.values()):
            for parameter in call.get("parameters", ()):
                parameter["schema"] = without_null(parameter["schema"])
        app.openapi_schema = told
    return app.openapi_schema


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What is left out is no null: an address holds none."""
    kinds: list[dict[str, Any]] = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {name: value for name, value in schema.items() if name != "anyOf"} | kinds[0]
