"""Tickets are counted by when they were opened: for each broken promise, and for the days of the quality page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index."""

    dependencies = [("support", "0007_policies")]
    operations = [
        migrations.AddIndex(model_name="ticket", index=models.Index(fields=["opened_at"], name="ticket_by_opening")),
    ]
