"""Business time forwards, backwards and between two instants."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from simcare.clocks.errors import NeverReached
from simcare.clocks.rules.opening import DAY, HORIZON, HORIZON_YEARS, open_after, open_before, slots_on
from simcare.clocks.values import Calendar


def time_after(calendar: Calendar, at: datetime, amount: timedelta) -> datetime:
    """The first instant by which that much business time has passed; of no time at all, the first open instant."""
    for start, end in open_after(calendar, at):
        if amount <= end - start:
            return start + amount
        amount -= end - start
    raise NeverReached(at, HORIZON_YEARS)


def time_before(calendar: Calendar, at: datetime, amount: timedelta) -> datetime:
    """The last instant that lies that much business time earlier; of no time at all, the last end of open time."""
    for start, end in open_before(calendar, at):
        if amount <= end - start:
            return end - amount
        amount -= end - start
    raise NeverReached(at, HORIZON_YEARS)


def days_after(calendar: Calendar, at: datetime, days: int) -> datetime:
    """The same time of day so many working days later, or the first open instant after it."""
    return time_after(calendar, _same_time(calendar, at, days, DAY), timedelta())


def days_before(calendar: Calendar, at: datetime, days: int) -> datetime:
    """The same time of day so many working days earlier, or the last open instant before it."""
    return time_before(calendar, _same_time(calendar, at, days, -DAY), timedelta())


def elapsed(calendar: Calendar, from_at: datetime, until_at: datetime) -> timedelta:
    """Business time in [from, until); none where the end lies before the start."""
    total = timedelta()
    for start, end in open_after(calendar, from_at):
        if start >= until_at:
            break
        total += min(end, until_at) - start
    return total


def _same_time(calendar: Calendar, at: datetime, days: int, step: timedelta) -> datetime:
    local = at.astimezone(calendar.zone)
    day = _working_day(local.date(), days, step, lambda date: bool(slots_on(calendar, date)), at)
    return datetime.combine(day, local.timetz())


def _working_day(day: date, days: int, step: timedelta, works: Callable[[date], bool], at: datetime) -> date:
    steps_left = HORIZON // DAY
    while days > 0:
        if steps_left == 0:
            raise NeverReached(at, HORIZON_YEARS)
        day += step
        steps_left -= 1
        days -= works(day)
    return day
