"""Who acts for an account, as the provider arranges it: the first owner is asked in here, later ones by the owner."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from simcare.accounts.actions import members
from simcare.accounts.errors import NotAChoice
from simcare.accounts.permissions import Deed
from simcare.accounts.queries import get_account
from simcare.accounts.values import MemberRole
from simcare.kernel import clock
from simcare.web.staff.door import back, deed, needs, who

ROLES = tuple(MemberRole)


@deed
@needs(Deed.ARRANGE)
def invite(request: HttpRequest, number: int) -> HttpResponse:
    """Ask somebody into the portal of an account, by mail in the account's language."""
    account, email = get_account(number), request.POST.get("email", "").strip()
    role = request.POST.get("role", "")
    if role not in ROLES:
        raise NotAChoice
    members.invite(
        account_id=account.id,
        email=email,
        role=MemberRole(role),
        language=account.language,
        by=who(request),
        at=clock.now(),
    )
    return back(request, _("A mail with a link is on its way to %s.") % email)


@deed
@needs(Deed.ARRANGE)
def withdraw(request: HttpRequest, number: int, link: int) -> HttpResponse:
    """An invitation opens nothing any more."""
    members.withdraw(account_id=number, link_id=link, by=who(request), at=clock.now())
    return back(request, _("The invitation opens nothing any more."))
