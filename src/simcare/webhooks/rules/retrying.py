"""When a message that was not taken is tried again: soon, then ever more rarely, for about three days."""

from datetime import timedelta
from typing import Final

PAUSES: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""As Standard Webhooks advises."""
JITTER: Final = 0.2
LONGEST_WISH: Final = timedelta(hours=24)
"""No Retry-After holds a message longer."""


def pause_after(attempts: int, *, wished_seconds: int | None = None, chance: float) -> timedelta | None:
    """How long to wait after so many attempts, at least as long as the other side wishes; None to give it up.

    `chance` in [0, 1) spreads the attempts of many over a fifth of the pause, so that a host that comes back is not
    run over.
    """
    if attempts > len(PAUSES):
        return None
    pause = PAUSES[attempts - 1] * (1 + JITTER * chance)
    return max(pause, min(timedelta(seconds=wished_seconds or 0), LONGEST_WISH))
