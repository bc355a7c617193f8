"""The state of a ticket: its own, and of the whole that it is part of."""

from datetime import datetime

from django.db.models import F

from simcare.clocks.queries.promises import next_promise
from simcare.kernel import outbox
from simcare.support.events import TicketUpdated
from simcare.support.models import Ticket
from simcare.support.queries.wholes import numbers_of, whole_of
from simcare.support.rules.wholes import first_due, state_of
from simcare.support.values import TicketState


def put_state(ticket: Ticket, state: str) -> None:
    """It is in this state now; the whole it belongs to shows it where it comes first."""
    if ticket.is_alone:
        Ticket.objects.filter(id=ticket.id).update(state=state)
        ticket.state = state
        return
    Ticket.objects.filter(id=ticket.id).update(own_state=state)
    ticket.own_state = state
    show(whole_of(ticket))


def show(whole_id: int) -> None:
    """Let a whole show what its parts are: their most pressing state and their earliest promise."""
    tickets = Ticket.objects.in_bulk(numbers_of(whole_id))
    own = {number: ticket.own for number, ticket in tickets.items()}
    if len(own) == 1:
        Ticket.objects.filter(id=whole_id).update(
            state=own[whole_id], own_state="", due_at=next_promise(tickets[whole_id].key)
        )
        return
    for number, state in own.items():
        shown = state_of(own.values()) if number == whole_id else TicketState.MERGED
        Ticket.objects.filter(id=number).update(state=shown, own_state=state, due_at=None)
    due_at = first_due(next_promise(ticket.key) for ticket in tickets.values())
    Ticket.objects.filter(id=whole_id).update(due_at=due_at)


def touch(ticket: Ticket, at: datetime) -> None:
    """The ticket is different now: its next promise is read again, and live pages are told."""
    whole_id = whole_of(ticket)
    numbers = [whole_id] if ticket.is_alone else numbers_of(whole_id)
    due_at = first_due(next_promise(f"ticket:{number}") for number in numbers)
    Ticket.objects.filter(id=whole_id).update(changed_at=at, revision=F("revision") + 1, due_at=due_at)
    outbox.publish(TicketUpdated(ticket_id=whole_id), subject=f"ticket:{whole_id}", account_id=ticket.account_id)
