"""Undo of an answer while it waits to leave: everything is as before it, and its words are back in the composer.

Who asks too late is refused in words and the answer leaves as written: no third outcome exists (see
`messaging.actions.withdrawing`).
"""

from datetime import datetime

from django.db import transaction

from simcare.clocks import actions as clocks
from simcare.messaging.actions.withdrawing import was_withdrawn, withdraw
from simcare.messaging.models import Message
from simcare.support.actions.drafts import keep
from simcare.support.actions.states import put_state
from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.errors import NotYours
from simcare.support.models import Answer, Entry, Ticket
from simcare.support.queries.wholes import parts_of
from simcare.support.values import AnswerState, DraftKind, EntryKind, TicketState


@transaction.atomic
def undo(*, ticket_id: int, message_id: int, user_id: int, by: str, at: datetime) -> Message:
    """Take an own answer back; its text becomes the writer's draft. Asked twice, it is undone once.

    Raises AlreadyLeft when the mail is on its way, NotYours when somebody else wrote it.
    """
    asked = get_ticket(ticket_id, lock=True)
    message = Message.objects.filter(id=message_id, by=by).first()
    ticket = next((part for part in parts_of(asked) if message and part.thread_id == message.thread_id), None)
    if message is None or ticket is None:
        raise NotYours
    if was_withdrawn(message_id):
        return message
    withdraw(message_id=message_id, by=by, at=at)
    _forget_answer(ticket, message)
    for part in parts_of(ticket):
        clocks.take_back(subject=part.key, at=message.at, by=by)
    keep(ticket_id=asked.id, user_id=user_id, kind=DraftKind.REPLY, text=message.text, at=at)
    add_entry(ticket, kind=EntryKind.ACTION, text="taken_back", data={"message": message.id}, by=by, at=at)
    return message


def _forget_answer(ticket: Ticket, message: Message) -> None:
    """The timeline, the state and the proposal as they were; what happened since then stays."""
    Entry.objects.filter(ticket=ticket, message=message).delete()
    answered = Entry.objects.filter(ticket=ticket, text="answered", data__message=message.id).first()
    if answered:
        before = answered.data.get("states_before", {})
        for part in parts_of(ticket):
            if part.own == TicketState.WAITING and str(part.id) in before:
                put_state(part, before[str(part.id)])
        answered.delete()
    has_newer = Answer.objects.filter(ticket=ticket, state=AnswerState.PROPOSED).exists()
    was = Answer.objects.filter(ticket=ticket, message=message)
    was.update(state=AnswerState.REPLACED if has_newer else AnswerState.PROPOSED, message=None)
