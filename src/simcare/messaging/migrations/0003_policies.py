"""Whom the mail believes, and how much of it there may be."""

from django.db import migrations

from simcare.kernel.policy import defaults
from simcare.messaging.policy import LIMITS, TRUST, MailLimits, MailTrust


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_tables"), ("messaging", "0002_mails")]

    operations = [
        defaults(
            {
                TRUST: (MailTrust().values(), "assumption: nobody is believed but whom the installation names"),
                LIMITS: (MailLimits().values(), "assumption: far above what people write, far below a flood"),
            }
        ),
    ]
