"""Offers end: by being accepted, by lapsing, or because somebody else decided. Each has one end."""

from datetime import datetime

from django.db.models import QuerySet

from simcare.support.models import Offer
from simcare.support.values import OfferOutcome


def accept(*, ticket_id: int, user_id: int, at: datetime) -> bool:
    """Whoever was given the ticket has looked at it: it stays with that person."""
    return _end(Offer.objects.filter(ticket_id=ticket_id, user_id=user_id), OfferOutcome.ACCEPTED, at)


def settle(*, ticket_id: int, assignee_id: int | None, at: datetime) -> None:
    """A person decided whose the ticket is: an open offer to that person is accepted, any other is over."""
    if assignee_id:
        accept(ticket_id=ticket_id, user_id=assignee_id, at=at)
    _end(Offer.objects.filter(ticket_id=ticket_id), OfferOutcome.WITHDRAWN, at)


def lapse(offer: Offer, outcome: OfferOutcome, at: datetime) -> bool:
    """It was not answered; False when it has ended meanwhile."""
    return _end(Offer.objects.filter(id=offer.id), outcome, at)


def _end(offers: QuerySet[Offer], outcome: OfferOutcome, at: datetime) -> bool:
    return offers.filter(outcome="").update(outcome=outcome, ended_at=at) > 0
