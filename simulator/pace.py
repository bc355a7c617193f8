"""The clock of the simulator's traffic: as fast as one likes until it has caught up with ours, then it is ours."""

from dataclasses import dataclass
from typing import Final

SLOT_SECONDS: Final = 1800
DAY_SECONDS: Final = 86_400


@dataclass(frozen=True)
class Pace:
    """From `since` on, begun at `started` of our clock; a day takes `day_seconds` of it, 0 for none. Instants are
    seconds of Unix. Time in which the simulator did not run has passed, too.

    What is past cannot run ahead of us: records that begin in the future would be no records.
    """

    since: float
    started: float
    day_seconds: float

    def seconds_until(self, instant: float, real: float) -> float:
        """How long it is, by our clock, until this one shows `instant`; 0 when that has come."""
        by_pace = self.started + (instant - self.since) * self.day_seconds / DAY_SECONDS
        return max(0.0, instant - real, by_pace - real)


def slot_of(instant: float) -> int:
    """The beginning of the half hour in which an instant lies."""
    return int(instant // SLOT_SECONDS) * SLOT_SECONDS
