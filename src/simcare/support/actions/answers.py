"""Answers: proposed from the evidence, sent by the desk where policy allows, or by a person; then the clocks stop."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from simcare.clocks import actions as clocks
from simcare.kernel import audit, points
from simcare.messaging.actions.outgoing import Draft, write
from simcare.messaging.actions.withdrawing import was_withdrawn
from simcare.messaging.errors import TooManyAnswers
from simcare.messaging.models import Message
from simcare.messaging.queries import threads
from simcare.support.actions import promises
from simcare.support.actions.tickets import add_entry, get_ticket, touch
from simcare.support.errors import AnswerWithdrawn, NothingToSend, TicketChanged
from simcare.support.models import Answer, Entry, Ticket
from simcare.support.values import AnswerState, EntryKind, TicketState

STRANGER_ANSWERS_PER_HOUR = 1
KNOWN_ANSWERS_PER_HOUR = 60


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An answer made from the evidence, and whether it may go out by itself, with the reason."""

    audience: str
    language: str
    subject: str
    text: str
    words_version: str
    may_send: bool
    reason: str
    most_per_hour: int


@transaction.atomic
def propose(*, ticket_id: int, proposal: Proposal, at: datetime) -> Answer:
    """Put the answer beside the ticket in place of an earlier one, and send it when policy lets it go by itself."""
    ticket = get_ticket(ticket_id, lock=True)
    Answer.objects.filter(ticket=ticket, state=AnswerState.PROPOSED).update(state=AnswerState.REPLACED)
    answer = Answer.objects.create(
        ticket=ticket,
        account_id=ticket.account_id,
        audience=proposal.audience,
        language=proposal.language,
        subject=proposal.subject,
        text=proposal.text,
        words_version=proposal.words_version,
        automatic=proposal.may_send,
        reason=proposal.reason,
        made_at=at,
    )
    if proposal.may_send:
        _send_by_itself(ticket, answer, proposal.most_per_hour, at)
    touch(ticket, at)
    return answer


@transaction.atomic
def send(
    *,
    ticket_id: int,
    text: str,
    key: str,
    by: str,
    at: datetime,
    last_seen: int | None = None,
    undo_for: timedelta = timedelta(0),
) -> Message:
    """A person answers. `last_seen` is the last message that person saw; `key` makes a double click one message.

    Raises NothingToSend, and TicketChanged when somebody else wrote to the customer in between.
    """
    ticket = get_ticket(ticket_id, lock=True)
    if not text.strip():
        raise NothingToSend
    known = Message.objects.filter(key=key).first()
    if known and was_withdrawn(known.id):
        raise AnswerWithdrawn
    if known:
        return known
    if last_seen is not None and _said_since(ticket, last_seen):
        raise TicketChanged
    draft = Draft(text=text, language=ticket.answer_language)
    message = _write(ticket, draft, key=key, by=by, at=at, send_at=at + undo_for)
    Answer.objects.filter(ticket=ticket, state=AnswerState.PROPOSED).update(state=AnswerState.SENT, message=message)
    audit.record(
        "answer.sent", by=by, at=at, subject=ticket.key, account_id=ticket.account_id, after={"message": message.id}
    )
    points.reach("support.answered.before_commit")
    return message


def _send_by_itself(ticket: Ticket, answer: Answer, most_per_hour: int, at: datetime) -> None:
    """Where the caps leave no room, the answer stays a proposal and the clock calls for people."""
    draft = Draft(text=answer.text, language=answer.language, automatic=True, most_per_hour=most_per_hour)
    try:
        message = _write(ticket, draft, key=f"answer:{answer.id}", by="desk", at=at, send_at=at)
    except TooManyAnswers as refusal:
        Answer.objects.filter(id=answer.id).update(automatic=False, reason=refusal.code)
        return
    answer.state, answer.message = AnswerState.SENT, message
    answer.save(update_fields=["state", "message"])


def _write(ticket: Ticket, draft: Draft, *, key: str, by: str, at: datetime, send_at: datetime) -> Message:
    thread = threads.get_thread(ticket.thread_id)
    answers = threads.latest_received(thread.id)
    draft = Draft(
        text=draft.text,
        language=draft.language,
        subject=draft.subject,
        answers=answers,
        automatic=draft.automatic,
        most_per_hour=draft.most_per_hour,
    )
    message = write(thread=thread, draft=draft, key=key, by=by, at=at, send_at=send_at)
    Entry.objects.get_or_create(
        ticket=ticket,
        message=message,
        defaults={"account_id": ticket.account_id, "kind": EntryKind.MESSAGE, "at": at, "by": by},
    )
    clocks.answer(subject=ticket.key, kinds=("first", "next"), at=at, by=by)
    promises.hold(ticket, promises.CUSTOMER, by=by, at=at)
    Ticket.objects.filter(id=ticket.id).update(state=TicketState.WAITING)
    said: dict[str, object] = {"message": message.id, "state_before": ticket.state}
    add_entry(ticket, kind=EntryKind.ACTION, text="answered", data=said, by=by, at=at)
    touch(ticket, at)
    return message


def _said_since(ticket: Ticket, last_seen: int) -> bool:
    """Whether the customer or a colleague wrote in between; new findings alone take nobody's words away."""
    return Entry.objects.filter(ticket=ticket, kind=EntryKind.MESSAGE, message_id__gt=last_seen).exists()
