"""Reads of mailboxes: which there are, and how far behind each is."""

from datetime import datetime, timedelta
from typing import Final

from simcare.messaging.errors import NoSuchMailbox
from simcare.messaging.models import Mailbox

STALE_AFTER: Final = timedelta(minutes=15)
"""A mailbox that nobody has looked into for so long is not being fetched."""


def get_mailbox(mailbox_id: int) -> Mailbox:
    """One mailbox. Raises NoSuchMailbox."""
    mailbox = Mailbox.objects.filter(id=mailbox_id).first()
    if mailbox is None:
        raise NoSuchMailbox
    return mailbox


def list_mailboxes() -> list[Mailbox]:
    """Every mailbox, by name."""
    return list(Mailbox.objects.order_by("name"))


def list_fetched() -> list[Mailbox]:
    """Those that are switched on."""
    return list(Mailbox.objects.filter(is_on=True).order_by("id"))


def lag_seconds(mailbox: Mailbox, at: datetime) -> int:
    """For how long the oldest mail has been waiting at the provider; 0 when none is."""
    return max(0, round((at - mailbox.oldest_waiting_at).total_seconds())) if mailbox.oldest_waiting_at else 0


def is_behind(mailbox: Mailbox, at: datetime) -> bool:
    """Whether people should look: it is on, and in trouble or not looked into for STALE_AFTER."""
    looked_at = mailbox.looked_at or mailbox.made_at
    return mailbox.is_on and (bool(mailbox.trouble) or at - looked_at > STALE_AFTER)
