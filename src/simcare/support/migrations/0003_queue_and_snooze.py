"""Tickets wait in a queue, and may sleep until a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("support", "0002_policies")]
    operations = [
        migrations.AddField(
            model_name="ticket",
            name="queue",
            field=models.TextField(
                blank=True, default="", help_text="slug of the queue it waits in; empty before routing"
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="snoozed_until",
            field=models.DateTimeField(help_text="out of sight until then, or until the customer writes", null=True),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("state", "solved"), _negated=True),
                fields=["queue", "due_at", "id"],
                name="ticket_unsolved_of_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("state", "solved"), _negated=True),
                fields=["assignee", "due_at"],
                name="ticket_unsolved_of_person",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("snoozed_until__isnull", False)), fields=["snoozed_until"], name="ticket_to_wake"
            ),
        ),
    ]
