"""Evidence packs for equipment suppliers, and their answers."""

import django.db.models.deletion
from django.db import migrations, models

from simcare.kernel.tenancy import append_only, protect


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("cards", "0001_initial"),
        ("diagnosis", "0002_incidents_and_swaps"),
        ("messaging", "0002_mailboxes_and_letters"),
        ("support", "0013_quality"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("supplier", models.TextField()),
                ("email", models.EmailField(max_length=254)),
                ("language", models.TextField()),
                ("contents", models.JSONField(help_text="support.rules.packs.Contents, frozen when it was made")),
                (
                    "key",
                    models.TextField(
                        help_text="made before the first try; the same key sends nothing twice", unique=True
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("expires_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(help_text="when the link was opened first", null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by", models.TextField(blank=True, default="")),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="packs", to="cards.card"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="messaging.message"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="packs", to="support.ticket"
                    ),
                ),
                (
                    "verdict",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="diagnosis.verdict"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PackAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("name", models.TextField()),
                (
                    "decision",
                    models.TextField(choices=[("accepts", "accepts"), ("refuses", "refuses"), ("asks", "asks")]),
                ),
                (
                    "reference",
                    models.TextField(blank=True, default="", help_text="the supplier's own number, such as an RMA"),
                ),
                ("text", models.TextField(blank=True, default="")),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="support.pack"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="pack",
            index=models.Index(fields=["ticket", "-made_at"], name="pack_by_ticket"),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at", None), ("revoked_by", "")),
                    models.Q(("revoked_at__isnull", False), models.Q(("revoked_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="pack_revoked_by_somebody",
            ),
        ),
        protect("support_pack"),
        protect("support_packanswer"),
        append_only("support_packanswer"),
    ]
