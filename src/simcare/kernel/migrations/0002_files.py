import django.db.models.deletion
from django.db import migrations, models

from simcare.kernel.tenancy import provider_only


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="KeptFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("media_type", models.TextField()),
                ("sha256", models.CharField(default="", max_length=64)),
                ("size_bytes", models.PositiveBigIntegerField(default=0)),
                ("by", models.TextField()),
                ("made_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["sha256"], name="kept_file_by_hash")]},
        ),
        migrations.CreateModel(
            name="FilePart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="kernel.keptfile"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("file", "number"), name="a_part_once_per_file")],
            },
        ),
        provider_only("kernel_keptfile"),
        provider_only("kernel_filepart"),
    ]
