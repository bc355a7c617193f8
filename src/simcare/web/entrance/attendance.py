"""Who is here, and until when: sign-ins that last, idle ones, the second factor, a desk that is only looked at.

Middlewares, in the order of `settings.MIDDLEWARE`.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from simcare.accounts.actions import sign_ins
from simcare.accounts.errors import NoSuchSignIn
from simcare.accounts.queries.access import find_sign_in, sign_ins_of
from simcare.accounts.queries.sessions import sessions_by_key, users_by_id
from simcare.kernel import clock
from simcare.kernel.asking import Asked, reading_ahead

if TYPE_CHECKING:
    from simcare.accounts.models import SignIn

Answer = Callable[[HttpRequest], HttpResponse]
SIGN_IN: Final = "sign_in"
SEEN: Final = "seen_at"
VIEWS_AS: Final = "views_as"
"""The session's keys: which sign-in this is, when a person last did something, and as whom the desk is looked at."""
SEEN_EVERY_SECONDS: Final = 30
UNATTENDED: Final = "X-Unattended"
"""Sent by live.js with what it fetches without anybody's doing."""
OPEN_TO_HALF: Final = ("/sign-in/", "/static/", "/i18n/", "/service-worker.js")
CHANGES_NOTHING: Final = ("GET", "HEAD", "OPTIONS")
MAY_WHILE_VIEWING: Final = ("/view-as/stop/", "/sign-in/logout/")

ENDED = {
    "role": _("Your role was changed by an administrator. Sign in again to go on."),
    "password": _("The password was changed. Sign in with the new one."),
    "factor": _("How you sign in was changed. Sign in again to go on."),
    "revoked": _("This sign-in was ended from your settings, on another device."),
}


def attend(get_response: Answer) -> Answer:
    """A session counts while its sign-in lasts; one that was ended is told so once, in place of what it asked for."""

    def answer(request: HttpRequest) -> HttpResponse:
        sign_in = _sign_in_of(request)
        if not request.user.is_authenticated:
            return get_response(request)
        if sign_in is None or sign_in.ended_at:
            logout(request)
            why = ENDED.get(sign_in.ended_because if sign_in else "", ENDED["factor"])
            return render(request, "account/refused.html", {"problem": why, "ended": True}, status=403)
        if UNATTENDED not in request.headers:
            sign_ins.use(sign_in=sign_in, at=clock.now())
        return get_response(request)

    return answer


def _sign_in_of(request: HttpRequest) -> "SignIn | None":
    """The sign-in that the session names; both are read with the session where this process knows it already."""
    key = request.session.session_key or ""
    named = _NAMED.get(key)
    with reading_ahead(*_ask(named), *([sessions_by_key.of(key)] if named else [])):
        user_id, sign_in_id = request.session.get(SESSION_KEY), request.session.get(SIGN_IN)
        if user_id is None or not isinstance(sign_in_id, int):
            return None
        names = (sign_in_id, int(user_id))
        if names != named:
            _remember(key, names)
        with reading_ahead(*_ask(names)):
            return find_sign_in(sign_in_id, request.user.pk) if request.user.is_authenticated else None


_NAMED: Final[dict[str, tuple[int, int]]] = {}
"""What sessions name: their sign-in and its user. Only for asking sooner; the session itself decides."""
MOST_NAMED: Final = 4_096


def _remember(key: str, names: tuple[int, int]) -> None:
    if len(_NAMED) >= MOST_NAMED:
        _NAMED.clear()
    _NAMED[key] = names


def _ask(names: tuple[int, int] | None) -> Iterator[Asked[Any]]:
    if names:
        sign_in_id, user_id = names
        yield users_by_id.of(user_id)
        yield sign_ins_of.of(sign_in_id, user_id)


def idle_sign_out(get_response: Answer) -> Answer:
    """Half an hour without a person's doing ends the session; what a page fetches alone is none."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, seen = clock.now().timestamp(), request.session.get(SEEN)
            if seen and now - seen > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif UNATTENDED not in request.headers and (not seen or now - seen >= SEEN_EVERY_SECONDS):
                request.session[SEEN] = now  # written now and then: a session saved per request is a commit per request
        return get_response(request)

    return answer


def second_factor(get_response: Answer) -> Answer:
    """Staff without a second factor can only set one up. The demo lets them pass."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not settings.SIMCARE_DEMO and _lacks_factor(request):
            return redirect("mfa_activate_totp")
        return get_response(request)

    return answer


def only_looking(get_response: Answer) -> Answer:
    """Who looks at the desk as somebody else changes nothing: every write is refused, whatever page it belongs to."""

    def answer(request: HttpRequest) -> HttpResponse:
        is_write = request.method not in CHANGES_NOTHING and request.path not in MAY_WHILE_VIEWING
        if is_write and request.user.is_authenticated and VIEWS_AS in request.session:
            told = {"problem": _("You are looking at the desk as somebody else. Nothing can be changed.")}
            return render(request, "account/refused.html", told, status=403)
        return get_response(request)

    return answer


@receiver(user_logged_in)
def _begin(sender: object, request: HttpRequest, user: Any, **_named: object) -> None:
    agent = request.META.get("HTTP_USER_AGENT", "")
    request.session[SIGN_IN] = sign_ins.begin(user_id=user.pk, agent=agent, at=clock.now()).id


@receiver(user_logged_out)
def _end(sender: object, request: HttpRequest, user: Any, **_named: object) -> None:
    """Before the session is emptied."""
    sign_in_id = request.session.get(SIGN_IN)
    if user is None or not isinstance(sign_in_id, int):
        return
    try:
        sign_ins.end(sign_in_id=sign_in_id, user_id=user.pk, by=user.email, at=clock.now(), because="left")
    except NoSuchSignIn:
        return


def _lacks_factor(request: HttpRequest) -> bool:
    if request.path.startswith(OPEN_TO_HALF) or not getattr(request.user, "role", ""):
        return False  # members of accounts may, staff must (security.md D11)
    return not is_mfa_enabled(request.user)
