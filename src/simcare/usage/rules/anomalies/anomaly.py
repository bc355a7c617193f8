"""The kinds of abnormal traffic, the numbers that decide, and what is told of one occurrence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Final


class Kind(IntEnum):
    """What is unusual; the number is what columns hold, the name in lower case is the code. 0 is nothing."""

    NOTHING = 0
    SPIKE = 1
    NIGHT_DRAIN = 2
    LEVEL_SHIFT = 3
    SILENCE = 4
    MANY_SHORT_SESSIONS = 5
    ROAMING_BURST = 6
    NEW_COUNTRY = 7
    NEW_NETWORK = 8
    IMEI_CHANGED = 9

    @property
    def code(self) -> str:
        return self.name.lower()


@dataclass(frozen=True)
class Span:
    """A half-open stretch of time, in UTC."""

    from_at: datetime
    until_at: datetime


@dataclass(frozen=True)
class Anomaly:
    """One thing that was unusual about one card.

    `card` is its place in the columns; `seen` is the hour or day that said so, at whose end it was known; `score` is
    the distance from the usual in units of the card's own spread, at most `MOST_SCORE`; `numbers` are the evidence that
    the explanation in words names: amounts in bytes, `usual_from_bytes` and `usual_until_bytes` the band,
    `peers_percent` how many of its peers did the same.
    """

    card: int
    kind: Kind
    seen: Span
    score: float
    numbers: Mapping[str, int] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """When it was known."""
        return self.seen.until_at


MOST_SCORE: Final = 100.0
"""A hundred spreads are as surprising as anything gets: of a card that is usually idle, every burst is as rare."""


@dataclass(frozen=True)
class Sensitivity:
    """The numbers that decide, the same for every card and every series.

    They were chosen on one half of the public series and hold on the other (`simcare bench anomalies` prints both);
    around each of them the outcome is flat. Times are counted in observed hours, so a gap in the data ages nothing.
    """

    warm_up_hours: int = 24  # before that nothing is alerted; each hour of the day has been seen once
    settled_hours: int = 7 * 24  # before that neither silence nor a shift is: each day of the week has been seen once
    bar: float = 5.0  # spreads beyond the usual band
    share_of_largest: float = 0.3  # a spike is news only beside the largest of late
    memory_hours: float = 7 * 24  # after which the largest of late counts half
    raised_by: float = 1.5  # each alert raises the card's bar by this factor: who cries often is believed less
    forgiving_hours: float = 2 * 24  # after which an alert counts half
    quiet_hours: int = 6  # hours within the usual after which a new alert may follow; until then it is the same one
    smallest_spread: float = 0.1  # of the level: less than a tenth is not worth a person's time
    slot_pace: float = 0.1  # of what one observation teaches its hour of the day, once ten were seen
    level_pace: float = 1 / 80  # and the level of all hours
    clip: float = 5.0  # spreads to which an observation is cut before it teaches
    odd_pace: float = 0.3  # the share that an hour outside the usual teaches
    shift_clip: float = 4.0  # spreads that one hour may give as evidence of a shift
    shift_drift: float = 1.5  # spreads an hour that a shift has to exceed
    shift_evidence: float = 30.0  # spreads x hours beyond the drift until a shift is told
    silent_share: float = 0.05  # of the least that is usual: below it the card counts as silent
    silent_hours: int = 6  # silent hours in which the card else transmits
    longer_pause: float = 2.5  # or a pause so many times the longest of late
    pause_memory_hours: float = 28 * 24  # after which the longest pause counts half
    rest_share: float = 0.3  # of the busiest hour: where less is usual, the card is at rest
    day_like: float = 2.5  # times the busiest hour: what is more at night is a spike, not a drain
    night_hours: tuple[int, int] = (0, 5)  # local, half-open


USUAL: Final = Sensitivity()
"""For one series that somebody looks at."""
FOR_MANY: Final = Sensitivity(bar=6.0, raised_by=2.0, slot_pace=0.05)
"""For all cards at once: what happens to one card in a thousand hours happens to a thousand of a million in every hour,
so the bar is higher, rises faster, and the usual is learnt from more days."""
