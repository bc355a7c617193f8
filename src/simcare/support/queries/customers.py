"""Tickets as their own account sees them: the conversation, and nothing of what the desk says to itself."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import Q, QuerySet

from simcare.messaging.models import Message, Sending
from simcare.support.errors import NoSuchTicket
from simcare.support.models import Ticket
from simcare.support.queries.lists import TicketLine, lines_for, with_names
from simcare.support.queries.wholes import merges_of, parts_of
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
    said = _said_in(threads_of(ticket)).prefetch_related("attachments")
    return list(said.order_by("-id")[:MOST_SAID])[::-1]


def threads_of(ticket: Ticket) -> list[int]:
    """The threads of a ticket and its parts that its account speaks in."""
    parts = [part for part in parts_of(ticket) if part.account_id == ticket.account_id]
    return [part.thread_id for part in parts if part.thread_id]


def last_words_of(account_id: int, ticket_ids: Iterable[int]) -> dict[int, Message]:
    """The newest message of each of these tickets of the account, parts of a whole counted in: three questions."""
    wholes = _wholes_of(ticket_ids)
    spoken = Ticket.objects.filter(account_id=account_id, id__in=wholes, thread__isnull=False)
    whole_by_thread = {thread_id: wholes[number] for number, thread_id in spoken.values_list("id", "thread_id")}
    last: dict[int, Message] = {}
    for message in _said_in(whole_by_thread).order_by("thread_id", "-id").distinct("thread_id"):
        number = whole_by_thread[message.thread_id]
        last[number] = max(last.get(number, message), message, key=lambda each: each.id)
    return last


def _wholes_of(ticket_ids: Iterable[int]) -> dict[int, int]:
    """For each of these tickets and their parts, parts of parts too, the one of these that it is read in."""
    wholes = {number: number for number in ticket_ids}
    level = set(wholes)
    while level:
        found = {merge.part_id: wholes[merge.whole_id] for merge in merges_of(level)}
        level = found.keys() - wholes.keys()
        wholes = found | wholes
    return wholes


def _said_in(threads: Iterable[int]) -> "QuerySet[Message]":
    has_left = Q(direction="in") | Q(sending__state__in=(Sending.SENT, Sending.FAILED)) | Q(sending__attempts__gt=0)
    said = Message.objects.filter(has_left, thread_id__in=list(threads), kind="message")
    return said.exclude(sending__state=Sending.WITHDRAWN)


def _own(account_id: int) -> "QuerySet[Ticket]":
    return Ticket.objects.filter(account_id=account_id, state__in=SHOWN_STATES)
