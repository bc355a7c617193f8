"""Tokens of links: 256 random bits, of which only a digest is kept (security.md S43, S46)."""

import hashlib
import re
import secrets
from typing import Final

_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
KEY_MARK: Final = "simcare_"
"""Begins every API key, so that one that lies where it should not is found by a search."""
_HINT: Final = 4
"""Characters of a key that are kept in the clear, to tell keys apart; 232 bits of it remain unknown."""


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """An API key that nobody guesses."""
    return KEY_MARK + new_token()


def hint_of(key: str) -> str:
    """The beginning of a key, by which its people know it."""
    return key[: len(KEY_MARK) + _HINT]


def digest_of_key(key: str) -> str | None:
    """What is kept of an API key; None for what cannot be one."""
    return digest(key.removeprefix(KEY_MARK)) if key.startswith(KEY_MARK) else None


def digest(token: object) -> str | None:
    """What is kept of a token; None for what cannot be one: empty, blank, of another length or alphabet."""
    if not isinstance(token, str) or not _SHAPE.fullmatch(token):
        return None
    return hashlib.sha256(token.encode("ascii")).hexdigest()
