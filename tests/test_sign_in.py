"""Signing in by another service: one of the tests' own, on this machine, that can lie in every way."""

import hashlib
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tolltrace.errors import SettingsError, SignInError
from tolltrace.ledger import open_ledger
from tolltrace.settings import Settings
from tolltrace.sign_in import Begun, SignInService, Vouched, admit_vouched, sign_in_service

BACK = "https://tolls.example/signed-in"


KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})


class Provider:
    """An OpenID Connect service for one person. `says` changes its token, `metadata` what it says of itself."""

    def __init__(self) -> None:
        self.back = BACK
        self.key = KEY
        self.signs_with = self.key
        self.says: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.answers: dict[str, Any] | None = None
        self.challenges: dict[str, tuple[str, str]] = {}  # code → challenge, nonce
        self.asked: list[str] = []
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.asked.append(self.path)
                self.send(provider.documents().get(self.path))

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.send(provider.token({name: each[0] for name, each in form.items()}))

            def send(self, answer: dict[str, Any] | None) -> None:
                body = json.dumps(answer or {"error": "invalid_grant"}).encode()
                self.send_response(200 if answer else 400)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def documents(self) -> dict[str, dict[str, Any]]:
        itself = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/begin",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        keys = KeySet([self.key]).as_dict(private=False)
        return {"/.well-known/openid-configuration": itself | self.metadata, "/keys": dict(keys)}

    def visit(self, begun: Begun) -> dict[str, str]:
        """As a browser whose person agrees: with what it comes back."""
        asked = {name: each[0] for name, each in parse_qs(urlsplit(begun.url).query).items()}
        assert (asked["response_type"], asked["redirect_uri"], asked["code_challenge_method"]) == (
            "code",
            self.back,
            "S256",
        )
        assert "openid" in asked["scope"].split()
        code = f"code {len(self.challenges)}"
        self.challenges[code] = (asked["code_challenge"], asked["nonce"])
        return {"code": code, "state": asked["state"]}

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        challenge, nonce = self.challenges.pop(form["code"], ("", ""))  # a code is good once
        proof = urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        if challenge != proof:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": "tolls", "sub": "42", "iat": now, "exp": now + 300, "nonce": nonce,
            "email": "r@newsroom.example", "email_verified": True,
        } | self.says  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        signed = jwt.encode({"alg": "RS256", "kid": self.signs_with.kid}, claims, self.signs_with)
        answer = {"access_token": "x", "token_type": "Bearer", "id_token": signed}
        return self.answers if self.answers is not None else answer


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.close()


@pytest.fixture
def service(provider: Provider) -> SignInService:
    made = sign_in_service(
        Settings(oidc_issuer=provider.issuer, oidc_client_id="tolls", oidc_client_secret="secret"), BACK
    )
    assert made is not None
    return made


def test_a_person_signs_in_and_is_admitted(provider, service, tmp_path):
    begun = service.begin()
    vouched = service.finish(begun, provider.visit(begun))

    assert vouched == Vouched(provider.issuer, "42", "r@newsroom.example")
    with open_ledger(tmp_path / "l.db") as ledger:
        assert admit_vouched(ledger, vouched) is None
        ledger.people.open_account("R. Viewer", "reviewer", by="A", why="joined", email="R@newsroom.example")
        person, session = admit_vouched(ledger, vouched)
        assert ledger.admit(session).person == person
        assert admit_vouched(ledger, Vouched(provider.issuer, "42", None))[0] == person


def test_an_address_that_was_not_verified_is_not_believed(provider, service):
    for said in (False, None, "true", 1):
        provider.says = {"email_verified": said}
        begun = service.begin()
        assert service.finish(begun, provider.visit(begun)).email is None


