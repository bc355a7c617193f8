"""Who may come in: staff by password and second factor; nobody signs up by themselves (security.md D9, D11)."""

from collections.abc import Callable

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from simcare.kernel import clock

Answer = Callable[[HttpRequest], HttpResponse]
SEEN = "seen_at"
SEEN_EVERY_SECONDS = 30
UNATTENDED = "X-Unattended"
"""Sent by live.js with what it fetches without anybody's doing."""
OPEN_TO_HALF = ("/sign-in/", "/static/", "/i18n/")


class StaffOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Closes sign-up: an administrator adds staff."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def second_factor(get_response: Answer) -> Answer:
    """Middleware: staff without a second factor can only set one up. The demo lets them pass."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not settings.SIMCARE_DEMO and _lacks_factor(request):
            return redirect("mfa_activate_totp")
        return get_response(request)

    return answer


def idle_sign_out(get_response: Answer) -> Answer:
    """Middleware: half an hour without a person's doing ends the session; what a page fetches alone is none."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, seen = clock.now().timestamp(), request.session.get(SEEN)
            if seen and now - seen > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif UNATTENDED not in request.headers and (not seen or now - seen >= SEEN_EVERY_SECONDS):
                request.session[SEEN] = now  # written now and then: a session saved per request is a commit per request
        return get_response(request)

    return answer


def _lacks_factor(request: HttpRequest) -> bool:
    if request.path.startswith(OPEN_TO_HALF) or not request.user.is_authenticated:
        return False
    return not is_mfa_enabled(request.user)
