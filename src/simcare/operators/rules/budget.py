"""How many calls may pass: a token bucket whose last call is kept for people who wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta

BURST = 2
"""Calls that may follow each other at once. Burst and refill together stay within the rate in any second."""

CALL = 1000
"""One call, in the bucket's unit of thousandths."""


@dataclass(frozen=True)
class Budget:
    """What the bucket held at an instant."""

    tokens_milli: int
    refilled_at: datetime


@dataclass(frozen=True)
class Taken:
    """The bucket after the question, and how long to wait if the call may not pass yet (0: it passes)."""

    budget: Budget
    wait_seconds: float


def take(budget: Budget, *, calls_per_second: int, interactive: bool, at: datetime) -> Taken:
    """Take one call out of the bucket. Batch work leaves the last call in it for interactive calls."""
    refill_per_second = max(calls_per_second - BURST, 1) * CALL
    elapsed = max((at - budget.refilled_at) / timedelta(seconds=1), 0)
    held = min(BURST * CALL, budget.tokens_milli + int(elapsed * refill_per_second))
    needed = CALL if interactive else BURST * CALL
    if held < needed:
        return Taken(budget, (needed - held) / refill_per_second)
    return Taken(Budget(held - CALL, max(at, budget.refilled_at)), 0)
