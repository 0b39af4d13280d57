"""The link that confirms a wish: signed, with an end, and with all that was wished in it.

So nothing is kept before: no address is kept of somebody who did not say yes.
"""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from tolltrace.digests import Every, Wish, read_address, read_choices

VALID_HOURS = 48
MAX_TOKEN_CHARS = 12_000
STALE = "This link has ended, or is not whole: copy all of it from the mail, or ask for another one."


def sign_wish(wish: Wish, secret: bytes, now: datetime) -> str:
    """A wish as the link holds it."""
    until = int((now + timedelta(hours=VALID_HOURS)).timestamp())
    said = [wish.address, wish.every.value, list(wish.sides), list(wish.places), until]
    body = base64.urlsafe_b64encode(msgspec.json.encode(said)).decode().rstrip("=")
    return f"{body}.{_signature(body, secret)}"


def read_wish(token: str, secret: bytes, now: datetime) -> Wish:
    """The wish that a link holds. Raises ValueError for one that has ended, or that we did not make."""
    body, _, signature = token.strip().rpartition(".")
    is_ours = len(token) <= MAX_TOKEN_CHARS and hmac.compare_digest(
        signature.encode("utf-8", "replace"), _signature(body, secret).encode()
    )
    if not is_ours:
        raise ValueError(STALE)
    said: list[Any] = msgspec.json.decode(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    address, every, sides, places, until = said
    if now >= datetime.fromtimestamp(until, UTC):
        raise ValueError(STALE)
    return Wish(read_address(address), Every(every), read_choices(";".join(sides)), read_choices(";".join(places)))


def _signature(body: str, secret: bytes) -> str:
    said = f"a wish for digests\n{body}"
    return hmac.new(secret, said.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
