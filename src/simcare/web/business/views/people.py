"""People: who acts for the account, invitations, roles; and which account is looked at."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from simcare.accounts.actions import members
from simcare.accounts.errors import NotAChoice
from simcare.accounts.permissions import MemberDeed
from simcare.accounts.queries import list_members
from simcare.accounts.queries.access import list_asked_in
from simcare.accounts.values import MemberRole
from simcare.kernel import clock
from simcare.web.business.door import back, choose_account, deed, needs, page, visitor
from simcare.web.business.frame import draw_page
from simcare.web.business.records import AskedIn, PersonRow
from simcare.web.business.words import ROLES, name_of

if TYPE_CHECKING:
    from simcare.accounts.models import Member


@page
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who acts for the account, and who was asked to."""
    who = visitor(request)
    asked_in = list_asked_in(who.account_id, at=clock.now())
    return draw_page(
        request,
        "people.html",
        people=[_row(member, who.user.id) for member in list_members(who.account_id)],
        asked_in=[AskedIn(link.id, link.email, name_of(link.role), link.expires_at) for link in asked_in],
        roles=[(role, name, hint) for role, (name, hint) in ROLES.items()],
        may_manage=who.may(MemberDeed.MANAGE_PEOPLE),
        here="people",
    )


@deed
@needs(MemberDeed.MANAGE_PEOPLE)
def invite(request: HttpRequest) -> HttpResponse:
    """Ask somebody into the account by mail."""
    who, email = visitor(request), request.POST.get("email", "").strip()
    members.invite(
        account_id=who.account_id,
        email=email,
        role=_role(request),
        language=who.user.language,
        by=who.user.email,
        at=clock.now(),
    )
    return back(request, _("A mail with a link is on its way to %s.") % email)


@deed
@needs(MemberDeed.MANAGE_PEOPLE)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """An invitation opens nothing any more."""
    who = visitor(request)
    members.withdraw(account_id=who.account_id, link_id=number, by=who.user.email, at=clock.now())
    return back(request, _("The invitation opens nothing any more."))


@deed
@needs(MemberDeed.MANAGE_PEOPLE)
def change_role(request: HttpRequest, number: int) -> HttpResponse:
    """Another role for a member."""
    who = visitor(request)
    members.change_role(
        account_id=who.account_id, member_id=number, role=_role(request), by=who.user.email, at=clock.now()
    )
    return back(request, _("The new role holds."))


@deed
@needs(MemberDeed.MANAGE_PEOPLE)
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody acts for the account no longer."""
    who = visitor(request)
    members.remove(account_id=who.account_id, member_id=number, by=who.user.email, at=clock.now())
    return back(request, _("They can't see the account any more."))


@deed
def look_at(request: HttpRequest, number: int) -> HttpResponse:
    """Another of the accounts that the person acts for."""
    choose_account(request, number)
    return redirect("business:cards")


def _role(request: HttpRequest) -> MemberRole:
    try:
        return MemberRole(request.POST.get("role", ""))
    except ValueError as unknown:
        raise NotAChoice from unknown


def _row(member: "Member", reader_id: int) -> PersonRow:
    user = member.user
    return PersonRow(
        id=member.id,
        name=user.name or user.email,
        email=user.email,
        role=member.role,
        role_name=name_of(member.role),
        since_at=member.since_at,
        is_me=user.id == reader_id,
    )
