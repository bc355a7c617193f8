"""How well the desk does: days that are counted, marks, reports and who reads them."""

from django.conf import settings
from django.db import migrations, models

from simcare.kernel.tables import CreateTables
from simcare.kernel.tenancy import protect, provider_only


class Migration(migrations.Migration):
    replaces = [("support", "0013_quality")]
    dependencies = [("kernel", "0001_tables"), ("accounts", "0001_tables"), ("support", "0005_remedies")]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="QualityDay",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("day", models.DateField()),
                    ("channel", models.TextField()),
                    (
                        "account",
                        models.ForeignKey(null=True, on_delete=models.CASCADE, related_name="+", to="accounts.account"),
                    ),
                    ("category", models.TextField()),
                    ("language", models.TextField()),
                    ("tickets", models.PositiveIntegerField(default=0)),
                    ("kept", models.PositiveIntegerField(default=0, help_text="first response in time")),
                    (
                        "broken",
                        models.PositiveIntegerField(default=0, help_text="first response late, or due and not there"),
                    ),
                    ("answered", models.PositiveIntegerField(default=0)),
                    (
                        "automatic",
                        models.PositiveIntegerField(default=0, help_text="first answered by the desk itself"),
                    ),
                    ("solved", models.PositiveIntegerField(default=0)),
                    (
                        "solved_first",
                        models.PositiveIntegerField(default=0, help_text="solved by one answer, with no word after it"),
                    ),
                    ("reopened", models.PositiveIntegerField(default=0)),
                    ("waits", models.JSONField(default=dict)),
                ],
                options={
                    "indexes": [models.Index(fields=["day"], name="quality_by_day")],
                },
            ),
            migrations.CreateModel(
                name="VerdictDay",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("day", models.DateField()),
                    ("code", models.TextField(blank=True, help_text="empty: no fault was found")),
                    ("platform", models.TextField()),
                    ("verdicts", models.PositiveIntegerField()),
                    ("corrected", models.PositiveIntegerField()),
                ],
                options={
                    "indexes": [models.Index(fields=["day"], name="verdict_quality_by_day")],
                },
            ),
            migrations.CreateModel(
                name="QualityMark",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("changed_until", models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name="QualityReport",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("month", models.DateField(help_text="its first day")),
                    ("language", models.TextField()),
                    ("file", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="kernel.keptfile")),
                    ("made_at", models.DateTimeField()),
                    ("by", models.TextField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("month", "language"), name="a_report_once_per_month_and_language"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="QualityReader",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "user",
                        models.OneToOneField(on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                    ),
                    ("language", models.TextField()),
                    ("since_at", models.DateTimeField()),
                ],
            ),
        ),
        protect("support_qualityday"),
        provider_only("support_verdictday"),
        provider_only("support_qualitymark"),
        provider_only("support_qualityreport"),
        provider_only("support_qualityreader"),
    ]
