"""Answers: proposed from the evidence, sent by the desk where policy allows, or by a person; then the clocks stop."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from simcare.clocks import actions as clocks
from simcare.kernel import audit, points
from simcare.messaging.actions.outgoing import Draft, write
from simcare.messaging.actions.withdrawing import was_withdrawn
from simcare.messaging.errors import NotWritten
from simcare.messaging.models import Message
from simcare.messaging.queries import threads
from simcare.support.actions import promises
from simcare.support.actions.states import put_state, touch
from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.errors import (
    AnswerWithdrawn,
    IsSpam,
    NobodyToWriteTo,
    NothingToSend,
    TellsForeignCard,
    TicketChanged,
)
from simcare.support.models import Answer, Entry, Ticket, TicketCard
from simcare.support.queries.wholes import parts_of
from simcare.support.values import AnswerState, CardRelation, EntryKind, TicketState

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
def propose(*, ticket_id: int, proposal: Proposal, at: datetime, last_seen: int | None = None) -> Answer:
    """Put the answer beside the ticket in place of an earlier one, and send it when policy lets it go by itself.

    It stays where somebody wrote behind `last_seen`, the last message it answers: a colleague's words stand, and new
    words of the customer are looked into by themselves.
    """
    ticket = get_ticket(ticket_id, lock=True)
    may_send = proposal.may_send and ticket.own != TicketState.SPAM
    is_late = may_send and last_seen is not None and _said_since(ticket, last_seen)
    Answer.objects.filter(ticket=ticket, state=AnswerState.PROPOSED).update(state=AnswerState.REPLACED)
    answer = Answer.objects.create(
        ticket=ticket,
        account_id=ticket.account_id,
        audience=proposal.audience,
        language=proposal.language,
        subject=proposal.subject,
        text=proposal.text,
        words_version=proposal.words_version,
        automatic=may_send and not is_late,
        reason="answered_meanwhile" if is_late else proposal.reason,
        made_at=at,
    )
    if may_send and not is_late:
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

    Of merged tickets `ticket_id` is the part whose correspondent is written to. Raises NothingToSend, TicketChanged
    when somebody else wrote in between, TellsForeignCard where the text names a card of another correspondent.
    """
    ticket = get_ticket(ticket_id, lock=True)
    if not text.strip():
        raise NothingToSend
    check_may_write(ticket, text)
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


def last_said(ticket: Ticket) -> int:
    """The number of the last message on the ticket and its parts; 0 where nobody has said anything."""
    said = Entry.objects.filter(ticket__in=parts_of(ticket), kind=EntryKind.MESSAGE)
    return int(said.aggregate(last=Max("message_id"))["last"] or 0)


def spoke_by_itself(ticket: Ticket) -> bool:
    """Whether the desk has answered this ticket without a person."""
    return Answer.objects.filter(ticket=ticket, state=AnswerState.SENT, automatic=True).exists()


def write_as_answer(ticket: Ticket, text: str, *, language: str, key: str, by: str, at: datetime) -> Message:
    """Words of a person to the ticket's correspondent, which answer as any other; for what is written to many."""
    check_may_write(ticket, text)
    message = _write(ticket, Draft(text=text, language=language), key=key, by=by, at=at, send_at=at)
    Answer.objects.filter(ticket=ticket, state=AnswerState.PROPOSED).update(state=AnswerState.REPLACED)
    return message


def check_may_write(ticket: Ticket, text: str) -> None:
    """Whether this may be written to the ticket's correspondent. Raises what stands against it."""
    if ticket.thread_id is None:
        raise NobodyToWriteTo
    if ticket.own == TicketState.SPAM:
        raise IsSpam
    if ticket.is_alone:
        return
    compact = "".join(text.split())
    own = {part.id for part in _parts_with(ticket)}
    cards = TicketCard.objects.filter(ticket__in=parts_of(ticket)).values_list("ticket_id", "iccid", "relation")
    may_hear = {iccid for number, iccid, relation in cards if number in own and relation == CardRelation.PROVEN}
    foreign = {iccid for number, iccid, _ in cards if number not in own} - may_hear
    if told := [iccid for iccid in sorted(foreign) if iccid in compact]:
        raise TellsForeignCard(
            "The text names the card %(iccid)s, which this person is not known to hold."
            " Take it out, or write to who holds it.",
            iccid=told[0],
        )


def _send_by_itself(ticket: Ticket, answer: Answer, most_per_hour: int, at: datetime) -> None:
    """Where the caps leave no room, the answer stays a proposal and the clock calls for people."""
    draft = Draft(text=answer.text, language=answer.language, automatic=True, most_per_hour=most_per_hour)
    try:
        message = _write(ticket, draft, key=f"answer:{answer.id}", by="desk", at=at, send_at=at)
    except NotWritten as refusal:
        Answer.objects.filter(id=answer.id).update(automatic=False, reason=refusal.code)
        return
    answer.state, answer.message = AnswerState.SENT, message
    answer.save(update_fields=["state", "message"])


def _write(ticket: Ticket, draft: Draft, *, key: str, by: str, at: datetime, send_at: datetime) -> Message:
    assert ticket.thread_id is not None, "what nobody wrote is answered to nobody"
    thread = threads.get_thread(ticket.thread_id)
    answers = threads.latest_received(thread.id) or _last_heard(ticket)
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
    answered = _parts_with(ticket)
    said: dict[str, object] = {"message": message.id, "states_before": {str(part.id): part.own for part in answered}}
    for part in answered:
        clocks.answer(subject=part.key, kinds=("first", "next"), at=at, by=by)
        promises.hold(part, promises.CUSTOMER, by=by, at=at)
        put_state(part, TicketState.WAITING)
    add_entry(ticket, kind=EntryKind.ACTION, text="answered", data=said, by=by, at=at)
    touch(ticket, at)
    return message


def _parts_with(ticket: Ticket) -> list[Ticket]:
    """The parts of the whole that the same person wrote: an answer to one of them answers all of them."""
    if ticket.is_alone:
        return [ticket]
    assert ticket.thread is not None, "what nobody wrote is answered to nobody"
    person = ticket.thread.correspondent
    return [part for part in parts_of(ticket) if part.thread and part.thread.correspondent == person]


def _last_heard(ticket: Ticket) -> Message | None:
    """What the person said last, for a ticket split off from another one's thread."""
    heard = Entry.objects.filter(ticket=ticket, message__direction="in").order_by("-message_id").first()
    return heard.message if heard else None


def _said_since(ticket: Ticket, last_seen: int) -> bool:
    """Whether the customer or a colleague wrote in between; new findings alone take nobody's words away."""
    return Entry.objects.filter(ticket__in=parts_of(ticket), kind=EntryKind.MESSAGE, message_id__gt=last_seen).exists()
