"""Reads of the cards that we know."""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from simcare.accounts.models import Account
from simcare.cards.errors import NoSuchCard
from simcare.cards.models import Batch, Card, CardContact, CardStateChange, Equipment, Product, Supplier
from simcare.cards.queries.lists import matching
from simcare.cards.rules.identifiers import iccid_key
from simcare.cards.values import Filters


def get_card(card_id: int) -> Card:
    """One card with product and account. Raises NoSuchCard."""
    card = Card.objects.select_related("product", "account").filter(id=card_id).first()
    if card is None:
        raise NoSuchCard
    return card


def by_iccid(iccids: Iterable[str]) -> dict[str, Card]:
    """The cards that these ICCIDs (19 or 20 characters) mean; unknown ones are not in the answer."""
    keys = {iccid: iccid_key(iccid) for iccid in iccids}
    cards = Card.objects.select_related("product", "account").filter(iccid_key__in=set(keys.values()))
    found = {card.iccid_key: card for card in cards}
    return {iccid: found[key] for iccid, key in keys.items() if key in found}


def by_ids(card_ids: Iterable[int]) -> list[Card]:
    """These cards, by their numbers."""
    return list(Card.objects.filter(id__in=list(card_ids)).order_by("id"))


def search(words: str, account_id: int | None = None) -> QuerySet[Card]:
    """Cards by any part of an identifier or label, by batch or account; all cards for no words."""
    found = matching(Filters(words=words, account_id=account_id))
    return found.select_related("product", "account").order_by("iccid_key")


def contacts_of(card_ids: Iterable[int]) -> dict[int, set[int]]:
    """The contacts that are known to use these cards: card id -> contact ids."""
    known: dict[int, set[int]] = defaultdict(set)
    for card_id, contact_id in CardContact.objects.filter(card_id__in=card_ids).values_list("card_id", "contact_id"):
        known[card_id].add(contact_id)
    return dict(known)


def state_history(card_id: int, limit: int = 50) -> list[CardStateChange]:
    """The states a card came into, newest first."""
    return list(CardStateChange.objects.filter(card_id=card_id).order_by("-at", "-id")[:limit])


def equipment_of(card_id: int) -> list[Equipment]:
    """The devices a card works in."""
    return list(Equipment.objects.filter(card_id=card_id).select_related("supplier"))


def list_equipment(account_id: int, *, words: str = "", after: int = 0, size: int) -> list[Equipment]:
    """Devices of an account, from behind one on; words are part of any of what is told of a device or of its card."""
    found = Equipment.objects.filter(account_id=account_id, id__gt=after).select_related("card")
    for word in words.split():
        told = [Q(**{f"{name}__icontains": word}) for name in ("kind", "model", "module", "imei", "place")]
        found = found.filter(reduce(or_, told, Q(card__iccid__contains=word.upper())))
    return list(found.order_by("id")[:size])


def list_products() -> list[Product]:
    """What is sold, by name."""
    return list(Product.objects.order_by("name"))


def list_suppliers() -> list[Supplier]:
    """Who makes or sells equipment, by name."""
    return list(Supplier.objects.order_by("name"))


def list_dealers() -> list[Account]:
    """The accounts that may have sold a card."""
    return list(Account.objects.filter(is_dealer=True).order_by("name"))


def batch_codes(batch_ids: Iterable[int]) -> dict[int, str]:
    """What batches are called."""
    return dict(Batch.objects.filter(id__in=list(batch_ids)).values_list("id", "code"))
