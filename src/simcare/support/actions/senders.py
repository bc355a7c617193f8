"""Spam and blocked senders: nothing is deleted, everything is seen and can be lifted."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from simcare.accounts.queries import count_people_at
from simcare.clocks import actions as clocks
from simcare.kernel import audit, outbox
from simcare.messaging.models import Message
from simcare.support.actions.states import put_state
from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.errors import IsACustomersDomain, NotAnAddress, NotBlocked
from simcare.support.events import ExaminationWanted
from simcare.support.models import Answer, Entry, HeldMail, ShunnedSender, Ticket
from simcare.support.queries.senders import is_held, shunned_by
from simcare.support.queries.wholes import parts_of
from simcare.support.values import AnswerState, EntryKind, Shun, Standing, TicketState

SPAM = "spam"


@transaction.atomic
def mark_spam(*, ticket_id: int, by: str, at: datetime) -> None:
    """Nobody is answered and nothing is promised any more; an unknown sender's next mails are taken for spam too."""
    ticket = get_ticket(ticket_id, lock=True)
    parts = parts_of(ticket)
    before = {str(part.id): part.own for part in parts if part.own != TicketState.SPAM}
    if not before:
        return
    for part in [*parts[1:], ticket]:
        clocks.withdraw(subject=part.key, why=SPAM, at=at)
        put_state(part, TicketState.SPAM)
        if part.standing == Standing.UNKNOWN and part.thread:
            _shun(part.thread.correspondent, Shun.SPAM, by=by, at=at, ticket_id=ticket.id)
    Answer.objects.filter(ticket__in=parts, state=AnswerState.PROPOSED).update(state=AnswerState.REPLACED)
    said: dict[str, object] = {"before": before}
    add_entry(get_ticket(ticket.id), kind=EntryKind.ACTION, text="spam", data=said, by=by, at=at)
    audit.record("ticket.spam", by=by, at=at, subject=ticket.key, account_id=ticket.account_id, before=before)


@transaction.atomic
def unmark_spam(*, ticket_id: int, by: str, at: datetime) -> None:
    """It is no spam: states and promises are as they were, the sender is welcome, and the cards are looked at."""
    ticket = get_ticket(ticket_id, lock=True)
    if ticket.own != TicketState.SPAM:
        return
    marked = Entry.objects.filter(ticket=ticket, kind=EntryKind.ACTION, text="spam").order_by("-id").first()
    before = marked.data["before"] if marked else {}
    for part in parts_of(ticket):
        clocks.restore(subject=part.key, why=SPAM, at=at)
        put_state(part, before.get(str(part.id), TicketState.OPEN))
        if part.thread:
            _lift(ShunnedSender.objects.filter(pattern=part.thread.correspondent, shun=Shun.SPAM), by, at)
        outbox.publish(ExaminationWanted(card_id=0, ticket_id=part.id), subject=part.key)
    add_entry(get_ticket(ticket.id), kind=EntryKind.ACTION, text="no_spam", by=by, at=at)
    audit.record("ticket.no_spam", by=by, at=at, subject=ticket.key, account_id=ticket.account_id)


@transaction.atomic
def block(*, pattern: str, reason: str, by: str, at: datetime, ticket_id: int | None = None) -> ShunnedSender:
    """Mail of this address, or this `@domain`, is kept and opens nothing. Raises NotAnAddress, IsACustomersDomain."""
    told = pattern.strip().lower()
    name, at_sign, domain = told.rpartition("@")
    if not at_sign or "." not in domain or any(sign.isspace() for sign in told) or "@" in name:
        raise NotAnAddress
    if not name and count_people_at(domain):
        raise IsACustomersDomain
    audit.record("sender.blocked", by=by, at=at, subject=f"sender:{told}", after={"reason": reason})
    return _shun(told, Shun.BLOCK, reason=reason, by=by, at=at, ticket_id=ticket_id)


@transaction.atomic
def lift(*, sender_id: int, by: str, at: datetime) -> None:
    """The sender is welcome again; mails kept until now stay where they are until somebody lets them in."""
    if not _lift(ShunnedSender.objects.filter(id=sender_id), by, at):
        raise NotBlocked
    audit.record("sender.lifted", by=by, at=at, subject=f"sender:{ShunnedSender.objects.get(id=sender_id).pattern}")


def hold_blocked(messages: Sequence[Message], *, at: datetime) -> set[int]:
    """Keep the mails of blocked senders aside; returns which ones. Repeatable."""
    blocked = shunned_by((message.sender_email for message in messages), Shun.BLOCK)
    held = [message for message in messages if message.sender_email in blocked and not is_held(message.id)]
    HeldMail.objects.bulk_create(
        [HeldMail(sender=blocked[message.sender_email], message=message, at=at) for message in held],
        ignore_conflicts=True,
    )
    return {message.id for message in messages if message.sender_email in blocked}


def mark_remembered(tickets: Iterable[Ticket], messages: Sequence[Message], *, at: datetime) -> None:
    """New tickets of senders remembered for spam are spam from the beginning."""
    remembered = shunned_by((message.sender_email for message in messages), Shun.SPAM)
    for ticket, message in zip(tickets, messages, strict=True):
        if message.sender_email in remembered and ticket.standing == Standing.UNKNOWN:
            mark_spam(ticket_id=ticket.id, by="desk", at=at)


@transaction.atomic
def note_let_in(*, message_ids: Sequence[int], by: str, at: datetime) -> None:
    """A person let kept mails in."""
    HeldMail.objects.filter(message__in=message_ids, opened_at=None).update(opened_at=at, opened_by=by)
    for number in message_ids:
        audit.record("mail.let_in", by=by, at=at, subject=f"message:{number}")


def _shun(pattern: str, shun: Shun, *, by: str, at: datetime, ticket_id: int | None, reason: str = "") -> ShunnedSender:
    sender, _ = ShunnedSender.objects.get_or_create(
        pattern=pattern,
        shun=shun,
        lifted_at=None,
        defaults={"reason": reason, "ticket_id": ticket_id, "by": by, "at": at},
    )
    return sender


def _lift(senders: QuerySet[ShunnedSender], by: str, at: datetime) -> int:
    return senders.filter(lifted_at=None).update(lifted_at=at, lifted_by=by)
