"""Mailboxes and the addresses that mail comes to, how letters look, and where none may be sent."""

from django.conf import settings
from django.db import migrations, models

from simcare.kernel.tables import CreateTables
from simcare.kernel.tenancy import protect, provider_only


class Migration(migrations.Migration):
    initial = True

    replaces = [("messaging", "0002_mailboxes_and_letters"), ("messaging", "0004_xoauth2")]
    dependencies = [("kernel", "0001_tables"), ("accounts", "0001_tables")]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Mailbox",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.TextField(unique=True)),
                    ("host", models.TextField()),
                    ("port", models.PositiveIntegerField()),
                    ("security", models.TextField(help_text="tls, starttls or none")),
                    ("user", models.TextField()),
                    (
                        "secret",
                        models.TextField(help_text="the password or the refresh token, sealed (kernel.secrets)"),
                    ),
                    (
                        "secret_at",
                        models.DateTimeField(
                            help_text="when a person gave it; providers renew refresh tokens, too", null=True
                        ),
                    ),
                    (
                        "token_url",
                        models.TextField(
                            blank=True,
                            default="",
                            help_text="where access tokens are given (XOAUTH2); empty: it signs in by password",
                        ),
                    ),
                    ("client_id", models.TextField(blank=True, default="")),
                    (
                        "client_secret",
                        models.TextField(blank=True, default="", help_text="sealed; empty for a public client"),
                    ),
                    ("folder", models.TextField(default="INBOX")),
                    ("after_taking", models.TextField(choices=[("seen", "seen"), ("moved", "moved")], default="seen")),
                    ("moved_to", models.TextField(blank=True, default="")),
                    (
                        "authserv_id",
                        models.TextField(
                            blank=True,
                            default="",
                            help_text="its server in Authentication-Results; empty: nobody is verified by it",
                        ),
                    ),
                    (
                        "begins_at",
                        models.DateTimeField(
                            help_text="older mails are left alone; null: everything is taken", null=True
                        ),
                    ),
                    ("is_on", models.BooleanField(default=True)),
                    ("made_at", models.DateTimeField()),
                    ("uid_validity", models.BigIntegerField(default=0)),
                    ("kept_uid", models.BigIntegerField(default=0)),
                    ("settled_uid", models.BigIntegerField(default=0)),
                    ("taken_count", models.BigIntegerField(default=0)),
                    ("looked_at", models.DateTimeField(help_text="when its folder was last looked into", null=True)),
                    ("waiting_count", models.PositiveIntegerField(default=0)),
                    ("oldest_waiting_at", models.DateTimeField(null=True)),
                    (
                        "trouble",
                        models.TextField(
                            blank=True, default="", help_text="what went wrong last, in words; empty when all is well"
                        ),
                    ),
                    ("trouble_at", models.DateTimeField(null=True)),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("settled_uid__lte", models.F("kept_uid"))),
                            name="settled_only_what_is_kept",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("after_taking", "moved"), ("moved_to", ""), _negated=True),
                            name="moved_somewhere",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("token_url", ""), models.Q(("client_id", ""), _negated=True), _connector="OR"
                            ),
                            name="token_for_a_client",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SupportAddress",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("email", models.TextField(help_text="in lower case", unique=True)),
                    ("name", models.TextField(help_text="what stands before the address in From")),
                    ("signature", models.TextField(blank=True, default="")),
                    (
                        "language",
                        models.TextField(
                            blank=True, default="", help_text="of answers where the mail's own is not known"
                        ),
                    ),
                    ("queue", models.TextField(blank=True, default="", help_text="a hint for routing")),
                    (
                        "is_main",
                        models.BooleanField(default=False, help_text="what we begin ourselves leaves from here"),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("is_main", True)), fields=("is_main",), name="one_main_address"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("email__regex", "^[^@\\s]+@[^@\\s]+$")), name="address_has_one_at"
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Suppression",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("address", models.TextField(help_text="in lower case", unique=True)),
                    (
                        "returned_count",
                        models.PositiveIntegerField(default=0, help_text="soft bounces since `first_at`"),
                    ),
                    ("first_at", models.DateTimeField()),
                    ("last_at", models.DateTimeField()),
                    ("answer", models.TextField(blank=True, default="", help_text="what the other server said last")),
                    ("is_hard", models.BooleanField(default=False)),
                    ("suppressed_at", models.DateTimeField(null=True)),
                    ("lifted_at", models.DateTimeField(null=True)),
                    ("lifted_by", models.TextField(blank=True, default="")),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("lifted_at", None)), fields=["-suppressed_at"], name="suppressed_latest"
                        )
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                ("lifted_at", None), models.Q(("lifted_by", ""), _negated=True), _connector="OR"
                            ),
                            name="lifted_by_somebody",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="LetterTemplate",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("header", models.TextField(blank=True, default="")),
                    ("footer", models.TextField(blank=True, default="")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("account",), name="one_template_per_account", nulls_distinct=False
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="AgentSignature",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("user", models.OneToOneField(on_delete=models.CASCADE, to=settings.AUTH_USER_MODEL)),
                    ("text", models.TextField(blank=True, default="")),
                ],
            ),
        ),
        protect("messaging_lettertemplate"),
        provider_only("messaging_mailbox"),
        provider_only("messaging_suppression"),
    ]
