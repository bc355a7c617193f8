"""Reads of what does not take the usual way: floods, spam, addresses that nothing reaches."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from simcare.messaging.models import Message, RawMail, Suppression


@dataclass(frozen=True)
class Flood:
    """Mails of one sender that were grouped."""

    sender: str
    count: int
    first_at: datetime
    last_at: datetime


def list_floods(limit: int = 50) -> list[Flood]:
    """Senders whose mails were grouped, the most first."""
    grouped = RawMail.objects.filter(state=RawMail.GROUPED).values("sender")
    counted = grouped.annotate(n=Count("id"), first=Min("received_at"), last=Max("received_at"))
    return [Flood(row["sender"], row["n"], row["first"], row["last"]) for row in counted.order_by("-n")[:limit]]


def list_spam(limit: int = 50) -> list[Message]:
    """Mails scored as spam, newest first."""
    spam = Message.objects.filter(is_spam=True).order_by("-id")
    return list(spam.only("sender_email", "subject", "spam_score", "at", "thread_id")[:limit])


def list_suppressed(limit: int = 200) -> list[Suppression]:
    """Addresses that are not written to, the latest first."""
    return list(
        Suppression.objects.filter(suppressed_at__isnull=False, lifted_at=None).order_by("-suppressed_at")[:limit]
    )
