"""What comes without mail: said in the product itself, by somebody whom the door has recognised."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from simcare.messaging.models import Message, Thread
from simcare.messaging.rules.language import detect

LONGEST_SUBJECT = 200


@dataclass(frozen=True, kw_only=True)
class Posting:
    """What somebody says. `language` is his own, likelier than the one that few words look like."""

    email: str
    name: str
    language: str
    text: str
    subject: str = ""


@transaction.atomic
def begin_thread(*, posting: Posting, account_id: int, channel: str, at: datetime) -> Message:
    """A conversation begins; what is answered in it goes to the address by mail."""
    thread = Thread.objects.create(
        account_id=account_id,
        channel=channel,
        correspondent=posting.email,
        correspondent_name=posting.name,
        subject=posting.subject[:LONGEST_SUBJECT],
        opened_at=at,
    )
    return add_to_thread(posting=posting, thread=thread, at=at)


@transaction.atomic
def add_to_thread(*, posting: Posting, thread: Thread, at: datetime) -> Message:
    """One more message of a conversation, received."""
    return Message.objects.create(
        thread=thread,
        account_id=thread.account_id,
        direction="in",
        at=at,
        sender_email=posting.email,
        sender_name=posting.name,
        subject=posting.subject or thread.subject,
        text=posting.text,
        reply_text=posting.text,
        language=detect(posting.text, hint=posting.language),
        authenticity="verified",
    )
