"""Tickets that we open ourselves: nobody has written, but a card wants somebody's care."""

from datetime import datetime

from django.db import transaction

from simcare.cards.queries.fleet import get_card
from simcare.kernel import audit
from simcare.support.actions.states import touch
from simcare.support.actions.tickets import add_entry
from simcare.support.models import Ticket, TicketCard
from simcare.support.values import CardRelation, EntryKind, Standing

DESK = "desk"
"""The channel of what we open ourselves."""


@transaction.atomic
def open_about_card(*, card_id: int, category: str, subject: str, note: str, by: str, at: datetime) -> Ticket:
    """A ticket of ours about a card, with a note on why; nobody is promised an answer."""
    card = get_card(card_id)
    language = card.account.language if card.account else "en"
    ticket = Ticket.objects.create(
        thread=None,
        channel=DESK,
        category=category,
        account_id=card.account_id,
        subject=subject[:200],
        snippet=note[:200],
        language=language,
        answer_language=language,
        standing=Standing.VERIFIED,
        opened_at=at,
        changed_at=at,
    )
    TicketCard.objects.create(ticket=ticket, iccid=card.iccid, card=card, relation=CardRelation.PROVEN)
    add_entry(ticket, kind=EntryKind.NOTE, text=note, by=by, at=at)
    audit.record("ticket.opened_by_us", by=by, at=at, subject=ticket.key, account_id=card.account_id)
    touch(ticket, at)
    return ticket
