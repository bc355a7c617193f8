"""Tokens of links: 256 random bits, of which only a digest is kept (security.md S43, S46)."""

import hashlib
import re
import secrets
from typing import Final

_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(32)


def digest(token: object) -> str | None:
    """What is kept of a token; None for what cannot be one: empty, blank, of another length or alphabet."""
    if not isinstance(token, str) or not _SHAPE.fullmatch(token):
        return None
    return hashlib.sha256(token.encode("ascii")).hexdigest()
