"""A person's own settings: language, zone, look and keys; how one signs in, and where one is signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from allauth.mfa.models import Authenticator
from django.conf import settings as project
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from simcare.accounts.actions import sign_ins, staff
from simcare.accounts.errors import NotAChoice
from simcare.accounts.queries.access import list_sign_ins
from simcare.kernel import clock
from simcare.web.entrance.attendance import SIGN_IN
from simcare.web.entrance.languages import YEAR_SECONDS, remember
from simcare.web.staff.around import draw_page
from simcare.web.staff.devices import device_icon, device_words
from simcare.web.staff.door import back, deed, oneself, page, who


@dataclass(frozen=True)
class SignInRow:
    """A browser in which one is signed in."""

    id: int
    device: str
    icon: str
    began_at: datetime
    used_at: datetime
    is_this: bool


@page
def settings(request: HttpRequest) -> HttpResponse:
    """Language, zone, look, keys."""
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return draw_page(request, "settings.html", person=oneself(request), zones=["UTC", *zones], tab="settings")


@deed
def save(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen; the cookies follow, so that the first paint elsewhere is right."""
    said = request.POST
    user = staff.choose(
        user=oneself(request),
        name=said.get("name", "").strip() or oneself(request).name,
        language=said.get("language", ""),
        zone=said.get("zone", ""),
        theme=said.get("theme", ""),
        uses_keys="uses_keys" in said,
    )
    answer = remember(back(request, _("Saved.")), user.language)
    answer.set_cookie("theme", user.theme, max_age=YEAR_SECONDS if user.theme else 0, samesite="Lax")
    return answer


@deed
def keys(request: HttpRequest) -> HttpResponse:
    """Single letters on or off, from the sheet of keys."""
    user = oneself(request)
    staff.choose(
        user=user,
        name=user.name,
        language=user.language,
        zone=user.zone,
        theme=user.theme,
        uses_keys=request.POST.get("uses_keys") == "on",
    )
    return HttpResponse(status=204)


@page
def security(request: HttpRequest) -> HttpResponse:
    """Password, passkeys, authenticator, recovery codes, and where one is signed in."""
    user = oneself(request)
    factors = list(Authenticator.objects.filter(user_id=user.id).order_by("created_at"))
    return draw_page(
        request,
        "settings_security.html",
        person=user,
        passkeys=[_passkey(factor) for factor in factors if factor.type == Authenticator.Type.WEBAUTHN],
        has_totp=any(factor.type == Authenticator.Type.TOTP for factor in factors),
        has_codes=any(factor.type == Authenticator.Type.RECOVERY_CODES for factor in factors),
        sign_ins=_sign_ins(request, user.id),
        tab="settings_security",
    )


@deed
def password(request: HttpRequest) -> HttpResponse:
    """A new password, which ends every other sign-in."""
    user, new = oneself(request), request.POST.get("new", "")
    if not user.check_password(request.POST.get("old", "")):
        raise NotAChoice("That is not your password of today.")
    try:
        validate_password(new, user)
    except ValidationError as refused:
        raise NotAChoice(refused.messages[0]) from refused
    staff.change_password(user=user, password=new, keeps=request.session.get(SIGN_IN), by=who(request), at=clock.now())
    update_session_auth_hash(request, user)
    return back(request, _("The new password holds. Every other sign-in has ended."))


@deed
def end_sign_in(request: HttpRequest, number: int) -> HttpResponse:
    """One of one's own sign-ins ends."""
    sign_ins.end(sign_in_id=number, user_id=oneself(request).id, by=who(request), at=clock.now())
    return back(request, _("That sign-in has ended."))


@deed
def end_other_sign_ins(request: HttpRequest) -> HttpResponse:
    """All of them but this one."""
    keeps = request.session.get(SIGN_IN)
    sign_ins.end_all(user_id=oneself(request).id, because="revoked", keeps=keeps, by=who(request), at=clock.now())
    return back(request, _("Every other sign-in has ended."))


def _sign_ins(request: HttpRequest, user_id: int) -> list[SignInRow]:
    lasting = list_sign_ins(user_id, since=clock.now() - timedelta(seconds=project.SESSION_COOKIE_AGE))
    mine = request.session.get(SIGN_IN)
    return [
        SignInRow(row.id, device_words(row.agent), device_icon(row.agent), row.began_at, row.used_at, row.id == mine)
        for row in lasting
    ]


def _passkey(factor: Any) -> dict[str, object]:  # allauth has no types
    return {
        "id": factor.pk,
        "name": factor.wrap().name,
        "made_at": factor.created_at,
        "used_at": factor.last_used_at,
    }
