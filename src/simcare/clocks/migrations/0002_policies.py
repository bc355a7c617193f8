"""Response targets of the published process (IV.1, IV.2, I.4, II.2) as first versions of policies."""

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


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial"), ("kernel", "0001_initial")]

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
    ]
