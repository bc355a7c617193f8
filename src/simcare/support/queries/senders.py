"""Which senders the desk does not answer, and what is kept of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from simcare.messaging.models import Message
from simcare.support.models import HeldMail, ShunnedSender
from simcare.support.values import Shun

MOST_HELD = 100


@dataclass(frozen=True)
class Held:
    """A kept mail of a blocked sender."""

    id: int
    message: Message
    pattern: str


def shunned_by(emails: Iterable[str], shun: Shun) -> dict[str, ShunnedSender]:
    """Those of these addresses that are shunned, themselves or with their domain."""
    wanted = {email.lower() for email in emails if email}
    patterns = wanted | {f"@{email.rpartition('@')[2]}" for email in wanted}
    rows = ShunnedSender.objects.filter(pattern__in=patterns, shun=shun, lifted_at=None) if wanted else ()
    by_pattern = {row.pattern: row for row in rows}
    found = {email: by_pattern.get(email) or by_pattern.get(f"@{email.rpartition('@')[2]}") for email in wanted}
    return {email: row for email, row in found.items() if row}


def list_shunned() -> list[ShunnedSender]:
    """All who are shunned now, the latest first, each with `held_count`: kept mails that nobody has let in."""
    waiting = Count("held", filter=Q(held__opened_at=None))
    return list(ShunnedSender.objects.filter(lifted_at=None).annotate(held_count=waiting).order_by("-id"))


def list_held(message_ids: Iterable[int] | None = None) -> list[Held]:
    """Kept mails that nobody has let in, the latest first."""
    rows = HeldMail.objects.filter(opened_at=None).select_related("message__thread", "sender").order_by("-id")
    rows = rows if message_ids is None else rows.filter(message__in=list(message_ids))
    return [Held(row.id, row.message, row.sender.pattern) for row in rows[:MOST_HELD]]


def is_held(message_id: int) -> bool:
    """Whether a mail was kept aside before."""
    return HeldMail.objects.filter(message_id=message_id).exists()
