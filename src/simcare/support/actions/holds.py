"""A ticket waits for somebody: its clocks stand still as the reason's policy says, and the ticket says why."""

from datetime import datetime

from django.db import transaction

from simcare.support.actions import promises
from simcare.support.actions.tickets import add_entry, get_ticket, reopen_for, wait
from simcare.support.values import EntryKind, TicketState


@transaction.atomic
def hold(*, ticket_id: int, reason: str, by: str, at: datetime) -> None:
    """Wait for this reason; waiting for the customer makes it the customer's turn. Raises NoSuchReason."""
    if reason == promises.CUSTOMER:
        wait(ticket_id=ticket_id, reason=reason, by=by, at=at)
        return
    ticket = get_ticket(ticket_id, lock=True)
    promises.hold(ticket, reason, by=by, at=at)
    add_entry(ticket, kind=EntryKind.ACTION, text="held", data={"reason": reason}, by=by, at=at)


@transaction.atomic
def go_on(*, ticket_id: int, by: str, at: datetime) -> None:
    """What was waited for has come: every clock counts again, and a ticket that waited is open."""
    ticket = get_ticket(ticket_id, lock=True)
    promises.go_on(ticket, by=by, at=at)
    if ticket.state == TicketState.WAITING:
        reopen_for(ticket, by=by, at=at)
    else:
        add_entry(ticket, kind=EntryKind.ACTION, text="went_on", by=by, at=at)
