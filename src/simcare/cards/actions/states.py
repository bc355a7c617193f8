"""The state of a card, as its platform reports it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from simcare.cards.events import CardStateChanged
from simcare.cards.models import Card, CardStateChange
from simcare.cards.values import CardState, Presence, StoppedBy
from simcare.kernel import outbox


@transaction.atomic
def report_state(
    *,
    card_id: int,
    state: CardState,
    stopped_by: StoppedBy | None = None,
    presence: Presence | None = None,
    source: str,
    by: str,
    at: datetime,
) -> None:
    """Take over what the platform says.

    A report older than the one we hold, or that says nothing new, leaves no trace.
    """
    card = Card.objects.select_for_update().get(id=card_id)
    if card.state_observed_at and card.state_observed_at > at:
        return
    stopper = stopped_by.value if stopped_by and state is CardState.SUSPENDED else ""
    changed = (card.state, card.stopped_by) != (state.value, stopper)
    card.state, card.stopped_by, card.state_observed_at = state.value, stopper, at
    card.presence = presence.value if presence else card.presence
    card.save(update_fields=["state", "stopped_by", "state_observed_at", "presence"])
    if changed:
        CardStateChange.objects.create(
            card=card,
            account_id=card.account_id,
            state=state.value,
            stopped_by=stopper,
            at=at,
            by=by,
            source=source,
        )
        outbox.publish(
            CardStateChanged(card_id=card.id, state=state.value, stopped_by=stopper),
            subject=f"card:{card.id}",
            account_id=card.account_id,
        )


@transaction.atomic
def report_state_of_many(
    *,
    card_ids: Sequence[int],
    state: CardState,
    stopped_by: StoppedBy | None = None,
    source: str,
    by: str,
    at: datetime,
) -> None:
    """`report_state` for cards that are in the same state: a handful of statements, however many they are."""
    stopper = stopped_by.value if stopped_by and state is CardState.SUSPENDED else ""
    held = Card.objects.select_for_update().filter(id__in=card_ids).order_by("id")
    told = [card for card in held if card.state_observed_at is None or card.state_observed_at <= at]
    Card.objects.filter(id__in=[card.id for card in told]).update(state=state, stopped_by=stopper, state_observed_at=at)
    changed = [card for card in told if (card.state, card.stopped_by) != (state.value, stopper)]
    CardStateChange.objects.bulk_create(
        CardStateChange(
            card=card, account_id=card.account_id, state=state, stopped_by=stopper, at=at, by=by, source=source
        )
        for card in changed
    )
    outbox.publish_many(
        (
            CardStateChanged(card_id=card.id, state=state, stopped_by=stopper),
            f"card:{card.id}",
            card.account_id,
        )
        for card in changed
    )
