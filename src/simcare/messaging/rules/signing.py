"""Reply addresses and Message-IDs of ours carry a signature, so that nobody can talk his way into a thread (S01, S02).

A token is `<thread>.<mark>.<mac>` in lower case letters and digits, which survive every mail server; the mac is the
first 100 bits of HMAC-SHA256 over thread and mark, in base 32.
"""

import base64
import hashlib
import hmac
import re
from typing import Final

_TOKEN: Final = re.compile(r"(\d{1,18})\.([a-z2-7]{1,40})\.([a-z2-7]{20})")
_BITS_OF_20_LETTERS: Final = 100


def sign(secret: bytes, thread_id: int, mark: str) -> str:
    """A token for a thread; `mark` tells several tokens of one thread apart and is hashed in."""
    short = _letters(hashlib.sha256(mark.encode()).digest())[:16]
    return f"{thread_id}.{short}.{_mac(secret, thread_id, short)}"


def thread_of(secret: bytes, text: str) -> int | None:
    """The thread of the first valid token in `text`; None for forged, damaged or absent ones."""
    for thread, short, mac in _TOKEN.findall(text.lower()):
        if hmac.compare_digest(mac, _mac(secret, int(thread), short)):
            return int(thread)
    return None


def bears_token(text: str) -> bool:
    """Whether something in it has the shape of a token of ours, valid or not."""
    return _TOKEN.search(text.lower()) is not None


def _mac(secret: bytes, thread_id: int, short: str) -> str:
    return _letters(hmac.digest(secret, f"thread:{thread_id}:{short}".encode(), "sha256"))[:20]


def _letters(digest: bytes) -> str:
    return base64.b32encode(digest).decode().lower().rstrip("=")
