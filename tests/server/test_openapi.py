"""The OpenAPI says what the API does: asked all that it lets one ask, the API answers as it says."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.server.conftest import give_tokens, settings_for
from tolltrace.server import api, make_app, review

EXAMPLES = 15  # of each call: some seconds in all
# right by the schema, and yet there is no such thing: a cursor, days in the wrong order, no changes in a correction
SEEN_ONLY_WHEN_ASKED = [positive_data_acceptance]
CALLS = pytest.mark.parametrize(
    ("method", "path"),
    [
        (method, route.path)
        for router in (api.router, review.router)
        for route in router.routes
        for method in sorted(route.methods)
    ],
)


@contextmanager
def described(book) -> Iterator[Any]:
    """What an application over a made-up ledger says of itself; who asks is a reviewer."""
    headers = {"Host": "localhost", "Authorization": f"Bearer {give_tokens(book)['reviewer']}"}
    app = make_app(book.path, settings=settings_for(str(book.path)))
    yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=headers), headers
    app.state.desk.ledger.close()


def ask_all(call, headers, mode) -> None:
    @given(case=call.as_strategy(generation_mode=mode))
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def ask(case):
        case.call_and_validate(headers=headers, excluded_checks=SEEN_ONLY_WHEN_ASKED)

    ask()


@CALLS
def test_what_may_be_asked_is_answered_as_described(book, method, path):
    with described(book) as (schema, headers):
        ask_all(schema[path][method], headers, GenerationMode.POSITIVE)


@CALLS
def test_what_may_not_be_asked_is_refused_as_described(file_book, method, path):
    """Over one engine: little of it reaches the ledger."""
    with (
        described(file_book) as (schema, headers),
        suppress(Unsatisfiable),
    ):  # a call without parameters has no wrong ones
        ask_all(schema[path][method], headers, GenerationMode.NEGATIVE)
