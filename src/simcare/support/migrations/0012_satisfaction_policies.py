"""When people are asked whether they were helped."""

from django.db import migrations

from simcare.kernel.policy import defaults


class Migration(migrations.Migration):
    dependencies = [("support", "0011_structure"), ("kernel", "0001_initial")]
    operations = [
        defaults(
            {
                "satisfaction": (
                    {"asks": True, "days_between": 30, "minutes_after": 10},
                    "assumption: once per ticket, and once in 30 days per person",
                )
            }
        )
    ]
