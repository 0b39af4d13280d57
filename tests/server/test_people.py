"""From the command line to a review over HTTP: an account, its token, what it may do, and its end."""

import json

import pytest
from typer.testing import CliRunner

from tolltrace.cli import app
from tolltrace.ledger import ClaimQuery

BY = ("--by", "A. Admin", "--why", "works with us")
IN_JSON = {"Content-Type": "application/json"}


@pytest.fixture
def people(file_book):
    """`tolltrace people …` on the ledger that is served."""

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["people", *arguments, *BY, "--ledger", str(file_book.path)])
        assert done.exit_code == 0, done.output
        return done.stdout.strip()

    return run


def test_a_token_made_by_the_program_decides_over_http_until_it_is_withdrawn(serving, file_book, people):
    ask = serving(file_book, people=False)
    people("add", "R. Viewer", "--role", "reviewer", "--no-password")
    token = people("token", "add", "R. Viewer", "desk", "--scope", "read", "--scope", "review")
    own = next(file_book.claims(ClaimQuery(limit=1))).claim.id

    def decide():
        said = json.dumps({"verdict": "accepted", "why": "It says so."})
        return ask(f"claims/{own}/decisions", method="POST", who=token, content=said, headers=IN_JSON)

    assert decide().status_code == 201
    assert [(each.by, each.verdict) for each in file_book.reviews(own)] == [("R. Viewer", "accepted")]
    people("role", "R. Viewer", "--role", "reader")
    assert (decide().status_code, ask("claims", who=token).status_code) == (403, 200)
    people("token", "withdraw", "R. Viewer", "desk")
    assert decide().status_code == ask("claims", who=token).status_code == 401
    people("close", "R. Viewer")
    assert len(file_book.reviews(own)) == 1
