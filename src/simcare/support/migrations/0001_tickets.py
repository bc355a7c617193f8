"""Tickets with their people and cards, and all that is said in them."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Coalesce

from simcare.kernel.tables import CreateTables
from simcare.kernel.tenancy import protect


class Migration(migrations.Migration):
    initial = True

    replaces = [("support", "0001_initial"), ("support", "0003_queue_and_snooze"), ("support", "0004_lists")]
    dependencies = [
        ("accounts", "0001_tables"),
        ("cards", "0001_cards"),
        ("messaging", "0002_mails"),
        ("diagnosis", "0001_tables"),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Ticket",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "account",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="tickets", to="accounts.account"
                        ),
                    ),
                    (
                        "thread",
                        models.OneToOneField(
                            null=True, on_delete=models.PROTECT, related_name="ticket", to="messaging.thread"
                        ),
                    ),
                    ("channel", models.TextField(default="email")),
                    (
                        "state",
                        models.TextField(
                            choices=[
                                ("open", "open"),
                                ("waiting", "waiting"),
                                ("solved", "solved"),
                                ("spam", "spam"),
                                ("merged", "merged"),
                            ],
                            default="open",
                        ),
                    ),
                    (
                        "own_state",
                        models.TextField(
                            blank=True,
                            choices=[
                                ("open", "open"),
                                ("waiting", "waiting"),
                                ("solved", "solved"),
                                ("spam", "spam"),
                                ("merged", "merged"),
                            ],
                            default="",
                            help_text="empty: state",
                        ),
                    ),
                    (
                        "parent",
                        models.ForeignKey(
                            null=True, on_delete=models.SET_NULL, related_name="children", to="support.ticket"
                        ),
                    ),
                    (
                        "gathers",
                        models.BooleanField(default=False, help_text="new tickets about its cards become its children"),
                    ),
                    (
                        "incident_id",
                        models.BigIntegerField(help_text="of diagnosis, when one is behind it", null=True, unique=True),
                    ),
                    ("category", models.TextField()),
                    ("subject", models.TextField()),
                    ("snippet", models.TextField(help_text="the first words of what was asked")),
                    ("language", models.TextField(help_text="of the person with the trouble")),
                    ("answer_language", models.TextField(help_text="of the person we answer")),
                    (
                        "standing",
                        models.TextField(
                            choices=[("verified", "verified"), ("claimed", "claimed"), ("unknown", "unknown")]
                        ),
                    ),
                    (
                        "assignee",
                        models.ForeignKey(
                            null=True, on_delete=models.SET_NULL, related_name="tickets", to=settings.AUTH_USER_MODEL
                        ),
                    ),
                    (
                        "queue",
                        models.TextField(
                            blank=True, default="", help_text="slug of the queue it waits in; empty before routing"
                        ),
                    ),
                    (
                        "snoozed_until",
                        models.DateTimeField(
                            help_text="out of sight until then, or until the customer writes", null=True
                        ),
                    ),
                    ("opened_at", models.DateTimeField()),
                    ("changed_at", models.DateTimeField()),
                    (
                        "due_at",
                        models.DateTimeField(help_text="the next promise; null when none is running", null=True),
                    ),
                    (
                        "order_at",
                        models.GeneratedField(
                            db_persist=True,
                            expression=Coalesce("due_at", models.Value(datetime(9999, 12, 31, 0, 0, tzinfo=UTC))),
                            help_text="due_at as lists run by it: what is not promised comes last",
                            output_field=models.DateTimeField(),
                        ),
                    ),
                    (
                        "policy_versions",
                        models.JSONField(default=dict, help_text="the versions this ticket began with"),
                    ),
                    ("revision", models.PositiveIntegerField(default=0)),
                ],
                options={
                    "indexes": [
                        models.Index(
                            fields=["state", "order_at", "id"],
                            include=("account", "snoozed_until"),
                            name="ticket_by_promise",
                        ),
                        models.Index(
                            condition=models.Q(("assignee", None), ("state", "open")),
                            fields=["order_at", "id"],
                            include=("account", "snoozed_until"),
                            name="ticket_unassigned",
                        ),
                        models.Index(
                            condition=models.Q(("state", "solved"), _negated=True),
                            fields=["order_at", "id"],
                            include=("account", "snoozed_until"),
                            name="ticket_unsolved",
                        ),
                        models.Index(
                            fields=["state", "changed_at", "id"],
                            include=("account", "snoozed_until"),
                            name="ticket_by_change",
                        ),
                        models.Index(
                            fields=["changed_at", "id"], include=("account", "snoozed_until"), name="ticket_latest"
                        ),
                        models.Index(fields=["account", "-id"], name="ticket_by_account"),
                        models.Index(
                            condition=models.Q(("state", "solved"), _negated=True),
                            fields=["queue", "order_at", "id"],
                            include=("account", "snoozed_until"),
                            name="ticket_of_queue",
                        ),
                        models.Index(
                            condition=models.Q(("state", "solved"), _negated=True),
                            fields=["assignee", "order_at", "id"],
                            include=("account", "snoozed_until"),
                            name="ticket_of_person",
                        ),
                        models.Index(
                            condition=models.Q(("snoozed_until__isnull", False)),
                            fields=["snoozed_until"],
                            name="ticket_to_wake",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Party",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "ticket",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="parties", to="support.ticket"),
                    ),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    (
                        "role",
                        models.TextField(
                            choices=[
                                ("requester", "requester"),
                                ("forwarder", "forwarder"),
                                ("end_user", "end_user"),
                                ("supplier", "supplier"),
                            ]
                        ),
                    ),
                    ("name", models.TextField(blank=True, default="")),
                    ("email", models.TextField(blank=True, default="")),
                    ("language", models.TextField(default="en")),
                    (
                        "known_as",
                        models.TextField(
                            blank=True, default="", help_text="member, contact, prospect; empty for a stranger"
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["email"], name="party_by_email")],
                    "constraints": [
                        models.UniqueConstraint(fields=("ticket", "role", "email"), name="a_party_once_per_role")
                    ],
                },
            ),
            migrations.CreateModel(
                name="TicketCard",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("ticket", models.ForeignKey(on_delete=models.CASCADE, related_name="cards", to="support.ticket")),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("iccid", models.TextField()),
                    (
                        "card",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="ticket_cards", to="cards.card"
                        ),
                    ),
                    (
                        "relation",
                        models.TextField(
                            choices=[("proven", "proven"), ("unproven", "unproven"), ("unknown", "unknown")]
                        ),
                    ),
                    (
                        "verdict",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="+", to="diagnosis.verdict"
                        ),
                    ),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("ticket", "iccid"), name="a_card_once_per_ticket")],
                },
            ),
            migrations.CreateModel(
                name="Entry",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "ticket",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="entries", to="support.ticket"),
                    ),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    (
                        "kind",
                        models.TextField(
                            choices=[
                                ("message", "message"),
                                ("note", "note"),
                                ("finding", "finding"),
                                ("action", "action"),
                            ]
                        ),
                    ),
                    ("at", models.DateTimeField()),
                    ("by", models.TextField()),
                    ("text", models.TextField(blank=True, default="")),
                    ("data", models.JSONField(default=dict)),
                    (
                        "message",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="+", to="messaging.message"
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["ticket", "at", "id"], name="entry_timeline")],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("message", None), _negated=True),
                            fields=("ticket", "message"),
                            name="a_message_once_per_timeline",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Answer",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "ticket",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="answers", to="support.ticket"),
                    ),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    (
                        "state",
                        models.TextField(
                            choices=[("proposed", "proposed"), ("sent", "sent"), ("replaced", "replaced")],
                            default="proposed",
                        ),
                    ),
                    ("audience", models.TextField()),
                    ("language", models.TextField()),
                    ("subject", models.TextField()),
                    ("text", models.TextField()),
                    ("words_version", models.TextField(help_text="version of the catalogue the words come from")),
                    ("automatic", models.BooleanField(help_text="policy lets it go out by itself")),
                    ("reason", models.TextField(help_text="why it may, or may not, go out by itself")),
                    ("made_at", models.DateTimeField()),
                    (
                        "message",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="+", to="messaging.message"
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("state", "proposed")),
                            fields=("ticket",),
                            name="one_proposal_per_ticket",
                        )
                    ],
                },
            ),
        ),
        protect("support_ticket"),
        protect("support_party"),
        protect("support_ticketcard"),
        protect("support_entry"),
        protect("support_answer"),
    ]
