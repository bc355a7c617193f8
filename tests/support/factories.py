"""Tickets written straight into the tables, for tests of reads."""

from datetime import UTC, datetime, timedelta

from simcare.messaging.models import Message, Thread
from simcare.support.models import Entry, Party, Ticket, TicketCard
from simcare.support.values import CardRelation, EntryKind, PartyRole, Standing, TicketState

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def make_ticket(
    *,
    subject: str = "offline",
    text: str = "The device is offline.",
    email: str = "ole@nordsol.example",
    name: str = "Ole Hansen",
    state: TicketState = TicketState.OPEN,
    due_at: datetime | None = None,
    at: datetime = AT,
    iccid: str = "",
    account_id: int | None = None,
    assignee_id: int | None = None,
    language: str = "en",
) -> Ticket:
    """A ticket with one message, its writer and perhaps a card."""
    thread = Thread.objects.create(correspondent=email, subject=subject, opened_at=at, account_id=account_id)
    ticket = Ticket.objects.create(
        thread=thread,
        account_id=account_id,
        category="network",
        subject=subject,
        snippet=text[:160],
        language=language,
        answer_language=language,
        standing=Standing.VERIFIED,
        state=state,
        assignee_id=assignee_id,
        opened_at=at,
        changed_at=at,
        due_at=due_at,
    )
    Party.objects.create(ticket=ticket, role=PartyRole.REQUESTER, name=name, email=email, account_id=account_id)
    if iccid:
        TicketCard.objects.create(ticket=ticket, iccid=iccid, relation=CardRelation.UNKNOWN, account_id=account_id)
    say(ticket, text, at=at, email=email)
    return ticket


def say(ticket: Ticket, text: str, *, at: datetime = AT, email: str = "ole@nordsol.example") -> Message:
    """One more message of the customer on the timeline."""
    message = Message.objects.create(
        thread=ticket.thread, account_id=ticket.account_id, direction="in", at=at, sender_email=email, text=text
    )
    Entry.objects.create(
        ticket=ticket, account_id=ticket.account_id, kind=EntryKind.MESSAGE, at=at, by=email, message=message
    )
    return message


def minutes(count: float) -> timedelta:
    """A span."""
    return timedelta(minutes=count)
