"""At what people are warned, what they have been warned of, and how far time has been looked at."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from simcare.kernel.policy import defaults
from simcare.kernel.tenancy import protect


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_tables"),
        ("cards", "0002_fleet"),
        ("kernel", "0001_tables"),
        ("usage", "0006_repeated"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("used", "used"),
                            ("left", "left"),
                            ("days", "days"),
                            ("exhausted", "exhausted"),
                            ("throttled", "throttled"),
                            ("expired", "expired"),
                        ]
                    ),
                ),
                ("value", models.BigIntegerField(default=0)),
                ("used_bytes", models.BigIntegerField()),
                ("allowance_bytes", models.BigIntegerField(null=True)),
                ("until_at", models.DateTimeField(help_text="when the package ends", null=True)),
                ("raised_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Swept",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Thresholds",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "used_percents",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), help_text="of the allowance", size=None
                    ),
                ),
                (
                    "left_bytes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                (
                    "left_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), help_text="until the package ends", size=None
                    ),
                ),
                ("by", models.TextField()),
                ("set_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="meter",
            name="throttled_at",
            field=models.DateTimeField(help_text="since when its platform says that it throttles", null=True),
        ),
        migrations.AddIndex(
            model_name="meter",
            index=models.Index(models.Func("period", function="upper"), name="meter_by_end"),
        ),
        migrations.AddField(
            model_name="alert",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="card",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cards.card"
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="meter",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="alerts", to="usage.meter"
            ),
        ),
        migrations.AddField(
            model_name="thresholds",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="thresholds",
            name="card",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cards.card",
            ),
        ),
        migrations.AddField(
            model_name="thresholds",
            name="product",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cards.product",
            ),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(fields=["account", "-id"], name="alert_of_account"),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(fields=["card", "-id"], name="alert_of_card"),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("meter", "kind", "value"),
                name="an_alert_once_a_crossing",
            ),
        ),
        migrations.AddConstraint(
            model_name="thresholds",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("account__isnull", False), ("product", None)),
                    models.Q(("account", None), ("card", None), ("product__isnull", False)),
                    _connector="OR",
                ),
                name="thresholds_are_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="thresholds",
            constraint=models.UniqueConstraint(fields=("card", "account"), name="thresholds_of_a_card_once"),
        ),
        migrations.AddConstraint(
            model_name="thresholds",
            constraint=models.UniqueConstraint(
                condition=models.Q(("card", None)), fields=("account",), name="thresholds_of_an_account_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="thresholds",
            constraint=models.UniqueConstraint(fields=("product",), name="thresholds_of_a_product_once"),
        ),
        protect("usage_thresholds"),
        protect("usage_alert"),
        defaults(
            {
                "usage.alerts": (
                    {
                        "used_percents": [80, 95],
                        "left_bytes": [],
                        "left_days": [7],
                        "pace_days": 7,
                        "expired_days": 7,
                    },
                    "assumption: a customer is warned in time to buy more, as other platforms do (EIOTCLUB: 10 %, 7 days)",
                )
            }
        ),
    ]
