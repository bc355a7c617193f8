"""When a promise is in danger, or an answer did not arrive, people are called: on the ticket, and by its state."""

from datetime import datetime

from django.db import transaction

from simcare.clocks import actions as clocks
from simcare.kernel import policy
from simcare.support.actions.tickets import add_entry, find_by_thread, get_ticket, touch
from simcare.support.models import Entry, Ticket
from simcare.support.values import EntryKind, TicketState


@transaction.atomic
def call_people(*, clock_subject: str, kind: str, due_at: str, is_broken: bool, at: datetime) -> None:
    """A promise of a ticket is close to its due time, or past it. Said once per due time."""
    if not clock_subject.startswith("ticket:"):
        return
    ticket = get_ticket(int(clock_subject.removeprefix("ticket:")), lock=True)
    what = "breached" if is_broken else "escalated"
    said: dict[str, object] = {"promise": kind, "due_at": due_at}
    if not Entry.objects.filter(ticket=ticket, kind=EntryKind.ACTION, text=what, data=said).exists():
        add_entry(ticket, kind=EntryKind.ACTION, text=what, data=said, by="desk", at=at)


@transaction.atomic
def answer_failed(*, thread_id: int, message_id: int, answer: str, at: datetime) -> None:
    """A message of ours did not arrive: the ticket is open again and the next response is promised."""
    ticket = find_by_thread(thread_id)
    if ticket is None:
        return
    said: dict[str, object] = {"message": message_id, "answer": answer}
    if Entry.objects.filter(ticket=ticket, kind=EntryKind.ACTION, text="undelivered", data=said).exists():
        return
    Ticket.objects.filter(id=ticket.id).update(state=TicketState.OPEN)
    if not clocks.is_running(ticket.key, "first") and not clocks.is_running(ticket.key, "next"):
        terms = policy.terms("next_response.email", at)
        clocks.start(subject=ticket.key, kind="next", terms=terms, account_id=ticket.account_id, at=at, by="desk")
    add_entry(ticket, kind=EntryKind.ACTION, text="undelivered", data=said, by="desk", at=at)
    touch(ticket, at)
