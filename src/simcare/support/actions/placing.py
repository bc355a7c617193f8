"""Where a ticket waits when something about it changes: it moves if the rules of the queues now say another place."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.models import Entry, Ticket, TicketTag
from simcare.support.queries.queues import queues_at
from simcare.support.rules.queueing import Facts, Queues
from simcare.support.values import EntryKind


@contextmanager
def following(ticket: Ticket, *, by: str, at: datetime, even_if_moved: bool = False) -> Iterator[None]:
    """Around a change of the ticket. One that a person has put elsewhere stays there, unless `even_if_moved`."""
    queues = queues_at(at)
    was = _place(queues, ticket)
    yield
    now = _place(queues, ticket)
    if now and now not in (was, ticket.queue) and (even_if_moved or ticket.queue == was):
        Ticket.objects.filter(id=ticket.id).update(queue=now)
        add_entry(ticket, kind=EntryKind.ACTION, text="queued", data={"from": ticket.queue, "to": now}, by=by, at=at)
        ticket.queue = now


@transaction.atomic
def claim(*, ticket_id: int, category: str, by: str, at: datetime) -> None:
    """It is about money or goods from now on, whatever it began with."""
    ticket = get_ticket(ticket_id, lock=True)
    with following(ticket, by=by, at=at):
        Ticket.objects.filter(id=ticket.id).update(category=category)
        ticket.category = category


def _place(queues: Queues, ticket: Ticket) -> str:
    first = Entry.objects.filter(ticket=ticket, kind=EntryKind.MESSAGE).select_related("message").order_by("id").first()
    facts = Facts(
        category=ticket.category,
        language=ticket.language,
        account=str(ticket.account_id or ""),
        channel=ticket.channel,
        addresses=[str(address) for address in first.message.to] if first and first.message else (),
        tags=list(TicketTag.objects.filter(ticket=ticket).values_list("name", flat=True)),
    )
    return queues.place(facts)
