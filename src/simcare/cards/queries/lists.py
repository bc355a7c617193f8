"""The fleet as lists: pages by key, counts with a ceiling, batches with their states, and the history of a card.

Every order is that of the ICCID, and a page begins after a key: the thousandth page costs what the first one does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from django.db.models import Count, Q, QuerySet

from simcare.accounts.models import Account
from simcare.cards.models import Batch, Card, CardAssignment, CardChange, CardName, CardStateChange
from simcare.cards.rules.identifiers import ICCID_KEY_LENGTH
from simcare.cards.values import Filters

COUNTED_TO: Final = 10_000
MOST_NAMESAKES: Final = 5
"""Accounts and batches that words of a search may mean at once."""
MOST_SOUGHT: Final = 1_000
"""Of words that more cards have, so many are looked for by the index; then the cards are read in their order."""
WHOLE_FROM: Final = 11
"""Characters from which on words may be a whole number: that is found by its own index, far sooner than as a part."""


SHORTEST_PART: Final = 3
"""Letters and digits in a row that a part must have: the index knows no shorter ones, and would read every card."""


@dataclass(frozen=True)
class Page:
    """Some cards in the order of their ICCIDs, and the key that the next page begins after; empty at the end."""

    cards: Sequence[Card]
    next_after: str


def list_page(filters: Filters, *, after: str = "", size: int) -> Page:
    """The cards that match, from after a key on."""
    keys = sorted(_keys(filters, after, size + 1, MOST_SOUGHT))
    if len(keys) >= MOST_SOUGHT and filters.words.strip():
        keys = _walked(filters, after, size + 1)
    rows = Card.objects.filter(iccid_key__in=keys[: size + 1]).select_related("product", "account", "dealer", "batch")
    cards = sorted(rows, key=lambda card: card.iccid_key)
    return Page(cards[:size], cards[size - 1].iccid_key if len(cards) > size else "")


def _keys(filters: Filters, after: str, size: int, most: int) -> set[str]:
    """The first keys of each meaning of the words. A part is looked for in no order, so that its search ends early."""
    found: set[str] = set()
    for meaning in _meanings(filters.words):
        rows = Card.objects.filter(meaning.condition, *_limits(filters), iccid_key__gt=after)
        keys = rows.order_by() if meaning.is_part else rows.order_by("iccid_key")
        found.update(keys.values_list("iccid_key", flat=True)[: most if meaning.is_part else size])
        if meaning.is_part and len(found) >= most:
            break
    return found


def _walked(filters: Filters, after: str, size: int) -> list[str]:
    """What very many have is soon met by reading the cards in their order; no page leaves one out."""
    words, found = filters.words.strip(), set[str]()
    parts = [Q(names_text__contains=part) for part in dict.fromkeys((_compact(words), words.upper()))]
    for condition in [*parts, *(meaning.condition for meaning in _meanings(words) if not meaning.is_part)]:
        rows = Card.objects.filter(condition, *_limits(filters), iccid_key__gt=after).order_by("iccid_key")
        found.update(rows.values_list("iccid_key", flat=True)[:size])
    return sorted(found)


def matching(filters: Filters) -> QuerySet[Card]:
    """All cards that match, in no order: for work over many."""
    chosen = Q()
    for meaning in _meanings(filters.words):
        chosen |= meaning.condition
    return Card.objects.filter(chosen, *_limits(filters))


def chosen(card_ids: Iterable[int] | None, filters: Filters) -> QuerySet[Card]:
    """A selection, or without one all cards that match."""
    return matching(filters) if card_ids is None else Card.objects.filter(id__in=list(card_ids))


def count_matching(filters: Filters, ceiling: int | None = COUNTED_TO) -> int:
    """How many match; one more than the ceiling where there are more."""
    if ceiling is None:
        return matching(filters).count()
    if filters.words.strip():
        return min(len(_keys(filters, "", ceiling + 1, ceiling + 1)), ceiling + 1)
    return matching(filters).order_by()[: ceiling + 1].values("id").count()


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


@dataclass(frozen=True)
class _Meaning:
    """What words may mean. `is_part`: a part of a name, which very many may have."""

    condition: Q
    is_part: bool = False


def _meanings(words: str) -> list[_Meaning]:
    """A whole number; or a part of an identifier or label, a batch, an account: each has an index of its own."""
    words = words.strip()
    if not words:
        return [_Meaning(Q())]
    compact = _compact(words)
    if len(compact) >= WHOLE_FROM and (whole := [one for one in _whole(compact) if Card.objects.filter(one).exists()]):
        return [_Meaning(one) for one in whole]
    meant = [_Meaning(part, is_part=True) for part in _parts(words, compact)]
    batches = Batch.objects.filter(code__icontains=words).order_by("code").values_list("id", flat=True)
    meant += [_Meaning(Q(batch_id=batch)) for batch in islice(batches, MOST_NAMESAKES)]
    if any(map(str.isalpha, words)):
        accounts = Account.objects.filter(name__icontains=words).order_by("name").values_list("id", flat=True)
        meant += [_Meaning(Q(account_id=account)) for account in islice(accounts, MOST_NAMESAKES)]
    return meant or [_Meaning(Q(pk=None))]


def _parts(words: str, compact: str) -> Iterator[Q]:
    """Beginnings of ICCIDs first: where the fleet has many, nobody need look inside all names for what all have."""
    if _is_indexed(compact):
        yield Q(iccid_key__startswith=compact)
        yield Q(names_text__has_part=compact)
    if words.upper() != compact and any(map(str.isalpha, words)) and _is_indexed(words):
        yield Q(names_text__has_part=words.upper())  # a label may hold blanks


def is_too_short(words: str) -> bool:
    """Whether what is looked for can only be a batch or an account: a part of a number or label must be longer."""
    return bool(words.strip()) and not _is_indexed(_compact(words))


def _compact(words: str) -> str:
    """The words as names of cards are kept: without blanks and hyphens, in capitals."""
    return "".join(words.split()).replace("-", "").lstrip("+").upper()


def _is_indexed(part: str) -> bool:
    """Whether the index for parts of names can narrow it down."""
    runs = "".join(sign if sign.isalnum() else " " for sign in part).split()
    return any(len(run) >= SHORTEST_PART for run in runs)


def _whole(compact: str) -> list[Q]:
    """The identifiers that these characters may be as a whole."""
    names = [Q(imsi=compact) & ~Q(imsi=""), Q(msisdn=compact) & ~Q(msisdn=""), Q(imei=compact) & ~Q(imei="")]
    return [Q(iccid_key=compact[:ICCID_KEY_LENGTH])] if len(compact) in (19, 20) else names


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
