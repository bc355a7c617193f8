"""100,000 random promises in five zones: the rules and the minute-by-minute calculator agree on every one.

The weeks are chosen around the days on which these zones change their clocks: by an hour (Berlin, New York), by half an
hour (Lord Howe), for Ramadan (Casablanca), and in the summer time that Shanghai had until 1991.
"""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from simcare.clocks.queries.dues import due, read_calendar
from simcare.clocks.values import FOREVER, Promise
from tests.clocks.minute_by_minute import DAYS, MinuteByMinute

CALENDARS, CASES_EACH = 40, 500
WINDOW_DAYS = 25

WINDOWS = {
    "Europe/Berlin": (date(2026, 3, 15), date(2026, 10, 12), date(2027, 12, 10)),
    "America/New_York": (date(2026, 2, 25), date(2026, 10, 20), date(2028, 2, 15)),
    "Australia/Lord_Howe": (date(2026, 3, 22), date(2026, 9, 20), date(2026, 12, 20)),
    "Asia/Shanghai": (date(1991, 4, 1), date(1991, 9, 1), date(2026, 9, 15)),
    "Africa/Casablanca": (date(2026, 2, 1), date(2026, 3, 10), date(2027, 1, 25)),
}


@pytest.mark.parametrize("zone", WINDOWS)
def test_due_times_equal_the_minute_by_minute_count(zone: str) -> None:
    chance = random.Random(f"clocks {zone}")
    for _ in range(CALENDARS):
        window = chance.choice(WINDOWS[zone])
        data = random_calendar(chance, zone, window)
        calendar, slow = read_calendar(data), MinuteByMinute(data)
        longest = 2 * sum(_minutes(end) - _minutes(start) for slots in data["hours"].values() for start, end in slots)
        for _ in range(CASES_EACH):
            target = chance.choice((0, 1, chance.randrange(120), chance.randrange(longest), chance.randrange(longest)))
            opened = random_instant(chance, window)
            pauses = random_pauses(chance, opened)
            expected = slow.due_at(target, opened, pauses)
            answered = random_answer(chance, opened, expected)
            breached = None if answered and expected and answered <= expected else expected
            found = due(
                Promise(
                    target=timedelta(minutes=target),
                    calendar=calendar,
                    opened_at=opened,
                    pauses=[(start, end or FOREVER) for start, end in pauses],
                    answered_at=answered,
                )
            )
            case = (data, target, opened, pauses, answered)
            assert (found.due_at, found.breached_at) == (expected, breached), case


def random_calendar(chance: random.Random, zone: str, window: date) -> dict[str, Any]:
    """Hours on four days a week at least, and some days that differ."""
    days = chance.sample(DAYS, chance.randint(4, 7))
    dates = [(window + timedelta(days=chance.randrange(WINDOW_DAYS + 10))).isoformat() for _ in range(8)]
    return {
        "zone": zone,
        "hours": {day: random_slots(chance) for day in days},
        "holidays": dates[:2],
        "workdays": {day: chance.choice(DAYS) for day in dates[2:4]},
        "shifts": {day: random_slots(chance) for day in dates[4:6]},
        "breaks": {day: random_slots(chance) for day in dates[6:]},
    }


def random_slots(chance: random.Random) -> list[list[str]]:
    """One to three slots that may overlap; often near midnight or in the night hours when zones change their clocks."""
    if chance.random() < 0.1:
        return [["00:00", "24:00"]]
    return [random_slot(chance) for _ in range(chance.randint(1, 3))]


def random_slot(chance: random.Random) -> list[str]:
    start = chance.choice((0, 60, 90, 120, 137, 150, 180, 540, 810, 1380, chance.randrange(1439)))
    length = chance.choice((1, 30, 59, 60, 180, 480, 900))
    return [_face(start), _face(min(start + length, 1440))]


def random_instant(chance: random.Random, window: date) -> datetime:
    start = datetime(window.year, window.month, window.day, tzinfo=UTC)
    return start + timedelta(minutes=chance.randrange(WINDOW_DAYS * 1440))


def random_pauses(chance: random.Random, opened: datetime) -> list[tuple[datetime, datetime | None]]:
    """Any order, overlapping, empty, before the opening, without an end."""
    pauses: list[tuple[datetime, datetime | None]] = []
    for _ in range(chance.choice((0, 0, 1, 2, 5))):
        start = opened + timedelta(minutes=chance.randint(-600, 6000))
        length = timedelta(minutes=chance.choice((0, 1, chance.randrange(300), chance.randrange(5000))))
        pauses.append((start, None if chance.random() < 0.08 else start + length))
    return pauses


def random_answer(chance: random.Random, opened: datetime, due_at: datetime | None) -> datetime | None:
    near = (due_at or opened) + timedelta(minutes=chance.choice((-1, 0, 1)))
    return chance.choice((None, near, opened + timedelta(minutes=chance.randrange(5000))))


def _face(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _minutes(face: str) -> int:
    return int(face[:2]) * 60 + int(face[3:])
