"""One change of a kind is under way at a card at a time; usage is refreshed by a command."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("operators", "0002_refusals_by_arrival"), ("cards", "0001_initial"), ("clocks", "0003_teams")]

    operations = [
        migrations.AlterField(
            model_name="command",
            name="function",
            field=models.TextField(
                choices=[
                    ("lock_imei", "lock_imei"),
                    ("refresh", "refresh"),
                    ("reset_session", "reset_session"),
                    ("resume", "resume"),
                    ("send_sms", "send_sms"),
                    ("suspend", "suspend"),
                    ("switch_operator", "switch_operator"),
                    ("unlock_imei", "unlock_imei"),
                ]
            ),
        ),
        migrations.AddConstraint(
            model_name="command",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at", None)),
                fields=("card", "function"),
                name="one_open_command_per_function",
            ),
        ),
    ]
