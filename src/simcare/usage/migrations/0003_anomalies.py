"""What was unusual about cards, and what is remembered of them."""

import django.db.models.deletion
from django.db import migrations, models

from simcare.kernel.tenancy import protect, provider_only


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_tables"),
        ("cards", "0001_cards"),
        ("usage", "0002_mappings"),
    ]

    operations = [
        migrations.CreateModel(
            name="UsualUse",
            fields=[
                (
                    "number",
                    models.IntegerField(
                        help_text="the first card's id / CARDS_A_RANGE", primary_key=True, serialize=False
                    ),
                ),
                ("until_day", models.DateField(help_text="the last day that has taught (UTC)")),
                ("rows", models.BinaryField(help_text="rules.anomalies.scan.History.kept()")),
            ],
        ),
        migrations.CreateModel(
            name="Anomaly",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField(help_text="code of a rule's kind, such as spike")),
                ("from_at", models.DateTimeField(help_text="the hour or day that said so")),
                ("until_at", models.DateTimeField()),
                (
                    "score",
                    models.FloatField(help_text="distance from the usual in the card's own spreads, at most 100"),
                ),
                ("numbers", models.JSONField(default=dict)),
                ("first_seen_at", models.DateTimeField()),
                (
                    "state",
                    models.TextField(
                        choices=[("open", "open"), ("acknowledged", "acknowledged"), ("closed", "closed")],
                        default="open",
                    ),
                ),
                ("state_at", models.DateTimeField(help_text="when somebody took it on or closed it", null=True)),
                ("state_by", models.TextField(blank=True, default="")),
                ("note", models.TextField(blank=True, default="")),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anomalies",
                        to="cards.card",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "-until_at", "-id"], name="anomaly_newest"),
                    models.Index(fields=["card", "-until_at"], name="anomaly_of_card"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("card", "kind", "from_at"), name="an_anomaly_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "open"), ("state_at", None), ("state_by", "")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("state_at__isnull", False),
                                models.Q(("state_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="who_moved_an_anomaly_is_known",
                    ),
                ],
            },
        ),
        # Floats don't compress; apart from the row and uncompressed, one card's bytes can be read alone.
        migrations.RunSQL(
            'ALTER TABLE usage_usualuse ALTER COLUMN "rows" SET STORAGE EXTERNAL', migrations.RunSQL.noop
        ),
        protect("usage_anomaly"),
        provider_only("usage_usualuse"),
    ]
