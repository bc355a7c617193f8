"""Response targets of the published process (IV.1, IV.2, I.4, II.2) and who is called when they are missed."""

from typing import Any

from django.db import migrations

from simcare.kernel.policy import defaults

OFFICE = [["09:00", "12:00"], ["13:30", "18:00"]]
SHANGHAI_OFFICE = {
    "zone": "Asia/Shanghai",
    "hours": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE),
    "official": "CN",
}


def target(minutes: int, calendar: object = "24x7") -> dict[str, Any]:
    return {"target_minutes": minutes, "calendar": calendar, "escalate_percent": 75}


LATER = "assumption: people are called in good time, then whoever is on call, then a supervisor"


def level(whom: str, *, percent: int = 0, minutes_over: int = 0, by: tuple[str, ...] = ("page",)) -> dict[str, object]:
    when = {"minutes_over": minutes_over} if minutes_over else {"percent": percent}
    return {**when, "whom": whom, "by": list(by)}


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_tables"), ("clocks", "0001_tables")]

    operations = [
        defaults(
            {
                "first_response.email": (target(720), "IV.1, IV.2: within 12 hours, calendar time"),
                "first_response.chat": (target(1), "IV.1: within 1 minute, 7x24"),
                "first_response.callback": (target(1440), "IV.1: callback within 24 hours"),
                "first_response.dealer": (target(1440), "I.4: dealer application answered within 24 hours"),
                "first_response.social": (
                    target(30, SHANGHAI_OFFICE),
                    "IV.2 prompt in domestic working hours; assumption: 30 min, 09:00-12:00 and 13:30-18:00",
                ),
                "next_response.email": (target(720), "assumption: a later answer takes no longer than the first"),
                "next_response.chat": (target(1), "assumption: a later answer takes no longer than the first"),
                "notice.passed_on": (target(15), "II.2 promptly; assumption: 15 min"),
            }
        ),
        defaults(
            {
                "staff_task": (
                    {"target_minutes": 240, "calendar": "24x7", "escalate_percent": 75},
                    "assumption: what a platform has no call for is done by hand within 4 hours",
                ),
                "resolution.email": (
                    {"target_minutes": 7200, "calendar": "24x7", "escalate_percent": 75},
                    "assumption: a matter is settled within 5 days that do not wait for the customer",
                ),
                "escalation.email": (
                    {
                        "levels": [
                            level("assignee", percent=75),
                            level("on_call", percent=100, by=("page", "email")),
                            level("supervisor", minutes_over=30, by=("page", "email")),
                        ]
                    },
                    LATER,
                ),
                "escalation.chat": (
                    {
                        "levels": [
                            level("queue", percent=50),
                            level("on_call", percent=100),
                            level("supervisor", minutes_over=2, by=("page", "email")),
                        ]
                    },
                    LATER,
                ),
            }
        ),
    ]
