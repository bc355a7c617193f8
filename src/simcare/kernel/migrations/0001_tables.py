"""The outbox with its deliveries, the trail, policies, work, kept files and tallies."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models
from django.db.models.functions import Now

from simcare.kernel.tables import CreateTables
from simcare.kernel.tenancy import append_only, protect, provider_only


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("kernel", "0001_initial"),
        ("kernel", "0002_files"),
        ("kernel", "0003_tallies"),
        ("kernel", "0004_wall_asked_once"),
    ]
    dependencies = []

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        CreateTables(
            migrations.CreateModel(
                name="OutboxEvent",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.TextField()),
                    ("version", models.PositiveSmallIntegerField()),
                    (
                        "subject",
                        models.TextField(help_text="what it is about, such as ticket:12; order is kept per subject"),
                    ),
                    ("account_id", models.BigIntegerField(null=True)),
                    ("payload", models.JSONField()),
                    ("published_at", models.DateTimeField(db_default=Now())),
                ],
            ),
            migrations.CreateModel(
                name="Delivery",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    (
                        "event",
                        models.ForeignKey(on_delete=models.CASCADE, related_name="deliveries", to="kernel.outboxevent"),
                    ),
                    ("reaction", models.TextField()),
                    ("lane", models.TextField()),
                    ("subject", models.TextField()),
                    ("attempts", models.PositiveSmallIntegerField(default=0)),
                    ("next_at", models.DateTimeField(db_default=Now())),
                    ("done_at", models.DateTimeField(null=True)),
                    ("dead_at", models.DateTimeField(null=True)),
                    ("error", models.TextField(default="")),
                ],
                options={
                    "indexes": [
                        models.Index(
                            condition=models.Q(("dead_at", None), ("done_at", None)),
                            fields=["lane", "id"],
                            name="delivery_pending",
                        ),
                        models.Index(
                            condition=models.Q(("dead_at", None), ("done_at", None)),
                            fields=["reaction", "subject", "id"],
                            name="delivery_order",
                        ),
                    ],
                    "constraints": [
                        models.UniqueConstraint(fields=("event", "reaction"), name="one_delivery_per_reaction")
                    ],
                },
            ),
            migrations.CreateModel(
                name="AuditEntry",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("chain", models.TextField()),
                    ("position", models.PositiveBigIntegerField()),
                    ("at", models.DateTimeField()),
                    ("by", models.TextField()),
                    ("action", models.TextField()),
                    ("subject", models.TextField()),
                    ("account_id", models.BigIntegerField(null=True)),
                    ("before", models.JSONField(null=True)),
                    ("after", models.JSONField(null=True)),
                    ("previous_hash", models.CharField(max_length=64)),
                    ("hash", models.CharField(max_length=64)),
                ],
                options={
                    "indexes": [models.Index(fields=["subject", "-id"], name="audit_by_subject")],
                    "constraints": [
                        models.UniqueConstraint(fields=("chain", "position"), name="audit_chain_has_no_gap_twice")
                    ],
                },
            ),
            migrations.CreateModel(
                name="PolicyVersion",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.TextField()),
                    ("version", models.PositiveIntegerField()),
                    ("period", DateTimeRangeField(help_text="half-open [from, until)")),
                    ("values", models.JSONField()),
                    ("source", models.TextField(help_text="the clause, or `assumption: ...`")),
                    ("approved_by", models.TextField()),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("name", "version"), name="policy_version_is_unique"),
                        ExclusionConstraint(expressions=[("name", "="), ("period", "&&")], name="one_policy_at_a_time"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Work",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("kind", models.TextField()),
                    ("by", models.TextField()),
                    ("total", models.PositiveIntegerField(null=True)),
                    ("done", models.PositiveIntegerField(default=0)),
                    ("cursor", models.JSONField(null=True)),
                    ("stop_wanted", models.BooleanField(default=False)),
                    ("started_at", models.DateTimeField()),
                    ("finished_at", models.DateTimeField(null=True)),
                    ("result", models.JSONField(null=True)),
                    ("error", models.TextField(default="")),
                ],
            ),
            migrations.CreateModel(
                name="KeptFile",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("name", models.TextField()),
                    ("media_type", models.TextField()),
                    ("sha256", models.CharField(default="", max_length=64)),
                    ("size_bytes", models.PositiveBigIntegerField(default=0)),
                    ("by", models.TextField()),
                    ("made_at", models.DateTimeField()),
                ],
                options={
                    "indexes": [models.Index(fields=["sha256"], name="kept_file_by_hash")],
                },
            ),
            migrations.CreateModel(
                name="FilePart",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("file", models.ForeignKey(on_delete=models.CASCADE, related_name="parts", to="kernel.keptfile")),
                    ("number", models.PositiveIntegerField()),
                    ("content", models.BinaryField()),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("file", "number"), name="a_part_once_per_file")],
                },
            ),
            migrations.CreateModel(
                name="Tally",
                fields=[
                    (
                        "id",
                        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                    ),
                    ("key", models.TextField()),
                    ("window_at", models.DateTimeField()),
                    ("count", models.PositiveIntegerField()),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("key", "window_at"), name="one_tally_per_window")],
                },
            ),
        ),
        protect("kernel_outboxevent"),
        protect("kernel_auditentry"),
        append_only("kernel_outboxevent"),
        append_only("kernel_auditentry"),
        provider_only("kernel_keptfile"),
        provider_only("kernel_filepart"),
    ]
