"""Cards come into stock, go to an account, change hands."""

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from simcare.accounts.models import Account, Contact
from simcare.cards.errors import CardsError
from simcare.cards.models import Card, CardAssignment, CardChange, CardContact, CardName, Product
from simcare.cards.rules.identifiers import iccid_key, normalise_iccid
from simcare.kernel import audit


def add_card(
    *,
    iccid: str,
    product: Product,
    platform: str,
    imsi: str = "",
    msisdn: str = "",
    eid: str = "",
    sold_on: date | None = None,
    at: datetime,
) -> Card:
    """A card comes into stock; the same ICCID twice is one card. Raises IdentifierUnreadable."""
    spelled = normalise_iccid(iccid)
    card, is_new = Card.objects.get_or_create(
        iccid_key=iccid_key(spelled),
        defaults={
            "iccid": spelled,
            "product": product,
            "platform": platform,
            "imsi": imsi,
            "msisdn": msisdn,
            "eid": eid,
            "sold_on": sold_on,
            "created_at": at,
        },
    )
    if is_new:
        _note_names(card, at)
    return card


@transaction.atomic
def assign(*, card: Card, account: Account, dealer: Account | None = None, by: str, at: datetime) -> CardAssignment:
    """From `at` on the card belongs to the account; what was before ends there.

    The same holder again changes nothing.
    """
    current = CardAssignment.objects.select_for_update().filter(card=card, period__contains=at).first()
    if current and current.account_id == account.id and current.dealer_id == (dealer and dealer.id):
        return current
    if current:
        current.period = DateTimeTZRange(current.period.lower, at)
        current.save(update_fields=["period"])
    new = CardAssignment.objects.create(card=card, account=account, dealer=dealer, period=DateTimeTZRange(at, None))
    before = {"account": card.account_id, "dealer": card.dealer_id}
    card.account, card.dealer = account, dealer
    card.save(update_fields=["account", "dealer"])
    CardName.objects.filter(card=card, period__contains=at).update(account=account)
    CardContact.objects.filter(card=card).exclude(account=account).delete()  # they hear of this card no longer
    after = {"account": account.id, "dealer": dealer and dealer.id}
    CardChange.objects.create(card=card, account=account, at=at, by=by, source="console", before=before, after=after)
    audit.record(
        "card.assigned",
        by=by,
        at=at,
        subject=f"card:{card.id}",
        account_id=account.id,
        before=before,
        after=after,
    )
    return new


@transaction.atomic
def change_identifier(*, card: Card, kind: str, value: str, source: str, by: str, at: datetime) -> None:
    """From `at` on the card's IMSI, number or IMEI is another; what it was is kept with its time."""
    before = getattr(card, kind)
    if value == before:
        return
    for name in CardName.objects.select_for_update().filter(card=card, kind=kind, period__contains=at):
        name.period = DateTimeTZRange(name.period.lower, at)
        name.save(update_fields=["period"])
    if value:
        period = DateTimeTZRange(at, None)
        CardName.objects.create(card=card, account_id=card.account_id, kind=kind, value=value, period=period)
    setattr(card, kind, value)
    card.save(update_fields=[kind])
    CardChange.objects.create(
        card=card, account_id=card.account_id, at=at, by=by, source=source, before={kind: before}, after={kind: value}
    )


def link_contact(*, card: Card, contact: Contact, by: str, at: datetime) -> None:
    """From now on this person is known to use the card. The contact must belong to the account that holds it."""
    if card.account_id != contact.account_id:
        raise CardsError("The contact belongs to another account than the card.")
    _, is_new = CardContact.objects.get_or_create(card=card, contact=contact, account_id=contact.account_id)
    if is_new:
        audit.record(
            "card.contact_linked",
            by=by,
            at=at,
            subject=f"card:{card.id}",
            account_id=contact.account_id,
            after={"contact": contact.id},
        )


def _note_names(card: Card, at: datetime) -> None:
    names = {"imsi": card.imsi, "msisdn": card.msisdn, "imei": card.imei}
    CardName.objects.bulk_create(
        CardName(card=card, account_id=card.account_id, kind=kind, value=value, period=DateTimeTZRange(at, None))
        for kind, value in names.items()
        if value
    )
