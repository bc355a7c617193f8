"""Is it a photo? By its first bytes, never by its name."""

from typing import Final

MOST_BYTES: Final = 3 * 1024 * 1024
_BEGINS: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def kind_of(content: bytes) -> str | None:
    """image/jpeg or image/png; None for anything else, and for what is too large."""
    if len(content) > MOST_BYTES:
        return None
    return next((kind for begin, kind in _BEGINS.items() if content.startswith(begin)), None)
