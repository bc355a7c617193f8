"""Who may hear about a card: verified members of its account, and contacts known to use it (design §2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from simcare.accounts.values import Acquaintance
from simcare.support.values import CardRelation, Standing

_CUSTOMERS = frozenset({"member", "contact"})


@dataclass(frozen=True)
class Holding:
    """Whose a card is, and which contacts are known to use it."""

    account_id: int | None
    contact_ids: frozenset[int] = frozenset()


def standing(acquaintances: Sequence[Acquaintance], *, authentic: bool) -> Standing:
    """How far a sender is trusted. A prospect is known by name only, and so nobody whom we tell anything."""
    if not any(known.kind in _CUSTOMERS for known in acquaintances):
        return Standing.UNKNOWN
    return Standing.VERIFIED if authentic else Standing.CLAIMED


def relation(holding: Holding | None, acquaintances: Sequence[Acquaintance], standing: Standing) -> CardRelation:
    """How a card stands to the sender. Naming a card is no proof: anybody can read one off a device.

    `holding` is None for a card that we don't know; only a verified sender learns so much.
    """
    if standing is not Standing.VERIFIED:
        return CardRelation.UNPROVEN
    if holding is None:
        return CardRelation.UNKNOWN
    may_hear = any(_may_hear(known, holding) for known in acquaintances)
    return CardRelation.PROVEN if may_hear else CardRelation.UNPROVEN


def account_of(acquaintances: Sequence[Acquaintance], holdings: Sequence[Holding]) -> Acquaintance | None:
    """For which of his accounts a sender writes: the one that holds the cards he names, else his first."""
    customers = [known for known in acquaintances if known.kind in _CUSTOMERS]
    holders = {holding.account_id for holding in holdings}
    return next((known for known in customers if known.account_id in holders), next(iter(customers), None))


def _may_hear(known: Acquaintance, holding: Holding) -> bool:
    if known.kind == "member":
        return known.account_id is not None and known.account_id == holding.account_id
    return known.kind == "contact" and known.id in holding.contact_ids
