"""When in the week promises are broken: counted by the reader's wall clock, drawn, and told in words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from simcare.accounts.models import User
from simcare.accounts.values import StaffRole
from simcare.clocks import actions as clocks
from simcare.kernel import clock
from simcare.kernel.policy import Terms
from simcare.support.models import Breach
from simcare.support.queries.supervision import count_by_hour_of_week
from simcare.web.staff.week_chart import WeekChart
from tests.security.people import colleague

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
TERMS = Terms("an hour", 1, {"target_minutes": 60, "calendar": "24x7"}, "")


def broken(at: datetime) -> None:
    name = f"task:{Breach.objects.count()}"
    promise = clocks.start(
        subject=name, kind="task", terms=TERMS, account_id=None, at=at - timedelta(hours=1), by="desk"
    )
    Breach.objects.create(
        clock=promise, channel="email", promise="first", breached_at=at, cause="late_answer", facts={}, rules_version=1
    )


@pytest.mark.django_db
def test_hours_are_those_of_the_readers_wall_clock_through_a_change_of_the_clocks() -> None:
    for at in (MONDAY + timedelta(hours=23, minutes=59), datetime(2026, 10, 19, 22, 30, tzinfo=UTC)):
        broken(at)  # both are Tuesday in Berlin, at 0:59 in winter and 0:30 in summer
    found = count_by_hour_of_week(Breach.objects.all(), ZoneInfo("Europe/Berlin"))
    assert found[1][0] == 2
    assert sum(map(sum, found)) == 2


@pytest.mark.django_db
def test_the_page_says_the_worst_hour_and_lists_them_all() -> None:
    supervisor: User = colleague("wei", StaffRole.SUPERVISOR)
    supervisor.zone = "Asia/Shanghai"
    supervisor.save()
    today = clock.now().replace(hour=2, minute=5)
    for hours in (0, 0, 5):
        broken(today - timedelta(days=1, hours=hours))
    client = Client()
    client.force_login(supervisor)
    said = client.get("/breaches/").content.decode()
    day = (today - timedelta(days=1)).strftime("%A")
    assert f"2 of 3 on {day} 10:00–11:00" in said.split('role="img"')[1].split(">")[0]
    assert "<th scope=" in said.split("As a table")[1]


def test_shades_go_from_none_to_most_and_no_week_is_all_dark() -> None:
    counts = [[0] * 24 for _ in range(7)]
    counts[0][:5] = [0, 1, 4, 5, 8]
    chart = WeekChart("Broken", counts, "UTC")
    assert [shade for _, day, shade, _ in chart.squares if day == 0][:5] == [0, 1, 2, 3, 4]
    assert [count for _, count in chart.rows] == [8, 5, 4, 1]
    assert {shade for *_, shade, _ in WeekChart("Broken", [[0] * 24] * 7, "UTC").squares} == {0}
