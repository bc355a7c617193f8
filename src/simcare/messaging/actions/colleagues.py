"""Mails to our own people: each person has one thread of the channel `staff`, apart from every customer's."""

from datetime import datetime

from django.db import transaction

from simcare.messaging.actions.outgoing import Draft, write
from simcare.messaging.models import Message, Thread

CHANNEL = "staff"


@transaction.atomic
def write_to_colleague(
    *, email: str, name: str, language: str, subject: str, text: str, key: str, at: datetime
) -> Message:
    """Put a mail to one of us on its way. The same key is the same mail."""
    thread = Thread.objects.filter(channel=CHANNEL, correspondent=email).first() or Thread.objects.create(
        channel=CHANNEL, correspondent=email, correspondent_name=name, subject=subject, opened_at=at
    )
    draft = Draft(text=text, language=language, subject=subject)
    return write(thread=thread, draft=draft, key=key, by="desk", at=at)
