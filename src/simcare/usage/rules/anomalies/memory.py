"""What is remembered of each card: 48 slots (hour of day, workday or weekend) and a few sums, as a table of floats."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

SLOTS: Final = 48
_SINGLE: Final = (
    "hours",  # observed so far
    "level",  # the middle of all hours
    "level_spread",
    "surprise",  # how far an hour usually is from the middle of its slot
    "largest",  # the largest score of late
    "alerts",  # of late, fading
    "quiet",  # hours since the volume was last outside the usual
    "rise",  # evidence of a shift upward, in spreads x hours
    "fall",
    "pause",  # hours since traffic
    "longest_pause",  # of late
    "missed",  # silent hours in which there is usually traffic
    "silence_told",  # 1 until traffic is back
)
ROWS: Final = 3 * SLOTS + len(_SINGLE)
"""Floats a card: 157, that is 628 bytes."""

_TAKEN_WHOLE: Final = 1


@dataclass(frozen=True)
class Slot:
    """Middle, spread and number of observations of one hour of the day, for all cards; views into the table."""

    middle: Floats
    spread: Floats
    seen: Floats


class Memory:
    """The state of all cards, changed in place by each hour.

    `table` is (ROWS, cards), so that one hour of all cards is read and written in one stroke; a card's column can be
    kept as 628 bytes and put back. Absent on purpose: past values; they are in the roll-ups.
    """

    def __init__(self, table: Floats) -> None:
        assert table.shape[0] == ROWS
        self.table = table
        self.hours, self.level, self.level_spread, self.surprise, self.largest, self.alerts = table[:6]
        self.quiet, self.rise, self.fall = table[6:9]
        self.pause, self.longest_pause, self.missed, self.silence_told = table[9:13]

    @classmethod
    def blank(cls, cards: int) -> "Memory":
        """Of cards that were never seen."""
        memory = cls(np.zeros((ROWS, cards), np.float32))
        memory.quiet[:] = 1e6
        return memory

    def slot(self, hour: int, weekend: bool) -> Slot:
        """The slot of an hour of the day, which may be -1 or 24."""
        first = len(_SINGLE) + 3 * (hour % 24 + 24 * weekend)
        middle, spread, seen = self.table[first : first + 3]
        return Slot(middle, spread, seen)

    def usual(self, hour: int, weekend: bool) -> tuple[Floats, Floats]:
        """Middle and spread to expect: of the slot, else of the same hour on the other days, else of all hours."""
        own, other = self.slot(hour, weekend), self.slot(hour, not weekend)
        middle = np.where(own.seen > 0, own.middle, np.where(other.seen > 0, other.middle, self.level))
        spread = np.where(own.seen > 0, own.spread, np.where(other.seen > 0, other.spread, self.level_spread))
        return middle, spread

    def busiest(self, cards: NDArray[np.intp]) -> Floats:
        """The middle of the busiest hour of the day of some cards."""
        middles: Floats = self.table[len(_SINGLE) :: 3][:, cards]
        return np.asarray(middles.max(axis=0), np.float32)

    def relearn(self, cards: NDArray[np.intp]) -> None:
        """Lets what comes next teach much: what was learnt of some cards' hours counts like two observations."""
        seen = self.table[len(_SINGLE) + 2 :: 3]
        seen[:, cards] = np.minimum(seen[:, cards], 2)


def track(
    level: tuple[Floats, Floats, Floats], values: Floats, floor: Floats, teaches: Floats, *, pace: float, clip: float
) -> None:
    """One observation each teaches a middle and its spread, in place.

    `level` is middle, spread and how many were seen, this one not counted. An observation is cut to `clip` spreads
    before it teaches, so an anomaly teaches little however large it is; the first few are taken whole. `floor` is the
    least spread to cut by, `teaches` the share that an observation may teach, 0 where there is none.
    """
    middle, spread, seen = level
    share = np.maximum(1 / (seen + 1), np.float32(pace)) * teaches
    limit = clip * np.maximum(spread, floor)
    limit[seen < _TAKEN_WHOLE] = np.inf
    step = np.clip(values - middle, -limit, limit)
    spread += np.where(seen > 0, share * (np.abs(step) - spread), 0)
    middle += share * step
    seen += teaches > 0
