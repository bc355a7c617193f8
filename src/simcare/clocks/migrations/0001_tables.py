"""Clocks with their pauses, agreements of accounts, and rotas."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import migrations, models

from simcare.kernel.tables import CreateTables
from simcare.kernel.tenancy import protect


class Migration(migrations.Migration):
    initial = True

    replaces = [("clocks", "0001_initial"), ("clocks", "0003_teams")]
    dependencies = [("kernel", "0001_tables"), ("accounts", "0001_tables")]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Clock",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("subject", models.TextField(help_text="what was promised on, such as ticket:42")),
                    (
                        "account",
                        models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.account"),
                    ),
                    (
                        "kind",
                        models.TextField(
                            choices=[
                                ("first", "first"),
                                ("next", "next"),
                                ("resolution", "resolution"),
                                ("task", "task"),
                            ]
                        ),
                    ),
                    ("policy_name", models.TextField()),
                    ("policy_version", models.PositiveIntegerField()),
                    ("calendar", models.JSONField(help_text='"24x7", or zone, hours, holidays and the like')),
                    ("target_minutes", models.PositiveIntegerField()),
                    ("escalate_percent", models.PositiveSmallIntegerField()),
                    ("opened_at", models.DateTimeField()),
                    ("opened_by", models.TextField()),
                    ("answered_at", models.DateTimeField(null=True)),
                    ("answered_by", models.TextField(default="")),
                    ("due_at", models.DateTimeField(null=True)),
                    ("breached_at", models.DateTimeField(null=True)),
                    ("escalate_at", models.DateTimeField(null=True)),
                    ("escalated_at", models.DateTimeField(null=True)),
                    (
                        "chain",
                        models.TextField(
                            default="", help_text="the escalation chain and its version, such as escalation.email:1"
                        ),
                    ),
                    (
                        "levels",
                        models.JSONField(
                            default=list, help_text="the levels of that chain, in the order of their time"
                        ),
                    ),
                    ("levels_told", models.PositiveSmallIntegerField(default=0)),
                    (
                        "level_at",
                        models.DateTimeField(help_text="when the level after those told falls due", null=True),
                    ),
                    (
                        "zone_rules",
                        models.TextField(default="", help_text="edition of the time-zone rules; empty: none are used"),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["subject"], name="clock_by_subject"),
                        models.Index(
                            condition=models.Q(("answered_at", None), ("level_at__isnull", False)),
                            fields=["level_at"],
                            name="clock_level_to_tell",
                        ),
                        models.Index(
                            condition=models.Q(("answered_at", None), models.Q(("zone_rules", ""), _negated=True)),
                            fields=["zone_rules"],
                            name="clock_by_zone_rules",
                        ),
                        models.Index(
                            condition=models.Q(("answered_at", None), ("breached_at", None)),
                            fields=["due_at"],
                            name="clock_breach_to_tell",
                        ),
                        models.Index(
                            condition=models.Q(("answered_at", None), ("escalated_at", None)),
                            fields=["escalate_at"],
                            name="clock_to_escalate",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("answered_at", None)),
                            fields=("subject", "kind"),
                            name="one_running_clock_of_a_kind",
                        ),
                        models.UniqueConstraint(fields=("subject", "kind", "opened_at"), name="one_clock_per_opening"),
                        models.CheckConstraint(
                            condition=models.Q(("kind__in", ("first", "next", "resolution", "task"))),
                            name="clock_kind_is_known",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("answered_at", None), ("answered_by", "")),
                                models.Q(("answered_at__isnull", False), models.Q(("answered_by", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="clock_answer_has_time_and_author",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("answered_at", None), ("answered_at__gte", models.F("opened_at")), _connector="OR"
                            ),
                            name="clock_answer_follows_opening",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("breached_at", None),
                                models.Q(("breached_at", models.F("due_at")), ("due_at__isnull", False)),
                                _connector="OR",
                            ),
                            name="clock_breach_is_the_due_instant",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("escalate_percent__gte", 1), ("escalate_percent__lte", 100)),
                            name="clock_escalates_within_target",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Pause",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("clock", models.ForeignKey(on_delete=models.CASCADE, related_name="pauses", to="clocks.clock")),
                    (
                        "account",
                        models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.account"),
                    ),
                    ("from_at", models.DateTimeField()),
                    ("until_at", models.DateTimeField(null=True)),
                    ("reason", models.TextField()),
                    ("by", models.TextField()),
                    ("ended_by", models.TextField(default="")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("until_at", None)), fields=("clock",), name="one_open_pause_per_clock"
                        ),
                        models.UniqueConstraint(fields=("clock", "from_at"), name="one_pause_per_beginning"),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("until_at", None), ("until_at__gte", models.F("from_at")), _connector="OR"
                            ),
                            name="pause_ends_after_it_begins",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("ended_by", ""), ("until_at", None)),
                                models.Q(("until_at__isnull", False), models.Q(("ended_by", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="pause_end_has_time_and_author",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Agreement",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "account",
                        models.ForeignKey(on_delete=models.PROTECT, related_name="agreements", to="accounts.account"),
                    ),
                    (
                        "name",
                        models.TextField(help_text="the policy in whose place it stands, such as first_response.email"),
                    ),
                    ("version", models.PositiveIntegerField()),
                    ("period", DateTimeRangeField(help_text="half-open [from, until)")),
                    ("values", models.JSONField()),
                    ("source", models.TextField(help_text="the contract and its clause")),
                    ("approved_by", models.TextField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("account", "name", "version"), name="agreement_version_is_unique"
                        ),
                        ExclusionConstraint(
                            expressions=[("account", "="), ("name", "="), ("period", "&&")],
                            name="one_agreement_at_a_time",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Rota",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.TextField(unique=True)),
                    ("zone", models.TextField(help_text="IANA zone whose wall clock the turns follow")),
                ],
            ),
            migrations.CreateModel(
                name="RotaTurn",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("rota", models.ForeignKey(on_delete=models.CASCADE, related_name="turns", to="clocks.rota")),
                    (
                        "user",
                        models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                    ),
                    ("weekday", models.PositiveSmallIntegerField(help_text="0 is Monday")),
                    ("from_minute", models.PositiveSmallIntegerField()),
                    ("until_minute", models.PositiveSmallIntegerField()),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="turn_on_a_weekday"),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("from_minute__lt", models.F("until_minute")), ("until_minute__lte", 1440)
                            ),
                            name="turn_within_a_day",
                        ),
                        models.UniqueConstraint(fields=("rota", "user", "weekday", "from_minute"), name="a_turn_once"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="RotaSwap",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("rota", models.ForeignKey(on_delete=models.CASCADE, related_name="swaps", to="clocks.rota")),
                    (
                        "user",
                        models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                    ),
                    ("from_at", models.DateTimeField()),
                    ("until_at", models.DateTimeField()),
                    ("by", models.TextField()),
                ],
                options={
                    "indexes": [models.Index(fields=["rota", "until_at"], name="swap_by_end")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("from_at__lt", models.F("until_at"))), name="swap_ends_after_it_begins"
                        )
                    ],
                },
            ),
        ),
        protect("clocks_clock"),
        protect("clocks_pause"),
        protect("clocks_agreement"),
    ]
