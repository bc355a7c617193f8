"""Refusals are counted by when they came in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("operators", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="observation",
            index=models.Index(
                condition=models.Q(("field__in", ["network.reject", "session.reject"])),
                fields=["received_at"],
                name="observation_refused",
            ),
        ),
    ]
