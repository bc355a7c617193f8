"""The door of the portal: who may pass, for which account, and how a refusal is said.

Whoever acts for several accounts sees one at a time. What is asked and written behind this door is in the scope of
that account alone, so that the wall in the database holds where a page forgets it (security.md D1, S40).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from simcare.accounts.permissions import MemberDeed, member_may, require_of_member
from simcare.accounts.queries import memberships_of
from simcare.kernel.errors import SimcareError
from simcare.kernel.tenancy import acting_as_account, acting_as_provider
from simcare.web.staff.door import answer_of
from simcare.web.staff.refusals import said, summary

if TYPE_CHECKING:
    from simcare.accounts.models import User

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
CHOSEN = "account"
"""Where a session keeps which account its person looks at."""


@dataclass(frozen=True)
class Visitor:
    """A member, and the account that is looked at. `others` are the further accounts the person acts for."""

    user: "User"
    account_id: int
    account: str
    role: str
    others: tuple[tuple[int, str], ...] = ()

    def may(self, deed: MemberDeed) -> bool:
        """Whether the person's role in this account allows it."""
        return member_may(self.role, deed)


def page(view: Page[P]) -> Page[P]:
    """A page of the portal: read by a member, in the scope of the account; a refusal becomes a page of its own."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        who = visitor(request)
        with acting_as_account(who.account_id), timezone.override(who.user.zone):
            try:
                return answer_of(view, request, *args, **kwargs)
            except SimcareError as refusal:
                told = {"problem": summary(refusal), "detail": said(refusal)}
                return render(request, "business/problem.html", told, status=refusal.status)

    checked: Any = require_GET(login_required(answer))  # Django's decorators lose types
    checked.kind = "page"
    return checked  # type: ignore[no-any-return]  # same signature as `answer`


def deed(view: Page[P]) -> Page[P]:
    """A change by a member: POST only; a refusal is told where the person was."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            who = visitor(request)
            with acting_as_account(who.account_id), timezone.override(who.user.zone):
                return answer_of(view, request, *args, **kwargs)
        except SimcareError as refusal:
            messages.error(request, said(refusal))
            return redirect(came_from(request))

    checked: Any = require_POST(login_required(answer))
    checked.kind = "deed"
    return checked  # type: ignore[no-any-return]  # same signature as `answer`


def needs(wanted: MemberDeed) -> Callable[[Page[P]], Page[P]]:
    """What a deed asks of the member's role; stands below `page` or `deed`, which tell the refusal."""

    def guard(view: Page[P]) -> Page[P]:
        @wraps(view)
        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            require_of_member(visitor(request).role, wanted)
            return view(request, *args, **kwargs)

        return answer

    return guard


def visitor(request: HttpRequest) -> Visitor:
    """Who looks at which account. Raises PermissionDenied for staff, and for who acts for no account."""
    known: Visitor | None = getattr(request, "visitor", None)
    if known is None:
        known = _visitor_of(request)
        request.visitor = known  # type: ignore[attr-defined]  # once for a request
    return known


def choose_account(request: HttpRequest, account_id: int) -> None:
    """Look at another account that the person acts for; any other choice changes nothing."""
    request.session[CHOSEN] = account_id


def came_from(request: HttpRequest) -> str:
    """The page of the portal that the person was on."""
    referer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()})
    return referer if is_ours else reverse("business:cards")


def back(request: HttpRequest, words: object) -> HttpResponseRedirect:
    """Back to where the person was, saying what was done."""
    messages.success(request, str(words))
    return redirect(came_from(request))


def _visitor_of(request: HttpRequest) -> Visitor:
    user: Any = request.user
    with acting_as_provider():  # an account is not chosen yet
        members = memberships_of(user.pk) if not user.role else []
    if not members:
        raise PermissionDenied
    chosen = next((one for one in members if one.account_id == request.session.get(CHOSEN)), members[0])
    others = tuple((one.account_id, one.account.name) for one in members if one is not chosen)
    return Visitor(user, chosen.account_id, chosen.account.name, chosen.role, others)
