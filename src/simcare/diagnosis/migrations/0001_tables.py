"""Verdicts and readings, common faults with their rounds and incidents, and swap tests with their photos."""

from django.db import migrations, models
from django.db.models.functions import Now

from simcare.kernel.tables import CreateTables
from simcare.kernel.tenancy import append_only, protect


class Migration(migrations.Migration):
    initial = True

    replaces = [("diagnosis", "0001_initial"), ("diagnosis", "0002_incidents_and_swaps")]
    dependencies = [("accounts", "0001_tables"), ("cards", "0001_cards")]

    operations = [
        CreateTables(
            migrations.CreateModel(
                name="Verdict",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "account",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="verdicts", to="accounts.account"
                        ),
                    ),
                    ("card", models.ForeignKey(on_delete=models.PROTECT, related_name="verdicts", to="cards.card")),
                    (
                        "ticket",
                        models.TextField(blank=True, default="", help_text="what it was asked for, such as ticket:12"),
                    ),
                    ("platform", models.TextField()),
                    ("requested_at", models.DateTimeField()),
                    ("completed_at", models.DateTimeField(db_default=Now())),
                    ("ruleset_version", models.TextField()),
                    ("primary_code", models.TextField(blank=True, default="", help_text="empty: no fault was found")),
                    ("liable_party", models.TextField()),
                    ("suspected_party", models.TextField(blank=True, default="")),
                    ("confidence", models.FloatField(help_text="0 to 1")),
                    ("result", models.JSONField()),
                    ("bundle", models.JSONField()),
                    (
                        "supersedes",
                        models.OneToOneField(
                            null=True, on_delete=models.PROTECT, related_name="superseded_by", to="diagnosis.verdict"
                        ),
                    ),
                    ("by", models.TextField()),
                    (
                        "reason",
                        models.TextField(
                            blank=True, default="", help_text="why a person corrected the earlier verdict"
                        ),
                    ),
                ],
                options={
                    "indexes": [
                        models.Index(fields=["card", "-requested_at"], name="verdict_by_card"),
                        models.Index(
                            condition=models.Q(("ticket", ""), _negated=True),
                            fields=["ticket"],
                            name="verdict_by_ticket",
                        ),
                    ],
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("reason", ""), ("supersedes__isnull", False), _connector="OR"),
                            name="a_correction_replaces_something",
                        )
                    ],
                },
            ),
            migrations.CreateModel(
                name="Reading",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "account",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="readings", to="accounts.account"
                        ),
                    ),
                    ("card", models.ForeignKey(on_delete=models.PROTECT, related_name="readings", to="cards.card")),
                    ("field", models.TextField(help_text="a name of operators.values.FIELDS")),
                    ("value", models.JSONField()),
                    ("place", models.TextField(blank=True, default="")),
                    ("source", models.TextField(default="agent", help_text="agent, customer or device")),
                    ("observed_at", models.DateTimeField()),
                    ("entered_at", models.DateTimeField()),
                    ("by", models.TextField()),
                ],
                options={
                    "indexes": [models.Index(fields=["card", "-observed_at"], name="reading_by_card")],
                },
            ),
            migrations.CreateModel(
                name="Round",
                fields=[
                    ("at", models.DateTimeField(primary_key=True, serialize=False)),
                    ("from_at", models.DateTimeField()),
                ],
            ),
            migrations.CreateModel(
                name="PeerCount",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "grouping",
                        models.TextField(choices=[("network", "network"), ("cell", "cell"), ("range", "range")]),
                    ),
                    ("platform", models.TextField()),
                    ("key", models.TextField(help_text="a PLMN code, a cell, or the first characters of ICCIDs")),
                    ("at", models.DateTimeField()),
                    ("total", models.PositiveIntegerField()),
                    ("failing", models.PositiveIntegerField()),
                    ("silent", models.PositiveIntegerField()),
                    (
                        "usual_share",
                        models.FloatField(
                            default=0.0, help_text="share of failing cards in quiet rounds before, 0 to 1"
                        ),
                    ),
                    ("is_unusual", models.BooleanField(default=False, help_text="left out of the baseline")),
                ],
                options={
                    "indexes": [models.Index(fields=["at"], name="peer_count_by_time")],
                    "constraints": [
                        models.UniqueConstraint(fields=("grouping", "platform", "key", "at"), name="one_count_a_round")
                    ],
                },
            ),
            migrations.CreateModel(
                name="Incident",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "grouping",
                        models.TextField(choices=[("network", "network"), ("cell", "cell"), ("range", "range")]),
                    ),
                    ("platform", models.TextField()),
                    ("key", models.TextField()),
                    (
                        "side",
                        models.TextField(
                            choices=[("operator", "operator"), ("provider", "provider")], default="operator"
                        ),
                    ),
                    (
                        "state",
                        models.TextField(
                            choices=[
                                ("suspected", "suspected"),
                                ("open", "open"),
                                ("confirmed", "confirmed"),
                                ("closed", "closed"),
                            ]
                        ),
                    ),
                    ("note", models.TextField(blank=True, default="")),
                    ("started_at", models.DateTimeField()),
                    ("opened_at", models.DateTimeField(null=True)),
                    ("confirmed_at", models.DateTimeField(null=True)),
                    ("confirmed_by", models.TextField(blank=True, default="")),
                    (
                        "calm_since_at",
                        models.DateTimeField(help_text="the first of the calm rounds that end it", null=True),
                    ),
                    ("calm_rounds", models.PositiveSmallIntegerField(default=0)),
                    ("closed_at", models.DateTimeField(null=True)),
                    ("ended_at", models.DateTimeField(null=True)),
                    ("closed_by", models.TextField(blank=True, default="")),
                    ("close_reason", models.TextField(blank=True, default="")),
                    (
                        "usual_share",
                        models.FloatField(default=0.0, help_text="share of failing cards before it, 0 to 1"),
                    ),
                    ("most_failing", models.PositiveIntegerField(default=0)),
                ],
                options={
                    "indexes": [models.Index(fields=["-started_at"], name="incident_by_start")],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("closed_at", None)),
                            fields=("grouping", "platform", "key"),
                            name="one_incident_a_group",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                models.Q(
                                    ("closed_at__isnull", False), ("ended_at__isnull", False), ("state", "closed")
                                ),
                                models.Q(
                                    models.Q(("state", "closed"), _negated=True),
                                    ("closed_at", None),
                                    ("ended_at", None),
                                ),
                                _connector="OR",
                            ),
                            name="incident_closed_exactly_when_ended",
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ended_at__isnull", True), ("ended_at__gte", models.F("started_at")), _connector="OR"
                            ),
                            name="incident_ends_after_it_starts",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="IncidentCard",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "incident",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="cards", to="diagnosis.incident"),
                    ),
                    (
                        "card",
                        models.ForeignKey(on_delete=models.PROTECT, related_name="incident_cards", to="cards.card"),
                    ),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("since_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [models.Index(fields=["card"], name="incident_card_by_card")],
                    "constraints": [
                        models.UniqueConstraint(fields=("incident", "card"), name="a_card_once_per_incident")
                    ],
                },
            ),
            migrations.CreateModel(
                name="SwapTest",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "account",
                        models.ForeignKey(
                            null=True, on_delete=models.PROTECT, related_name="swap_tests", to="accounts.account"
                        ),
                    ),
                    ("card", models.ForeignKey(on_delete=models.PROTECT, related_name="swap_tests", to="cards.card")),
                    ("ticket", models.TextField(blank=True, default="")),
                    ("place", models.TextField()),
                    ("network", models.TextField(blank=True, default="")),
                    ("apn", models.TextField(blank=True, default="")),
                    ("firmware", models.TextField(blank=True, default="")),
                    (
                        "locks_lifted",
                        models.BooleanField(help_text="IMEI lock and area restriction are off for the test"),
                    ),
                    ("started_at", models.DateTimeField()),
                    ("started_by", models.TextField()),
                    ("ended_at", models.DateTimeField(null=True)),
                ],
                options={
                    "indexes": [models.Index(fields=["card", "-started_at"], name="swap_test_by_card")],
                    "constraints": [
                        models.UniqueConstraint(
                            condition=models.Q(("ended_at", None)), fields=("card",), name="one_swap_test_at_a_time"
                        ),
                        models.CheckConstraint(
                            condition=models.Q(
                                ("ended_at__isnull", True), ("ended_at__gte", models.F("started_at")), _connector="OR"
                            ),
                            name="swap_test_ends_after_it_starts",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="SwapPhoto",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "test",
                        models.ForeignKey(on_delete=models.PROTECT, related_name="photos", to="diagnosis.swaptest"),
                    ),
                    ("account", models.ForeignKey(null=True, on_delete=models.PROTECT, to="accounts.account")),
                    ("step", models.TextField(help_text="the swap.* field of the step")),
                    ("kind", models.TextField(choices=[("image/jpeg", "image/jpeg"), ("image/png", "image/png")])),
                    ("content", models.BinaryField()),
                    ("added_at", models.DateTimeField()),
                    ("by", models.TextField()),
                ],
            ),
        ),
        protect("diagnosis_verdict"),
        protect("diagnosis_reading"),
        append_only("diagnosis_verdict"),
        append_only("diagnosis_reading"),
        protect("diagnosis_incidentcard"),
        protect("diagnosis_swaptest"),
        protect("diagnosis_swapphoto"),
        append_only("diagnosis_swapphoto"),
    ]
