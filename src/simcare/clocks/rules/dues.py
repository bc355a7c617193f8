"""When an answer is due and whether it was late.

Readings of design §5 where it leaves room:
- due is a fact of target, calendar, opening and pauses; the answer does not move it;
- a target of 0 is reached at the opening, be the calendar open or not;
- an answer at the very instant of due is in time;
- without an answer the promise counts as broken from its due instant on: the rule knows no present moment, so a caller
  with a running clock compares `breached_at` with its own;
- a pause that begins at or after due changes nothing.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from simcare.clocks.errors import NeverReached
from simcare.clocks.rules.opening import HORIZON_YEARS, open_after
from simcare.clocks.rules.periods import merged, without
from simcare.clocks.values import FOREVER, Due, Period, Promise


def due(promise: Promise) -> Due:
    """The due instant, and the breach unless the answer came by then."""
    at = due_at(promise)
    in_time = promise.answered_at is not None and at is not None and promise.answered_at <= at
    return Due(due_at=at, breached_at=None if in_time else at)


def due_at(promise: Promise) -> datetime | None:
    """The first instant at which counted time reaches the target; None while a pause without an end holds it."""
    left = promise.target
    if not left:
        return promise.opened_at
    for start, end in _counted(promise):
        if left <= end - start:
            return start + left
        left -= end - start
    if any(until_at == FOREVER for _, until_at in promise.pauses):
        return None
    raise NeverReached(promise.opened_at, HORIZON_YEARS)


def escalation_at(promise: Promise, percent: int) -> datetime | None:
    """When people must be called: the first instant at which this share of the target is counted."""
    return due_at(replace(promise, target=promise.target * percent // 100))


def counted(promise: Promise, at: datetime) -> timedelta:
    """Time counted from the opening until an instant."""
    total = timedelta()
    for start, end in _counted(promise):
        if start >= at:
            break
        total += min(end, at) - start
    return total


def _counted(promise: Promise) -> Iterator[Period]:
    """Open periods with the pauses cut out, in order; they end where a pause without an end begins."""
    pauses = merged(promise.pauses)
    held_at = pauses[-1][0] if pauses and pauses[-1][1] == FOREVER else FOREVER
    for period in open_after(promise.calendar, promise.opened_at):
        if period[0] >= held_at:
            return
        yield from without(period, pauses)
