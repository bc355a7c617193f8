"""Remedies, escalations and breaches; evidence packs for equipment suppliers, and their answers."""

from django.db import migrations, models
from django.db.models.functions import Now

from simcare.kernel.tables import CreateTables
from simcare.kernel.tenancy import append_only, protect


class Migration(migrations.Migration):
    replaces = [("support", "0008_remedies_policies"), ("support", "0014_packs"), ("support", "0016_supplier_mails")]
    dependencies = [
        ("accounts", "0001_tables"),
        ("cards", "0001_cards"),
        ("clocks", "0001_tables"),
        ("messaging", "0002_mails"),
        ("operators", "0001_tables"),
        ("diagnosis", "0001_tables"),
        ("support", "0001_tickets"),
        ("support", "0004_search"),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Remedy",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "key",
                        models.TextField(help_text="made with the form: a double click is one remedy", unique=True),
                    ),
                    (
                        "ticket",
                        models.ForeignKey(
                            null=True, on_delete=models.CASCADE, related_name="remedies", to="support.ticket"
                        ),
                    ),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("card", models.ForeignKey(on_delete=models.PROTECT, related_name="remedies", to="cards.card")),
                    ("function", models.TextField()),
                    ("arguments", models.JSONField(default=dict)),
                    ("reason", models.TextField(blank=True, default="")),
                    ("wanted_by", models.TextField()),
                    ("wanted_at", models.DateTimeField()),
                    (
                        "needs_second",
                        models.BooleanField(
                            default=False, help_text="a second person decides before anything is ordered"
                        ),
                    ),
                    ("decided_at", models.DateTimeField(null=True)),
                    ("decided_by", models.TextField(blank=True, default="")),
                    ("is_refused", models.BooleanField(default=False)),
                    ("refusal", models.TextField(blank=True, default="")),
                    (
                        "command",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="remedies", to="operators.command"
                        ),
                    ),
                    ("created_at", models.DateTimeField(db_default=Now())),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["card", "-id"], name="remedy_of_card"),
                        models.Index(fields=["command"], name="remedy_of_command"),
                        models.Index(
                            condition=models.Q(("decided_at", None), ("needs_second", True)),
                            fields=["wanted_at"],
                            name="remedy_to_decide",
                        ),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("decided_at", None), ("decided_by", ""), ("is_refused", False)),
                                models.Q(("decided_at__isnull", False), models.Q(("decided_by", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="remedy_decision_has_time_and_author",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("decided_by", ""),
                                models.Q(("decided_by", models.F("wanted_by")), _negated=True),
                                _connector="OR",
                            ),
                            name="remedy_is_decided_by_a_second_person",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("command", None),
                                ("needs_second", False),
                                models.Q(("decided_at__isnull", False), ("is_refused", False)),
                                _connector="OR",
                            ),
                            name="remedy_is_ordered_after_the_decision",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Escalation",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "clock",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="escalations", to="clocks.clock"),
                    ),
                    (
                        "ticket",
                        models.ForeignKey(
                            null=True, on_delete=models.CASCADE, related_name="escalations", to="support.ticket"
                        ),
                    ),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("subject", models.TextField()),
                    ("promise", models.TextField()),
                    ("level", models.PositiveSmallIntegerField()),
                    ("whom", models.TextField()),
                    ("means", models.JSONField(default=list)),
                    ("people", models.JSONField(default=list, help_text="ids of the users that were called")),
                    ("called_at", models.DateTimeField()),
                    ("times_called", models.PositiveSmallIntegerField(default=1)),
                    ("repeat_at", models.DateTimeField(null=True)),
                    ("acknowledged_at", models.DateTimeField(null=True)),
                    ("acknowledged_by", models.TextField(blank=True, default="")),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("acknowledged_at", None)),
                            fields=["repeat_at"],
                            name="escalation_to_repeat",
                        ),
                        models.Index(fields=["ticket", "-id"], name="escalation_of_ticket"),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("clock", "level"), name="a_level_once_per_clock"),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("acknowledged_at", None), ("acknowledged_by", "")),
                                models.Q(
                                    ("acknowledged_at__isnull", False), models.Q(("acknowledged_by", ""), _negated=True)
                                ),
                                _connector="OR",
                            ),
                            name="acknowledgement_has_time_and_author",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Breach",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("clock", models.OneToOneField(on_delete=models.CASCADE, related_name="breach", to="clocks.clock")),
                    (
                        "ticket",
                        models.ForeignKey(
                            null=True, on_delete=models.CASCADE, related_name="breaches", to="support.ticket"
                        ),
                    ),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("channel", models.TextField()),
                    ("promise", models.TextField()),
                    ("breached_at", models.DateTimeField()),
                    ("cause", models.TextField()),
                    ("facts", models.JSONField(default=dict, help_text="what the cause was found in")),
                    ("rules_version", models.PositiveIntegerField(help_text="of the policy breach_causes")),
                ],
                options={
                    "indexes": [models.Index(fields=["breached_at"], name="breach_by_time")],
                },
            ),
            migrations.CreateModel(
                name="Pack",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "account",
                        models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.account"),
                    ),
                    ("ticket", models.ForeignKey(on_delete=models.PROTECT, related_name="packs", to="support.ticket")),
                    ("card", models.ForeignKey(on_delete=models.PROTECT, related_name="packs", to="cards.card")),
                    ("verdict", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="diagnosis.verdict")),
                    ("supplier", models.TextField()),
                    ("email", models.EmailField(max_length=254)),
                    ("language", models.TextField()),
                    ("contents", models.JSONField(help_text="support.rules.packs.Contents, frozen when it was made")),
                    (
                        "key",
                        models.TextField(
                            help_text="made before the first try; the same key sends nothing twice", unique=True
                        ),
                    ),
                    ("token_hash", models.CharField(max_length=64, unique=True)),
                    ("made_at", models.DateTimeField()),
                    ("made_by", models.TextField()),
                    ("expires_at", models.DateTimeField()),
                    ("opened_at", models.DateTimeField(help_text="when the link was opened first", null=True)),
                    ("revoked_at", models.DateTimeField(null=True)),
                    ("revoked_by", models.TextField(blank=True, default="")),
                    (
                        "message",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="+", to="messaging.message"
                        ),
                    ),
                ],
                options={
                    "indexes": [models.Index(fields=["ticket", "-made_at"], name="pack_by_ticket")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("revoked_at", None), ("revoked_by", "")),
                                models.Q(("revoked_at__isnull", False), models.Q(("revoked_by", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="pack_revoked_by_somebody",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="PackAnswer",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("pack", models.ForeignKey(on_delete=models.PROTECT, related_name="answers", to="support.pack")),
                    (
                        "account",
                        models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.account"),
                    ),
                    ("at", models.DateTimeField()),
                    ("name", models.TextField()),
                    (
                        "decision",
                        models.TextField(
                            choices=[
                                ("accepts", "accepts"),
                                ("refuses", "refuses"),
                                ("asks", "asks"),
                                ("writes", "writes"),
                            ],
                            help_text="writes: by mail, in words that a person reads",
                        ),
                    ),
                    (
                        "reference",
                        models.TextField(blank=True, default="", help_text="the supplier's own number, such as an RMA"),
                    ),
                    ("text", models.TextField(blank=True, default="")),
                    (
                        "message",
                        models.OneToOneField(
                            null=True, on_delete=models.PROTECT, related_name="+", to="messaging.message"
                        ),
                    ),
                ],
            ),
        ),
        protect("support_remedy"),
        protect("support_escalation"),
        protect("support_breach"),
        protect("support_pack"),
        protect("support_packanswer"),
        append_only("support_packanswer"),
    ]
