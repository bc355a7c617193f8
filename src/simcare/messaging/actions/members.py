"""Mails that we begin to people of a business account: each its own thread, so that an answer opens a request."""

from datetime import datetime

from django.db import transaction

from simcare.messaging.actions.outgoing import Draft, write
from simcare.messaging.models import Message, Thread

MOST_PER_HOUR = 30
"""Of mails that nobody asked for, to one address."""


@transaction.atomic
def write_to_member(
    *, account_id: int, email: str, name: str, language: str, subject: str, text: str, key: str, at: datetime
) -> Message:
    """Put a mail to a member of an account on its way. The same key is the same mail. Raises as `write` does."""
    known = Message.objects.filter(key=key).first()
    if known:
        return known
    thread = Thread.objects.create(
        account_id=account_id, correspondent=email, correspondent_name=name, subject=subject, opened_at=at
    )
    draft = Draft(text=text, language=language, subject=subject, automatic=True, most_per_hour=MOST_PER_HOUR)
    return write(thread=thread, draft=draft, key=key, by="desk", at=at)
