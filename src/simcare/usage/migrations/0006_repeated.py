"""Records that came again are kept for the files that brought them, so that a file can be unloaded."""

from django.db import migrations, models
from django.db.models import DO_NOTHING

from simcare.kernel.tenancy import provider_only


class Migration(migrations.Migration):
    dependencies = [("usage", "0005_drops")]

    operations = [
        migrations.CreateModel(
            name="RepeatedRecord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "file_id", "line", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=DO_NOTHING,
                        related_name="+",
                        to="usage.usagefile",
                    ),
                ),
                ("line", models.IntegerField()),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=DO_NOTHING,
                        related_name="+",
                        to="usage.usagesource",
                    ),
                ),
                ("iccid_key", models.TextField()),
                ("record_key", models.BigIntegerField()),
                ("started_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField()),
                ("used_bytes", models.BigIntegerField()),
                ("imsi", models.TextField()),
                ("imei", models.TextField()),
                ("network", models.TextField()),
            ],
            options={
                "indexes": [models.Index(fields=["record_key", "iccid_key"], name="usage_repeated_of_a_record")],
            },
        ),
        provider_only("usage_repeatedrecord"),
    ]
