"""Shares and times of answers from sums: percentiles come from buckets, each a tenth wider than the one before."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

STEP: Final = 1.1
"""A percentile is exact to 5 %: half of a bucket's width."""
FIRST_MINUTES: Final = 0.1


def bucket_of(minutes: float) -> int:
    """The number of the bucket that a wait falls in."""
    return 0 if minutes <= FIRST_MINUTES else math.ceil(math.log(minutes / FIRST_MINUTES, STEP))


def minutes_of(bucket: int) -> float:
    """The middle of a bucket."""
    return FIRST_MINUTES * STEP ** (bucket - 0.5) if bucket else FIRST_MINUTES


@dataclass(slots=True)
class Sums:
    """What was counted over some days."""

    tickets: int = 0
    kept: int = 0
    broken: int = 0
    answered: int = 0
    automatic: int = 0
    solved: int = 0
    solved_first: int = 0
    reopened: int = 0
    waits: dict[int, int] = field(default_factory=dict)

    def add(self, row: Mapping[str, int], waits: Mapping[str, int]) -> None:
        """Count one row in."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + row[name])
        for bucket, count in waits.items():
            self.waits[int(bucket)] = self.waits.get(int(bucket), 0) + count

    @property
    def kept_percent(self) -> float | None:
        """Of the promises that are decided, how many were kept."""
        return percent(self.kept, self.kept + self.broken)

    @property
    def automatic_percent(self) -> float | None:
        return percent(self.automatic, self.answered)

    @property
    def solved_first_percent(self) -> float | None:
        return percent(self.solved_first, self.solved)

    @property
    def reopened_percent(self) -> float | None:
        return percent(self.reopened, self.solved + self.reopened)

    @property
    def median_minutes(self) -> float | None:
        return percentile(self.waits, 50)

    @property
    def p90_minutes(self) -> float | None:
        return percentile(self.waits, 90)


COUNTS: Final = ("tickets", "kept", "broken", "answered", "automatic", "solved", "solved_first", "reopened")


def percent(part: int, whole: int) -> float | None:
    """A share with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def percentile(waits: Mapping[int, int], share: int) -> float | None:
    """The wait that `share` per cent did not exceed; None of nothing."""
    wanted, passed = sum(waits.values()) * share / 100, 0
    for bucket in sorted(waits):
        passed += waits[bucket]
        if passed >= wanted > 0:
            return round(minutes_of(bucket), 1)
    return None


def spell(minutes: Iterable[float]) -> dict[str, int]:
    """Waits as a row keeps them: bucket -> count."""
    counted: dict[str, int] = {}
    for wait in minutes:
        name = str(bucket_of(wait))
        counted[name] = counted.get(name, 0) + 1
    return counted
