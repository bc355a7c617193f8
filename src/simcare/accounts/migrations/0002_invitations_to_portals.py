"""A link may open the portal of an account."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One column; two more lists of choices."""

    dependencies = [
        ("accounts", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="onetimelink",
            name="account",
            field=models.ForeignKey(
                help_text="whose portal it opens",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AlterField(
            model_name="onetimelink",
            name="kind",
            field=models.TextField(
                choices=[("invitation", "invitation"), ("password", "password"), ("membership", "membership")]
            ),
        ),
        migrations.AlterField(
            model_name="onetimelink",
            name="role",
            field=models.TextField(
                blank=True,
                choices=[
                    ("agent", "agent"),
                    ("supervisor", "supervisor"),
                    ("finance", "finance"),
                    ("dealer_manager", "dealer_manager"),
                    ("admin", "admin"),
                    ("owner", "owner"),
                    ("support", "support"),
                    ("viewer", "viewer"),
                ],
                default="",
            ),
        ),
    ]
