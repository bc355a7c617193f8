"""Platforms with their budgets and breakers, what they say of cards, and what they are asked."""

from django.db import migrations, models
from django.db.models.functions import Now

from simcare.kernel.tables import CreateTables
from simcare.kernel.tenancy import protect


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("operators", "0001_initial"),
        ("operators", "0002_refusals_by_arrival"),
        ("operators", "0003_one_open_command"),
    ]
    dependencies = [("accounts", "0001_tables"), ("cards", "0001_cards")]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Platform",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.TextField(help_text="cards name their platform by it", unique=True)),
                    ("connector", models.TextField(help_text="which connector speaks to it, such as eiotclub")),
                    ("base_url", models.TextField()),
                    ("sealed_credentials", models.TextField(help_text="JSON under kernel.secrets")),
                    ("calls_per_second", models.PositiveIntegerField(default=10)),
                    ("created_at", models.DateTimeField(db_default=Now())),
                ],
            ),
            migrations.CreateModel(
                name="CallBudget",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "platform",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="budgets", to="operators.platform"),
                    ),
                    ("limit_class", models.TextField(default="calls")),
                    ("tokens_milli", models.BigIntegerField(default=0, help_text="thousandths of a call")),
                    ("refilled_at", models.DateTimeField(db_default=Now())),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("platform", "limit_class"), name="one_budget_per_limit_class")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Breaker",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "platform",
                        models.OneToOneField(on_delete=models.CASCADE, related_name="breaker", to="operators.platform"),
                    ),
                    ("failures", models.PositiveIntegerField(default=0, help_text="in a row")),
                    ("opened_at", models.DateTimeField(null=True)),
                    (
                        "probed_at",
                        models.DateTimeField(
                            help_text="when the one probe of a half-open breaker was let through", null=True
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Snapshot",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("card", models.ForeignKey(on_delete=models.CASCADE, related_name="snapshots", to="cards.card")),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("field", models.TextField()),
                    ("value", models.JSONField(null=True)),
                    ("observed_at", models.DateTimeField()),
                    ("received_at", models.DateTimeField()),
                    ("source", models.TextField()),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("card", "field"), name="one_snapshot_per_field")],
                },
            ),
            migrations.CreateModel(
                name="Observation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("card", models.ForeignKey(on_delete=models.CASCADE, related_name="observations", to="cards.card")),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("field", models.TextField()),
                    ("value", models.JSONField(null=True)),
                    ("observed_at", models.DateTimeField()),
                    ("received_at", models.DateTimeField()),
                    ("source", models.TextField()),
                    ("digest", models.TextField(help_text="of the value: the same event twice is one")),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["card", "field", "-observed_at"], name="observation_history"),
                        models.Index(
                            condition=models.Q(("field__in", ["network.reject", "session.reject"])),
                            fields=["received_at"],
                            name="observation_refused",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("card", "field", "observed_at", "digest"), name="an_observation_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Command",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "key",
                        models.TextField(
                            help_text="made by the caller before the first try; same key, same command", unique=True
                        ),
                    ),
                    ("card", models.ForeignKey(on_delete=models.PROTECT, related_name="commands", to="cards.card")),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
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
                    (
                        "state",
                        models.TextField(
                            choices=[
                                ("queued", "queued"),
                                ("sent", "sent"),
                                ("by_hand", "by_hand"),
                                ("confirmed", "confirmed"),
                                ("failed", "failed"),
                            ]
                        ),
                    ),
                    ("actor", models.TextField(help_text="customer, provider or system: who wants it")),
                    ("ordered_by", models.TextField()),
                    ("ordered_at", models.DateTimeField()),
                    ("attempts", models.PositiveIntegerField(default=0)),
                    ("next_at", models.DateTimeField(help_text="when to look at it again")),
                    ("sent_at", models.DateTimeField(null=True)),
                    ("accepted_at", models.DateTimeField(null=True)),
                    ("asked_at", models.DateTimeField(help_text="when the state was last read back", null=True)),
                    ("settled_at", models.DateTimeField(null=True)),
                    (
                        "due_at",
                        models.DateTimeField(
                            help_text="by when a person has done it, where there is no call", null=True
                        ),
                    ),
                    ("reference", models.TextField(blank=True, default="")),
                    ("reason", models.TextField(blank=True, default="")),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("settled_at__isnull", True)), fields=["next_at"], name="command_due"
                        ),
                        models.Index(fields=["card", "-ordered_at"], name="command_of_card"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("settled_at", None)),
                            fields=("card", "function"),
                            name="one_open_command_per_function",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("settled_at__isnull", False), ("state__in", ["confirmed", "failed"])),
                                models.Q(
                                    models.Q(("state__in", ["confirmed", "failed"]), _negated=True),
                                    ("settled_at__isnull", True),
                                ),
                                _connector="OR",
                            ),
                            name="settled_exactly_when_ended",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("sent_at__isnull", True), ("sent_at__gte", models.F("ordered_at")), _connector="OR"
                            ),
                            name="sent_after_ordered",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Notification",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "platform",
                        models.ForeignKey(
                            on_delete=models.CASCADE, related_name="notifications", to="operators.platform"
                        ),
                    ),
                    ("identity", models.TextField()),
                    ("received_at", models.DateTimeField(db_default=Now())),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("platform", "identity"), name="a_notification_once")
                    ],
                },
            ),
        ),
        protect("operators_snapshot"),
        protect("operators_observation"),
        protect("operators_command"),
    ]
