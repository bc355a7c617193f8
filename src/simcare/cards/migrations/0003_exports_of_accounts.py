"""Accounts have files made of their cards, which they alone see beside the house."""

import django.db.models.deletion
from django.db import migrations, models

from simcare.kernel.tenancy import reassign


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_tables"), ("cards", "0002_fleet")]

    operations = [
        migrations.AddField(
            model_name="cardexport",
            name="account",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.account"
            ),
        ),
        reassign("cards_cardexport"),
    ]
