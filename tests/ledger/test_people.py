"""Accounts, sessions and tokens: who is admitted to what, for how long, and what is kept of it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from tolltrace.errors import AccountError, TooSoonError
from tolltrace.ledger import Ledger, open_ledger, passwords
from tolltrace.ledger import people as module
from tolltrace.ledger.copying import COPIED
from tolltrace.ledger.database import reading
from tolltrace.ledger.tables import metadata
from tolltrace.ledger.tables_people import PRIVATE
from tolltrace.people import Role, Scope

PASSWORD = "four ferries cross lake Dravo"
OTHER = "three ferries stay in port"
BY = {"by": "A. Admin", "why": "asked for"}
START = datetime(2024, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


class Clock:
    """Stands still until it is told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(module, "_now", made)
    return made


def an_account(ledger: Ledger, name: str = "R. Viewer", role: str = "reviewer", **more: str) -> None:
    ledger.people.open_account(name, role, **({"password": PASSWORD} | BY | more))


def some_people(ledger: Ledger) -> None:
    """Two rows or more in each table that is sealed, withdrawn in another order than made."""
    for name in ("R. Viewer", "E. Ditor"):
        ledger.people.open_account(name, "editor", **BY)
        for token in ("one", "two"):
            ledger.people.make_token(name, token, ["read"], days=3, **BY)
    for name, token in (("E. Ditor", "two"), ("R. Viewer", "one")):
        ledger.people.withdraw_token(name, token, **BY)


# ── accounts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_account_is_opened_changed_and_closed_and_all_of_it_is_in_the_log(ledger):
    an_account(ledger, "A. Admin", "admin")
    an_account(ledger)
    ledger.people.change_role("r. viewer", "editor", **BY)
    ledger.people.set_password("R. Viewer", OTHER, **BY)
    ledger.people.close_account("R. Viewer", by="A. Admin", why="left us")

    assert [(one.name, one.role, one.closed) for one in ledger.people.everyone()] == [
        ("A. Admin", Role.ADMIN, False),
        ("R. Viewer", Role.EDITOR, True),
    ]
    kinds = ["account closed", "password changed", "role changed", "account opened", "account opened"]
    log = list(ledger.events())
    assert [event.kind for event in log] == kinds
    assert {(event.actor, event.account) for event in log[:4]} == {("A. Admin", "R. Viewer")}
    assert log[2].detail == {"role": "editor", "was": "reviewer"}
    assert ledger.verify().broken is None


def test_a_closed_account_is_opened_again_under_its_name_alone(ledger):
    an_account(ledger)
    ledger.people.close_account("R. Viewer", **BY)

    with pytest.raises(AccountError, match="already"):
        an_account(ledger, "r. viewer")
    an_account(ledger, role="reader")

    assert ledger.people.person("R. Viewer").role is Role.READER


