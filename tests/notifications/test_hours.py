"""Quiet hours and digests by the wall clock of a person's zone, over midnight and over a change of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcare.notifications.errors import NotATime
from simcare.notifications.rules.hours import next_digest, quiet_until, read_times

BERLIN = "Europe/Berlin"


def at(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "begins", "ends", "until", "why"),
    [
        ("2026-11-25 21:00", "20:00", "07:30", "2026-11-26 07:30", "in the evening it lasts until tomorrow"),
        ("2026-11-25 06:00", "20:00", "07:30", "2026-11-25 07:30", "in the morning until today"),
        ("2026-11-25 07:30", "20:00", "07:30", None, "its end is no part of it"),
        ("2026-11-25 20:00", "20:00", "07:30", "2026-11-26 07:30", "its beginning is"),
        ("2026-11-25 13:10", "12:00", "14:00", "2026-11-25 14:00", "a nap at noon"),
        ("2026-11-25 13:10", "", "", None, "nobody chose any"),
        ("2026-10-24 23:00", "22:00", "06:00", "2026-10-25 06:00", "the night that has one hour more"),
    ],
)
def test_quiet_hours(now: str, begins: str, ends: str, until: str | None, why: str) -> None:
    expected = at(until) if until else None
    assert quiet_until(at(now), zone=BERLIN, begins=begins, ends=ends) == expected, why


@pytest.mark.parametrize(
    ("now", "times", "comes", "why"),
    [
        ("2026-11-25 08:00", ["08:30", "16:00"], "2026-11-25 08:30", "the next of today"),
        ("2026-11-25 08:30", ["08:30", "16:00"], "2026-11-25 16:00", "one that is just due is not the next"),
        ("2026-11-25 17:00", ["08:30", "16:00"], "2026-11-26 08:30", "the first of tomorrow"),
        ("2026-11-25 17:00", [], None, "none was chosen"),
        ("2026-03-28 12:00", ["02:30"], "2026-03-29 02:30", "a time that the change of clocks leaves out still comes"),
    ],
)
def test_the_next_digest(now: str, times: list[str], comes: str | None, why: str) -> None:
    assert next_digest(at(now), zone=BERLIN, times=times) == (at(comes) if comes else None), why


def test_times_are_read_in_order_and_once() -> None:
    assert read_times(" 16:00, 8:30 ,16:00") == ["08:30", "16:00"]
    for wrong in ("25:00", "8", "8:3", "noon", "8:30 16:00"):
        with pytest.raises(NotATime):
            read_times(wrong)


@given(
    now=st.integers(1_767_225_600, 1_830_297_600).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    zone=st.sampled_from([BERLIN, "Asia/Shanghai", "America/St_Johns", "Australia/Lord_Howe", "UTC"]),
    times=st.lists(st.integers(0, 1439).map(lambda each: f"{each // 60:02}:{each % 60:02}"), min_size=1, max_size=4),
)
def test_a_digest_comes_within_a_day_and_never_twice_at_once(now: datetime, zone: str, times: list[str]) -> None:
    first = next_digest(now, zone=zone, times=times)
    assert first is not None
    assert now < first <= now + timedelta(days=1, hours=2)
    following = next_digest(first, zone=zone, times=times)
    assert following is not None
    assert following > first
