"""Drafts of a person, answers of his that wait to leave, and what happened on a ticket since he began to write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from simcare.kernel.statements import kept_statement
from simcare.messaging.models import Sending
from simcare.support.models import Draft, Entry
from simcare.support.values import DraftKind


@dataclass(frozen=True)
class Held:
    """An answer that can still be taken back."""

    ticket_id: int
    message_id: int
    leaves_at: datetime


def drafts_on(ticket_id: int, *, user_id: int) -> dict[DraftKind, Draft]:
    """What this person has begun to write here."""
    return {DraftKind(draft.kind): draft for draft in drafts_by(ticket_id, user_id)}


@kept_statement
def drafts_by(ticket_id: int, user_id: int) -> QuerySet[Draft]:
    return Draft.objects.filter(ticket_id=ticket_id, user_id=user_id)


def list_held(*, by: str, at: datetime) -> list[Held]:
    """This person's answers that nobody has begun to send, the latest first."""
    return [Held(ticket_id, message_id, leaves_at) for ticket_id, message_id, leaves_at in held_by(by, at) if ticket_id]


@kept_statement
def held_by(by: str, at: datetime) -> QuerySet[Sending, tuple[int | None, int, datetime]]:
    waiting = Sending.objects.filter(state=Sending.QUEUED, attempts=0, next_at__gt=at, message__by=by)
    return waiting.order_by("-id").values_list("message__thread__ticket__id", "message_id", "next_at")[:5]


def entries_since(ticket_id: int, entry_id: int, *, but: str) -> Sequence[Entry]:
    """What others did on the ticket after that line, the oldest first."""
    newer = Entry.objects.filter(ticket_id=ticket_id, id__gt=entry_id).exclude(by=but)
    return list(newer.select_related("message").order_by("id")[:20])
