"""What the people of an account are told of its cards."""

import django.db.models.deletion
from django.db import migrations, models

from simcare.kernel.policy import defaults
from simcare.kernel.tenancy import protect


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_tables"),
        ("accounts", "0001_tables"),
        ("notifications", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountNews",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField(help_text="of an alert, or `anomaly`")),
                ("iccid", models.TextField()),
                ("numbers", models.JSONField(default=dict)),
                ("key", models.TextField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("waits_for_mail", models.BooleanField(default=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("waits_for_mail", True)), fields=["account", "made_at"], name="news_to_mail"
                    )
                ],
            },
        ),
        protect("notifications_accountnews"),
        defaults(
            {
                "account_news": (
                    {
                        "roles": ["owner", "support"],
                        "gather_minutes": 15,
                        "anomaly_kinds": [
                            "spike",
                            "night_drain",
                            "level_shift",
                            "roaming_burst",
                            "new_country",
                            "imei_changed",
                        ],
                    },
                    "I.3; assumption: one mail a quarter of an hour, to those who can act on it",
                )
            }
        ),
    ]
