"""The table of notices. They name networks and ranges, no customer: no wall is needed."""

from django.db import migrations, models

from simcare.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    replaces = [("notices", "0001_initial")]
    dependencies = []

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Notice",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("title", models.TextField()),
                    ("text", models.TextField(blank=True, default="", help_text="as the operator wrote it")),
                    ("reference", models.TextField(blank=True, default="", help_text="the operator's own number")),
                    (
                        "issuer",
                        models.TextField(
                            choices=[("operator", "operator"), ("provider", "provider")], default="operator"
                        ),
                    ),
                    ("platform", models.TextField(blank=True, default="")),
                    ("networks", models.JSONField(default=list, help_text="PLMN codes, MCC then MNC")),
                    ("ranges", models.JSONField(default=list, help_text="first characters of ICCIDs")),
                    ("starts_at", models.DateTimeField()),
                    ("ends_at", models.DateTimeField()),
                    ("entered_at", models.DateTimeField()),
                    ("entered_by", models.TextField()),
                    ("withdrawn_at", models.DateTimeField(null=True)),
                    ("withdrawn_by", models.TextField(blank=True, default="")),
                ],
                options={
                    "indexes": [models.Index(fields=["ends_at"], name="notice_by_end")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                            name="notice_ends_after_it_starts",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("withdrawn_at", None), ("withdrawn_by", "")),
                                models.Q(
                                    ("withdrawn_at__isnull", False), models.Q(("withdrawn_by", ""), _negated=True)
                                ),
                                _connector="OR",
                            ),
                            name="notice_withdrawn_by_somebody",
                        ),
                    ],
                },
            ),
        ),
    ]
