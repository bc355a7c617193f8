"""Snoozing: a ticket is out of sight until a time; its promises go on, and a mail of the customer wakes it at once."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.errors import BadSnooze
from simcare.support.models import Snooze, Ticket
from simcare.support.values import EntryKind, TicketState

LONGEST: Final = timedelta(days=366)
AT_ONCE: Final = 200
BY_TIME, BY_CUSTOMER, BY_PROMISE = "time", "customer", "promise"


@transaction.atomic
def snooze(*, ticket_id: int, until: datetime, reason: str, by: str, at: datetime) -> Snooze:
    """Put it to sleep, or let it sleep until another time. Raises BadSnooze: a reason and a later time are needed."""
    if not at < until <= at + LONGEST:
        raise BadSnooze("Choose a time that is still to come, within a year.")
    if not reason.strip():
        raise BadSnooze("Say in a few words what it waits for; whoever wakes it will need that.")
    ticket = get_ticket(ticket_id, lock=True)
    if ticket.state == TicketState.SOLVED:
        raise BadSnooze("A solved ticket waits for nothing.")
    _end(ticket, by, at)
    made = Snooze.objects.create(
        ticket=ticket, account_id=ticket.account_id, reason=reason.strip(), until_at=until, made_by=by, made_at=at
    )
    Ticket.objects.filter(id=ticket.id).update(snoozed_until=until)
    said: dict[str, object] = {"until": until.isoformat(), "reason": made.reason}
    add_entry(ticket, kind=EntryKind.ACTION, text="snoozed", data=said, by=by, at=at)
    return made


@transaction.atomic
def wake(*, ticket_id: int, by: str, at: datetime) -> bool:
    """It is in sight again; False when it was not asleep. `by` is a person, or one of the causes above."""
    ticket = get_ticket(ticket_id, lock=True)
    if ticket.snoozed_until is None:
        return False
    last = Snooze.objects.filter(ticket=ticket, woken_at=None).first()
    _end(ticket, by, at)
    Ticket.objects.filter(id=ticket.id).update(snoozed_until=None)
    said: dict[str, object] = {"cause": by, "reason": last.reason if last else ""}
    add_entry(ticket, kind=EntryKind.ACTION, text="woken", data=said, by=_author(by), at=at)
    return True


def wake_due(*, at: datetime) -> int:
    """Wake what has slept long enough; returns how many."""
    due = Ticket.objects.filter(snoozed_until__lte=at).order_by("snoozed_until").values_list("id", flat=True)
    return sum(wake(ticket_id=ticket_id, by=BY_TIME, at=at) for ticket_id in due[:AT_ONCE])


def _end(ticket: Ticket, by: str, at: datetime) -> None:
    Snooze.objects.filter(ticket=ticket, woken_at=None).update(woken_at=at, woken_by=by)


def _author(by: str) -> str:
    return "desk" if by in (BY_TIME, BY_CUSTOMER, BY_PROMISE) else by
