"""How often a way in may be tried: by address, and by the machine that asks (security.md D24, S49).

A try is counted in its own transaction before anything else is done, so that parallel ones can't pass unseen.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Final

from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from simcare.accounts.errors import TooManyTries
from simcare.kernel import clock, limits

WINDOW: Final = timedelta(minutes=15)
MOST_BY_ADDRESS: Final = 10
MOST_BY_MACHINE: Final = 200

View = Callable[..., HttpResponse]


def limited(way: str, view: View) -> View:
    """The view, refusing POSTs beyond the limits of this way in; both counts are kept in the database."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        if request.method == "POST" and _is_over(request, way):
            told = {"problem": _(TooManyTries.public_message())}
            return render(request, "account/refused.html", told, status=TooManyTries.status)
        return view(request, *args, **named)

    return transaction.non_atomic_requests(answer)


def _is_over(request: HttpRequest, way: str) -> bool:
    at = clock.now()
    who = whom(request)
    by_address = limits.count(_key(way, who), within=WINDOW, at=at) if who else 0
    by_machine = limits.count(_key(way, request.META.get("REMOTE_ADDR", "")), within=WINDOW, at=at)
    return by_address > MOST_BY_ADDRESS or by_machine > MOST_BY_MACHINE


def whom(request: HttpRequest) -> str:
    """Whose way in is tried: the address in the form, who stands before the second factor, or is signed in; or ''."""
    named = request.POST.get("login") or request.POST.get("email")
    half_way = request.session.get("account_login", {})  # where allauth keeps who stands before the second factor
    return str(named or (half_way and half_way.get("user_pk")) or request.user.pk or "").lower()[:254]


def _key(way: str, who: str) -> str:
    return f"{way}:{who}"


@receiver(user_logged_in)
def _start_anew(sender: object, request: HttpRequest, user: Any, **_named: object) -> None:
    limits.forget(_key("login", user.email))
    limits.forget(_key("code", str(user.pk)))
