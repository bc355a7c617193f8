"""How tickets hang together, whose mails are held, and what people are asked in the end."""

from django.db import migrations, models

from simcare.kernel.tables import CreateTables
from simcare.kernel.tenancy import protect, provider_only


class Migration(migrations.Migration):
    replaces = [("support", "0011_structure")]
    dependencies = [
        ("accounts", "0001_tables"),
        ("messaging", "0002_mails"),
        ("support", "0001_tickets"),
        ("support", "0002_teamwork"),
    ]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Merge",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("part", models.ForeignKey(on_delete=models.CASCADE, related_name="merges", to="support.ticket")),
                    ("whole", models.ForeignKey(on_delete=models.CASCADE, related_name="merged", to="support.ticket")),
                    (
                        "account",
                        models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.account"),
                    ),
                    ("puts_back", models.BooleanField(default=False, help_text="undoes a split")),
                    (
                        "state_before",
                        models.TextField(blank=True, default="", help_text="of a part put back: its own until then"),
                    ),
                    ("at", models.DateTimeField()),
                    ("by", models.TextField()),
                    ("undone_at", models.DateTimeField(null=True)),
                    ("undone_by", models.TextField(blank=True, default="")),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("undone_at", None)), fields=["whole"], name="merge_by_whole")
                    ],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("undone_at", None)), fields=("part",), name="a_ticket_is_part_of_one"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(("part", models.F("whole")), _negated=True),
                            name="no_ticket_is_part_of_itself",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("undone_at", None), ("undone_by", "")),
                                models.Q(("undone_at__isnull", False), models.Q(("undone_by", ""), _negated=True)),
                                _connector="OR",
                            ),
                            name="merge_undone_has_time_and_author",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Split",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("origin", models.ForeignKey(on_delete=models.CASCADE, related_name="splits", to="support.ticket")),
                    (
                        "taken",
                        models.OneToOneField(on_delete=models.CASCADE, related_name="split", to="support.ticket"),
                    ),
                    (
                        "account",
                        models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.account"),
                    ),
                    ("at", models.DateTimeField()),
                    ("by", models.TextField()),
                ],
            ),
            migrations.CreateModel(
                name="Link",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("ticket", models.ForeignKey(on_delete=models.CASCADE, related_name="links", to="support.ticket")),
                    (
                        "other",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="linked_from", to="support.ticket"),
                    ),
                    (
                        "account",
                        models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.account"),
                    ),
                    (
                        "kind",
                        models.TextField(
                            choices=[
                                ("relates_to", "relates_to"),
                                ("duplicate_of", "duplicate_of"),
                                ("follow_up_of", "follow_up_of"),
                            ]
                        ),
                    ),
                    ("at", models.DateTimeField()),
                    ("by", models.TextField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("ticket", "other"), name="one_link_between_two"),
                        models.CheckConstraint(
                            condition=models.Q(("ticket", models.F("other")), _negated=True),
                            name="no_ticket_is_linked_to_itself",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="TicketTag",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("ticket", models.ForeignKey(on_delete=models.CASCADE, related_name="tags", to="support.ticket")),
                    (
                        "account",
                        models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.account"),
                    ),
                    ("name", models.TextField()),
                    ("at", models.DateTimeField()),
                    ("by", models.TextField()),
                ],
                options={
                    "indexes": [models.Index(fields=["name", "-ticket"], name="ticket_by_tag")],
                    "constraints": [models.UniqueConstraint(fields=("ticket", "name"), name="a_tag_once_per_ticket")],
                },
            ),
            migrations.CreateModel(
                name="Update",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "parent",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="updates", to="support.ticket"),
                    ),
                    (
                        "account",
                        models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.account"),
                    ),
                    (
                        "texts",
                        models.JSONField(
                            default=dict, help_text="language -> text; empty when children are only solved"
                        ),
                    ),
                    (
                        "solves",
                        models.BooleanField(default=False, help_text="each child is solved when its copy is written"),
                    ),
                    ("key", models.TextField(help_text="what asked for it; asking twice writes one", unique=True)),
                    ("at", models.DateTimeField()),
                    ("by", models.TextField()),
                    ("stopped_at", models.DateTimeField(null=True)),
                    ("stopped_by", models.TextField(blank=True, default="")),
                ],
            ),
            migrations.CreateModel(
                name="UpdateCopy",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("update", models.ForeignKey(on_delete=models.CASCADE, related_name="copies", to="support.update")),
                    (
                        "ticket",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="update_copies", to="support.ticket"),
                    ),
                    (
                        "account",
                        models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.account"),
                    ),
                    ("language", models.TextField(help_text="of the text it gets")),
                    (
                        "said_in_english",
                        models.BooleanField(default=False, help_text="there was no text in its own language"),
                    ),
                    (
                        "message",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="+", to="messaging.message"
                        ),
                    ),
                    ("problem", models.TextField(blank=True, default="")),
                    ("done_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [
                        models.Index(condition=models.Q(("done_at", None)), fields=["id"], name="update_copy_waiting")
                    ],
                    "constraints": [models.UniqueConstraint(fields=("update", "ticket"), name="one_copy_per_child")],
                },
            ),
            migrations.CreateModel(
                name="ShunnedSender",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("pattern", models.TextField()),
                    ("shun", models.TextField(choices=[("spam", "spam"), ("block", "block")])),
                    ("reason", models.TextField(blank=True, default="")),
                    (
                        "ticket",
                        models.ForeignKey(null=True, on_delete=models.SET_NULL, related_name="+", to="support.ticket"),
                    ),
                    ("at", models.DateTimeField()),
                    ("by", models.TextField()),
                    ("lifted_at", models.DateTimeField(null=True)),
                    ("lifted_by", models.TextField(blank=True, default="")),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("lifted_at", None)), fields=("pattern", "shun"), name="shunned_once"
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="HeldMail",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "sender",
                        models.ForeignKey(on_delete=models.PROTECT, related_name="held", to="support.shunnedsender"),
                    ),
                    (
                        "message",
                        models.OneToOneField(on_delete=models.PROTECT, related_name="+", to="messaging.message"),
                    ),
                    ("at", models.DateTimeField()),
                    ("opened_at", models.DateTimeField(null=True)),
                    ("opened_by", models.TextField(blank=True, default="")),
                ],
            ),
            migrations.CreateModel(
                name="SatisfactionQuestion",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "ticket",
                        models.OneToOneField(
                            on_delete=models.CASCADE, related_name="satisfaction", to="support.ticket"
                        ),
                    ),
                    (
                        "account",
                        models.ForeignKey(null=True, on_delete=models.PROTECT, related_name="+", to="accounts.account"),
                    ),
                    ("email", models.TextField()),
                    ("language", models.TextField()),
                    (
                        "message",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="+", to="messaging.message"
                        ),
                    ),
                    ("asked_at", models.DateTimeField()),
                    (
                        "score",
                        models.TextField(
                            blank=True, choices=[("good", "good"), ("fair", "fair"), ("poor", "poor")], default=""
                        ),
                    ),
                    ("comment", models.TextField(blank=True, default="")),
                    ("answered_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [models.Index(fields=["email", "-asked_at"], name="satisfaction_by_person")],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(("answered_at", None), ("score", "")),
                                models.Q(models.Q(("score", ""), _negated=True), ("answered_at__isnull", False)),
                                _connector="OR",
                            ),
                            name="satisfaction_answer_has_a_time",
                        )
                    ],
                },
            ),
        ),
        protect("support_merge"),
        protect("support_split"),
        protect("support_link"),
        protect("support_tickettag"),
        protect("support_update"),
        protect("support_updatecopy"),
        protect("support_satisfactionquestion"),
        provider_only("support_shunnedsender"),
        provider_only("support_heldmail"),
    ]
