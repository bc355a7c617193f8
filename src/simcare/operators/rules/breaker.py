"""When calls to a failing platform rest: open after five failures in a row, one probe when half open."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

OPENS_AFTER = 5
RESTS = timedelta(seconds=30)
PROBE_LASTS = timedelta(seconds=15)
"""Longer than any call: a probe whose process died blocks no longer than this."""


@dataclass(frozen=True)
class Breaker:
    """Failures in a row, since when calls rest, and when the last probe was let through."""

    failures: int = 0
    opened_at: datetime | None = None
    probed_at: datetime | None = None


def admit(breaker: Breaker, *, at: datetime) -> Breaker | None:
    """The breaker with this call let through, or None while calls rest."""
    if breaker.opened_at is None:
        return breaker
    if at < breaker.opened_at + RESTS or (breaker.probed_at and at < breaker.probed_at + PROBE_LASTS):
        return None
    return replace(breaker, probed_at=at)


def after_failure(breaker: Breaker, *, at: datetime) -> Breaker:
    """One failure more; the fifth, or a failed probe, lets calls rest from now on."""
    failures = breaker.failures + 1
    return Breaker(failures, at if failures >= OPENS_AFTER else None)


def after_success(_: Breaker) -> Breaker:
    """All is well again."""
    return Breaker()
