"""How many calls may pass: a token bucket whose last call is kept for people who wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta

BURST = 2
"""Calls that may follow each other at once. Burst and refill together stay within the rate in any second."""

CALL = 1000
"""One call, in the bucket's unit of thousandths."""

LEAD_SECONDS = 0.125
"""How long before their time calls may be taken ahead, so that none is lost where nobody asks just then."""


@dataclass(frozen=True)
class Budget:
    """What the bucket held at an instant."""

    tokens_milli: int
    refilled_at: datetime


@dataclass(frozen=True)
class Taken:
    """The bucket after the question, and how long to wait if the call may not pass yet (0: it passes).

    The first of several that were taken ahead may pass `begins_in_seconds` from now.
    """

    budget: Budget
    wait_seconds: float
    begins_in_seconds: float = 0


def take(budget: Budget, *, calls_per_second: int, interactive: bool, at: datetime, calls: int = 1) -> Taken:
    """Take one call out of the bucket. Batch work leaves the last call in it for interactive calls.

    Several `calls` are taken ahead, up to LEAD_SECONDS before their time: the bucket owes them, and whoever took them
    makes them `gap_seconds` apart.
    """
    refill_per_second = refill(calls_per_second) * CALL
    elapsed = max((at - budget.refilled_at) / timedelta(seconds=1), 0)
    held = min(BURST * CALL, budget.tokens_milli + int(elapsed * refill_per_second))
    needed = CALL if interactive else BURST * CALL
    wait_seconds = max(needed - held, 0) / refill_per_second
    lead_seconds = LEAD_SECONDS if calls > 1 else 0
    if wait_seconds > lead_seconds:
        return Taken(budget, wait_seconds - lead_seconds)
    return Taken(Budget(held - calls * CALL, max(at, budget.refilled_at)), 0, wait_seconds)


def refill(calls_per_second: int) -> int:
    """Calls a second that the bucket gains."""
    return max(calls_per_second - BURST, 1)


def gap_seconds(calls_per_second: int) -> float:
    """How far apart calls are made that were taken ahead: as the bucket would have given them one by one."""
    return 1 / refill(calls_per_second)


def most_ahead(calls_per_second: int) -> int:
    """How many calls are taken at once: a quarter of a second's. With the lead, an interactive one waits no longer than
    three eighths of a second for them."""
    return max(1, refill(calls_per_second) // 4)
