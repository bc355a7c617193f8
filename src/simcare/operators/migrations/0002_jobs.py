"""Jobs: one command for many cards, and from how many cards on a second person has to agree."""

import django.db.models.deletion
from django.db import migrations, models

from simcare.kernel.policy import defaults
from simcare.kernel.tenancy import protect


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_tables"),
        ("cards", "0002_fleet"),
        ("kernel", "0001_tables"),
        ("operators", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="command",
            name="before",
            field=models.JSONField(
                help_text="what the command changes, as it was read before the first attempt", null=True
            ),
        ),
        migrations.AddField(
            model_name="command",
            name="platform",
            field=models.TextField(default="", help_text="that is asked"),
        ),
        migrations.CreateModel(
            name="CommandJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.TextField(
                        help_text="made by the caller before the first try; same key, same job", unique=True
                    ),
                ),
                (
                    "function",
                    models.TextField(
                        choices=[
                            ("lock_imei", "lock_imei"),
                            ("refresh", "refresh"),
                            ("reset_session", "reset_session"),
                            ("resume", "resume"),
                            ("send_sms", "send_sms"),
                            ("suspend", "suspend"),
                            ("switch_operator", "switch_operator"),
                            ("unlock_imei", "unlock_imei"),
                        ]
                    ),
                ),
                ("arguments", models.JSONField(default=dict)),
                ("card_ids", models.JSONField(help_text="a selection; null: all that match the filters", null=True)),
                ("filters", models.JSONField(default=dict)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("waiting", "waiting"),
                            ("ordering", "ordering"),
                            ("running", "running"),
                            ("stopped", "stopped"),
                            ("done", "done"),
                            ("refused", "refused"),
                        ]
                    ),
                ),
                ("last_card_id", models.BigIntegerField(default=0, help_text="cards up to this one have their rows")),
                (
                    "last_id",
                    models.BigIntegerField(help_text="the newest card when it began; later ones are not touched"),
                ),
                ("actor", models.TextField(help_text="customer, provider or system: who wants it")),
                ("reason", models.TextField(blank=True, default="")),
                ("ordered_by", models.TextField()),
                ("ordered_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.TextField(blank=True, default="", help_text="the second person, where one was needed"),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("refusal", models.TextField(blank=True, default="")),
                (
                    "due_at",
                    models.DateTimeField(
                        help_text="by when people have done what no platform has a call for", null=True
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        help_text="null: of the provider",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.account",
                    ),
                ),
                (
                    "retries",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="retried_by",
                        to="operators.commandjob",
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="operators.commandjob",
                    ),
                ),
                (
                    "work",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.work"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="command",
            name="job",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="commands",
                to="operators.commandjob",
            ),
        ),
        migrations.AddIndex(
            model_name="command",
            index=models.Index(
                condition=models.Q(("job__isnull", False), ("settled_at__isnull", True)),
                fields=["platform", "state", "next_at"],
                name="command_of_job_due",
            ),
        ),
        migrations.AddIndex(
            model_name="command",
            index=models.Index(
                condition=models.Q(("job__isnull", False)), fields=["job", "state", "card"], name="command_of_job"
            ),
        ),
        migrations.AddIndex(
            model_name="commandjob",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["id"], name="command_job_at_work"),
        ),
        migrations.AddConstraint(
            model_name="commandjob",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "refused"), _negated=True), fields=("undoes",), name="a_job_undone_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="commandjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", False), ("state__in", ["done", "refused"])),
                    models.Q(models.Q(("state__in", ["done", "refused"]), _negated=True), ("ended_at__isnull", True)),
                    _connector="OR",
                ),
                name="job_ended_exactly_when_over",
            ),
        ),
        protect("operators_commandjob"),
        defaults(
            {
                "command_jobs": (
                    {
                        "second_person_above": {
                            "suspend": 100,
                            "resume": 1000,
                            "reset_session": 1000,
                            "lock_imei": 100,
                            "unlock_imei": 100,
                            "send_sms": 1000,
                        }
                    },
                    "assumption: nobody cuts off a hundred cards alone; what stops nothing, or costs little, may be wider",
                ),
            }
        ),
    ]
