"""What is left of an allowance, and when it will have run out if a card goes on as it does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from simcare.usage.values import MeterState

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """A meter as it stands; `allowance_bytes` None: as much as one likes; `until_at` None: without end."""

    used_bytes: int
    allowance_bytes: int | None
    from_at: datetime
    until_at: datetime | None
    is_throttled: bool = False

    @property
    def left_bytes(self) -> int | None:
        """Never below 0; None where there is no limit."""
        return None if self.allowance_bytes is None else max(self.allowance_bytes - self.used_bytes, 0)

    @property
    def used_percent(self) -> int | None:
        """Of the allowance, rounded down; None where there is no limit or nothing is allowed."""
        return self.used_bytes * 100 // self.allowance_bytes if self.allowance_bytes else None

    def state(self, at: datetime) -> MeterState:
        """The gravest that holds: what is over is no longer exhausted."""
        if self.until_at is not None and self.until_at <= at:
            return MeterState.EXPIRED
        if self.left_bytes == 0:
            return MeterState.EXHAUSTED
        return MeterState.THROTTLED if self.is_throttled else MeterState.RUNNING


def expect_run_out(allowance: Allowance, *, recent_bytes: int, since_at: datetime, at: datetime) -> datetime | None:
    """When nothing will be left, at the pace of `recent_bytes` in [since_at, at); rounded down to the second.

    None where it lasts until the package ends, where nothing limits it, or where nothing is left or used.
    """
    left = allowance.left_bytes
    lasted_s = (at - since_at) // _SECOND
    if not left or recent_bytes <= 0 or lasted_s <= 0:
        return None
    lasts_s = left * lasted_s // recent_bytes
    if allowance.until_at is not None and lasts_s >= (allowance.until_at - at) // _SECOND:
        return None
    return at + lasts_s * _SECOND if lasts_s < _FAR_S else None


_FAR_S = 100 * 365 * 86_400
"""Beyond a century nobody expects anything."""
