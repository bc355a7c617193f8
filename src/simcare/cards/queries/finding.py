"""Cards by words: whole numbers, parts of names, batches and accounts, each by an index of its own.

What very many cards have is soon met by reading the cards in their order; what few have, the index names. Nobody knows
beforehand which it is: some cards are read, then the index is asked, and where it names too many, the reading goes on.
Either way the first cards are the right ones, and no page leaves one out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db.models import Q, QuerySet

from simcare.accounts.models import Account
from simcare.cards.models import Batch, Card
from simcare.cards.rules.identifiers import ICCID_KEY_LENGTH
from simcare.kernel.statements import planned_by_values

MOST_NAMESAKES: Final = 5
"""Accounts and batches that words of a search may mean at once."""
MOST_NAMED: Final = 12_000
"""Cards that the index may name: of more, reading them all takes longer than meeting the first in their order."""
READ_FIRST: Final = 500
"""Cards that are read before the index is asked; a page of what one in ten has is full by then."""
READ_FIRST_SHORT: Final = 20_000
"""The same for a part of three or four characters, which one in two hundred has, if it is of digits."""
READ_ON: Final = 100_000
SHORT: Final = 4
SHORTEST_PART: Final = 3
"""Letters and digits in a row that a part must have: the index knows no shorter ones, and would read every card."""
WHOLE_FROM: Final = 11
"""Characters from which on words may be a whole number, or its beginning: those have indexes that are far sooner."""


@dataclass(frozen=True)
class Found:
    """Keys of the first cards behind a place, in their order, and how many cards match at all; None where unknown."""

    keys: Sequence[str]
    count: int | None


def find(words: str, cards: QuerySet[Card], *, after: str, size: int) -> Found:
    """Those of these cards that words mean: the first so many behind a key."""
    meanings = meanings_of(words)
    with planned_by_values():
        if not any(meaning.part for meaning in meanings):
            return _named(meanings, cards, after, size)
        shortest = min(len(meaning.part) for meaning in meanings if meaning.part)
        keys, edge = _read(meanings, cards, after, size, READ_FIRST_SHORT if shortest <= SHORT else READ_FIRST)
        if edge and len(keys) >= size:
            return Found(keys, None)
        if not (edge or after):
            return Found(keys, len(keys))
        found = _named(meanings, cards, after, size)
        return found if found.count is not None else Found(_read_on(meanings, cards, after, size), None)


def meanings_of(words: str) -> "list[Meaning]":
    """A whole number or its beginning; or a part of an identifier or label, a batch, an account."""
    words = words.strip()
    if not words:
        return [Meaning(Q())]
    compact = _compact(words)
    if len(compact) >= WHOLE_FROM and (known := [one for one in _numbers(compact) if _is_any(one)]):
        return [Meaning(one) for one in known]
    meant = [Meaning(Q(names_text__has_part=part), part) for part in _parts(words, compact)]
    batches = Batch.objects.filter(code__icontains=words).order_by("code").values_list("id", flat=True)
    meant += [Meaning(Q(batch_id=batch)) for batch in islice(batches, MOST_NAMESAKES)]
    if any(map(str.isalpha, words)):
        accounts = Account.objects.filter(name__icontains=words).order_by("name").values_list("id", flat=True)
        meant += [Meaning(Q(account_id=account)) for account in islice(accounts, MOST_NAMESAKES)]
    return meant or [Meaning(Q(pk=None))]


@dataclass(frozen=True)
class Meaning:
    """What words may mean, as the index is asked; `part` are the characters, where a part of a name is meant."""

    condition: Q
    part: str = ""

    @property
    def as_read(self) -> Q:
        """The same, decided card by card."""
        return Q(names_text__contains=self.part) if self.part else self.condition


def is_too_short(words: str) -> bool:
    """Whether what is looked for can only be a batch or an account: a part of a number or label must be longer."""
    return bool(words.strip()) and not _is_indexed(_compact(words))


def _named(meanings: Sequence[Meaning], cards: QuerySet[Card], after: str, size: int) -> Found:
    """What the indexes name of all cards; no count where that is too many, and then the first of each meaning."""
    named: set[str] = set()
    for meaning in meanings:
        rows = cards.filter(meaning.condition).values_list("iccid_key", flat=True)
        named.update(rows.order_by()[: MOST_NAMED + 1])
        if len(named) > MOST_NAMED:
            break
    else:
        return Found(sorted(key for key in named if key > after)[:size], len(named))
    if any(meaning.part for meaning in meanings):
        return Found((), None)
    first: set[str] = set()
    for meaning in meanings:
        rows = cards.filter(meaning.condition, iccid_key__gt=after).values_list("iccid_key", flat=True)
        first.update(rows.order_by("iccid_key")[:size])
    return Found(sorted(first)[:size], None)


def _read(
    meanings: Sequence[Meaning], cards: QuerySet[Card], after: str, size: int, count: int
) -> tuple[list[str], str]:
    """Of the next so many cards those that are meant, and the last key that was read; empty at the end of all."""
    following = cards.filter(iccid_key__gt=after).order_by("iccid_key").values_list("iccid_key", flat=True)
    edge = next(iter(following[count - 1 : count]), "")
    within = following.filter(iccid_key__lte=edge) if edge else following
    meant = Q()
    for meaning in meanings:
        meant |= meaning.as_read
    return list(within.filter(meant)[: size if edge else count]), edge


def _read_on(meanings: Sequence[Meaning], cards: QuerySet[Card], after: str, size: int) -> list[str]:
    keys: list[str] = []
    edge = after
    while len(keys) < size:
        more, edge = _read(meanings, cards, edge, size - len(keys), READ_ON)
        keys += more[: size - len(keys)]
        if not edge:
            break
    return keys


def _numbers(compact: str) -> Iterator[Q]:
    """The identifiers that these characters may be as a whole; then those that they may begin."""
    if len(compact) in (ICCID_KEY_LENGTH, ICCID_KEY_LENGTH + 1):
        yield Q(iccid_key=compact[:ICCID_KEY_LENGTH])
        return
    for name in ("imsi", "msisdn", "imei"):
        yield Q(**{name: compact}) & ~Q(**{name: ""})
    yield Q(iccid_key__startswith=compact)


def _is_any(condition: Q) -> bool:
    return Card.objects.filter(condition).exists()


def _parts(words: str, compact: str) -> Iterator[str]:
    if _is_indexed(compact):
        yield compact
    if words.upper() != compact and any(map(str.isalpha, words)) and _is_indexed(words):
        yield words.upper()  # a label may hold blanks


def _compact(words: str) -> str:
    """The words as names of cards are kept: without blanks and hyphens, in capitals."""
    return "".join(words.split()).replace("-", "").lstrip("+").upper()


def _is_indexed(part: str) -> bool:
    """Whether the index for parts of names can narrow it down."""
    runs = "".join(sign if sign.isalnum() else " " for sign in part).split()
    return any(len(run) >= SHORTEST_PART for run in runs)
