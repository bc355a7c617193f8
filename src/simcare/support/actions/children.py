"""Parent and children: one trouble that many people have, such as an incident, and a ticket for each of them.

A child stays a ticket of its own, with its own thread, account and promise; the parent knows them all and speaks to all
of them at once (actions.updates). There is one level: a parent is nobody's child.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from simcare.cards.queries import fleet
from simcare.kernel import audit, outbox
from simcare.support.actions.states import touch
from simcare.support.actions.tickets import add_entry, get_ticket, reopen_for, solve
from simcare.support.errors import NotAParent
from simcare.support.events import TicketUpdated
from simcare.support.models import Ticket, TicketCard
from simcare.support.queries.children import INCIDENT_OVER, is_over, parent_for, unsolved_children
from simcare.support.queries.wholes import parts_of, whole_of
from simcare.support.values import CardRelation, EntryKind, Standing, TicketState

INCIDENT = "incident"


@transaction.atomic
def open_incident(
    *, subject: str, card_ids: Sequence[int], incident_id: int | None = None, by: str, at: datetime
) -> Ticket:
    """A ticket for a trouble that many have; new tickets about these cards become its children. Repeatable."""
    if incident_id is not None and (known := Ticket.objects.filter(incident_id=incident_id).first()):
        return known
    ticket = Ticket.objects.create(
        thread=None,
        channel=INCIDENT,
        category="network",
        subject=subject,
        snippet="",
        language="en",
        answer_language="en",
        standing=Standing.VERIFIED,
        gathers=True,
        incident_id=incident_id,
        opened_at=at,
        changed_at=at,
    )
    TicketCard.objects.bulk_create(
        TicketCard(ticket=ticket, iccid=card.iccid, card=card, relation=CardRelation.PROVEN)
        for card in fleet.by_ids(card_ids)
    )
    add_entry(ticket, kind=EntryKind.ACTION, text="incident_opened", by=by, at=at)
    audit.record("ticket.incident_opened", by=by, at=at, subject=ticket.key, after={"incident": incident_id})
    return ticket


@transaction.atomic
def end_incident(*, incident_id: int, by: str, at: datetime) -> None:
    """An incident is over: its ticket wants the last words to its children, or is solved where none waits. Repeatable.

    No further ticket becomes its child by itself.
    """
    found = Ticket.objects.filter(incident_id=incident_id).first()
    if found is None or is_over(found):
        return
    ticket, waiting = get_ticket(found.id, lock=True), unsolved_children(found.id).count()
    add_entry(ticket, kind=EntryKind.ACTION, text=INCIDENT_OVER, data={"number": waiting}, by=by, at=at)
    audit.record("ticket.incident_over", by=by, at=at, subject=ticket.key, after={"waiting": waiting})
    if ticket.own in (TicketState.OPEN, TicketState.WAITING):
        (reopen_for if waiting else _settle)(ticket, by=by, at=at)


@transaction.atomic
def attach_children(*, parent_id: int, ticket_ids: Iterable[int], by: str, at: datetime) -> int:
    """Make these tickets children of another; returns how many were none before. Raises NotAParent."""
    parent = get_ticket(parent_id, lock=True)
    if parent.parent_id is not None or parent.state == TicketState.MERGED:
        raise NotAParent
    attached = 0
    for number in sorted(set(ticket_ids)):
        attached += _attach(parent, get_ticket(number, lock=True), by, at)
    if attached:
        Ticket.objects.filter(id=parent.id).update(gathers=True)
        said: dict[str, object] = {"number": attached}
        add_entry(parent, kind=EntryKind.ACTION, text="children_attached", data=said, by=by, at=at)
    return attached


@transaction.atomic
def detach_child(*, ticket_id: int, by: str, at: datetime) -> None:
    """This ticket is a matter of its own."""
    ticket = get_ticket(ticket_id, lock=True)
    if ticket.parent_id is None:
        return
    parent = get_ticket(ticket.parent_id)
    Ticket.objects.filter(id__in=[part.id for part in parts_of(ticket)], parent=parent).update(parent=None)
    said: dict[str, object] = {"parent": parent.id}
    add_entry(ticket, kind=EntryKind.ACTION, text="detached", data=said, by=by, at=at)
    audit.record("ticket.detached", by=by, at=at, subject=ticket.key, account_id=ticket.account_id, before=said)
    touch(parent, at)


def join_parents(*, ticket_ids: Sequence[int], at: datetime) -> None:
    """`join_parent` for several; a quiet day, with no parent that gathers, costs one look for all of them."""
    waiting = Ticket.objects.filter(gathers=True, state__in=(TicketState.OPEN, TicketState.WAITING))
    if waiting.exists():
        for ticket_id in ticket_ids:
            join_parent(ticket_id=ticket_id, at=at)


@transaction.atomic
def join_parent(*, ticket_id: int, at: datetime) -> None:
    """A new ticket about a card that an open incident concerns becomes its child by itself. Repeatable."""
    ticket = get_ticket(ticket_id, lock=True)
    if ticket.parent_id is not None or ticket.gathers or ticket.own != TicketState.OPEN:
        return
    parent = parent_for(ticket)
    if parent and _attach(parent, ticket, "desk", at):
        outbox.publish(TicketUpdated(ticket_id=parent.id), subject=parent.key, account_id=parent.account_id)


def _settle(ticket: Ticket, *, by: str, at: datetime) -> None:
    solve(ticket_id=ticket.id, by=by, at=at)


def _attach(parent: Ticket, child: Ticket, by: str, at: datetime) -> bool:
    if child.id == parent.id or child.gathers or child.thread_id is None or whole_of(child) == parent.id:
        raise NotAParent
    if child.parent_id == parent.id:
        return False
    Ticket.objects.filter(id__in=[part.id for part in parts_of(child)]).update(parent=parent)
    said: dict[str, object] = {"parent": parent.id}
    add_entry(child, kind=EntryKind.ACTION, text="attached", data=said, by=by, at=at)
    audit.record("ticket.attached", by=by, at=at, subject=child.key, account_id=child.account_id, after=said)
    return True
