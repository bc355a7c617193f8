"""The frame around every page of the portal: the account, where one can go, who one is, and the live stream."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from simcare.kernel.streams import give_pass
from simcare.web.business.door import Visitor, visitor
from simcare.web.business.words import name_of
from simcare.web.entrance.attendance import SIGN_IN


@dataclass(frozen=True)
class Place:
    """An entry of the menu."""

    slug: str
    name: str | Promise
    icon: str

    @property
    def url(self) -> str:
        return reverse(f"business:{self.slug}")


PLACES = (
    Place("cards", _("Cards"), "smartphone"),
    Place("jobs", _("Work on cards"), "list-checks"),
    Place("equipment", _("Equipment"), "hard-drive"),
    Place("alerts", _("Alerts"), "bell"),
    Place("tickets", _("Tickets"), "inbox"),
    Place("people", _("People"), "users"),
)


def around(who: Visitor, *, theme: str = "", stream_url: str = "") -> dict[str, object]:
    """What every page's template needs beside its own values."""
    return {
        "who": who,
        "my_role": name_of(who.role),
        "places": PLACES,
        "theme": theme if theme in ("light", "dark") else "",
        "stream_url": stream_url,
    }


def draw_page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    """A page in the portal's frame."""
    who = visitor(request)
    frame = around(who, theme=request.COOKIES.get("theme", who.user.theme), stream_url=stream_url(request))
    return render(request, f"business/{template}", {**frame, **context})


def stream_url(request: HttpRequest) -> str:
    """Where this page hears that something of its account changed."""
    token = give_pass(account_id=visitor(request).account_id, sign_in_id=request.session[SIGN_IN])
    return f"{settings.SIMCARE_STREAM_ORIGIN}/?token={token}"
