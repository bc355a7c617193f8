"""What colleagues are told, how each wants to be told, and the browsers that take pushes."""

from django.conf import settings
from django.db import migrations, models

from simcare.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    replaces = [("notifications", "0001_initial"), ("notifications", "0002_browsers_by_name")]
    dependencies = [("accounts", "0001_tables")]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Notification",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=models.CASCADE, related_name="notifications", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "kind",
                        models.TextField(
                            choices=[
                                ("assigned", "assigned"),
                                ("mentioned", "mentioned"),
                                ("continued", "continued"),
                                ("promise_near", "promise_near"),
                                ("promise_broken", "promise_broken"),
                                ("quarantined", "quarantined"),
                                ("incident", "incident"),
                            ]
                        ),
                    ),
                    ("subject", models.TextField(help_text="such as ticket:12")),
                    ("by", models.TextField(blank=True, default="")),
                    ("key", models.TextField()),
                    ("made_at", models.DateTimeField()),
                    ("read_at", models.DateTimeField(null=True)),
                    ("waits_for_mail", models.BooleanField(default=False)),
                    (
                        "push_at",
                        models.DateTimeField(help_text="when it is to be pushed; null: not, or done", null=True),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["user", "-id"], name="notifications_of_a_person"),
                        models.Index(
                            condition=models.Q(("read_at", None)), fields=["user"], name="notifications_unread"
                        ),
                        models.Index(
                            condition=models.Q(("push_at", None), _negated=True),
                            fields=["push_at"],
                            name="notifications_to_push",
                        ),
                    ],
                    "constraints": [models.UniqueConstraint(fields=("user", "key"), name="told_once_of_an_event")],
                },
            ),
            migrations.CreateModel(
                name="Choices",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "user",
                        models.OneToOneField(on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                    ),
                    (
                        "ways",
                        models.JSONField(
                            default=dict, help_text="kind -> list of ways; a kind left out goes its default ways"
                        ),
                    ),
                    ("quiet_from", models.TextField(blank=True, default="", help_text="HH:MM; empty: no quiet hours")),
                    ("quiet_until", models.TextField(blank=True, default="")),
                    ("digest_times", models.JSONField(default=list, help_text="HH:MM, in order")),
                    ("next_digest_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [models.Index(fields=["next_digest_at"], name="digests_due")],
                },
            ),
            migrations.CreateModel(
                name="PushBrowser",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "user",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL),
                    ),
                    ("endpoint", models.TextField(unique=True)),
                    ("public_key", models.TextField()),
                    ("secret", models.TextField()),
                    ("agent", models.TextField(blank=True, default="", help_text="what the browser calls itself")),
                    ("made_at", models.DateTimeField()),
                ],
            ),
        ),
    ]
