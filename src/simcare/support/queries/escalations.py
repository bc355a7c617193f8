"""Who is called for a promise, and which calls nobody has answered."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from simcare.accounts.models import User
from simcare.accounts.queries import list_staff
from simcare.accounts.values import StaffRole
from simcare.clocks.queries.rotas import on_call
from simcare.clocks.values import Whom
from simcare.kernel.statements import kept_statement
from simcare.support.models import Escalation, Ticket

ANSWERING = (StaffRole.AGENT, StaffRole.SUPERVISOR)
CALLED_LAST = (StaffRole.SUPERVISOR, StaffRole.ADMIN)


def people_for(whom: Whom, ticket: Ticket | None, at: datetime) -> list[User]:
    """The people of a level; nobody's matter goes to whoever is on call, and without a watch to the supervisors."""
    staff = list_staff()
    match whom:
        case "assignee":
            found = staff.filter(id=ticket.assignee_id or 0) if ticket else staff.none()
        case "queue":
            found = staff.filter(role__in=ANSWERING)
        case "on_call":
            return _in_order(staff, on_call(at)) or _supervisors(staff)
        case "supervisor":
            return _supervisors(staff)
    return list(found) or _in_order(staff, on_call(at)) or _supervisors(staff)


def list_unanswered(limit: int = 50) -> list[Escalation]:
    """Calls that nobody has acknowledged, of promises that are still open; the highest level first."""
    waiting = Escalation.objects.filter(acknowledged_at=None, clock__answered_at=None)
    newest = waiting.select_related("clock", "ticket__account").order_by("clock_id", "-level").distinct("clock_id")
    return sorted(newest[:limit], key=lambda each: (-each.level, each.called_at))


@kept_statement
def open_calls(ticket_id: int) -> QuerySet[Escalation]:
    """The calls of one ticket that nobody has acknowledged, the highest level first."""
    waiting = Escalation.objects.filter(ticket_id=ticket_id, acknowledged_at=None, clock__answered_at=None)
    return waiting.select_related("clock").order_by("-level")


def _in_order(staff: QuerySet[User], user_ids: Sequence[int]) -> list[User]:
    known = staff.in_bulk(user_ids) if user_ids else {}
    return [known[user_id] for user_id in user_ids if user_id in known]


def _supervisors(staff: QuerySet[User]) -> list[User]:
    """Supervisors; where an installation has none, its administrators."""
    for role in CALLED_LAST:
        if found := list(staff.filter(role=role)):
            return found
    return []
