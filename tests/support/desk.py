"""Tickets for tests of the desk, without reading mail: a person writes, and a ticket opens or goes on."""

from datetime import UTC, datetime, timedelta
from itertools import count

from simcare.messaging.models import Message, Thread
from simcare.support.actions import tickets
from simcare.support.models import Ticket
from simcare.support.values import CardRelation, PartyRole, Standing

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
ICCIDS = tuple(f"8949020000012345{number:03d}" for number in range(100, 120))
_names = count(1)


def at(minutes: float) -> datetime:
    """So many minutes after the beginning of the test."""
    return START + timedelta(minutes=minutes)


def heard(thread: Thread, text: str, when: datetime) -> Message:
    """The correspondent has written."""
    return Message.objects.create(
        thread=thread,
        account_id=thread.account_id,
        direction="in",
        at=when,
        sender_email=thread.correspondent,
        subject=thread.subject,
        text=text,
        reply_text=text,
        authenticity="verified",
        message_id=f"{next(_names)}@elsewhere.example",
    )


def card(iccid: str, relation: CardRelation = CardRelation.PROVEN, card_id: int | None = None) -> tickets.NamedCard:
    return tickets.NamedCard(iccid=iccid, card_id=card_id, relation=relation)


def opened(
    email: str,
    when: datetime,
    *,
    account_id: int | None = None,
    iccids: tuple[str, ...] = (),
    language: str = "en",
    standing: Standing = Standing.VERIFIED,
    known_as: str = "member",
    text: str = "It does not work.",
) -> Ticket:
    """A ticket that this person has opened."""
    thread = Thread.objects.create(
        account_id=account_id, correspondent=email, correspondent_name="", subject="Help", opened_at=when
    )
    opening = tickets.Opening(
        message=heard(thread, text, when),
        account_id=account_id,
        category="network",
        subject="Help",
        snippet=text,
        language=language,
        answer_language=language,
        standing=standing,
        parties=[
            tickets.NamedParty(role=PartyRole.REQUESTER, name="", email=email, language=language, known_as=known_as)
        ],
        cards=[card(iccid) for iccid in iccids],
    )
    (ticket,) = tickets.open_tickets(openings=[opening], by="desk", at=when)
    return ticket


def wrote_again(ticket: Ticket, when: datetime, iccids: tuple[str, ...] = ()) -> Message:
    """The person writes once more in the ticket's own thread."""
    fresh = Ticket.objects.select_related("thread").get(id=ticket.id)
    assert fresh.thread is not None
    message = heard(fresh.thread, "Again.", when)
    tickets.continue_(
        ticket=fresh, message=message, cards=[card(iccid) for iccid in iccids], by=message.sender_email, at=when
    )
    return message
