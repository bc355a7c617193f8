"""A mail that was left in its mailbox knows where it lies, and is tried again."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("messaging", "0005_sealed_words")]

    operations = [
        migrations.AddField(
            model_name="rawmail",
            name="left_uid",
            field=models.BigIntegerField(help_text="where it still lies whole; here is only its beginning", null=True),
        ),
        migrations.AddIndex(
            model_name="rawmail",
            index=models.Index(
                condition=Q(("left_uid__isnull", False)), fields=["mailbox", "next_at"], name="raw_mail_left"
            ),
        ),
    ]
