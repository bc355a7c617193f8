"""How often one address may ask: a guard against guessing links, counted for all processes (security.md D24)."""

from datetime import timedelta
from typing import Final

from simcare.kernel import clock, limits

PER_MINUTE: Final = 60
MINUTE: Final = timedelta(minutes=1)


def may_ask(address: str) -> bool:
    """Whether this address has asked at most so often within this minute; counts this time.

    Asked outside a transaction, so that what many ask at once is counted before any of it is answered.
    """
    return limits.count(f"public:{address}", within=MINUTE, at=clock.now()) <= PER_MINUTE
