"""How a team shares the work: agents, presences, offers, saved views, macros, canned answers, drafts, snoozes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import simcare.support.values
from simcare.kernel.tenancy import protect, provider_only


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("support", "0005_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CannedAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shortcut", models.TextField(help_text="what is typed after the slash", unique=True)),
                ("title", models.TextField()),
                ("texts", models.JSONField(help_text="language -> text with {places}")),
                ("changed_by", models.TextField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Agent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("takes_tickets", models.BooleanField(default=True, help_text="off: away, whatever the screen says")),
                ("away_reason", models.TextField(blank=True, default="")),
                ("switched_at", models.DateTimeField(help_text="when it was last switched on or off")),
                ("languages", models.JSONField(default=list, help_text="answers in these; ISO 639-1")),
                ("skills", models.JSONField(default=list, help_text="categories this person knows well")),
                ("queues", models.JSONField(default=list, help_text="slugs; empty: every queue")),
                (
                    "most_open",
                    models.PositiveSmallIntegerField(default=8, help_text="open tickets at once; no more are given"),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="agent", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Macro",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField(unique=True)),
                ("position", models.PositiveSmallIntegerField(help_text="1 to 9 is also its key, after `m`")),
                ("steps", models.JSONField(help_text="what it does, in order")),
                ("changed_by", models.TextField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["position", "id"], name="macros_in_order")],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.TextField(
                        choices=[("reply", "reply"), ("note", "note")],
                        default=simcare.support.values.DraftKind["REPLY"],
                    ),
                ),
                ("text", models.TextField()),
                ("page", models.TextField(blank=True, default="", help_text="the page that saved it last")),
                ("seen_entry_id", models.BigIntegerField(default=0)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="accounts.account"),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="support.ticket"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "-saved_at"], name="draft_by_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("ticket", "user", "kind"), name="one_draft_per_person_and_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("queue", models.TextField()),
                ("reasons", models.JSONField(default=list, help_text="why this person: codes with values")),
                ("offered_at", models.DateTimeField()),
                ("lapses_at", models.DateTimeField()),
                (
                    "outcome",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("accepted", "accepted"),
                            ("lapsed", "lapsed"),
                            ("left", "left"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="accounts.account"),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="offers", to="support.ticket"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="offers", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("outcome", "")), fields=["lapses_at"], name="offer_to_lapse"),
                    models.Index(fields=["user", "-offered_at"], name="offer_by_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")), fields=("ticket",), name="one_open_offer_per_ticket"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("outcome", "")),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_ended_offer_has_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.TextField(help_text="which of the person's pages: a name it made up")),
                (
                    "watching",
                    models.TextField(
                        choices=[("looks", "looks"), ("writes", "writes")],
                        default=simcare.support.values.Watching["LOOKS"],
                    ),
                ),
                ("seen_at", models.DateTimeField()),
                (
                    "ticket",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="presences",
                        to="support.ticket",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="presences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["seen_at"], name="presence_by_age")],
                "constraints": [models.UniqueConstraint(fields=("user", "page"), name="one_presence_per_page")],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                (
                    "query",
                    models.TextField(blank=True, default="", help_text="the filter as the parameters of an address"),
                ),
                (
                    "columns",
                    models.JSONField(default=list, help_text="what a row shows beside what every row shows"),
                ),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "name"), name="one_view_of_a_name", nulls_distinct=False)
                ],
            },
        ),
        migrations.CreateModel(
            name="Snooze",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("until_at", models.DateTimeField()),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("woken_at", models.DateTimeField(null=True)),
                ("woken_by", models.TextField(blank=True, default="", help_text="time, customer, or a person")),
                (
                    "account",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="accounts.account"),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="snoozes", to="support.ticket"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("woken_at", None)), fields=("ticket",), name="one_snooze_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("woken_at", None), ("woken_by", "")),
                            models.Q(("woken_at__isnull", False), models.Q(("woken_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_waking_has_time_and_cause",
                    ),
                ],
            },
        ),
        protect("support_offer"),
        protect("support_draft"),
        protect("support_snooze"),
        *(provider_only(f"support_{table}") for table in ("agent", "presence", "savedview", "macro", "cannedanswer")),
    ]
