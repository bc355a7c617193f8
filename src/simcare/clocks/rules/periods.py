"""Union and difference of half-open periods, whether of instants or of times of day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

Mark = TypeVar("Mark", datetime, timedelta)


def merged(periods: Iterable[tuple[Mark, Mark]]) -> list[tuple[Mark, Mark]]:
    """The same stretches in order, none empty, none touching another."""
    result: list[tuple[Mark, Mark]] = []
    for start, end in sorted(period for period in periods if period[0] < period[1]):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return result


def without(period: tuple[Mark, Mark], holes: Sequence[tuple[Mark, Mark]]) -> Iterator[tuple[Mark, Mark]]:
    """What is left of a period; `holes` as `merged` gives them."""
    start, end = period
    for hole_start, hole_end in holes:
        if hole_end <= start:
            continue
        if hole_start >= end:
            break
        if start < hole_start:
            yield start, hole_start
        start = hole_end
    if start < end:
        yield start, end
