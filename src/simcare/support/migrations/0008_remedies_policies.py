"""Remedies, escalations and breaches, with the policies that they go by."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.models import F, Q

from simcare.kernel.policy import defaults
from simcare.kernel.tenancy import protect


def id_() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def to(model: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=model, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("support", "0007_teamwork_policies"),
        ("operators", "0003_one_open_command"),
        ("clocks", "0003_teams"),
        ("cards", "0001_initial"),
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Remedy",
            fields=[
                ("id", id_()),
                ("key", models.TextField(help_text="made with the form: a double click is one remedy", unique=True)),
                ("function", models.TextField()),
                ("arguments", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True, default="")),
                ("wanted_by", models.TextField()),
                ("wanted_at", models.DateTimeField()),
                (
                    "needs_second",
                    models.BooleanField(default=False, help_text="a second person decides before anything is ordered"),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(blank=True, default="")),
                ("is_refused", models.BooleanField(default=False)),
                ("refusal", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("account", to("accounts.account", null=True)),
                ("card", to("cards.card", related_name="remedies")),
                ("command", to("operators.command", null=True, related_name="remedies")),
                (
                    "ticket",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remedies",
                        to="support.ticket",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["card", "-id"], name="remedy_of_card"),
                    models.Index(fields=["command"], name="remedy_of_command"),
                    models.Index(
                        condition=Q(("decided_at", None), ("needs_second", True)),
                        fields=["wanted_at"],
                        name="remedy_to_decide",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("decided_at", None), ("decided_by", ""), ("is_refused", False))
                        | (Q(("decided_at__isnull", False)) & ~Q(("decided_by", ""))),
                        name="remedy_decision_has_time_and_author",
                    ),
                    models.CheckConstraint(
                        condition=Q(("decided_by", "")) | ~Q(("decided_by", F("wanted_by"))),
                        name="remedy_is_decided_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=Q(("command", None))
                        | Q(("needs_second", False))
                        | Q(("decided_at__isnull", False), ("is_refused", False)),
                        name="remedy_is_ordered_after_the_decision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                ("id", id_()),
                ("subject", models.TextField()),
                ("promise", models.TextField()),
                ("level", models.PositiveSmallIntegerField()),
                ("whom", models.TextField()),
                ("means", models.JSONField(default=list)),
                ("people", models.JSONField(default=list, help_text="ids of the users that were called")),
                ("called_at", models.DateTimeField()),
                ("times_called", models.PositiveSmallIntegerField(default=1)),
                ("repeat_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("acknowledged_by", models.TextField(blank=True, default="")),
                ("account", to("accounts.account", null=True)),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="escalations", to="clocks.clock"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="escalations",
                        to="support.ticket",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=Q(("acknowledged_at", None)), fields=["repeat_at"], name="escalation_to_repeat"
                    ),
                    models.Index(fields=["ticket", "-id"], name="escalation_of_ticket"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("clock", "level"), name="a_level_once_per_clock"),
                    models.CheckConstraint(
                        condition=Q(("acknowledged_at", None), ("acknowledged_by", ""))
                        | (Q(("acknowledged_at__isnull", False)) & ~Q(("acknowledged_by", ""))),
                        name="acknowledgement_has_time_and_author",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Breach",
            fields=[
                ("id", id_()),
                ("channel", models.TextField()),
                ("promise", models.TextField()),
                ("breached_at", models.DateTimeField()),
                ("cause", models.TextField()),
                ("facts", models.JSONField(default=dict, help_text="what the cause was found in")),
                ("rules_version", models.PositiveIntegerField(help_text="of the policy breach_causes")),
                ("account", to("accounts.account", null=True)),
                (
                    "clock",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="breach", to="clocks.clock"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="breaches",
                        to="support.ticket",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["breached_at"], name="breach_by_time")]},
        ),
        protect("support_remedy"),
        protect("support_escalation"),
        protect("support_breach"),
        defaults(
            {
                "remedies": (
                    {
                        "needs_reason": ["suspend", "lock_imei", "switch_operator"],
                        "needs_second_person": {"suspend": ["agent"]},
                    },
                    "assumption: who cuts off somebody's card says why, and an agent does not do it alone",
                ),
                "pause_reasons": (
                    {
                        "reasons": {
                            "customer": {"holds": ["next", "resolution"]},
                            "operator": {"holds": ["resolution"]},
                            "supplier": {"holds": ["resolution"]},
                            "appointment": {"holds": ["next", "resolution"]},
                        }
                    },
                    "design section 2: waiting for the customer holds next and resolution, never the first; the others are assumptions",
                ),
                "escalation_repeats": (
                    {"every_minutes": 15, "most_times": 8},
                    "assumption: who is called and says nothing is called again",
                ),
                "breach_causes": (
                    {
                        "operator_percent": 50,
                        "off_hours_percent": 50,
                        "assignment_percent": 50,
                        "volume_times_percent": 200,
                        "volume_least": 20,
                    },
                    "assumption: half of the time, or twice the usual number, makes the cause",
                ),
            }
        ),
    ]
