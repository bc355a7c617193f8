"""A second, deliberately simple calculator of due times: it looks at the wall clock of every single UTC minute.

It shares no code and no idea with `simcare.clocks.rules`: it knows no offsets, no periods and no differences, only
whether a minute counts. All instants are whole minutes. Days are kept once looked at, which makes it bearable.
"""

from array import array
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = timedelta(minutes=1)
MINUTES_A_DAY = 1440
FACES = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(MINUTES_A_DAY)]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SEARCHED_DAYS = 500
Slots = tuple[tuple[str, ...], ...]


class MinuteByMinute:
    """Due times of one calendar, given as `sla due` reads it."""

    def __init__(self, calendar: dict[str, Any]) -> None:
        self.calendar = calendar
        self.open_minutes = cache(self._open_minutes)
        self.open_times = cache(self._open_times)

    def due_at(self, target: int, opened: datetime, pauses: list[tuple[datetime, datetime | None]]) -> datetime | None:
        """The end of the minute in which the count reaches the target."""
        if target == 0:
            return opened
        first = _minute_number(opened)
        stretches = [(_minute_number(start), None if end is None else _minute_number(end)) for start, end in pauses]
        count = 0
        held = min((start for start, end in stretches if end is None), default=None)
        for day in range(first // MINUTES_A_DAY, first // MINUTES_A_DAY + SEARCHED_DAYS):
            if held is not None and day * MINUTES_A_DAY > held:
                return None
            counting = self._counting(day, first, stretches)
            if count + counting.count(1) < target:
                count += counting.count(1)
                continue
            minute = list(accumulate(counting)).index(target - count)
            return EPOCH + (day * MINUTES_A_DAY + minute + 1) * MINUTE
        raise AssertionError("the calendar of a case opens often enough")

    def _counting(self, day: int, first: int, pauses: list[tuple[int, int | None]]) -> bytearray:
        """One byte for each minute of a UTC day: 1 if it counts."""
        counting = bytearray(self.open_minutes(day))
        start_of_day = day * MINUTES_A_DAY
        _blot(counting, 0, first - start_of_day)
        for start, end in pauses:
            _blot(counting, start - start_of_day, MINUTES_A_DAY if end is None else end - start_of_day)
        return counting

    def _open_minutes(self, day: int) -> bytes:
        walls = wall_minutes(self.calendar["zone"], day)
        return bytes(self.open_times(wall // MINUTES_A_DAY)[wall % MINUTES_A_DAY] for wall in walls)

    def _open_times(self, ordinal: int) -> bytes:
        """For each minute of the clock face, whether it is working time on that date of the calendar."""
        slots = self._slots(date.fromordinal(ordinal))
        breaks = self.calendar.get("breaks", {}).get(date.fromordinal(ordinal).isoformat(), [])
        return _open_faces(tuple(map(tuple, slots)), tuple(map(tuple, breaks)))

    def _slots(self, day: date) -> list[list[str]]:
        name, hours = day.isoformat(), self.calendar["hours"]
        if name in self.calendar.get("workdays", {}):
            return hours.get(self.calendar["workdays"][name], [])
        if name in self.calendar.get("holidays", []):
            return []
        if name in self.calendar.get("shifts", {}):
            return self.calendar["shifts"][name]
        return hours.get(DAYS[day.weekday()], [])


@cache
def wall_minutes(zone: str, day: int) -> "array[int]":
    """What the zone's wall clock reads in each minute of a UTC day, as days since year 1 x 1440 + minutes."""
    info, start = ZoneInfo(zone), EPOCH + timedelta(days=day)
    walls = ((start + minute * MINUTE).astimezone(info) for minute in range(MINUTES_A_DAY))
    return array("q", (wall.toordinal() * MINUTES_A_DAY + wall.hour * 60 + wall.minute for wall in walls))


@cache
def _open_faces(slots: Slots, breaks: Slots) -> bytes:
    return bytes(_within(face, slots) and not _within(face, breaks) for face in FACES)


def _within(face: str, slots: Slots) -> bool:
    return any(start <= face < end for start, end in slots)


def _minute_number(at: datetime) -> int:
    number, rest = divmod(at - EPOCH, MINUTE)
    assert not rest, "whole minutes only"
    return number


def _blot(counting: bytearray, start: int, end: int) -> None:
    start, end = max(start, 0), min(end, MINUTES_A_DAY)
    if start < end:
        counting[start:end] = bytes(end - start)
