"""F20 and F22: clocks that jump, and time-zone rules that change after due times were stored."""

import subprocess
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simcare.clocks import actions
from simcare.clocks.jobs import sweep
from simcare.clocks.models import Clock
from simcare.clocks.queries import zones
from simcare.kernel import clock as time
from simcare.kernel.policy import Terms

pytestmark = pytest.mark.django_db
OFFICE = {"zone": "Europe/Berlin", "hours": {"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]]}}
IN_BERLIN = Terms("office", 1, {"target_minutes": 60, "calendar": OFFICE}, "")
ALWAYS = Terms("always", 1, {"target_minutes": 60, "calendar": "24x7"}, "")
SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def berlin_in_lisbon_time(tmp_path: Path) -> Iterator[None]:
    """From tomorrow's edition of the rules on, Berlin keeps UTC."""
    (tmp_path / "rules").write_text("Zone Europe/Berlin 0:00 - WET\n")
    subprocess.run(["zic", "-d", str(tmp_path / "zones"), str(tmp_path / "rules")], check=True)
    (tmp_path / "zones" / "tzdata.zi").write_text("# version 2099z\n")
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(tmp_path / "zones"), *before])
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath(before)
    zoneinfo.ZoneInfo.clear_cache()


def start(subject: str, terms: Terms = IN_BERLIN) -> Clock:
    return actions.start(subject=subject, kind="first", terms=terms, account_id=None, at=SUNDAY, by="desk")


def test_a_clock_keeps_the_edition_of_the_rules_it_was_counted_by() -> None:
    assert start("ticket:1").zone_rules == zones.edition() != ""
    assert start("ticket:2", ALWAYS).zone_rules == "", "no rule can move a clock that always counts"


def test_f22_a_new_edition_moves_open_clocks_only(request: pytest.FixtureRequest) -> None:
    running, answered, always = start("ticket:1"), start("ticket:2"), start("ticket:3", ALWAYS)
    actions.answer(subject="ticket:2", kinds=("first",), at=SUNDAY + HOUR, by="ana")
    due = datetime(2026, 11, 23, 9, tzinfo=UTC)  # Monday, 10:00 in Berlin
    assert (running.due_at, answered.due_at) == (due, due)
    request.getfixturevalue("berlin_in_lisbon_time")
    assert sweep(SUNDAY) == 1
    for clock in (running, answered, always):
        clock.refresh_from_db()
    assert (running.due_at, running.zone_rules) == (due + HOUR, "2099z")
    assert (answered.due_at, answered.breached_at) == (due, None), "history is not rewritten"
    assert always.due_at == SUNDAY + HOUR
    assert sweep(SUNDAY) == 0, "once"


@pytest.mark.parametrize("jump", [-HOUR, HOUR])
def test_f20_a_host_whose_clock_jumps_breaks_no_promise(monkeypatch: pytest.MonkeyPatch, jump: timedelta) -> None:
    now = time.database_now()
    overdue, calm = now - timedelta(minutes=90), now - timedelta(minutes=10)
    for subject, at in (("ticket:1", overdue), ("ticket:2", calm)):
        actions.start(subject=subject, kind="first", terms=ALWAYS, account_id=None, at=at, by="desk")
    monkeypatch.setattr(time, "now", lambda: datetime.now(UTC) + jump)
    sweep(time.database_now())
    breached = Clock.objects.exclude(breached_at=None).values_list("subject", flat=True)
    assert list(breached) == ["ticket:1"]
