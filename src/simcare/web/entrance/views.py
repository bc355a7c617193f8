"""Links that open once: a new colleague comes in, a forgotten password is replaced. Their answers tell nothing else."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from simcare.accounts.actions import links, members
from simcare.accounts.errors import AccountError, LinkOpensNothing
from simcare.accounts.queries.access import get_open_link, has_sign_in
from simcare.accounts.values import LinkKind
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_provider
from simcare.web.entrance.forms import NewPassword, Welcome
from simcare.web.entrance.languages import remember

BACKEND = "simcare.accounts.queries.sessions.Backend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation: name and password, then the second factor."""
    try:
        link = get_open_link(token, LinkKind.INVITATION, at=clock.now())
        form = Welcome(request.POST or None, initial={"name": link.name})
        if request.method != "POST" or not form.is_valid():
            return render(request, "account/welcome.html", {"form": form, "link": link})
        said = form.cleaned_data
        user = links.accept(token=token, name=said["name"], password=said["password"], at=clock.now())
    except AccountError as refusal:
        return _refused(request, refusal)
    login(request, user, backend=BACKEND)
    return remember(redirect("mfa_activate_totp"), user.language)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def join(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation into an account. Who signs in elsewhere already only agrees, and signs in as always."""
    try:
        with acting_as_provider():  # nobody is signed in: the token alone says which account
            link = get_open_link(token, LinkKind.MEMBERSHIP, at=clock.now())
            is_known = has_sign_in(link.email)
            form = Welcome(request.POST or None)
            if request.method != "POST" or not (is_known or form.is_valid()):
                return render(request, "account/join.html", {"form": form, "link": link, "is_known": is_known})
            said = {} if is_known else form.cleaned_data
            member = members.join(token=token, at=clock.now(), **said)
    except AccountError as refusal:
        return _refused(request, refusal)
    if is_known:
        told = {"problem": _("You are a member now. Sign in to go on."), "ended": True}
        return render(request, "account/refused.html", told)
    login(request, member.user, backend=BACKEND)
    return remember(redirect("business:cards"), member.user.language)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgot(request: HttpRequest) -> HttpResponse:
    """The same answer for every address, known or not; a mail goes to who has one."""
    if request.method != "POST":
        return render(request, "account/forgot.html")
    links.forget(email=request.POST.get("email", ""))
    return render(request, "account/forgot.html", {"is_noted": True})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """A link out of a mail sets a new password and ends every sign-in; then one signs in as always."""
    try:
        get_open_link(token, LinkKind.PASSWORD, at=clock.now())
        form = NewPassword(request.POST or None)
        if request.method != "POST" or not form.is_valid():
            return render(request, "account/new_password.html", {"form": form})
        links.reset(token=token, password=form.cleaned_data["password"], at=clock.now())
    except AccountError as refusal:
        return _refused(request, refusal)
    told = {"problem": _("The new password holds. Sign in with it."), "ended": True}
    return render(request, "account/refused.html", told)


def _refused(request: HttpRequest, refusal: AccountError) -> HttpResponse:
    status = LinkOpensNothing.status if isinstance(refusal, LinkOpensNothing) else refusal.status
    return render(request, "account/refused.html", {"problem": _(refusal.public_message())}, status=status)
