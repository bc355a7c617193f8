"""The fleet as lists: pages by key, counts with a ceiling, batches with their states, and the history of a card.

Every order is that of the ICCID, and a page begins after a key: the thousandth page costs what the first one does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from simcare.accounts.models import Account
from simcare.cards.models import Batch, Card, CardAssignment, CardChange, CardName, CardStateChange
from simcare.cards.queries.finding import find, meanings_of
from simcare.cards.values import Filters


@dataclass(frozen=True)
class Page:
    """Some cards in the order of their ICCIDs, and the key that the next page begins after; empty at the end."""

    cards: Sequence[Card]
    next_after: str
    count: int
    counted_to: int
    """How far it was counted; `count` may be more."""


def list_page(filters: Filters, *, after: str = "", size: int, counted_to: int = 0) -> Page:
    """The cards that match, from after a key on; counted up to a ceiling, or as far as finding them has told."""
    cards = Card.objects.filter(*_limits(filters))
    if filters.words.strip():
        found = find(filters.words, cards, after=after, size=size + 1)
        keys, count, counted_to = found.keys, found.count, size if found.count is None else found.count + 1
    else:
        behind = cards.filter(iccid_key__gt=after).order_by("iccid_key")
        keys = list(behind.values_list("iccid_key", flat=True)[: size + 1])
        count = cards.order_by()[: counted_to + 1].values("id").count() if counted_to else None
    rows = Card.objects.filter(iccid_key__in=keys[: size + 1]).select_related("product", "account", "dealer", "batch")
    shown = sorted(rows, key=lambda card: card.iccid_key)
    next_after = shown[size - 1].iccid_key if len(shown) > size else ""
    return Page(shown[:size], next_after, size if count is None else count, counted_to)


def matching(filters: Filters) -> QuerySet[Card]:
    """All cards that match, in no order: for work over many."""
    chosen = Q()
    for meaning in meanings_of(filters.words):
        chosen |= meaning.condition
    return Card.objects.filter(chosen, *_limits(filters))


def chosen(card_ids: Iterable[int] | None, filters: Filters) -> QuerySet[Card]:
    """A selection, or without one all cards that match."""
    return matching(filters) if card_ids is None else Card.objects.filter(id__in=list(card_ids))


def count_matching(filters: Filters) -> int:
    """How many match."""
    return matching(filters).count()


def count_states(cards: QuerySet[Card]) -> dict[str, int]:
    """How many cards are in each state, the most first."""
    rows = cards.order_by().values_list("state").annotate(count=Count("id"))
    return dict(sorted(rows, key=lambda row: -row[1]))


def list_batches(*, words: str = "", offset: int = 0, size: int) -> list[tuple[Batch, dict[str, int]]]:
    """Batches, the newest first, each with how many of its cards are in which state."""
    batches = Batch.objects.order_by("-created_at", "-id")
    if words:
        batches = batches.filter(Q(code__icontains=words) | Q(origin__icontains=words))
    shown = list(batches[offset : offset + size])
    states: dict[int, dict[str, int]] = {batch.id: {} for batch in shown}
    counted = (
        Card.objects.filter(batch__in=shown).order_by().values_list("batch_id", "state").annotate(n=Count("state"))
    )
    for batch_id, state, count in counted:
        if batch_id is not None:
            states[batch_id][state] = count
    return [(batch, states[batch.id]) for batch in shown]


def count_cards_of(account_ids: Iterable[int]) -> dict[int, int]:
    """How many cards these accounts have."""
    rows = (
        Card.objects.filter(account_id__in=list(account_ids))
        .order_by()
        .values_list("account_id")
        .annotate(n=Count("account_id"))
    )
    return {account_id: count for account_id, count in rows if account_id is not None}


@dataclass(frozen=True)
class Past:
    """One thing that happened to a card; `kind` is state, change or name."""

    at: datetime
    by: str
    source: str
    kind: str
    before: Mapping[str, object]
    after: Mapping[str, object]


def history_of(card_id: int, limit: int = 100) -> list[Past]:
    """Everything that changed on a card, the newest first: states, identifiers, assignment, label, equipment."""
    states = (
        Past(row.at, row.by, row.source, "state", {}, {"state": row.state, "stopped_by": row.stopped_by})
        for row in CardStateChange.objects.filter(card_id=card_id).order_by("-at", "-id")[:limit]
    )
    changes = list(CardChange.objects.filter(card_id=card_id).order_by("-at", "-id")[:limit])
    told = (Past(row.at, row.by, row.source, "change", row.before, row.after) for row in changes)
    earlier = _untold(card_id, {row.at for row in changes})
    return sorted((*states, *told, *earlier), key=lambda past: past.at, reverse=True)[:limit]


def _untold(card_id: int, told_at: set[datetime]) -> Iterable[Past]:
    """Names and assignments from before a history was kept."""
    for name in CardName.objects.filter(card_id=card_id):
        if name.period.lower and name.period.lower not in told_at:
            yield Past(name.period.lower, "", "", "change", {}, {name.kind: name.value})
    for held in CardAssignment.objects.filter(card_id=card_id).select_related("account", "dealer"):
        if held.period.lower and held.period.lower not in told_at:
            after = {"account": held.account_id, **({"dealer": held.dealer_id} if held.dealer_id else {})}
            yield Past(held.period.lower, "", "", "change", {}, after)


def names_of_accounts(account_ids: Iterable[int]) -> dict[int, str]:
    """What accounts are called, for a history that keeps their numbers."""
    return dict(Account.objects.filter(id__in=list(account_ids)).values_list("id", "name"))


def _limits(filters: Filters) -> list[Q]:
    said = {
        "state": filters.state,
        "account_id": filters.account_id,
        "dealer_id": filters.dealer_id,
        "product_id": filters.product_id,
        "batch_id": filters.batch_id,
        "platform": filters.platform,
        "sold_on__gte": filters.sold_from,
        "sold_on__lt": filters.sold_until,
    }
    limits = [Q(**{name: value}) for name, value in said.items() if value not in ("", None)]
    return [*limits, Q(account=None)] if filters.in_stock else limits


def count_accounts(cards: QuerySet[Card], limit: int) -> list[tuple[str, int]]:
    """Whose these cards are, the most first; no name for those in stock."""
    counted = cards.order_by().values_list("account__name").annotate(count=Count("id")).order_by("-count")
    return [(name or "", count) for name, count in counted[:limit]]
