"""What a ticket has to do with, its tags, and the tags that are in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from simcare.kernel.statements import kept_statement
from simcare.support.models import Link, Ticket, TicketTag
from simcare.support.values import LinkKind

MOST_TAGS = 200


@dataclass(frozen=True)
class Linked:
    """Another ticket, seen from one: `kind` as it was said, `is_other_way` when the other one said it."""

    kind: LinkKind
    is_other_way: bool
    ticket: Ticket


def linked_to(parts: Sequence[Ticket]) -> list[Linked]:
    """The tickets that this whole has to do with, the latest link first."""
    own = [part.id for part in parts]
    return [
        Linked(LinkKind(link.kind), link.other_id in own, link.ticket if link.other_id in own else link.other)
        for link in links_of(own)
    ]


@kept_statement
def links_of(own: list[int]) -> QuerySet[Link]:
    links = Link.objects.filter(Q(ticket_id__in=own) | Q(other_id__in=own))
    return links.select_related("ticket", "other").order_by("-id")


def tags_of(parts: Sequence[Ticket]) -> list[str]:
    """The tags of a whole, by name."""
    return sorted({tag.name for tag in tags_on([part.id for part in parts])})


@kept_statement
def tags_on(own: list[int]) -> QuerySet[TicketTag]:
    return TicketTag.objects.filter(ticket_id__in=own)


def tags_in_use() -> list[str]:
    """Tags by how often they are used."""
    return [name for name, _number in used_tags()]


@kept_statement
def used_tags() -> QuerySet[TicketTag, tuple[Any, ...]]:
    used = TicketTag.objects.values("name").annotate(number=Count("id")).order_by("-number", "name")
    return used.values_list("name", "number")[:MOST_TAGS]