@pytest.mark.parametrize(
    ("do", "says"),
    [
        pytest.param(lambda p: p.open_account("R. Viewer", "reader", **BY), "already", id="taken"),
        pytest.param(lambda p: p.open_account("R. VIEWER", "reader", **BY), "already", id="taken-in-capitals"),
        pytest.param(lambda p: p.open_account("B", "owner", **BY), "reader, reviewer, editor, admin", id="no-role"),
        pytest.param(lambda p: p.open_account(" ", "reader", **BY), "1 to 80", id="no-name"),
        pytest.param(lambda p: p.open_account("a\x1b[31m", "reader", **BY), "printable", id="name-that-steers"),
        pytest.param(lambda p: p.open_account("B", "reader", by="", why="x"), "'by' is empty", id="by-nobody"),
        pytest.param(lambda p: p.open_account("B", "reader", by="A", why=" "), "'why' is empty", id="for-nothing"),
        pytest.param(lambda p: p.open_account("B", "reader", password="short", **BY), "12 to 1,000", id="short"),
        pytest.param(lambda p: p.open_account("B", "reader", password="a" * 1001, **BY), "12 to 1,000", id="long"),
        pytest.param(lambda p: p.open_account("B", "reader", password="abab" * 4, **BY), "repeats", id="repeats"),
        pytest.param(lambda p: p.set_password("R. Viewer", "I am r. viewer!", **BY), "the account's name", id="name"),
        pytest.param(lambda p: p.open_account("B", "reader", email="nobody", **BY), "e-mail", id="no-address"),
        pytest.param(lambda p: p.open_account("B", "reader", email="R@x.example", **BY), "its own", id="one-address"),
        pytest.param(lambda p: p.change_role("Nobody", "admin", **BY), "people list", id="nobody"),
        pytest.param(lambda p: p.close_account("A. Admin", **BY), "only admin", id="last-admin-closed"),
        pytest.param(lambda p: p.change_role("A. Admin", "reader", **BY), "only admin", id="last-admin-lowered"),
        pytest.param(lambda p: p.make_token("R. Viewer", "t", ["edit"], days=1, **BY), "may not edit", id="too-much"),
        pytest.param(lambda p: p.make_token("R. Viewer", "t", [], days=1, **BY), "some of read", id="no-scope"),
        pytest.param(lambda p: p.make_token("R. Viewer", "t", ["all"], days=1, **BY), "some of read", id="no-such"),
        pytest.param(lambda p: p.make_token("R. Viewer", "t", ["read"], days=0, **BY), "1 to 366", id="no-days"),
        pytest.param(lambda p: p.withdraw_token("R. Viewer", "t", **BY), "no token 't'", id="no-token"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(ledger, do, says):
    an_account(ledger, "A. Admin", "admin")
    an_account(ledger, email="r@x.example")
    before = ledger.people.everyone(), ledger.verify().head

    with pytest.raises(AccountError, match=says) as error:
        do(ledger.people)

    assert (ledger.people.everyone(), ledger.verify().head) == before
    assert "abab" not in str(error.value)


# ── signing in ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_right_password_admits_to_what_the_role_may(ledger):
    an_account(ledger)

    session = ledger.people.sign_in("r. viewer", PASSWORD)
    admitted = ledger.admit(session)

    assert (admitted.person.name, admitted.token) == ("R. Viewer", None)
    assert admitted.scopes == {Scope.READ, Scope.REVIEW}
    assert admitted.allows(Scope.REVIEW)
    assert not admitted.allows(Scope.EDIT)
    ledger.people.sign_out(session)
    assert ledger.admit(session) is None


@pytest.mark.parametrize(
    ("name", "password"),
    [
        pytest.param("R. Viewer", PASSWORD + "!", id="wrong"),
        pytest.param("R. Viewer", "", id="empty"),
        pytest.param("R. Viewer", "x" * 100_000, id="endless"),
        pytest.param("Nobody", PASSWORD, id="nobody"),
        pytest.param("By Token", PASSWORD, id="without-password"),
        pytest.param("By Token", "", id="without-password-and-none-given"),
        pytest.param("Left Us", PASSWORD, id="closed"),
    ],
)
def test_nothing_else_does(ledger, name, password):
    an_account(ledger)
    an_account(ledger, "Left Us")
    ledger.people.close_account("Left Us", **BY)
    ledger.people.open_account("By Token", "reader", **BY)

    assert ledger.people.sign_in(name, password) is None


@pytest.mark.parametrize(
    "secret",
    ["", "tts_", "x" * 10_000, "tts_" + "A" * 43, "\udc80", "' OR 1=1"],
    ids=["empty", "prefix", "endless", "made-up", "half-a-character", "sql"],
)
def test_a_made_up_secret_admits_nobody(ledger, secret):
    an_account(ledger)
    ledger.people.sign_in("R. Viewer", PASSWORD)

    assert ledger.admit(secret) is None


@pytest.mark.parametrize(
    ("end", "why"),
    [
        pytest.param(lambda p, c: p.set_password("R. Viewer", OTHER, **BY), "password", id="new-password"),
        pytest.param(lambda p, c: p.change_role("R. Viewer", "reader", **BY), "role", id="new-role"),
        pytest.param(lambda p, c: p.close_account("R. Viewer", **BY), "closed", id="closed"),
        pytest.param(lambda p, c: c.wait(hours=1), "idle", id="idle"),
    ],
)
def test_a_session_ends(ledger, clock, end, why):
    an_account(ledger)
    session = ledger.people.sign_in("R. Viewer", PASSWORD)
    assert ledger.admit(session)

    end(ledger.people, clock)

    assert ledger.admit(session) is None, why


def test_a_session_that_is_used_lasts_until_its_own_end_and_no_longer(ledger, clock):
    an_account(ledger)
    session = ledger.people.sign_in("R. Viewer", PASSWORD)

    used = 0
    while ledger.admit(session):
        clock.wait(minutes=50)
        used += 1

    assert used == 15  # 12 hours and a half


def test_who_guesses_must_wait_and_no_longer_than_a_minute_for_one_account(ledger, clock):
    an_account(ledger)
    for _ in range(5):
        assert ledger.people.sign_in("R. Viewer", OTHER) is None
    with pytest.raises(TooSoonError, match="wait 1 s"):
        ledger.people.sign_in("R. Viewer", PASSWORD)

    for _ in range(10):
        clock.wait(seconds=60)
        assert ledger.people.sign_in("R. Viewer", OTHER) is None
    with pytest.raises(TooSoonError) as error:
        ledger.people.sign_in("r. viewer ", PASSWORD)
    clock.wait(seconds=60)

    assert error.value.seconds == 60
    assert ledger.people.sign_in("R. Viewer", PASSWORD)
    assert ledger.people.sign_in("R. Viewer", OTHER) is None, "what was right cleared the count"


def test_who_tries_many_accounts_from_one_address_must_wait(ledger, clock):
    an_account(ledger)
    for number in range(20):
        ledger.people.sign_in(f"Guess {number}", PASSWORD, address="203.0.113.9")

    with pytest.raises(TooSoonError):
        ledger.people.sign_in("R. Viewer", PASSWORD, address="203.0.113.9")
    assert ledger.people.sign_in("R. Viewer", PASSWORD, address="198.51.100.7")
    clock.wait(hours=2)
    assert ledger.people.sign_in("R. Viewer", PASSWORD, address="203.0.113.9")


def test_a_newsroom_behind_one_address_signs_in_all_day(ledger, clock):
    an_account(ledger)

    assert all(ledger.people.sign_in("R. Viewer", PASSWORD, address="203.0.113.9") for _ in range(30))


def test_a_hash_of_old_parameters_is_made_anew_at_the_next_sign_in(ledger, monkeypatch):
    an_account(ledger)
    (old,) = private(ledger, "credentials", "password")
    stronger = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", stronger)

    assert ledger.people.sign_in("R. Viewer", OTHER) is None
    assert private(ledger, "credentials", "password") == [old]
    assert ledger.people.sign_in("R. Viewer", PASSWORD)

    (new,) = private(ledger, "credentials", "password")
    assert not stronger.check_needs_rehash(new)
    assert ledger.people.sign_in("R. Viewer", PASSWORD)


# ── tokens ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def a_token(ledger: Ledger, *scopes: str) -> str:
    return ledger.people.make_token("R. Viewer", "nightly", scopes or ["read", "review"], days=30, **BY)[1]


def test_a_token_admits_to_its_scopes_until_it_expires(ledger, clock):
    an_account(ledger)
    secret = a_token(ledger, "read")

    admitted = ledger.admit(secret)

    assert (admitted.token, admitted.scopes) == ("nightly", {Scope.READ})
    clock.wait(days=29)
    assert ledger.admit(secret), "a token is never idle"
    clock.wait(days=1)
    assert ledger.admit(secret) is None


@pytest.mark.parametrize(
    ("end", "left"),
    [
        pytest.param(lambda p: p.withdraw_token("R. Viewer", "nightly", **BY), None, id="withdrawn"),
        pytest.param(lambda p: p.close_account("R. Viewer", **BY), None, id="closed"),
        pytest.param(lambda p: p.change_role("R. Viewer", "reader", **BY), {Scope.READ}, id="role-lowered"),
        pytest.param(lambda p: p.set_password("R. Viewer", OTHER, **BY), {Scope.READ, Scope.REVIEW}, id="password"),
    ],
)
def test_what_becomes_of_a_token(ledger, end, left):
    an_account(ledger)
    secret = a_token(ledger)

    end(ledger.people)

    admitted = ledger.admit(secret)
    assert (admitted.scopes if admitted else None) == left


def test_tokens_are_listed_with_when_they_were_withdrawn_and_never_with_what_they_are(ledger):
    an_account(ledger)
    secret = a_token(ledger)
    with pytest.raises(AccountError, match="has a token 'nightly' already"):
        a_token(ledger)
    ledger.people.withdraw_token("R. Viewer", "nightly", **BY)
    again = a_token(ledger)

    listed = ledger.people.tokens("r. viewer")

    assert [(one.name, one.withdrawn_at is None) for one in listed] == [("nightly", False), ("nightly", True)]
    assert ledger.admit(secret) is None
    assert ledger.admit(again)
    assert [event.kind for event in ledger.events(3)] == ["token made", "token withdrawn", "token made"]


# ── other services ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_another_service_vouches_once_by_a_verified_address_and_then_by_its_own_name_for_the_person(ledger):
    an_account(ledger, email="R@Newsroom.example")
    vouched = ledger.people.vouched_for
    issuer = "https://id.example"

    assert vouched(issuer, "42", None) is None, "an address that was not verified says nothing"
    assert vouched(issuer, "42", "x@newsroom.example") is None
    assert vouched(issuer, "42", "r@newsroom.example").name == "R. Viewer"
    assert vouched(issuer, "42", None).name == "R. Viewer"
    assert vouched(issuer, "43", "r@newsroom.example") is None, "the address passed to somebody else"
    assert vouched("https://other.example", "42", None) is None
    assert ledger.admit(ledger.people.begin_session("R. Viewer")).person.name == "R. Viewer"
    ledger.people.close_account("R. Viewer", **BY)
    assert vouched(issuer, "42", "r@newsroom.example") is None


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────────────────────


def private(ledger: Ledger, table: str, column: str) -> list[str]:
    with reading(ledger._engine) as connection:
        return list(connection.execute(select(metadata.tables[table].c[column])).scalars())


def everything(ledger: Ledger, tables: Callable[[], list[str]]) -> str:
    with reading(ledger._engine) as connection:
        named = [name for name in tables() if name != "words"]  # on SQLite its words cannot be read back
        rows = [tuple(row) for name in named for row in connection.execute(select(metadata.tables[name]))]
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_secrets_are_hashed_where_they_are_kept_and_nowhere_in_what_is_sealed(ledger):
    an_account(ledger, email="r@newsroom.example")
    session, token = ledger.people.sign_in("R. Viewer", PASSWORD, address="203.0.113.9"), a_token(ledger)
    hashes = [*private(ledger, "credentials", "password"), *private(ledger, "keys", "sha256")]

    kept = everything(ledger, lambda: list(metadata.tables))
    sealed = everything(ledger, lambda: [table.name for table in COPIED])
    log = json.dumps([event.detail for event in ledger.events()])

    assert len(hashes) == 3
    assert hashes[0].startswith("$argon2id$")
    assert not [secret for secret in (PASSWORD, session, token) if secret in kept]
    private_words = [*hashes, "r@newsroom.example", "203.0.113.9"]
    assert not [secret for secret in private_words if secret in sealed or secret in log]


def test_what_is_private_can_be_removed_and_the_chain_still_holds(ledger):
    an_account(ledger, email="r@newsroom.example")
    ledger.people.sign_in("R. Viewer", PASSWORD)
    a_token(ledger)

    ledger.people.close_account("R. Viewer", **BY)

    assert everything(ledger, lambda: ["credentials", "keys", "tries"]) == "[]"
    assert ledger.verify().broken is None


def test_a_removed_hash_is_not_left_in_the_file(tmp_path):
    path = tmp_path / "a.db"
    with open_ledger(path) as ledger:
        an_account(ledger)
        an_account(ledger, "Stays On")
        (gone,) = private(ledger, "credentials", "password")[:1]
        ledger.people.close_account("R. Viewer", **BY)

    assert gone.encode() not in path.read_bytes()


def test_a_copy_has_the_accounts_and_admits_nobody_until_they_get_passwords_of_its_own(ledger, tmp_path):
    an_account(ledger)
    token, session = a_token(ledger), ledger.people.sign_in("R. Viewer", PASSWORD)
    list(ledger.copy_to(tmp_path / "copy.db"))

    with open_ledger(tmp_path / "copy.db") as copy:
        assert copy.people.everyone() == ledger.people.everyone()
        assert copy.people.tokens() == ledger.people.tokens()
        assert (copy.admit(token), copy.admit(session)) == (None, None)
        assert copy.people.sign_in("R. Viewer", PASSWORD) is None
        assert everything(copy, lambda: [table.name for table in PRIVATE if table.name != "tries"]) == "[]"
        copy.people.set_password("R. Viewer", OTHER, **BY)
        assert copy.people.sign_in("R. Viewer", OTHER)
