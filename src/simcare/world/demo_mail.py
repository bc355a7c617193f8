"""Mails of the demo world, kept as the SMTP receiver keeps them, and taken in as the desk takes them in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings

from simcare.kernel import outbox
from simcare.messaging.actions.intake import take_in
from simcare.messaging.actions.raw import keep
from simcare.messaging.channels.email.parsing import ParsingChild
from simcare.messaging.models import Message
from simcare.support.actions import tickets
from simcare.support.models import Ticket


@dataclass(frozen=True)
class Mail:
    """What somebody writes to the desk, and when."""

    name: str
    email: str
    subject: str
    text: str
    at: datetime

    @property
    def message_id(self) -> str:
        """Its name, without the brackets."""
        return f"{self.at:%Y%m%d%H%M%S}.{self.email}"


def send_in(mail: Mail) -> None:
    """The mail has come; the desk reads it when it runs."""
    letter = EmailMessage()
    letter["From"], letter["To"] = f"{mail.name} <{mail.email}>", settings.SIMCARE_SUPPORT_ADDRESS
    letter["Subject"], letter["Date"] = mail.subject, format_datetime(mail.at)
    letter["Message-ID"] = f"<{mail.message_id}>"
    letter.set_content(mail.text)
    keep(
        content=letter.as_bytes(),
        peer="127.0.0.1",
        trusted=True,
        mail_from="",
        rcpt_to=[settings.SIMCARE_SUPPORT_ADDRESS],
        at=mail.at,
    )


def receive(mails: Sequence[Mail], child: ParsingChild) -> list[Ticket]:
    """The mails have come and are read here and now; the ticket of each."""
    for mail in mails:
        send_in(mail)
    while take_in(read=child.read, limit=40) + outbox.deliver("quick"):
        pass
    names = [mail.message_id for mail in mails]
    threads = dict(Message.objects.filter(message_id__in=names).values_list("message_id", "thread_id"))
    by_thread = tickets.by_thread(threads.values())
    return [by_thread[threads[name]] for name in names]
