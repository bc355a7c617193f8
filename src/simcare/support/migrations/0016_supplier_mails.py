"""Suppliers answer by mail too; links to evidence that were kept open in their mails are blotted out."""

import re
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from simcare.kernel import secrets
from simcare.kernel.tenancy import acting_as_provider

_LINK = re.compile(r"(?<=/evidence/)[\w-]{40,}(?=/)")
_WITHHELD = "••••••••"


def blot_out_links(apps: Any, _schema: Any) -> None:  # Any: historical models have no types
    """A mail that still waits keeps its token sealed; of one that has left, nothing opens anything."""
    packs, sendings = apps.get_model("support", "Pack"), apps.get_model("messaging", "Sending")
    with acting_as_provider():
        for pack in packs.objects.exclude(message=None).select_related("message"):
            message, token = pack.message, _LINK.search(pack.message.text)
            if token:
                waiting = sendings.objects.filter(message_id=message.id, state="queued")
                waiting.update(sealed=secrets.seal(token[0]))
                message.text = _LINK.sub(_WITHHELD, message.text)
                message.reply_text = _LINK.sub(_WITHHELD, message.reply_text)
                message.save(update_fields=["text", "reply_text"])


class Migration(migrations.Migration):
    dependencies = [("messaging", "0005_sealed_words"), ("support", "0015_name_words")]

    operations = [
        migrations.AddField(
            model_name="packanswer",
            name="message",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="messaging.message"
            ),
        ),
        migrations.AlterField(
            model_name="packanswer",
            name="decision",
            field=models.TextField(
                choices=[("accepts", "accepts"), ("refuses", "refuses"), ("asks", "asks"), ("writes", "writes")],
                help_text="writes: by mail, in words that a person reads",
            ),
        ),
        migrations.RunPython(blot_out_links, migrations.RunPython.noop),
    ]
