"""What a ticket has to do with, its tags, and the tags that are in use."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

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
    own = {part.id for part in parts}
    links = Link.objects.filter(Q(ticket__in=own) | Q(other__in=own)).select_related("ticket", "other").order_by("-id")
    return [
        Linked(LinkKind(link.kind), link.other_id in own, link.ticket if link.other_id in own else link.other)
        for link in links
    ]


def tags_of(parts: Sequence[Ticket]) -> list[str]:
    """The tags of a whole, by name."""
    return sorted(set(TicketTag.objects.filter(ticket__in=[part.id for part in parts]).values_list("name", flat=True)))


def tags_in_use() -> list[str]:
    """Tags by how often they are used."""
    used = TicketTag.objects.values("name").annotate(number=Count("id")).order_by("-number", "name")
    return [row["name"] for row in used[:MOST_TAGS]]
