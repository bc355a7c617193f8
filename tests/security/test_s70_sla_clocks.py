"""S70: the promise survives clock changes, another zone and a hold; display, sweep and breach are one truth."""

from datetime import UTC, datetime, timedelta

import pytest

from simcare.clocks import actions
from simcare.clocks.jobs import sweep
from simcare.clocks.models import Clock, Pause
from simcare.clocks.queries.promises import next_promise
from simcare.kernel.policy import Terms
from tests.clocks.minute_by_minute import MinuteByMinute

pytestmark = pytest.mark.django_db
HOURS = {day: [["08:30", "12:00"], ["13:00", "17:30"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
NIGHTS = {day: [["00:00", "04:00"], ["22:00", "24:00"]] for day in HOURS}
MINUTE = timedelta(minutes=1)
CASES = [
    # zone, hours, opened a little before the clocks change, held from, held until (hours after the opening)
    ("Europe/Berlin", NIGHTS, datetime(2026, 3, 28, 20, tzinfo=UTC), 1, 5),
    ("Europe/Berlin", NIGHTS, datetime(2026, 10, 24, 20, tzinfo=UTC), 3, 6),
    ("America/New_York", NIGHTS, datetime(2026, 3, 8, 3, tzinfo=UTC), 2, 4),
    ("America/New_York", HOURS, datetime(2026, 10, 31, 20, tzinfo=UTC), 0, 30),
    ("Australia/Lord_Howe", NIGHTS, datetime(2026, 4, 4, 11, tzinfo=UTC), 1, 4),
    ("Australia/Lord_Howe", NIGHTS, datetime(2026, 10, 3, 11, tzinfo=UTC), 2, 5),
    ("Asia/Shanghai", HOURS, datetime(1991, 4, 13, 10, tzinfo=UTC), 1, 12),
    ("Africa/Casablanca", NIGHTS, datetime(2026, 2, 14, 22, tzinfo=UTC), 1, 3),
    ("Africa/Casablanca", HOURS, datetime(2028, 2, 28, 16, tzinfo=UTC), 1, 20),
]


@pytest.mark.parametrize(("zone", "hours", "opened_at", "held", "released"), CASES)
def test_s70_sla_survives_dst_zone_and_hold(
    zone: str, hours: dict[str, list[list[str]]], opened_at: datetime, held: int, released: int
) -> None:
    calendar = {"zone": zone, "hours": hours}
    terms = Terms("s70", 1, {"target_minutes": 400, "calendar": calendar}, "S70")
    clock = actions.start(subject="ticket:1", kind="next", terms=terms, account_id=None, at=opened_at, by="desk")
    from_at, until_at = opened_at + timedelta(hours=held), opened_at + timedelta(hours=released)
    actions.pause(subject="ticket:1", reason="customer", at=from_at, by="ana")
    assert next_promise("ticket:1") is None, "a held promise shows no due time"
    actions.resume(subject="ticket:1", at=until_at, by="ana")
    clock.refresh_from_db()
    expected = MinuteByMinute(calendar).due_at(400, opened_at, [(from_at, until_at)])
    assert expected is not None
    assert (clock.due_at, next_promise("ticket:1")) == (expected, expected)
    sweep(expected - MINUTE)
    assert not Clock.objects.exclude(breached_at=None).exists()
    sweep(expected)
    assert Clock.objects.get().breached_at == expected
    assert Pause.objects.count() == 1
