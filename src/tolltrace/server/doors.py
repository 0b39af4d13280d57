"""Who asks: a bearer token. Whose it is, and what it lets them do, the ledger says (`Ledger.admit`)."""

from tolltrace.people import Scope

READ, REVIEW = Scope.READ.value, Scope.REVIEW.value  # the scopes that are asked for here
SCHEME = "bearer"
MAX_TOKEN_CHARS = 500


def read_token(header: str) -> str | None:
    """The token in an Authorization header; None where that is no bearer's."""
    scheme, _, token = header.strip().partition(" ")
    token = token.strip()
    is_one = scheme.lower() == SCHEME and token.isascii() and token.isprintable() and " " not in token
    return token if is_one and 0 < len(token) <= MAX_TOKEN_CHARS else None
