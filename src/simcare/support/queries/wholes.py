"""Which tickets are one: from a part to its whole, and from a whole to its parts."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.db.models import Q

from simcare.support.models import Merge, Ticket, TicketCard
from simcare.support.rules.wholes import first_due, state_of
from simcare.support.values import CardRelation, TicketState

__all__ = ["first_due", "mergeable_with", "merges_of", "numbers_of", "once", "parts_of", "state_of", "whole_of"]

MOST_OFFERED = 8

Row = TypeVar("Row")


def whole_of(ticket: Ticket) -> int:
    """The number of the ticket that this one is read in: its own unless it is merged into another."""
    if ticket.is_alone:
        return ticket.id
    number = ticket.id
    while (
        into := Merge.objects.filter(part_id=number, undone_at=None).values_list("whole_id", flat=True).first()
    ) is not None:
        number = into
    return number


def numbers_of(whole_id: int) -> list[int]:
    """A whole and its parts, parts of parts too, in the order of their merging; the whole first."""
    numbers, level = [whole_id], [whole_id]
    while level:
        level = list(
            Merge.objects.filter(whole_id__in=level, undone_at=None)
            .order_by("at", "id")
            .values_list("part_id", flat=True)
        )
        numbers += level
    return numbers


def parts_of(ticket: Ticket) -> list[Ticket]:
    """All tickets of the whole that this one belongs to, the whole itself first; only itself where it stands alone."""
    if ticket.is_alone:
        return [ticket]
    numbers = numbers_of(whole_of(ticket))
    found = Ticket.objects.select_related("thread", "account").in_bulk(numbers)
    return [found[number] for number in numbers]


def merges_of(numbers: Iterable[int]) -> Sequence[Merge]:
    """The merges in force among these tickets."""
    return list(Merge.objects.filter(whole_id__in=numbers, undone_at=None).order_by("at", "id"))


def mergeable_with(ticket: Ticket) -> list[Ticket]:
    """Tickets that may be about the same: of the same person or cards, and not of another account."""
    iccids = TicketCard.objects.filter(ticket=ticket).exclude(relation=CardRelation.UNKNOWN).values("iccid")
    same_cards = TicketCard.objects.filter(iccid__in=iccids).values("ticket")
    alike = Q(id__in=same_cards)
    if ticket.thread:
        alike |= Q(thread__correspondent=ticket.thread.correspondent)
    found = Ticket.objects.filter(alike, _same_account(ticket), gathers=False)
    found = found.exclude(state__in=(TicketState.MERGED, TicketState.SPAM)).exclude(id=ticket.id).exclude(thread=None)
    return list(found.select_related("thread").order_by("-id")[:MOST_OFFERED])


def once(rows: Iterable[Row], name: Callable[[Row], object], *, of: int = 0) -> list[Row]:
    """The first row of each name; where several have it, the one of ticket `of`."""
    found: dict[object, Row] = {}
    for row in rows:
        if name(row) not in found or getattr(row, "ticket_id", None) == of:
            found[name(row)] = row
    return list(found.values())


def _same_account(ticket: Ticket) -> Q:
    own = Q(account=ticket.account_id) | Q(account=None)
    return own if ticket.account_id is not None else Q()
