"""`tolltrace people`: accounts and tokens from the command line."""

import json

import pytest
from argon2 import PasswordHasher

from tolltrace.ledger import open_ledger, passwords
from tolltrace.people import Scope

PASSWORD = "four ferries cross lake Dravo"
BY = ("--by", "A. Admin", "--why", "asked for")


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def path(tmp_path):
    open_ledger(tmp_path / "l.db").close()
    return tmp_path / "l.db"


def test_an_account_is_added_listed_changed_and_closed(run, path):
    added = run("people", "add", "R. Viewer", "--role", "reviewer", *BY, "--ledger", path, stdin=PASSWORD + "\n")
    with open_ledger(path) as book:
        assert book.people.sign_in("R. Viewer", PASSWORD)
    run("people", "role", "r. viewer", "--role", "editor", *BY, "--ledger", path)
    run("people", "password", "R. Viewer", *BY, "--ledger", path, stdin="three ferries stay in port\r\n")
    with open_ledger(path) as book:
        assert book.people.sign_in("R. Viewer", "three ferries stay in port")
    run("people", "close", "R. Viewer", *BY, "--ledger", path)

    listed = run("people", "list", "--ledger", path).stdout
    as_json = json.loads(run("people", "list", "--json", "--ledger", path).stdout)
    log = run("ledger", "log", "--ledger", path).stdout

    assert (added.exit_code, PASSWORD in added.output) == (0, False)
    assert listed.split()[3:6] == ["R.", "Viewer", "closed"]
    assert as_json | {"since": None} == {
        "name": "R. Viewer", "role": "editor", "scopes": [], "closed": True, "since": None,
    }  # fmt: skip
    assert "role changed by A. Admin: asked for" in log
    assert "account R. Viewer, role editor, was reviewer" in log
    assert "argon2" not in log


def test_a_token_is_shown_once_and_withdrawn(run, path):
    run("people", "add", "R. Viewer", "--role", "reviewer", "--no-password", *BY, "--ledger", path)
    made = run("people", "token", "add", "R. Viewer", "nightly", *BY, "--ledger", path)
    secret = made.stdout.strip()
    also = run(
        "people", "token", "add", "R. Viewer", "desk", "--scope", "read", "--scope", "review", "--json", *BY,
        "--ledger", path,
    )  # fmt: skip
    with open_ledger(path) as book:
        assert book.admit(secret).scopes == {Scope.READ}
        assert book.admit(json.loads(also.stdout)["secret"]).scopes == {Scope.READ, Scope.REVIEW}
    run("people", "token", "withdraw", "R. Viewer", "nightly", *BY, "--ledger", path)
    with open_ledger(path) as book:
        assert book.admit(secret) is None

    listed = run("people", "token", "list", "--ledger", path).stdout
    as_json = [
        json.loads(line)
        for line in run("people", "token", "list", "--json", "--ledger", path).stdout.split("\n")
        if line
    ]

    assert "withdrawn" in listed
    assert [one["token"] for one in as_json] == ["nightly", "desk"]
    assert "secret" not in as_json[0]


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "says"),
    [
        pytest.param(("add", "R", "--role", "reader"), "short\n", 1, "12 to 1,000", id="short-password"),
        pytest.param(("add", "R", "--role", "reader"), "", 2, "standard input", id="no-password"),
        pytest.param(("add", "R", "--role", "king", "--no-password"), None, 1, "reader, reviewer", id="no-such-role"),
        pytest.param(("close", "Nobody"), None, 1, "tolltrace people list", id="nobody"),
    ],
)
def test_what_cannot_be_says_what_to_do(run, path, arguments, stdin, code, says):
    result = run("people", *arguments, *BY, "--ledger", path, stdin=stdin)

    assert (result.exit_code, says in result.stderr) == (code, True), result.stderr
    assert "short\n" not in result.stderr


def test_an_empty_ledger_says_how_to_begin(run, path):
    assert "people add NAME" in run("people", "list", "--ledger", path).stdout
    assert "no tokens" in run("people", "token", "list", "--ledger", path).stdout
