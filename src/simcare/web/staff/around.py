"""The frame of a request: counts of the side bar, who is signed in, the pass to the live stream."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed, may
from simcare.kernel.asking import reading_ahead
from simcare.kernel.streams import give_pass
from simcare.web.entrance.attendance import SIGN_IN
from simcare.web.staff import side_counts
from simcare.web.staff.ahead import ask_frame, waiting_for
from simcare.web.staff.door import oneself, staff
from simcare.web.staff.frame import Me, around, draw
from simcare.web.staff.pages import QueueView
from simcare.web.staff.sharing import my_desk

PAGE = 50
MOST_UNREAD = 100
"""Nobody reads a larger number."""


def queues_for(request: HttpRequest) -> tuple[QueueView, ...]:
    """The views of the inbox with their counts for this person; counted once per request."""
    known: tuple[QueueView, ...] | None = getattr(request, "queues", None)
    if known is None:
        known = _counted(side_counts.views_of(request))
        request.queues = known  # type: ignore[attr-defined]  # kept for the rest of this request
    return known


def _counted(counts: Mapping[str, int]) -> tuple[QueueView, ...]:
    return (
        QueueView("open", _("Open"), "inbox", counts["open"]),
        QueueView("mine", _("Mine"), "user-check", counts["mine"]),
        QueueView("unassigned", _("Unassigned"), "user-plus", counts["unassigned"]),
        QueueView("overdue", _("Overdue"), "timer-off", counts["overdue"], counts["overdue"] > 0),
        QueueView("waiting", _("Waiting"), "hourglass", counts["waiting"]),
        QueueView("snoozed", _("Snoozed"), "alarm-clock", counts["snoozed"]),
        QueueView("solved", _("Solved"), "circle-check", counts["solved"]),
        QueueView("all", _("All"), "archive", counts["all"]),
        QueueView("spam", _("Spam"), "ban", counts["spam"]),
    )


def draw_page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    """A page in the console's frame."""
    with reading_ahead(*ask_frame(request)):
        return _drawn(request, template, context)


def _drawn(request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
    waiting = waiting_for(staff(request).id).read()
    frame = around(
        me=_me(request, waiting["unread"]),
        queues=queues_for(request),
        quarantined_count=waiting["quarantined"],
        task_count=waiting["by_hand"] + waiting["jobs"] + waiting["to_decide"],
        theme=request.COOKIES.get("theme", staff(request).theme),
        stream_url=stream_url(request),
    )
    return draw(request, template, {**frame, "desk": my_desk(request), **context})


def _me(request: HttpRequest, unread_count: int) -> Me:
    me, user = oneself(request), staff(request)
    return Me(
        name=user.name or user.email,
        role=user.role,
        uses_keys=me.uses_keys,
        sees_team=may(user.role, Deed.SEE_TEAM),
        id=user.id,
        unread_count=min(unread_count, MOST_UNREAD),
        looked_at_by=(me.name or me.email) if me.id != user.id else "",
    )


def stream_url(request: HttpRequest) -> str:
    """Where this page hears that something changed: all accounts, for a quarter of an hour, while the sign-in lasts."""
    token = give_pass(account_id=None, sign_in_id=request.session[SIGN_IN])
    return f"{settings.SIMCARE_STREAM_ORIGIN}/?token={token}"


def page_behind(request: HttpRequest, place: str, name: str = "after") -> str:
    """The address of the page that begins behind a place; empty when there is none."""
    if not place:
        return ""
    query = request.GET.copy()
    query[name] = place
    return f"{request.path}?{query.urlencode()}"


def offset_of(request: HttpRequest) -> int:
    """From which row on a list is asked for; nonsense counts as the beginning."""
    asked = request.GET.get("from", "")
    return int(asked) if asked.isdecimal() and len(asked) < 8 else 0


def next_page(request: HttpRequest, shown_count: int, size: int = PAGE) -> str:
    """The address of the rows after these; empty when these were not a full page."""
    if shown_count < size:
        return ""
    query = request.GET.copy()
    query["from"] = str(offset_of(request) + size)
    return f"{request.path}?{query.urlencode()}"
