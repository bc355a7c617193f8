"""Who is there: pages say what they show every few seconds, and say goodbye; silence counts as gone.

Presences are told to other open pages at once, without an event in the outbox: nothing is lost when one is missed, as
each page says and asks again within `BEAT_SECONDS`.
"""

import json
from collections.abc import Set
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from simcare.kernel.outbox import CHANNEL
from simcare.support.actions.offers import accept
from simcare.support.models import Presence
from simcare.support.queries.team import SILENCE
from simcare.support.values import Watching

BEAT_SECONDS: Final = 10


@transaction.atomic
def here(*, user_id: int, page: str, ticket_id: int | None, watching: Watching, at: datetime) -> None:
    """A page is open and shows this ticket, or none. A ticket that was given to its reader is accepted by that."""
    before = Presence.objects.filter(user_id=user_id, page=page).first()
    Presence.objects.update_or_create(
        user_id=user_id, page=page, defaults={"ticket_id": ticket_id, "watching": watching, "seen_at": at}
    )
    if ticket_id:
        accept(ticket_id=ticket_id, user_id=user_id, at=at)
    was = (before.ticket_id, before.watching) if before else None
    if was == (ticket_id, watching):
        return
    _tell({before.ticket_id if before else None, ticket_id})


@transaction.atomic
def gone(*, user_id: int, page: str) -> None:
    """The page was closed."""
    leaving = Presence.objects.filter(user_id=user_id, page=page)
    tickets: set[int | None] = set(leaving.values_list("ticket_id", flat=True))
    if leaving.delete()[0]:
        _tell(tickets)


def forget_silent(*, at: datetime) -> int:
    """Pages that fell silent are gone; returns how many."""
    silent = Presence.objects.filter(seen_at__lte=at - SILENCE)
    tickets: set[int | None] = set(silent.values_list("ticket_id", flat=True))
    if not tickets:
        return 0
    gone_count: int = silent.delete()[0]
    _tell(tickets)
    return gone_count


def _tell(ticket_ids: Set[int | None]) -> None:
    for ticket_id in ticket_ids - {None}:
        told = {"name": "support.PresenceChanged", "subject": f"presence:{ticket_id}", "account_id": None}
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(told)])
