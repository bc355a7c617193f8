"""Escalation chains, editions of zone rules, agreements of accounts, rotas; and the terms of the new promises."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from simcare.kernel.policy import defaults
from simcare.kernel.tenancy import protect

KINDS = ("first", "next", "resolution", "task")
LATER = "assumption: people are called in good time, then whoever is on call, then a supervisor"


def level(whom: str, *, percent: int = 0, minutes_over: int = 0, by: tuple[str, ...] = ("page",)) -> dict[str, object]:
    when = {"minutes_over": minutes_over} if minutes_over else {"percent": percent}
    return {**when, "whom": whom, "by": list(by)}


class Migration(migrations.Migration):
    dependencies = [
        ("clocks", "0002_policies"),
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "clock",
            "chain",
            models.TextField(default="", help_text="the escalation chain and its version, such as escalation.email:1"),
        ),
        migrations.AddField(
            "clock",
            "levels",
            models.JSONField(default=list, help_text="the levels of that chain, in the order of their time"),
        ),
        migrations.AddField("clock", "levels_told", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(
            "clock", "level_at", models.DateTimeField(help_text="when the level after those told falls due", null=True)
        ),
        migrations.AddField(
            "clock",
            "zone_rules",
            models.TextField(default="", help_text="edition of the time-zone rules; empty: none are used"),
        ),
        migrations.AlterField("clock", "kind", models.TextField(choices=[(kind, kind) for kind in KINDS])),
        migrations.RemoveConstraint("clock", "clock_kind_is_known"),
        migrations.AddConstraint(
            "clock", models.CheckConstraint(condition=Q(kind__in=KINDS), name="clock_kind_is_known")
        ),
        migrations.AddIndex(
            "clock",
            models.Index(
                condition=Q(("answered_at", None), ("level_at__isnull", False)),
                fields=["level_at"],
                name="clock_level_to_tell",
            ),
        ),
        migrations.AddIndex(
            "clock",
            models.Index(
                condition=Q(("answered_at", None), Q(("zone_rules", ""), _negated=True)),
                fields=["zone_rules"],
                name="clock_by_zone_rules",
            ),
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.TextField(help_text="the policy in whose place it stands, such as first_response.email"),
                ),
                ("version", models.PositiveIntegerField()),
                (
                    "period",
                    django.contrib.postgres.fields.ranges.DateTimeRangeField(help_text="half-open [from, until)"),
                ),
                ("values", models.JSONField()),
                ("source", models.TextField(help_text="the contract and its clause")),
                ("approved_by", models.TextField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agreements", to="accounts.account"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "name", "version"), name="agreement_version_is_unique"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("account", "="), ("name", "="), ("period", "&&")], name="one_agreement_at_a_time"
                    ),
                ]
            },
        ),
        protect("clocks_agreement"),
        migrations.CreateModel(
            name="Rota",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField(unique=True)),
                ("zone", models.TextField(help_text="IANA zone whose wall clock the turns follow")),
            ],
        ),
        migrations.CreateModel(
            name="RotaTurn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField(help_text="0 is Monday")),
                ("from_minute", models.PositiveSmallIntegerField()),
                ("until_minute", models.PositiveSmallIntegerField()),
                (
                    "rota",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="turns", to="clocks.rota"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(weekday__lte=6), name="turn_on_a_weekday"),
                    models.CheckConstraint(
                        condition=Q(from_minute__lt=F("until_minute"), until_minute__lte=1440), name="turn_within_a_day"
                    ),
                    models.UniqueConstraint(fields=("rota", "user", "weekday", "from_minute"), name="a_turn_once"),
                ]
            },
        ),
        migrations.CreateModel(
            name="RotaSwap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField()),
                ("by", models.TextField()),
                (
                    "rota",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="swaps", to="clocks.rota"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(from_at__lt=F("until_at")), name="swap_ends_after_it_begins")
                ],
                "indexes": [models.Index(fields=["rota", "until_at"], name="swap_by_end")],
            },
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
