"""Colleagues at work: who is there, what they are offered, what they keep at hand, and work on many tickets at once."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models

from simcare.kernel.tables import CreateTables
from simcare.kernel.tenancy import protect, provider_only


class Migration(migrations.Migration):
    replaces = [("support", "0006_teamwork"), ("support", "0009_bulk"), ("support", "0017_refusals_apart")]
    dependencies = [("kernel", "0001_tables"), ("accounts", "0001_tables"), ("support", "0001_tickets")]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Agent",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "user",
                        models.OneToOneField(
                            on_delete=models.CASCADE, related_name="agent", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "takes_tickets",
                        models.BooleanField(default=True, help_text="off: away, whatever the screen says"),
                    ),
                    ("away_reason", models.TextField(blank=True, default="")),
                    ("switched_at", models.DateTimeField(help_text="when it was last switched on or off")),
                    ("languages", models.JSONField(default=list, help_text="answers in these; ISO 639-1")),
                    ("skills", models.JSONField(default=list, help_text="categories this person knows well")),
                    ("queues", models.JSONField(default=list, help_text="slugs; empty: every queue")),
                    (
                        "most_open",
                        models.PositiveSmallIntegerField(
                            default=8, help_text="open tickets at once; no more are given"
                        ),
                    ),
                ],
            ),
            migrations.CreateModel(
                name="Presence",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "user",
                        models.ForeignKey(
                            on_delete=models.CASCADE, related_name="presences", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("page", models.TextField(help_text="which of the person's pages: a name it made up")),
                    (
                        "ticket",
                        models.ForeignKey(
                            null=True, on_delete=models.CASCADE, related_name="presences", to="support.ticket"
                        ),
                    ),
                    ("watching", models.TextField(choices=[("looks", "looks"), ("writes", "writes")], default="looks")),
                    ("seen_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [models.Index(fields=["seen_at"], name="presence_by_age")],
                    "constraints": [models.UniqueConstraint(fields=("user", "page"), name="one_presence_per_page")],
                },
            ),
            migrations.CreateModel(
                name="Offer",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("ticket", models.ForeignKey(on_delete=models.CASCADE, related_name="offers", to="support.ticket")),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    (
                        "user",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="offers", to=settings.AUTH_USER_MODEL),
                    ),
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
                name="Draft",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("ticket", models.ForeignKey(on_delete=models.CASCADE, related_name="drafts", to="support.ticket")),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    (
                        "user",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="drafts", to=settings.AUTH_USER_MODEL),
                    ),
                    ("kind", models.TextField(choices=[("reply", "reply"), ("note", "note")], default="reply")),
                    ("text", models.TextField()),
                    ("page", models.TextField(blank=True, default="", help_text="the page that saved it last")),
                    ("seen_entry_id", models.BigIntegerField(default=0)),
                    ("revision", models.PositiveIntegerField(default=1)),
                    ("saved_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [models.Index(fields=["user", "-saved_at"], name="draft_by_person")],
                    "constraints": [
                        models.UniqueConstraint(fields=("ticket", "user", "kind"), name="one_draft_per_person_and_kind")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Snooze",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "ticket",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="snoozes", to="support.ticket"),
                    ),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("reason", models.TextField()),
                    ("until_at", models.DateTimeField()),
                    ("made_by", models.TextField()),
                    ("made_at", models.DateTimeField()),
                    ("woken_at", models.DateTimeField(null=True)),
                    ("woken_by", models.TextField(blank=True, default="", help_text="time, customer, or a person")),
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
            migrations.CreateModel(
                name="SavedView",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.TextField()),
                    (
                        "query",
                        models.TextField(
                            blank=True, default="", help_text="the filter as the parameters of an address"
                        ),
                    ),
                    (
                        "columns",
                        models.JSONField(default=list, help_text="what a row shows beside what every row shows"),
                    ),
                    (
                        "owner",
                        models.ForeignKey(
                            null=True, on_delete=models.CASCADE, related_name="saved_views", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    ("made_by", models.TextField()),
                    ("made_at", models.DateTimeField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            fields=("owner", "name"), name="one_view_of_a_name", nulls_distinct=False
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="CannedAnswer",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("shortcut", models.TextField(help_text="what is typed after the slash", unique=True)),
                    ("title", models.TextField()),
                    ("texts", models.JSONField(help_text="language -> text with {places}")),
                    ("changed_by", models.TextField()),
                    ("changed_at", models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name="Macro",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
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
                name="Bulk",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("deed", models.TextField(help_text="a name of support.actions.deeds.DEEDS, or undo")),
                    (
                        "argument",
                        models.TextField(
                            blank=True, default="", help_text="what the deed needs: a person, a queue, a text"
                        ),
                    ),
                    (
                        "state",
                        models.TextField(
                            choices=[("running", "running"), ("stopped", "stopped"), ("done", "done")],
                            default="running",
                        ),
                    ),
                    (
                        "undoes",
                        models.OneToOneField(
                            null=True, on_delete=models.PROTECT, related_name="undone_by", to="support.bulk"
                        ),
                    ),
                    ("work", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="kernel.work")),
                    (
                        "user",
                        models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                    ),
                    ("by", models.TextField()),
                    ("begun_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("state", "running")), fields=["id"], name="bulk_to_do")
                    ],
                },
            ),
            migrations.CreateModel(
                name="BulkRow",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("bulk", models.ForeignKey(on_delete=models.CASCADE, related_name="rows", to="support.bulk")),
                    ("ticket", models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="support.ticket")),
                    (
                        "account",
                        models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.account"),
                    ),
                    (
                        "state",
                        models.TextField(
                            choices=[("waiting", "waiting"), ("done", "done"), ("same", "same"), ("failed", "failed")],
                            default="waiting",
                        ),
                    ),
                    (
                        "problem",
                        models.TextField(blank=True, default="", help_text="why it failed: words of a refusal"),
                    ),
                    (
                        "problem_values",
                        models.JSONField(default=dict, encoder=DjangoJSONEncoder, help_text="what those words name"),
                    ),
                    ("before", models.JSONField(help_text="what an undo gives back", null=True)),
                    ("after", models.JSONField(help_text="what it must still have for an undo", null=True)),
                ],
                options={
                    "indexes": [models.Index(fields=["bulk", "state", "id"], name="bulk_row_by_state")],
                    "constraints": [models.UniqueConstraint(fields=("bulk", "ticket"), name="a_ticket_once_per_bulk")],
                },
            ),
            migrations.CreateModel(
                name="TicketExport",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("asked", models.TextField(blank=True, default="", help_text="the filter, as an address says it")),
                    ("kind", models.TextField(choices=[("csv", "csv"), ("xlsx", "xlsx")])),
                    ("work", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="kernel.work")),
                    (
                        "file",
                        models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="kernel.keptfile"),
                    ),
                    (
                        "user",
                        models.ForeignKey(on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                    ),
                    ("by", models.TextField()),
                    ("asked_at", models.DateTimeField()),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("expires_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("ended_at", None)), fields=["id"], name="ticket_export_to_do")
                    ],
                },
            ),
        ),
        protect("support_offer"),
        protect("support_draft"),
        protect("support_snooze"),
        protect("support_bulkrow"),
        provider_only("support_agent"),
        provider_only("support_presence"),
        provider_only("support_savedview"),
        provider_only("support_cannedanswer"),
        provider_only("support_macro"),
        provider_only("support_bulk"),
        provider_only("support_ticketexport"),
    ]
