"""A mail whose words nobody keeps, because they open something: sent at once; who calls it tries again later."""

from datetime import datetime

from django.conf import settings

from simcare.messaging.channels.email.composing import Letter, compose
from simcare.messaging.channels.email.sending import send


def send_unkept(*, email: str, name: str, subject: str, text: str, key: str, at: datetime) -> str:
    """Hand a mail to the server; returns its answer. Raises Temporary or Permanent.

    The Message-ID follows from `key`: a mail that goes twice, because a process died, is one for every mail client.
    """
    letter = Letter(
        message_id=f"{key}@{settings.SIMCARE_REPLY_DOMAIN}",
        from_name=settings.SIMCARE_DESK_NAME,
        from_email=settings.SIMCARE_SUPPORT_ADDRESS,
        reply_to=settings.SIMCARE_SUPPORT_ADDRESS,
        recipient=email,
        recipient_name=name,
        subject=subject,
        text=text,
        at=at,
        automatic=True,
    )
    return send(settings.SIMCARE_SMTP_URL, envelope_from="", recipient=email, content=compose(letter))
