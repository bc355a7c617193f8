"""Files of usage that people bring to the console."""

import django.db.models.deletion
from django.db import migrations, models

import simcare.usage.values
from simcare.kernel.tenancy import provider_only


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_tables"),
        ("usage", "0003_anomalies"),
    ]

    operations = [
        migrations.CreateModel(
            name="UsageUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("new", "new"),
                            ("writing", "writing"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("dropped", "dropped"),
                        ],
                        default=simcare.usage.values.UploadState["NEW"],
                    ),
                ),
                (
                    "was_there",
                    models.BooleanField(default=False, help_text="the same bytes had come before in another way"),
                ),
                ("by", models.TextField()),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.keptfile"
                    ),
                ),
                (
                    "loaded",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="uploads",
                        to="usage.usagefile",
                    ),
                ),
                (
                    "mapping",
                    models.ForeignKey(
                        help_text="null: CDRs",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="usage.savedmapping",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="usage.usagesource"
                    ),
                ),
                (
                    "work",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.work"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", simcare.usage.values.UploadState["WRITING"])),
                        fields=["id"],
                        name="usage_upload_to_do",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", simcare.usage.values.UploadState["DROPPED"]), _negated=True),
                        fields=("sha256",),
                        name="a_file_of_usage_once",
                    )
                ],
            },
        ),
        provider_only("usage_usageupload"),
    ]
