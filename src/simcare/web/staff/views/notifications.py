"""What a person is told: the list behind the bell, and what the person chose about it."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from simcare.kernel import clock
from simcare.kernel.counts import Counts
from simcare.notifications.actions import choosing, telling
from simcare.notifications.queries import (
    choices_of,
    find_notification,
    get_push_key,
    list_browsers,
    list_notifications,
    unread,
    ways_of,
)
from simcare.notifications.values import Browser, Kind, Way
from simcare.web.staff import notification_words as words
from simcare.web.staff.around import MOST_UNREAD, PAGE, draw_page, next_page, offset_of
from simcare.web.staff.devices import device_icon, device_words
from simcare.web.staff.door import back, deed, oneself, page, staff

PLACES = {"raw": "staff:quarantine"}
"""Where a subject is shown that has no page of its own."""


@dataclass(frozen=True)
class NotificationRow:
    """One line of the list."""

    id: int
    text: str | Promise
    icon: str
    subject: str
    by: str
    made_at: datetime
    is_unread: bool


@dataclass(frozen=True)
class BrowserRow:
    """A browser in which one takes pushes."""

    id: int
    device: str
    icon: str
    since_at: datetime


@page
def notifications(request: HttpRequest) -> HttpResponse:
    """Everything, or `?unread=1`, or one `?kind=`."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in set(Kind) else ""
    is_unread = request.GET.get("unread") == "1"
    first = offset_of(request)
    found = list_notifications(staff(request).id, kind=kind, is_unread=is_unread)[first : first + PAGE]
    rows = [
        NotificationRow(
            each.id,
            words.KINDS[Kind(each.kind)].text,
            words.KINDS[Kind(each.kind)].icon,
            each.subject,
            each.by,
            each.made_at,
            each.read_at is None,
        )
        for each in found
    ]
    return draw_page(
        request,
        "notifications.html",
        rows=rows,
        kind=kind,
        kinds=[(each.value, words.KINDS[each].text) for each in Kind],
        is_unread=is_unread,
        next_page=next_page(request, len(rows)),
        here="notifications",
    )


@page
def follow(request: HttpRequest, number: int) -> HttpResponse:
    """Where a notification leads; following it is having read it."""
    found = find_notification(staff(request).id, number)
    if found is None:
        raise Http404
    if oneself(request).id == found.user_id:
        telling.mark_read(user_id=found.user_id, ids=[found.id], at=clock.now())
    name, _colon, value = found.subject.partition(":")
    if name == "ticket":
        return redirect("staff:ticket", int(value))
    return redirect(PLACES.get(name, "staff:notifications"))


@page
def count(request: HttpRequest) -> HttpResponse:
    """How many wait, for the bell of an open page."""
    return JsonResponse(Counts({"unread": unread(staff(request).id)}, MOST_UNREAD).read())


@deed
def read(request: HttpRequest) -> HttpResponse:
    """All of them, or one."""
    number = request.POST.get("id", "")
    ids = [int(number)] if number.isdecimal() and len(number) < 19 else None
    telling.mark_read(user_id=oneself(request).id, ids=ids, at=clock.now())
    return back(request, _("Marked as read."))


@page
def choices(request: HttpRequest) -> HttpResponse:
    """Ways for each kind, quiet hours, digests, browsers."""
    user = oneself(request)
    chosen = choices_of(user.id)
    rows = [(kind.value, words.KINDS[kind], {way.value for way in ways_of(chosen, kind)}) for kind in Kind]
    return draw_page(
        request,
        "settings_notifications.html",
        person=user,
        rows=rows,
        chosen=chosen,
        digests=", ".join(chosen.digest_times),
        browsers=[
            BrowserRow(each.id, device_words(each.agent), device_icon(each.agent), each.made_at)
            for each in list_browsers(user.id)
        ],
        push_key=get_push_key(),
        worker=reverse("service_worker"),
        tab="settings_notifications",
    )


@deed
def choose(request: HttpRequest) -> HttpResponse:
    """Keep what was chosen."""
    said = request.POST
    choosing.choose(
        user=oneself(request),
        ways={kind: {way for way in Way if f"{kind.value}-{way.value}" in said} for kind in Kind},
        quiet=(said.get("quiet_from", ""), said.get("quiet_until", "")),
        digests=said.get("digests", ""),
        at=clock.now(),
    )
    return back(request, _("Saved."))


@deed
def browser(request: HttpRequest) -> HttpResponse:
    """This browser takes pushes from now on."""
    said = request.POST
    found = Browser(
        endpoint=said.get("endpoint", ""), public_key=said.get("public_key", ""), secret=said.get("secret", "")
    )
    agent = request.headers.get("User-Agent", "")
    choosing.add_browser(user=oneself(request), browser=found, agent=agent, at=clock.now())
    return back(request, _("This browser takes pushes from now on."))


@deed
def drop_browser(request: HttpRequest, number: int) -> HttpResponse:
    """One of one's own browsers takes no more."""
    choosing.remove_browser(browser_id=number, user=oneself(request))
    return back(request, _("It takes no pushes any more."))
