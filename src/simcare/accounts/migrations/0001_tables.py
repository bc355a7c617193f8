"""People of the provider with their ways in, and business accounts with their people."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

from simcare.kernel.tables import CreateTables
from simcare.kernel.tenancy import protect


class Migration(migrations.Migration):
    initial = True

    replaces = [("accounts", "0001_initial"), ("accounts", "0002_access")]
    dependencies = [("kernel", "0001_tables")]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="User",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("password", models.CharField(max_length=128, verbose_name="password")),
                    ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                    ("email", models.EmailField(max_length=254, unique=True)),
                    ("name", models.TextField(default="")),
                    (
                        "role",
                        models.TextField(
                            blank=True,
                            choices=[
                                ("agent", "agent"),
                                ("supervisor", "supervisor"),
                                ("finance", "finance"),
                                ("dealer_manager", "dealer_manager"),
                                ("admin", "admin"),
                            ],
                            default="",
                        ),
                    ),
                    ("language", models.TextField(default="en")),
                    ("zone", models.TextField(default="UTC")),
                    (
                        "theme",
                        models.TextField(blank=True, default="", help_text="light, dark, or empty: as the device"),
                    ),
                    (
                        "uses_keys",
                        models.BooleanField(default=True, help_text="whether single letters do something (WCAG 2.1.4)"),
                    ),
                    ("is_active", models.BooleanField(default=True)),
                    ("joined_at", models.DateTimeField(db_default=Now())),
                ],
                options={
                    "abstract": False,
                },
            ),
            migrations.CreateModel(
                name="SignIn",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=models.CASCADE, related_name="sign_ins", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("agent", models.TextField(blank=True, default="", help_text="what the browser calls itself")),
                    ("began_at", models.DateTimeField()),
                    ("used_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("ended_because", models.TextField(blank=True, default="")),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("ended_at", None)), fields=["user"], name="sign_ins_that_last")
                    ],
                },
            ),
            migrations.CreateModel(
                name="OneTimeLink",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("kind", models.TextField(choices=[("invitation", "invitation"), ("password", "password")])),
                    ("digest", models.CharField(max_length=64, unique=True)),
                    ("sealed", models.TextField(blank=True, default="")),
                    ("email", models.EmailField(max_length=254)),
                    ("name", models.TextField(blank=True, default="")),
                    (
                        "role",
                        models.TextField(
                            blank=True,
                            choices=[
                                ("agent", "agent"),
                                ("supervisor", "supervisor"),
                                ("finance", "finance"),
                                ("dealer_manager", "dealer_manager"),
                                ("admin", "admin"),
                            ],
                            default="",
                        ),
                    ),
                    ("language", models.TextField(default="en")),
                    (
                        "user",
                        models.ForeignKey(
                            null=True, on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("by", models.TextField()),
                    ("made_at", models.DateTimeField(db_default=Now())),
                    ("expires_at", models.DateTimeField()),
                    ("used_at", models.DateTimeField(null=True)),
                    ("ended_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("ended_at", None), ("used_at", None)),
                            fields=["email", "kind"],
                            name="links_that_open",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Account",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.TextField()),
                    ("is_dealer", models.BooleanField(default=False)),
                    ("language", models.TextField(default="en")),
                    ("zone", models.TextField(default="UTC")),
                    ("created_at", models.DateTimeField(db_default=Now())),
                ],
            ),
            migrations.CreateModel(
                name="Member",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "account",
                        models.ForeignKey(on_delete=models.PROTECT, related_name="members", to="accounts.account"),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=models.PROTECT, related_name="memberships", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "role",
                        models.TextField(
                            choices=[
                                ("owner", "owner"),
                                ("support", "support"),
                                ("finance", "finance"),
                                ("viewer", "viewer"),
                            ]
                        ),
                    ),
                    ("since_at", models.DateTimeField(db_default=Now())),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("account", "user"), name="one_membership_per_account")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Contact",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "account",
                        models.ForeignKey(on_delete=models.PROTECT, related_name="contacts", to="accounts.account"),
                    ),
                    ("name", models.TextField(default="")),
                    ("email", models.EmailField(max_length=254)),
                    ("phone", models.TextField(default="")),
                    ("language", models.TextField(default="en")),
                    ("created_at", models.DateTimeField(db_default=Now())),
                ],
                options={
                    "indexes": [models.Index(fields=["email"], name="contact_by_email")],
                    "constraints": [
                        models.UniqueConstraint(fields=("account", "email"), name="one_contact_per_address")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Prospect",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("email", models.EmailField(max_length=254, unique=True)),
                    ("name", models.TextField(default="")),
                    ("company", models.TextField(default="")),
                    ("language", models.TextField(default="en")),
                    ("first_seen_at", models.DateTimeField()),
                ],
            ),
        ),
        protect("accounts_account", column="id"),
        protect("accounts_member"),
        protect("accounts_contact"),
    ]
