"""The door of the console: who may pass, in which scope, and how a refusal is said."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from simcare.accounts.permissions import Deed, may, require
from simcare.accounts.queries.access import get_colleague
from simcare.kernel import clock
from simcare.kernel.errors import SimcareError
from simcare.kernel.tenancy import acting_as_provider
from simcare.web.entrance.attendance import VIEWS_AS
from simcare.web.entrance.proofs import is_fresh
from simcare.web.staff.counted import count_anew
from simcare.web.staff.refusals import said, summary

if TYPE_CHECKING:
    from simcare.accounts.models import User

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


class NotThere(SimcareError):
    """What this link or button is about is not there, or no longer."""

    code = "not_there"
    status = 404


def page(view: Page[P]) -> Page[P]:
    """A page of the console: read by signed-in staff, in the provider's scope; a refusal becomes a page of its own."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with acting_as_provider(savepoint=False), timezone.override(staff(request).zone):
            try:
                return answer_of(view, request, *args, **kwargs)
            except SimcareError as refusal:
                told = {"problem": summary(refusal), "detail": said(refusal)}
                return render(request, "staff/problem.html", told, status=refusal.status)

    checked: Any = vary_on_headers("HX-Request", "HX-Target")(
        require_GET(login_required(answer))
    )  # Django's decorators lose types
    checked.kind = "page"
    return checked  # type: ignore[no-any-return]  # same signature as `answer`


def deed(view: Page[P]) -> Page[P]:
    """A change by staff: POST only; a refusal is told where the person was."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        staff(request)
        transaction.on_commit(count_anew)
        with acting_as_provider():
            try:
                return answer_of(view, request, *args, **kwargs)
            except SimcareError as refusal:
                messages.error(request, said(refusal))
                return redirect(came_from(request))

    checked: Any = require_POST(login_required(answer))
    checked.kind = "deed"
    return checked  # type: ignore[no-any-return]  # same signature as `answer`


def answer_of(view: Page[P], request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
    """What the view answers; a row that nobody ever made, or that is gone, is refused in words."""
    try:
        return view(request, *args, **kwargs)
    except ObjectDoesNotExist as missing:
        raise NotThere from missing


def needs(wanted: Deed) -> Callable[[Page[P]], Page[P]]:
    """What a page or deed asks of the person's role; stands below `page` or `deed`, which tell the refusal."""

    def guard(view: Page[P]) -> Page[P]:
        @wraps(view)
        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            require(staff(request).role, wanted)
            return view(request, *args, **kwargs)

        return answer

    return guard


def proven(view: Page[P]) -> Page[P]:
    """A page or deed that can't be taken back: it wants a fresh proof of who is there; stands below `needs`.

    What was asked for waits in the session and is done after the proof. A password in it must not lie there, so then
    the form is filled in once more.
    """

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        if "password" not in request.POST:
            raise ReauthenticationRequired  # allauth's middleware keeps the request and asks
        messages.info(request, _("Confirm that it is you, then do it once more."))
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': came_from(request)})}")

    return answer


def instant(request: HttpRequest) -> datetime:
    """Now, for all parts of a page the same."""
    if not hasattr(request, "instant"):
        request.instant = clock.now()  # type: ignore[attr-defined]  # once for a request
    return request.instant  # type: ignore[attr-defined,no-any-return]  # set above


def staff(request: HttpRequest) -> "User":
    """Whose desk this is: who is signed in, or who is looked at. Raises PermissionDenied for members of accounts."""
    user = oneself(request)
    looked_at = request.session.get(VIEWS_AS)
    if looked_at is None or not may(user.role, Deed.VIEW_AS):
        return user
    if not hasattr(request, "looked_at"):
        request.looked_at = get_colleague(looked_at)  # type: ignore[attr-defined]  # once for a request
    return request.looked_at  # type: ignore[attr-defined,no-any-return]  # set above


def oneself(request: HttpRequest) -> "User":
    """The person of the provider who is signed in. Raises PermissionDenied for members of accounts."""
    user: Any = request.user
    if not getattr(user, "role", ""):
        raise PermissionDenied
    return user  # type: ignore[no-any-return]  # AUTH_USER_MODEL


def who(request: HttpRequest) -> str:
    """How the audit names the person who acts."""
    return oneself(request).email


def came_from(request: HttpRequest) -> str:
    """The page the person was on, if it is one of ours."""
    referer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(referer, allowed_hosts={request.get_host()})
    return referer if is_ours else "/"


def tell(request: HttpRequest, words: object) -> None:
    """The next page says what was done."""
    messages.success(request, str(words))


def back(request: HttpRequest, words: object) -> HttpResponseRedirect:
    """Back to where the person was, saying what was done."""
    tell(request, words)
    return redirect(came_from(request))
