"""Equipment: which device works with which card, registered one by one or by a list."""

from dataclasses import astuple
from typing import Any, Final

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext

from simcare.accounts.permissions import MemberDeed
from simcare.cards.actions import equipment as actions
from simcare.cards.errors import EquipmentUnreadable
from simcare.cards.queries import fleet
from simcare.kernel import clock
from simcare.web.business.door import deed, needs, page, visitor
from simcare.web.business.frame import draw_page
from simcare.web.business.from_cards import row_of_device
from simcare.web.staff.around import page_behind
from simcare.web.staff.fleet import FlawView
from simcare.web.staff.from_fleet import flaw_of

SIZE: Final = 50
MOST_FLAWS: Final = 20
"""Lines that are told of a list that was not wholly right."""
FLAWS: Final = "equipment_flaws"
"""Where a session keeps them until the page has shown them."""


@page
def equipment(request: HttpRequest) -> HttpResponse:
    """The account's devices, with their cards."""
    who, words, after = visitor(request), request.GET.get("q", "")[:100], request.GET.get("after", "")
    behind = int(after) if after.isdecimal() and len(after) < 18 else 0
    found = fleet.list_equipment(who.account_id, words=words, after=behind, size=SIZE + 1)
    following = page_behind(request, str(found[SIZE - 1].id) if len(found) > SIZE else "")
    return draw_page(
        request,
        "equipment.html",
        devices=[row_of_device(device) for device in found[:SIZE]],
        words=words,
        iccid=request.GET.get("iccid", "")[:20],
        flaws=[FlawView(*told) for told in request.session.pop(FLAWS, ())],
        may_register=who.may(MemberDeed.REGISTER_EQUIPMENT),
        next_page=following,
        here="equipment",
    )


@deed
@needs(MemberDeed.REGISTER_EQUIPMENT)
def register(request: HttpRequest) -> HttpResponse:
    """One device for one card."""
    told = {name: request.POST.get(name, "") for name in actions.COLUMNS}
    return _told(request, actions.register_one(told=told, **_by(request)))


@deed
@needs(MemberDeed.REGISTER_EQUIPMENT)
def register_list(request: HttpRequest) -> HttpResponse:
    """A CSV or XLSX list of devices; good rows go in, the others are told by line."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise EquipmentUnreadable("Choose a file first.")
    return _told(request, actions.register_list(content=file.read(), **_by(request)))


def _by(request: HttpRequest) -> dict[str, Any]:  # Any: keywords of actions
    who = visitor(request)
    return {"account_id": who.account_id, "by": who.user.email, "at": clock.now()}


def _told(request: HttpRequest, done: actions.Registered) -> HttpResponse:
    """What came of it; what was wrong stands on the page, line by line."""
    request.session[FLAWS] = [astuple(flaw_of(flaw)) for flaw in done.flaws[:MOST_FLAWS]]
    if count := done.count + done.same_count:
        said = ngettext("%(n)s device is registered.", "%(n)s devices are registered.", count)
        messages.success(request, said % {"n": count})
    if left_out := len(done.flaws):
        said = ngettext("%(n)s row was left out.", "%(n)s rows were left out.", left_out)
        messages.error(request, said % {"n": left_out})
    return redirect("business:equipment")