@pytest.mark.parametrize(
    ("says", "told"),
    [
        pytest.param({"iss": "https://other.example"}, "iss", id="another-issuer"),
        pytest.param({"aud": "another site"}, "aud", id="for-another-site"),
        pytest.param({"aud": ["tolls", "other"], "azp": "other"}, "several sites", id="for-several-sites"),
        pytest.param({"exp": int(time.time()) - 3600}, "expired", id="expired"),
        pytest.param({"exp": None}, "exp", id="never-expires"),
        pytest.param({"nonce": "another"}, "nonce", id="another-sign-in"),
        pytest.param({"nonce": None}, "nonce", id="no-nonce"),
        pytest.param({"sub": None}, "sub", id="nobody"),
    ],
)
def test_a_token_that_says_something_else_is_refused(provider, service, says, told):
    provider.says = says
    begun = service.begin()

    with pytest.raises(SignInError, match=told):
        service.finish(begun, provider.visit(begun))


def test_a_token_with_another_signature_is_refused_and_a_new_key_is_asked_for(provider, service):
    begun = service.begin()
    service.finish(begun, provider.visit(begun))
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
    with pytest.raises(SignInError, match="not as it must be"):
        service.finish(begun, provider.visit(begun))

    provider.key = provider.signs_with
    assert service.finish(begun, provider.visit(begun)).subject == "42"


def test_an_unsigned_token_is_refused(provider, service):
    plain = [
        urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in ({"alg": "none"}, {"sub": "1"})
    ]
    provider.answers = {"access_token": "x", "token_type": "Bearer", "id_token": ".".join([*plain, ""])}
    begun = service.begin()

    with pytest.raises(SignInError, match="not as it must be"):
        service.finish(begun, provider.visit(begun))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({"state": "another"}, "another sign-in", id="another-state"),
        pytest.param({"state": ""}, "another sign-in", id="no-state"),
        pytest.param({"iss": "https://other.example"}, "another service", id="mixed-up"),
        pytest.param({"error": "access_denied"}, "refused", id="refused"),
        pytest.param({"code": ""}, "refused", id="no-code"),
        pytest.param({"code": "guessed"}, "no token", id="another-code"),
    ],
)
def test_an_answer_that_is_not_to_this_question_is_refused(provider, service, change, told):
    begun = service.begin()

    with pytest.raises(SignInError, match=told):
        service.finish(begun, provider.visit(begun) | change)


def test_a_code_that_somebody_else_caught_is_worth_nothing(provider, service):
    """They have not the verifier of this browser."""
    theirs, ours = service.begin(), service.begin()
    caught = provider.visit(theirs)

    with pytest.raises(SignInError, match="no token"):
        service.finish(ours, caught | {"state": ours.state})


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        pytest.param({"issuer": "https://other.example"}, "calls itself", id="another-name"),
        pytest.param({"authorization_endpoint": None}, "says nothing of its authorization_endpoint", id="no-door"),
        pytest.param({"authorization_endpoint": "http://other.example/"}, "https://", id="not-secure"),
    ],
)
def test_a_service_that_describes_itself_wrongly_is_not_used(provider, service, metadata, told):
    provider.metadata = metadata

    with pytest.raises((SignInError, SettingsError), match=told):
        service.begin()


def test_a_service_that_is_away_says_so(provider, service):
    provider.close()

    with pytest.raises(SignInError, match="could not be asked"):
        service.begin()


def test_what_a_service_says_of_itself_is_asked_once_an_hour(provider, service):
    for _ in range(3):
        begun = service.begin()
        service.finish(begun, provider.visit(begun))

    assert provider.asked == ["/.well-known/openid-configuration", "/keys"]


@pytest.mark.parametrize(
    ("issuer", "client"),
    [("http://id.example", "tolls"), ("ftp://id.example", "tolls"), ("https://id.example", "")],
)
def test_settings_that_cannot_be_used_are_refused(issuer, client):
    with pytest.raises(SettingsError):
        sign_in_service(Settings(oidc_issuer=issuer, oidc_client_id=client), BACK)


def test_no_service_is_none_and_secrets_are_not_printed(provider, service):
    begun = service.begin()

    assert sign_in_service(Settings(), BACK) is None
    assert begun.verifier not in repr(begun)
    assert "s3cret" not in repr(Settings(oidc_client_secret="s3cret"))
