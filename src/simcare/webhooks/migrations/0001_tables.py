"""Endpoints of accounts, what is sent to each, and how every attempt went."""

import django.db.models.deletion
from django.db import migrations, models

from simcare.kernel.tenancy import protect


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_api_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.TextField()),
                ("kinds", models.JSONField(help_text="what it is told of: values.Kind")),
                ("secret", models.TextField()),
                ("earlier_secret", models.TextField(blank=True, default="")),
                ("earlier_until", models.DateTimeField(help_text="until then both secrets sign", null=True)),
                ("by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("failures", models.PositiveIntegerField(default=0, help_text="attempts in a row that were not taken")),
                ("next_at", models.DateTimeField(null=True)),
                ("off_at", models.DateTimeField(null=True)),
                (
                    "off_because",
                    models.TextField(
                        blank=True,
                        choices=[("gone", "gone"), ("failing", "failing"), ("by_hand", "by_hand")],
                        default="",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="webhooks", to="accounts.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Shipment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.TextField(help_text="the event, or who wants it sent")),
                ("kind", models.TextField()),
                ("message_id", models.TextField(help_text="the same for every attempt: who gets it twice knows it")),
                ("body", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField(help_text="null: taken, or given up", null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.account")),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shipments", to="webhooks.endpoint"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("took_ms", models.PositiveIntegerField()),
                ("status", models.PositiveSmallIntegerField(help_text="null: no answer came", null=True)),
                (
                    "trouble",
                    models.TextField(
                        blank=True, default="", help_text="code of what went wrong; empty when it was taken"
                    ),
                ),
                ("account", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.account")),
                (
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="log", to="webhooks.shipment"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="endpoint",
            index=models.Index(
                condition=models.Q(("ended_at", None), ("off_at", None)), fields=["next_at"], name="endpoint_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="endpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("off_at", None), ("off_because", "")),
                    models.Q(("off_at__isnull", False), models.Q(("off_because", ""), _negated=True)),
                    _connector="OR",
                ),
                name="why_an_endpoint_is_off_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="shipment",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)), fields=["endpoint", "id"], name="shipment_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="shipment",
            index=models.Index(fields=["endpoint", "-id"], name="shipment_log"),
        ),
        migrations.AddConstraint(
            model_name="shipment",
            constraint=models.UniqueConstraint(fields=("endpoint", "key"), name="a_shipment_once_per_event"),
        ),
        protect("webhooks_endpoint"),
        protect("webhooks_shipment"),
        protect("webhooks_attempt"),
    ]
