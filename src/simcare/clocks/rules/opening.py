"""When a calendar is open, in real time: wall-clock slots laid on UTC, one UTC day at a time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from simcare.clocks.rules.periods import merged, without
from simcare.clocks.values import Calendar, Period, Slot

HORIZON_YEARS = 100
"""No promise reaches farther; a search that gets there has found a calendar that hardly opens."""

DAY = timedelta(days=1)
HORIZON = HORIZON_YEARS * 366 * DAY


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether time counts at this instant; the end of a slot no longer does."""
    return any(start <= at < end for start, end in open_on(calendar, at.astimezone(UTC).date()))


def open_after(calendar: Calendar, at: datetime) -> Iterator[Period]:
    """Open periods from this instant on, in order, as far as the horizon."""
    at = at.astimezone(UTC)
    last = at + HORIZON
    day = at.date()
    while day <= last.date():
        for start, end in open_on(calendar, day):
            if end > at:
                yield max(start, at), end
        day += DAY


def open_before(calendar: Calendar, at: datetime) -> Iterator[Period]:
    """Open periods up to this instant, latest first, as far back as the horizon."""
    at = at.astimezone(UTC)
    last = at - HORIZON
    day = at.date()
    while day >= last.date():
        for start, end in reversed(open_on(calendar, day)):
            if start < at:
                yield start, min(end, at)
        day -= DAY


def open_on(calendar: Calendar, day: date) -> list[Period]:
    """Open periods of one UTC day, in order."""
    return [
        (max(start, opens), min(end, closes))
        for start, end, offset in _steady(calendar.zone, day)
        for local_day in _local_days(start + offset, end + offset)
        for opens, closes in _on_utc(local_day, slots_on(calendar, local_day), offset)
        if opens < end and closes > start
    ]


def slots_on(calendar: Calendar, day: date) -> list[Slot]:
    """The working hours of one date of the calendar's zone, in order, touching ones joined."""
    slots = merged(_planned(calendar, day))
    if day not in calendar.breaks:
        return slots
    breaks = merged(calendar.breaks[day])
    return [left for slot in slots for left in without(slot, breaks)]


def _planned(calendar: Calendar, day: date) -> tuple[Slot, ...]:
    if day in calendar.workdays:
        return tuple(calendar.week[calendar.workdays[day]])
    if day in calendar.holidays:
        return ()
    return tuple(calendar.shifts.get(day, calendar.week[day.weekday()]))


def _on_utc(day: date, slots: list[Slot], offset: timedelta) -> Iterator[Period]:
    midnight = datetime.combine(day, time(), UTC) - offset
    return ((midnight + start, midnight + end) for start, end in slots)


def _local_days(start: datetime, end: datetime) -> tuple[date, ...]:
    """The dates that a stretch of at most 24 h touches."""
    first, last = start.date(), (end - datetime.resolution).date()
    return (first,) if first == last else (first, last)


@lru_cache(maxsize=20_000)
def _steady(zone: ZoneInfo, day: date) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """One UTC day in stretches of one UTC offset: two on a day when the zone changes its clocks, else one."""
    start = datetime.combine(day, time(), UTC)
    end = start + DAY
    before, after = _offset(zone, start), _offset(zone, end)
    if before == after:
        return ((start, end, before),)
    turn = _turn(zone, start, before)
    return ((start, turn, before), (turn, end, after))


def _turn(zone: ZoneInfo, start: datetime, before: timedelta) -> datetime:
    """The first second of the day that has another offset."""
    low, high = 0, int(DAY.total_seconds())
    while low < high:
        middle = (low + high) // 2
        if _offset(zone, start + timedelta(seconds=middle)) == before:
            low = middle + 1
        else:
            high = middle
    return start + timedelta(seconds=low)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None, "a zone always knows its offset"
    return offset
