"""Tickets as their own account sees them: the conversation, and nothing of what the desk says to itself."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Q, QuerySet

from simcare.messaging.models import Message, Sending
from simcare.support.errors import NoSuchTicket
from simcare.support.models import Ticket
from simcare.support.queries.lists import TicketLine, lines_for, with_names
from simcare.support.queries.wholes import parts_of
from simcare.support.values import TicketState

MOST_SAID: Final = 200
"""Messages of a conversation that are shown, the latest ones."""
SHOWN_STATES: Final = (TicketState.OPEN, TicketState.WAITING, TicketState.SOLVED)


def page_of_account(account_id: int, *, state: str = "", before: int | None = None, size: int) -> list[TicketLine]:
    """Tickets of an account, the newest first, from before a number on; merged ones show as their whole."""
    found = _own(account_id)
    if state:
        found = found.filter(state=state)
    if before is not None:
        found = found.filter(id__lt=before)
    return lines_for(with_names(found).order_by("-id")[:size])


def get_ticket_of(account_id: int, number: int) -> Ticket:
    """One ticket of the account, a part as its whole. Raises NoSuchTicket for any other."""
    ticket = Ticket.objects.filter(account_id=account_id, id=number).exclude(state=TicketState.SPAM).first()
    if ticket is None:
        raise NoSuchTicket
    whole = parts_of(ticket)[0]
    return whole if whole.account_id == account_id else ticket


def line_of(ticket: Ticket) -> TicketLine:
    """What a list says of it."""
    return lines_for(with_names(Ticket.objects.filter(id=ticket.id)))[0]


def conversation_of(ticket: Ticket) -> Sequence[Message]:
    """What was said between the account's people and the desk, the oldest first.

    What we wrote counts from when it left: until then its writer may take it back. What was written to suppliers, notes
    and drafts are no part of it.
    """
    parts = [part for part in parts_of(ticket) if part.account_id == ticket.account_id]
    threads = [part.thread_id for part in parts if part.thread_id]
    has_left = Q(direction="in") | Q(sending__state__in=(Sending.SENT, Sending.FAILED)) | Q(sending__attempts__gt=0)
    said = Message.objects.filter(has_left, thread_id__in=threads, kind="message")
    return list(said.exclude(sending__state=Sending.WITHDRAWN).order_by("-id")[:MOST_SAID])[::-1]


def _own(account_id: int) -> "QuerySet[Ticket]":
    return Ticket.objects.filter(account_id=account_id, state__in=SHOWN_STATES)
