"""The provider's people, for administrators: invited, given another role, switched off; and the desk as they see it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from simcare.accounts.actions import links, staff
from simcare.accounts.errors import NotAChoice
from simcare.accounts.permissions import Deed, may
from simcare.accounts.queries.access import get_colleague, list_colleagues, list_invitations
from simcare.accounts.values import StaffRole
from simcare.kernel import audit, clock
from simcare.web.entrance.attendance import VIEWS_AS
from simcare.web.staff.around import draw_page
from simcare.web.staff.door import back, deed, needs, oneself, page, proven, who
from simcare.web.staff.from_records import deeds_on


@dataclass(frozen=True)
class Colleague:
    """A person of the provider in the list of the team."""

    id: int
    name: str
    email: str
    role: str
    is_active: bool
    used_at: Any
    is_me: bool


@page
@needs(Deed.SEE_TEAM)
def team(request: HttpRequest) -> HttpResponse:
    """Everybody, and who is invited."""
    me = oneself(request)
    return draw_page(
        request,
        "team.html",
        people=[_row(user, me.id) for user in list_colleagues()],
        invitations=list(list_invitations(at=clock.now())),
        link=request.session.pop("invitation", ""),
        roles=[role.value for role in StaffRole],
        languages=settings.LANGUAGES,
        may_administer=may(me.role, Deed.ADMINISTER),
        here="team",
    )


@page
@needs(Deed.SEE_TEAM)
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One colleague, and what was done about them."""
    me, user = oneself(request), get_colleague(number)
    return draw_page(
        request,
        "person.html",
        person=_row(user, me.id),
        language=user.language,
        zone=user.zone,
        roles=[role.value for role in StaffRole],
        may_administer=may(me.role, Deed.ADMINISTER) and user.id != me.id,
        may_view_as=may(me.role, Deed.VIEW_AS) and user.id != me.id and user.is_active,
        deeds=deeds_on(f"user:{user.id}"),
        here="team",
    )


@deed
@needs(Deed.ADMINISTER)
@proven
def invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody to the desk; the link is shown this once, and mailed."""
    said = request.POST
    email, language = said.get("email", "").strip(), said.get("language", "en")
    if "@" not in email or language not in dict(settings.LANGUAGES):
        raise NotAChoice("Give an e-mail address.")
    token = links.invite(
        email=email,
        name=said.get("name", "").strip()[:120],
        role=_role(request),
        language=language,
        by=who(request),
        at=clock.now(),
    )
    request.session["invitation"] = settings.SIMCARE_ORIGIN + reverse("welcome", args=[token])
    return back(request, _("Invited. The link goes by mail and opens the desk once, within seven days."))


@deed
@needs(Deed.ADMINISTER)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """An invitation opens nothing any more."""
    links.withdraw(link_id=number, by=who(request), at=clock.now())
    return back(request, _("The invitation opens nothing any more."))


@deed
@needs(Deed.ADMINISTER)
@proven
def role(request: HttpRequest, number: int) -> HttpResponse:
    """Another role, at once."""
    staff.change_role(user_id=number, role=_role(request), by=who(request), at=clock.now())
    return back(request, _("The new role holds now; the person signs in again."))


@deed
@needs(Deed.ADMINISTER)
@proven
def activity(request: HttpRequest, number: int) -> HttpResponse:
    """Switch somebody's sign-in off or on."""
    if request.POST.get("active") == "yes":
        staff.reactivate(user_id=number, by=who(request), at=clock.now())
        return back(request, _("The person may sign in again."))
    staff.deactivate(user_id=number, by=who(request), at=clock.now())
    return back(request, _("Switched off. Every sign-in of the person has ended."))


@deed
@needs(Deed.VIEW_AS)
def view_as(request: HttpRequest, number: int) -> HttpResponse:
    """See the desk as a colleague: read-only, marked, and on record."""
    user = get_colleague(number)
    audit.record("staff.viewed_as", by=who(request), at=clock.now(), subject=f"user:{user.id}")
    request.session.cycle_key()
    request.session[VIEWS_AS] = user.id
    return redirect("staff:inbox")


@deed
def stop_viewing(request: HttpRequest) -> HttpResponse:
    """Back to one's own desk."""
    looked_at = request.session.pop(VIEWS_AS, None)
    if looked_at is None:
        return redirect("staff:inbox")
    audit.record("staff.viewing_ended", by=who(request), at=clock.now(), subject=f"user:{looked_at}")
    return redirect("staff:person", looked_at)


def _row(user: Any, my_id: int) -> Colleague:
    return Colleague(user.id, user.name, user.email, user.role, user.is_active, user.used_at, user.id == my_id)


def _role(request: HttpRequest) -> StaffRole:
    try:
        return StaffRole(request.POST.get("role", ""))
    except ValueError as unknown:
        raise NotAChoice from unknown
