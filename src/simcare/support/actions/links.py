"""Links to other tickets, and tags. Of a whole, a tag stands on the whole; taking it away takes it off every part."""

from datetime import datetime

from django.db import transaction

from simcare.kernel import audit
from simcare.support.actions.placing import following
from simcare.support.actions.states import touch
from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.errors import LinkedAlready, NoSuchTag, SameTicket
from simcare.support.models import Link, Ticket, TicketTag
from simcare.support.queries.wholes import parts_of, whole_of
from simcare.support.rules.tagging import tag_name
from simcare.support.values import EntryKind, LinkKind


@transaction.atomic
def link(*, ticket_id: int, other_id: int, kind: LinkKind, by: str, at: datetime) -> Link:
    """The ticket has to do with another one. The same link again is the first one. Raises LinkedAlready, SameTicket."""
    ticket, other = get_ticket(ticket_id, lock=True), get_ticket(other_id)
    if whole_of(ticket) == whole_of(other):
        raise SameTicket
    known = Link.objects.filter(ticket=ticket, other=other) | Link.objects.filter(ticket=other, other=ticket)
    if found := known.first():
        if (found.ticket_id, found.kind) == (ticket.id, kind):
            return found
        raise LinkedAlready
    account_id = ticket.account_id if ticket.account_id == other.account_id else None
    made = Link.objects.create(ticket=ticket, other=other, account_id=account_id, kind=kind, by=by, at=at)
    said: dict[str, object] = {"other": other.id, "kind": str(kind)}
    add_entry(ticket, kind=EntryKind.ACTION, text="linked", data=said, by=by, at=at)
    add_entry(other, kind=EntryKind.ACTION, text="linked", data={"other": ticket.id, "kind": ""}, by=by, at=at)
    audit.record("ticket.linked", by=by, at=at, subject=ticket.key, account_id=ticket.account_id, after=said)
    return made


@transaction.atomic
def unlink(*, ticket_id: int, other_id: int, by: str, at: datetime) -> None:
    """They have nothing to do with each other, whichever side it was linked from."""
    ticket, other = get_ticket(ticket_id, lock=True), get_ticket(other_id)
    gone, _ = Link.objects.filter(ticket=ticket, other=other).delete()
    back, _ = Link.objects.filter(ticket=other, other=ticket).delete()
    if not gone + back:
        return
    for one, another in ((ticket, other), (other, ticket)):
        add_entry(one, kind=EntryKind.ACTION, text="unlinked", data={"other": another.id}, by=by, at=at)
    audit.record(
        "ticket.unlinked", by=by, at=at, subject=ticket.key, account_id=ticket.account_id, before={"other": other.id}
    )


@transaction.atomic
def tag(*, ticket_id: int, name: str, by: str, at: datetime) -> str:
    """Put a tag on the ticket, which may wait in another queue for it; returns how it is spelt. Raises NoSuchTag."""
    ticket = get_ticket(ticket_id, lock=True)
    spelt = tag_name(name)
    if not spelt:
        raise NoSuchTag
    with following(ticket, by=by, at=at, even_if_moved=True):
        _, is_new = TicketTag.objects.get_or_create(
            ticket=ticket, name=spelt, defaults={"account_id": ticket.account_id, "at": at, "by": by}
        )
    if is_new:
        _record(ticket, "ticket.tagged", spelt, by, at)
    return spelt


@transaction.atomic
def untag(*, ticket_id: int, name: str, by: str, at: datetime) -> None:
    """Take a tag off the ticket and every part of it."""
    ticket = get_ticket(ticket_id, lock=True)
    with following(ticket, by=by, at=at):
        gone, _ = TicketTag.objects.filter(ticket__in=parts_of(ticket), name=name).delete()
    if gone:
        _record(ticket, "ticket.untagged", name, by, at)


def _record(ticket: Ticket, what: str, name: str, by: str, at: datetime) -> None:
    audit.record(what, by=by, at=at, subject=ticket.key, account_id=ticket.account_id, after={"tag": name})
    touch(ticket, at)
