"""A card is examined: evidence gathered, rules applied, the verdict kept and told."""

from datetime import datetime

from django.db import transaction

from simcare.cards.models import Card
from simcare.cards.queries.fleet import get_card
from simcare.diagnosis.events import CardExamined
from simcare.diagnosis.models import Verdict
from simcare.diagnosis.queries.bundles import for_bundle
from simcare.diagnosis.queries.evidence import bundle_for
from simcare.kernel import outbox


def examine(*, card_id: int, ticket: str = "", by: str, at: datetime) -> Verdict:
    """The verdict on the card as it stands at `at`, from stored evidence; replaces an earlier one for the same ticket.

    Asks no platform: what is not stored or has aged makes the verdict undetermined.
    """
    card = get_card(card_id)
    bundle = bundle_for(card_id=card_id, at=at)
    found = for_bundle(bundle)
    with transaction.atomic():
        verdict = Verdict.objects.create(
            account_id=card.account_id,
            card_id=card_id,
            ticket=ticket,
            platform=bundle.platform,
            requested_at=at,
            ruleset_version=found.ruleset_version,
            primary_code=found.primary_code or "",
            liable_party=found.liable_party.value,
            suspected_party=found.suspected_party.value if found.suspected_party else "",
            confidence=found.confidence,
            result=found.to_json(),
            bundle=bundle.to_json(),
            supersedes=_replaced(card_id, ticket),
            by=by,
        )
        _tell(verdict)
    return verdict


def _replaced(card_id: int, ticket: str) -> Verdict | None:
    """The verdict that stood for this card on this ticket. The card's row is locked, so that two do not replace one."""
    if not ticket:
        return None
    Card.objects.select_for_update(no_key=True).get(id=card_id)
    return Verdict.objects.filter(card_id=card_id, ticket=ticket, superseded_by=None).order_by("-id").first()


def _tell(verdict: Verdict) -> None:
    event = CardExamined(
        verdict_id=verdict.id,
        card_id=verdict.card_id,
        ticket=verdict.ticket,
        primary_code=verdict.primary_code,
        liable_party=verdict.liable_party,
        supersedes_id=verdict.supersedes_id,
    )
    outbox.publish(event, subject=verdict.ticket or f"card:{verdict.card_id}", account_id=verdict.account_id)
