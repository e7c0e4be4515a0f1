"""Passwords and bearer tokens as they are kept: a password under argon2id, a token under SHA-256.

A token is 256 random bits, so a fast hash does for it; a password is a person's choice and needs a slow one.
Memory 19 MiB, two passes, one lane: the smaller setting of the OWASP password storage sheet, because the gateway
lives in 150 MB.
"""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gateway.errors import Invalid

SHORTEST = 10
LONGEST = 200
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# What an unknown name is checked against, so that it takes as long as a known one.
_NOBODY = _hasher.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """The password as the database keeps it; Invalid if it is too short or too long. Takes tens of milliseconds."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(f"a password has {SHORTEST} to {LONGEST} characters", field="password")
    return _hasher.hash(password)


def password_matches(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one; for None (no such account) False, after the same time."""
    try:
        matches = _hasher.verify(stored or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return matches and stored is not None


def new_token() -> str:
    """A bearer token that nobody else has."""
    return f"gth_{secrets.token_urlsafe(32)}"


def hash_token(token: str) -> str:
    """The token as the database keeps it."""
    return hashlib.sha256(token.encode()).hexdigest()
