"""Keys of machines, and the answers that they may ask for twice."""

import django.db.models.deletion
from django.db import migrations, models

from simcare.kernel.tenancy import protect


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_invitations_to_portals"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField(help_text="what its people call it, such as the program that uses it")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("hint", models.TextField(help_text="the key's first characters")),
                ("scopes", models.JSONField(help_text="what it may do: values.Scope")),
                (
                    "networks",
                    models.JSONField(
                        default=list, help_text="where it may be used from, as CIDR; empty: from everywhere"
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        help_text="a person of the account: who asks where a ticket of this key names nobody",
                        max_length=254,
                    ),
                ),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(help_text="to the minute", null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by", models.TextField(blank=True, default="")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="api_keys", to="accounts.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.TextField()),
                ("fingerprint", models.CharField(help_text="SHA-256 of what was asked", max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("body", models.TextField(default="", help_text="sealed (kernel.secrets): it may tell a secret")),
                ("made_at", models.DateTimeField(db_index=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
                    ),
                ),
                (
                    "api_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="accounts.apikey"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at", None), ("revoked_by", "")),
                    models.Q(("revoked_at__isnull", False), models.Q(("revoked_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="who_revoked_a_key_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="keptanswer",
            constraint=models.UniqueConstraint(fields=("api_key", "key"), name="an_answer_once_per_key"),
        ),
        protect("accounts_apikey"),
        protect("accounts_keptanswer"),
    ]
