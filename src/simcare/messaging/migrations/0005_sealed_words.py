"""What opens something waits sealed for its mail to leave, and stands in no kept text."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0004_xoauth2")]

    operations = [
        migrations.AddField(
            model_name="sending",
            name="sealed",
            field=models.TextField(
                blank=True,
                db_default="",
                help_text="what stands for WITHHELD in its text, sealed; gone when it has left",
            ),
        ),
    ]
