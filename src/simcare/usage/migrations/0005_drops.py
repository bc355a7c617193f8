"""Folders at operators from which usage files are fetched."""

import django.db.models.deletion
from django.db import migrations, models

from simcare.kernel.tenancy import provider_only


class Migration(migrations.Migration):
    dependencies = [
        ("usage", "0004_uploads"),
    ]

    operations = [
        migrations.CreateModel(
            name="Drop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField(unique=True)),
                ("protocol", models.TextField(choices=[("ftp", "ftp"), ("ftps", "ftps"), ("sftp", "sftp")])),
                ("host", models.TextField()),
                ("port", models.PositiveIntegerField()),
                ("user", models.TextField()),
                ("secret", models.TextField(help_text="the password, sealed (kernel.secrets)")),
                (
                    "host_key",
                    models.TextField(blank=True, default="", help_text="of an SFTP server, by which it is known again"),
                ),
                ("folder", models.TextField(default=".")),
                ("source", models.TextField(help_text="who numbers the records of CDRs")),
                ("every_seconds", models.PositiveIntegerField(default=300)),
                ("is_on", models.BooleanField(default=True)),
                ("by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField(null=True)),
                (
                    "trouble",
                    models.TextField(blank=True, default="", help_text="what went wrong last; empty when all is well"),
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
            ],
        ),
        migrations.CreateModel(
            name="DroppedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("size_bytes", models.PositiveBigIntegerField()),
                ("modified", models.TextField(help_text="as the server says it")),
                ("seen_at", models.DateTimeField()),
                ("fetched_at", models.DateTimeField(null=True)),
                (
                    "drop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="usage.drop"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="usage.usagefile"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="drop",
            constraint=models.CheckConstraint(
                condition=models.Q(("host_key", ""), ("protocol", "sftp"), _negated=True),
                name="an_sftp_server_is_known_by_its_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="droppedfile",
            constraint=models.UniqueConstraint(fields=("drop", "name"), name="a_dropped_file_once"),
        ),
        provider_only("usage_drop"),
        provider_only("usage_droppedfile"),
    ]
