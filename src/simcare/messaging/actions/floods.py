"""Mail bombs: of one sender so many mails an hour open tickets; the rest is kept, grouped by sender, and can be taken.

Nothing is lost and nobody else waits: a grouped mail is one row, read once, that no ticket and no operator hears of.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count

from simcare.kernel import audit, bell
from simcare.messaging.actions.raw import CHANNEL
from simcare.messaging.actions.threads import Placed
from simcare.messaging.errors import NoSuchMail
from simcare.messaging.models import RawMail, Thread

if TYPE_CHECKING:
    from simcare.messaging.actions.transcripts import Ground

HOUR = timedelta(hours=1)
NOBODY = "(no sender)"


def apart(placed: Sequence[Placed], ground: "Ground") -> list[Placed]:
    """Those that may open or continue a thread; what is too much of one sender is grouped."""
    opened = _opened_within_an_hour(placed, ground.now)
    kept: list[Placed] = []
    grouped: list[RawMail] = []
    for each, thread in placed:
        limits = ground.limits
        most = limits.tickets_of_verified_sender if each.authentic else limits.tickets_of_claimed_sender
        if thread is None and not each.raw.sender and opened[each.correspondent] >= most:
            each.raw.sender, each.raw.state = each.correspondent or NOBODY, RawMail.GROUPED
            grouped.append(each.raw)
        else:
            opened[each.correspondent] += thread is None
            kept.append((each, thread))
    RawMail.objects.bulk_update(grouped, ["sender", "state"])
    return kept


@transaction.atomic
def take(*, sender: str, by: str, at: datetime) -> int:
    """Take a sender's grouped mails in after all, each as a ticket of its own; returns how many. Raises NoSuchMail."""
    taken = RawMail.objects.filter(sender=sender, state=RawMail.GROUPED).update(
        state=RawMail.WAITING, attempts=0, next_at=at
    )
    if not taken:
        raise NoSuchMail
    audit.record("mail.flood_taken", by=by, at=at, subject=f"sender:{sender}", after={"mails": taken})
    bell.ring(CHANNEL)
    return taken


def _opened_within_an_hour(placed: Sequence[Placed], now: datetime) -> Counter[str]:
    names = {each.correspondent for each, thread in placed if thread is None}
    recent = Thread.objects.filter(correspondent__in=names, opened_at__gt=now - HOUR, channel="email")
    return Counter(dict(recent.values_list("correspondent").annotate(Count("id"))))
