"""The API keys of an account: made and shown once, told apart by their beginning, revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from simcare.accounts.actions.keys import make_key, revoke_key
from simcare.accounts.permissions import Deed
from simcare.accounts.queries import get_account, list_contacts, list_members
from simcare.accounts.queries.keys import list_keys
from simcare.accounts.values import Scope
from simcare.kernel import clock, secrets
from simcare.web.staff.around import draw_page
from simcare.web.staff.door import deed, instant, needs, page, proven, tell, who

if TYPE_CHECKING:
    from simcare.accounts.models import ApiKey

SCOPES: Final[dict[Scope, str | Promise]] = {
    Scope.CARDS_READ: gettext_lazy("read cards"),
    Scope.CARDS_WRITE: gettext_lazy("suspend and resume cards, and whatever else changes them"),
    Scope.USAGE_READ: gettext_lazy("read usage"),
    Scope.TICKETS_READ: gettext_lazy("read tickets"),
    Scope.TICKETS_WRITE: gettext_lazy("open tickets and write on them"),
    Scope.WEBHOOKS: gettext_lazy("set up webhooks"),
}
DAYS: Final = (30, 90, 365)
"""How long a key may last; or until it is revoked."""
SHOWN_ONCE: Final = "api_key"
"""Where a session keeps a new key, sealed, until the next page shows it."""


@dataclass(frozen=True)
class KeyRow:
    """A key in the list."""

    id: int
    name: str
    hint: str
    scopes: tuple[str, ...]
    networks: tuple[str, ...]
    email: str
    made_at: datetime
    used_at: datetime | None
    expires_at: datetime | None
    is_over: bool


@page
@needs(Deed.KEEP_KEYS)
def keys(request: HttpRequest, number: int) -> HttpResponse:
    """The keys of an account, and the form for another; a new one is shown this once."""
    account, at = get_account(number), instant(request)
    sealed = request.session.pop(SHOWN_ONCE, "")
    people = [*(each.user.email for each in list_members(number)), *(each.email for each in list_contacts(number))]
    return draw_page(
        request,
        "keys.html",
        account=account,
        keys=[row_of(key, at) for key in list_keys(number)],
        new_key=secrets.unseal(sealed) if sealed else "",
        scopes=[(scope.value, words) for scope, words in SCOPES.items()],
        days=DAYS,
        people=list(dict.fromkeys(people)),
        address=settings.SIMCARE_ORIGIN + reverse("api:openapi-json"),
        here="accounts",
    )


@deed
@needs(Deed.KEEP_KEYS)
@proven
def make(request: HttpRequest, number: int) -> HttpResponse:
    """A new key; the next page shows it, and nothing afterwards."""
    asked, at = request.POST, clock.now()
    days = asked.get("days", "")
    _key, told = make_key(
        account_id=get_account(number).id,
        name=asked.get("name", ""),
        scopes=asked.getlist("scope"),
        email=asked.get("email", ""),
        networks=asked.get("networks", "").replace(",", " ").split(),
        expires_at=at + timedelta(days=int(days)) if days in map(str, DAYS) else None,
        by=who(request),
        at=at,
    )
    request.session[SHOWN_ONCE] = secrets.seal(told)
    tell(request, _("The key is made. Copy it now: it is shown this once."))
    return redirect("staff:keys", number)


@deed
@needs(Deed.KEEP_KEYS)
def revoke(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """The key opens nothing any more."""
    revoke_key(account_id=number, key_id=key, by=who(request), at=clock.now())
    tell(request, _("Revoked. Programs with this key are refused from now on."))
    return redirect("staff:keys", number)


def row_of(key: "ApiKey", at: datetime) -> KeyRow:
    """A key as the list shows it."""
    return KeyRow(
        id=key.id,
        name=key.name,
        hint=key.hint,
        scopes=tuple(str(SCOPES[Scope(each)]) for each in key.scopes),
        networks=tuple(key.networks),
        email=key.email,
        made_at=key.made_at,
        used_at=key.used_at,
        expires_at=key.expires_at,
        is_over=key.expires_at is not None and key.expires_at <= at,
    )
