"""A browser that takes pushes is listed by what it calls itself."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("notifications", "0001_initial"),)
    operations = (
        migrations.AddField(
            "pushbrowser",
            "agent",
            models.TextField(blank=True, default="", help_text="what the browser calls itself"),
        ),
    )
