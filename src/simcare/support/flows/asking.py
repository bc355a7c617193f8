"""A business account asks in the product itself: a ticket opens, or goes on, without a mail.

The door knows whose account it is; the answer goes by mail to the member or contact who asks, and stands in the ticket.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from simcare.accounts.queries.keys import find_person
from simcare.accounts.values import Acquaintance
from simcare.cards.models import Card
from simcare.cards.queries import fleet
from simcare.kernel import audit
from simcare.kernel.tenancy import acting_as_provider
from simcare.messaging.actions.posted import Posting, add_to_thread, begin_thread
from simcare.messaging.queries import categorise
from simcare.messaging.queries.threads import get_thread
from simcare.support.actions import children, tickets
from simcare.support.errors import NotAskedHere, NotKnownHere, UnknownCards
from simcare.support.models import Ticket
from simcare.support.queries.customers import get_ticket_of
from simcare.support.values import CardRelation, PartyRole, Standing, TicketState

SNIPPET_CHARACTERS: Final = 160


@transaction.atomic
def ask(
    *,
    account_id: int,
    email: str,
    subject: str,
    text: str,
    iccids: Sequence[str] = (),
    channel: str,
    by: str,
    at: datetime,
) -> Ticket:
    """A new ticket of the account. Raises NotKnownHere for who is nobody of it, UnknownCards for cards of others."""
    with acting_as_provider():
        person = _person(account_id, email)
        cards = _cards(account_id, iccids)
        posting = _posting(person, text, subject)
        message = begin_thread(posting=posting, account_id=account_id, channel=channel, at=at)
        party = tickets.NamedParty(
            role=PartyRole.REQUESTER,
            name=person.name,
            email=person.email,
            language=person.language,
            known_as=person.kind,
        )
        opening = tickets.Opening(
            message=message,
            account_id=account_id,
            category=categorise(subject, text, message.language),
            subject=subject,
            snippet=" ".join(text.split())[:SNIPPET_CHARACTERS],
            language=message.language,
            answer_language=message.language,
            standing=Standing.VERIFIED,
            parties=[party],
            cards=cards,
        )
        [ticket] = tickets.open_tickets(openings=[opening], by=by, at=at)
        children.join_parents(ticket_ids=[ticket.id], at=at)
        audit.record("ticket.asked", by=by, at=at, subject=ticket.key, account_id=account_id)
    return ticket


@transaction.atomic
def ask_on(*, account_id: int, number: int, email: str, text: str, by: str, at: datetime) -> Ticket:
    """More words on a ticket of the account. Raises NoSuchTicket, NotAskedHere where nobody reads them."""
    ticket = get_ticket_of(account_id, number)
    if ticket.thread_id is None or ticket.own == TicketState.SPAM:
        raise NotAskedHere
    with acting_as_provider():
        person = _person(account_id, email)
        thread = get_thread(ticket.thread_id)
        message = add_to_thread(posting=_posting(person, text), thread=thread, at=at)
        tickets.continue_(ticket=ticket, message=message, cards=[], by=person.email, at=at)
    return ticket


def _person(account_id: int, email: str) -> Acquaintance:
    person = find_person(account_id, email)
    if person is None:
        raise NotKnownHere("%(email)s is no member and no contact of this account.", email=email)
    return person


def _posting(person: Acquaintance, text: str, subject: str = "") -> Posting:
    return Posting(email=person.email, name=person.name, language=person.language, text=text, subject=subject)


def _cards(account_id: int, iccids: Sequence[str]) -> list[tickets.NamedCard]:
    """The account's cards; of others it is not said whether there are any."""
    found = {iccid: card for iccid, card in fleet.by_iccid(iccids).items() if card.account_id == account_id}
    if unknown := [iccid for iccid in iccids if iccid not in found]:
        raise UnknownCards("This account has no card %(iccids)s.", iccids=unknown)
    return [_named(card) for card in _once(found.values())]


def _once(cards: Iterable[Card]) -> list[Card]:
    """A card that was named with and without its last digit is one."""
    return list({card.id: card for card in cards}.values())


def _named(card: Card) -> tickets.NamedCard:
    return tickets.NamedCard(iccid=card.iccid, card_id=card.id, relation=CardRelation.PROVEN)
