"""Sharing work: who is here, who takes tickets, whose a ticket is, its queue, its sleep; and saved views."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed, may
from simcare.kernel import clock
from simcare.support.actions import agents, presence, queues, snoozes, views
from simcare.support.actions import tickets as actions
from simcare.support.errors import BadSnooze
from simcare.support.queries.filters import TicketFilter
from simcare.support.queries.team import watchers
from simcare.support.values import Watching
from simcare.web.staff.door import back, deed, needs, staff, who
from simcare.web.staff.views.writing import number_of


@deed
def here(request: HttpRequest) -> HttpResponse:
    """A page says that it is open and what it shows; the answer is who else is there."""
    user, at, number = staff(request), clock.now(), number_of(request, "ticket")
    name = request.POST.get("page", "")[:64]
    if request.POST.get("gone"):
        presence.gone(user_id=user.id, page=name)
        return HttpResponse(status=204)
    watching = Watching.WRITES if request.POST.get("writes") else Watching.LOOKS
    presence.here(user_id=user.id, page=name, ticket_id=number, watching=watching, at=at)
    others = watchers(number, at=at, but=user.id) if number else []
    return render(request, "staff/parts/watchers.html", {"watchers": others})


@deed
def available(request: HttpRequest) -> HttpResponse:
    """I take tickets from now on, or I am away."""
    takes = request.POST.get("takes") == "1"
    agents.switch(user_id=staff(request).id, takes_tickets=takes, by=who(request), at=clock.now())
    return back(request, _("You take tickets now.") if takes else _("You are away; nothing is given to you."))


@deed
@needs(Deed.ANSWER)
def assign(request: HttpRequest, number: int) -> HttpResponse:
    """It is somebody's, or nobody's."""
    actions.assign(
        ticket_id=number, assignee_id=number_of(request, "assignee") or None, by=who(request), at=clock.now()
    )
    return back(request, _("Assigned."))


@deed
@needs(Deed.ANSWER)
def move(request: HttpRequest, number: int) -> HttpResponse:
    """It waits in another queue."""
    queues.move(ticket_id=number, slug=request.POST.get("queue", ""), by=who(request), at=clock.now())
    return back(request, _("Moved."))


@deed
@needs(Deed.ANSWER)
def snooze(request: HttpRequest, number: int) -> HttpResponse:
    """Out of sight until then, or until the customer writes."""
    until = _time_of(request.POST.get("until") or request.POST.get("other", ""), staff(request).zone)
    reason = request.POST.get("reason", "")
    snoozes.snooze(ticket_id=number, until=until, reason=reason, by=who(request), at=clock.now())
    return back(request, _("Snoozed. It wakes by itself, or when the customer writes."))


@deed
@needs(Deed.ANSWER)
def wake(request: HttpRequest, number: int) -> HttpResponse:
    """In sight again."""
    snoozes.wake(ticket_id=number, by=who(request), at=clock.now())
    return back(request, _("Awake."))


@deed
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep what the list shows under a name, for me or the team."""
    asked = TicketFilter.read(request.POST)
    views.save_view(
        name=request.POST.get("name", ""),
        asked=asked,
        owner_id=staff(request).id,
        is_shared=request.POST.get("shared") == "1",
        columns=request.POST.getlist("column"),
        by=who(request),
        at=clock.now(),
    )
    return redirect(f"{reverse('staff:inbox')}?{asked.query()}")


@deed
def drop_view(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a view."""
    user = staff(request)
    may_all = may(user.role, Deed.ARRANGE)
    views.drop_view(view_id=number, user_id=user.id, may_drop_shared=may_all, by=who(request), at=clock.now())
    return back(request, _("The view is gone; its tickets are where they were."))


def _time_of(told: str, zone: str) -> datetime:
    """A time as a form tells it, in the person's zone where it names none. Raises BadSnooze."""
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        raise BadSnooze("Choose a time.") from None
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
