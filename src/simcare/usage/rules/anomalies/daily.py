"""What a whole day says: many short sessions, and a burst of data abroad."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simcare.usage.rules.anomalies.anomaly import FOR_MANY, MOST_SCORE, Kind, Sensitivity
from simcare.usage.rules.anomalies.memory import Floats, track

WORTH_BYTES: Final = 10_000_000
"""Less than this abroad in a day is not worth a person's time."""
WORTH_SESSIONS: Final = 20
DAY_ROWS: Final = 9
_SETTLED_DAYS: Final = 7
_HALF: Final = np.float32(0.5)


@dataclass(frozen=True)
class DayMemory:
    """What is usual on a day: middle, spread and days seen of sessions, of a session's size and of bytes abroad.

    `table` is (9, cards) and changes in place.
    """

    table: Floats

    @classmethod
    def blank(cls, cards: int) -> "DayMemory":
        """Of cards that were never seen."""
        return cls(np.zeros((DAY_ROWS, cards), np.float32))


def watch_day(
    memory: DayMemory, *, sessions: Floats, volume: Floats, abroad: Floats, terms: Sensitivity = FOR_MANY
) -> tuple[NDArray[np.int8], Floats]:
    """Judges one day of all cards, then lets it teach: kind and score, one entry a card.

    `sessions` is how many began, `volume` and `abroad` are bytes; abroad is any country but the one where the card
    mostly is. Many short sessions: far more than usual, of which each carries less than half the usual.
    """
    size = np.asarray(volume / np.maximum(sessions, 1), np.float32)
    more_sessions = _off(memory.table[0:3], sessions, np.sqrt(np.maximum(memory.table[0], np.float32(1))))
    more_abroad = _off(memory.table[6:9], abroad, _HALF * memory.table[6])
    settled = memory.table[2] >= _SETTLED_DAYS
    short = (sessions >= WORTH_SESSIONS) & (size < _HALF * memory.table[3]) & (more_sessions > terms.bar)
    burst = (abroad >= WORTH_BYTES) & (more_abroad > terms.bar)
    kind = np.where(burst, Kind.ROAMING_BURST, np.where(short, Kind.MANY_SHORT_SESSIONS, Kind.NOTHING))
    kind = np.where(settled, kind, Kind.NOTHING).astype(np.int8)
    score = np.where(kind == Kind.NOTHING, 0, np.where(burst, more_abroad, more_sessions))
    for first, amount, odd in ((0, sessions, short), (3, size, short), (6, abroad, burst)):
        middle, spread, seen = memory.table[first : first + 3]
        teaches = np.where(odd & settled, terms.odd_pace, 1).astype(np.float32)
        floor = np.maximum(terms.smallest_spread * middle, 1).astype(np.float32)
        track((middle, spread, seen), amount, floor, teaches, pace=terms.slot_pace, clip=terms.clip)
    return kind, np.minimum(score, MOST_SCORE).astype(np.float32)


def _off(level: NDArray[np.floating], amount: Floats, floor: NDArray[np.floating]) -> Floats:
    middle, spread, _seen = level
    return np.asarray((amount - middle) / np.maximum(np.maximum(spread, floor), 1), np.float32)
