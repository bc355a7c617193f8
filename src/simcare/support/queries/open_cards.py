"""The cards that somebody waits for an answer about."""

from simcare.support.models import TicketCard
from simcare.support.values import CardRelation, TicketState

MOST = 500


def list_open_cards() -> list[int]:
    """The proven cards of open tickets, those of the next promise first."""
    named = TicketCard.objects.filter(ticket__state=TicketState.OPEN, relation=CardRelation.PROVEN, card__isnull=False)
    ids = named.order_by("ticket__order_at", "id").values_list("card_id", flat=True)[:MOST]
    return [card_id for card_id in dict.fromkeys(ids) if card_id is not None]


def list_unexamined_cards(but: int, limit: int = 60) -> list[int]:
    """Cards of other new tickets that wait for their first look: read along with the first of a burst.

    The ticket of an incident is nobody's request: its cards, often many, wait for no verdict of its own.
    """
    new = TicketCard.objects.filter(ticket__state=TicketState.OPEN, ticket__thread__isnull=False, verdict=None)
    named = new.filter(relation=CardRelation.PROVEN, card__isnull=False).exclude(ticket_id=but)
    ids = named.order_by("ticket_id", "id").values_list("card_id", flat=True)[:limit]
    return [card_id for card_id in dict.fromkeys(ids) if card_id is not None]
