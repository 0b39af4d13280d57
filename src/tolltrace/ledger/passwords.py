"""Passwords and their hashes: argon2id through argon2-cffi. Each call takes some 0.1 s and 64 MiB, on purpose."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tolltrace.people import MAX_PASSWORD_CHARS

HASHER = PasswordHasher()  # the library's parameters, which follow RFC 9106; they stand in each hash


def hash_password(password: str) -> str:
    """Salted, with the parameters of today."""
    return HASHER.hash(password)


def is_password(hashed: str | None, password: str) -> bool:
    """Whether it is the one. It takes as long where there is none, so that nobody learns who has an account."""
    if len(password) > MAX_PASSWORD_CHARS:
        return False
    try:
        return HASHER.verify(hashed or _of_nobody(HASHER), unicodedata.normalize("NFKC", password)) and bool(hashed)
    except (VerificationError, InvalidHashError):
        return False


def hash_anew(hashed: str | None, password: str) -> str | None:
    """A hash of today's parameters where the one that is kept has others; else None."""
    if hashed is None or not HASHER.check_needs_rehash(hashed):
        return None
    return hash_password(unicodedata.normalize("NFKC", password))


@cache
def _of_nobody(hasher: PasswordHasher) -> str:
    return hasher.hash("the password of nobody")
