"""Signing in by another service, with OpenID Connect: where to send a browser, and who comes back.

The code flow with PKCE, by authlib. What a service says is believed after its signature, issuer, audience, times and
nonce were checked; a person is known by the service's own name for them, the first time by an address that it verified.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tolltrace.errors import SettingsError, SignInError
from tolltrace.ledger import Ledger
from tolltrace.people import Person
from tolltrace.settings import Settings

SCOPE = "openid email"
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
METADATA_SECONDS = 3600  # that what a service says of itself is believed
TIMEOUT_SECONDS = 10.0
LEEWAY_SECONDS = 60  # that its clock and ours may differ
SECRET_BYTES = 32
OK = 200
HTTP_CLIENTS = ("httpx", "httpcore")  # also httpx2, which authlib takes where it is there
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that was begun. `url` is for the browser; the rest is kept for it alone, until it comes back."""

    url: str
    state: str
    nonce: str
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom a service vouches for. `email` is None unless the service has verified it."""

    issuer: str
    subject: str
    email: str | None


class SignInService:
    """One OpenID Connect service. `redirect_url` is our own page to which it sends the browser back.

    Raises SettingsError for an issuer that is not reached by https (on this machine, http will do).
    """

    def __init__(self, issuer: str, client_id: str, client_secret: str, redirect_url: str) -> None:
        self.issuer = issuer.rstrip("/")
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_url = redirect_url
        self._metadata: dict[str, Any] = {}
        self._jwks: Any = None
        self._read_at = float("-inf")
        self._clock: Callable[[], float] = time.monotonic
        if not client_id:
            raise SettingsError("oidc_client_id: empty; give the name under which the service knows this site")
        _check_secure(self.issuer, "oidc_issuer")

    def begin(self) -> Begun:
        """Where to send the browser, and what to keep for it, in a cookie that no script reads or a session."""
        state, nonce, verifier = (_new_secret() for _ in range(3))
        with self._client() as client:
            url, _ = client.create_authorization_url(
                self._said("authorization_endpoint"), state=state, nonce=nonce, code_verifier=verifier
            )
        return Begun(url, state, nonce, verifier)

    def finish(self, begun: Begun, answer: Mapping[str, str]) -> Vouched:
        """Who came back, by the parameters of the address to which the service sent the browser.

        Raises SignInError where the service refused, or where anything of its answer is not as it must be.
        """
        if not secrets.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
            raise SignInError("the answer belongs to another sign-in; begin again")
        if self._metadata_now().get("authorization_response_iss_parameter_supported") and "iss" not in answer:
            raise SignInError("the answer does not say which service it is from; begin again")
        if answer.get("iss", self.issuer).rstrip("/") != self.issuer:
            raise SignInError("the answer is another service's; begin again")
        if "error" in answer or not answer.get("code"):
            raise SignInError(f"the service refused ({answer.get('error', 'no code')[:80]!r}); begin again")
        token = self._fetch_token(answer["code"], begun.verifier)
        return self._read_token(token, begun.nonce)

    def _fetch_token(self, code: str, verifier: str) -> str:
        from authlib.common.errors import AuthlibBaseError

        given = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier}
        try:
            with self._client() as client:
                answered = client.fetch_token(self._said("token_endpoint"), **given)
        except (AuthlibBaseError, OSError, ValueError) as error:
            raise SignInError(f"the service gave no token ({type(error).__name__}); begin again") from error
        except Exception as error:  # the HTTP client's own, which only `pages` may name
            if not type(error).__module__.startswith(HTTP_CLIENTS):
                raise
            raise SignInError(f"the service could not be asked ({type(error).__name__}); try later") from error
        token = answered.get("id_token") if isinstance(answered, dict) else None
        if not isinstance(token, str):
            raise SignInError("the service gave no id_token; is `openid` among what it allows?")
        return token

    def _read_token(self, token: str, nonce: str) -> Vouched:
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwt import JWTClaimsRegistry

        must = JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._said("issuer")},
            aud={"essential": True, "value": self._client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            try:
                claims = jwt.decode(token, self._keys(), algorithms=ALGORITHMS).claims
            except (JoseError, ValueError):
                self._jwks = None  # it may sign with a new key
                claims = jwt.decode(token, self._keys(), algorithms=ALGORITHMS).claims
            must.validate(claims)
        except (JoseError, ValueError) as error:
            raise SignInError(f"the service's token is not as it must be ({error}); begin again") from error
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self._client_id:
            raise SignInError("the service's token is for several sites, and not ours; begin again")
        email = claims.get("email")
        is_verified = claims.get("email_verified") is True and isinstance(email, str)
        return Vouched(self.issuer, str(claims["sub"]), email if is_verified else None)

    def _client(self) -> Any:
        from authlib.integrations.httpx_client import OAuth2Client

        return OAuth2Client(
            self._client_id,
            self._client_secret,
            scope=SCOPE,
            redirect_uri=self._redirect_url,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
        )

    def _said(self, name: str) -> str:
        """An address that the service gives of itself."""
        value = self._metadata_now().get(name)
        if not isinstance(value, str):
            raise SignInError(f"{self.issuer}: says nothing of its {name}; is it an OpenID Connect service?")
        if name != "issuer":
            _check_secure(value, f"{self.issuer}: {name}")
        return value

    def _metadata_now(self) -> dict[str, Any]:
        if self._clock() - self._read_at > METADATA_SECONDS:
            read = self._read_json(f"{self.issuer}/.well-known/openid-configuration")
            if str(read.get("issuer", "")).rstrip("/") != self.issuer:
                raise SignInError(f"{self.issuer}: calls itself {str(read.get('issuer'))[:80]!r}; mend oidc_issuer")
            self._metadata, self._jwks, self._read_at = read, None, self._clock()
        return self._metadata

    def _keys(self) -> Any:
        from joserfc.jwk import KeySet

        if self._jwks is None:
            self._jwks = KeySet.import_key_set(self._read_json(self._said("jwks_uri")))  # type: ignore[arg-type]
        return self._jwks

    def _read_json(self, url: str) -> dict[str, Any]:
        try:
            with self._client() as client:
                answered = client.request("GET", url, withhold_token=True)
            read = answered.json() if answered.status_code == OK else None
        except ValueError:
            read = None
        except Exception as error:  # as above
            if not type(error).__module__.startswith(HTTP_CLIENTS):
                raise
            raise SignInError(f"{url}: could not be asked ({type(error).__name__}); try later") from error
        if not isinstance(read, dict):
            raise SignInError(f"{url}: no JSON object came; is it an OpenID Connect service?")
        return read


def sign_in_service(settings: Settings, redirect_url: str) -> SignInService | None:
    """The service of the settings; None where they name none."""
    if not settings.oidc_issuer:
        return None
    return SignInService(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret, redirect_url)


def admit_vouched(ledger: Ledger, vouched: Vouched) -> tuple[Person, str] | None:
    """The account of whom a service vouches for, and a session of theirs; None where no open account is theirs."""
    person = ledger.people.vouched_for(vouched.issuer, vouched.subject, vouched.email)
    return (person, ledger.people.begin_session(person.name)) if person else None


def _new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def _check_secure(url: str, where: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise SettingsError(f"{where}: {url[:100]!r}; an address that begins with https:// was expected")
