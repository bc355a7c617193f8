"""When a promise is broken, or an answer did not arrive, the ticket says so, by its timeline and its state."""

from datetime import datetime

from django.db import transaction

from simcare.clocks import actions as clocks
from simcare.support.actions import promises
from simcare.support.actions.states import put_state, touch
from simcare.support.actions.tickets import add_entry, find_by_thread, get_ticket
from simcare.support.models import Entry
from simcare.support.values import EntryKind, TicketState


@transaction.atomic
def note_breach(*, clock_subject: str, kind: str, due_at: str, at: datetime) -> None:
    """A promise of a ticket was not kept. Said once per due time."""
    if not clock_subject.startswith("ticket:"):
        return
    ticket = get_ticket(int(clock_subject.removeprefix("ticket:")), lock=True)
    said: dict[str, object] = {"promise": kind, "due_at": due_at}
    if not Entry.objects.filter(ticket=ticket, kind=EntryKind.ACTION, text="breached", data=said).exists():
        add_entry(ticket, kind=EntryKind.ACTION, text="breached", data=said, by="desk", at=at)


@transaction.atomic
def answer_failed(*, thread_id: int, message_id: int, answer: str, at: datetime) -> None:
    """A message of ours did not arrive: the ticket is open again and the next response is promised."""
    ticket = find_by_thread(thread_id)
    if ticket is None:
        return
    said: dict[str, object] = {"message": message_id, "answer": answer}
    if Entry.objects.filter(ticket=ticket, kind=EntryKind.ACTION, text="undelivered", data=said).exists():
        return
    put_state(ticket, TicketState.OPEN)
    if not clocks.is_running(ticket.key, "first") and not clocks.is_running(ticket.key, "next"):
        promises.promise(ticket, "next", by="desk", at=at)
    clocks.resume(subject=ticket.key, at=at, by="desk")
    add_entry(ticket, kind=EntryKind.ACTION, text="undelivered", data=said, by="desk", at=at)
    touch(ticket, at)
